package reason

import (
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/airra/airra/internal/airra"
)

// ConfidenceInput is everything a confidence depends on, so that a person can
// check the sum by hand.
type ConfidenceInput struct {
	Category  string
	Evidence  []airra.EvidenceItem // what speaks for the hypothesis
	Against   []airra.EvidenceItem // what speaks against it
	Anomalies []AnomalyStrength    // the anomalies it was formed on
	Upstreams []airra.ServiceName  // what the service depends on, directly or not
	Learned   *float64             // adjustment from verdicts of people; nil takes the seed of the category
}

// AnomalyStrength is how sure the detector was (0..1) and by how many standard
// deviations the signal was off.
type AnomalyStrength struct {
	Confidence float64
	Sigma      float64
}

// doubt is the share of a confidence that one item of relevance 1 against it
// takes away. Two such items leave 36 %, so no prior of a category survives
// two strong objections.
const doubt = 0.40

// priors are the base scores of the categories, by the original's table. A
// category that is not in it has unknownPrior.
var priors = map[string]float64{
	airra.CategoryMemoryLeak:      0.70,
	airra.CategoryCPUSpike:        0.75,
	airra.CategoryTrafficSpike:    0.80,
	airra.CategoryLatencySpike:    0.65,
	airra.CategoryErrorSpike:      0.85,
	airra.CategoryDatabaseIssue:   0.60,
	airra.CategoryNetworkIssue:    0.55,
	airra.CategoryDeploymentIssue: 0.80,
}

const unknownPrior = 0.50

// seeds stand in for experience as long as no person has given a verdict.
var seeds = map[string]float64{
	airra.CategoryDatabaseIssue: 0.05,
	airra.CategoryMemoryLeak:    0.05,
	airra.CategoryCPUSpike:      0.03,
	airra.CategoryTrafficSpike:  0.05,
	airra.CategoryNetworkIssue:  0.02,
	airra.CategoryErrorSpike:    0.04,
}

// Seeds gives the adjustments that stand in for experience, by category.
func Seeds() map[string]float64 { return maps.Clone(seeds) }

// Confidence is the original's deterministic formula,
//
//	0.40 prior + 0.35 evidence + 0.25 anomalies + topology + learned,
//
// times (1 - 0.40 relevance) for every item against it, kept within
// 0.01..0.99. The objections are this product's addition: without any, the
// result is the original's, and each further one can only lower it. They
// multiply because each takes its share of what the others left, so their order
// does not matter and many weak ones do not count as proof of the opposite.
func Confidence(in ConfidenceInput) float64 {
	prior, known := priors[in.Category]
	if !known {
		prior = unknownPrior
	}
	learned := seeds[in.Category]
	if in.Learned != nil {
		learned = finite(*in.Learned)
	}
	score := 0.40*prior + 0.35*evidenceStrength(in.Evidence) + 0.25*anomalyStrength(in.Anomalies) +
		topologyTerm(in.Category, in.Upstreams) + learned
	for _, item := range in.Against {
		score *= 1 - doubt*unit(item.Relevance)
	}
	return min(0.99, max(0.01, score))
}

// evidenceStrength grows with the mean relevance, with the number of different
// kinds of evidence and, least, with the number of items. It is at most 0.85.
func evidenceStrength(items []airra.EvidenceItem) float64 {
	if len(items) == 0 {
		return 0
	}
	sum, kinds := 0.0, map[string]bool{}
	for _, item := range items {
		sum += unit(item.Relevance)
		kinds[item.SignalType] = true
	}
	return 0.6*sum/float64(len(items)) +
		min(0.15, 0.05*float64(len(kinds))) +
		min(0.10, 0.03*float64(len(items)))
}

// anomalyStrength reaches its maximum at six standard deviations.
func anomalyStrength(anomalies []AnomalyStrength) float64 {
	if len(anomalies) == 0 {
		return 0
	}
	sum, peak := 0.0, 0.0
	for _, a := range anomalies {
		sum += unit(a.Confidence)
		peak = max(peak, finite(a.Sigma))
	}
	return 0.7*sum/float64(len(anomalies)) + 0.3*min(1, peak/6)
}

// topologyTerm is a small bonus for a cause that the dependency graph makes
// possible.
func topologyTerm(category string, upstreams []airra.ServiceName) float64 {
	switch category {
	case airra.CategoryDatabaseIssue:
		if slices.ContainsFunc(upstreams, isDatabase) {
			return 0.08
		}
	case airra.CategoryLatencySpike, airra.CategoryErrorSpike:
		if slices.ContainsFunc(upstreams, isCache) {
			return 0.05
		}
	case airra.CategoryNetworkIssue:
		if len(upstreams) >= 3 {
			return 0.05
		}
	}
	return 0
}

// isDatabase reads the nature of a service from its name. The letters "db"
// count only at the edge of a word: the original looked for them anywhere and
// took feedback-service for a database.
func isDatabase(name airra.ServiceName) bool {
	lower := strings.ToLower(string(name))
	for _, word := range []string{"database", "postgres", "mysql", "mongo"} {
		if strings.Contains(lower, word) {
			return true
		}
	}
	return slices.ContainsFunc(tokens(lower), func(token string) bool {
		return strings.HasPrefix(token, "db") || strings.HasSuffix(token, "db")
	})
}

func isCache(name airra.ServiceName) bool {
	lower := strings.ToLower(string(name))
	return strings.Contains(lower, "redis") || strings.Contains(lower, "cache")
}

// unit keeps a share within 0..1. What is not a number counts as nothing.
func unit(x float64) float64 { return min(1, max(0, finite(x))) }

// finite makes a number of everything, since a snapshot or a model may have
// brought one that is none.
func finite(x float64) float64 {
	switch {
	case math.IsNaN(x):
		return 0
	case math.IsInf(x, 1):
		return math.MaxFloat64
	case math.IsInf(x, -1):
		return -math.MaxFloat64
	}
	return x
}
