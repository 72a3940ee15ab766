package web

import (
	"context"
	"strconv"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/airra/airra/internal/airra"
)

// simulator is what can be rehearsed, and what is being rehearsed.
type simulator struct {
	visit     *visit
	Scenarios []airra.Scenario
	Runs      []airra.SimulationRun
	Drills    []airra.Drill
	Services  []airra.ServiceState
	WhatIf    *airra.WhatIfAnswer
	Asked     airra.WhatIf
	Err       error
}

func (w *Web) registerSimulator() {
	w.mux.HandleFunc("GET /simulator", w.page(w.simulator))
	w.mux.HandleFunc("POST /simulator/scenarios/{key}/start", w.act(w.asksModel(w.startScenario)))
	w.mux.HandleFunc("POST /simulator/drills/{key}/start", w.act(w.asksModel(w.startDrill)))
	w.mux.HandleFunc("POST /simulator/runs/{key}/stop", w.act(w.limited(w.stopSimulation)))
}

// asksModel puts an act under the limit for models where there is one.
func (w *Web) asksModel(do func(v *visit) (string, error)) func(v *visit) (string, error) {
	if !w.opts.Model {
		return w.limited(do)
	}
	return func(v *visit) (string, error) {
		if err := w.allow(v.r, "llm", w.opts.LimitLLM); err != nil {
			return "", err
		}
		return do(v)
	}
}

func (w *Web) simulator(v *visit) (view, error) {
	s := simulator{visit: v, Asked: airra.WhatIf{ActionType: airra.ActionType(v.query("action")), Service: airra.ServiceName(v.query("service")), Category: v.query("cause")}}
	group, ctx := errgroup.WithContext(v.r.Context())
	ask(ctx, group, &s.Drills, w.opts.Backend.Drills)
	ask(ctx, group, &s.Services, w.opts.Backend.Services)
	ask(ctx, group, &s.Scenarios, func(ctx context.Context) ([]airra.Scenario, error) {
		return w.opts.Backend.FindScenarios(ctx, airra.ScenarioFilter{})
	})
	ask(ctx, group, &s.Runs, func(ctx context.Context) ([]airra.SimulationRun, error) {
		return w.opts.Backend.FindSimulations(ctx, true)
	})
	if err := group.Wait(); err != nil {
		return view{}, err
	}
	if s.Asked.ActionType != "" && s.Asked.Service != "" {
		s.WhatIf, s.Err = w.opts.Backend.WhatIf(v.r.Context(), s.Asked)
	}
	return view{Title: "Simulator", Place: placeSimulator, Body: simulatorPage(s)}, nil
}

func (w *Web) startScenario(v *visit) (string, error) {
	n := airra.NewSimulation{Service: airra.ServiceName(v.field("service"))}
	if text := v.field("minutes"); text != "" {
		minutes, err := strconv.Atoi(text)
		if err != nil || minutes < 1 {
			return "", airra.Invalid("minutes", "must be a whole number from 1")
		}
		n.DurationSeconds = int64(time.Duration(minutes) * time.Minute / time.Second)
	}
	run, err := w.opts.Backend.StartScenario(v.r.Context(), v.key(), n)
	if err != nil {
		return "", err
	}
	if run.Warning != "" {
		w.say(v, "The gauges of "+string(run.Service)+" move now. "+run.Warning)
		return "/simulator", nil
	}
	w.say(v, "The gauges of "+string(run.Service)+" move now. The monitor opens an incident when it sees that.")
	return "/simulator", nil
}

func (w *Web) startDrill(v *visit) (string, error) {
	runs, err := w.opts.Backend.StartDrill(v.r.Context(), v.key())
	if err != nil {
		return "", err
	}
	w.say(v, "The drill has begun: "+count(len(runs), "step", "steps")+".")
	return "/simulator", nil
}

func (w *Web) stopSimulation(v *visit) (string, error) {
	run, err := w.opts.Backend.StopSimulation(v.r.Context(), v.key())
	if err != nil {
		return "", err
	}
	w.say(v, "The gauges of "+string(run.Service)+" go back to normal.")
	return "/simulator", nil
}

// going says whether a run can be stopped.
func going(r *airra.SimulationRun) bool {
	return r.Status == airra.SimulationRunning || r.Status == airra.SimulationScheduled
}
