package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/api"
	"github.com/airra/airra/internal/memory"
)

const key = "the-key"

// bench is one API over one backend.
type bench struct {
	*testing.T
	backend *backend
	handler http.Handler
}

// setup makes an API as the daemon would, changed by the given functions.
func setup(t *testing.T, change ...func(*api.Options)) *bench {
	t.Helper()
	b := newBackend()
	opts := api.Options{
		Backend: b, Idempotency: &answers{}, Limiter: memory.NewLimiter(func() time.Time { return noon }), Bus: memory.NewBus(), APIKey: key,
		LimitLLM: airra.Limit{Events: 5, Per: time.Minute}, LimitWrite: airra.Limit{Events: 30, Per: time.Minute},
		Version: "1.2.3", Environment: "development", Now: func() time.Time { return noon },
		DemoMetrics: func(w io.Writer, at time.Time) { _, _ = fmt.Fprintf(w, "demo %d\n", at.Unix()) },
	}
	for _, c := range change {
		c(&opts)
	}
	return &bench{T: t, backend: b, handler: api.New(opts)}
}

// send makes a request with the key; headers are name, value, name, value.
func (b *bench) send(method, path, body string, headers ...string) *httptest.ResponseRecorder {
	b.Helper()
	var reader io.Reader
	if body != "" {
		reader = strings.NewReader(body)
	}
	r := httptest.NewRequestWithContext(b.Context(), method, path, reader)
	r.Header.Set("X-API-Key", key)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Del(headers[i])
		if headers[i+1] != "" {
			r.Header.Set(headers[i], headers[i+1])
		}
	}
	return b.do(r)
}

func (b *bench) do(r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	b.handler.ServeHTTP(w, r)
	return w
}

// problem reads a problem body and checks what all of them promise.
func (b *bench) problem(w *httptest.ResponseRecorder, status int, code airra.Code) api.Problem {
	b.Helper()
	var p api.Problem
	if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil {
		b.Fatalf("%d %s is not a problem: %v", w.Code, w.Body, err)
	}
	if w.Code != status || p.Status != status || p.Code != code {
		b.Errorf("status %d, body status %d, code %s; want %d %s: %s", w.Code, p.Status, p.Code, status, code, w.Body)
	}
	if got := w.Header().Get("Content-Type"); got != "application/problem+json" {
		b.Errorf("content type %q", got)
	}
	if p.RequestID == "" || p.RequestID != w.Header().Get("X-Request-Id") {
		b.Errorf("request id %q in the body, %q in the header", p.RequestID, w.Header().Get("X-Request-Id"))
	}
	if p.Detail == "" || p.Title == "" {
		b.Errorf("no detail or title: %s", w.Body)
	}
	return p
}

// prepare brings the backend to where the operation is allowed.
func prepare(b *backend, name string) {
	switch name {
	case "unacknowledge", "delete acknowledgement":
		_ = b.incident.Acknowledge(airra.Acknowledgement{By: "ann"}, noon)
	case "analyze":
		b.incident.Status = airra.StatusDetected
	case "reopen":
		b.incident.Status = airra.StatusResolved
	case "execute":
		_ = b.action.Approve("ann", airra.ModeDryRun, "", noon)
	case "unassign":
		b.incident.AssignedEngineerID = ptr(aliceID)
	case "choose approach":
		b.review.Status = airra.ReviewSubmitted
	}
}

func TestEveryRouteAnswersItsShapeInBothSlashForms(t *testing.T) {
	t.Parallel()
	for _, r := range routes {
		for _, slash := range []string{"", "/"} {
			t.Run(r.name+slash, func(t *testing.T) {
				t.Parallel()
				b := setup(t)
				prepare(b.backend, r.name)
				w := b.send(r.method, r.path+slash, r.body)
				if w.Code != r.status {
					t.Fatalf("status %d, want %d: %s", w.Code, r.status, w.Body)
				}
				if r.status == http.StatusNoContent {
					if w.Body.Len() > 0 || w.Header().Get("Content-Type") != "" {
						t.Errorf("an answer without content has %q: %s", w.Header().Get("Content-Type"), w.Body)
					}
					return
				}
				if got := w.Header().Get("Content-Type"); got != "application/json" {
					t.Errorf("content type %q", got)
				}
				golden(t, strings.ReplaceAll(r.name, " ", "_"), w.Body.Bytes(), slash == "")
			})
		}
	}
}

// golden compares with a kept answer. UPDATE=1 writes it anew.
func golden(t *testing.T, name string, body []byte, first bool) {
	t.Helper()
	var got bytes.Buffer
	if err := json.Indent(&got, body, "", "  "); err != nil {
		t.Fatalf("%v: %s", err, body)
	}
	path := filepath.Join("testdata", "answers", name+".json")
	if os.Getenv("UPDATE") != "" && first {
		if err := os.WriteFile(path, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Errorf("answer (-want +got):\n%s", diff)
	}
}

func TestEveryDocumentedOperationIsTested(t *testing.T) {
	t.Parallel()
	spec, err := api.Spec()
	if err != nil {
		t.Fatal(err)
	}
	var document struct {
		Paths map[string]map[string]json.RawMessage
	}
	if err := json.Unmarshal(spec, &document); err != nil {
		t.Fatal(err)
	}
	for path, operations := range document.Paths {
		if strings.HasSuffix(path, "/") || strings.Contains(path, "$") {
			t.Errorf("the path %s is not clean", path)
		}
		for method := range operations {
			if path != "/api/v1/events" && !tested(strings.ToUpper(method), path) {
				t.Errorf("%s %s has no case in the table of routes", method, path)
			}
		}
	}
}

func tested(method, path string) bool {
	for _, r := range routes {
		want, got := strings.Split(path, "/"), strings.Split(r.path, "/")
		same := r.method == method && len(want) == len(got)
		for i := 0; same && i < len(want); i++ {
			same = want[i] == got[i] || strings.HasPrefix(want[i], "{")
		}
		if same {
			return true
		}
	}
	return false
}

func TestWhatTheBackendIsAsked(t *testing.T) {
	t.Parallel()
	start, end := noon, noon.Add(time.Hour)
	title, seconds := "New", int64(5)
	for _, c := range []struct {
		name, method, path, body string
		actor                    string
		want                     any
	}{
		{
			"a report with everything", "POST", "/api/v1/incidents",
			`{"title":"T","description":"D","severity":"low","affected_service":"s v c","affected_components":["a"],"detected_at":"2026-03-01T13:00:00.1234567+01:00",
			  "detection_source":"me","metrics_snapshot":{ "big": 12345678901234567890, "html":"<&>" },"context":{"a":[1]},"unknown":1}`, "api",
			airra.NewIncident{
				Title: "T", Description: "D", Severity: "low", AffectedService: "s v c", AffectedComponents: []string{"a"},
				DetectedAt: ptr(noon.Add(123456 * time.Microsecond)), DetectionSource: "me",
				MetricsSnapshot: json.RawMessage(`{ "big": 12345678901234567890, "html":"<&>" }`), Context: json.RawMessage(`{"a":[1]}`),
			},
		},
		{
			"absent and null are the same", "POST", "/api/v1/incidents",
			`{"title":"T","description":"D","severity":"low","affected_service":"s","affected_components":null,"detected_at":null,"metrics_snapshot":null,"context":null}`, "api",
			airra.NewIncident{Title: "T", Description: "D", Severity: "low", AffectedService: "s"},
		},
		{
			"a quick report", "POST", "/api/v1/quick-incident", `{"service_name":"s","severity":"high","metrics_snapshot":{"a":1}}`, "api",
			airra.QuickIncident{ServiceName: "s", Severity: "high", MetricsSnapshot: json.RawMessage(`{"a":1}`)},
		},
		{
			"a list with every filter", "GET",
			"/api/v1/incidents?status=detected,resolved&severity=HIGH,low&service=a-b_1&source=me&origin=real,simulated&search=50%25&start_date=2026-03-01T12:00:00Z&end_date=2026-03-01T14:00:00+01:00&open=true&page=2&page_size=100&cursor=c", "", "api",
			airra.IncidentFilter{
				Statuses: []airra.IncidentStatus{"detected", "resolved"}, Severities: []airra.Severity{"high", "low"}, Service: "a-b_1", Source: "me", Origins: []airra.Origin{"real", "simulated"},
				Search: "50%", Start: &start, End: &end, Open: true, Page: airra.PageRequest{Page: 2, PageSize: 100, Cursor: "c"},
			},
		},
		{
			"plain dates, which mean their whole days in UTC", "GET", "/api/v1/incidents?start_date=2026-03-01&end_date=2026-03-01", "", "api",
			airra.IncidentFilter{Start: ptr(noon.Add(-12 * time.Hour)), End: ptr(noon.Add(12*time.Hour - time.Microsecond))},
		},
		{
			"a correction", "PATCH", "/api/v1/incidents/INC-1", `{"title":"New","severity":null,"resolution_time_seconds":5}`, "api",
			airra.IncidentUpdate{Title: &title, ResolutionTimeSeconds: &seconds},
		},
		{
			"an approval by name", "POST", "/api/v1/approvals/ACT-1/approve", `{"approved_by":"jörg@example.com","execute":true}`, "jörg@example.com",
			airra.Approval{ApprovedBy: "jörg@example.com", ExecutionMode: airra.ModeDryRun, Execute: true},
		},
		{"an acknowledgement without a body", "POST", "/api/v1/incidents/INC-1/acknowledge", "", "api", airra.Acknowledgement{By: "api"}},
		{
			"an acknowledgement for a while", "POST", "/api/v1/incidents/INC-1/acknowledge", `{"acknowledged_by":"ann","for":"2h"}`, "ann",
			airra.Acknowledgement{By: "ann", For: 2 * time.Hour},
		},
		{"a resolution by the actor", "POST", "/api/v1/incidents/INC-1/resolve", `{}`, "api", airra.Resolution{By: "api"}},
		{"a comment by an author", "POST", "/api/v1/incidents/INC-1/comments", `{"text":"hi","author":"ann"}`, "ann", "hi"},
		{"an escalation with a reason", "POST", "/api/v1/incidents/INC-1/escalate", `{"reason":"why"}`, "api", "why"},
		{
			"actions of one incident", "GET", "/api/v1/actions?incident=INC-1&status=approved&skip=3&limit=7", "", "api",
			airra.ActionFilter{Incident: incidentID, Status: "approved", Skip: 3, Limit: 7},
		},
		{"actions by default", "GET", "/api/v1/actions", "", "api", airra.ActionFilter{Limit: 100}},
		{
			"audit of one incident", "GET", "/api/v1/audit?incident=INC-1&actor=ann&event_type=x&page=3", "", "api",
			airra.AuditFilter{Incident: incidentID, Actor: "ann", EventType: "x", Page: airra.PageRequest{Page: 3}},
		},
		{"jobs of one state", "GET", "/api/v1/server/jobs?state=running&limit=3", "", "api", airra.JobFilter{State: "running", Limit: 3}},
		{"an evidence by number", "POST", "/api/v1/incidents/INC-1/evidence/12/rerun", "", "api", 12},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			checkAsked(t, c.method, c.path, c.body, c.actor, c.want)
		})
	}
}

// checkAsked makes a request and compares what arrives behind the door.
func checkAsked(t *testing.T, method, path, body, wantActor string, want any) {
	t.Helper()
	b := setup(t)
	if w := b.send(method, path, body); w.Code >= 300 {
		t.Fatalf("status %d: %s", w.Code, w.Body)
	}
	asked, actor, _ := b.backend.lastCall()
	if diff := cmp.Diff(want, asked); diff != "" {
		t.Errorf("asked (-want +got):\n%s", diff)
	}
	if actor != wantActor {
		t.Errorf("actor %q, want %q", actor, wantActor)
	}
}

func ptr[T any](v T) *T { return &v }

func TestSnapshotComesBackAsItWasSent(t *testing.T) {
	t.Parallel()
	b := setup(t)
	w := b.send("POST", "/api/v1/incidents", `{"title":"T","description":"D","severity":"low","affected_service":"s","metrics_snapshot":{"n":1.10,"big":12345678901234567890,"s":"<&>\u00e9"}}`)
	if !strings.Contains(w.Body.String(), `"metrics_snapshot":{"n":1.10,"big":12345678901234567890,"s":"<&>\u00e9"}`) {
		t.Errorf("answer: %s", w.Body)
	}
}

func TestAnalyzeSaysWhereToLook(t *testing.T) {
	t.Parallel()
	b := setup(t)
	prepare(b.backend, "analyze")
	w := b.send("POST", "/api/v1/incidents/INC-1/analyze", "")
	if got := w.Header().Get("Location"); got != "/api/v1/incidents/"+incidentID {
		t.Errorf("Location %q", got)
	}
}

func TestNotReadyIs503AndNamesEveryPart(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.backend.notReady = true
	w := b.send("GET", "/ready", "", "X-API-Key", "")
	var got airra.Readiness
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil || w.Code != 503 || got.Ready || len(got.Checks) != 1 {
		t.Errorf("status %d, %+v, %v", w.Code, got, err)
	}
}
