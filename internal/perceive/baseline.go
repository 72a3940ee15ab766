package perceive

import (
	"math"
	"slices"
)

// baseline keeps the last normal points of a series with their mean and spread.
// Both are carried along, so that a point costs the same however long the
// baseline is; the rest that carrying along leaves behind is removed by adding
// up afresh once per turn of the ring.
type baseline struct {
	values  []float64 // a ring once it is full
	next    int
	mean    float64
	squares float64 // sum of squared distances from the mean
}

func newBaseline(capacity int) baseline { return baseline{values: make([]float64, 0, capacity)} }

func (b *baseline) len() int { return len(b.values) }

func (b *baseline) deviation() float64 {
	if len(b.values) < 2 {
		return 0
	}
	return math.Sqrt(max(0, b.squares) / float64(len(b.values)-1))
}

// add puts a value in, in place of the oldest one when the ring is full. Both
// updates are Welford's.
func (b *baseline) add(value float64) {
	if len(b.values) < cap(b.values) {
		b.values = append(b.values, value)
		off := value - b.mean
		b.mean += off / float64(len(b.values))
		b.squares += off * (value - b.mean)
		return
	}
	old, before := b.values[b.next], b.mean
	b.values[b.next] = value
	b.mean += (value - old) / float64(len(b.values))
	b.squares += (value - old) * (value - b.mean + old - before)
	if b.next++; b.next == len(b.values) {
		b.next = 0
		b.recount()
	}
}

func (b *baseline) recount() {
	mean, sd := meanAndDeviation(b.values)
	b.mean, b.squares = mean, sd*sd*float64(len(b.values)-1)
}

// replace starts afresh with the given values.
func (b *baseline) replace(values []float64) {
	b.values, b.next = append(b.values[:0], values...), 0
	b.recount()
}

// outlying is how many robust standard deviations make a point of the very
// first points an outlier.
const outlying = 5

// dropOutliers removes the points that lie far from the median, measured by the
// median absolute deviation. It is for the first points of a series only:
// nobody has judged those, so a spike among them would hide the next one for as
// long as it stays in the ring. Where more than half of the points are equal
// there is no measure, and all stay: a counter that is mostly zero is normal.
func (b *baseline) dropOutliers() {
	center := median(b.values)
	distances := make([]float64, len(b.values))
	for i, v := range b.values {
		distances[i] = math.Abs(v - center)
	}
	const normal = 1.4826 // makes the median distance of a Gaussian its standard deviation
	limit := outlying * normal * median(distances)
	if limit <= flatness*math.Abs(center) {
		return
	}
	kept := slices.DeleteFunc(slices.Clone(b.values), func(v float64) bool { return math.Abs(v-center) > limit })
	b.replace(kept)
}

func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	half := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[half]
	}
	return (sorted[half-1] + sorted[half]) / 2
}
