package workflow_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/workflow"
)

// demoHouse is a house with demo gauges.
func demoHouse(t *testing.T) *house {
	t.Helper()
	return onOne(t, func(p *workflow.Parts) { p.Facts.Demo = true })
}

func simulate(t *testing.T, h *house, scenario string, n airra.NewSimulation) *airra.SimulationRun {
	t.Helper()
	run, err := h.StartScenario(airra.WithActor(t.Context(), "ann"), scenario, n)
	must(t, err)
	return run
}

func TestASimulationIsWhatTheClockSays(t *testing.T) {
	t.Parallel()
	h := demoHouse(t)
	run := simulate(t, h, "memory_leak_gradual", airra.NewSimulation{})
	want := airra.SimulationRun{
		ID: run.ID, ScenarioID: "memory_leak_gradual", Service: "payment-service", Status: airra.SimulationRunning, StartedAt: &start,
		StartsAt: start, EndsAt: start.Add(5 * time.Minute), StartedBy: "ann", ExecutionMode: "demo", MetricsInjected: 1, Version: 1,
	}
	if diff := cmp.Diff(&want, run); diff != "" || !strings.HasPrefix(run.ID, "sim_") || len(run.ID) != len("sim_01234567") {
		t.Errorf("%s (-want +got):\n%s", run.ID, diff)
	}
	now := func(all bool) []string {
		runs, err := h.FindSimulations(t.Context(), all)
		must(t, err)
		states := []string{}
		for _, r := range runs {
			states = append(states, r.Status)
		}
		return states
	}
	if diff := cmp.Diff([]string{"running"}, now(false)); diff != "" {
		t.Error(diff)
	}
	end := h.clock.move(5 * time.Minute)
	if diff := cmp.Diff([]string{"completed"}, now(true)); diff != "" || len(now(false)) != 0 {
		t.Errorf("at its end: %v of those that run, %s", now(false), diff)
	}
	got, err := h.FindSimulation(t.Context(), run.ID)
	must(t, err)
	if got.CompletedAt == nil || !got.CompletedAt.Equal(end) {
		t.Errorf("completed at %v", got.CompletedAt)
	}
	_, err = h.StopSimulation(t.Context(), run.ID)
	wantCode(t, "one that is over", err, airra.CodeConflict)
}

func TestAnybodyStopsASimulationAndOnce(t *testing.T) {
	t.Parallel()
	h := demoHouse(t)
	run := simulate(t, h, "latency_spike_database", airra.NewSimulation{Service: "order-service", DurationSeconds: 60, ExecutionMode: "kept"})
	if run.Service != "order-service" || !run.EndsAt.Equal(start.Add(time.Minute)) || run.ExecutionMode != "kept" {
		t.Errorf("got %+v", run)
	}
	at := h.clock.move(10 * time.Second)
	bob := airra.WithActor(t.Context(), "bob")
	stopped, err := h.StopSimulation(bob, run.ID)
	must(t, err)
	h.clock.move(time.Second)
	again, err := h.StopSimulation(bob, run.ID)
	must(t, err)
	for _, r := range []*airra.SimulationRun{stopped, again} {
		if r.Status != airra.SimulationStopped || !r.StoppedAt.Equal(at) || !r.Until().Equal(at) || r.StartedAt == nil || r.CompletedAt != nil {
			t.Errorf("got %+v", r)
		}
	}
	audit, err := h.FindAudit(t.Context(), airra.AuditFilter{EventType: "simulation_stopped"})
	must(t, err)
	if len(audit.Items) != 1 || audit.Items[0].Actor != "bob" || audit.Items[0].Details["simulation_id"] != run.ID {
		t.Errorf("got %+v", audit.Items)
	}
}

func TestWhatASimulationDoesIsLinkedAndMarked(t *testing.T) {
	t.Parallel()
	h := demoHouse(t)
	run := simulate(t, h, "dependency_failure_timeout", airra.NewSimulation{})
	elsewhere := simulate(t, h, "memory_leak_gradual", airra.NewSimulation{Service: "user-service"})
	seen := spike(start.Add(15*time.Second), true)
	seen.FirstSeen = start.Add(15 * time.Second)
	for range 2 { // A second look at what goes on links and tells nothing more.
		seen.LastSeen = h.clock.move(15 * time.Second)
		must(t, h.Observe(t.Context(), seen.LastSeen, []airra.Signal{seen}))
	}
	i := h.see(t, "INC-1")
	if i.Origin != airra.OriginSimulated {
		t.Errorf("the incident is %s", i.Origin)
	}
	got, err := h.FindSimulation(t.Context(), run.ID)
	must(t, err)
	if got.IncidentID == nil || *got.IncidentID != i.ID || got.IncidentRef != "INC-1" {
		t.Errorf("got %+v", got)
	}
	if got, err = h.FindSimulation(t.Context(), elsewhere.ID); err != nil || got.IncidentID != nil {
		t.Errorf("a simulation of another service: %+v, %v", got, err)
	}
	if n := count(h.story(t, "INC-1"), airra.EventSimulationFound); n != 1 {
		t.Errorf("it is told %d times", n)
	}
	h.work(t)
	if got, err = h.FindSimulation(t.Context(), run.ID); err != nil || got.HypothesesCount == 0 || got.ActionsCount != 1 {
		t.Errorf("after the analysis: %+v, %v", got, err)
	}
	_, err = h.StopSimulation(t.Context(), run.ID)
	must(t, err)
	if n := count(h.story(t, "INC-1"), airra.EventSimulationStopped); n != 1 {
		t.Errorf("the timeline tells %d times that it was stopped", n)
	}
}

func TestASecondSimulationJoinsTheIncidentThatIsOpen(t *testing.T) {
	t.Parallel()
	h := demoHouse(t)
	seen := spike(start, true)
	must(t, h.Observe(t.Context(), start, []airra.Signal{seen}))
	h.clock.move(time.Minute)
	run := simulate(t, h, "pod_crash_loop", airra.NewSimulation{})
	seen.LastSeen = h.clock.move(15 * time.Second)
	must(t, h.Observe(t.Context(), seen.LastSeen, []airra.Signal{seen}))
	got, err := h.FindSimulation(t.Context(), run.ID)
	must(t, err)
	if i := h.see(t, "INC-1"); got.IncidentRef != "INC-1" || i.Origin != airra.OriginReal {
		t.Errorf("linked to %q, which is %s", got.IncidentRef, i.Origin)
	}
}

func TestWhatBeganBeforeASimulationIsReal(t *testing.T) {
	t.Parallel()
	h := demoHouse(t)
	h.clock.move(time.Minute)
	simulate(t, h, "pod_crash_loop", airra.NewSimulation{})
	now := h.clock.move(time.Second)
	must(t, h.Observe(t.Context(), now, []airra.Signal{spike(now, true)})) // It began a minute before the simulation.
	if i := h.see(t, "INC-1"); i.Origin != airra.OriginReal {
		t.Errorf("the incident is %s", i.Origin)
	}
}

func TestAFalseAlarmDoesNotBlameWhatWasSimulated(t *testing.T) {
	t.Parallel()
	h := demoHouse(t)
	now := h.clock.move(time.Minute)
	simulate(t, h, "memory_leak_gradual", airra.NewSimulation{})
	before, moved := spike(now, true), spike(now, true) // The errors began a minute before the simulation.
	moved.Name, moved.FirstSeen = "memory_bytes", now.Add(10*time.Second)
	now = h.clock.move(20 * time.Second)
	before.LastSeen, moved.LastSeen = now, now
	must(t, h.Observe(t.Context(), now, []airra.Signal{before, moved}))
	if i := h.see(t, "INC-1"); i.Origin != airra.OriginReal {
		t.Fatalf("the incident is %s", i.Origin)
	}
	_, err := h.JudgeAlarm(t.Context(), "INC-1", says(airra.VerdictRejected))
	must(t, err)
	insights, err := h.AnalyticsInsights(t.Context(), airra.AnalyticsQuery{})
	must(t, err)
	if d := insights.Detectors; len(d) != 1 || d[0].Detector != "airra_monitor error_rate" || d[0].FalseAlarms != 1 {
		t.Errorf("only the errors were a false alarm, got %+v", d)
	}
}

func TestASimulationThatIsNotFoundSaysSo(t *testing.T) {
	t.Parallel()
	h := demoHouse(t)
	leak := spike(start, true)
	leak.Name, leak.Query = "memory_usage", `airra_demo_memory_bytes{service="payment-service"}`
	errors := spike(start, true)
	seen := func(ongoing bool) {
		now := h.clock.read()
		leak.LastSeen, leak.Ongoing, errors.LastSeen, errors.Ongoing = now, ongoing, now, ongoing
		must(t, h.Observe(t.Context(), now, []airra.Signal{leak, errors}))
	}
	warning := func(n airra.NewSimulation, scenario string) string {
		run := simulate(t, h, scenario, n)
		if (run.FoundFrom == nil) != (run.Warning == "") {
			t.Errorf("a warning without a time, or the other way round: %+v", run)
		}
		return run.Warning
	}
	seen(true)
	if got := warning(airra.NewSimulation{}, "memory_leak_gradual"); got != "" {
		t.Errorf("the incident is open, and takes it: %s", got)
	}
	h.clock.move(time.Minute)
	seen(false)
	_, err := h.ResolveIncident(t.Context(), "INC-1", airra.Resolution{By: "alice"})
	must(t, err)
	last := h.clock.read()
	h.clock.move(5*time.Minute - time.Second)
	run := simulate(t, h, "memory_leak_gradual", airra.NewSimulation{})
	if run.FoundFrom == nil || !run.FoundFrom.Equal(last.Add(5*time.Minute)) || !containsAll(run.Warning, "INC-1 of payment-service", last.Add(5*time.Minute).Format(time.RFC3339)) {
		t.Errorf("found from %v: %s", run.FoundFrom, run.Warning)
	}
	if got := warning(airra.NewSimulation{Service: "user-service"}, "memory_leak_gradual"); got != "" {
		t.Errorf("another service: %s", got)
	}
	if got := warning(airra.NewSimulation{}, "pod_crash_loop"); got != "" {
		t.Errorf("its errors are closed, its requests and latencies are not: %s", got)
	}
	h.clock.move(time.Second)
	if got := warning(airra.NewSimulation{}, "memory_leak_gradual"); got != "" {
		t.Errorf("the window is over: %s", got)
	}
}

func TestADrillSchedulesItsSteps(t *testing.T) {
	t.Parallel()
	h := demoHouse(t)
	runs, err := h.StartDrill(airra.WithActor(t.Context(), "ann"), "busy_day")
	must(t, err)
	var got []string
	for _, r := range runs {
		got = append(got, strings.Join([]string{r.DrillID, r.ScenarioID, string(r.Service), r.StartsAt.Sub(start).String(), r.Status}, " "))
	}
	want := []string{
		"busy_day memory_leak_gradual payment-service 0s running",
		"busy_day cpu_spike_traffic_surge order-service 5m0s scheduled",
		"busy_day latency_spike_database inventory-service 10m0s scheduled",
		"busy_day dependency_failure_timeout notification-service 15m0s scheduled",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	before, err := h.StopSimulation(t.Context(), runs[1].ID)
	must(t, err)
	if before.Status != airra.SimulationStopped || before.StartedAt != nil {
		t.Errorf("one that was stopped before it began: %+v", before)
	}
}

func TestASimulationIsRefusedWithTheNextStep(t *testing.T) {
	t.Parallel()
	h := demoHouse(t)
	bare := onOne(t)
	start := func(h *house, id string, n airra.NewSimulation) func() error {
		return func() error { _, err := h.StartScenario(t.Context(), id, n); return err }
	}
	tests := []struct {
		name, message string
		code          airra.Code
		ask           func() error
	}{
		{"an unknown scenario", "Scenario not found: nope", airra.CodeNotFound, start(h, "nope", airra.NewSimulation{})},
		{"without gauges", "this server has no demo gauges", airra.CodeConflict, start(bare, "pod_crash_loop", airra.NewSimulation{})},
		{"a drill without gauges", "this server has no demo gauges", airra.CodeConflict, func() error { _, err := bare.StartDrill(t.Context(), "busy_day"); return err }},
		{"a service without gauges", "service:", airra.CodeInvalid, start(h, "pod_crash_loop", airra.NewSimulation{Service: "database"})},
		{"too short", "duration_seconds:", airra.CodeInvalid, start(h, "pod_crash_loop", airra.NewSimulation{DurationSeconds: 4})},
		{"too long", "duration_seconds:", airra.CodeInvalid, start(h, "pod_crash_loop", airra.NewSimulation{DurationSeconds: 86401})},
		{"an unknown drill", "Drill not found: nope", airra.CodeNotFound, func() error { _, err := h.StartDrill(t.Context(), "nope"); return err }},
		{"an unknown simulation", "Simulation not found: sim_x", airra.CodeNotFound, func() error { _, err := h.StopSimulation(t.Context(), "sim_x"); return err }},
		{"an unknown difficulty", "difficulty:", airra.CodeInvalid, func() error {
			_, err := h.FindScenarios(t.Context(), airra.ScenarioFilter{Difficulty: "x"})
			return err
		}},
		{"an unknown tag", "tag:", airra.CodeInvalid, func() error { _, err := h.FindScenarios(t.Context(), airra.ScenarioFilter{Tag: "x"}); return err }},
	}
	for _, tt := range tests {
		err := tt.ask()
		if airra.ErrorCode(err) != tt.code || !strings.HasPrefix(airra.ErrorMessage(err), tt.message) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
	if some, err := h.FindScenarios(t.Context(), airra.ScenarioFilter{Difficulty: "beginner", Tag: "performance"}); err != nil || len(some) != 1 || some[0].ID != "cpu_spike_traffic_surge" || some[0].MetricCount != 4 || some[0].Metrics != nil {
		t.Errorf("got %+v, %v", some, err)
	}
}

func TestAStopAndAFindingAtTheSameMomentLoseNeither(t *testing.T) {
	t.Parallel()
	database := template.Postgres(t)
	h := newHouse(t, database, func(p *workflow.Parts) { p.Facts.Demo = true })
	seen := spike(start.Add(time.Second), true)
	for range 8 {
		run := simulate(t, h, "dependency_failure_timeout", airra.NewSimulation{})
		now := h.clock.move(5 * time.Second)
		seen.LastSeen = now
		contest(t, 2, func(k int) error {
			if k == 0 {
				_, err := h.StopSimulation(context.WithoutCancel(t.Context()), run.ID)
				return err
			}
			return h.Observe(context.WithoutCancel(t.Context()), now, []airra.Signal{seen})
		})
		got, err := h.FindSimulation(t.Context(), run.ID)
		must(t, err)
		if got.StoppedAt == nil || got.IncidentID == nil {
			t.Errorf("stopped %v, incident %v", got.StoppedAt, got.IncidentID)
		}
	}
}

func TestWhatIfTakesItsQuestionFromAnAction(t *testing.T) {
	t.Parallel()
	h := onOne(t)
	_, action := h.proposed(t)
	h.clock.move(2 * time.Minute)
	got, err := h.WhatIf(t.Context(), airra.WhatIf{ActionID: action.Ref})
	must(t, err)
	// A rollback risks 0.5; payments are of low blast (0.8), and two minutes of an
	// outage outweigh 0.1 of it: 0.5 × 0.8 − 0.1.
	if got.ActionType != airra.ActionRollbackDeployment || got.Service != "payment-service" || got.Category != airra.CategoryErrorSpike || got.Basis != airra.BasisPrior ||
		got.SuccessRate != 0.85 || got.Risk < 0.2999 || got.Risk > 0.3001 || got.RiskLevel != airra.RiskLow || !got.Recommended {
		t.Errorf("got %+v", got)
	}
	if diff := cmp.Diff([]airra.ServiceName{"payment-service", "api-gateway", "order-service"}, got.TouchedServices); diff != "" {
		t.Error(diff)
	}
	blocked, err := h.WhatIf(t.Context(), airra.WhatIf{ActionType: airra.ActionDrainNode, Service: "payment-service"})
	must(t, err)
	if blocked.Recommended {
		t.Errorf("what a policy forbids is not recommended: %+v", blocked.Reasons)
	}
	for _, q := range []airra.WhatIf{{Service: "x"}, {ActionType: "x", Service: "x"}, {ActionType: airra.ActionScaleUp}} {
		_, err := h.WhatIf(t.Context(), q)
		wantCode(t, "an incomplete question", err, airra.CodeInvalid)
	}
}
