package perceive_test

import (
	"math"
	"testing"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/perceive"
)

func near(got, want, tolerance float64) bool { return math.Abs(got-want) <= tolerance }

func TestZScoreReproducesTheGoldenVectors(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name        string
		values      []float64
		threshold   float64
		anomalous   bool
		sigma, conf float64
	}{
		{"a value far above a moving baseline", []float64{10, 11, 9, 10, 50}, 3, true, 48.99, 0.99},
		{"a value far below is as anomalous", []float64{10, 11, 9, 10, -30}, 3, true, 48.99, 0.99},
		{"a flat baseline counts ten for a whole change", []float64{5, 5, 5, 5, 8}, 3, true, 3.75, 0.575},
		{"a flat baseline that goes on", []float64{5, 5, 5, 5, 5}, 3, false, 0, 0},
		{"equal numbers without an exact form are flat too", []float64{0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1 + 1e-17}, 3, false, 0, 0},
		{"a small change of a flat zero", []float64{0, 0, 0, 0.2}, 3, false, 2, 0.4 * 2 / 3},
		{"the threshold itself is no anomaly", []float64{-1, 0, 1, 3}, 3, false, 3, 0.4},
		{"two values say nothing", []float64{1, 100}, 3, false, 0, 0},
		{"no number is no anomaly", []float64{1, 2, 1, math.NaN()}, 3, false, 0, 0},
		{"infinity is no anomaly", []float64{1, 2, 1, math.Inf(1)}, 3, false, 0, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, anomalous := perceive.ZScore(tt.values, tt.threshold)
			if anomalous != tt.anomalous || !near(got.Sigma, tt.sigma, 0.005) || !near(got.Confidence, tt.conf, 0.0005) {
				t.Errorf("anomalous %v, sigma %.4f, confidence %.4f; want %v, %.4f, %.4f",
					anomalous, got.Sigma, got.Confidence, tt.anomalous, tt.sigma, tt.conf)
			}
		})
	}
}

func TestSigmaStaysFinite(t *testing.T) {
	t.Parallel()
	got, anomalous := perceive.ZScore([]float64{1e-300, 2e-300, 1e-300, 1e90}, 3)
	if !anomalous || math.IsInf(got.Sigma, 0) || math.IsNaN(got.Sigma) {
		t.Errorf("anomalous %v, sigma %v", anomalous, got.Sigma)
	}
}

func TestTheDirectionIsThatOfTheChange(t *testing.T) {
	t.Parallel()
	for value, want := range map[float64]airra.Direction{50: airra.Up, -50: airra.Down} {
		if got, _ := perceive.ZScore([]float64{10, 11, 9, value}, 3); got.Direction != want {
			t.Errorf("%v: %s, want %s", value, got.Direction, want)
		}
	}
}

func TestCategoryTakesTheFirstWordThatMatches(t *testing.T) {
	t.Parallel()
	tests := []struct {
		metric   string
		up, down string
	}{
		{"error_rate", "error_spike", "error_recovery"},
		{"payment_failures_total", "error_spike", "error_recovery"},
		{"http_request_errors", "error_spike", "error_recovery"}, // error stands before request
		{"latency_p95", "latency_spike", "latency_improvement"},
		{"http_request_duration_seconds", "latency_spike", "latency_improvement"},
		{"memory_usage", "memory_leak", "memory_release"},
		{"jvm_HEAP_used", "memory_leak", "memory_release"},
		{"cpu_usage", "cpu_spike", "cpu_drop"},
		{"request_rate", "traffic_spike", "traffic_drop"},
		{"throughput", "traffic_spike", "traffic_drop"},
		{"queue_depth", "metric_anomaly", "metric_anomaly"},
	}
	for _, tt := range tests {
		t.Run(tt.metric, func(t *testing.T) {
			t.Parallel()
			if up, down := perceive.Category(tt.metric, airra.Up), perceive.Category(tt.metric, airra.Down); up != tt.up || down != tt.down {
				t.Errorf("%s and %s, want %s and %s", up, down, tt.up, tt.down)
			}
		})
	}
}

func TestEquivalentSigmaHasTheTailOfStudentsDistribution(t *testing.T) {
	t.Parallel()
	// The wanted values come from exact tables: t such that the upper tail is
	// that of the normal quantile, turned back into z by z = t*sqrt(1+1/n).
	tests := []struct {
		name string
		t    float64 // quantile of Student's t
		n    int     // points, so n-1 degrees of freedom
		want float64
	}{
		{"0.5 % with 19 degrees", 2.861, 20, 2.576},
		{"0.05 % with 19 degrees", 3.883, 20, 3.291},
		{"0.05 % with 120 degrees", 3.373, 121, 3.291},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := perceive.EquivalentSigma(tt.t*math.Sqrt(1+1/float64(tt.n)), tt.n)
			if !near(got, tt.want, 0.02*tt.want) {
				t.Errorf("%.4f, want %.4f within 2 %%", got, tt.want)
			}
		})
	}
	if got := perceive.EquivalentSigma(100, 1); got != 0 {
		t.Errorf("one point is no baseline, but gives %v", got)
	}
}

func TestSeverityIsTheMilderOpinion(t *testing.T) {
	t.Parallel()
	tests := []struct {
		sigma       float64
		criticality airra.Criticality
		want        airra.Severity
	}{
		{3.9, airra.CriticalityCritical, airra.SeverityLow},
		{4, airra.CriticalityCritical, airra.SeverityMedium},
		{6, airra.CriticalityCritical, airra.SeverityHigh},
		{12, airra.CriticalityCritical, airra.SeverityCritical},
		{355, airra.CriticalityHigh, airra.SeverityHigh},
		{355, airra.CriticalityUnknown, airra.SeverityHigh},
		{355, airra.CriticalityMedium, airra.SeverityMedium},
		{355, airra.CriticalityLow, airra.SeverityLow},
		{5, airra.CriticalityLow, airra.SeverityLow},
		{5, airra.CriticalityUnknown, airra.SeverityMedium},
	}
	for _, tt := range tests {
		if got := perceive.Severity(tt.sigma, tt.criticality); got != tt.want {
			t.Errorf("%v sigma of a service that is %q: %s, want %s", tt.sigma, tt.criticality, got, tt.want)
		}
	}
}
