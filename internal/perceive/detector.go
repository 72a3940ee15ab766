package perceive

import (
	"time"

	"github.com/airra/airra/internal/airra"
)

// State says what a series is like.
type State string

// The states of a series, as they stand in a airra.SignalReading.
const (
	StateNormal    State = "normal"
	StateAnomalous State = "anomalous"
	StateWarmingUp State = "warming_up"
	StateNoData    State = "no_data"
)

// DetectorOptions shapes a Detector. Zero values take the defaults beside them.
type DetectorOptions struct {
	Threshold float64       // standard deviations; 3
	Capacity  int           // points in the baseline; 240, one hour at 15 s
	Minimum   int           // points before anything is judged; 20
	Accept    time.Duration // a level that lasts this long is normal; 30 min
}

func (o DetectorOptions) withDefaults() DetectorOptions {
	if o.Threshold <= 0 {
		o.Threshold = 3
	}
	if o.Minimum < 3 {
		o.Minimum = 20
	}
	if o.Capacity <= 0 {
		o.Capacity = 240
	}
	o.Capacity = max(o.Capacity, o.Minimum)
	if o.Accept <= 0 {
		o.Accept = 30 * time.Minute
	}
	return o
}

// Verdict is what the detector says about one point.
type Verdict struct {
	Judgement
	State State
	// Equivalent is Sigma corrected for the length of the baseline; Confidence
	// is the confidence of it.
	Equivalent float64
	// Opens says that the point is far enough outside to open an incident.
	Opens bool
	// NewNormal says that the level has lasted so long that the baseline was
	// replaced by it with this point.
	NewNormal bool
}

// calm is how many points in a row inside the band end a shifted level. One
// would let a lucky point of a noisy level start the count again.
const calm = 4

// Detector judges the points of one series in the order of time. Its baseline
// is the last normal points: a point outside the band never enters it, so every
// point of a spike, and the next spike too, is held against clean data. (With
// the window of the original the second point of a spike was compared with the
// first one and looked harmless.)
//
// Expected false alarms: a Gaussian passes 5.5 equivalent sigma once in 26
// million points, which for the 25 demo gauges at 15 s (144,000 points a day) is
// once in 180 days; since a part of their spread is the slow swing, which has no
// tails, it is about once in 400 days. The original had 1.3 a day.
// TestNoiseOpensNothing repeats the count, over more seeds with -seeds.
//
// The zero value is not usable; NewDetector makes one. It is not safe for
// concurrent use.
type Detector struct {
	options DetectorOptions
	normal  baseline
	settled bool // the first points were cleaned of outliers
	last    int64

	shiftSince int64 // first point of a level outside the band, 0 for none
	inBand     int   // points inside the band in a row since then
	level      baseline
}

// NewDetector makes a detector that has seen nothing.
func NewDetector(options DetectorOptions) *Detector {
	o := options.withDefaults()
	return &Detector{options: o, normal: newBaseline(o.Capacity), level: newBaseline(o.Minimum)}
}

// Step judges the point at the given Unix millisecond. A value that is no
// number, and a timestamp that is not newer than the last one, are ignored: the
// second value is then false.
func (d *Detector) Step(at int64, value float64) (Verdict, bool) {
	if at <= d.last || !finite(value) {
		return Verdict{}, false
	}
	d.last = at
	if d.normal.len() < d.options.Minimum || !d.settled {
		return d.warmUp(value), true
	}
	v := d.judge(value)
	outside := v.Sigma > max(d.options.Threshold, exclusion)
	if v.Sigma > d.options.Threshold {
		v.State = StateAnomalous
	}
	if d.follow(at, value, outside) {
		v.NewNormal, v.State, v.Opens = true, StateNormal, false
		return v, true
	}
	if !outside {
		d.normal.add(value)
	}
	return v, true
}

// exclusion is the least distance at which a point is kept out of the baseline,
// whatever the threshold. Cutting off everything beyond one or two standard
// deviations would shrink the spread, which cuts off more, until nothing is
// normal.
const exclusion = 3

func (d *Detector) judge(value float64) Verdict {
	sd := d.normal.deviation()
	j := judge(value, d.normal.mean, sd, d.normal.len(), d.options.Threshold)
	equivalent := j.Sigma
	if sd > flatness*max(d.normal.mean, -d.normal.mean) {
		equivalent = EquivalentSigma(j.Sigma, j.Samples)
	}
	j.Confidence = Confidence(equivalent, d.options.Threshold)
	opens := j.Sigma > d.options.Threshold && j.Confidence >= MinConfidence
	return Verdict{Judgement: j, State: StateNormal, Equivalent: equivalent, Opens: opens}
}

func (d *Detector) warmUp(value float64) Verdict {
	d.normal.add(value)
	if d.normal.len() >= d.options.Minimum && !d.settled {
		d.normal.dropOutliers()
		d.settled = d.normal.len() >= d.options.Minimum
	}
	return Verdict{State: StateWarmingUp, Judgement: Judgement{
		Current: value, Mean: d.normal.mean, StdDev: d.normal.deviation(), Samples: d.normal.len(), Direction: airra.Up,
	}}
}

// follow watches a level outside the band, and says whether it has just become
// the new normal.
func (d *Detector) follow(at int64, value float64, outside bool) bool {
	switch {
	case outside && d.shiftSince == 0:
		d.shiftSince, d.inBand = at, 0
		d.level.replace(nil)
	case d.shiftSince == 0:
		return false
	case outside:
		d.inBand = 0
	default:
		d.inBand++
	}
	if d.inBand >= calm {
		d.shiftSince = 0
		return false
	}
	d.level.add(value)
	if time.Duration(at-d.shiftSince)*time.Millisecond < d.options.Accept || d.level.len() < d.options.Minimum {
		return false
	}
	d.normal.replace(d.level.values)
	d.shiftSince = 0
	return true
}

// Baseline gives mean and sample standard deviation of the normal points, how
// many there are, and whether they are enough to judge by.
func (d *Detector) Baseline() (mean, sd float64, n int, ok bool) {
	return d.normal.mean, d.normal.deviation(), d.normal.len(), d.settled
}
