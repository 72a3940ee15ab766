package workflow_test

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/airra/airra/internal/act"
	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/jobs"
	"github.com/airra/airra/internal/memory"
	"github.com/airra/airra/internal/reason"
	"github.com/airra/airra/internal/store"
	"github.com/airra/airra/internal/store/storetest"
	"github.com/airra/airra/internal/testservers"
	"github.com/airra/airra/internal/workflow"
)

var start = time.Date(2026, 11, 23, 2, 14, 30, 0, time.UTC)

// template has the tables that a daemon makes at its start.
var template = testservers.NewTemplate(storetest.Prepare(func(ctx context.Context, handle *store.Handle) error {
	return jobs.Migrate(ctx, jobs.Database{SQLite: handle.SQLite(), Postgres: handle.Postgres()})
}))

// house is the use cases over a real database, with a clock that the test moves
// and jobs that run when the test says so.
type house struct {
	*workflow.Workflow
	store   airra.Store
	watcher *watcher
	clock   *clock

	mu      sync.Mutex
	pending []airra.Job // of transactions that may not have committed
	jobs    []airra.Job
	timers  []airra.Job // of the people's side; see run
	post    *postbox
}

// onBoth tells a story on both databases.
func onBoth(t *testing.T, story func(t *testing.T, h *house)) {
	t.Helper()
	t.Run("SQLite", func(t *testing.T) {
		t.Parallel()
		story(t, newHouse(t, template.SQLite(t)))
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		t.Parallel()
		story(t, newHouse(t, template.Postgres(t)))
	})
}

// onOne tells a story whose point does not depend on the database.
func onOne(t *testing.T, change ...func(*workflow.Parts)) *house {
	t.Helper()
	return newHouse(t, template.SQLite(t), change...)
}

func newHouse(t *testing.T, database string, change ...func(*workflow.Parts)) *house {
	t.Helper()
	ctx := t.Context()
	handle, err := store.Connect(ctx, database)
	must(t, err)
	t.Cleanup(func() { must(t, handle.Close()) })

	h := &house{watcher: &watcher{}, clock: &clock{now: start}, post: &postbox{}}
	bus := memory.NewBus()
	h.store = store.New(handle, h.enqueue, func(ctx context.Context, last int64) {
		h.committed()
		bus.Announce(ctx, last)
	})
	parts := workflow.Parts{
		Store: h.store, Bus: bus, Reasoner: reason.NewAnalyzer(nil, reason.Options{}),
		Executors: act.Executors{DryRun: act.Rehearsal{}}, Topology: shop(), Watcher: h.watcher, Source: silence{},
		Holder: "this", Now: h.clock.read, Log: slog.New(slog.DiscardHandler),
		Facts: workflow.Facts{
			Environment: "production", StartedAt: start, Monitored: []airra.ServiceName{"payment-service"}, PublicURL: "https://airra.example",
		},
		Senders: h.post, ApprovalWindows: airra.DefaultApprovalWindows(), MaxRetries: 2, Secret: []byte("secret of the test"),
	}
	for _, c := range change {
		c(&parts)
	}
	h.Workflow = workflow.New(parts)
	_, err = h.store.Lease(ctx, workflow.MonitorRole, "this", 24*time.Hour, start)
	must(t, err)
	return h
}

func shop() airra.Topology {
	return airra.NewTopology([]airra.Service{
		{Name: "api-gateway", DependsOn: []airra.ServiceName{"payment-service", "order-service"}, Criticality: airra.CriticalityCritical},
		{Name: "payment-service", DependsOn: []airra.ServiceName{"database"}, Criticality: airra.CriticalityCritical, Tier: "tier-1"},
		{Name: "order-service", DependsOn: []airra.ServiceName{"database", "payment-service"}, Criticality: airra.CriticalityHigh, Tier: "tier-2"},
		{Name: "database", Criticality: airra.CriticalityCritical, Tier: "tier-0"},
	})
}

// enqueue stands where River stands: it is told of the jobs of a transaction.
func (h *house) enqueue(_ context.Context, _ any, queued []airra.Job) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.pending = append(h.pending, queued...)
	return nil
}

// committed makes the jobs visible to the worker, as a commit does.
func (h *house) committed() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, j := range h.pending {
		if j.Kind == airra.JobAnalyze || j.Kind == airra.JobExecute {
			h.jobs = append(h.jobs, j)
		} else {
			h.timers = append(h.timers, j)
		}
	}
	h.pending = nil
}

// takeAll gives the jobs queued so far and forgets them, for a moment at which
// no transaction is under way.
func (h *house) takeAll() []airra.Job {
	h.committed()
	return h.takeJobs()
}

// takeJobs gives the jobs of committed transactions and forgets them.
func (h *house) takeJobs() []airra.Job {
	h.mu.Lock()
	defer h.mu.Unlock()
	taken := h.jobs
	h.jobs = nil
	return taken
}

// work runs the queued jobs as a worker would.
func (h *house) work(t *testing.T) {
	t.Helper()
	for _, j := range h.takeJobs() {
		switch j.Kind {
		case airra.JobAnalyze:
			must(t, h.RunAnalysis(t.Context(), j.IncidentID, j.Round, true))
		case airra.JobExecute:
			must(t, h.RunExecution(t.Context(), j.ActionID, true))
		}
	}
}

// see gives an incident as a front end sees it.
func (h *house) see(t *testing.T, key string) *airra.IncidentDetail {
	t.Helper()
	i, err := h.FindIncident(t.Context(), key)
	must(t, err)
	return i
}

// story gives the event types of an incident in order.
func (h *house) story(t *testing.T, key string) []airra.EventType {
	t.Helper()
	timeline, err := h.Timeline(t.Context(), key)
	must(t, err)
	var types []airra.EventType
	for _, e := range timeline.Events {
		types = append(types, e.Type)
	}
	return types
}

// audited gives the audit rows of an incident, oldest first.
func (h *house) audited(t *testing.T, id airra.IncidentID) []string {
	t.Helper()
	page, err := h.FindAudit(t.Context(), airra.AuditFilter{Incident: id, Page: airra.PageRequest{PageSize: 100}})
	must(t, err)
	var rows []string
	for n := len(page.Items) - 1; n >= 0; n-- {
		e := page.Items[n]
		rows = append(rows, e.EventType+" "+string(e.Outcome)+" "+e.Actor)
	}
	return rows
}

// report stores an incident and gives its ref.
func (h *house) report(t *testing.T) string {
	t.Helper()
	i, err := h.CreateIncident(t.Context(), airra.NewIncident{
		Title: "Errors", Description: "many", Severity: airra.SeverityHigh, AffectedService: "payment-service",
		MetricsSnapshot: []byte(`{"error_rate": {"current": 9, "expected": 0.5, "deviation": 8}}`),
	})
	must(t, err)
	return i.Ref
}

// proposed stores an incident and analyses it up to its proposal.
func (h *house) proposed(t *testing.T) (incidentRef string, action airra.Action) {
	t.Helper()
	ref := h.report(t)
	_, err := h.AnalyzeIncident(t.Context(), ref)
	must(t, err)
	h.work(t)
	i := h.see(t, ref)
	if i.Status != airra.StatusPendingApproval || len(i.Actions) != 1 {
		t.Fatalf("an error spike ends in a proposal, got %s with %d actions", i.Status, len(i.Actions))
	}
	return ref, i.Actions[0]
}

// spike is a finding of the monitor on payment-service.
func spike(at time.Time, ongoing bool) airra.Signal {
	return airra.Signal{
		Service: "payment-service", Name: "error_rate", Kind: airra.KindMetric, Unit: "err/s", Query: "airra_demo_error_rate{service=\"payment-service\"}",
		Category: airra.CategoryErrorSpike, Current: 9, Expected: 0.5, StdDev: 0.025, Samples: 240, Sigma: 340, Confidence: 0.99,
		Direction: airra.Up, Ongoing: ongoing, FirstSeen: start, LastSeen: at, Peak: 9, PeakSigma: 340,
		Window: []airra.Point{{At: start, Value: 0.5}, {At: at, Value: 9}}, Marks: []time.Time{at},
	}
}

type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) read() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) move(d time.Duration) time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
	return c.now
}

// watcher is a monitor that sees what the test puts there.
type watcher struct {
	anomalies []airra.Signal
	mean, sd  float64
}

func (w *watcher) Anomalies(airra.ServiceName) []airra.Signal       { return w.anomalies }
func (w *watcher) Readings(airra.ServiceName) []airra.SignalReading { return nil }
func (w *watcher) Known() []airra.ServiceName                       { return nil }
func (w *watcher) Note() string                                     { return "" }
func (w *watcher) Baseline(airra.ServiceName, string) (float64, float64, int, bool) {
	return w.mean, w.sd, 240, w.sd > 0
}

// silence is a metrics source that has nothing to say: what an analysis needs
// must have been stored.
type silence struct{}

func (silence) QueryRange(context.Context, string, time.Time, time.Time, time.Duration) ([]airra.Series, error) {
	return nil, airra.Errorf(airra.CodeUnavailable, "the metrics source is down")
}

func (silence) Check(context.Context) airra.Check {
	return airra.Check{Name: "metrics", State: airra.CheckDown}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func containsAll(text string, parts ...string) bool {
	for _, part := range parts {
		if !strings.Contains(text, part) {
			return false
		}
	}
	return true
}
