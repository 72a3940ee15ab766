package perceive_test

import (
	"math"
	"testing"

	"github.com/airra/airra/internal/perceive"
)

// The band is what the detector does by: a value just inside is normal, and one just
// outside is not, whatever the baseline.
func TestTheBandEndsWhereTheDetectorFindsSomething(t *testing.T) {
	t.Parallel()
	for name, baseline := range map[string][]float64{
		"a moving one": {10, 11, 9, 10, 10.5}, "around zero": {-1, 0, 1, 0.5}, "below zero": {-20, -21, -19},
		"a flat one": {5, 5, 5, 5}, "a flat zero": {0, 0, 0}, "flat and small": {0.4, 0.4, 0.4}, "flat below zero": {-5, -5, -5}, "flat and nearly one": {0.9, 0.9, 0.9},
	} {
		for _, threshold := range []float64{1, 3, 5.5, 9} {
			judged := func(value float64) bool {
				_, anomalous := perceive.ZScore(append(append([]float64{}, baseline...), value), threshold)
				return anomalous
			}
			j, _ := perceive.ZScore(append(append([]float64{}, baseline...), 1000), threshold)
			b := perceive.BandOf(j.Mean, j.StdDev, threshold)
			step := 1e-6 * max(1, math.Abs(b.High), math.Abs(b.Low))
			if judged(b.High-step) || judged(b.Low+step) || !judged(b.High+step) || !judged(b.Low-step) {
				t.Errorf("%s at %v: [%v, %v] is not where the detector ends", name, threshold, b.Low, b.High)
			}
			if b.Threshold != threshold {
				t.Errorf("%s: threshold %v, want %v", name, b.Threshold, threshold)
			}
		}
	}
}

// A number without an end cannot be written as JSON, so there is no band then.
func TestABandWithoutAnEndIsNone(t *testing.T) {
	t.Parallel()
	if b := perceive.BandOf(5, 0, 10); b != nil {
		t.Errorf("%+v", b)
	}
	if b := perceive.BandOf(5, 0.1, 10); b == nil || b.High != 6 {
		t.Errorf("%+v", b)
	}
}

// A finding carries the band of the threshold that was set, and so does a reading once
// there is enough to judge by.
func TestWhatTheMonitorFindsCarriesItsBand(t *testing.T) {
	t.Parallel()
	config := payments()
	config.Threshold = 4
	s := newStand(errorsFrom(900, 1200), config)
	if err := s.to(t, 15*10); err != nil || s.monitor.Readings("payment")[0].Band != nil {
		t.Errorf("while it warms up a band is named: %+v (%v)", s.monitor.Readings("payment")[0].Band, err)
	}
	if err := s.to(t, 1000); err != nil {
		t.Fatal(err)
	}
	found := s.monitor.Anomalies("payment")
	if len(found) != 1 || found[0].Band == nil {
		t.Fatalf("found %+v", found)
	}
	g, b := found[0], found[0].Band
	if b.Threshold != 4 || !near(b.Low, g.Expected-4*g.StdDev, 1e-9) || !near(b.High, g.Expected+4*g.StdDev, 1e-9) {
		t.Errorf("band %+v of %v ± %v", b, g.Expected, g.StdDev)
	}
	if r := s.monitor.Readings("payment")[0]; r.Band == nil || r.Band.Threshold != 4 || *r.Current < r.Band.High {
		t.Errorf("reading %+v", r)
	}
}
