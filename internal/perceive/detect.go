package perceive

import (
	"math"
	"strings"

	"github.com/airra/airra/internal/airra"
)

// MinConfidence is the confidence from which an anomaly opens an incident. With
// the default threshold of 3 it is reached at 5.5 standard deviations.
const MinConfidence = 0.75

// flatness is the share of the mean below which a standard deviation counts as
// zero. Adding up equal numbers that have no exact binary form leaves a rest of
// about 1e-16, and dividing by that rest would make every flutter a catastrophe.
const flatness = 1e-9

// maxSigma bounds what a baseline of almost no spread can make of a deviation;
// beyond it the number says nothing, and infinity cannot be written as JSON.
const maxSigma = 1e6

// Judgement is one value held against its baseline. Sigma is the distance from
// the mean in sample standard deviations, never negative.
type Judgement struct {
	Current    float64
	Mean       float64
	StdDev     float64
	Samples    int
	Sigma      float64
	Confidence float64 // 0..0.99, see Confidence
	Direction  airra.Direction
}

// ZScore judges the last of the values against all those before it, and says
// whether it lies more than threshold standard deviations away. Fewer than
// three values, or a last value that is no number, give no judgement. This is
// the original's detector; the streaming Detector differs from it only in what
// it takes for the baseline.
func ZScore(values []float64, threshold float64) (Judgement, bool) {
	last := len(values) - 1
	if last < 2 || !finite(values[last]) {
		return Judgement{}, false
	}
	mean, sd := meanAndDeviation(values[:last])
	j := judge(values[last], mean, sd, last, threshold)
	return j, j.Sigma > threshold
}

// Confidence says how sure an anomaly of z standard deviations is: from 0.5 at
// the threshold it grows by 0.1 per standard deviation up to 0.99; below the
// threshold it is 0.4 times the share of the threshold that was reached. This
// is the original's formula.
func Confidence(z, threshold float64) float64 {
	if z > threshold {
		return min(0.99, 0.5+(z-threshold)/10)
	}
	return 0.4 * z / threshold
}

// categories maps words in a metric's name to what a rise and a fall of it are
// called. The first match wins.
var categories = []struct {
	words    []string
	up, down string
}{
	{[]string{"error", "failure"}, airra.CategoryErrorSpike, "error_recovery"},
	{[]string{"latency", "duration"}, airra.CategoryLatencySpike, "latency_improvement"},
	{[]string{"memory", "heap"}, airra.CategoryMemoryLeak, "memory_release"},
	{[]string{"cpu"}, airra.CategoryCPUSpike, "cpu_drop"},
	{[]string{"request", "throughput"}, airra.CategoryTrafficSpike, airra.CategoryTrafficDrop},
}

// Category names what the movement of a metric is called: error_spike,
// traffic_drop and so on, or metric_anomaly for a metric whose name says
// nothing. Upper and lower case are the same.
func Category(metric string, d airra.Direction) string {
	lower := strings.ToLower(metric)
	for _, c := range categories {
		for _, word := range c.words {
			if !strings.Contains(lower, word) {
				continue
			}
			if d == airra.Down {
				return c.down
			}
			return c.up
		}
	}
	return "metric_anomaly"
}

func judge(value, mean, sd float64, samples int, threshold float64) Judgement {
	z := distance(value, mean, sd)
	return Judgement{
		Current: value, Mean: mean, StdDev: sd, Samples: samples,
		Sigma: z, Confidence: Confidence(z, threshold), Direction: directionOf(value - mean),
	}
}

// distance is the z-score. A baseline without any movement has no unit to
// measure in; there the original counts ten for a change as large as the value
// itself.
func distance(value, mean, sd float64) float64 {
	off := math.Abs(value - mean)
	switch {
	case sd > flatness*math.Abs(mean):
		return min(maxSigma, off/sd)
	case off <= flatness*math.Abs(mean):
		return 0
	default:
		return 10 * off / max(math.Abs(mean), math.Abs(value), 1)
	}
}

func directionOf(difference float64) airra.Direction {
	if difference < 0 {
		return airra.Down
	}
	return airra.Up
}

// meanAndDeviation gives the mean and the sample standard deviation in two
// passes, which loses no digits where the mean is large against the spread.
func meanAndDeviation(values []float64) (mean, sd float64) {
	if len(values) == 0 {
		return 0, 0
	}
	for _, v := range values {
		mean += v
	}
	mean /= float64(len(values))
	if len(values) == 1 {
		return mean, 0
	}
	var squares float64
	for _, v := range values {
		squares += (v - mean) * (v - mean)
	}
	return mean, math.Sqrt(squares / float64(len(values)-1))
}

// finite says whether a value can be reckoned with: it is a number, and its
// square is one, too.
func finite(v float64) bool { return math.Abs(v) <= 1e100 }
