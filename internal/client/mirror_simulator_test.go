package client_test

import (
	"context"
	"testing"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
)

func writtenScenario() airra.Scenario {
	return airra.Scenario{
		ID: "memory_leak_gradual", Name: "n", Description: "d", Service: "s", Severity: airra.SeverityHigh, Difficulty: "beginner", Tags: []string{"resource"},
		DurationSeconds: 300, MetricCount: 1, Metrics: []airra.ScenarioMetric{{Name: "m", Value: 2, Baseline: 1, DeviationSigma: 5.5, PatternType: "linear", Unit: "s", IsAnomalous: true}},
		Gauges: []airra.ScenarioGauge{{Gauge: "memory_bytes", Factor: 4, Shape: "linear"}}, Context: map[string]any{"environment": "production"},
		ExpectedRootCause: "memory_leak", ExpectedActionTypes: []string{"restart"},
	}
}

func simulationRun() airra.SimulationRun {
	return airra.SimulationRun{
		ID: "sim_0123abcd", ScenarioID: "memory_leak_gradual", Service: "s", DrillID: "busy_day", IncidentID: ptr(airra.IncidentID(incidentID)), IncidentRef: "INC-142",
		Status: "stopped", StartedAt: &now, CompletedAt: &now, StartsAt: now, EndsAt: now, StoppedAt: &now, StartedBy: "jane", ExecutionMode: "demo",
		Error: ptr("e"), HypothesesCount: 3, ActionsCount: 1, MetricsInjected: 2,
	}
}

func drill() airra.Drill {
	return airra.Drill{ID: "busy_day", Name: "n", Description: "d", Steps: []airra.DrillStep{{DelaySeconds: 60, ScenarioID: "x", Service: "s", Comment: "c"}}}
}

func whatIfAnswer() airra.WhatIfAnswer {
	return airra.WhatIfAnswer{
		ActionType: airra.ActionRestartPod, Service: "s", Category: "memory_leak", Basis: "recorded", Outcomes: 4, Effective: 3, SuccessRate: 0.75, Scope: "this service",
		Risk: 0.35, RiskLevel: airra.RiskLow, ExpectedSeconds: 10, WorstSeconds: 300, RecoverySeconds: 180, Reversible: true, TouchedServices: []airra.ServiceName{"s"},
		Recommended: true, Reasons: []string{"r"},
	}
}

func (m *mirror) FindScenarios(ctx context.Context, f airra.ScenarioFilter) ([]airra.Scenario, error) {
	return []airra.Scenario{writtenScenario()}, m.note(ctx, "FindScenarios", f)
}

func (m *mirror) FindScenario(ctx context.Context, id string) (*airra.Scenario, error) {
	return or(writtenScenario(), m.note(ctx, "FindScenario", id))
}

func (m *mirror) StartScenario(ctx context.Context, id string, n airra.NewSimulation) (*airra.SimulationRun, error) {
	return or(simulationRun(), m.note(ctx, "StartScenario", id, n))
}

func (m *mirror) FindSimulations(ctx context.Context, all bool) ([]airra.SimulationRun, error) {
	return []airra.SimulationRun{simulationRun()}, m.note(ctx, "FindSimulations", all)
}

func (m *mirror) FindSimulation(ctx context.Context, id string) (*airra.SimulationRun, error) {
	return or(simulationRun(), m.note(ctx, "FindSimulation", id))
}

func (m *mirror) StopSimulation(ctx context.Context, id string) (*airra.SimulationRun, error) {
	return or(simulationRun(), m.note(ctx, "StopSimulation", id))
}

func (m *mirror) Drills(ctx context.Context) ([]airra.Drill, error) {
	return []airra.Drill{drill()}, m.note(ctx, "Drills")
}

func (m *mirror) StartDrill(ctx context.Context, id string) ([]airra.SimulationRun, error) {
	return []airra.SimulationRun{simulationRun()}, m.note(ctx, "StartDrill", id)
}

func (m *mirror) WhatIf(ctx context.Context, q airra.WhatIf) (*airra.WhatIfAnswer, error) {
	return or(whatIfAnswer(), m.note(ctx, "WhatIf", q))
}

func TestTheClientAndTheAPIAgreeAboutSimulations(t *testing.T) {
	t.Parallel()
	some := airra.ScenarioFilter{Difficulty: "beginner", Tag: "resource"}
	start := airra.NewSimulation{Service: "order-service", DurationSeconds: 60, ExecutionMode: "x", AutoAnalyze: ptr(false)}
	ask := airra.WhatIf{ActionType: airra.ActionRestartPod, Service: "s", Category: "memory_leak", ActionID: "ACT-88"}
	agree(t, []agreement{
		{"FindScenarios", func(ctx context.Context, c *client.Client) (any, error) { return answer(c.FindScenarios(ctx, some)) }, []any{some}, []airra.Scenario{writtenScenario()}},
		{"FindScenario", func(ctx context.Context, c *client.Client) (any, error) { return answer(c.FindScenario(ctx, "a b")) }, []any{"a b"}, ptr(writtenScenario())},
		{"StartScenario", func(ctx context.Context, c *client.Client) (any, error) {
			return answer(c.StartScenario(ctx, "a b", start))
		}, []any{"a b", start}, ptr(simulationRun())},
		{"FindSimulations", func(ctx context.Context, c *client.Client) (any, error) { return answer(c.FindSimulations(ctx, true)) }, []any{true}, []airra.SimulationRun{simulationRun()}},
		{"FindSimulation", func(ctx context.Context, c *client.Client) (any, error) {
			return answer(c.FindSimulation(ctx, "sim_0123abcd"))
		}, []any{"sim_0123abcd"}, ptr(simulationRun())},
		{"StopSimulation", func(ctx context.Context, c *client.Client) (any, error) {
			return answer(c.StopSimulation(ctx, "sim_0123abcd"))
		}, []any{"sim_0123abcd"}, ptr(simulationRun())},
		{"Drills", func(ctx context.Context, c *client.Client) (any, error) { return answer(c.Drills(ctx)) }, nil, []airra.Drill{drill()}},
		{"StartDrill", func(ctx context.Context, c *client.Client) (any, error) { return answer(c.StartDrill(ctx, "busy_day")) }, []any{"busy_day"}, []airra.SimulationRun{simulationRun()}},
		{"WhatIf", func(ctx context.Context, c *client.Client) (any, error) { return answer(c.WhatIf(ctx, ask)) }, []any{ask}, ptr(whatIfAnswer())},
	})
}
