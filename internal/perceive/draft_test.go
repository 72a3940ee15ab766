package perceive_test

import (
	"encoding/json"
	"testing"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/perceive"
	"github.com/google/go-cmp/cmp"
)

// joint is a disturbance of payment that its database shares in.
func joint() perceive.Decision {
	errorRate := outside("payment", "error_rate", 15, 30, true)
	errorRate.Unit = "req/s"
	alert := outside("payment", "PaymentsFailing", 30, 30, true)
	alert.Kind, alert.Confidence, alert.PeakSigma, alert.Sigma = airra.KindAlert, 0.85, 6, 6
	return perceive.Decision{
		Kind: perceive.Open, Service: "payment",
		Signals:    []airra.Signal{errorRate, alert, outside("frontend", "error_rate", 45, 45, true)},
		Components: []string{"payment", "frontend"},
	}
}

func TestADraftSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	draft := perceive.Draft(joint(), shop())
	last := at(45)
	want := airra.Incident{
		Title: "Error rate 18x normal on payment and one more signal",
		Description: "Signals of payment, frontend left their normal band, in this order:\n" +
			"- error_rate of payment: error_spike, 9 req/s against 0.5 req/s expected (20.0σ above) since 12:00:15 UTC\n" +
			"- PaymentsFailing of payment: metric_anomaly, 9 against 0.5 expected (6.0σ above) since 12:00:30 UTC\n" +
			"- error_rate of frontend: error_spike, 9 against 0.5 expected (20.0σ above) since 12:00:45 UTC",
		Severity: airra.SeverityCritical, AffectedService: "payment", AffectedComponents: []string{"payment", "frontend"},
		Status: airra.StatusDetected, DetectedAt: at(15), DetectionSource: airra.SourceMonitor, Origin: airra.OriginReal,
		Fingerprint: perceive.Fingerprint("payment", joint().Signals), OccurrenceCount: 1, PeakSigma: 20, LastSeenAt: &last,
		MetricsSnapshot: draft.MetricsSnapshot, Context: draft.Context,
	}
	if diff := cmp.Diff(want, draft); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestADraftsSnapshotAndContextAreTheContracts(t *testing.T) {
	t.Parallel()
	draft := perceive.Draft(joint(), shop())
	tests := []struct {
		name string
		got  json.RawMessage
		want map[string]any
	}{
		{"snapshot", draft.MetricsSnapshot, map[string]any{
			"error_rate":          map[string]any{"current": 9.0, "expected": 0.5, "deviation_sigma": 20.0},
			"PaymentsFailing":     map[string]any{"current": 9.0, "expected": 0.5, "deviation_sigma": 6.0},
			"frontend/error_rate": map[string]any{"current": 9.0, "expected": 0.5, "deviation_sigma": 20.0},
		}},
		{"context", draft.Context, map[string]any{
			"anomaly_count": 3.0, "max_deviation": 20.0, "auto_detected": true,
			"correlation_confidence": 1.0, "correlated_signal_count": 2.0,
			"upstream_dependencies": []any{"database"}, "service_criticality": "critical", "service_tier": "tier-1",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var got map[string]any
			if err := json.Unmarshal(tt.got, &got); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestTitles(t *testing.T) {
	t.Parallel()
	signal := func(name string, peak, expected float64, d airra.Direction) airra.Signal {
		return airra.Signal{Service: "payment", Name: name, Peak: peak, Expected: expected, PeakSigma: 7.25, Direction: d}
	}
	firing := signal("HighLatency", 1, 0, airra.Up)
	firing.Kind = airra.KindAlert
	tests := []struct {
		want    string
		signals []airra.Signal
	}{
		{"Latency p95 15x normal on payment", []airra.Signal{signal("latency_p95", 1.2, 0.08, airra.Up)}},
		{"Memory usage 3.5x normal on payment", []airra.Signal{signal("memory_usage", 3.5, 1, airra.Up)}},
		{"CPU usage 4x normal on payment", []airra.Signal{signal("cpu_usage", 0.8, 0.2, airra.Up)}},
		{"Request rate down to 10% of normal on payment", []airra.Signal{signal("request_rate", 4.5, 45, airra.Down)}},
		{"Error rate 7.2σ above normal on payment", []airra.Signal{signal("error_rate", 3, 0, airra.Up)}},
		{"Free slots 7.2σ below normal on payment", []airra.Signal{signal("free_slots", 99, 100, airra.Down)}},
		{"HighLatency firing on payment", []airra.Signal{firing}},
		{"Signal 2x normal on payment", []airra.Signal{signal("__", 2, 1, airra.Up)}},
		{"Disturbance on payment", nil},
	}
	for _, tt := range tests {
		t.Run(tt.want, func(t *testing.T) {
			t.Parallel()
			if got := perceive.Draft(perceive.Decision{Service: "payment", Signals: tt.signals}, airra.Topology{}).Title; got != tt.want {
				t.Errorf("%q", got)
			}
		})
	}
}

func TestAFingerprintIsTheServiceAndItsOwnSignals(t *testing.T) {
	t.Parallel()
	a, b := outside("payment", "error_rate", 0, 0, true), outside("payment", "cpu_usage", 9, 9, true)
	foreign := outside("frontend", "latency_p95", 9, 9, true)
	one := perceive.Fingerprint("payment", []airra.Signal{a, b})
	if len(one) != 64 {
		t.Errorf("%q is no SHA-256 in hexadecimal", one)
	}
	if perceive.Fingerprint("payment", []airra.Signal{b, foreign, a}) != one {
		t.Error("the order, or somebody else's signal, changes it")
	}
	if perceive.Fingerprint("payment", []airra.Signal{a}) == one || perceive.Fingerprint("order", []airra.Signal{a, b}) == one {
		t.Error("another set of signals or another service does not change it")
	}
}

func TestCorrelationFollowsTheFormula(t *testing.T) {
	t.Parallel()
	signal := func(kind airra.SignalKind, onset int, confidence float64) airra.Signal {
		s := outside("payment", string(kind), onset, onset, true)
		s.Kind, s.Confidence = kind, confidence
		return s
	}
	tests := []struct {
		name       string
		signals    []airra.Signal
		confidence float64
		severity   float64
		groups     int
	}{
		{"metric and log", []airra.Signal{signal(airra.KindMetric, 0, 0.6), signal(airra.KindLog, 10, 0.4)}, (0.24+0.12)/0.7 + 0.2, 0.55, 1},
		{"an alert weighs as a trace did", []airra.Signal{signal(airra.KindMetric, 0, 0.6), signal(airra.KindAlert, 10, 0.4)}, (0.24+0.12)/0.7 + 0.2, 0.55, 1},
		{"an event weighs least", []airra.Signal{signal(airra.KindMetric, 0, 0.6), signal(airra.KindEvent, 10, 0.3)}, (0.24+0.06)/0.6 + 0.2, 0.525, 1},
		{"never more than 1", []airra.Signal{signal(airra.KindMetric, 0, 0.99), signal(airra.KindLog, 0, 0.99), signal(airra.KindAlert, 0, 0.99), signal(airra.KindEvent, 0, 0.99)}, 1, 0.99, 1},
		{"one kind is no correlation", []airra.Signal{signal(airra.KindMetric, 0, 0.9), signal(airra.KindMetric, 1, 0.9)}, 1, 0.9, 0},
		{"little confidence is none", []airra.Signal{signal(airra.KindMetric, 0, 0.3), signal(airra.KindLog, 1, 0.3)}, 0.5, 0.3, 0},
		{"301 s apart is none", []airra.Signal{signal(airra.KindMetric, 0, 0.9), signal(airra.KindLog, 301, 0.9)}, 1, 0.9, 0},
		{"300 s apart is one", []airra.Signal{signal(airra.KindMetric, 0, 0.9), signal(airra.KindLog, 300, 0.9)}, 1, 0.9, 1},
		{"nothing", nil, 0, 0, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := perceive.CorrelationConfidence(tt.signals); !near(got, tt.confidence, 1e-9) {
				t.Errorf("confidence %v, want %v", got, tt.confidence)
			}
			if got := perceive.SeverityScore(tt.signals); !near(got, tt.severity, 1e-9) {
				t.Errorf("severity %v, want %v", got, tt.severity)
			}
			if got := len(perceive.Correlate(tt.signals)); got != tt.groups {
				t.Errorf("%d correlations, want %d", got, tt.groups)
			}
		})
	}
}
