package measure

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// durations invents durations of many sizes, as milliseconds: most of them spread over
// the scale of logarithms, some equal, some of no time at all.
func durations(random *rand.Rand) []int64 {
	all := make([]int64, 1+random.IntN(2000))
	for i := range all {
		switch random.IntN(10) {
		case 0:
			all[i] = int64(random.IntN(3))
		case 1:
			all[i] = 60_000
		default:
			all[i] = int64(math.Exp(random.Float64() * math.Log(1e11)))
		}
	}
	return all
}

func TestAQuantileOfAHistogramIsAtMostTwoPercentOff(t *testing.T) {
	t.Parallel()
	for seed := range uint64(300) {
		random := rand.New(rand.NewPCG(seed, 1)) //nolint:gosec // A test repeats itself.
		all := durations(random)
		var h Histogram
		for _, millis := range all {
			h.add(millis, 1)
		}
		exact := quantiles(slices.Sorted(slices.Values(all)))
		for _, q := range []float64{0.001, 0.1, 0.5, 0.9, 0.99, 1, random.Float64()} {
			want, got := exact(q), h.Quantile(q)
			if math.Abs(got-want) > 0.02*want {
				t.Fatalf("seed %d: quantile %v is %v, the histogram says %v", seed, q, want, got)
			}
		}
	}
}

func TestWhatIsTakenAwayLeavesNothing(t *testing.T) {
	t.Parallel()
	for seed := range uint64(100) {
		random := rand.New(rand.NewPCG(seed, 2)) //nolint:gosec // A test repeats itself.
		kept, gone := durations(random), durations(random)
		var want, got Histogram
		for _, millis := range kept {
			want.add(millis, 1)
			got.add(millis, 1)
		}
		for _, millis := range gone {
			got.add(millis, 1)
		}
		random.Shuffle(len(gone), func(i, j int) { gone[i], gone[j] = gone[j], gone[i] })
		for _, millis := range gone {
			got.add(millis, -1)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("seed %d: %s", seed, diff)
		}
	}
}

func TestATextHoldsTheHistogram(t *testing.T) {
	t.Parallel()
	var h Histogram
	for _, millis := range []int64{0, 0, 1, 60_000, 60_000} {
		h.add(millis, 1)
	}
	h.add(3_600_000, -2)
	text := h.String()
	if want := "0:2,1:1,281:2,385:-2"; text != want {
		t.Errorf("got %q, want %q", text, want)
	}
	var back Histogram
	if err := back.MergeText(text, 1); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(h, back); diff != "" {
		t.Error(diff)
	}
	for _, broken := range []string{"x", "1", "1:x", ":1", "1:1,", "2:1,1:1"} {
		if err := back.MergeText(broken, 1); err == nil {
			t.Errorf("%q was read", broken)
		}
	}
}

func TestBucketsFollowEachOther(t *testing.T) {
	t.Parallel()
	last := 0
	for millis := int64(0); millis < 1e12; millis += 1 + millis/200 {
		bucket := bucketOf(millis)
		if bucket < last {
			t.Fatalf("%d ms is in bucket %d, less in %d", millis, bucket, last)
		}
		last = bucket
	}
}

// The nearest rank is a value that was measured: the ceiling of q·n, counted from 1.
func TestQuantilesAreTheNearestRank(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		values      []int64
		median, p90 float64
	}{
		{[]int64{7}, 7, 7},
		{[]int64{2, 1}, 1, 2},
		{[]int64{3, 1, 2}, 2, 3},
		{[]int64{4, 3, 2, 1}, 2, 4},
		{[]int64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, 5, 9},
		{[]int64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, 6, 10},
	} {
		t.Run(fmt.Sprint(tt.values), func(t *testing.T) {
			t.Parallel()
			quantile := quantiles(slices.Sorted(slices.Values(tt.values)))
			if quantile(0.5) != tt.median || quantile(0.9) != tt.p90 {
				t.Errorf("got %v and %v, want %v and %v", quantile(0.5), quantile(0.9), tt.median, tt.p90)
			}
		})
	}
}
