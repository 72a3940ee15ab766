package simulate_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/airra/airra/internal/simulate"
	"github.com/google/go-cmp/cmp"
)

// cycleStart is a moment at which a cycle of the spikes begins.
var cycleStart = time.Unix(1_800_000_000, 0).UTC()

func TestASpikeIsExactlyBaseTimesMultiplier(t *testing.T) {
	t.Parallel()
	tests := []struct {
		service, metric string
		offset          time.Duration
		want            float64
	}{
		{"payment-service", "error_rate", 0, 0.5 * 18},
		{"order-service", "latency_p95", 120 * time.Second, 0.08 * 15},
		{"user-service", "cpu_usage", 240 * time.Second, 0.20 * 4},
		{"inventory-service", "memory_bytes", 360 * time.Second, 192 * (1 << 20) * 3.5},
		{"notification-service", "request_rate", 480 * time.Second, 8 * 12},
	}
	for _, tt := range tests {
		t.Run(tt.service, func(t *testing.T) {
			t.Parallel()
			read := func(into time.Duration) float64 {
				value, ok := simulate.Gauges{Seed: 7}.Value(airraName(tt.service), tt.metric, cycleStart.Add(tt.offset+into))
				if !ok {
					t.Fatal("the gauge is not there")
				}
				return value
			}
			for _, into := range []time.Duration{0, 20 * time.Second, 45*time.Second - time.Millisecond} {
				if got := read(into); got != tt.want {
					t.Errorf("%v into the spike: %v, want %v", into, got, tt.want)
				}
			}
			for _, outside := range []time.Duration{-time.Second, 45 * time.Second} {
				if got := read(outside); got > tt.want/2 {
					t.Errorf("%v from the start of the spike: %v is still the spike", outside, got)
				}
			}
		})
	}
}

func TestNoiseHasTheStatedSpreadAndNoMemory(t *testing.T) {
	t.Parallel()
	gauges := simulate.Gauges{Seed: 3, NoSpikes: true}
	const n = 20000
	var sum, squares float64
	for i := range n {
		at := cycleStart.Add(time.Duration(i) * time.Second)
		value, _ := gauges.Value("payment-service", "request_rate", at)
		again, _ := gauges.Value("payment-service", "request_rate", at)
		if value != again {
			t.Fatalf("read twice at %v: %v and %v", at, value, again)
		}
		sum += value / 45
		squares += (value / 45) * (value / 45)
	}
	mean := sum / n
	sd := math.Sqrt(squares/n - mean*mean)
	if want := math.Sqrt(0.05*0.05 + 0.03*0.03/2); math.Abs(mean-1) > 0.003 || math.Abs(sd-want) > 0.002 {
		t.Errorf("mean %.4f and standard deviation %.4f of the base, want 1 and %.4f", mean, sd, want)
	}
}

func TestSeedsDifferAndValuesStayInTheirRange(t *testing.T) {
	t.Parallel()
	one, _ := simulate.Gauges{Seed: 1}.Value("user-service", "cpu_usage", cycleStart)
	two, _ := simulate.Gauges{Seed: 2}.Value("user-service", "cpu_usage", cycleStart)
	if one == two {
		t.Error("two seeds have the same noise")
	}
	if _, ok := (simulate.Gauges{}).Value("user-service", "nothing", cycleStart); ok {
		t.Error("a gauge that is not there has a value")
	}
	for _, series := range (simulate.Gauges{}).History(cycleStart, cycleStart.Add(time.Hour), time.Second) {
		for _, p := range series.Points {
			if p.Value < 0 || (series.Labels["__name__"] == "airra_demo_cpu_usage" && p.Value > 1) {
				t.Fatalf("%v at %v: %v", series.Labels, p.At, p.Value)
			}
		}
	}
}

func TestThePageHas25SamplesAndTheHistoryIsItsPast(t *testing.T) {
	t.Parallel()
	gauges := simulate.Gauges{Seed: 5}
	var page strings.Builder
	gauges.WriteMetrics(&page, cycleStart)
	var samples, types int
	for line := range strings.Lines(page.String()) {
		switch {
		case strings.HasPrefix(line, "# TYPE"):
			types++
		case !strings.HasPrefix(line, "#"):
			samples++
		}
	}
	if samples != 25 || types != 5 {
		t.Errorf("%d samples of %d types, want 25 of 5", samples, types)
	}
	if want := "airra_demo_error_rate{service=\"payment-service\"} 9.000000\n"; !strings.Contains(page.String(), want) {
		t.Errorf("the page lacks %q", want)
	}

	history := gauges.History(cycleStart.Add(-time.Hour), cycleStart, 15*time.Second)
	if len(history) != 25 || len(history[0].Points) != 240 {
		t.Fatalf("%d series of %d points, want 25 of 240", len(history), len(history[0].Points))
	}
	at := history[0].Points[100].At
	want, _ := gauges.Value("payment-service", "request_rate", at)
	if diff := cmp.Diff(want, history[0].Points[100].Value); diff != "" {
		t.Errorf("the past differs from what was there (-want +got):\n%s", diff)
	}
}
