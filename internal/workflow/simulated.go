package workflow

import (
	"context"
	"slices"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/perceive"
)

// simulated are the simulations that may have something to do with what the monitor
// found in one tick.
type simulated []airra.SimulationRun

// simulatedAround reads those that have moved gauges since the first of the findings
// began. Where there are no demo gauges there are none, and nothing is asked.
func (w *Workflow) simulatedAround(ctx context.Context, tx airra.Tx, now time.Time, decisions []perceive.Decision) (simulated, error) {
	if !w.Facts.Demo || len(decisions) == 0 {
		return nil, nil
	}
	var signals []airra.Signal
	for _, d := range decisions {
		signals = append(signals, d.Signals...)
	}
	from := earliest(now, signals)
	return tx.Simulations(ctx, airra.SimulationFilter{From: &from, To: &now})
}

// behind says whether a simulation disturbed a service of a decision while one of its
// signals was outside its band.
func behind(r airra.SimulationRun, d perceive.Decision, now time.Time) bool {
	return slices.ContainsFunc(d.Signals, func(s airra.Signal) bool { return coincide(r, s, now) })
}

// coincide says whether a simulation disturbed the service of a signal while that was
// outside its band.
func coincide(r airra.SimulationRun, s airra.Signal, now time.Time) bool {
	last := s.LastSeen
	if s.Ongoing {
		last = now
	}
	return s.Service == r.Service && r.StartsAt.Before(last) && s.FirstSeen.Before(r.Until())
}

// foreboding is how long before the start of a simulation a signal may have left its
// band and still be its doing: clocks differ a little, and a point of noise may have
// come just before.
const foreboding = 30 * time.Second

// precedes says whether a signal was there before a simulation could have moved it.
func precedes(s airra.Signal, r airra.SimulationRun) bool {
	return s.FirstSeen.Before(r.StartsAt.Add(-foreboding))
}

// moved says whether one of the simulations is what moved a signal.
func (s simulated) moved(signal airra.Signal, now time.Time) bool {
	return slices.ContainsFunc(s, func(r airra.SimulationRun) bool { return !precedes(signal, r) && coincide(r, signal, now) })
}

// disturb says whether a decision is about what one of the simulations does. What had
// begun before the simulation did is real, whoever simulates something on top of it.
func (s simulated) disturb(d perceive.Decision, now time.Time) bool {
	return slices.ContainsFunc(s, func(r airra.SimulationRun) bool {
		earlier := slices.ContainsFunc(d.Signals, func(s airra.Signal) bool {
			return s.Service == d.Service && precedes(s, r)
		})
		return r.Service == d.Service && !earlier && behind(r, d, now)
	})
}

// found links the simulations behind a decision to its incident. Each is linked once,
// to the incident in which it was seen first.
func (w *Workflow) found(ctx context.Context, tx airra.Tx, all simulated, d perceive.Decision, i *airra.Incident, now time.Time) error {
	if i == nil || d.Kind == perceive.Suppress {
		return nil // The incident is closed, and what goes on is not told there.
	}
	for n := range all {
		r := &all[n]
		if r.IncidentID != nil || !behind(*r, d, now) {
			continue
		}
		r.IncidentID = &i.ID
		if err := tx.SaveSimulation(ctx, r); err != nil {
			return err
		}
		w.tell(ctx, tx, i, now).as(airra.SystemActor).event(airra.EventSimulationFound,
			map[string]any{"simulation_id": r.ID, "scenario_id": r.ScenarioID, "drill_id": r.DrillID, "service": r.Service},
			"This is a simulation: %s disturbs %s, started by %s as %s", r.ScenarioID, r.Service, r.StartedBy, r.ID)
	}
	return nil
}
