package airra

import (
	"context"
	"slices"
	"time"
)

// Verdict is what somebody found out about a hypothesis, an action or an alarm.
type Verdict string

// The verdicts. Unknown takes an earlier one back.
const (
	VerdictConfirmed Verdict = "confirmed" // the hypothesis was the cause; the action helped; the alarm was justified
	VerdictRejected  Verdict = "rejected"  // it was not; it did not; it was a false alarm
	VerdictUnknown   Verdict = "unknown"
)

// Valid says whether v is one of the three.
func (v Verdict) Valid() bool {
	return v == VerdictConfirmed || v == VerdictRejected || v == VerdictUnknown
}

// VerdictSubject is what a verdict is about.
type VerdictSubject string

// The subjects of verdicts.
const (
	AboutHypothesis VerdictSubject = "hypothesis"
	AboutAction     VerdictSubject = "action"
	AboutAlarm      VerdictSubject = "alarm" // whether there was an incident at all
)

// Origin says how real an incident is. Measures of how well people do count the
// real ones only, unless they are asked for the others.
type Origin string

// The origins.
const (
	OriginReal      Origin = "real"
	OriginSimulated Origin = "simulated" // a scenario or a drill moved the signals, or the report says that it is a simulation
	OriginGenerated Origin = "generated" // invented by the generator
)

// Origins lists them.
var Origins = []Origin{OriginReal, OriginSimulated, OriginGenerated}

// Valid says whether o is one of them.
func (o Origin) Valid() bool { return slices.Contains(Origins, o) }

// Judgement is a verdict that stands, with what the judged one looked like at the
// time: a new analysis replaces hypotheses, and what was learned must outlive them.
// There is one for each subject of an incident: a cause is known by its category, an
// action by its id, so that judging twice never counts twice.
type Judgement struct {
	ID           string         `json:"id"`
	IncidentID   IncidentID     `json:"incident_id"`
	IncidentRef  string         `json:"incident_ref"`
	Subject      VerdictSubject `json:"subject"`
	Verdict      Verdict        `json:"verdict"` // confirmed or rejected; one that was taken back is not kept
	Service      ServiceName    `json:"service"`
	Category     string         `json:"category"`      // of the hypothesis, or of the one that the action answers; empty for an alarm
	HypothesisID *HypothesisID  `json:"hypothesis_id"` // the one that was judged; a later analysis may have replaced it
	ActionID     *ActionID      `json:"action_id"`
	ActionType   ActionType     `json:"action_type,omitempty"`
	Confidence   float64        `json:"confidence"` // of the hypothesis when it was judged, 0..1; 0 for an alarm
	Rank         int            `json:"rank"`       // likewise; 0 for others
	Reasoner     string         `json:"reasoner"`   // who had formed the hypothesis
	Signals      []string       `json:"signals"`    // the names of the incident's signals: whose alarm it was
	Source       string         `json:"source"`     // the incident's detection source
	Origin       Origin         `json:"origin"`     // of the incident
	DryRun       bool           `json:"dry_run"`    // the action was only rehearsed, so its verdict is about a plan
	JudgedBy     string         `json:"judged_by"`
	Note         string         `json:"note"`
	JudgedAt     time.Time      `json:"judged_at"`
}

// NewVerdict is what a person says.
type NewVerdict struct {
	Verdict Verdict `json:"verdict"`
	By      string  `json:"by,omitempty"` // empty: the one who asks
	Note    string  `json:"note,omitempty"`
}

// OutcomeReport is the contract's way to say everything about an incident at once.
// What is nil is not judged: silence is never taken for a no.
type OutcomeReport struct {
	HypothesisID      string `json:"hypothesis_id,omitempty"`
	HypothesisCorrect *bool  `json:"hypothesis_correct,omitempty"`
	ActionID          string `json:"action_id,omitempty"`
	ActionEffective   *bool  `json:"action_effective,omitempty"`
	FalseAlarm        *bool  `json:"false_alarm,omitempty"`
	HumanOverride     bool   `json:"human_override,omitempty"`
	OverrideReason    string `json:"override_reason,omitempty"`
	ResolutionNotes   string `json:"resolution_notes,omitempty"`
}

// Pattern is what the verdicts on one service and category add up to.
type Pattern struct {
	ID          string      `json:"pattern_id"` // service:category
	Name        string      `json:"name"`       // service - category
	Service     ServiceName `json:"service"`
	Category    string      `json:"category"`
	Occurrences int         `json:"occurrence_count"`      // verdicts
	Confirmed   int         `json:"confirmed_count"`       // of them
	SuccessRate float64     `json:"success_rate"`          // confirmed among verdicts
	Adjustment  float64     `json:"confidence_adjustment"` // what it adds to the confidence of the category now
	Prior       float64     `json:"prior_adjustment"`      // what it would add without a verdict
	LastSeen    time.Time   `json:"last_judged_at"`
}

// Prior is what a category adds to the confidence on a service where nobody has judged
// it yet. It was written down, not learned.
type Prior struct {
	Category    string  `json:"category"`
	Occurrences int     `json:"occurrence_count"` // always 0: no verdict stands behind it
	Adjustment  float64 `json:"confidence_adjustment"`
}

// Patterns is the answer of the contract, and beside it the priors. Verdicts on what a
// rehearsal resolved always count, because a person has judged; Excluded counts the
// verdicts that do not.
type Patterns struct {
	Total    int       `json:"total_patterns"` // the learned ones
	Patterns []Pattern `json:"patterns"`
	Priors   []Prior   `json:"priors"`
	Excluded Excluded  `json:"excluded"`
}

// SimilarIncident is a past incident with how much it resembles another one.
type SimilarIncident struct {
	IncidentID IncidentID      `json:"incident_id"`
	Ref        string          `json:"ref"`
	Title      string          `json:"title"`
	Service    ServiceName     `json:"service"`
	Category   string          `json:"category"`
	Cause      string          `json:"cause"`
	Fix        string          `json:"fix"` // empty when nothing is known to have helped
	Confirmed  bool            `json:"confirmed"`
	Rejected   bool            `json:"rejected"`
	Trust      float64         `json:"trust"`      // 1.0 postmortem, 0.7 approved, 0.4 automatic, 0.2 generated
	Similarity float64         `json:"similarity"` // 0..1, see learn.Similarity
	Parts      SimilarityParts `json:"parts"`
	Origin     Origin          `json:"origin"`
	ResolvedAt time.Time       `json:"resolved_at"`

	Signals map[string]Direction `json:"signals"` // what had moved, and to which side
}

// MostlyAlike is the similarity from which two incidents resemble each other, whatever
// they have in common.
const MostlyAlike = 0.5

// Alike says whether two incidents resemble each other enough to be told of together:
// most of what is known of them is alike, or a signal of the same service moved in both.
// Below that they have an address in common, or a word.
func Alike(sameService bool, commonSignals, similarity float64) bool {
	return similarity >= MostlyAlike || sameService && commonSignals > 0
}

// SimilarityParts are the terms of a similarity, each 0..1, so that a person can check
// the sum.
type SimilarityParts struct {
	Signals  float64 `json:"signals"`
	Service  float64 `json:"service"`
	Topology float64 `json:"topology"`
	Category float64 `json:"category"`
	Text     float64 `json:"text"`
}

// LearningInsights is the contract's payload. Rates are nil where nothing was judged.
type LearningInsights struct {
	PeriodDays            int      `json:"period_days"`
	TotalIncidents        int      `json:"total_incidents"`
	ResolvedIncidents     int      `json:"resolved_incidents"`
	ResolutionRate        *float64 `json:"resolution_rate"`
	AvgResolutionSeconds  *int64   `json:"avg_resolution_time_seconds"`
	AvgResolutionMinutes  *int64   `json:"avg_resolution_time_minutes"`
	HypothesisAccuracy    *float64 `json:"hypothesis_accuracy"` // confirmed among judged
	TotalHypotheses       int      `json:"total_hypotheses"`    // judged
	CorrectHypotheses     int      `json:"correct_hypotheses"`
	Top1Accuracy          *float64 `json:"top1_accuracy"`
	Top1SampleSize        int      `json:"top1_accuracy_sample_size"` // judged hypotheses of rank 1
	SimilarityReuseCount  int      `json:"similarity_reuse_count"`
	SuccessfulActions     int      `json:"successful_actions"` // judged effective, rehearsals not counted
	PatternsLearned       int      `json:"patterns_learned"`
	SeedPatternsAvailable int      `json:"seed_patterns_available"`
	Excluded              Excluded `json:"excluded"`
}

// Learning is what one can teach, and ask what was learned.
type Learning interface {
	// JudgeHypothesis takes a hypothesis by its id, its rank or its category.
	JudgeHypothesis(ctx context.Context, incidentKey, hypothesis string, v NewVerdict) (*Hypothesis, error)
	JudgeAction(ctx context.Context, key string, v NewVerdict) (*Action, error)
	JudgeAlarm(ctx context.Context, incidentKey string, v NewVerdict) (*Incident, error)
	// ReportOutcome judges everything that the report names, in one transaction.
	ReportOutcome(ctx context.Context, incidentKey string, r OutcomeReport) ([]Judgement, error)
	// Judgements gives the verdicts that stand for an incident.
	Judgements(ctx context.Context, incidentKey string) ([]Judgement, error)
	// LearnedPatterns adds up the verdicts on real incidents and on those of include, which
	// are sorts as in an AnalyticsQuery.
	LearnedPatterns(ctx context.Context, include []string) (*Patterns, error)
	LearningInsights(ctx context.Context, q AnalyticsQuery) (*LearningInsights, error)
	SimilarIncidents(ctx context.Context, incidentKey string, limit int) ([]SimilarIncident, error)
}
