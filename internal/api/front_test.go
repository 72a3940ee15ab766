package api_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"log/slog"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/airra/airra/internal/api"
)

func TestHeadersOfEveryAnswer(t *testing.T) {
	t.Parallel()
	for _, environment := range []string{"development", "production"} {
		b := setup(t, func(o *api.Options) { o.Environment = environment })
		for _, path := range []string{"/", "/api/v1/status", "/nothing", "/metrics"} {
			h := b.send("GET", path, "").Header()
			for name, want := range map[string]string{
				"X-Frame-Options": "DENY", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "strict-origin-when-cross-origin",
				"Cache-Control": "no-store", "Permissions-Policy": "geolocation=(), microphone=(), camera=()",
			} {
				if h.Get(name) != want {
					t.Errorf("%s: %s is %q", path, name, h.Get(name))
				}
			}
			if policy := h.Get("Content-Security-Policy"); !strings.Contains(policy, "default-src 'self'") || !strings.Contains(policy, "frame-ancestors 'none'") {
				t.Errorf("%s: policy %q", path, policy)
			}
			if got := h.Get("Strict-Transport-Security") != ""; got != (environment == "production") {
				t.Errorf("%s in %s: transport security %v", path, environment, got)
			}
		}
	}
}

func TestRequestIDs(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for given, keep := range map[string]bool{
		"req-1.a_B": true, "": false, "two words": false, "line\nbreak": false, strings.Repeat("a", 129): false, "\xff": false,
	} {
		got := b.send("GET", "/health", "", "X-Request-Id", given).Header().Get("X-Request-Id")
		if (got == given) != keep || got == "" {
			t.Errorf("given %q, got %q", given, got)
		}
	}
}

func TestFrontPage(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, accept := range []string{"", "*/*", "application/json", "text/html"} { // People are shown the web page, which stands before this.
		w := b.send("GET", "/", "", "Accept", accept)
		if got := w.Header().Get("Content-Type"); got != "application/json" || !strings.Contains(w.Body.String(), `"health":"/health"`) {
			t.Errorf("accept %q: %s %s", accept, got, w.Body)
		}
	}
}

func TestMetrics(t *testing.T) {
	t.Parallel()
	registry := prometheus.NewRegistry()
	b := setup(t, func(o *api.Options) { o.Registry = registry })
	b.send("GET", "/api/v1/incidents/INC-1", "")
	b.send("GET", "/api/v1/incidents/INC-2/", "")
	b.send("GET", "/some/secret/path", "")
	b.send("PUT", "/api/v1/escalation-policies/", policyBody)
	b.send("BREW", "/", "")
	w := b.send("GET", "/metrics", "")
	for _, line := range []string{
		`http_requests_total{handler="/api/v1/incidents/{id}",method="GET",status="2xx"} 1`,
		`http_requests_total{handler="/api/v1/incidents/{id}",method="GET",status="4xx"} 1`,
		`http_requests_total{handler="none",method="GET",status="4xx"} 1`,
		`http_requests_total{handler="/api/v1/escalation-policies",method="PUT",status="2xx"} 1`,
		`http_requests_total{handler="none",method="other",status="4xx"} 1`,
		`http_request_duration_seconds_count{handler="/api/v1/incidents/{id}",method="GET"} 2`,
		`http_requests_in_flight 1`,
		`airra_event_streams 0`,
	} {
		if !strings.Contains(w.Body.String(), line+"\n") {
			t.Errorf("no line %s in\n%s", line, w.Body)
		}
	}
	if strings.Contains(w.Body.String(), "secret") {
		t.Error("a stranger's path became a label")
	}
}

func TestDemoMetrics(t *testing.T) {
	t.Parallel()
	w := setup(t).send("GET", "/demo/metrics", "")
	if w.Code != 200 || w.Body.String() != "demo 1772366400\n" || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/plain; version=0.0.4") {
		t.Errorf("%d %s %s", w.Code, w.Header().Get("Content-Type"), w.Body)
	}
	off := setup(t, func(o *api.Options) { o.DemoMetrics = nil })
	off.problem(off.send("GET", "/demo/metrics", ""), 404, "not_found")
}

func TestDocumentIsServed(t *testing.T) {
	t.Parallel()
	want, err := api.Spec()
	if err != nil {
		t.Fatal(err)
	}
	w := setup(t).send("GET", "/openapi.json", "", "X-API-Key", "")
	if w.Code != 200 || w.Body.String() != string(want) {
		t.Errorf("%d, %d bytes", w.Code, w.Body.Len())
	}
}

func TestDocsAreCompleteAndOurOwn(t *testing.T) {
	t.Parallel()
	b := setup(t, func(o *api.Options) { o.Debug = true })
	page := b.send("GET", "/docs", "").Body.String()
	if strings.Contains(page, "://") || regexp.MustCompile(`<script>|<style|style=`).MatchString(page) {
		t.Errorf("the page loads from elsewhere or has inline parts:\n%s", page)
	}
	for _, link := range regexp.MustCompile(`(?:src|href)="(/[^"]+)"`).FindAllStringSubmatch(page, -1) {
		plain, packed := b.send("GET", link[1], "", "Accept-Encoding", ""), b.send("GET", link[1], "", "Accept-Encoding", "gzip")
		if plain.Code != 200 || plain.Body.Len() == 0 {
			t.Errorf("%s: %d", link[1], plain.Code)
		}
		if unpacked(t, packed) != plain.Body.String() {
			t.Errorf("%s differs when it is packed", link[1])
		}
	}
	if w := b.send("GET", "/docs/init.js", ""); !strings.Contains(w.Body.String(), "/openapi.json") {
		t.Error("the reader does not read our document")
	}
	b.problem(b.send("GET", "/docs/..%2fdocs.go", ""), 404, "not_found")
	b.problem(b.send("GET", "/docs/other.js", ""), 404, "not_found")
}

func unpacked(t *testing.T, w *httptest.ResponseRecorder) string {
	t.Helper()
	if w.Header().Get("Content-Encoding") != "gzip" {
		return w.Body.String()
	}
	reader, err := gzip.NewReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(reader)
	if err != nil {
		t.Fatal(err)
	}
	return string(plain)
}

func TestAccessLogNamesTheRequestAndNoSecret(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	b := setup(t, func(o *api.Options) {
		o.Log = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	})
	b.send("GET", "/api/v1/status?token=hunter2", "", "X-Request-Id", "req-1", "X-Airra-Actor", "ann")
	got := log.String()
	for _, want := range []string{"request_id=req-1", "method=GET", "path=/api/v1/status", "status=200", "actor=ann"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in %s", want, got)
		}
	}
	if strings.Contains(got, key) || strings.Contains(got, "hunter2") {
		t.Errorf("a secret is in the log: %s", got)
	}
}
