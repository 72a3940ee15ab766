package perceive_test

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/airra/airra/internal/perceive"
)

const stepMS = 15_000

// feed is a detector with a clock that goes on by one step per point.
type feed struct {
	*perceive.Detector
	at int64
}

func newFeed(options perceive.DetectorOptions) *feed {
	return &feed{perceive.NewDetector(options), 1_800_000_000_000}
}

func (f *feed) next(value float64) perceive.Verdict {
	f.at += stepMS
	v, _ := f.Step(f.at, value)
	return v
}

// noisy feeds n points of mean 100 and standard deviation 5.
func (f *feed) noisy(n int, seed uint64) *feed {
	random := rand.New(rand.NewPCG(seed, 1))
	for range n {
		f.next(100 + 5*random.NormFloat64())
	}
	return f
}

func TestNothingIsJudgedBeforeTwentyPoints(t *testing.T) {
	t.Parallel()
	f := newFeed(perceive.DetectorOptions{})
	for i := range 20 {
		if v := f.next(100 + float64(i%3)); v.State != perceive.StateWarmingUp {
			t.Fatalf("point %d: %s", i, v.State)
		}
	}
	if v := f.next(1000); v.State != perceive.StateAnomalous || !v.Opens {
		t.Errorf("the first judged point, ten times the level: %+v", v)
	}
}

func TestEveryPointOfASpikeScoresAgainstTheCleanBaseline(t *testing.T) {
	t.Parallel()
	f := newFeed(perceive.DetectorOptions{}).noisy(60, 1)
	first := f.next(1800)
	for range 5 {
		if v := f.next(1800); v.Sigma != first.Sigma || !v.Opens {
			t.Errorf("a later point of the spike: %.1f sigma, the first had %.1f", v.Sigma, first.Sigma)
		}
	}
	if v := f.next(100); v.State != perceive.StateNormal || v.Samples != first.Samples {
		t.Errorf("after the spike: %s with %d samples, want normal with %d", v.State, v.Samples, first.Samples)
	}
}

func TestASpikeAmongTheFirstPointsDoesNotHideTheNext(t *testing.T) {
	t.Parallel()
	f := newFeed(perceive.DetectorOptions{}).noisy(5, 2)
	for range 3 {
		f.next(1800)
	}
	f.noisy(30, 3)
	if v := f.next(1800); !v.Opens {
		t.Errorf("the second spike: %+v", v)
	}
}

func TestAShortBaselineNeedsALargerDeviation(t *testing.T) {
	t.Parallel()
	opensAt := func(points int) float64 {
		for z := 3.0; z < 50; z += 0.01 {
			if perceive.Confidence(perceive.EquivalentSigma(z, points), 3) >= perceive.MinConfidence {
				return z
			}
		}
		return math.Inf(1)
	}
	short, long := opensAt(20), opensAt(240)
	if short < 8 || long < 5.5 || long > 6 {
		t.Errorf("incidents open at %.2f sigma with 20 points and at %.2f with 240", short, long)
	}
	f := newFeed(perceive.DetectorOptions{}).noisy(20, 4)
	mean, sd, _, _ := f.Baseline()
	if v := f.next(mean + 6.5*sd); v.State != perceive.StateAnomalous || v.Opens {
		t.Errorf("6.5 sigma above 20 points: %+v", v)
	}
}

func TestALevelThatLastsBecomesTheNormalOne(t *testing.T) {
	t.Parallel()
	f := newFeed(perceive.DetectorOptions{}).noisy(240, 5)
	random := rand.New(rand.NewPCG(6, 1))
	start := f.at
	for range 240 {
		v := f.next(400 + 5*random.NormFloat64())
		lasted := time.Duration(f.at-start-stepMS) * time.Millisecond
		switch {
		case lasted < 30*time.Minute && (v.NewNormal || !v.Opens):
			t.Fatalf("after %v at the new level: %+v", lasted, v)
		case lasted == 30*time.Minute && (!v.NewNormal || v.State != perceive.StateNormal):
			t.Fatalf("after %v at the new level: %+v", lasted, v)
		case lasted > 30*time.Minute && (v.NewNormal || v.Opens):
			t.Fatalf("after %v the new level is not normal: %+v", lasted, v)
		}
	}
	if v := f.next(100); !v.Opens {
		t.Errorf("the way back to the old level: %+v", v)
	}
}

func TestASpikeEveryTenMinutesNeverBecomesNormal(t *testing.T) {
	t.Parallel()
	f := newFeed(perceive.DetectorOptions{}).noisy(240, 7)
	random := rand.New(rand.NewPCG(8, 1))
	for i := range 40 * 24 {
		if i%40 < 3 {
			if v := f.next(1800); !v.Opens {
				t.Fatalf("point %d of the spikes: %+v", i, v)
			}
			continue
		}
		if v := f.next(100 + 5*random.NormFloat64()); v.NewNormal {
			t.Fatalf("point %d: the spikes became the normal level", i)
		}
	}
}

func TestALowThresholdDoesNotEatItsOwnBaseline(t *testing.T) {
	t.Parallel()
	f := newFeed(perceive.DetectorOptions{Threshold: 1}).noisy(2000, 9)
	if _, sd, n, _ := f.Baseline(); sd < 4 || n != 240 {
		t.Errorf("standard deviation %.2f of %d points, want about 5 of 240", sd, n)
	}
}

func TestPointsThatSayNothingAreIgnored(t *testing.T) {
	t.Parallel()
	f := newFeed(perceive.DetectorOptions{}).noisy(60, 10)
	mean, sd, n, _ := f.Baseline()
	for name, step := range map[string]struct {
		at    int64
		value float64
	}{
		"no number":            {f.at + stepMS, math.NaN()},
		"infinity":             {f.at + stepMS, math.Inf(-1)},
		"beyond all reckoning": {f.at + stepMS, 1e200},
		"judged already":       {f.at, 1800},
		"out of order":         {f.at - stepMS, 1800},
	} {
		if v, judged := f.Step(step.at, step.value); judged {
			t.Errorf("%s was judged: %+v", name, v)
		}
	}
	if m, s, k, _ := f.Baseline(); m != mean || s != sd || k != n {
		t.Errorf("the baseline moved from %v±%v of %d to %v±%v of %d", mean, sd, n, m, s, k)
	}
}

func TestAGapChangesNothingAboutTheBaseline(t *testing.T) {
	t.Parallel()
	f := newFeed(perceive.DetectorOptions{}).noisy(60, 11)
	f.at += 3 * 3600 * 1000
	if v := f.next(1800); !v.Opens {
		t.Errorf("a spike after a gap of three hours: %+v", v)
	}
	if v := f.next(100); v.NewNormal || v.State != perceive.StateNormal {
		t.Errorf("the point after it: %+v", v)
	}
}

func TestTheRunningBaselineEqualsOneCountedAfresh(t *testing.T) {
	t.Parallel()
	f := newFeed(perceive.DetectorOptions{Threshold: 50, Capacity: 30})
	random := rand.New(rand.NewPCG(12, 1))
	var all []float64
	for range 1000 {
		value := 5e8 + 1e6*random.Float64() // memory in bytes: a large mean, a small spread
		all = append(all, value)
		f.next(value)
	}
	want, _ := perceive.ZScore(append(append([]float64{}, all[len(all)-30:]...), 0), 3)
	mean, sd, _, _ := f.Baseline()
	if !near(mean/want.Mean, 1, 1e-12) || !near(sd/want.StdDev, 1, 1e-6) {
		t.Errorf("%v±%v, counted afresh %v±%v", mean, sd, want.Mean, want.StdDev)
	}
}

func BenchmarkDetectorStep(b *testing.B) {
	f := newFeed(perceive.DetectorOptions{}).noisy(240, 13)
	random := rand.New(rand.NewPCG(14, 1))
	values := make([]float64, 1024)
	for i := range values {
		values[i] = 100 + 5*random.NormFloat64()
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		f.next(values[i%len(values)])
	}
}
