package perceive

import (
	"time"

	"github.com/airra/airra/internal/airra"
)

// How much of a series is kept around an onset.
const (
	pointsBefore = 60
	pointsAfter  = 40
)

// What a firing alert counts. An alert has no baseline: somebody else has
// judged. Six standard deviations make it severe, so that the criticality of
// the service decides how much it matters.
const (
	alertSigma      = 6.0
	alertConfidence = 0.85
)

// sample is a point in the form in which thousands of series can be kept.
type sample struct {
	at    int64 // Unix milliseconds
	value float64
}

// track follows one series: its detector, its last points and the stretch
// outside the band that it is in, if any.
type track struct {
	spec     SignalSpec
	service  airra.ServiceName
	detector *Detector // nil for alerts
	recent   []sample  // a ring of the last points once it is full
	next     int
	last     Verdict
	lastAt   int64
	run      *run
}

func newTrack(spec SignalSpec, service airra.ServiceName, options DetectorOptions) *track {
	t := &track{spec: spec, service: service}
	if spec.Kind != airra.KindAlert {
		t.detector = NewDetector(options)
	}
	return t
}

// step judges one point. It returns the run that the point ended, if it ended
// one that was worth a finding. Points that were judged before, or that are no
// numbers, count for nothing: judged is then false.
func (t *track) step(at int64, value float64) (ended *run, judged bool) {
	v, ok := t.judge(at, value)
	if !ok {
		return nil, false
	}
	t.last, t.lastAt = v, at
	if v.State == StateAnomalous && t.run == nil {
		t.run = newRun(t.before())
	}
	t.remember(sample{at, value})
	if t.run == nil {
		return nil, true
	}
	t.run.record(sample{at, value})
	if v.State == StateAnomalous {
		t.run.extend(at, v)
		return nil, true
	}
	return t.finish(v.NewNormal), true
}

func (t *track) judge(at int64, value float64) (Verdict, bool) {
	if t.detector != nil {
		return t.detector.Step(at, value)
	}
	if at <= t.lastAt || !finite(value) {
		return Verdict{}, false
	}
	v := Verdict{State: StateNormal, Judgement: Judgement{Current: value, Direction: airra.Up}}
	if value > 0 {
		v.State, v.Opens, v.Sigma, v.Equivalent, v.Confidence = StateAnomalous, true, alertSigma, alertSigma, alertConfidence
	}
	return v, true
}

// finish closes the run and returns it if it ever went far enough.
func (t *track) finish(newNormal bool) *run {
	ended := t.run
	t.run = nil
	if ended == nil || !ended.opens {
		return nil
	}
	ended.newNormal = newNormal
	return ended
}

// anomalous says whether the series is in a run that went far enough.
func (t *track) anomalous() bool { return t.run != nil && t.run.opens }

func (t *track) remember(s sample) {
	if len(t.recent) < pointsBefore {
		t.recent = append(t.recent, s)
		return
	}
	t.recent[t.next] = s
	t.next = (t.next + 1) % pointsBefore
}

// before gives the last points, oldest first.
func (t *track) before() []sample {
	return append(append(make([]sample, 0, pointsBefore+pointsAfter), t.recent[t.next:]...), t.recent[:t.next]...)
}

// signal describes a run of this series.
func (t *track) signal(r *run, isOngoing bool) airra.Signal {
	var band *airra.Band
	if t.detector != nil {
		band = t.detector.bandOf(r.last.Judgement)
	}
	return airra.Signal{
		Band:    band,
		Service: t.service, Name: t.spec.Name, Kind: t.spec.Kind, Unit: t.spec.Unit, Query: t.spec.one(t.service),
		Category: Category(t.spec.Name, r.direction), Current: r.last.Current, Expected: r.last.Mean, StdDev: r.last.StdDev,
		Samples: r.last.Samples, Sigma: r.last.Sigma, Confidence: r.confidence, Direction: r.direction,
		Ongoing: isOngoing, NewNormal: r.newNormal, FirstSeen: moment(r.firstAt), LastSeen: moment(r.lastAt),
		Peak: r.peak, PeakSigma: r.peakSigma, Window: points(r.window), Marks: moments(r.marks),
	}
}

// run is a stretch of points outside the band without a point inside it.
type run struct {
	firstAt, lastAt int64
	last            Verdict // of the last point outside
	opens           bool    // some point went far enough to open an incident
	shown           bool    // it was going on at the end of a tick
	newNormal       bool
	direction       airra.Direction // of the peak
	confidence      float64         // the largest
	peak, peakSigma float64
	window          []sample
	marks           []int64
}

func newRun(before []sample) *run { return &run{window: before} }

// extend counts one more point outside the band.
func (r *run) extend(at int64, v Verdict) {
	if r.firstAt == 0 {
		r.firstAt = at
	}
	r.last, r.lastAt = v, at
	r.opens = r.opens || v.Opens
	r.confidence = max(r.confidence, v.Confidence)
	if v.Sigma > r.peakSigma {
		r.peak, r.peakSigma, r.direction = v.Current, v.Sigma, v.Direction
	}
	if kept := len(r.window); kept > 0 && r.window[kept-1].at == at {
		r.marks = append(r.marks, at)
	}
}

// record puts a point into the window while there is room: the window shows the
// beginning, not a disturbance of hours.
func (r *run) record(s sample) {
	if len(r.window) < cap(r.window) {
		r.window = append(r.window, s)
	}
}

func moment(ms int64) time.Time { return time.UnixMilli(ms).UTC() }

func moments(all []int64) []time.Time {
	times := make([]time.Time, len(all))
	for i, ms := range all {
		times[i] = moment(ms)
	}
	return times
}

func points(samples []sample) []airra.Point {
	all := make([]airra.Point, len(samples))
	for i, s := range samples {
		all[i] = airra.Point{At: moment(s.at), Value: s.value}
	}
	return all
}
