package perceive_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/perceive"
	"github.com/airra/airra/internal/simulate"
	"github.com/google/go-cmp/cmp"
)

// measured is a baseline that knows error_rate: 0.5 ± 0.025.
func measured(metric string) (mean, sd float64, n int, ok bool) {
	return 0.5, 0.025, 240, metric == "error_rate"
}

func TestWhatASnapshotMeans(t *testing.T) {
	t.Parallel()
	type brief struct {
		Name                              string
		Current, Expected, Sigma, Certain float64
		Direction                         airra.Direction
		Category                          string
		Assumed                           bool
	}
	tests := []struct {
		name, snapshot string
		baseline       perceive.BaselineFunc
		want           []brief
	}{
		{
			"a bare number without a baseline is assumed", `{"cpu": 90}`, nil,
			[]brief{{"cpu", 90, 45, 4, 0.85, airra.Up, "cpu_spike", true}},
		},
		{
			"a bare number is held against the baseline", `{"error_rate": 0.7}`, measured,
			[]brief{{"error_rate", 0.7, 0.5, 8, 0.99, airra.Up, "error_spike", false}},
		},
		{"one inside its band is no signal", `{"error_rate": 0.55}`, measured, nil},
		{
			"below the band is one", `{"error_rate": 0.4}`, measured,
			[]brief{{"error_rate", 0.4, 0.5, 4, 0.6, airra.Down, "error_recovery", false}},
		},
		{
			"an object with only a current value is like a number", `{"cpu": {"current": 90}}`, measured,
			[]brief{{"cpu", 90, 45, 4, 0.85, airra.Up, "cpu_spike", true}},
		},
		{
			"what is said is believed", `{"http_requests_total": {"current": 450, "expected": 800, "deviation_sigma": -4.2}}`, nil,
			[]brief{{"http_requests_total", 450, 800, 4.2, 0.62, airra.Down, "traffic_drop", false}},
		},
		{
			"deviation has a short name too, and zero expected is a value", `{"pod_restarts": {"current": 45, "expected": 0, "deviation": 8}}`, nil,
			[]brief{{"pod_restarts", 45, 0, 8, 0.99, airra.Up, "metric_anomaly", false}},
		},
		{
			"expected without a deviation is assumed to be far", `{"cpu": {"current": 90, "expected": 40, "deviation": null}}`, nil,
			[]brief{{"cpu", 90, 40, 4, 0.85, airra.Up, "cpu_spike", true}},
		},
		{
			"a negative number is expected to be half as negative", `{"balance": -8}`, nil,
			[]brief{{"balance", -8, -4, 4, 0.85, airra.Down, "metric_anomaly", true}},
		},
		{
			"the order is that of the names", `{"z": 1, "a": 1}`, nil,
			[]brief{{"a", 1, 0.5, 4, 0.85, airra.Up, "metric_anomaly", true}, {"z", 1, 0.5, 4, 0.85, airra.Up, "metric_anomaly", true}},
		},
		{"nothing", ``, nil, nil},
		{"null", `null`, nil, nil},
		{"an empty object", `{}`, nil, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			signals, err := perceive.SnapshotSignals("payment", json.RawMessage(tt.snapshot), tt.baseline, epoch)
			if err != nil {
				t.Fatal(err)
			}
			var got []brief
			for _, s := range signals {
				got = append(got, brief{s.Name, s.Current, s.Expected, round(s.Sigma), round(s.Confidence), s.Direction, s.Category, s.Assumed})
				if s.Service != "payment" || !s.Ongoing || !s.FirstSeen.Equal(epoch) || s.PeakSigma != s.Sigma {
					t.Errorf("%+v", s)
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func round(v float64) float64 { return float64(int(v*1000+0.5)) / 1000 }

func TestAWrongSnapshotNamesTheField(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		`[1]`:                        "metrics_snapshot",
		`"cpu"`:                      "metrics_snapshot",
		`{"cpu": "90"}`:              "metrics_snapshot.cpu",
		`{"cpu": null}`:              "metrics_snapshot.cpu",
		`{"cpu": true}`:              "metrics_snapshot.cpu",
		`{"cpu": [90]}`:              "metrics_snapshot.cpu",
		`{"cpu": 1e999}`:             "metrics_snapshot.cpu",
		`{"cpu": {}}`:                "metrics_snapshot.cpu.current",
		`{"cpu": {"current": null}}`: "metrics_snapshot.cpu.current",
		`{"cpu": {"current": "x"}}`:  "metrics_snapshot.cpu.current",
		`{"cpu": {"current": 1, "expected": "x"}}`:         "metrics_snapshot.cpu.expected",
		`{"cpu": {"current": 1, "deviation": {}}}`:         "metrics_snapshot.cpu.deviation",
		`{"cpu": {"current": 1, "deviation_sigma": true}}`: "metrics_snapshot.cpu.deviation_sigma",
	}
	for snapshot, field := range tests {
		t.Run(snapshot, func(t *testing.T) {
			t.Parallel()
			_, err := perceive.SnapshotSignals("payment", json.RawMessage(snapshot), nil, epoch)
			var invalid *airra.Error
			if !errors.As(err, &invalid) || invalid.Code != airra.CodeInvalid || len(invalid.Fields) != 1 || invalid.Fields[0].Field != field {
				t.Errorf("%v, want an invalid %s", err, field)
			}
		})
	}
}

func TestEveryScenarioIsASnapshotOfMeasuredSignals(t *testing.T) {
	t.Parallel()
	for _, s := range simulate.Scenarios() {
		signals, err := perceive.SnapshotSignals(s.Service, s.QuickIncident(epoch).MetricsSnapshot, nil, epoch)
		if err != nil || len(signals) != len(s.Measures) {
			t.Errorf("%s: %d signals of %d, %v", s.ID, len(signals), len(s.Measures), err)
		}
		for _, signal := range signals {
			if signal.Assumed {
				t.Errorf("%s: %s counts as assumed", s.ID, signal.Name)
			}
		}
	}
}

func TestTheTrioIsTheConventions(t *testing.T) {
	t.Parallel()
	trio := perceive.AssumedTrio("payment", epoch)
	var got [][4]float64
	var categories []string
	for _, s := range trio {
		got = append(got, [4]float64{s.Current, s.Expected, s.Sigma, s.Confidence})
		categories = append(categories, s.Category)
		if !s.Assumed {
			t.Errorf("%s is not marked as assumed", s.Name)
		}
	}
	want := [][4]float64{{8 << 30, 2 << 30, 4.5, 0.90}, {3.2, 0.5, 4.2, 0.88}, {1250, 500, 3.8, 0.85}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"memory_leak", "latency_spike", "traffic_spike"}, categories); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
