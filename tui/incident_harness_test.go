package tui

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/tui/theme"
)

// caseBackend is a server with one incident. What is done to it is written down.
type caseBackend struct {
	lessons
	detail  airra.IncidentDetail
	events  []airra.Event
	signals []airra.Signal
	run     *airra.EvidenceRun
	refuse  error // what every act and every rerun is answered with
	did     []any // the acts that arrived
}

func (b *caseBackend) Status(context.Context) (*airra.SystemStatus, error) {
	return &airra.SystemStatus{DryRun: true, DecideWithin: airra.DefaultApprovalWindows().Seconds()}, nil
}

func (b *caseBackend) FindIncidents(context.Context, airra.IncidentFilter) (airra.Page[airra.Incident], error) {
	return airra.Page[airra.Incident]{Items: []airra.Incident{b.detail.Incident}}, nil
}

func (b *caseBackend) Services(context.Context) ([]airra.ServiceState, error) { return nil, nil }

func (b *caseBackend) FindNotifications(context.Context, airra.NotificationFilter) (airra.Page[airra.Notification], error) {
	return airra.Page[airra.Notification]{}, nil
}

func (b *caseBackend) FindIncident(_ context.Context, key string) (*airra.IncidentDetail, error) {
	if key != string(b.detail.ID) && key != b.detail.Ref {
		return nil, airra.Errorf(airra.CodeNotFound, "there is no %s", key)
	}
	d := b.detail
	return &d, nil
}

func (b *caseBackend) Timeline(context.Context, string) (*airra.Timeline, error) {
	return &airra.Timeline{Events: b.events, TotalEvents: len(b.events)}, nil
}

func (b *caseBackend) IncidentSignals(context.Context, string) ([]airra.Signal, error) {
	return b.signals, nil
}

func (b *caseBackend) RerunEvidence(_ context.Context, _ string, number int) (*airra.EvidenceRun, error) {
	if b.refuse != nil {
		return nil, b.refuse
	}
	b.did = append(b.did, number)
	return b.run, nil
}

func (b *caseBackend) PendingApprovals(context.Context) ([]airra.Action, error) {
	return b.actions(airra.ActionPendingApproval), nil
}

func (b *caseBackend) FindActions(_ context.Context, f airra.ActionFilter) ([]airra.Action, error) {
	return b.actions(f.Status), nil
}

func (b *caseBackend) actions(status airra.ActionStatus) []airra.Action {
	var found []airra.Action
	for _, act := range b.detail.Actions {
		if act.Status == status {
			found = append(found, act)
		}
	}
	return found
}

func (b *caseBackend) EscalationChain(context.Context, airra.OnCallQuery) ([]airra.OnCallEntry, error) {
	return nil, nil
}

func (b *caseBackend) FindEngineer(context.Context, string) (*airra.EngineerDetail, error) {
	return nil, airra.Errorf(airra.CodeNotFound, "nobody")
}

func (b *caseBackend) ApproveAction(_ context.Context, key string, a airra.Approval) (*airra.Action, error) {
	return b.decide(key, airra.ActionApproved, a)
}

func (b *caseBackend) RejectAction(_ context.Context, key string, r airra.Rejection) (*airra.Action, error) {
	return b.decide(key, airra.ActionRejected, r)
}

func (b *caseBackend) ExecuteAction(ctx context.Context, key string) (*airra.Action, error) {
	return b.decide(key, airra.ActionSucceeded, airra.ActorFrom(ctx)+" executes")
}

func (b *caseBackend) decide(key string, to airra.ActionStatus, what any) (*airra.Action, error) {
	if b.refuse != nil {
		return nil, b.refuse
	}
	b.did = append(b.did, what)
	for n := range b.detail.Actions {
		if string(b.detail.Actions[n].ID) == key {
			b.detail.Actions[n].Status = to
		}
	}
	return &airra.Action{}, nil
}

// caseTime is when the incident of these tests is looked at.
var caseTime = time.Date(2026, 9, 1, 2, 18, 0, 0, time.UTC)

// caseClock is moved by the tests.
type caseClock struct{ at time.Time }

// caseModel is a cockpit in front of the server, with everything loaded.
func caseModel(t *testing.T, b *caseBackend, width, height int, change ...func(*Options)) (*Model, *caseClock) {
	t.Helper()
	clock := &caseClock{caseTime}
	o := Options{Backend: b, Actor: "alice@example.com", Context: "prod", Now: func() time.Time { return clock.at }, Theme: theme.Mono}
	for _, f := range change {
		f(&o)
	}
	m := New(t.Context(), o)
	m.Update(tea.WindowSizeMsg{Width: width, Height: height})
	drain(m, m.loadAll())
	return m, clock
}

// drain runs a command and everything that comes of it.
func drain(m *Model, cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case nil:
	case tea.BatchMsg:
		for _, c := range msg {
			drain(m, c)
		}
	default:
		_, next := m.Update(msg)
		drain(m, next)
	}
}

// tap presses keys and lets everything that they begin end.
func tap(m *Model, keys ...string) {
	special := map[string]rune{"enter": tea.KeyEnter, "esc": tea.KeyEscape, "left": tea.KeyLeft, "right": tea.KeyRight, "backspace": tea.KeyBackspace, "down": tea.KeyDown}
	for _, k := range keys {
		press := tea.KeyPressMsg{Code: []rune(k)[0], Text: k}
		if code, known := special[k]; known {
			press = tea.KeyPressMsg{Code: code}
		}
		_, cmd := m.Update(press)
		drain(m, cmd)
	}
}

// write types a text.
func write(m *Model, text string) {
	for _, r := range text {
		tap(m, string(r))
	}
}

func plainFrame(m *Model) string { return ansi.Strip(m.render()) }

// frameFits fails the test when a line of the frame is not exactly as wide as it.
func frameFits(t *testing.T, m *Model, what string) {
	t.Helper()
	lines := strings.Split(m.render(), "\n")
	if len(lines) != m.height {
		t.Errorf("%s: %d lines in a frame of %d", what, len(lines), m.height)
	}
	for n, line := range lines {
		if w := ansi.StringWidth(line); w != m.width {
			t.Errorf("%s: line %d is %d wide in a frame of %d: %q", what, n, w, m.width, ansi.Strip(line))
		}
	}
}

func pointer[T any](v T) *T { return &v }

// aCase is INC-142 as the monitor opened it: two signals, two causes, one remedy.
func aCase() *caseBackend {
	s := step(40, 14)
	shift := caseTime.Add(-13 * time.Minute).Sub(chartStart)
	for n := range s.points {
		s.points[n].At = s.points[n].At.Add(shift)
	}
	for n := range s.marks {
		s.marks[n] = s.marks[n].Add(shift)
	}
	errors := airra.Signal{
		Service: "payment-service", Name: "error_rate", Kind: airra.KindMetric, Unit: "req/s", Query: `sum(rate(http_requests_total{service="payment-service",code=~"5.."}[1m]))`,
		Current: 9, Expected: 0.5, StdDev: 0.1, Samples: 40, Band: &airra.Band{Low: 0.1, High: 0.9, Threshold: 4}, Sigma: 85, Direction: airra.Up, Ongoing: true,
		FirstSeen: s.marks[0], LastSeen: s.marks[len(s.marks)-1], Peak: 9, PeakSigma: 85, Window: s.points, Marks: s.marks,
	}
	latency := errors
	latency.Name, latency.Unit, latency.Query = "latency_p95", "s", `histogram_quantile(0.95, sum by (le) (rate(http_duration_seconds_bucket{service="payment-service"}[1m])))`
	latency.Current, latency.Expected, latency.StdDev, latency.Peak, latency.Sigma, latency.Ongoing = 0.31, 0.12, 0.03, 0.4, 6.1, false
	latency.Band = &airra.Band{Low: 0.03, High: 0.21, Threshold: 3}
	latency.Window, latency.Marks = nil, nil
	for n, p := range s.points {
		latency.Window = append(latency.Window, airra.Point{At: p.At, Value: 0.1 + 0.006*float64(n)})
	}
	latency.Marks = s.marks[4:]
	hypothesis := airra.HypothesisID("h-1")
	opened := caseTime.Add(-4 * time.Minute)
	b := &caseBackend{signals: []airra.Signal{errors, latency}, run: &airra.EvidenceRun{Query: errors.Query, Then: errors.Window, Now: []airra.Series{{Points: series(9, 4, 1, 0.5)}}, Source: "Prometheus", At: caseTime}}
	b.detail.Incident = airra.Incident{
		ID: "0198-142", Ref: "INC-142", Title: "Error rate 18x normal", Description: "Error rate 18x normal since 02:14:30, still going on.",
		Severity: airra.SeverityCritical, AffectedService: "payment-service", AffectedComponents: []string{"payment-service", "order-service"},
		Status: airra.StatusPendingApproval, DetectedAt: opened, DetectionSource: airra.SourceMonitor, PendingApprovalAt: pointer(opened.Add(2 * time.Second)), Reasoner: "offline rules",
	}
	b.detail.Hypotheses = []airra.Hypothesis{
		{
			ID: hypothesis, Rank: 1, Category: "deployment_issue", ConfidenceScore: 0.71, Description: "Version 2.5.0 of payment-service brought the errors.", Reasoning: "The errors began six minutes after a deployment, and before anything else moved.",
			Evidence: airra.Evidence{
				Items: []airra.EvidenceItem{
					{Number: 1, SignalType: "metric", SignalName: "error_rate", Observation: "errors are 18 times as many as usual", Query: errors.Query},
					{Number: 2, SignalType: "change", Observation: "v2.5.0 was deployed 6 min before the first error"},
				},
				Against: []airra.EvidenceItem{{Number: 3, SignalType: "metric", SignalName: "restarts", Observation: "no restart of the pods was seen", Query: `changes(pod_restarts{service="payment-service"}[15m])`}},
			},
		},
		{ID: "h-2", Rank: 2, Category: "dependency_failure", ConfidenceScore: 0.44, Description: "Something that payment-service needs has failed."},
	}
	b.detail.Actions = []airra.Action{{
		ID: "act-88", Ref: "ACT-88", IncidentID: b.detail.ID, IncidentRef: "INC-142", HypothesisID: &hypothesis, ActionType: airra.ActionRollbackDeployment,
		Description: "Put payment-service back to its previous revision, because: Version 2.5.0 of payment-service brought the errors.", TargetService: "payment-service",
		RiskLevel: airra.RiskHigh, RiskScore: 0.829, RiskTerms: []airra.RiskTerm{{Name: "base (high)", Value: 0.75}, {Name: "doubt", Value: 0.029}, {Name: "tier-2", Value: 0.05}},
		BlastRadius: "high", Parameters: json.RawMessage(`{"deployment": "payment-service", "revision": "previous"}`), Status: airra.ActionPendingApproval,
		RequiresApproval: true, ExecutionMode: airra.ModeDryRun, CreatedAt: opened.Add(2 * time.Second),
	}}
	event := func(id int64, after time.Duration, kind airra.EventType, text, actor string) airra.Event {
		return airra.Event{ID: id, IncidentID: b.detail.ID, IncidentRef: "INC-142", Type: kind, Description: text, Actor: actor, At: opened.Add(after)}
	}
	b.events = []airra.Event{
		event(1, 0, airra.EventDetected, "Error rate 18x normal on payment-service", "airra"),
		event(2, time.Second, airra.EventAnalyzingStarted, "Analysis started", "airra"),
		event(3, 2*time.Second, airra.EventHypothesesGenerated, "2 hypotheses by the offline rules", "airra"),
		event(4, 2*time.Second, airra.EventPendingApproval, "ACT-88 rollback_deployment waits for a decision", "airra"),
		event(5, 90*time.Second, airra.EventComment, "I look at the deployment of 02:08.", "bob@example.com"),
	}
	return b
}
