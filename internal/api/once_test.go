package api_test

import (
	"context"
	"errors"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/api"
	"github.com/airra/airra/internal/memory"
)

func TestLimits(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		paths []string // share one limit
		count int
	}{
		{"llm", []string{"/api/v1/incidents/INC-1/analyze", "/api/v1/quick-incident"}, 5},
		{"write", []string{
			"/api/v1/approvals/ACT-1/approve", "/api/v1/approvals/ACT-1/reject", "/api/v1/actions/ACT-1/execute",
			noticesPath + "/page", noticesPath + "/test", noticePath + "/resend",
		}, 30},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			now := noon
			b := setup(t, func(o *api.Options) { o.Limiter = memory.NewLimiter(func() time.Time { return now }) })
			for i := range c.count {
				if w := b.send("POST", c.paths[i%len(c.paths)], `{}`); w.Code == 429 {
					t.Fatalf("request %d of %d was refused", i+1, c.count)
				}
			}
			for _, path := range c.paths {
				w := b.send("POST", path, `{}`)
				p := b.problem(w, 429, airra.CodeRateLimited)
				wait := time.Minute / time.Duration(c.count)
				if want := wait.Seconds(); w.Header().Get("Retry-After") != strings.TrimSuffix((time.Duration(want)*time.Second).String(), "s") {
					t.Errorf("Retry-After %q, want %v (%s)", w.Header().Get("Retry-After"), wait, p.Detail)
				}
			}
			now = now.Add(time.Minute / time.Duration(c.count))
			if w := b.send("POST", c.paths[0], `{}`); w.Code == 429 {
				t.Error("refused after the announced wait")
			}
		})
	}
	t.Run("nothing else is limited", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		for range 100 {
			if w := b.send("POST", "/api/v1/incidents", incidentBody); w.Code != 201 {
				t.Fatalf("status %d", w.Code)
			}
			if w := b.send("POST", noticesPath+"/send", `{"engineer_id":"alice","incident_id":"INC-1","channel":"email"}`); w.Code != 201 {
				t.Fatalf("status %d", w.Code)
			}
		}
	})
}

// Words cost a model's time only where there is a model. Without one, a draft and a
// scenario are writes like any other.
func TestTheLimitOfTheModelHoldsForWordsWhereThereIsOne(t *testing.T) {
	t.Parallel()
	worded := []struct{ method, path string }{
		{"GET", "/api/v1/incidents/INC-1/postmortem/draft"},
		{"POST", "/api/v1/simulator/scenarios/memory_leak_gradual/start"},
		{"POST", "/api/v1/simulator/drills/busy_day/start"},
		{"POST", "/api/v1/simulator/generate"},
	}
	for model, most := range map[bool]int{true: 5, false: 30} {
		b := setup(t, func(o *api.Options) {
			o.Model, o.Limiter = model, memory.NewLimiter(func() time.Time { return noon })
		})
		for i := range most {
			if w := b.send(worded[i%len(worded)].method, worded[i%len(worded)].path, ""); w.Code >= 400 {
				t.Fatalf("with a model %v, request %d of %d: %d %s", model, i+1, most, w.Code, w.Body)
			}
		}
		for _, one := range worded {
			b.problem(b.send(one.method, one.path, ""), 429, airra.CodeRateLimited)
		}
		analysed := b.send("POST", "/api/v1/incidents/INC-1/analyze", "").Code
		if limited := analysed == 429; limited != model {
			t.Errorf("with a model %v, an analysis shares the limit of words: status %d", model, analysed)
		}
	}
}

func TestAHeaderMakesNoOtherCaller(t *testing.T) {
	t.Parallel()
	b := setup(t, func(o *api.Options) { o.LimitLLM = airra.Limit{Events: 1, Per: time.Minute} })
	b.send("POST", "/api/v1/quick-incident", `{"service_name":"s"}`)
	for _, header := range []string{"X-Forwarded-For", "X-Real-Ip", "Forwarded"} {
		b.problem(b.send("POST", "/api/v1/quick-incident", `{"service_name":"s"}`, header, "203.0.113.9"), 429, airra.CodeRateLimited)
	}
}

func TestIdempotencyKeys(t *testing.T) {
	t.Parallel()
	const path = "/api/v1/incidents"
	once := func(b *bench, k, body string) *httptest.ResponseRecorder {
		return b.send("POST", path, body, "Idempotency-Key", k)
	}
	t.Run("a repetition gets the first answer", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		first, second := once(b, "k", incidentBody), once(b, "k", incidentBody)
		if second.Code != 201 || second.Body.String() != first.Body.String() || second.Header().Get("Content-Type") != "application/json" {
			t.Errorf("%d %s", second.Code, second.Body)
		}
		if first.Header().Get("Idempotency-Replayed") != "" || second.Header().Get("Idempotency-Replayed") != "true" {
			t.Error("the repetition is not marked, or the first is")
		}
		if _, _, calls := b.backend.lastCall(); calls != 1 {
			t.Errorf("it was done %d times", calls)
		}
	})
	t.Run("an answer with a secret is not kept", func(t *testing.T) {
		t.Parallel()
		for path, body := range map[string]string{
			"/api/v1/on-call/feeds":          `{"engineer":"alice"}`,
			"/api/v1/notifications/channels": `{"name":"ops","url":"https://ops.example.com/hook"}`,
		} {
			kept := &answers{}
			b := setup(t, func(o *api.Options) { o.Idempotency = kept })
			if w := b.send("POST", path, body, "Idempotency-Key", "k"); w.Code != 201 {
				t.Fatalf("%s: %d %s", path, w.Code, w.Body)
			}
			if len(kept.claims) != 0 {
				t.Errorf("%s: its answer is kept", path)
			}
		}
	})
	t.Run("another spelling of the path or the query is a repetition", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		first := b.send("POST", "/api/v1/incidents?a=1&b=2%20", incidentBody, "Idempotency-Key", "k")
		for _, path := range []string{"/api/v1/incidents/?a=1&b=2%20", "/api/v1/%69ncidents?b=2+&a=1", "/api/v1/%69ncidents/?a=1&b=2+"} {
			w := b.send("POST", path, incidentBody, "Idempotency-Key", "k")
			if w.Code != 201 || w.Header().Get("Idempotency-Replayed") != "true" || w.Body.String() != first.Body.String() {
				t.Errorf("%s: %d %s", path, w.Code, w.Body)
			}
		}
	})
	t.Run("a slash within a key is another path", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		b.send("POST", "/api/v1/incidents/INC-1/escalate", `{}`, "Idempotency-Key", "k")
		b.problem(b.send("POST", "/api/v1/incidents/INC-1%2Fescalate", `{}`, "Idempotency-Key", "k"), 422, airra.CodeInvalid)
	})
	t.Run("a repetition says where the result will be", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		prepare(b.backend, "analyze")
		for _, replayed := range []string{"", "true"} {
			w := b.send("POST", "/api/v1/incidents/INC-1/analyze", "", "Idempotency-Key", "k")
			if w.Code != 202 || w.Header().Get("Idempotency-Replayed") != replayed || w.Header().Get("Location") != "/api/v1/incidents/"+incidentID {
				t.Errorf("%d %v", w.Code, w.Header())
			}
		}
	})
	t.Run("the same words of somebody else are another request", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		say := func(actor string) *httptest.ResponseRecorder {
			return b.send("POST", "/api/v1/incidents/INC-1/escalate", `{}`, "Idempotency-Key", "k", "X-Airra-Actor", actor)
		}
		say("ann")
		b.problem(say("bob"), 422, airra.CodeInvalid)
		b.problem(say(""), 422, airra.CodeInvalid)
		if w := say("ann"); w.Code != 200 || w.Header().Get("Idempotency-Replayed") != "true" {
			t.Errorf("%d %s", w.Code, w.Body)
		}
	})
	t.Run("a refusal is an answer too", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		first, second := once(b, "k", `{}`), once(b, "k", `{}`)
		b.problem(first, 422, airra.CodeInvalid)
		if second.Code != 422 || second.Body.String() != first.Body.String() || second.Header().Get("Content-Type") != "application/problem+json" {
			t.Errorf("%d %s", second.Code, second.Body)
		}
	})
	t.Run("another request with the same key is refused", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		once(b, "k", incidentBody)
		b.problem(once(b, "k", with(`"context":{}`)), 422, airra.CodeInvalid)
		b.problem(b.send("POST", "/api/v1/quick-incident", incidentBody, "Idempotency-Key", "k"), 422, airra.CodeInvalid)
	})
	t.Run("a request that still runs is not begun again", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		b.backend.gate = make(chan struct{})
		store := &answers{}
		b.handler = api.New(api.Options{Backend: b.backend, Idempotency: waiting{store, b.backend.gate}, APIKey: key})
		done := make(chan *httptest.ResponseRecorder)
		go func() { done <- once(b, "k", incidentBody) }()
		b.backend.gate <- struct{}{} // the first has its claim and now waits in the backend
		b.problem(once(b, "k", incidentBody), 409, airra.CodeConflict)
		b.backend.gate <- struct{}{}
		if w := <-done; w.Code != 201 {
			t.Errorf("the first: %d %s", w.Code, w.Body)
		}
	})
	t.Run("a failure of ours may be tried again", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		b.backend.breakWith(errors.New("broken"))
		b.problem(once(b, "k", incidentBody), 500, airra.CodeInternal)
		b.backend.breakWith(nil)
		if w := once(b, "k", incidentBody); w.Code != 201 || w.Header().Get("Idempotency-Replayed") != "" {
			t.Errorf("%d %s", w.Code, w.Body)
		}
	})
	t.Run("a refusal by a limit may be tried again", func(t *testing.T) {
		t.Parallel()
		now := noon
		b := setup(t, func(o *api.Options) {
			o.LimitLLM = airra.Limit{Events: 1, Per: time.Minute}
			o.Limiter = memory.NewLimiter(func() time.Time { return now })
		})
		quick := func() *httptest.ResponseRecorder {
			return b.send("POST", "/api/v1/quick-incident", `{"service_name":"s"}`, "Idempotency-Key", "k")
		}
		b.send("POST", "/api/v1/quick-incident", `{"service_name":"s"}`)
		b.problem(quick(), 429, airra.CodeRateLimited)
		now = now.Add(time.Minute)
		if w := quick(); w.Code != 201 {
			t.Errorf("%d %s", w.Code, w.Body)
		}
	})
	t.Run("a panic leaves no claim behind", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		good := b.backend
		b.handler = api.New(api.Options{Backend: panicking{good}, Idempotency: &answers{}, APIKey: key})
		b.problem(once(b, "k", incidentBody), 500, airra.CodeInternal)
		b.problem(once(b, "k", incidentBody), 500, airra.CodeInternal) // and not 409
	})
	t.Run("a client that leaves does not lose what was done", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		ctx, cancel := context.WithCancel(t.Context())
		store := strict{&answers{}}
		b.handler = api.New(api.Options{Backend: leaving{b.backend, cancel}, Idempotency: store, APIKey: key})
		r := httptest.NewRequestWithContext(ctx, "POST", path, strings.NewReader(incidentBody))
		r.Header.Set("X-API-Key", key)
		r.Header.Set("Idempotency-Key", "k")
		b.do(r)
		if w := once(b, "k", incidentBody); w.Code != 201 || w.Header().Get("Idempotency-Replayed") != "true" {
			t.Errorf("%d %s", w.Code, w.Body)
		}
	})
	t.Run("a key that cannot be one", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		for _, k := range []string{strings.Repeat("k", 256), "a b", "ä"} {
			p := b.problem(once(b, k, incidentBody), 422, airra.CodeInvalid)
			if len(p.Errors) != 1 || p.Errors[0].Location != "header.Idempotency-Key" {
				t.Errorf("%+v", p.Errors)
			}
		}
	})
	t.Run("without a key the store is never asked", func(t *testing.T) {
		t.Parallel()
		b := setup(t, func(o *api.Options) { o.Idempotency = untouchable{} })
		if w := b.send("POST", path, incidentBody); w.Code != 201 {
			t.Errorf("%d", w.Code)
		}
		if w := b.send("GET", path, "", "Idempotency-Key", "k"); w.Code != 200 {
			t.Errorf("%d", w.Code)
		}
	})
}

// waiting lets a request go on only when the gate says so, once it has its claim.
type waiting struct {
	*answers
	gate chan struct{}
}

func (w waiting) ClaimKey(ctx context.Context, key, fingerprint string, now time.Time) (*airra.StoredAnswer, error) {
	answer, err := w.answers.ClaimKey(ctx, key, fingerprint, now)
	if err == nil {
		<-w.gate
	}
	return answer, err
}

// strict refuses to store for a context that has ended, as a database does.
type strict struct{ *answers }

func (s strict) FinishKey(ctx context.Context, key string, answer airra.StoredAnswer) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return s.answers.FinishKey(ctx, key, answer)
}

type panicking struct{ *backend }

func (panicking) CreateIncident(context.Context, airra.NewIncident) (*airra.Incident, error) {
	panic("oh no")
}

// leaving is a backend whose client leaves at the moment the work is done.
type leaving struct {
	*backend
	leave func()
}

func (l leaving) CreateIncident(ctx context.Context, n airra.NewIncident) (*airra.Incident, error) {
	defer l.leave()
	return l.backend.CreateIncident(ctx, n)
}

type untouchable struct{ airra.IdempotencyStore }
