package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/cli"
)

// now is the moment at which everything in these tests is looked at.
var now = time.Date(2026, 3, 1, 12, 4, 0, 0, time.UTC)

// exchange is one recorded request with its answer.
type exchange struct {
	method string
	target string // path and query
	body   string // JSON that has to be equal, or empty for none
	actor  string // X-Airra-Actor that has to be there
	status int    // 0 means 200
	answer any    // marshalled as JSON; a string goes as it is
	stream bool   // the answer is an event stream that stays open
	always bool   // may come any number of times, also never
}

// recorded is a server that plays exchanges and takes nothing else. A request
// that is not among them, and an exchange that is never asked for, fail the
// test.
type recorded struct {
	t         *testing.T
	mu        sync.Mutex
	exchanges []exchange
	used      []bool
	server    *httptest.Server
	streaming context.Context //nolint:containedctx // It ends when the first stream has begun, for tests that wait for that.
	begun     context.CancelFunc
}

func record(t *testing.T, exchanges ...exchange) *recorded {
	t.Helper()
	r := &recorded{t: t, exchanges: exchanges, used: make([]bool, len(exchanges))}
	r.streaming, r.begun = context.WithCancel(context.Background())
	t.Cleanup(r.begun)
	r.server = httptest.NewServer(r)
	t.Cleanup(func() {
		r.server.CloseClientConnections()
		r.server.Close()
		for i, e := range r.exchanges {
			if !r.used[i] && !e.always {
				t.Errorf("never asked for: %s %s", e.method, e.target)
			}
		}
	})
	return r
}

func (r *recorded) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	body, err := io.ReadAll(q.Body)
	if err != nil {
		r.t.Errorf("read the body: %v", err)
	}
	e, ok := r.find(q, string(body))
	if !ok {
		r.t.Errorf("unexpected request: %s %s %s", q.Method, q.URL.RequestURI(), body)
		w.WriteHeader(http.StatusTeapot)
		return
	}
	if q.Header.Get("X-API-Key") != "secret" && q.URL.Path != "/ready" {
		r.t.Errorf("%s %s came with the key %q", q.Method, q.URL.Path, q.Header.Get("X-API-Key"))
	}
	if got := q.Header.Get("X-Airra-Actor"); e.actor != "" && got != e.actor {
		r.t.Errorf("%s %s came from %q, not from %q", q.Method, q.URL.Path, got, e.actor)
	}
	if q.Method == http.MethodPost && q.Header.Get("Idempotency-Key") == "" {
		r.t.Errorf("%s %s has no Idempotency-Key", q.Method, q.URL.Path)
	}
	if e.stream {
		r.begun()
	}
	e.write(r.t, w, q)
}

func (r *recorded) find(q *http.Request, body string) (exchange, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for i, e := range r.exchanges {
		if (!r.used[i] || e.always) && e.method == q.Method && e.target == q.URL.RequestURI() && sameJSON(e.body, body) {
			r.used[i] = true
			return e, true
		}
	}
	return exchange{}, false
}

func sameJSON(want, got string) bool {
	if want == "" || got == "" {
		return want == got
	}
	var a, b any
	return json.Unmarshal([]byte(want), &a) == nil && json.Unmarshal([]byte(got), &b) == nil && cmp.Equal(a, b)
}

func (e exchange) write(t *testing.T, w http.ResponseWriter, q *http.Request) {
	text, ok := e.answer.(string)
	if !ok {
		encoded, err := json.Marshal(e.answer)
		if err != nil {
			t.Errorf("marshal the answer: %v", err)
		}
		text = string(encoded)
	}
	if e.stream {
		w.Header().Set("Content-Type", "text/event-stream")
		_, _ = io.WriteString(w, text)
		_ = http.NewResponseController(w).Flush()
		<-q.Context().Done()
		return
	}
	w.Header().Set("Content-Type", "application/json")
	if e.status != 0 {
		w.WriteHeader(e.status)
	}
	_, _ = io.WriteString(w, text)
}

// problem is a refusal as the API writes it.
func problem(status int, code airra.Code, detail, hint string) exchange {
	return exchange{status: status, answer: map[string]any{"status": status, "code": code, "detail": detail, "hint": hint, "request_id": "req-1"}}
}

// refusing is a problem as the answer to a request.
func refusing(method, target, body string, p exchange) exchange {
	p.method, p.target, p.body = method, target, body
	return p
}

// shell is the person or the script that types a command.
type shell struct {
	env   map[string]string
	in    string
	inTTY bool
	tty   bool
	width int             // 0 means 100 columns
	ctx   context.Context //nolint:containedctx // It is the argument of one call, kept to keep the calls short.
}

func (s shell) columns() int {
	if s.width == 0 {
		return 100
	}
	return s.width
}

// typed is what came of a command.
type typed struct {
	code     int
	out, err string
}

// run types a command. The environment holds nothing but what the test gives.
func (s shell) run(t *testing.T, server string, args ...string) typed {
	t.Helper()
	env := map[string]string{"AIRRA_API_KEY": "secret", "AIRRA_USER": "jane@example.com", "HOME": t.TempDir()}
	if server != "" {
		env["AIRRA_SERVER"] = server
	}
	for name, value := range s.env {
		env[name] = value
	}
	ctx := s.ctx
	if ctx == nil {
		ctx = t.Context()
	}
	var out, errOut bytes.Buffer
	code := cli.Run(ctx, cli.Streams{
		In: strings.NewReader(s.in), Out: &out, Err: &errOut, InTTY: s.inTTY, OutTTY: s.tty, ErrTTY: s.tty, Width: s.columns(),
		Env: func(name string) string { return env[name] }, Now: func() time.Time { return now },
	}, args)
	return typed{code, out.String(), errOut.String()}
}

// wants fails the test when something is not what was wanted.
func wants[T any](t *testing.T, what string, want, got T) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(typed{})); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func ptr[T any](v T) *T { return &v }

// incident142 is an incident that waits for a decision.
func incident142() airra.Incident {
	return airra.Incident{
		ID: "0198f000-0000-7000-8000-000000000142", Ref: "INC-142", Title: "Error rate 18x normal", Description: "Error rate 18x normal since 12:00:00, still going on.",
		Severity: airra.SeverityCritical, AffectedService: "payment-service", AffectedComponents: []string{"order-service"},
		Status: airra.StatusPendingApproval, DetectedAt: now.Add(-4 * time.Minute), DetectionSource: airra.SourceMonitor, Origin: airra.OriginReal,
		MetricsSnapshot: json.RawMessage(`{"error_rate":9.0}`), Context: json.RawMessage(`{}`), Reasoner: "offline rules",
		CreatedAt: now.Add(-4 * time.Minute), UpdatedAt: now.Add(-4 * time.Minute),
	}
}

// incident141 is an incident that is being analyzed and was acknowledged.
func incident141() airra.Incident {
	i := incident142()
	i.ID, i.Ref, i.Title, i.Severity, i.Status = "0198f000-0000-7000-8000-000000000141", "INC-141", "Latency p95 1.2 s (normal 80 ms)", airra.SeverityHigh, airra.StatusAnalyzing
	i.AffectedService, i.DetectedAt = "order-service", now.Add(-40*time.Second)
	i.AcknowledgedBy, i.AcknowledgedAt = ptr("bob@example.com"), ptr(now)
	return i
}

func action88() airra.Action {
	return airra.Action{
		ID: "0198f000-0000-7000-8000-000000000088", Ref: "ACT-88", IncidentID: incident142().ID, IncidentRef: "INC-142", HypothesisID: ptr(airra.HypothesisID("h1")),
		ActionType: airra.ActionRollbackDeployment, Name: "Rollback Deployment - payment-service", Description: "Roll payment-service back to the previous revision.",
		TargetService: "payment-service", RiskLevel: airra.RiskHigh, RiskScore: 0.779,
		RiskTerms:   []airra.RiskTerm{{Name: "base", Value: 0.75}, {Name: "uncertainty", Value: 0.029}, {Name: "tier", Value: 0}},
		BlastRadius: "high", Parameters: json.RawMessage(`{"revision":"previous"}`), Status: airra.ActionPendingApproval, RequiresApproval: true,
		ExecutionMode: airra.ModeDryRun, CreatedAt: now.Add(-3 * time.Minute), UpdatedAt: now.Add(-3 * time.Minute),
	}
}

// decided is action 88 in a later state.
func decided(status airra.ActionStatus) airra.Action {
	a := action88()
	a.Status, a.ApprovedBy, a.ApprovedAt = status, ptr("you@example.com"), ptr(now)
	switch status {
	case airra.ActionSucceeded:
		a.ExecutedAt, a.ExecutionResult = ptr(now), &airra.ExecutionResult{Status: airra.ExecutionSuccess, Message: "would roll back payment-service", DryRun: true}
	case airra.ActionFailed:
		a.ExecutedAt, a.ExecutionResult = ptr(now), &airra.ExecutionResult{Status: airra.ExecutionFailed, Message: "no such deployment"}
	case airra.ActionRejected:
		a.ApprovedBy, a.ApprovedAt = nil, nil
		a.RejectedBy, a.RejectionReason = ptr("airra"), ptr("the incident was resolved")
	}
	return a
}

func page(items ...airra.Incident) airra.Page[airra.Incident] {
	return airra.Page[airra.Incident]{Items: items, Total: len(items), Page: 1, PageSize: 30, Pages: 1}
}

func listing(items ...airra.Incident) exchange {
	return exchange{method: "GET", target: "/api/v1/incidents?page_size=30", answer: page(items...)}
}

func encode(tb testing.TB, value any) []byte {
	tb.Helper()
	encoded, err := json.Marshal(value)
	if err != nil {
		tb.Fatal(err)
	}
	return encoded
}
