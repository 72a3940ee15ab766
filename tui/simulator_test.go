package tui

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
)

func (b *lessons) FindScenarios(context.Context, airra.ScenarioFilter) ([]airra.Scenario, error) {
	return []airra.Scenario{{ID: "memory_leak_gradual", Name: "Gradual memory leak", Description: "Memory grows.", Service: "payment-service", Severity: airra.SeverityHigh, DurationSeconds: 600}}, b.demo
}

func (*lessons) Drills(context.Context) ([]airra.Drill, error) {
	return []airra.Drill{{ID: "busy_day", Name: "Busy day", Steps: []airra.DrillStep{{ScenarioID: "memory_leak_gradual", Service: "payment-service"}, {DelaySeconds: 300, ScenarioID: "cpu_spike", Service: "order-service"}}}}, nil
}

func (b *lessons) FindSimulations(context.Context, bool) ([]airra.SimulationRun, error) {
	return b.runs, nil
}

func (b *lessons) StartScenario(_ context.Context, id string, _ airra.NewSimulation) (*airra.SimulationRun, error) {
	b.taught = append(b.taught, "start "+id)
	b.runs = append(b.runs, aRun("sim_new", 0, 10))
	return &b.runs[len(b.runs)-1], nil
}

func (b *lessons) StartDrill(_ context.Context, id string) ([]airra.SimulationRun, error) {
	b.taught = append(b.taught, "drill "+id)
	return nil, nil
}

func (b *lessons) StopSimulation(_ context.Context, id string) (*airra.SimulationRun, error) {
	b.taught = append(b.taught, "stop "+id)
	b.runs = slices.DeleteFunc(b.runs, func(r airra.SimulationRun) bool { return r.ID == id })
	return &airra.SimulationRun{}, nil
}

// aRun is a simulation from one minute to another, seen from the time of the case.
func aRun(id string, from, to int) airra.SimulationRun {
	return airra.SimulationRun{
		ID: id, ScenarioID: "memory_leak_gradual", Service: "payment-service", StartedBy: "bob@example.com", IncidentRef: "INC-7",
		StartsAt: caseTime.Add(time.Duration(from) * time.Minute), EndsAt: caseTime.Add(time.Duration(to) * time.Minute),
	}
}

// simulate opens the dialog on the deck of the case.
func openedSimulator(t *testing.T, change func(b *caseBackend)) (*Model, *caseBackend, *caseClock) {
	t.Helper()
	m, b, clock := lesson(t, 0, change)
	teach(m, clock, append(append([]string{":"}, letters("sim")...), "enter")...)
	return m, b, clock
}

// What runs stands first with the time that is left; what has ended is not there.
func TestTheSimulatorSaysWhatRuns(t *testing.T) {
	t.Parallel()
	m, _, _ := openedSimulator(t, func(b *caseBackend) {
		b.runs = []airra.SimulationRun{aRun("sim_over", -20, -10), aRun("sim_later", 10, 20), aRun("sim_now", -5, 4)}
	})
	frame := plainFrame(m)
	for _, text := range []string{"NOW", "▶ 3 min left", "INC-7", "◌ begins in 9 min", "SCENARIOS", "Gradual memory leak", "◆ high", "10 min", "DRILLS", "Busy day", "2 scenarios"} {
		if !strings.Contains(frame, text) {
			t.Errorf("it does not show %q:\n%s", text, frame)
		}
	}
	if strings.Count(frame, "INC-7") != 2 {
		t.Errorf("what has ended is shown:\n%s", frame)
	}
}

// Nothing starts or stops before somebody says yes, and the dialog stays and knows it.
func TestScenariosAndDrillsStartAndStop(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		runs   []airra.SimulationRun
		keys   []string
		taught []string
		line   string
	}{
		"enter asks":            {nil, []string{"enter"}, nil, ""},
		"esc starts nothing":    {nil, []string{"enter", "esc"}, nil, ""},
		"y starts a scenario":   {nil, []string{"enter", "y"}, []string{"start memory_leak_gradual"}, "airra sim start memory_leak_gradual"},
		"y starts a drill":      {nil, []string{"j", "enter", "y"}, []string{"drill busy_day"}, "airra sim drill busy_day"},
		"y stops what runs":     {[]airra.SimulationRun{aRun("sim_now", -5, 4)}, []string{"enter", "y"}, []string{"stop sim_now"}, "airra sim stop sim_now"},
		"a started one is seen": {nil, []string{"enter", "y", "g", "enter", "y"}, []string{"start memory_leak_gradual", "stop sim_new"}, "airra sim stop sim_new"},
	} {
		m, b, clock := openedSimulator(t, func(b *caseBackend) { b.runs = c.runs })
		teach(m, clock, c.keys...)
		if !slices.Equal(b.taught, c.taught) || m.acts.last() != c.line {
			t.Errorf("%s: %q and %q\n%s", name, b.taught, m.acts.last(), m.seen())
		}
	}
}

func TestAServerWithoutTheDemoSaysWhyNothingIsSimulated(t *testing.T) {
	t.Parallel()
	m, _, clock := openedSimulator(t, func(b *caseBackend) { b.demo = airra.Errorf(airra.CodeDenied, "the demo is off") })
	shows(t, m, "the demo is off")
	if teach(m, clock, "enter", "esc"); m.dialog() != nil || m.data.lost != nil {
		t.Errorf("the dialog stays, or the server is taken for lost: %v", m.data.lost)
	}
}

// Who listens can do the same by words.
func TestLearningIsToldAndTaughtInWords(t *testing.T) {
	t.Parallel()
	b := aCase()
	aDraft(b)
	b.alike = anAlike()
	b.detail.Actions[0].Status = airra.ActionSucceeded
	heard := spoken(t, t.Context(), Options{Backend: b, Actor: "ana@example.com", Context: "prod", Now: (&testClock{at: caseTime}).now}, &typist{lines: []string{
		"deck", "1", "similar", "confirm", "confirm 1", "yes", "hypotheses", "wrong 2", "back", "helped", "yes", "false", "justified", "postmortem", "store", "yes", "publish", "yes",
		"sim", "sim busy_day", "yes", "sim nothing",
	}})
	says(t, heard,
		"INC-97, payment-service, 12 d ago, similarity 0.93", "fix: rollback_deployment.", "Which one? Its number stands behind the word, from 1 to 2.",
		"Confirm deployment issue of INC-142?", "confirmed by ana@example.com", "Root cause: Not established.", "Scenario memory_leak_gradual: Gradual memory leak",
		"after 5 min: cpu spike on order-service", "nothing is no scenario")
	want := []string{"h-1 confirmed", "act-88 confirmed", "alarm confirmed", "written Not established.", "drill busy_day"}
	if !slices.Equal(b.taught, want) || !b.paper.Published {
		t.Errorf("taught %q and published %v:\n%s", b.taught, b.paper, heard)
	}
}
