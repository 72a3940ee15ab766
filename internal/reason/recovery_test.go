package reason_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/reason"
)

func TestWhatGotBetterHasNoRemedy(t *testing.T) {
	t.Parallel()
	better := func(name, category string) airra.Signal {
		s := moved(payment, name, 0, .1, 5, 20)
		s.Category = category
		return s
	}
	for _, s := range []airra.Signal{
		better("error_rate", "error_recovery"), better("latency_p95", "latency_improvement"), better("memory_usage", "memory_release"),
		better("database_errors_total", "error_recovery"), better("external_api_call_duration_seconds", "latency_improvement"), better("error_rate", ""),
	} {
		t.Run(s.Name+" "+s.Category, func(t *testing.T) {
			t.Parallel()
			c := paymentCase(s)
			c.Changes = []airra.Change{changed("deployment", "v3", 6*time.Minute)}
			past := remembered("INC-9", airra.CategoryErrorSpike, 3, true, false)
			past.Signals = []string{s.Name}
			c.History = []airra.PastIncident{past}
			analysis := reason.Rules(c)
			best := analysis.Hypotheses[0]
			if !analysis.Inconclusive || len(analysis.Hypotheses) != 1 || best.Category != airra.CategoryInconclusive {
				t.Fatalf("%+v", analysis)
			}
			if !strings.Contains(best.Description, "recovery") || !cites(best.Evidence.Items, "metric", "fell to") {
				t.Errorf("%s: %+v", best.Description, best.Evidence.Items)
			}
		})
	}
}

func TestAnImprovementIsNoRootBesideADisturbance(t *testing.T) {
	t.Parallel()
	fewer := moved(payment, "database_errors_total", -60, .1, 5, 90)
	fewer.Category = "error_recovery"
	best := reason.Rules(paymentCase(fewer, errorsRise())).Hypotheses[0]
	if best.Category != airra.CategoryErrorSpike || cites(best.Evidence.Against, "order", "database_errors_total") {
		t.Errorf("%s: %+v", best.Category, best.Evidence.Against)
	}
}

func TestLessWorkIsADisturbance(t *testing.T) {
	t.Parallel()
	if got := reason.Rules(paymentCase(moved(payment, "request_rate", 0, 1, 45, 20))).Hypotheses[0].Category; got != airra.CategoryTrafficDrop {
		t.Errorf("ranked %s first", got)
	}
}

func TestOnlyTheSameServiceMovedTheSameWayIsRemembered(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name      string
		service   airra.ServiceName
		direction airra.Direction
		want      bool
	}{
		{"same service, same way", payment, airra.Up, true},
		{"same service, the way not known", payment, "", true},
		{"same service, other way", payment, airra.Down, false},
		{"a stranger", "weather-service", airra.Up, false},
		{"a neighbour", "database", airra.Up, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			past := remembered("INC-9", airra.CategoryErrorSpike, 3, true, false)
			past.Service = tt.service
			past.Directions = map[string]airra.Direction{"error_rate": tt.direction}
			c := paymentCase(errorsRise())
			c.History = []airra.PastIncident{past}
			h := hypothesis(t, reason.Rules(c), airra.CategoryErrorSpike)
			if got := cites(h.Evidence.Items, "history", "a person confirmed"); got != tt.want {
				t.Errorf("cited %v, want %v: %+v", got, tt.want, h.Evidence.Items)
			}
		})
	}
}

func TestTheSilenceOfWhatNobodyWatchesIsNoObjection(t *testing.T) {
	t.Parallel()
	c := paymentCase(moved(payment, "latency_p95", 0, 4, .1, 20))
	c.Watched = []airra.ServiceName{payment}
	analysis := reason.Rules(c)
	h := hypothesis(t, analysis, airra.CategoryDatabaseIssue)
	if cites(h.Evidence.Against, "topology", "seen disturbed") || cites(h.Evidence.Against, "metric", "No signal of a database") {
		t.Errorf("silence objects: %+v", h.Evidence.Against)
	}
	if !strings.Contains(h.Reasoning, "database is not watched") {
		t.Errorf("nobody says so: %s", h.Reasoning)
	}
	if got := analysis.Hypotheses[0].Category; got != airra.CategoryLatencySpike || analysis.Inconclusive {
		t.Errorf("ranked %s first, inconclusive %v: %s", got, analysis.Inconclusive, analysis.Note)
	}
	c.Watched = shopNeeds()
	h = hypothesis(t, reason.Rules(c), airra.CategoryDatabaseIssue)
	if !cites(h.Evidence.Against, "topology", "None of the 3") || !cites(h.Evidence.Against, "metric", "No signal of a database") {
		t.Errorf("watched silence does not object: %+v", h.Evidence.Against)
	}
}

func TestTheRulesKeepTheSecretsOfNames(t *testing.T) {
	t.Parallel()
	s := moved(payment, "errors password=hunter2", 0, 9, .5, 20)
	s.Unit = "token=hunter2"
	s.Query = "up"
	analysis, err := reason.NewAnalyzer(nil, reason.Options{}).Analyze(t.Context(), paymentCase(s))
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range analysis.Hypotheses {
		if encoded := encode(t, h); strings.Contains(encoded, "hunter2") || !strings.Contains(encoded, "[REDACTED]") {
			t.Errorf("%s", encoded)
		}
	}
}

func TestNumbersAreWrittenForPeople(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, unit, want string
		current, normal  float64
	}{
		{"errors_total", "count", "rose to 15 million from a normal 2 million", 15e6, 2e6},
		{"errors_total", "", "rose to 1.5 million from a normal 999000", 1.5e6, 999e3},
		{"errors_total", "", "rose to 1000 from a normal 5", 999.7, 5},
		{"memory_usage", "byte", "rose to 8 GiB from a normal 512 MiB", 8 << 30, 512 << 20},
		{"memory_usage_bytes", "count", "rose to 8 GiB from a normal 1 GiB", 8 << 30, 1 << 30},
		{"latency_p95", "milliseconds", "rose to 2.5 s from a normal 120 ms", 2500, 120},
	} {
		t.Run(tt.want, func(t *testing.T) {
			t.Parallel()
			s := moved(payment, tt.name, 0, tt.current, tt.normal, 20)
			s.Unit = tt.unit
			if got := reason.Rules(paymentCase(s)).Hypotheses[0].Description; !strings.Contains(got, tt.want) {
				t.Errorf("%q does not say %q", got, tt.want)
			}
		})
	}
}

func encode(t *testing.T, value any) string {
	t.Helper()
	encoded, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(encoded)
}
