package reason_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/reason"
)

// reported is a signal of a snapshot: no baseline, no order, no query.
func reported(name string, current, expected, sigma float64) airra.Signal {
	s := moved(payment, name, 0, current, expected, sigma)
	s.Query = ""
	return s
}

func TestTheFiveScenariosAreUnderstood(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		signals []airra.Signal
		context string
		want    []string // any of these at rank 1
	}{
		{
			name: "memory leak",
			signals: []airra.Signal{
				reported("memory_usage_bytes", 8589934592, 2147483648, 5.2), reported("memory_usage_percent", 95, 25, 5),
				reported("heap_allocations_total", 15e6, 2e6, 4.8), reported("garbage_collections_total", 5000, 500, 4.5),
			},
			context: `{"recent_deployment":{"version":"v2.3.1","timestamp":"2026-03-13T20:14:30Z","changes":["Redis connection pooling","payment refactoring"]},"environment":"production","pod_count":3}`,
			want:    []string{airra.CategoryMemoryLeak},
		},
		{
			name: "traffic surge",
			signals: []airra.Signal{
				reported("cpu_usage_percent", 98.5, 45, 6), reported("http_requests_per_second", 3500, 800, 5.5),
				reported("http_request_duration_seconds_p95", 4.2, .3, 5), reported("thread_pool_queue_size", 450, 5, 4.8),
			},
			context: `{"recent_event":{"type":"marketing_campaign","description":"marketing campaign started","timestamp":"2026-03-14T01:59:30Z"},"autoscaling_enabled":false}`,
			want:    []string{airra.CategoryTrafficSpike, airra.CategoryCPUSpike},
		},
		{
			name: "slow database",
			signals: []airra.Signal{
				reported("http_request_duration_seconds_p95", 8.5, .4, 6.5), reported("http_request_duration_seconds_p99", 12.3, .8, 6.8),
				reported("database_query_duration_seconds", 7.2, .05, 7), reported("database_connections_active", 98, 15, 5.5),
				reported("http_requests_total", 450, 800, 4.2),
			},
			context: `{"recent_deployment":"v2.4.0 two hours ago: transaction history with complex joins","database":{"type":"PostgreSQL","version":"14.5","connection_pool_size":100}}`,
			want:    []string{airra.CategoryDatabaseIssue},
		},
		{
			name: "crash loop",
			signals: []airra.Signal{
				reported("pod_restarts_total", 45, 0, 8), reported("pod_ready_count", 1, 3, 5.5),
				reported("http_requests_total", 50, 800, 6), reported("http_request_duration_seconds_p95", 15, .3, 5.5),
			},
			context: `{"recent_deployment":{"version":"v2.5.0","timestamp":"2026-03-14T01:54:30Z","changes":["migration","renamed env vars"]},"kubernetes":{"namespace":"production","deployment":"payment-service"}}`,
			want:    []string{airra.CategoryDeploymentIssue},
		},
		{
			name: "failing dependency",
			signals: []airra.Signal{
				reported("http_requests_total", 1500, 800, 4.5), reported("http_response_status_500_total", 850, 5, 7.5),
				reported("external_api_call_duration_seconds", 30, .5, 8), reported("external_api_errors_total", 720, 2, 7.8),
				reported("circuit_breaker_open", 1, 0, 5),
			},
			context: `{"external_dependency":{"name":"Stripe API gateway"},"recent_alert":{"description":"payment gateway degraded","timestamp":"2026-03-14T02:04:30Z"}}`,
			want:    []string{airra.CategoryDependency, airra.CategoryNetworkIssue},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for where, topology := range map[string]airra.Topology{"in the shop": shop(), "without a services file": {}} {
				analysis := reason.Rules(airra.Case{
					Incident: airra.Incident{AffectedService: payment, DetectedAt: onset},
					Signals:  tt.signals, Topology: topology, Now: onset.Add(time.Minute),
					Changes: reason.Changes(json.RawMessage(tt.context), payment, onset),
				})
				show(t, analysis)
				wantFirst(t, where, analysis, tt.want)
			}
		})
	}
}

func TestTheDemoSpikesAreUnderstood(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		signal airra.Signal
		want   string
	}{
		{moved(payment, "error_rate", 0, 9, .5, 355), airra.CategoryErrorSpike},
		{moved("order-service", "latency_p95", 0, 1.2, .08, 292), airra.CategoryLatencySpike},
		{moved("user-service", "cpu_usage", 0, .8, .2, 63), airra.CategoryCPUSpike},
		{moved("inventory-service", "memory_usage", 0, 672<<20, 192<<20, 52), airra.CategoryMemoryLeak},
		{moved("notification-service", "request_rate", 0, 96, 8, 230), airra.CategoryTrafficSpike},
	} {
		t.Run(tt.signal.Name, func(t *testing.T) {
			t.Parallel()
			for i := range 12 { // a spike comes in one step out of noise
				tt.signal.Window = append(tt.signal.Window, airra.Point{Value: tt.signal.Expected * (1 + .01*float64(i%3))})
			}
			tt.signal.Window = append(tt.signal.Window, airra.Point{Value: tt.signal.Current})
			analysis := reason.Rules(airra.Case{
				Incident: airra.Incident{AffectedService: tt.signal.Service, DetectedAt: onset},
				Signals:  []airra.Signal{tt.signal}, Topology: shop(), Now: onset,
			})
			show(t, analysis)
			wantFirst(t, "demo", analysis, []string{tt.want})
		})
	}
}

func show(t *testing.T, analysis airra.Analysis) {
	t.Helper()
	for _, h := range analysis.Hypotheses {
		t.Logf("%d %-20s %.3f %s", h.Rank, h.Category, h.ConfidenceScore, h.Description)
		for _, item := range h.Evidence.Items {
			t.Logf("    + %-8s %.2f %s", item.SignalType, item.Relevance, item.Observation)
		}
		for _, item := range h.Evidence.Against {
			t.Logf("    - %-8s %.2f %s", item.SignalType, item.Relevance, item.Observation)
		}
	}
}

func wantFirst(t *testing.T, where string, analysis airra.Analysis, want []string) {
	t.Helper()
	if n := len(analysis.Hypotheses); n < 2 || n > 5 {
		t.Errorf("%s: %d hypotheses, want 2 to 5", where, n)
	}
	if analysis.Inconclusive {
		t.Errorf("%s: inconclusive: %s", where, analysis.Note)
	}
	for _, category := range want {
		if analysis.Hypotheses[0].Category == category {
			return
		}
	}
	t.Errorf("%s: ranked %s first, want one of %v", where, analysis.Hypotheses[0].Category, want)
}
