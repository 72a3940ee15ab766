package api_test

import (
	"context"

	"github.com/airra/airra/internal/airra"
)

const simulationID = "sim_0123abcd"

func written() airra.Scenario {
	return airra.Scenario{ID: "memory_leak_gradual", Name: "Leak", Service: "payment-service", Severity: airra.SeverityCritical, Difficulty: "beginner", DurationSeconds: 300, MetricCount: 4}
}

func simulated() airra.SimulationRun {
	return airra.SimulationRun{
		ID: simulationID, ScenarioID: "memory_leak_gradual", Service: "payment-service", Status: airra.SimulationRunning, StartedAt: &noon,
		StartsAt: noon, EndsAt: noon.Add(300e9), StartedBy: "ann", ExecutionMode: "demo", MetricsInjected: 1,
	}
}

// simulating answers a simulation or a scenario by what it is called.
func simulating[T any](ctx context.Context, b *backend, argument any, called, name string, value T) (*T, error) {
	return call(ctx, b, argument, func() (*T, error) {
		if called != name {
			return nil, airra.Errorf(airra.CodeNotFound, "%s not found", called)
		}
		return &value, nil
	})
}

func (b *backend) FindScenarios(ctx context.Context, f airra.ScenarioFilter) ([]airra.Scenario, error) {
	return call(ctx, b, f, func() ([]airra.Scenario, error) { return []airra.Scenario{written()}, nil })
}

func (b *backend) FindScenario(ctx context.Context, id string) (*airra.Scenario, error) {
	s := written()
	s.Gauges = []airra.ScenarioGauge{{Gauge: "memory_bytes", Factor: 4, Shape: "linear"}}
	return simulating(ctx, b, id, id, s.ID, s)
}

func (b *backend) StartScenario(ctx context.Context, id string, n airra.NewSimulation) (*airra.SimulationRun, error) {
	return simulating(ctx, b, n, id, "memory_leak_gradual", simulated())
}

func (b *backend) FindSimulations(ctx context.Context, all bool) ([]airra.SimulationRun, error) {
	return call(ctx, b, all, func() ([]airra.SimulationRun, error) { return []airra.SimulationRun{simulated()}, nil })
}

func (b *backend) FindSimulation(ctx context.Context, id string) (*airra.SimulationRun, error) {
	return simulating(ctx, b, id, id, simulationID, simulated())
}

func (b *backend) StopSimulation(ctx context.Context, id string) (*airra.SimulationRun, error) {
	stopped := simulated()
	stopped.Status, stopped.StoppedAt = airra.SimulationStopped, &noon
	return simulating(ctx, b, id, id, simulationID, stopped)
}

func (b *backend) Drills(ctx context.Context) ([]airra.Drill, error) {
	return call(ctx, b, nil, func() ([]airra.Drill, error) { return []airra.Drill{{ID: "busy_day", Name: "A busy day"}}, nil })
}

func (b *backend) StartDrill(ctx context.Context, id string) ([]airra.SimulationRun, error) {
	run, err := simulating(ctx, b, id, id, "busy_day", simulated())
	if err != nil {
		return nil, err
	}
	return []airra.SimulationRun{*run}, nil
}

func (b *backend) WhatIf(ctx context.Context, q airra.WhatIf) (*airra.WhatIfAnswer, error) {
	return call(ctx, b, q, func() (*airra.WhatIfAnswer, error) {
		return &airra.WhatIfAnswer{ActionType: airra.ActionRestartPod, Service: "payment-service", Basis: airra.BasisPrior, SuccessRate: 0.7, Risk: 0.35, RiskLevel: airra.RiskLow}, nil
	})
}

// simulatorRoutes are those about scenarios and drills.
var simulatorRoutes = []route{
	{"list scenarios", "GET", "/api/v1/simulator/scenarios", "", 200},
	{"view scenario", "GET", "/api/v1/simulator/scenarios/memory_leak_gradual", "", 200},
	{"start scenario", "POST", "/api/v1/simulator/scenarios/memory_leak_gradual/start", `{"service":"order-service","duration_seconds":60}`, 201},
	{"list simulations", "GET", "/api/v1/simulator/simulations", "", 200},
	{"view simulation", "GET", "/api/v1/simulator/simulations/" + simulationID, "", 200},
	{"stop simulation", "POST", "/api/v1/simulator/simulations/" + simulationID + "/stop", "", 200},
	{"list drills", "GET", "/api/v1/simulator/drills", "", 200},
	{"start drill", "POST", "/api/v1/simulator/drills/busy_day/start", "", 201},
	{"what if", "POST", "/api/v1/simulator/whatif", `{"action_type":"restart_pod","service":"payment-service"}`, 200},
}
