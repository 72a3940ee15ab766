package storetest

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/airra/airra/internal/airra"
)

var simulationStories = []story{
	{"a simulation comes back as it was given", simulationComesBack},
	{"simulations are listed by when they move anything, the latest first", simulationsAreListed},
	{"a simulation knows what became of its incident", simulationKnowsItsIncident},
	{"a simulation under an id that is taken is to be drawn again", simulationIDsAreOne},
}

// Simulation makes a simulation that runs for five minutes.
func Simulation(id string, at time.Time) *airra.SimulationRun {
	return &airra.SimulationRun{
		ID: id, ScenarioID: "memory_leak_gradual", Service: "payment-service", DrillID: "busy_day", StartsAt: at, EndsAt: at.Add(5 * time.Minute),
		StartedBy: "ann", ExecutionMode: "demo", MetricsInjected: 1,
	}
}

func simulationComesBack(t *testing.T, s Store) {
	for _, words := range hostile {
		want := Simulation("sim_"+words, at)
		want.ScenarioID, want.Service, want.DrillID, want.StartedBy, want.ExecutionMode = words, airra.ServiceName(words), words, words, words
		inTx(t, s, func(ctx context.Context, tx airra.Tx) error { return tx.InsertSimulation(ctx, want) })
		got, err := s.Simulation(t.Context(), want.ID)
		must(t, err)
		if diff := cmp.Diff(want, got, equalTimes); diff != "" || got.Version != 1 {
			t.Errorf("version %d: %s", got.Version, diff)
		}
		want.StoppedAt, want.IncidentID = pointer(at.Add(time.Minute)), pointer(airra.IncidentID(words))
		wantFilled(t, want, "IncidentRef", "Status", "StartedAt", "CompletedAt", "Error", "HypothesesCount", "ActionsCount", "FoundFrom", "Warning")
		inTx(t, s, func(ctx context.Context, tx airra.Tx) error { return tx.SaveSimulation(ctx, want) })
		got, err = s.Simulation(t.Context(), want.ID)
		must(t, err)
		if diff := cmp.Diff(want, got, equalTimes); diff != "" || got.Version != 2 {
			t.Errorf("version %d: %s", got.Version, diff)
		}
	}
	one := Simulation("sim_00000001", at)
	inTx(t, s, func(ctx context.Context, tx airra.Tx) error { return tx.InsertSimulation(ctx, one) })
	oneWins(t, s, func(ctx context.Context, tx airra.Tx, _ int) error {
		mine := *one
		mine.StoppedAt = &at
		return tx.SaveSimulation(ctx, &mine)
	})
	_, err := s.Simulation(t.Context(), "sim_nothing")
	wantMessage(t, err, airra.CodeNotFound, "Simulation not found: sim_nothing")
}

func simulationsAreListed(t *testing.T, s Store) {
	later := func(minutes int) *time.Time { return pointer(at.Add(time.Duration(minutes) * time.Minute)) }
	inTx(t, s, func(ctx context.Context, tx airra.Tx) error {
		must(t, tx.InsertSimulation(ctx, Simulation("sim_a", at)))
		must(t, tx.InsertSimulation(ctx, Simulation("sim_c", *later(10))))
		return tx.InsertSimulation(ctx, Simulation("sim_b", *later(10)))
	})
	tests := []struct {
		filter airra.SimulationFilter
		want   []string
	}{
		{airra.SimulationFilter{}, []string{"sim_c", "sim_b", "sim_a"}},
		{airra.SimulationFilter{Limit: 2}, []string{"sim_c", "sim_b"}},
		{airra.SimulationFilter{From: later(5)}, []string{"sim_c", "sim_b", "sim_a"}},
		{airra.SimulationFilter{From: later(6)}, []string{"sim_c", "sim_b"}},
		{airra.SimulationFilter{From: later(6), To: later(9)}, nil},
		{airra.SimulationFilter{To: later(10)}, []string{"sim_c", "sim_b", "sim_a"}},
		{airra.SimulationFilter{To: later(9)}, []string{"sim_a"}},
	}
	for _, tt := range tests {
		runs, err := s.Simulations(t.Context(), tt.filter)
		must(t, err)
		var got []string
		for _, r := range runs {
			got = append(got, r.ID)
		}
		if diff := cmp.Diff(tt.want, got, cmpopts.EquateEmpty()); diff != "" || runs == nil {
			t.Errorf("%+v (-want +got):\n%s", tt.filter, diff)
		}
	}
}

func simulationKnowsItsIncident(t *testing.T, s Store) {
	incident := Incident(at)
	run := Simulation("sim_a", at)
	run.IncidentID = &incident.ID
	inTx(t, s, func(ctx context.Context, tx airra.Tx) error {
		tx.InsertIncident(incident)
		tx.PutHypotheses(incident.ID, []airra.Hypothesis{hypothesis(1, airra.CategoryMemoryLeak), hypothesis(2, airra.CategoryCPUSpike)})
		tx.InsertAction(Action(incident.ID, at))
		return tx.InsertSimulation(ctx, run)
	})
	got, err := s.Simulation(t.Context(), "sim_a")
	must(t, err)
	if got.IncidentRef != incident.Ref || got.HypothesesCount != 2 || got.ActionsCount != 1 {
		t.Errorf("got %+v", got)
	}
}

func simulationIDsAreOne(t *testing.T, s Store) {
	inTx(t, s, func(ctx context.Context, tx airra.Tx) error { return tx.InsertSimulation(ctx, Simulation("sim_a", at)) })
	err := s.InTx(t.Context(), func(tx airra.Tx) error { return tx.InsertSimulation(t.Context(), Simulation("sim_a", at)) })
	if !errors.Is(err, airra.ErrStale) {
		t.Errorf("got %v", err)
	}
}
