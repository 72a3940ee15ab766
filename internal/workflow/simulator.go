package workflow

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/perceive"
	"github.com/airra/airra/internal/simulate"
)

// Bounds of a simulation that somebody gives another length.
const (
	shortestSimulation = 5
	longestSimulation  = 24 * 60 * 60
)

// listedSimulations is how many a list of all simulations has at most.
const listedSimulations = 200

// FindScenarios lists the scenarios that fit, in the order in which they are written.
func (w *Workflow) FindScenarios(_ context.Context, f airra.ScenarioFilter) ([]airra.Scenario, error) {
	if f.Difficulty != "" && !slices.Contains(simulate.Difficulties, f.Difficulty) {
		return nil, airra.Invalid("difficulty", "%q is none of %s", f.Difficulty, strings.Join(simulate.Difficulties, ", "))
	}
	if f.Tag != "" && !slices.Contains(simulate.Tags, f.Tag) {
		return nil, airra.Invalid("tag", "%q is none of %s", f.Tag, strings.Join(simulate.Tags, ", "))
	}
	found := []airra.Scenario{}
	for _, s := range simulate.Scenarios() {
		if (f.Difficulty == "" || s.Difficulty == f.Difficulty) && (f.Tag == "" || slices.Contains(s.Tags, f.Tag)) {
			found = append(found, s.Card())
		}
	}
	return found, nil
}

// FindScenario gives one scenario with everything it tells.
func (w *Workflow) FindScenario(_ context.Context, id string) (*airra.Scenario, error) {
	s, err := scenario(id)
	if err != nil {
		return nil, err
	}
	detail := s.Detail(w.now())
	return &detail, nil
}

func scenario(id string) (simulate.Scenario, error) {
	s, ok := simulate.Find(id)
	if !ok {
		return s, &airra.Error{Code: airra.CodeNotFound, Message: "Scenario not found: " + id, Hint: "there are " + simulate.IDs()}
	}
	return s, nil
}

// StartScenario lets a scenario disturb the gauges of a service from now on. It makes
// no incident: the monitor has to find what happens, as it would any other time.
func (w *Workflow) StartScenario(ctx context.Context, id string, n airra.NewSimulation) (*airra.SimulationRun, error) {
	s, err := scenario(id)
	if err != nil {
		return nil, err
	}
	if err := w.checkSimulation(n); err != nil {
		return nil, err
	}
	runs, err := w.startSimulations(ctx, "simulation_started", func(now time.Time) []airra.SimulationRun {
		return []airra.SimulationRun{newSimulation(ctx, s, n, now)}
	})
	if err != nil {
		return nil, err
	}
	return &runs[0], w.warnOfClosed(ctx, s, &runs[0])
}

// warnOfClosed says so when nothing of a simulation would be found, because an incident
// was just resolved that had all the signals which it moves.
func (w *Workflow) warnOfClosed(ctx context.Context, s simulate.Scenario, r *airra.SimulationRun) error {
	now := w.now()
	known, err := w.Store.MonitorIncidents(ctx, now.Add(-perceive.CorrelationWindow))
	if err != nil {
		return err
	}
	var closed *airra.Incident
	var free time.Time
	for _, gauge := range s.Gauges() {
		by, until := perceive.ClosedUntil(now, known, func(signal airra.Signal) bool {
			return signal.Service == r.Service && strings.Contains(signal.Query, gauge)
		}, perceive.CorrelationWindow)
		if by == nil {
			return nil // One signal is enough to be found by.
		}
		if until.After(free) {
			closed, free = by, until
		}
	}
	if closed != nil {
		r.FoundFrom = &free
		r.Warning = fmt.Sprintf("%s of %s was just resolved, and its signals stay closed until they have been normal for %s: what begins before %s is not found. Stop this simulation and start it again after that.",
			closed.Ref, r.Service, perceive.CorrelationWindow, free.Format(time.RFC3339))
	}
	return nil
}

// checkSimulation refuses what could not be seen: without the demo's gauges nothing
// would move, and only its five services have them.
func (w *Workflow) checkSimulation(n airra.NewSimulation) error {
	if err := w.needsGauges(); err != nil {
		return err
	}
	if n.Service != "" && !slices.Contains(simulate.Services(), n.Service) {
		return airra.Invalid("service", "%q has no demo gauges; those that have are %s", n.Service, enumerated(simulate.Services()))
	}
	if n.DurationSeconds != 0 && (n.DurationSeconds < shortestSimulation || n.DurationSeconds > longestSimulation) {
		return airra.Invalid("duration_seconds", "must be %d to %d", shortestSimulation, longestSimulation)
	}
	return nil
}

func (w *Workflow) needsGauges() error {
	if w.Facts.Demo {
		return nil
	}
	return &airra.Error{
		Code: airra.CodeConflict, State: "no_demo_gauges", Message: "this server has no demo gauges that a scenario could move",
		Hint: "start airrad with AIRRA_DEMO=true, or see what it is like: airra demo",
	}
}

// enumerated puts words behind each other for a message.
func enumerated[S ~string](words []S) string {
	texts := make([]string, len(words))
	for i, word := range words {
		texts[i] = string(word)
	}
	return strings.Join(texts, ", ")
}

func newSimulation(ctx context.Context, s simulate.Scenario, n airra.NewSimulation, starts time.Time) airra.SimulationRun {
	r := airra.SimulationRun{
		ScenarioID: s.ID, Service: s.Service, StartsAt: starts, EndsAt: starts.Add(s.Duration), StartedBy: airra.ActorFrom(ctx),
		ExecutionMode: airra.DefaultSimulationMode, MetricsInjected: s.Moves(),
	}
	if n.Service != "" {
		r.Service = n.Service
	}
	if n.DurationSeconds != 0 {
		r.EndsAt = starts.Add(time.Duration(n.DurationSeconds) * time.Second)
	}
	if n.ExecutionMode != "" {
		r.ExecutionMode = n.ExecutionMode
	}
	return r
}

// startSimulations stores simulations under ids that are drawn anew with every attempt.
func (w *Workflow) startSimulations(ctx context.Context, event string, plan func(now time.Time) []airra.SimulationRun) ([]airra.SimulationRun, error) {
	var runs []airra.SimulationRun
	err := w.inTx(ctx, func(tx airra.Tx) error {
		now := w.now()
		runs = plan(now)
		for n := range runs {
			r := &runs[n]
			r.ID = newSimulationID()
			if err := tx.InsertSimulation(ctx, r); err != nil {
				return err
			}
			w.auditOnly(ctx, tx, event, map[string]any{"simulation_id": r.ID, "scenario_id": r.ScenarioID, "service": r.Service, "drill_id": r.DrillID})
			r.SetStatus(now)
		}
		return nil
	})
	return runs, err
}

// newSimulationID draws sim_ and eight hexadecimal digits: the end of a new id, which
// is the part that chance makes.
func newSimulationID() string {
	id := airra.NewID()
	return "sim_" + id[len(id)-8:]
}

// FindSimulations gives those that run now, or the latest of all.
func (w *Workflow) FindSimulations(ctx context.Context, all bool) ([]airra.SimulationRun, error) {
	now := w.now()
	filter := airra.SimulationFilter{Limit: listedSimulations}
	if !all {
		filter.From, filter.To = &now, &now
	}
	runs, err := w.Store.Simulations(ctx, filter)
	if err != nil {
		return nil, err
	}
	for n := range runs {
		runs[n].SetStatus(now)
	}
	if !all {
		runs = slices.DeleteFunc(runs, func(r airra.SimulationRun) bool { return r.Status != airra.SimulationRunning })
	}
	return orEmpty(runs), nil
}

// FindSimulation gives one simulation.
func (w *Workflow) FindSimulation(ctx context.Context, id string) (*airra.SimulationRun, error) {
	r, err := w.Store.Simulation(ctx, id)
	if err != nil {
		return nil, err
	}
	r.SetStatus(w.now())
	return r, nil
}

// StopSimulation ends a simulation, whoever started it. One that was stopped before is
// answered as it is, so that two people who stop it have both done so.
func (w *Workflow) StopSimulation(ctx context.Context, id string) (*airra.SimulationRun, error) {
	var stopped *airra.SimulationRun
	err := w.inTx(ctx, func(tx airra.Tx) error {
		r, err := tx.Simulation(ctx, id)
		if err != nil {
			return err
		}
		now := w.now()
		stopped = r
		if r.StatusAt(now) == airra.SimulationStopped {
			r.SetStatus(now)
			return nil
		}
		if err := r.Stop(now); err != nil {
			return err
		}
		r.SetStatus(now)
		details := map[string]any{"simulation_id": r.ID, "scenario_id": r.ScenarioID, "service": r.Service}
		if err := w.tellStopped(ctx, tx, r, now, details); err != nil {
			return err
		}
		return tx.SaveSimulation(ctx, r)
	})
	if err != nil {
		return nil, err
	}
	return stopped, nil
}

// tellStopped says so on the timeline of the incident that it became, if it became one:
// there somebody wonders why everything is well again.
func (w *Workflow) tellStopped(ctx context.Context, tx airra.Tx, r *airra.SimulationRun, now time.Time, details map[string]any) error {
	if r.IncidentID == nil {
		w.auditOnly(ctx, tx, "simulation_stopped", details)
		return nil
	}
	i, err := tx.Incident(ctx, byID(*r.IncidentID))
	if err != nil {
		return err
	}
	tell := w.tell(ctx, tx, i, now)
	tell.event(airra.EventSimulationStopped, details, "Simulation %s of %s was stopped", r.ID, r.ScenarioID)
	tell.audit("simulation_stopped", airra.OutcomeSuccess, nil, details)
	return nil
}

// Drills lists the written sequences of scenarios.
func (w *Workflow) Drills(context.Context) ([]airra.Drill, error) { return simulate.Drills(), nil }

// StartDrill schedules every step of a drill. Each is a simulation of its own, which
// can be stopped before it begins.
func (w *Workflow) StartDrill(ctx context.Context, id string) ([]airra.SimulationRun, error) {
	drill, ok := simulate.FindDrill(id)
	if !ok {
		return nil, &airra.Error{Code: airra.CodeNotFound, Message: "Drill not found: " + id, Hint: "there are " + simulate.DrillIDs()}
	}
	if err := w.needsGauges(); err != nil {
		return nil, err
	}
	var scenarios []simulate.Scenario
	for _, step := range drill.Steps {
		s, err := scenario(step.ScenarioID)
		if err != nil {
			return nil, fmt.Errorf("drill %s: %w", id, err)
		}
		scenarios = append(scenarios, s)
	}
	return w.startSimulations(ctx, "drill_started", func(now time.Time) []airra.SimulationRun {
		runs := make([]airra.SimulationRun, 0, len(drill.Steps))
		for n, step := range drill.Steps {
			r := newSimulation(ctx, scenarios[n], airra.NewSimulation{Service: step.Service}, now.Add(time.Duration(step.DelaySeconds)*time.Second))
			r.DrillID = drill.ID
			runs = append(runs, r)
		}
		return runs
	})
}
