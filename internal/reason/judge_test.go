package reason

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
)

// judgedCase has two services that record a metric of one name.
func judgedCase() airra.Case {
	begin := time.Date(2026, 3, 9, 2, 14, 30, 0, time.UTC)
	c := promptCase(begin, "11aaaaaaaaaa")
	own := &c.Signals[0]
	own.Query = `error_rate{service="payment-service"}`
	database := airra.Signal{
		Service: "database", Name: "error_rate", Current: 3, Expected: .1, Sigma: 9, Direction: airra.Up,
		FirstSeen: begin.Add(-time.Minute), Query: `error_rate{service="database"}`,
	}
	c.Signals = append([]airra.Signal{database}, c.Signals...)
	return c
}

func said(category string, against []answeredReason, evidence ...answeredReason) answeredCause {
	return answeredCause{Category: category, Description: "d", Evidence: evidence, Against: against}
}

func reasonFor(kind, name string, relevance float64) answeredReason {
	return answeredReason{SignalType: kind, SignalName: name, Observation: "o", Relevance: relevance}
}

func TestAHypothesisOnNothingThatWasGivenIsLeftOut(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		said answeredCause
		kept bool
	}{
		{"a recorded signal", said(airra.CategoryErrorSpike, nil, reasonFor("metric", "error_rate", .5)), true},
		{"a recorded signal among made-up ones", said(airra.CategoryErrorSpike, nil, reasonFor("metric", "x", 1), reasonFor("metric", "error_rate", .5)), true},
		{"made-up signals of little weight", said(airra.CategoryErrorSpike, nil, reasonFor("metric", "x", .3), reasonFor("log", "y", .2)), false},
		{"made-up signals of full weight", said(airra.CategoryErrorSpike, nil, reasonFor("metric", "x", 1), reasonFor("log", "y", 1)), false},
		{"a recorded signal of no weight", said(airra.CategoryErrorSpike, nil, reasonFor("metric", "error_rate", .1)), false},
		{"a recorded signal only as an objection", said(airra.CategoryErrorSpike, []answeredReason{reasonFor("metric", "error_rate", .9)}, reasonFor("metric", "x", 1)), false},
		{"a past incident that was given", said(airra.CategoryErrorSpike, nil, reasonFor("history", "INC-97", .5)), true},
		{"a past incident that never was", said(airra.CategoryErrorSpike, nil, reasonFor("history", "INC-1", 1)), false},
		{"nothing, and it decides nothing", said(airra.CategoryInconclusive, nil, reasonFor("metric", "x", .1)), true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			ranked := judged(judgedCase(), answer{[]answeredCause{tt.said}}, "m")
			if got := len(ranked) == 1; got != tt.kept {
				t.Errorf("kept %v, want %v: %+v", got, tt.kept, ranked)
			}
		})
	}
}

func TestTheRulesObjectWhereAModelDoesNot(t *testing.T) {
	t.Parallel()
	c := judgedCase()
	by := func(against ...answeredReason) airra.Hypothesis {
		return judged(c, answer{[]answeredCause{said(airra.CategoryMemoryLeak, against, reasonFor("metric", "error_rate", .9))}}, "m")[0]
	}
	silent, objecting := by(), by(reasonFor("metric", "latency_p95", .3))
	if len(silent.Evidence.Against) == 0 {
		t.Fatal("nothing stands against a leak without memory")
	}
	for _, item := range silent.Evidence.Against {
		if !strings.HasSuffix(item.Observation, byTheRules) || item.Number == 0 {
			t.Errorf("the rules' objection is not marked or numbered: %+v", item)
		}
	}
	if diff := cmp.Diff([]string{"o"}, []string{objecting.Evidence.Against[0].Observation}); diff != "" || len(objecting.Evidence.Against) != 1 {
		t.Errorf("the model's own objection did not stay alone: %+v", objecting.Evidence.Against)
	}
	if silent.ConfidenceScore >= objecting.ConfidenceScore {
		t.Errorf("silence earned %.3f, an objection %.3f", silent.ConfidenceScore, objecting.ConfidenceScore)
	}
	undecided := judged(c, answer{[]answeredCause{said(airra.CategoryInconclusive, nil, reasonFor("metric", "error_rate", .9))}}, "m")[0]
	if len(undecided.Evidence.Against) != 0 || undecided.Evidence.Against == nil {
		t.Errorf("objections to no cause: %+v", undecided.Evidence.Against)
	}
}

func TestAQueryIsOfTheServiceThatIsMeant(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ kind, name, query string }{
		{"metric", "error_rate", `error_rate{service="payment-service"}`},
		{"order", "error_rate", `error_rate{service="payment-service"}`},
		{"topology", "database", `error_rate{service="database"}`},
		{"order", "database", `error_rate{service="database"}`},
		{"topology", "api-gateway", ""},
		{"metric", "database", ""},
	} {
		items := cited(judgedCase(), []answeredReason{reasonFor(tt.kind, tt.name, .9)})
		if items[0].Query != tt.query {
			t.Errorf("%s %s has the query %q, want %q", tt.kind, tt.name, items[0].Query, tt.query)
		}
	}
}
