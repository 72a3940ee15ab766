package reason_test

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/reason"
)

func TestNotKnowingIsAnAnswer(t *testing.T) {
	t.Parallel()
	fewer := moved(payment, "error_rate", 0, .1, 5, 9)
	faint := moved(payment, "cpu_usage", 0, .2, .35, 3.2)
	faint.Confidence = .52
	weakly := paymentCase(faint)
	weakly.History = []airra.PastIncident{
		{Ref: "INC-9", Service: payment, Category: airra.CategoryDeploymentIssue, Signals: []string{"cpu_usage"}, Rejected: true},
	}
	for _, tt := range []struct {
		name string
		c    airra.Case
	}{
		{"no signal", paymentCase()},
		{"a signal of another planet", paymentCase(moved(payment, "flux_capacitance", 0, 9, 1, 20))},
		{"fewer errors than usual", paymentCase(fewer)},
		{"only weak guesses", weakly},
		{"only a stranger's signal", paymentCase(moved("weather-service", "error_rate", 0, 9, 1, 20))},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			analysis := reason.Rules(tt.c)
			if !analysis.Inconclusive || analysis.Note == "" || len(analysis.Hypotheses) == 0 {
				t.Errorf("%+v", analysis)
			}
		})
	}
}

func TestACloseRaceOfBareSignalsIsInconclusive(t *testing.T) {
	t.Parallel()
	// Processors and memory rose together and nothing else is known: the two
	// causes differ by less than their priors are worth.
	memory := moved(payment, "memory_usage", 0, 4000, 1000, 20)
	cpu := moved(payment, "cpu_usage", 0, .9, .2, 20)
	analysis := reason.Rules(paymentCase(memory, cpu))
	gap := analysis.Hypotheses[0].ConfidenceScore - analysis.Hypotheses[1].ConfidenceScore
	if gap >= .03 || !analysis.Inconclusive || !strings.Contains(analysis.Note, "Nothing tells") {
		t.Errorf("gap %.3f, inconclusive %v: %s", gap, analysis.Inconclusive, analysis.Note)
	}
}

func TestRulesSurviveAnything(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(7, 7))
	values := []float64{0, 1, -1, 9, 1e300, -1e300, math.NaN(), math.Inf(1), math.Inf(-1)}
	names := []string{"", "error_rate", "latency_p95", "memory_usage", "request_rate", "cpu_usage", "database_errors", "pod_restarts", "x"}
	services := []airra.ServiceName{"", payment, "database", "redis", "api-gateway", "nobody"}
	pick := func() float64 { return values[random.IntN(len(values))] }
	for range 2000 {
		var c airra.Case
		c.Incident.AffectedService, c.Topology = services[random.IntN(len(services))], shop()
		for range random.IntN(6) {
			s := moved(services[random.IntN(len(services))], names[random.IntN(len(names))], random.IntN(300)-150, pick(), pick(), pick())
			s.Confidence, s.Window = pick(), []airra.Point{{Value: pick()}, {Value: pick()}, {Value: pick()}, {Value: pick()}, {Value: pick()}}
			if random.IntN(4) == 0 {
				s.FirstSeen, s.Direction = time.Time{}, ""
			}
			c.Signals = append(c.Signals, s)
		}
		analysis := reason.Rules(c)
		if n := len(analysis.Hypotheses); n < 1 || n > 5 {
			t.Fatalf("%d hypotheses of %+v", n, c)
		}
		for _, h := range analysis.Hypotheses {
			if math.IsNaN(h.ConfidenceScore) || h.ConfidenceScore < .01 || h.ConfidenceScore > .99 {
				t.Fatalf("confidence %v of %+v", h.ConfidenceScore, c)
			}
		}
	}
}
