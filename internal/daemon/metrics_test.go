package daemon_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/airra/airra/internal/config"
	"github.com/airra/airra/internal/daemon"
	"github.com/airra/airra/internal/reason/llm/llmtest"
)

// running is a daemon on a port of its own, with the client's half of a
// conversation.
type running struct {
	url string
}

func start(t *testing.T, environ ...string) running {
	t.Helper()
	return startWith(t, nil, environ...)
}

// startWith starts a daemon with a part exchanged.
func startWith(t testing.TB, options []daemon.Option, environ ...string) running {
	t.Helper()
	cfg, _, err := config.Load(append([]string{
		"AIRRA_HTTP_ADDR=127.0.0.1:0", "AIRRA_DATA_DIR=" + t.TempDir(), "AIRRA_API_KEY=key-of-the-test", "AIRRA_DEMO=false",
	}, environ...))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ready := make(chan daemon.Info, 1)
	ended := make(chan error, 1)
	go func() {
		ended <- daemon.Run(ctx, cfg, slog.New(slog.DiscardHandler), append(options, daemon.WithReady(func(i daemon.Info) { ready <- i }))...)
	}()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	select {
	case info := <-ready:
		return running{url: info.URL}
	case err := <-ended:
		t.Fatalf("the daemon ended: %v", err)
		return running{}
	}
}

func (r running) ask(t testing.TB, method, path, body string) string {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, r.url+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("X-API-Key", "key-of-the-test")
	request.Header.Set("Content-Type", "application/json")
	return answerOf(t, request)
}

// answerOf makes a request and gives the body of its good answer.
func answerOf(t testing.TB, request *http.Request) string {
	t.Helper()
	response, err := http.DefaultClient.Do(request)
	must(t, err)
	defer func() { _ = response.Body.Close() }()
	content, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode >= 300 {
		t.Fatalf("%s %s: %d %s %v", request.Method, request.URL.Path, response.StatusCode, content, err)
	}
	return string(content)
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestMetricsTellTheStory(t *testing.T) {
	t.Parallel()
	model := httptest.NewServer(&llmtest.Server{Dialect: llmtest.ChatCompletions, Key: "sk-test-0123456789"})
	t.Cleanup(model.Close)
	r := start(t, "AIRRA_LLM_PROVIDER=openai", "AIRRA_OPENAI_API_KEY=sk-test-0123456789", "AIRRA_LLM_BASE_URL="+model.URL, "AIRRA_LLM_MODEL=scripted-1")

	quick := `{"service_name":"payment-service","metrics_snapshot":{"error_rate":{"current":9,"expected":0.5,"deviation":8}}}`
	r.ask(t, http.MethodPost, "/api/v1/quick-incident", quick)
	r.ask(t, http.MethodPost, "/api/v1/quick-incident", quick)
	r.ask(t, http.MethodPost, "/api/v1/incidents/INC-1/acknowledge", `{"acknowledged_by":"alice"}`)
	r.ask(t, http.MethodPost, "/api/v1/incidents/INC-1/resolve", `{"resolved_by":"alice"}`)
	r.ask(t, http.MethodPost, "/api/v1/approvals/ACT-2/approve", `{"approved_by":"alice"}`)
	r.ask(t, http.MethodPost, "/api/v1/actions/ACT-2/execute", "")
	r.ask(t, http.MethodPost, "/api/v1/quick-incident", quick)

	metrics := r.ask(t, http.MethodGet, "/metrics", "")
	for what, pattern := range map[string]string{
		"incidents by source":          `airra_incidents_opened_total\{severity="high",source="quick_incident_ui"\} 3`,
		"open incidents":               `airra_incidents_open\{severity="high"\} 1`,
		"time to acknowledge":          `airra_time_to_acknowledge_seconds_count 1`,
		"time to resolve":              `airra_time_to_resolve_seconds_count\{dry_run="false"\} 1`,
		"a rehearsal is counted apart": `airra_time_to_resolve_seconds_count\{dry_run="true"\} 1`,
		"analyses":                     `airra_jobs_total\{kind="analyze_incident",state="completed"\} 3`,
		"executions":                   `airra_jobs_total\{kind="execute_action",state="completed"\} 1`,
		"how long jobs took":           `airra_job_duration_seconds_count\{kind="execute_action"\} 1`,
		"calls of the model":           `llm_call_duration_seconds_count\{cached="false",model="scripted-1",provider="openai"\} \d`,
		"tokens":                       `llm_tokens_total\{model="scripted-1",provider="openai",token_type="prompt"\} \d`,
		"requests by route":            `http_requests_total\{handler="/api/v1/quick-incident",method="POST",status="2xx"\} 3`,
		"how long requests took":       `http_request_duration_seconds_count\{`,
		"what the monitor does":        `airra_monitor_tick_duration_seconds_count \d`,
		"what the monitor found":       `airra_monitor_anomalies_total \d`,
		"the process":                  `process_resident_memory_bytes \d`,
	} {
		if !regexp.MustCompile(`(?m)^` + pattern).MatchString(metrics) {
			t.Errorf("%s: nothing like %s in\n%s", what, pattern, own(metrics))
		}
	}
}

// own are the lines about the product itself.
func own(metrics string) string {
	var lines []string
	for line := range strings.Lines(metrics) {
		if strings.HasPrefix(line, "airra_") || strings.HasPrefix(line, "llm_") || strings.HasPrefix(line, "http_requests_total") {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "")
}

func TestADaemonThatIsStartedAgainTopsTheScenariosUpAtOnce(t *testing.T) {
	t.Parallel()
	dir := "AIRRA_DATA_DIR=" + t.TempDir()
	count := func(r running) string { return r.ask(t, http.MethodGet, "/api/v1/incidents?open=true", "") }
	t.Run("first", func(t *testing.T) {
		r := start(t, dir, "AIRRA_DEMO=true")
		until(t, func() bool { return strings.Contains(count(r), `"total":3`) })
		r.ask(t, http.MethodPost, "/api/v1/incidents/INC-1/resolve", `{}`)
		r.ask(t, http.MethodPost, "/api/v1/incidents/INC-2/resolve", `{}`)
	})
	t.Run("again", func(t *testing.T) {
		r := start(t, dir, "AIRRA_DEMO=true")
		until(t, func() bool { return strings.Contains(count(r), `"total":3`) })
	})
}

// until looks again and again until done says yes.
func until(t *testing.T, done func() bool) {
	t.Helper()
	ticker := time.NewTicker(50 * time.Millisecond)
	defer ticker.Stop()
	for n := 0; !done(); n++ {
		if n > 1200 { // A minute, on a machine that has other things to do.
			t.Fatal("it does not happen")
		}
		<-ticker.C
	}
}
