package llm_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/reason/llm"
	"github.com/airra/airra/internal/reason/llm/llmtest"
)

const key = "gsk_a-very-secret-key"

var schema = json.RawMessage(`{"type":"object","properties":{"a":{"type":"string"}},"required":["a"],"additionalProperties":false}`)

func ask(text string) llm.Request {
	return llm.Request{System: "Be brief.", Messages: []llm.Message{{Role: llm.RoleUser, Text: text}}, Schema: schema}
}

// rig is a model over a scripted server, with everything that can be seen of it.
type rig struct {
	model  llm.Model
	server *llmtest.Server
	cache  *shelf
	log    *bytes.Buffer
	seen   []llm.Observation
}

func newRig(t *testing.T, change func(*llm.Config), script ...llmtest.Reply) *rig {
	t.Helper()
	r := &rig{server: &llmtest.Server{Key: key, Model: "a-model", Script: script}, cache: &shelf{}, log: &bytes.Buffer{}}
	config := llm.Config{
		Provider: llm.ProviderGroq, APIKey: key, Model: "a-model", Transport: r.server, Cache: r.cache,
		Rand: func() float64 { return 0 }, Log: slog.New(slog.NewTextHandler(r.log, nil)),
		Observe: func(o llm.Observation) { r.seen = append(r.seen, o) },
	}
	if change != nil {
		change(&config)
	}
	model, err := llm.New(config)
	if err != nil {
		t.Fatal(err)
	}
	r.model = model
	return r
}

// shelf is an airra.Cache that can be looked into.
type shelf struct {
	mu    sync.Mutex
	items map[string][]byte
	ttl   time.Duration
	fail  bool
}

func (s *shelf) Get(_ context.Context, key string) ([]byte, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fail {
		return nil, false, errors.New("cache is away")
	}
	value, ok := s.items[key]
	return value, ok, nil
}

func (s *shelf) Set(_ context.Context, key string, value []byte, ttl time.Duration) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fail {
		return errors.New("cache is away")
	}
	if s.items == nil {
		s.items = map[string][]byte{}
	}
	s.items[key], s.ttl = value, ttl
	return nil
}

func TestConfigurationsThatCannotWorkAreNamed(t *testing.T) {
	t.Parallel()
	good := llm.Config{Provider: llm.ProviderGroq, APIKey: key, Model: "m"}
	for _, tt := range []struct {
		field  string
		change func(*llm.Config)
	}{
		{"provider", func(c *llm.Config) { c.Provider = "oracle" }},
		{"model", func(c *llm.Config) { c.Model = "" }},
		{"api_key", func(c *llm.Config) { c.APIKey = "" }},
		{"api_key", func(c *llm.Config) { c.APIKey = key + "\n" }},
		{"base_url", func(c *llm.Config) { c.BaseURL = "localhost" }},
		{"base_url", func(c *llm.Config) { c.BaseURL = "http://u:" + key + "@h" }},
		{"base_url", func(c *llm.Config) { c.BaseURL = "http://h?key=" + key }},
	} {
		config := good
		tt.change(&config)
		_, err := llm.New(config)
		var invalid *airra.Error
		if !errors.As(err, &invalid) || invalid.Fields[0].Field != tt.field || strings.Contains(err.Error(), key) {
			t.Errorf("%s: error %v", tt.field, err)
		}
	}
	if m, err := llm.New(llm.Config{Provider: llm.ProviderOpenAI, BaseURL: "http://localhost:11434/v1", Model: "m"}); err != nil || m.Name() != "openai m" {
		t.Errorf("a server of one's own needs no key: %v", err)
	}
}

func TestBothFormatsOverARealConnection(t *testing.T) {
	t.Parallel()
	for provider, dialect := range map[string]llmtest.Dialect{
		llm.ProviderGroq: llmtest.ChatCompletions, llm.ProviderOpenAI: llmtest.ChatCompletions,
		llm.ProviderOpenRouter: llmtest.ChatCompletions, llm.ProviderAnthropic: llmtest.Messages,
	} {
		t.Run(provider, func(t *testing.T) {
			t.Parallel()
			scripted := &llmtest.Server{Dialect: dialect, Key: key, Model: "a-model"}
			server := httptest.NewServer(scripted)
			t.Cleanup(server.Close)
			model, err := llm.New(llm.Config{Provider: provider, APIKey: key, Model: "a-model", BaseURL: server.URL + "/v1/"})
			if err != nil {
				t.Fatal(err)
			}
			response, err := model.Complete(t.Context(), ask("Why?"))
			if err != nil || response.Text != llmtest.Analysis || response.PromptTokens == 0 || response.CompletionTokens == 0 || response.Cached {
				t.Errorf("%v: %+v; %v", err, response, scripted.Problems())
			}
			asked := scripted.Requests()
			if len(asked) != 1 || asked[0].System != "Be brief." || asked[0].Messages[0].Content != "Why?" || string(asked[0].Schema) != string(schema) {
				t.Errorf("asked %+v", asked)
			}
		})
	}
}

func TestTransientFailuresAreTriedThreeTimes(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		script []llmtest.Reply
		asked  int
		wait   time.Duration // with the shortest spread
		code   airra.Code    // empty when the last attempt succeeds
	}{
		{"good at once", nil, 1, 0, ""},
		{"a failure, then good", []llmtest.Reply{llmtest.Failing(), llmtest.Good()}, 2, time.Second, ""},
		{"two failures, then good", []llmtest.Reply{llmtest.Failing(), llmtest.Failing(), llmtest.Good()}, 3, 3 * time.Second, ""},
		{"three failures", []llmtest.Reply{llmtest.Failing()}, 3, 3 * time.Second, airra.CodeUnavailable},
		{"a wish to wait is honoured", []llmtest.Reply{llmtest.TooMany(7 * time.Second), llmtest.Good()}, 2, 7 * time.Second, ""},
		{"a wish shorter than the back-off", []llmtest.Reply{llmtest.TooMany(time.Millisecond), llmtest.Good()}, 2, time.Second, ""},
		{"a wish beyond the time there is", []llmtest.Reply{llmtest.TooMany(time.Hour)}, 1, 0, airra.CodeRateLimited},
		{"a refusal is final", []llmtest.Reply{{Status: http.StatusForbidden}}, 1, 0, airra.CodeUnavailable},
		{"slowness ends at the time limit", []llmtest.Reply{llmtest.Slow(time.Hour)}, 1, time.Minute, airra.CodeUnavailable},
		{"a redirect is not followed", []llmtest.Reply{{Status: http.StatusTemporaryRedirect}}, 1, 0, airra.CodeUnavailable},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				r, begun := newRig(t, nil, tt.script...), time.Now()
				_, err := r.model.Complete(t.Context(), ask("Why?"))
				if code := airra.ErrorCode(err); code != tt.code {
					t.Errorf("error %v of code %q, want %q", err, code, tt.code)
				}
				if waited := time.Since(begun); waited != tt.wait {
					t.Errorf("it took %v, want %v", waited, tt.wait)
				}
				if n := len(r.server.Requests()); n != tt.asked {
					t.Errorf("asked %d times, want %d: %v", n, tt.asked, r.server.Problems())
				}
				if err != nil && strings.Contains(err.Error()+r.log.String(), key) {
					t.Errorf("the key stands in %v or %s", err, r.log)
				}
			})
		})
	}
}

func TestALimitedProviderSaysHowLong(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		_, err := newRig(t, nil, llmtest.TooMany(time.Hour)).model.Complete(t.Context(), ask("Why?"))
		var limited *airra.Error
		if !errors.As(err, &limited) || limited.RetryAfter != time.Hour {
			t.Errorf("error %#v", err)
		}
	})
}

func TestAFailingProviderIsLeftAloneForAWhile(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, nil, llmtest.Failing(), llmtest.Failing(), llmtest.Failing(), llmtest.Failing(), llmtest.Failing(), llmtest.Good())
		for range 2 {
			if _, err := r.model.Complete(t.Context(), ask("Why?")); err == nil {
				t.Fatal("a failing provider answered")
			}
		}
		_, err := r.model.Complete(t.Context(), ask("Why?"))
		if n := len(r.server.Requests()); n != 5 || err == nil || !strings.Contains(err.Error(), "left alone") {
			t.Errorf("asked %d times, then %v", n, err)
		}
		if last := r.seen[len(r.seen)-1]; last.Error != "circuit_open" {
			t.Errorf("counted as %q", last.Error)
		}
		<-time.After(31 * time.Second)
		if _, err := r.model.Complete(t.Context(), ask("Why?")); err != nil {
			t.Errorf("after the rest: %v", err)
		}
	})
}

func TestSchemasAreAskedForAsStrictlyAsTheServerAllows(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, nil, llmtest.WithoutSchemas())
		for _, question := range []string{"Why?", "Why else?"} {
			if _, err := r.model.Complete(t.Context(), ask(question)); err != nil {
				t.Fatal(err)
			}
		}
		var formats []string
		for _, asked := range r.server.Requests() {
			formats = append(formats, asked.Format)
		}
		if diff := cmp.Diff([]string{"json_schema", "json_object", "json_object"}, formats); diff != "" {
			t.Error(diff)
		}
	})
}

// flood answers without end.
type flood struct{}

func (flood) RoundTrip(*http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(endless{}), Header: http.Header{}}, nil
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

func TestAnAnswerWithoutEndIsCut(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(c *llm.Config) { c.Transport = flood{} })
	if _, err := r.model.Complete(t.Context(), ask("Why?")); err == nil || !strings.Contains(err.Error(), "cannot be read") {
		t.Errorf("error %v", err)
	}
}

// away is a server that cannot be reached; its error names the address.
type away struct{}

func (away) RoundTrip(r *http.Request) (*http.Response, error) {
	return nil, errors.New("connection refused")
}

func TestAServerThatIsAwayIsUnavailable(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, func(c *llm.Config) { c.Transport, c.BaseURL = away{}, "http://secret-host.internal/v1" })
		_, err := r.model.Complete(t.Context(), ask("Why?"))
		if airra.ErrorCode(err) != airra.CodeUnavailable || strings.Contains(err.Error(), "secret-host") || airra.ErrorMessage(err) != "groq does not answer" {
			t.Errorf("error %v", err)
		}
	})
}
