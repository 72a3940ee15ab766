package airra

import (
	"context"
	"time"
)

// Scenario is a written disturbance that can be started.
type Scenario struct {
	ID                  string           `json:"id"`
	Name                string           `json:"name"`
	Description         string           `json:"description"`
	Service             ServiceName      `json:"service"`
	Severity            Severity         `json:"severity"`
	Difficulty          string           `json:"difficulty"` // beginner, intermediate, advanced
	Tags                []string         `json:"tags"`
	DurationSeconds     int64            `json:"duration_seconds"`
	MetricCount         int              `json:"metric_count,omitempty"` // in lists
	Metrics             []ScenarioMetric `json:"metrics,omitempty"`      // in the detail, like the rest below
	Gauges              []ScenarioGauge  `json:"gauges,omitempty"`
	Context             map[string]any   `json:"context,omitempty"`
	ExpectedRootCause   string           `json:"expected_root_cause,omitempty"`
	ExpectedActionTypes []string         `json:"expected_action_types,omitempty"`
}

// ScenarioMetric is one metric of the story that a scenario tells.
type ScenarioMetric struct {
	Name           string  `json:"name"`
	Value          float64 `json:"value"`
	Baseline       float64 `json:"baseline"`
	DeviationSigma float64 `json:"deviation_sigma"`
	PatternType    string  `json:"pattern_type"`
	Unit           string  `json:"unit"`
	IsAnomalous    bool    `json:"is_anomalous"`
}

// ScenarioGauge is what a scenario does to one of the demo's five gauges.
type ScenarioGauge struct {
	Gauge  string  `json:"gauge"`  // request_rate, error_rate, latency_p95, cpu_usage, memory_bytes
	Factor float64 `json:"factor"` // of its base, at the height
	Shape  string  `json:"shape"`  // linear, spike, step, oscillating
}

// ScenarioFilter chooses scenarios.
type ScenarioFilter struct {
	Difficulty string
	Tag        string
}

// SimulationRun is a scenario that was started. Its state is a pure function of its
// times and of now, so it needs no clock that somebody has to turn.
type SimulationRun struct {
	ID              string      `json:"simulation_id"` // sim_ and eight hexadecimal digits
	ScenarioID      string      `json:"scenario_id"`
	Service         ServiceName `json:"service"`
	DrillID         string      `json:"drill_id,omitempty"` // the drill it belongs to
	IncidentID      *IncidentID `json:"incident_id"`        // filled when the monitor finds it
	IncidentRef     string      `json:"incident_ref,omitempty"`
	Status          string      `json:"status"` // scheduled, running, completed, stopped
	StartedAt       *time.Time  `json:"started_at"`
	CompletedAt     *time.Time  `json:"completed_at"`
	StartsAt        time.Time   `json:"starts_at"`
	EndsAt          time.Time   `json:"ends_at"`
	StoppedAt       *time.Time  `json:"stopped_at"`
	StartedBy       string      `json:"started_by"`
	ExecutionMode   string      `json:"execution_mode"` // kept as it was given
	Error           *string     `json:"error"`
	HypothesesCount int         `json:"hypotheses_count"`
	ActionsCount    int         `json:"actions_count"`
	MetricsInjected int         `json:"metrics_injected"` // gauges that are moved

	// When it was started while everything that it moves is kept closed, because an
	// incident was just resolved; only the answer to the start says so.
	FoundFrom *time.Time `json:"found_from,omitempty"` // what begins earlier is not found
	Warning   string     `json:"warning,omitempty"`

	Version int64 `json:"-"`
}

// NewSimulation says how a scenario is started.
type NewSimulation struct {
	Service         ServiceName `json:"service,omitempty"`          // empty: the scenario's own
	DurationSeconds int64       `json:"duration_seconds,omitempty"` // 0: the scenario's own
	ExecutionMode   string      `json:"execution_mode,omitempty"`
	AutoAnalyze     *bool       `json:"auto_analyze,omitempty"` // accepted; what the monitor finds is always analysed
}

// Drill is a written sequence of scenarios.
type Drill struct {
	ID          string      `json:"id"` // busy_day, incident_storm, gradual_escalation
	Name        string      `json:"name"`
	Description string      `json:"description"`
	Steps       []DrillStep `json:"steps"`
}

// DrillStep is one scenario of a drill.
type DrillStep struct {
	DelaySeconds int64       `json:"delay_seconds"`
	ScenarioID   string      `json:"scenario_id"`
	Service      ServiceName `json:"service"`
	Comment      string      `json:"comment"`
}

// WhatIf asks what would come of an action.
type WhatIf struct {
	ActionType ActionType  `json:"action_type,omitempty"`
	Service    ServiceName `json:"service,omitempty"`
	Category   string      `json:"category,omitempty"`  // the suspected cause
	ActionID   string      `json:"action_id,omitempty"` // or an action that was proposed, which gives all three
}

// WhatIfAnswer is what the record says about it. Basis says whether the numbers are
// measured or only assumed.
type WhatIfAnswer struct {
	ActionType      ActionType    `json:"action_type"`
	Service         ServiceName   `json:"service"`
	Category        string        `json:"category"`
	Basis           string        `json:"basis"`    // recorded, rehearsed or prior
	Outcomes        int           `json:"outcomes"` // judged executions that the rate is made of
	Effective       int           `json:"effective"`
	SuccessRate     float64       `json:"success_rate"`
	Scope           string        `json:"scope"` // whose outcomes: "this service and cause", "this service", "every service"; empty when there are none
	Risk            float64       `json:"risk"`
	RiskLevel       RiskLevel     `json:"risk_level"`
	ExpectedSeconds int64         `json:"expected_downtime_seconds"`
	WorstSeconds    int64         `json:"worst_downtime_seconds"`
	RecoverySeconds int64         `json:"recovery_seconds"`
	Reversible      bool          `json:"reversible"`
	TouchedServices []ServiceName `json:"touched_services"`
	Recommended     bool          `json:"recommended"`
	Reasons         []string      `json:"reasons"`
}

// Simulator is what one can do with scenarios. It works where the demo's gauges are.
type Simulator interface {
	FindScenarios(ctx context.Context, filter ScenarioFilter) ([]Scenario, error)
	FindScenario(ctx context.Context, id string) (*Scenario, error)
	StartScenario(ctx context.Context, id string, n NewSimulation) (*SimulationRun, error)
	// FindSimulations gives those that run, or with all also those that were and will be.
	FindSimulations(ctx context.Context, all bool) ([]SimulationRun, error)
	FindSimulation(ctx context.Context, id string) (*SimulationRun, error)
	StopSimulation(ctx context.Context, id string) (*SimulationRun, error)
	Drills(ctx context.Context) ([]Drill, error)
	StartDrill(ctx context.Context, id string) ([]SimulationRun, error)
	WhatIf(ctx context.Context, q WhatIf) (*WhatIfAnswer, error)
}
