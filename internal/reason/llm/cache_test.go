package llm_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/airra/airra/internal/reason/llm"
)

func TestEqualQuestionsAreAskedOnceInADay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, nil)
		first, err := r.model.Complete(t.Context(), ask("Why?"))
		if err != nil {
			t.Fatal(err)
		}
		second, err := r.model.Complete(t.Context(), ask("Why?"))
		if err != nil || !second.Cached || second.Text != first.Text || second.PromptTokens != 0 {
			t.Errorf("%v: %+v", err, second)
		}
		if _, err := r.model.Complete(t.Context(), ask("Why else?")); err != nil {
			t.Error(err)
		}
		if n := len(r.server.Requests()); n != 2 || r.cache.ttl != 24*time.Hour {
			t.Errorf("asked %d times, kept for %v", n, r.cache.ttl)
		}
		if len(r.seen) != 3 || r.seen[0].Cached || !r.seen[1].Cached || r.seen[1].PromptTokens != 0 || r.seen[0].CompletionTokens == 0 {
			t.Errorf("seen %+v", r.seen)
		}
		for cacheKey := range r.cache.items {
			if !strings.HasPrefix(cacheKey, "llm:") || len(cacheKey) != 4+64 {
				t.Errorf("cache key %q", cacheKey)
			}
		}
	})
}

func TestAnotherTemperatureIsAnotherQuestion(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		shared := &shelf{}
		at := func(temperature float64) *rig {
			return newRig(t, func(c *llm.Config) { c.Temperature, c.Cache = temperature, shared })
		}
		for _, tt := range []struct {
			temperature float64
			cached      bool
		}{{.1, false}, {.4, false}, {.1, true}, {.4, true}, {-1, false}} {
			response, err := at(tt.temperature).model.Complete(t.Context(), ask("Why?"))
			if err != nil || response.Cached != tt.cached {
				t.Errorf("at %v: cached %v, want %v; %v", tt.temperature, response.Cached, tt.cached, err)
			}
		}
	})
}

func TestWhatIsNotKeptInTheCache(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		change func(*llm.Config)
		ask    llm.Request
	}{
		{"an answer that is not acceptable", nil, llm.Request{Messages: ask("Why?").Messages, Accept: func(string) bool { return false }}},
		{"an answer of a creative model", func(c *llm.Config) { c.Temperature = .9 }, ask("Why?")},
		{"anything when the cache is away", func(c *llm.Config) { c.Cache = &shelf{fail: true} }, ask("Why?")},
		{"anything without a cache", func(c *llm.Config) { c.Cache = nil }, ask("Why?")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				r := newRig(t, tt.change)
				for range 2 {
					if response, err := r.model.Complete(t.Context(), tt.ask); err != nil || response.Cached {
						t.Errorf("%v: %+v", err, response)
					}
				}
				if n := len(r.server.Requests()); n != 2 {
					t.Errorf("asked %d times", n)
				}
			})
		})
	}
}
