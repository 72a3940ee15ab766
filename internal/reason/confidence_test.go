package reason_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/reason"
)

func seen(kind string, relevances ...float64) []airra.EvidenceItem {
	items := make([]airra.EvidenceItem, 0, len(relevances))
	for _, r := range relevances {
		items = append(items, airra.EvidenceItem{SignalType: kind, Relevance: r})
	}
	return items
}

func TestConfidenceGoldenVectors(t *testing.T) {
	t.Parallel()
	three := []reason.AnomalyStrength{{Confidence: .90, Sigma: 4.5}, {Confidence: .88, Sigma: 4.2}, {Confidence: .85, Sigma: 3.8}}
	nothingLearned, wrongBefore := 0.0, -.10
	for _, tt := range []struct {
		name string
		in   reason.ConfidenceInput
		want float64
	}{
		{"memory leak with two observations and its seed", reason.ConfidenceInput{
			Category: airra.CategoryMemoryLeak, Evidence: seen("metric", .95, .80), Anomalies: three,
		}, .7619},
		{"database issue behind a service that has a database", reason.ConfidenceInput{
			Category: airra.CategoryDatabaseIssue, Evidence: seen("metric", .75), Anomalies: three,
			Upstreams: []airra.ServiceName{"orders-postgres"},
		}, .7652},
		{"unknown category and nothing else", reason.ConfidenceInput{Category: "sunspots"}, .20},
		{"cache below a slow service", reason.ConfidenceInput{
			Category: airra.CategoryLatencySpike, Upstreams: []airra.ServiceName{"redis"},
		}, .31},
		{"network issue between three neighbours", reason.ConfidenceInput{
			Category: airra.CategoryNetworkIssue, Upstreams: []airra.ServiceName{"a", "b", "c"},
		}, .29},
		{"feedback-service is no database", reason.ConfidenceInput{
			Category: airra.CategoryDatabaseIssue, Upstreams: []airra.ServiceName{"feedback-service"},
		}, .29},
		{"a verdict replaces the seed", reason.ConfidenceInput{Category: airra.CategoryErrorSpike, Learned: &nothingLearned}, .34},
		{"verdicts against it lower it", reason.ConfidenceInput{Category: airra.CategoryErrorSpike, Learned: &wrongBefore}, .24},
		{"one full objection takes two fifths", reason.ConfidenceInput{Category: "sunspots", Against: seen("order", 1)}, .12},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := reason.Confidence(tt.in); math.Abs(got-tt.want) > 1e-3 {
				t.Errorf("confidence %.4f, want %.4f", got, tt.want)
			}
		})
	}
}

func TestEveryObjectionLowersAConfidence(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		in := reason.ConfidenceInput{
			Category: airra.CategoryErrorSpike, Evidence: seen("metric", random.Float64(), random.Float64()),
			Against: seen("order", random.Float64()),
		}
		before := reason.Confidence(in)
		in.Against = append(in.Against, seen("change", .01+random.Float64())...)
		after := reason.Confidence(in)
		if after >= before && before > .01 {
			t.Fatalf("a further objection raised %.4f to %.4f", before, after)
		}
	}
}

func TestConfidenceStaysWithinItsBounds(t *testing.T) {
	t.Parallel()
	huge, bad := 99.0, math.NaN()
	for _, in := range []reason.ConfidenceInput{
		{Category: airra.CategoryErrorSpike, Evidence: seen("a", math.Inf(1), math.NaN(), -3), Learned: &huge},
		{Anomalies: []reason.AnomalyStrength{{Confidence: math.NaN(), Sigma: math.Inf(1)}, {Confidence: -4, Sigma: -9}}},
		{Against: seen("order", 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, math.Inf(1))},
		{Learned: &bad},
	} {
		if got := reason.Confidence(in); math.IsNaN(got) || got < .01 || got > .99 {
			t.Errorf("confidence %v of %+v", got, in)
		}
	}
}
