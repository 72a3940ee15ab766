package llm_test

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/airra/airra/internal/reason/llm"
	"github.com/airra/airra/internal/reason/llm/llmtest"
)

func TestOnePromptIsInFlightOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, nil, llmtest.Slow(10*time.Second))
		impatient, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		var callers sync.WaitGroup
		for range 3 {
			callers.Go(func() {
				if response, err := r.model.Complete(t.Context(), ask("Why?")); err != nil || response.Text != llmtest.Analysis {
					t.Errorf("%v: %+v", err, response)
				}
			})
		}
		callers.Go(func() {
			if _, err := r.model.Complete(impatient, ask("Why?")); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("the one who left got %v", err)
			}
		})
		callers.Wait()
		if n := len(r.server.Requests()); n != 1 {
			t.Errorf("asked %d times", n)
		}
	})
}

func TestACallEndsWithItsLastCaller(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, nil, llmtest.Slow(10*time.Minute), llmtest.Good())
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := r.model.Complete(ctx, ask("Why?")); !errors.Is(err, context.DeadlineExceeded) {
			t.Fatalf("error %v", err)
		}
		synctest.Wait()
		if len(r.seen) != 1 || r.seen[0].Error != "canceled" || r.seen[0].Duration != time.Second {
			t.Errorf("seen %+v", r.seen)
		}
		if _, err := r.model.Complete(t.Context(), ask("Why?")); err != nil {
			t.Errorf("the next caller got %v", err)
		}
	})
}

// stubborn does not let go of its first call until it is told to.
type stubborn struct {
	server  *llmtest.Server
	release chan struct{}
	calls   atomic.Int32
}

func (s *stubborn) RoundTrip(r *http.Request) (*http.Response, error) {
	if s.calls.Add(1) == 1 {
		<-s.release
	}
	return s.server.RoundTrip(r)
}

func TestNobodyJoinsACallThatIsBeingCancelled(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		transport := &stubborn{release: make(chan struct{})}
		r := newRig(t, func(c *llm.Config) { transport.server, c.Transport = c.Transport.(*llmtest.Server), transport })
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := r.model.Complete(ctx, ask("Why?")); !errors.Is(err, context.DeadlineExceeded) {
			t.Fatalf("error %v", err)
		}
		if _, err := r.model.Complete(t.Context(), ask("Why?")); err != nil {
			t.Errorf("the next caller got %v", err)
		}
		close(transport.release)
		synctest.Wait()
	})
}
