package jobs

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/store"
	"github.com/airra/airra/internal/store/storetest"
	"github.com/airra/airra/internal/testservers"
)

// template has the tables that a daemon makes at its start.
var template = testservers.NewTemplate(storetest.Prepare(func(ctx context.Context, handle *store.Handle) error {
	return Migrate(ctx, databaseOf(handle))
}))

func databaseOf(handle *store.Handle) Database {
	return Database{SQLite: handle.SQLite(), Postgres: handle.Postgres()}
}

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
		story(t, newHouse(t, template.SQLite(t), Options{}))
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		t.Parallel()
		story(t, newHouse(t, template.Postgres(t), Options{}))
	})
}

// onBothInTime does the same in a time that the story moves.
func onBothInTime(t *testing.T, story func(t *testing.T, h *house, time *hands)) {
	t.Helper()
	t.Run("SQLite", func(t *testing.T) {
		t.Parallel()
		time := &hands{at: start}
		story(t, newHouse(t, template.SQLite(t), Options{Now: time.now}), time)
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		t.Parallel()
		time := &hands{at: start}
		story(t, newHouse(t, template.Postgres(t), Options{Now: time.now}), time)
	})
}

// hands are those of a clock that is moved.
type hands struct {
	mu sync.Mutex
	at time.Time
}

func (h *hands) now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.at
}

func (h *hands) move(by time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.at = h.at.Add(by)
}

func newHouse(t testing.TB, address string, opt Options) *house {
	t.Helper()
	handle, err := store.Connect(t.Context(), address)
	must(t, err)
	t.Cleanup(func() { _ = handle.Close() })
	h := &house{db: databaseOf(handle)}
	h.queue = h.newQueue(t, opt)
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

// exec changes the tables of the queue as nobody of ours would.
func (h *house) exec(t testing.TB, statement string) {
	t.Helper()
	var err error
	if h.db.SQLite != nil {
		_, err = h.db.SQLite.ExecContext(t.Context(), statement)
	} else {
		_, err = h.db.Postgres.Exec(t.Context(), statement)
	}
	must(t, err)
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

func (w *work) StartPaging(ctx context.Context) error { return w.run(ctx, "page", false) }

func (w *work) TakeEscalationStep(ctx context.Context, id airra.IncidentID, timer int64) error {
	return w.run(ctx, fmt.Sprint("escalate ", id, " ", timer), false)
}

func (w *work) SendQueued(ctx context.Context, id airra.NotificationID, try int64) error {
	return w.run(ctx, fmt.Sprint("send ", id, " ", try), false)
}

func (w *work) ExpireApproval(ctx context.Context, id airra.IncidentID, since int64) error {
	return w.run(ctx, fmt.Sprint("expire ", id, " ", since), false)
}

func (w *work) LapseAcknowledgement(ctx context.Context, id airra.IncidentID, until int64) error {
	return w.run(ctx, fmt.Sprint("lapse ", id, " ", until), false)
}

func (w *work) RememberIncident(ctx context.Context, id airra.IncidentID) error {
	return w.run(ctx, fmt.Sprint("remember ", id), false)
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

func page(id string) airra.Job {
	return airra.Job{Kind: airra.JobPage, IncidentID: airra.IncidentID(id)}
}

// escalation is the timer of an incident's paging.
func escalation(id string, at time.Time) airra.Job {
	return airra.Job{Kind: airra.JobEscalate, IncidentID: airra.IncidentID(id), Round: 1, At: at}
}

func sending(id string) airra.Job {
	return airra.Job{Kind: airra.JobSend, NotificationID: airra.NotificationID(id), IncidentID: "incident", Round: 1}
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
