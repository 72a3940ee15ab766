package jobs

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
)

func TestACommittedJobIsWorkedAndARolledBackOneIsNot(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		refused := errors.New("changed my mind")
		err := h.store.InTx(t.Context(), func(tx airra.Tx) error {
			tx.Enqueue(analysis("rolled back"))
			// The job is written after the function, so only a failure after that
			// proves that it goes with the transaction.
			tx.Append(airra.Event{IncidentID: "of nobody", At: start})
			return nil
		})
		if airra.ErrorCode(err) != airra.CodeNotFound {
			t.Fatalf("an event of nobody cannot be written, got %v", err)
		}
		if err := h.store.InTx(t.Context(), func(airra.Tx) error { return refused }); !errors.Is(err, refused) {
			t.Fatal(err)
		}
		h.enqueue(t, analysis("a"), execution("b"))
		var w work
		must(t, h.queue.Start(t.Context(), &w))
		eventually(t, func() bool { return cmp.Equal(h.states(t), []string{"completed", "completed"}) })
		if got := w.called(); len(got) != 2 {
			t.Errorf("worked %v", got)
		}
	})
}

func TestTheSameWorkWaitsOrRunsOnce(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		second := analysis("a")
		second.Round = 2
		h.enqueue(t, analysis("a"), analysis("a"))
		h.enqueue(t, analysis("a"), second, analysis("b"), execution("a"))
		if got := h.states(t); len(got) != 4 {
			t.Errorf("one incident in two rounds, another one and an action make four jobs, got %d", len(got))
		}
		must(t, h.queue.Start(t.Context(), &work{}))
		eventually(t, func() bool {
			return cmp.Equal(h.states(t), []string{"completed", "completed", "completed", "completed"})
		})
		h.enqueue(t, analysis("a"))
		if got := h.states(t); len(got) != 5 {
			t.Errorf("work that is done can be put in again, got %d jobs", len(got))
		}
	})
}

func TestAFailureIsTriedAgain(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		var seen observed
		q := h.newQueue(t, Options{Observe: seen.observe})
		w := work{}
		w.do = func(context.Context, string, bool) error {
			if len(w.called()) == 1 {
				return errors.New("the model did not answer")
			}
			return nil
		}
		h.enqueue(t, analysis("a"))
		must(t, q.Start(t.Context(), &w))
		eventually(t, func() bool { return cmp.Equal(h.states(t), []string{"completed"}) })
		jobs, err := h.queue.Jobs(t.Context(), airra.JobFilter{State: "completed"})
		must(t, err)
		if len(jobs) != 1 || jobs[0].Attempt != 2 || jobs[0].LastError != "the model did not answer" || jobs[0].IncidentID != "a" || jobs[0].FinalizedAt == nil {
			t.Errorf("got %+v", jobs)
		}
		if diff := cmp.Diff([]string{"analyze_incident retryable", "analyze_incident completed"}, seen.words()); diff != "" {
			t.Error(diff)
		}
	})
}

func TestAHopelessJobIsCancelledAndCanBeRetriedByHand(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		w := work{}
		w.do = func(context.Context, string, bool) error {
			if len(w.called()) == 1 {
				return airra.Errorf(airra.CodeDenied, "the policy forbids it")
			}
			return nil
		}
		h.enqueue(t, execution("a"))
		must(t, h.queue.Start(t.Context(), &w))
		eventually(t, func() bool { return cmp.Equal(h.states(t), []string{"cancelled"}) })
		jobs, err := h.queue.Jobs(t.Context(), airra.JobFilter{})
		must(t, err)
		retried, err := h.queue.Retry(t.Context(), jobs[0].ID)
		must(t, err)
		if retried.State != "available" || retried.ActionID != "a" {
			t.Errorf("got %+v", retried)
		}
		eventually(t, func() bool { return cmp.Equal(h.states(t), []string{"completed"}) })
		if _, err := h.queue.Retry(t.Context(), jobs[0].ID); airra.ErrorCode(err) != airra.CodeConflict {
			t.Errorf("what is done cannot be tried again, got %v", err)
		}
		if _, err := h.queue.Retry(t.Context(), 4711); airra.ErrorCode(err) != airra.CodeNotFound {
			t.Errorf("there is no such job, got %v", err)
		}
		if _, err := h.queue.Jobs(t.Context(), airra.JobFilter{State: "sleeping"}); airra.ErrorCode(err) != airra.CodeInvalid {
			t.Errorf("there is no such state, got %v", err)
		}
	})
}

func TestARetryWhileTheSameWorkWaitsIsAConflict(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		w := work{do: func(context.Context, string, bool) error { return airra.Errorf(airra.CodeDenied, "no") }}
		h.enqueue(t, analysis("a"))
		must(t, h.queue.Start(t.Context(), &w))
		eventually(t, func() bool { return cmp.Equal(h.states(t), []string{"cancelled"}) })
		must(t, h.queue.Stop(t.Context()))
		h.enqueue(t, analysis("a"))
		jobs, err := h.queue.Jobs(t.Context(), airra.JobFilter{State: "cancelled"})
		must(t, err)
		if _, err := h.queue.Retry(t.Context(), jobs[0].ID); airra.ErrorCode(err) != airra.CodeConflict {
			t.Errorf("got %v", err)
		}
	})
}

func TestAStopWaitsForWhatRuns(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		begun, finish := make(chan string, 1), make(chan struct{})
		h.enqueue(t, analysis("a"))
		must(t, h.queue.Start(t.Context(), &work{do: func(_ context.Context, subject string, _ bool) error {
			begun <- subject
			<-finish
			return nil
		}}))
		<-begun
		stopped := make(chan error)
		go func() { stopped <- h.queue.Stop(t.Context()) }()
		close(finish)
		must(t, <-stopped)
		if diff := cmp.Diff([]string{"completed"}, h.states(t)); diff != "" {
			t.Error(diff)
		}
		must(t, h.queue.Stop(t.Context())) // A second stop has nothing to do.
	})
}

func TestAStopThatCannotWaitLosesNothing(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		begun := make(chan string, 1)
		h.enqueue(t, analysis("a"))
		must(t, h.queue.Start(t.Context(), &work{do: func(ctx context.Context, subject string, _ bool) error {
			begun <- subject
			<-ctx.Done()
			return ctx.Err()
		}}))
		<-begun
		impatient, cancel := context.WithCancel(t.Context())
		cancel()
		must(t, h.queue.Stop(impatient))
		jobs, err := h.queue.Jobs(t.Context(), airra.JobFilter{})
		must(t, err)
		if len(jobs) != 1 || jobs[0].State != "available" || jobs[0].Attempt != 0 {
			t.Errorf("the job waits again, with all its attempts, got %+v", jobs)
		}
		var w work
		must(t, h.newQueue(t, Options{}).Start(t.Context(), &w))
		eventually(t, func() bool { return cmp.Equal(h.states(t), []string{"completed"}) })
	})
}

func TestTheCheckNamesWhatWaits(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		h.enqueue(t, analysis("a"), analysis("b"))
		if got := h.queue.Check(t.Context()); got.State != airra.CheckUp || got.Detail != "2 waiting, 0 running" || got.Name != "jobs" || !got.Required {
			t.Errorf("got %+v", got)
		}
		later := h.newQueue(t, Options{Now: func() time.Time { return time.Now().Add(time.Hour) }})
		if got := later.Check(t.Context()); got.State != airra.CheckDegraded {
			t.Errorf("jobs that have waited for an hour are a bad sign, got %+v", got)
		}
		gone, cancel := context.WithCancel(t.Context())
		cancel()
		if got := h.queue.Check(gone); got.State != airra.CheckDown {
			t.Errorf("a queue that cannot be read is down, got %+v", got)
		}
	})
}

func TestAJobOfAnUnknownKindIsRefused(t *testing.T) {
	t.Parallel()
	_, err := insertParams([]airra.Job{{Kind: "make_coffee"}}, start)
	if err == nil {
		t.Error("nobody could work it")
	}
}
