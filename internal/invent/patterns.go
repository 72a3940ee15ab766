package invent

// Pattern is a way in which services fail.
type Pattern string

// The patterns.
const (
	MemoryLeak     Pattern = "memory_leak"
	CPUSpike       Pattern = "cpu_spike"
	HighLatency    Pattern = "high_latency"
	ErrorRateSpike Pattern = "error_rate_spike"
	DiskFull       Pattern = "disk_full"
	PoolExhausted  Pattern = "connection_pool_exhausted"
	CacheMissStorm Pattern = "cache_miss_storm"
	DBDeadlock     Pattern = "database_deadlock"
	APITimeout     Pattern = "api_timeout"
	RateLimit      Pattern = "rate_limit_exceeded"
)

// Patterns lists them.
var Patterns = []Pattern{MemoryLeak, CPUSpike, HighLatency, ErrorRateSpike, DiskFull, PoolExhausted, CacheMissStorm, DBDeadlock, APITimeout, RateLimit}

// pattern is what the grammar knows of one: how it moves the numbers, and how people
// tell of it.
type pattern struct {
	name     string    // for people
	measures []measure // the first one is what the title tells of
	phrases
}

// patterns has an entry for each of Patterns.
var patterns = map[Pattern]pattern{
	MemoryLeak: {"Memory Leak", []measure{
		{"memory_usage_percent", "%", span{38, 55}, span{78, 98}, false},
		{"gc_pause_seconds", "s", span{0.02, 0.06}, span{4, 30}, true},
		{"http_request_duration_seconds_p95", "s", span{0.08, 0.3}, span{1.8, 9}, true},
		{"pod_restarts_total", "", span{1, 2}, span{3, 14}, true},
		{"error_rate", "/s", span{0.1, 0.6}, span{2, 20}, true},
	}, leakPhrases},
	CPUSpike: {"CPU Spike", []measure{
		{"cpu_usage_percent", "%", span{22, 45}, span{74, 99}, false},
		{"http_request_duration_seconds_p95", "s", span{0.06, 0.25}, span{2, 14}, true},
		{"thread_pool_queue_size", "", span{3, 12}, span{5, 60}, true},
		{"cpu_throttled_seconds_rate", "s", span{0.01, 0.04}, span{4, 25}, true},
		{"error_rate", "/s", span{0.1, 0.5}, span{1.6, 12}, true},
	}, cpuPhrases},
	HighLatency: {"High Latency", []measure{
		{"http_request_duration_seconds_p95", "s", span{0.08, 0.35}, span{3, 25}, true},
		{"http_request_duration_seconds_p99", "s", span{0.2, 0.7}, span{3, 20}, true},
		{"inflight_requests", "", span{20, 80}, span{2, 11}, true},
		{"http_requests_per_second", "/s", span{80, 600}, span{0.92, 0.4}, true},
		{"error_rate", "/s", span{0.1, 0.5}, span{1.5, 10}, true},
	}, latencyPhrases},
	ErrorRateSpike: {"Error Rate Spike", []measure{
		{"error_rate", "/s", span{0.2, 1.2}, span{4, 45}, true},
		{"http_response_status_500_total", "", span{4, 30}, span{4, 60}, true},
		{"unhandled_exceptions_total", "", span{2, 10}, span{3, 40}, true},
		{"http_requests_per_second", "/s", span{80, 600}, span{0.95, 0.5}, true},
		{"http_request_duration_seconds_p95", "s", span{0.08, 0.3}, span{1.3, 4}, true},
	}, errorPhrases},
	DiskFull: {"Disk Full", []measure{
		{"disk_usage_percent", "%", span{48, 64}, span{86, 100}, false},
		{"filesystem_write_errors_total", "", span{1, 2}, span{5, 90}, true},
		{"disk_write_duration_seconds", "s", span{0.004, 0.01}, span{4, 50}, true},
		{"error_rate", "/s", span{0.1, 0.5}, span{2, 24}, true},
		{"log_queue_size", "", span{40, 120}, span{4, 70}, true},
	}, diskPhrases},
	PoolExhausted: {"Connection Pool Exhausted", []measure{
		{"db_connection_pool_usage_percent", "%", span{28, 50}, span{82, 100}, false},
		{"db_connection_wait_seconds", "s", span{0.002, 0.008}, span{20, 400}, true},
		{"http_request_duration_seconds_p95", "s", span{0.1, 0.3}, span{3, 20}, true},
		{"error_rate", "/s", span{0.1, 0.6}, span{2, 26}, true},
		{"db_connections_idle", "", span{14, 30}, span{0.5, 0}, true},
	}, poolPhrases},
	CacheMissStorm: {"Cache Miss Storm", []measure{
		{"cache_miss_ratio_percent", "%", span{4, 9}, span{26, 94}, false},
		{"db_queries_per_second", "/s", span{90, 300}, span{2.5, 18}, true},
		{"http_request_duration_seconds_p95", "s", span{0.06, 0.2}, span{2, 12}, true},
		{"db_cpu_usage_percent", "%", span{20, 38}, span{58, 97}, false},
		{"error_rate", "/s", span{0.1, 0.4}, span{1.4, 9}, true},
	}, cachePhrases},
	DBDeadlock: {"Database Deadlock", []measure{
		{"db_deadlocks_per_minute", "/min", span{0.5, 1.5}, span{6, 70}, true},
		{"db_query_duration_seconds_p95", "s", span{0.02, 0.08}, span{8, 110}, true},
		{"db_transaction_rollbacks_total", "", span{3, 12}, span{5, 50}, true},
		{"error_rate", "/s", span{0.1, 0.6}, span{2, 22}, true},
		{"http_request_duration_seconds_p95", "s", span{0.1, 0.3}, span{2.5, 16}, true},
	}, deadlockPhrases},
	APITimeout: {"API Timeout", []measure{
		{"external_api_call_duration_seconds", "s", span{0.25, 0.7}, span{8, 45}, true},
		{"external_api_errors_total", "", span{2, 6}, span{6, 120}, true},
		{"circuit_breaker_open_total", "", span{1, 2}, span{3, 20}, true},
		{"http_request_duration_seconds_p95", "s", span{0.3, 0.8}, span{3, 14}, true},
		{"error_rate", "/s", span{0.1, 0.6}, span{2, 25}, true},
	}, timeoutPhrases},
	RateLimit: {"Rate Limit Exceeded", []measure{
		{"http_response_status_429_per_second", "/s", span{0.3, 1.5}, span{8, 140}, true},
		{"http_requests_per_second", "/s", span{80, 500}, span{1.8, 9}, true},
		{"retry_requests_per_second", "/s", span{2, 9}, span{4, 60}, true},
		{"error_rate", "/s", span{0.1, 0.5}, span{1.6, 14}, true},
		{"http_request_duration_seconds_p95", "s", span{0.08, 0.25}, span{1.2, 4}, true},
	}, limitPhrases},
}
