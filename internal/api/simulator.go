package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"github.com/airra/airra/internal/airra"
)

// newSimulation is the body of POST /simulator/scenarios/{id}/start.
type newSimulation struct {
	Service         airra.ServiceName `json:"service,omitempty" maxLength:"255" doc:"One of the demo's services; default: the scenario's own"`
	DurationSeconds int64             `json:"duration_seconds,omitempty" minimum:"5" maximum:"86400" doc:"Default: the scenario's own"`
	ExecutionMode   string            `json:"execution_mode,omitempty" maxLength:"64" doc:"Kept and given back; a simulation executes nothing. Default: demo"`
	AutoAnalyze     *bool             `json:"auto_analyze,omitempty" doc:"Has no effect: what the monitor finds is always analysed"`
}

// whatIf is the body of POST /simulator/whatif.
type whatIf struct {
	ActionType airra.ActionType  `json:"action_type,omitempty" enum:"restart_pod,scale_up,scale_down,rollback_deployment,toggle_feature_flag,clear_cache,drain_node,custom"`
	Service    airra.ServiceName `json:"service,omitempty" maxLength:"255"`
	Category   string            `json:"category,omitempty" maxLength:"100" doc:"The suspected cause, like memory_leak"`
	ActionID   string            `json:"action_id,omitempty" maxLength:"64" doc:"A proposed action, which gives the three others"`
}

// WordPath is the part of a path that names what is written into the program.
type WordPath struct {
	Key string `path:"id" minLength:"1" maxLength:"100"`
}

// scenarioQuery is the query of GET /simulator/scenarios.
type scenarioQuery struct {
	Difficulty string `query:"difficulty" enum:"beginner,intermediate,advanced"`
	Tag        string `query:"tag" enum:"resource,performance,availability,external,configuration"`
}

// registerSimulator adds the scenarios, what runs of them, and what-if questions.
func (s *server) registerSimulator() {
	const tag = "simulator"
	register(s, get("/simulator/scenarios", "list-scenarios", "List the scenarios that can be started", tag),
		func(ctx context.Context, in *scenarioQuery) (*reply[[]airra.Scenario], error) {
			return listing(each(fillScenario)(s.opts.Backend.FindScenarios(ctx, airra.ScenarioFilter(*in))))
		})
	register(s, get("/simulator/scenarios/{id}", "get-scenario", "Show a scenario: what it tells, which gauges it moves, and what a good analysis finds", tag),
		func(ctx context.Context, in *WordPath) (*reply[airra.Scenario], error) {
			return answering(whole(fillScenario)(s.opts.Backend.FindScenario(ctx, in.Key)))
		})
	register(s, s.wording(create("/simulator/scenarios/{id}/start", "start-scenario", "Let a scenario disturb the gauges of a service", tag)), s.startScenario)
	s.registerSimulations(tag)
	register(s, get("/simulator/drills", "list-drills", "List the written sequences of scenarios", tag),
		func(ctx context.Context, _ *struct{}) (*reply[[]airra.Drill], error) {
			return listing(each(fillDrill)(s.opts.Backend.Drills(ctx)))
		})
	register(s, s.wording(create("/simulator/drills/{id}/start", "start-drill", "Schedule every step of a drill", tag)),
		func(ctx context.Context, in *WordPath) (*reply[[]airra.SimulationRun], error) {
			return listing(s.opts.Backend.StartDrill(ctx, in.Key))
		})
	register(s, post("/simulator/whatif", "what-if", "Say what would come of an action, from what is recorded of such actions", tag),
		func(ctx context.Context, in *struct{ Body whatIf }) (*reply[airra.WhatIfAnswer], error) {
			if in.Body.ActionID == "" && (in.Body.ActionType == "" || in.Body.Service == "") {
				return nil, airra.Invalid("body", "needs action_type and service, or action_id")
			}
			return answering(whole(fillWhatIf)(s.opts.Backend.WhatIf(ctx, airra.WhatIf(in.Body))))
		})
}

func (s *server) startScenario(ctx context.Context, in *struct {
	WordPath
	Body *newSimulation
},
) (*reply[airra.SimulationRun], error) {
	var n airra.NewSimulation
	if in.Body != nil {
		n = airra.NewSimulation(*in.Body)
	}
	return answering(s.opts.Backend.StartScenario(ctx, in.Key, n))
}

func (s *server) registerSimulations(tag string) {
	register(s, get("/simulator/simulations", "list-simulations", "List the simulations that run now, the latest first", tag),
		func(ctx context.Context, in *struct {
			All bool `query:"all" doc:"Those that are over or have still to begin, too"`
		},
		) (*reply[[]airra.SimulationRun], error) {
			return listing(s.opts.Backend.FindSimulations(ctx, in.All))
		})
	register(s, get("/simulator/simulations/{id}", "get-simulation", "Show a simulation", tag),
		func(ctx context.Context, in *WordPath) (*reply[airra.SimulationRun], error) {
			return answering(s.opts.Backend.FindSimulation(ctx, in.Key))
		})
	register(s, stopping(tag), func(ctx context.Context, in *WordPath) (*reply[airra.SimulationRun], error) {
		return answering(s.opts.Backend.StopSimulation(ctx, in.Key))
	})
}

func stopping(tag string) huma.Operation {
	return post("/simulator/simulations/{id}/stop", "stop-simulation", "End a simulation, so that its gauges are what they were", tag)
}

func fillScenario(s *airra.Scenario) { s.Tags = full(s.Tags) }

func fillDrill(d *airra.Drill) { d.Steps = full(d.Steps) }

func fillWhatIf(a *airra.WhatIfAnswer) {
	a.TouchedServices, a.Reasons = full(a.TouchedServices), full(a.Reasons)
}
