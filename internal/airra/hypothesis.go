package airra

import "time"

// The categories that the reasoner and the action table know. A category is an
// open string all the same: a model may name another one, which then has the
// base confidence of the unknown and no remedy.
const (
	CategoryMemoryLeak      = "memory_leak"
	CategoryCPUSpike        = "cpu_spike"
	CategoryTrafficSpike    = "traffic_spike"
	CategoryTrafficDrop     = "traffic_drop"
	CategoryLatencySpike    = "latency_spike"
	CategoryErrorSpike      = "error_spike"
	CategoryDatabaseIssue   = "database_issue"
	CategoryNetworkIssue    = "network_issue"
	CategoryDeploymentIssue = "deployment_issue"
	CategoryDependency      = "dependency_failure"
	CategoryInconclusive    = "inconclusive"
)

// EvidenceItem is one observation. Relevance lies in 0..1. Query, when there is
// one, is the PromQL that shows the observation again.
type EvidenceItem struct {
	Number      int     `json:"number"`      // unique within the incident, from 1: what `evidence rerun` takes
	SignalType  string  `json:"signal_type"` // metric, alert, log, event, change, topology, order, history
	SignalName  string  `json:"signal_name"`
	Observation string  `json:"observation"`
	Relevance   float64 `json:"relevance"`
	Query       string  `json:"query,omitempty"`
	Ref         string  `json:"ref,omitempty"` // of a past incident
}

// EvidenceAnomaly is an anomaly as it stood when the hypothesis was formed.
type EvidenceAnomaly struct {
	Metric         string  `json:"metric"`
	CurrentValue   float64 `json:"current_value"`
	ExpectedValue  float64 `json:"expected_value"`
	DeviationSigma float64 `json:"deviation_sigma"`
	Category       string  `json:"category"`
	Assumed        bool    `json:"assumed,omitempty"` // the expected value is a convention, not a measured baseline
}

// Evidence is what speaks for a hypothesis, what speaks against it, and the
// anomalies it was formed on.
type Evidence struct {
	Items     []EvidenceItem    `json:"items"`
	Against   []EvidenceItem    `json:"against"`
	Anomalies []EvidenceAnomaly `json:"anomalies"`
}

// Hypothesis is one possible cause. Rank 1 is the most likely.
type Hypothesis struct {
	ID                 HypothesisID `json:"id"`
	IncidentID         IncidentID   `json:"incident_id"`
	Description        string       `json:"description"`
	Category           string       `json:"category"`
	ConfidenceScore    float64      `json:"confidence_score"` // 0.01..0.99, see reason.Confidence
	Evidence           Evidence     `json:"evidence"`
	SupportingSignals  []string     `json:"supporting_signals"`
	Rank               int          `json:"rank"`
	Reasoning          string       `json:"reasoning"`
	LLMModel           string       `json:"llm_model"` // "offline-rules" when no model answered
	Validated          bool         `json:"validated"`
	ValidationFeedback *string      `json:"validation_feedback"`
	CreatedAt          time.Time    `json:"created_at"`
}

// Change is something a person or a pipeline did to a service, as the context
// of an incident tells it.
type Change struct {
	Kind    string      `json:"kind"` // deployment, configuration, feature_flag, migration, campaign, other
	Service ServiceName `json:"service"`
	Summary string      `json:"summary"`
	At      *time.Time  `json:"at"` // nil when the context does not say
}

// PastIncident is a resolved incident that resembles the present one.
type PastIncident struct {
	Ref        string
	Service    ServiceName
	Title      string
	Category   string // of its best hypothesis, or of its verified cause
	Cause      string
	Fix        string // what resolved it, in words
	Signals    []string
	Directions map[string]Direction // of the signals, by name; a name that is missing is not known
	Confirmed  bool                 // a person said that this was the cause
	Rejected   bool                 // a person said that this was not the cause
	Similarity float64              // 0..1; 0 when nobody has compared the two
	Trust      float64              // 0..1; 0 when nobody has weighed it
	Origin     Origin
	ResolvedAt time.Time
}

// Case is everything the reasoner may look at. It is built from what is stored,
// so an analysis tomorrow sees what an analysis now would have seen.
type Case struct {
	Incident Incident
	Signals  []Signal // in order of onset
	Topology Topology
	Changes  []Change
	History  []PastIncident
	Patterns map[string]Pattern // what the verdicts on the service add up to, by category
	RuledOut []string           // categories that a person has found wrong for this very incident
	Watched  []ServiceName      // whose signals are looked at: of any other, silence says nothing
	Now      time.Time
}

// Analysis is the reasoner's answer. Hypotheses are ranked; an inconclusive
// analysis still lists what was considered.
type Analysis struct {
	Hypotheses   []Hypothesis
	Reasoner     string // "offline rules", or provider and model
	Note         string // why the rules answered although a model is configured, or empty
	Inconclusive bool
	Reused       *PastIncident // the recollection because of which no model was asked
}
