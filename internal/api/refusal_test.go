package api_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/api"
)

func TestKeys(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, key string
		status    int
		code      airra.Code
	}{
		{"none", "", 401, airra.CodeUnauthenticated},
		{"wrong", "another", 403, airra.CodeForbidden},
		{"a beginning of the right one", key[:3], 403, airra.CodeForbidden},
		{"bytes that are no text", "\xff\xfe", 403, airra.CodeForbidden},
		{"letters beyond ASCII", "schlüssel", 403, airra.CodeForbidden},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			for _, r := range append(slices.Clone(routes), route{"", "GET", "/api/v1/events", "", 200}, route{"", "GET", "/api/v1/nothing", "", 404}) {
				if strings.HasPrefix(r.path, "/api/") && r.path != acknowledgePath {
					b.problem(b.send(r.method, r.path, r.body, "X-API-Key", c.key), c.status, c.code)
				}
			}
			if _, _, calls := b.backend.lastCall(); calls != 0 {
				t.Errorf("the backend was asked %d times by a stranger", calls)
			}
		})
	}
	t.Run("a stranger is told how to sign in", func(t *testing.T) {
		t.Parallel()
		w := setup(t).send("GET", "/api/v1/status", "", "X-API-Key", "")
		if got := w.Header().Get("WWW-Authenticate"); !strings.Contains(got, "X-API-Key") {
			t.Errorf("WWW-Authenticate %q", got)
		}
	})
	t.Run("a server without a key lets nobody in", func(t *testing.T) {
		t.Parallel()
		b := setup(t, func(o *api.Options) { o.APIKey = "" })
		b.problem(b.send("GET", "/api/v1/status", "", "X-API-Key", "x"), 403, airra.CodeForbidden)
	})
	t.Run("open paths need none", func(t *testing.T) {
		t.Parallel()
		b := setup(t, func(o *api.Options) { o.Debug = true })
		for _, path := range []string{"/", "/health", "/ready", "/metrics", "/demo/metrics", "/openapi.json", "/docs", "/docs/init.js"} {
			if w := b.send("GET", path, "", "X-API-Key", ""); w.Code != 200 {
				t.Errorf("%s: %d %s", path, w.Code, w.Body)
			}
		}
	})
}

func TestActor(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, name := range []string{"ann@example.com", "jörg", "a.b-c_d+e"} {
		b.send("GET", "/api/v1/status", "", "X-Airra-Actor", name)
		if _, actor, _ := b.backend.lastCall(); actor != name {
			t.Errorf("actor %q, want %q", actor, name)
		}
	}
	for _, name := range []string{"a", "two words", "x;y", "\xff\xfe\xfd", strings.Repeat("a", 256)} {
		p := b.problem(b.send("GET", "/api/v1/status", "", "X-Airra-Actor", name), 422, airra.CodeInvalid)
		if len(p.Errors) != 1 || p.Errors[0].Location != "header.X-Airra-Actor" {
			t.Errorf("%q: %+v", name, p.Errors)
		}
	}
}

// locations gives what a problem names.
func locations(p api.Problem) []string {
	var found []string
	for _, e := range p.Errors {
		found = append(found, e.Location)
	}
	slices.Sort(found)
	return found
}

func TestEveryBadFieldIsNamed(t *testing.T) {
	t.Parallel()
	const incidents, approve, reject = "/api/v1/incidents", "/api/v1/approvals/ACT-1/approve", "/api/v1/approvals/ACT-1/reject"
	long := strings.Repeat("ä", 256)
	for _, c := range []struct {
		name, method, path, body string
		want                     []string
	}{
		{"nothing given", "POST", incidents, `{}`, []string{"body.affected_service", "body.description", "body.severity", "body.title"}},
		{"everything empty", "POST", incidents, `{"title":"","description":"","severity":"","affected_service":""}`, []string{"body.affected_service", "body.description", "body.severity", "body.title"}},
		{"everything too long", "POST", incidents, `{"title":"` + long + `","description":"d","severity":"low","affected_service":"` + long + `","detection_source":"` + long + `"}`, []string{"body.affected_service", "body.detection_source", "body.title"}},
		{"wrong types", "POST", incidents, `{"title":1,"description":[],"severity":true,"affected_service":{},"affected_components":"a","metrics_snapshot":[],"context":"c"}`, []string{"body.affected_components", "body.affected_service", "body.context", "body.description", "body.metrics_snapshot", "body.severity", "body.title"}},
		{"a component that is no text", "POST", incidents, with(`"affected_components":["a",1]`), []string{"body.affected_components[1]"}},
		{"null where something must be", "POST", incidents, `{"title":null,"description":"d","severity":"low","affected_service":"s"}`, []string{"body.title"}},
		{"a time without a zone", "POST", incidents, with(`"detected_at":"2026-03-01T12:00:00"`), []string{"body.detected_at"}},
		{"a time whose year has five digits in UTC", "POST", incidents, with(`"detected_at":"9999-12-31T23:59:59-23:59"`), []string{"body.detected_at"}},
		{"a time before there were computers", "POST", incidents, with(`"detected_at":"0001-01-01T00:00:00Z"`), []string{"body.detected_at"}},
		{"an array for a body", "POST", incidents, `[]`, []string{"body"}},
		{"a null for a body", "POST", incidents, `null`, []string{"body"}},
		{"NUL in a value", "POST", incidents, with(`"context":{"a":[{"b":"x\u0000"}]}`), []string{"body.context.a[0].b"}},
		{"NUL in a key", "POST", incidents, with(`"context":{"a\u0000":1}`), []string{"body.context.a?"}},
		{"NUL in an unknown field", "POST", incidents, with(`"unknown":"\u0000"`), []string{"body.unknown"}},
		{"bytes that are no text", "POST", incidents, with("\"context\":{\"a\":\"\xff\"}"), []string{"body.context.a"}},
		{"half a character", "POST", incidents, with(`"context":{"a":"\ud800"}`), []string{"body"}},
		{"half a character reversed", "POST", incidents, with(`"context":{"a":"\udc00\ud800"}`), []string{"body"}},
		{"a quick report of nothing", "POST", "/api/v1/quick-incident", `{}`, []string{"body.service_name"}},
		{"a quick report with a bad severity", "POST", "/api/v1/quick-incident", `{"service_name":"s","severity":"huge"}`, []string{"body.severity"}},
		{"nobody approves", "POST", approve, `{}`, []string{"body.approved_by"}},
		{"a mode that is none", "POST", approve, `{"approved_by":"ann","execution_mode":"wet"}`, []string{"body.execution_mode"}},
		{"a name with a space", "POST", approve, `{"approved_by":"ann smith"}`, []string{"body.approved_by"}},
		{"a name of one letter", "POST", approve, `{"approved_by":"a"}`, []string{"body.approved_by"}},
		{"a name with a line break", "POST", approve, `{"approved_by":"ann\n"}`, []string{"body.approved_by"}},
		{"no reason for a rejection", "POST", reject, `{"rejected_by":"ann"}`, []string{"body.rejection_reason"}},
		{"an empty comment", "POST", incidents + "/INC-1/comments", `{"text":""}`, []string{"body.text"}},
		{"a span that is none", "POST", incidents + "/INC-1/acknowledge", `{"for":"soon"}`, []string{"body.for"}},
		{"a span in the past", "POST", incidents + "/INC-1/acknowledge", `{"for":"-1h"}`, []string{"body.for"}},
		{"a span of years", "POST", incidents + "/INC-1/acknowledge", `{"for":"8760h"}`, []string{"body.for"}},
		{"a duration below zero", "PATCH", incidents + "/INC-1", `{"resolution_time_seconds":-1}`, []string{"body.resolution_time_seconds"}},
		{"a duration beyond numbers", "PATCH", incidents + "/INC-1", `{"resolution_time_seconds":1e30}`, []string{"body.resolution_time_seconds"}},
		{"a key that names nothing", "GET", incidents + "/x!", "", []string{"path.id"}},
		{"a key that is too long", "GET", incidents + "/" + strings.Repeat("a", 65), "", []string{"path.id"}},
		{"a page below one", "GET", incidents + "?page=0&page_size=101", "", []string{"query.page", "query.page_size"}},
		{"a page that is no number", "GET", incidents + "?page=x", "", []string{"query.page"}},
		{"a status that is none", "GET", incidents + "?status=detected,open&start_date=yesterday&end_date=x", "", []string{"query.end_date", "query.start_date", "query.status"}},
		{"a service that cannot be one", "GET", incidents + "?service=a%20b", "", []string{"query.service"}},
		{"an engineer that cannot be one", "GET", incidents + "?assigned_engineer_id=7", "", []string{"query.assigned_engineer_id"}},
		{"a search for nothing", "GET", incidents + "?search=&service=", "", []string{"query.search", "query.service"}},
		{"a day that is none", "GET", incidents + "?start_date=2026-02-30&end_date=2026-1-1", "", []string{"query.end_date", "query.start_date"}},
		{"NUL in the query", "GET", incidents + "?search=%00", "", []string{"query.search"}},
		{"bytes that are no text in the query", "GET", incidents + "?search=%ff", "", []string{"query.search"}},
		{"a broken escape in the query", "GET", incidents + "?search=%zz", "", []string{"query"}},
		{"NUL in the path", "GET", incidents + "/%00", "", []string{"path"}},
		{"bytes that are no text in the path", "GET", incidents + "/%ff", "", []string{"path"}},
		{"a negative skip", "GET", "/api/v1/actions?skip=-1&limit=0&status=x", "", []string{"query.limit", "query.skip", "query.status"}},
		{"a job that cannot be", "POST", "/api/v1/server/jobs/0/retry", "", []string{"path.id"}},
		{"an evidence that cannot be", "POST", incidents + "/INC-1/evidence/0/rerun", "", []string{"path.n"}},
		{"an event that cannot be", "GET", "/api/v1/events?after=-1", "", []string{"query.after"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			checkRefusal(t, c.method, c.path, c.body, c.want)
		})
	}
}

// checkRefusal makes a request of which the wanted places are wrong and no others.
func checkRefusal(t *testing.T, method, path, body string, want []string) {
	t.Helper()
	b := setup(t)
	p := b.problem(b.send(method, path, body), 422, airra.CodeInvalid)
	if diff := cmp.Diff(want, locations(p)); diff != "" {
		t.Errorf("locations (-want +got):\n%s\n%s", diff, p.Detail)
	}
	for _, e := range p.Errors {
		if e.Message == "" || !strings.Contains(p.Detail, e.Message) {
			t.Errorf("the detail %q does not say %q", p.Detail, e.Message)
		}
	}
}

// with is a good report with one more field.
func with(field string) string { return strings.TrimSuffix(incidentBody, "}") + "," + field + "}" }

func TestTextThatOnlyLooksFlawedIsTaken(t *testing.T) {
	t.Parallel()
	for _, field := range []string{
		`"context":{"a":"\\u0000"}`, `"context":{"a":"\ud83d\ude00"}`, `"context":{"a":"\\ud800"}`, `"context":{"a":"ÿ😀\u00e9"}`, `"context":{"\\":"\u0001"}`,
	} {
		b := setup(t)
		if w := b.send("POST", "/api/v1/incidents", with(field)); w.Code != 201 {
			t.Errorf("%s: %d %s", field, w.Code, w.Body)
		}
	}
}

func TestRequestsThatCannotBeUnderstood(t *testing.T) {
	t.Parallel()
	const incidents = "/api/v1/incidents"
	for _, c := range []struct {
		name, method, path, body string
		headers                  []string
		status                   int
		code                     airra.Code
		detail                   string
	}{
		{"no JSON", "POST", incidents, "{\n \"title\": x}", nil, 400, airra.CodeBadRequest, "line 2, column 11"},
		{"half a JSON", "POST", incidents, `{"title":`, nil, 400, airra.CodeBadRequest, "line 1"},
		{"two JSONs", "POST", incidents, `{} {}`, nil, 400, airra.CodeBadRequest, "line 1, column 4"},
		{"no body", "POST", incidents, "", nil, 400, airra.CodeBadRequest, "body is required"},
		{"a number beyond numbers", "POST", incidents, with(`"context":{"a":1e999}`), nil, 400, airra.CodeBadRequest, "number 1e999"},
		{"one field twice in different case", "POST", incidents, with(`"Title":""`), nil, 400, airra.CodeBadRequest, "twice"},
		{"one field twice with a strange letter", "POST", incidents, with(`"de\u017fcription":""`), nil, 400, airra.CodeBadRequest, "twice"},
		{"another format", "POST", incidents, incidentBody, []string{"Content-Type", "application/xml"}, 415, airra.CodeBadRequest, "application/json"},
		{"a content type that is none", "POST", incidents, incidentBody, []string{"Content-Type", ";;"}, 415, airra.CodeBadRequest, "application/json"},
		{"a severity that is none", "GET", incidents + "?severity=huge", "", nil, 400, airra.CodeBadRequest, "critical, high"},
		{"a body over the limit", "POST", incidents, strings.Repeat(" ", api.MaxBody+1), nil, 413, airra.CodeTooLarge, "1048576"},
		{"an unknown path", "GET", "/api/v1/nothing", "", nil, 404, airra.CodeNotFound, "nothing"},
		{"a path below a route", "GET", "/health/x", "", nil, 404, airra.CodeNotFound, "nothing"},
		{"a path with an empty part", "GET", "/api/v1//incidents", "", nil, 404, airra.CodeNotFound, "nothing"},
		{"a path with dots", "GET", "/api/v1/../v1/incidents", "", nil, 404, airra.CodeNotFound, "nothing"},
		{"two slashes at the end", "GET", "/api/v1/incidents//", "", nil, 404, airra.CodeNotFound, "nothing"},
		{"an unknown thing", "GET", incidents + "/INC-999", "", nil, 404, airra.CodeNotFound, "INC-999"},
		{"another method", "DELETE", incidents, "", nil, 405, airra.CodeBadRequest, "GET or POST"},
		{"a method of a whole thing", "PUT", "/api/v1/on-call", "", nil, 405, airra.CodeBadRequest, "GET or POST"},
		{"another method of a whole thing", "POST", "/api/v1/on-call/rotations/Platform", "", nil, 405, airra.CodeBadRequest, "GET or PUT or DELETE"},
		{"a method that is none", "BREW", "/health", "", nil, 405, airra.CodeBadRequest, "GET"},
		{"docs that are off", "GET", "/docs", "", nil, 404, airra.CodeNotFound, "nothing"},
		{"a decision too late", "POST", "/api/v1/actions/ACT-1/execute", "", nil, 409, airra.CodeConflict, "pending approval"},
		{"live on a dry server", "POST", "/api/v1/approvals/ACT-1/approve", `{"approved_by":"ann","execution_mode":"live"}`, nil, 403, airra.CodeDenied, "live"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			w := b.send(c.method, c.path, c.body, c.headers...)
			p := b.problem(w, c.status, c.code)
			if !strings.Contains(p.Detail, c.detail) {
				t.Errorf("detail %q does not say %q", p.Detail, c.detail)
			}
			if (c.status == 405) != (w.Header().Get("Allow") != "") {
				t.Errorf("Allow: %q", w.Header().Get("Allow"))
			}
			if c.code == airra.CodeConflict && p.State != "pending_approval" {
				t.Errorf("state %q", p.State)
			}
		})
	}
}

func TestBodiesAtTheEdge(t *testing.T) {
	t.Parallel()
	b := setup(t)
	pad := strings.Repeat(" ", api.MaxBody-len(incidentBody))
	if w := b.send("POST", "/api/v1/incidents", incidentBody+pad); w.Code != 201 {
		t.Errorf("a body of exactly the limit: %d %s", w.Code, w.Body)
	}
	for _, media := range []string{"", "application/json; charset=utf-8", "application/x-www-form-urlencoded", "text/plain"} {
		if w := b.send("POST", "/api/v1/incidents", incidentBody, "Content-Type", media); w.Code != 201 {
			t.Errorf("content type %q: %d %s", media, w.Code, w.Body)
		}
	}
	for name, body := range map[string]io.Reader{
		"too long, of unknown length": io.MultiReader(strings.NewReader(incidentBody), strings.NewReader(strings.Repeat(" ", api.MaxBody))),
		"broken off":                  iotest.TimeoutReader(iotest.OneByteReader(strings.NewReader(incidentBody))),
	} {
		r := httptest.NewRequestWithContext(t.Context(), "POST", "/api/v1/incidents", body)
		r.Header.Set("X-API-Key", key)
		want, code := 400, airra.CodeBadRequest
		if strings.HasPrefix(name, "too long") {
			want, code = 413, airra.CodeTooLarge
		}
		b.problem(b.do(r), want, code)
	}
}

func TestErrorsOfTheBackend(t *testing.T) {
	t.Parallel()
	for code, status := range map[airra.Code]int{
		airra.CodeInvalid: 422, airra.CodeBadRequest: 400, airra.CodeUnauthenticated: 401, airra.CodeForbidden: 403, airra.CodeDenied: 403,
		airra.CodeNotFound: 404, airra.CodeConflict: 409, airra.CodeTooLarge: 413, airra.CodeRateLimited: 429, airra.CodeUnavailable: 503,
	} {
		t.Run(string(code), func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			b.backend.breakWith(fmt.Errorf("wrapped: %w", &airra.Error{
				Code: code, Message: "the message", State: "resolved", Hint: "do this", RetryAfter: 1500 * time.Millisecond,
				Fields: []airra.FieldError{{Field: "body.x", Message: "bad"}}, Err: errors.New("secret cause"),
			}))
			w := b.send("GET", "/api/v1/status", "")
			p := b.problem(w, status, code)
			want := api.Problem{
				Title: http.StatusText(status), Status: status, Detail: "the message", Code: code, State: "resolved", Hint: "do this",
				Errors: []api.ProblemField{{Location: "body.x", Message: "bad"}}, RequestID: p.RequestID,
			}
			if diff := cmp.Diff(fmt.Sprintf("%+v", want), fmt.Sprintf("%+v", p)); diff != "" {
				t.Error(diff)
			}
			if w.Header().Get("Retry-After") != "2" {
				t.Errorf("Retry-After %q, want whole seconds rounded up", w.Header().Get("Retry-After"))
			}
		})
	}
}

func TestForeignErrorsAreForOperatorsOnly(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	b := setup(t, func(o *api.Options) { o.Log = slog.New(slog.NewTextHandler(&log, nil)) })
	b.backend.breakWith(errors.New("password=hunter2"))
	p := b.problem(b.send("POST", "/api/v1/incidents", incidentBody, "X-Request-Id", "req-1"), 500, airra.CodeInternal)
	if p.Detail != "internal error" || p.RequestID != "req-1" {
		t.Errorf("%+v", p)
	}
	if got := log.String(); strings.Count(got, "hunter2") != 1 || !strings.Contains(got, "request_id=req-1") {
		t.Errorf("log: %s", got)
	}
}

func TestPanicsAreAnsweredAndLogged(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	b := setup(t, func(o *api.Options) {
		o.Log = slog.New(slog.NewTextHandler(&log, nil))
		o.DemoMetrics = func(w io.Writer, _ time.Time) {
			_, _ = io.WriteString(w, "half an answer")
			panic("oh no")
		}
	})
	w := b.send("GET", "/demo/metrics", "")
	b.problem(w, 500, airra.CodeInternal)
	if strings.Contains(w.Body.String(), "half") || !strings.Contains(log.String(), "oh no") {
		t.Errorf("body %s, log %s", w.Body, log.String())
	}
}

func TestAnAnswerThatCannotBeWrittenIsAnError(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.backend.action.RiskScore = 1 / zero // infinite: JSON has no word for it
	w := b.send("GET", "/api/v1/actions", "")
	b.problem(w, 500, airra.CodeInternal)
}

var zero float64

func TestARequestGivenUpIsNotAFailureOfOurs(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	b := setup(t, func(o *api.Options) { o.Log = slog.New(slog.NewTextHandler(&log, nil)) })
	b.backend.gate = make(chan struct{})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	r := httptest.NewRequestWithContext(ctx, "POST", "/api/v1/incidents", strings.NewReader(incidentBody))
	r.Header.Set("X-API-Key", key)
	b.problem(b.do(r), 503, airra.CodeUnavailable)
	if log.Len() > 0 {
		t.Errorf("log: %s", log.String())
	}
}
