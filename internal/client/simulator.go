package client

import (
	"context"
	"net/http"

	"github.com/airra/airra/internal/airra"
)

const (
	scenariosPath   = "/simulator/scenarios"
	simulationsPath = "/simulator/simulations"
	drillsPath      = "/simulator/drills"
)

// FindScenarios lists the scenarios that fit.
func (c *Client) FindScenarios(ctx context.Context, f airra.ScenarioFilter) ([]airra.Scenario, error) {
	q := query{}
	q.set("difficulty", f.Difficulty)
	q.set("tag", f.Tag)
	return ask[[]airra.Scenario](ctx, c, request{method: http.MethodGet, path: scenariosPath, query: q.values()})
}

// FindScenario gives one scenario with everything it tells.
func (c *Client) FindScenario(ctx context.Context, id string) (*airra.Scenario, error) {
	return askFor[airra.Scenario](ctx, c, request{method: http.MethodGet, path: keyed(scenariosPath, id)})
}

// StartScenario lets a scenario disturb the gauges of a service.
func (c *Client) StartScenario(ctx context.Context, id string, n airra.NewSimulation) (*airra.SimulationRun, error) {
	return askFor[airra.SimulationRun](ctx, c, request{method: http.MethodPost, path: keyed(scenariosPath, id, "start"), body: n})
}

// FindSimulations lists what runs now, or all there was and will be.
func (c *Client) FindSimulations(ctx context.Context, all bool) ([]airra.SimulationRun, error) {
	q := query{}
	if all {
		q.set("all", "true")
	}
	return ask[[]airra.SimulationRun](ctx, c, request{method: http.MethodGet, path: simulationsPath, query: q.values()})
}

// FindSimulation gives one simulation.
func (c *Client) FindSimulation(ctx context.Context, id string) (*airra.SimulationRun, error) {
	return askFor[airra.SimulationRun](ctx, c, request{method: http.MethodGet, path: keyed(simulationsPath, id)})
}

// StopSimulation ends a simulation.
func (c *Client) StopSimulation(ctx context.Context, id string) (*airra.SimulationRun, error) {
	return askFor[airra.SimulationRun](ctx, c, request{method: http.MethodPost, path: keyed(simulationsPath, id, "stop")})
}

// Drills lists the written sequences of scenarios.
func (c *Client) Drills(ctx context.Context) ([]airra.Drill, error) {
	return ask[[]airra.Drill](ctx, c, request{method: http.MethodGet, path: drillsPath})
}

// StartDrill schedules every step of a drill.
func (c *Client) StartDrill(ctx context.Context, id string) ([]airra.SimulationRun, error) {
	return ask[[]airra.SimulationRun](ctx, c, request{method: http.MethodPost, path: keyed(drillsPath, id, "start")})
}

// WhatIf says what would come of an action.
func (c *Client) WhatIf(ctx context.Context, q airra.WhatIf) (*airra.WhatIfAnswer, error) {
	return askFor[airra.WhatIfAnswer](ctx, c, request{method: http.MethodPost, path: "/simulator/whatif", body: q})
}
