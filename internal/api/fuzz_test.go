package api_test

import (
	"encoding/json"
	"net/http/httptest"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/api"
)

// Whatever bytes a body is made of, the answer is a success or a refusal, is
// JSON, and nothing with a NUL or with broken text comes through.
func FuzzBodies(f *testing.F) {
	for _, r := range routes {
		if r.body != "" {
			f.Add(r.path, []byte(r.body))
		}
	}
	for _, body := range []string{
		`{}`, `[]`, `null`, `"`, "\x00", "{\"title\":\"\xff\"}", `{"title":"\u0000"}`, `{"title":"\ud800"}`, with(`"Title":""`), with(`"metrics_snapshot":{"a":1e400}`),
		with(`"detected_at":"9999-12-31T23:59:59-23:59"`), strings.Repeat("[", 20000), `{"for":"9999999h"}`, `{"resolution_time_seconds":1e30}`,
	} {
		f.Add("/api/v1/incidents", []byte(body))
		f.Add("/api/v1/incidents/INC-1/acknowledge", []byte(body))
	}
	b := newBackend()
	handler := api.New(api.Options{Backend: b, APIKey: key})
	f.Fuzz(func(t *testing.T, path string, body []byte) {
		r := httptest.NewRequestWithContext(t.Context(), "POST", "/api/v1/incidents", strings.NewReader(string(body)))
		for _, known := range routes {
			if known.path == path && known.body != "" {
				r.Method, r.URL.Path = known.method, path
			}
		}
		r.Header.Set("X-API-Key", key)
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		if w.Code >= 500 || !json.Valid(w.Body.Bytes()) {
			t.Fatalf("%s %q: %d %s", r.URL.Path, body, w.Code, w.Body)
		}
		if asked, _, _ := b.lastCall(); w.Code == 201 && r.URL.Path == "/api/v1/incidents" {
			n, ok := asked.(airra.NewIncident)
			if !ok || n.Title == "" || utf8.RuneCountInString(n.Title) > 255 || n.Description == "" || !n.Severity.Valid() || strings.ContainsRune(n.Title+n.Description, 0) {
				t.Fatalf("came through: %+v", asked)
			}
		}
	})
}

// What a request costs besides its storage.
func BenchmarkCreateIncident(b *testing.B) {
	handler := api.New(api.Options{Backend: newBackend(), APIKey: key})
	body := `{"title":"Error rate of payment-service is high","description":"5xx above 40 % since noon","severity":"high","affected_service":"payment-service",` +
		`"metrics_snapshot":{"error_rate":0.42,"latency_p95":1.7,"request_rate":120},"context":{"recent_deployment":"v2.3.1","region":"eu-west-1"}}`
	b.ReportAllocs()
	for b.Loop() {
		r := httptest.NewRequestWithContext(b.Context(), "POST", "/api/v1/incidents", strings.NewReader(body))
		r.Header.Set("X-API-Key", key)
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		if w.Code != 201 {
			b.Fatal(w.Code, w.Body)
		}
	}
}
