package simulate

import (
	"time"

	"github.com/airra/airra/internal/airra"
)

const paymentService airra.ServiceName = "payment-service"

// Scenarios lists the five written disturbances in the order of the rotation.
func Scenarios() []Scenario {
	return []Scenario{memoryLeak(), cpuSpike(), slowDatabase(), crashLoop(), dependencyFailure()}
}

func memoryLeak() Scenario {
	return Scenario{
		ID: "memory_leak_gradual", Name: "Gradual Memory Leak", Service: paymentService,
		Description: "Payments hold on to memory they no longer need, until the kernel kills the pod. " +
			"A cache without a bound, connections that are never closed and listeners that pile up all look like this.",
		Severity: airra.SeverityCritical, RootCause: "memory_leak", Actions: []string{"restart", "scale"},
		Tags: []string{"resource", "availability"}, Difficulty: "beginner", Duration: 300 * time.Second,
		Measures: []Measure{
			{"memory_usage_bytes", 8589934592, 2147483648, 5.2, "linear", "bytes"},
			{"memory_usage_percent", 95, 25, 5.0, "linear", "%"},
			{"heap_allocations_total", 15000000, 2000000, 4.8, "linear", "count"},
			{"garbage_collections_total", 5000, 500, 4.5, "linear", "count"},
		},
		context: func(now time.Time) map[string]any {
			return map[string]any{
				"recent_deployment": deployment(now.Add(-6*time.Hour), "v2.3.1", "Redis connection pooling", "payment processing refactored"),
				"environment":       "production", "pod_count": 3,
			}
		},
	}
}

func cpuSpike() Scenario {
	return Scenario{
		ID: "cpu_spike_traffic_surge", Name: "CPU Spike from Traffic Surge", Service: paymentService,
		Description: "A rush of buyers, as at a flash sale, takes all the CPU there is; queues grow and requests time out.",
		Severity:    airra.SeverityHigh, RootCause: "traffic_surge", Actions: []string{"scale", "rate_limit"},
		Tags: []string{"resource", "performance"}, Difficulty: "beginner", Duration: 180 * time.Second,
		Measures: []Measure{
			{"cpu_usage_percent", 98.5, 45, 6.0, "spike", "%"},
			{"http_requests_per_second", 3500, 800, 5.5, "spike", "req/s"},
			{"http_request_duration_seconds_p95", 4.2, 0.3, 5.0, "spike", "s"},
			{"thread_pool_queue_size", 450, 5, 4.8, "spike", "count"},
		},
		context: func(now time.Time) map[string]any {
			return map[string]any{
				"recent_event": map[string]any{"type": "marketing_campaign", "description": "marketing campaign started", "timestamp": stamp(now.Add(-15 * time.Minute))},
				"environment":  "production", "pod_count": 3, "autoscaling_enabled": false,
			}
		},
	}
}

func slowDatabase() Scenario {
	return Scenario{
		ID: "latency_spike_database", Name: "High Latency from Slow Database Queries", Service: paymentService,
		Description: "Queries crawl: an index is missing, rows are locked, or the pool of connections is used up.",
		Severity:    airra.SeverityHigh, RootCause: "database_performance", Actions: []string{"database_optimization", "connection_pool_tuning"},
		Tags: []string{"performance", "external"}, Difficulty: "intermediate", Duration: 240 * time.Second,
		Measures: []Measure{
			{"http_request_duration_seconds_p95", 8.5, 0.4, 6.5, "step", "s"},
			{"http_request_duration_seconds_p99", 12.3, 0.8, 6.8, "step", "s"},
			{"database_query_duration_seconds", 7.2, 0.05, 7.0, "step", "s"},
			{"database_connections_active", 98, 15, 5.5, "step", "count"},
			{"http_requests_total", 450, 800, -4.2, "step", "req/s"},
		},
		context: func(now time.Time) map[string]any {
			return map[string]any{
				"recent_deployment": deployment(now.Add(-2*time.Hour), "v2.4.0", "transaction history", "complex joins"),
				"database":          map[string]any{"type": "PostgreSQL", "version": "14.5", "connection_pool_size": 100},
				"environment":       "production",
			}
		},
	}
}

func crashLoop() Scenario {
	return Scenario{
		ID: "pod_crash_loop", Name: "Pod Crash Loop After Bad Deployment", Service: paymentService,
		Description: "New pods end as soon as they start: the configuration is wrong, or start-up fails.",
		Severity:    airra.SeverityCritical, RootCause: "deployment_issue", Actions: []string{"rollback", "restart"},
		Tags: []string{"availability", "configuration"}, Difficulty: "intermediate", Duration: 300 * time.Second,
		Measures: []Measure{
			{"pod_restarts_total", 45, 0, 8.0, "linear", "count"},
			{"pod_ready_count", 1, 3, -5.5, "step", "count"},
			{"http_requests_total", 50, 800, -6.0, "step", "req/s"},
			{"http_request_duration_seconds_p95", 15.0, 0.3, 5.5, "oscillating", "s"},
		},
		context: func(now time.Time) map[string]any {
			return map[string]any{
				"recent_deployment": deployment(now.Add(-20*time.Minute), "v2.5.0", "database migration", "environment variables renamed", "new required configuration"),
				"environment":       "production", "pod_count": 3,
				"kubernetes": map[string]any{"namespace": "production", "deployment": string(paymentService)},
			}
		},
	}
}

func dependencyFailure() Scenario {
	return Scenario{
		ID: "dependency_failure_timeout", Name: "External Service Dependency Failure", Service: paymentService,
		Description: "The payment gateway outside the house does not answer in time, and the failure spreads inwards.",
		Severity:    airra.SeverityHigh, RootCause: "external_dependency_failure", Actions: []string{"circuit_breaker", "fallback", "alert"},
		Tags: []string{"external", "availability"}, Difficulty: "advanced", Duration: 200 * time.Second,
		Measures: []Measure{
			{"http_requests_total", 1500, 800, 4.5, "spike", "req/s"},
			{"http_response_status_500_total", 850, 5, 7.5, "spike", "count"},
			{"external_api_call_duration_seconds", 30, 0.5, 8.0, "step", "s"},
			{"external_api_errors_total", 720, 2, 7.8, "spike", "count"},
			{"circuit_breaker_open", 1, 0, 5.0, "step", "boolean"},
		},
		context: func(now time.Time) map[string]any {
			return map[string]any{
				"external_dependency": map[string]any{"name": "Stripe API gateway", "timeout_seconds": 30, "circuit_breaker_enabled": true},
				"recent_alert":        map[string]any{"description": "payment gateway degraded", "timestamp": stamp(now.Add(-10 * time.Minute))},
				"environment":         "production",
			}
		},
	}
}

func deployment(at time.Time, version string, changes ...string) map[string]any {
	return map[string]any{"version": version, "timestamp": stamp(at), "changes": changes}
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }
