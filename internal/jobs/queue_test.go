package jobs

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/store"
	"github.com/airra/airra/internal/testservers"
)

// house is a migrated database with a store that enqueues into a queue.
type house struct {
	db    Database
	store *store.Store
	queue *Queue
}

// onBoth tells a story on each kind of database.
func onBoth(t *testing.T, story func(t *testing.T, h *house)) {
	t.Helper()
	t.Run("SQLite", func(t *testing.T) {
		t.Parallel()
		story(t, newHouse(t, filepath.Join(t.TempDir(), "airra.db")))
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		t.Parallel()
		story(t, newHouse(t, testservers.Postgres(t)))
	})
}

func newHouse(t testing.TB, address string) *house {
	t.Helper()
	handle, err := store.Connect(t.Context(), address)
	must(t, err)
	t.Cleanup(func() { _ = handle.Close() })
	must(t, store.Migrate(t.Context(), handle))
	h := &house{db: Database{SQLite: handle.SQLite(), Postgres: handle.Postgres()}}
	must(t, Migrate(t.Context(), h.db))
	h.queue = h.newQueue(t, Options{})
	h.store = store.New(handle, h.queue.Enqueue, func(context.Context, int64) {})
	return h
}

// newQueue is a further process on the same database.
func (h *house) newQueue(t testing.TB, opt Options) *Queue {
	t.Helper()
	q, err := New(h.db, opt)
	must(t, err)
	t.Cleanup(func() { must(t, q.Stop(context.Background())) })
	return q
}

func (h *house) enqueue(t testing.TB, jobs ...airra.Job) {
	t.Helper()
	must(t, h.store.InTx(t.Context(), func(tx airra.Tx) error {
		for _, job := range jobs {
			tx.Enqueue(job)
		}
		return nil
	}))
}

// states gives the states of all jobs, the newest first.
func (h *house) states(t testing.TB) []string {
	t.Helper()
	infos, err := h.queue.Jobs(t.Context(), airra.JobFilter{})
	must(t, err)
	states := []string{}
	for _, info := range infos {
		states = append(states, info.State)
	}
	return states
}

// work is a scripted use case that records its calls.
type work struct {
	do func(ctx context.Context, subject string, last bool) error

	mu    sync.Mutex
	calls []string
}

func (w *work) RunAnalysis(ctx context.Context, id airra.IncidentID, _ int64, last bool) error {
	return w.run(ctx, string(id), last)
}

func (w *work) RunExecution(ctx context.Context, id airra.ActionID, last bool) error {
	return w.run(ctx, string(id), last)
}

func (w *work) run(ctx context.Context, subject string, last bool) error {
	w.mu.Lock()
	w.calls = append(w.calls, subject)
	w.mu.Unlock()
	if w.do == nil {
		return nil
	}
	return w.do(ctx, subject, last)
}

func (w *work) called() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]string{}, w.calls...)
}

func analysis(id string) airra.Job {
	return airra.Job{Kind: airra.JobAnalyze, IncidentID: airra.IncidentID(id), Round: 1}
}

func execution(id string) airra.Job {
	return airra.Job{Kind: airra.JobExecute, IncidentID: "incident", ActionID: airra.ActionID(id), Round: 1}
}

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
	_, err := insertParams([]airra.Job{{Kind: "make_coffee"}})
	if err == nil {
		t.Error("nobody could work it")
	}
}

// observed records what Options.Observe is told.
type observed struct {
	mu  sync.Mutex
	got []string
}

func (o *observed) observe(kind airra.JobKind, state string, _ time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.got = append(o.got, string(kind)+" "+state)
}

func (o *observed) words() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return append([]string{}, o.got...)
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// eventually waits for a condition that other goroutines bring about.
func eventually(t *testing.T, done func() bool) {
	t.Helper()
	deadline := time.NewTimer(30 * time.Second)
	defer deadline.Stop()
	look := time.NewTicker(10 * time.Millisecond)
	defer look.Stop()
	for !done() {
		select {
		case <-look.C:
		case <-deadline.C:
			t.Fatal("this did not happen within 30 seconds")
		}
	}
}
