package perceive

import (
	"cmp"
	"slices"
	"time"

	"github.com/airra/airra/internal/airra"
)

// CorrelationWindow is how far apart the signals of one disturbance may begin.
const CorrelationWindow = 300 * time.Second

// The least that makes signals a correlation.
const (
	minCorrelated            = 2
	minCorrelationKinds      = 2
	minCorrelationConfidence = 0.6
)

// kindWeights says how much a kind of signal counts. The original weighs
// traces, which have no collector here; alerts take their place, since like
// traces they are the judgement of another system.
var kindWeights = map[airra.SignalKind]float64{
	airra.KindMetric: 0.4,
	airra.KindLog:    0.3,
	airra.KindAlert:  0.3,
	airra.KindEvent:  0.2,
}

// Correlation is a group of signals of different kinds that tell of the same
// disturbance of one service.
type Correlation struct {
	Service    airra.ServiceName
	Signals    []airra.Signal // in the order of onset
	Confidence float64        // see CorrelationConfidence
	Severity   float64        // see SeverityScore
}

// Correlate groups signals by service and by windows of 300 s that begin with
// their first signal, and gives those groups that have at least two signals of
// at least two kinds and a confidence of 0.6, the surest first.
func Correlate(signals []airra.Signal) []Correlation {
	var found []Correlation
	for _, group := range windows(signals) {
		c := Correlation{
			Service: group[0].Service, Signals: group,
			Confidence: CorrelationConfidence(group), Severity: SeverityScore(group),
		}
		if len(group) >= minCorrelated && kinds(group) >= minCorrelationKinds && c.Confidence >= minCorrelationConfidence {
			found = append(found, c)
		}
	}
	slices.SortStableFunc(found, func(a, b Correlation) int { return cmp.Compare(b.Confidence, a.Confidence) })
	return found
}

// CorrelationConfidence is the mean of the confidences of the signals, weighed
// by kind, plus 0.1 for each kind up to 0.3, and at most 1: the original's
// formula. No signal gives 0.
func CorrelationConfidence(signals []airra.Signal) float64 {
	var sum, weights float64
	for _, s := range signals {
		weight := kindWeights[s.Kind]
		sum += weight * s.Confidence
		weights += weight
	}
	if weights == 0 {
		return 0
	}
	return min(1, sum/weights+min(0.3, 0.1*float64(kinds(signals))))
}

// SeverityScore is half the largest plus half the mean confidence of the
// signals, 0..1: the original's formula. No signal gives 0.
func SeverityScore(signals []airra.Signal) float64 {
	if len(signals) == 0 {
		return 0
	}
	var largest, sum float64
	for _, s := range signals {
		largest = max(largest, s.Confidence)
		sum += s.Confidence
	}
	return (largest + sum/float64(len(signals))) / 2
}

// windows cuts signals into groups of one service whose onsets lie within a
// window after the first one's.
func windows(signals []airra.Signal) [][]airra.Signal {
	var groups [][]airra.Signal
	newest := map[airra.ServiceName]int{}
	for _, s := range byOnset(signals) {
		i, ok := newest[s.Service]
		if !ok || s.FirstSeen.Sub(groups[i][0].FirstSeen) > CorrelationWindow {
			i = len(groups)
			newest[s.Service] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], s)
	}
	return groups
}

func kinds(signals []airra.Signal) int {
	seen := map[airra.SignalKind]bool{}
	for _, s := range signals {
		seen[s.Kind] = true
	}
	return len(seen)
}
