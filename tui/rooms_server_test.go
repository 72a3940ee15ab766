package tui

import (
	"strings"
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/look"
	"github.com/airra/airra/internal/simulate"
)

// The numbers of a real server stand on the screen: a real incident is counted, and a
// simulated one only when x counts it.
func TestTheAnalyticsOfARealServer(t *testing.T) {
	t.Parallel()
	s := serve(t)
	d := s.analysed(t)
	by := airra.WithActor(t.Context(), "ana@example.com")
	if _, err := s.api.AcknowledgeIncident(by, string(d.ID), airra.Acknowledgement{By: "ana@example.com"}); err != nil {
		t.Fatal(err)
	}
	s.types("l", "l", "+", "y")
	if _, err := s.api.ResolveIncident(by, string(d.ID), airra.Resolution{By: "ana@example.com", Cause: "a leak in the cache"}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.api.QuickIncident(by, simulate.Scenarios()[1].QuickIncident(time.Now())); err != nil {
		t.Fatal(err)
	}
	s.detail = nil
	s.awaits(t, "both are counted", func() bool {
		s.visit(onAnalytics)
		s.pump(s.screenNow().load(s.Model))
		return strings.Contains(s.seen(), "1 incident, 1 resolved (100 %); not counted: 1 simulated")
	})
	shows(t, s.Model, "acknowledged (MTTA)", "BY SERVICE", string(d.AffectedService))
	s.types("h")
	shows(t, s.Model, "[Learning]", "1 of 1 (100 %) confirmed", "PATTERNS", look.Words(d.Hypotheses[0].Category))
	s.types("x")
	shows(t, s.Model, "2 incidents, 1 resolved (50 %)")
}

// A scenario that is started by keys runs on the server, and is stopped by keys.
func TestAScenarioRunsForReal(t *testing.T) {
	t.Parallel()
	url, _ := airrad(t, []string{"AIRRA_DEMO=true", "AIRRA_LLM_PROVIDER=offline"})
	s := served{api: connect(t, url)}
	s.Model, s.clock = still(t, func(o *Options) { o.Backend = connect(t, url) })
	s.clock.at = time.Now()
	s.types(append(append([]string{":"}, letters("sim")...), "enter")...)
	shows(t, s.Model, "SCENARIOS", "DRILLS")
	runs := func() int {
		t.Helper()
		all, err := s.api.FindSimulations(t.Context(), false)
		if err != nil {
			t.Fatal(err)
		}
		return len(all)
	}
	s.types("enter")
	if runs() != 0 {
		t.Fatal("it runs before anybody said yes")
	}
	s.types("y")
	if runs() != 1 {
		t.Fatalf("%d run; said %q\n%s", runs(), s.toast.message, s.seen())
	}
	shows(t, s.Model, "NOW", "left")
	s.types("g", "enter", "y")
	if runs() != 0 {
		t.Errorf("%d run; said %q\n%s", runs(), s.toast.message, s.seen())
	}
}

// A server without the demo refuses in words, and is not taken for lost.
func TestARealServerWithoutTheDemoSimulatesNothing(t *testing.T) {
	t.Parallel()
	s := serve(t)
	s.types(append(append([]string{":"}, letters("sim")...), "enter")...)
	s.types("enter", "y")
	if s.data.lost != nil || !strings.Contains(s.toast.message, "not done: ") {
		t.Errorf("lost %v, said %q:\n%s", s.data.lost, s.toast.message, s.seen())
	}
}
