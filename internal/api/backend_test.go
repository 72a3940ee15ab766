package api_test

import (
	"context"
	"encoding/json"
	"slices"
	"sync"
	"time"

	"github.com/airra/airra/internal/airra"
)

// noon is when everything in these tests happens.
var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

const (
	incidentID = "01890000-0000-7000-8000-000000000001"
	actionID   = "01890000-0000-7000-8000-00000000000a"
)

// backend is a strict stand-in for the workflow: one incident INC-1 with one
// action ACT-1, whose rules are those of the domain. It remembers what it was
// asked and by whom, and fails every call with fail when that is set.
type backend struct {
	mu       sync.Mutex
	incident airra.Incident
	action   airra.Action
	events   []airra.Event
	notReady bool
	fail     error
	checked  int    // how often a call ran the health checks
	asked    any    // the argument of the last call
	actor    string // who made it
	calls    int
	gate     chan struct{} // when set, creating waits for it
}

var _ airra.Backend = (*backend)(nil)

func newBackend() *backend {
	return &backend{
		incident: airra.Incident{
			ID: incidentID, Ref: "INC-1", Title: "Errors", Description: "many", Severity: airra.SeverityHigh,
			AffectedService: "payment-service", AffectedComponents: []string{}, Status: airra.StatusPendingApproval,
			DetectedAt: noon, DetectionSource: airra.SourceDefault, PendingApprovalAt: &noon,
			MetricsSnapshot: json.RawMessage(`{"error_rate":0.5}`), Context: json.RawMessage(`{}`), CreatedAt: noon, UpdatedAt: noon,
		},
		action: airra.Action{
			ID: actionID, Ref: "ACT-1", IncidentID: incidentID, IncidentRef: "INC-1", ActionType: airra.ActionRestartPod,
			Name: "Restart", Description: "Restart the pods", TargetService: "payment-service", RiskLevel: airra.RiskLow, RiskScore: 0.2,
			RiskTerms: []airra.RiskTerm{{Name: "base", Value: 0.2}}, BlastRadius: "low", Parameters: json.RawMessage(`{}`),
			Status: airra.ActionPendingApproval, RequiresApproval: true, ExecutionMode: airra.ModeDryRun, CreatedAt: noon, UpdatedAt: noon,
		},
		events: []airra.Event{event(1, airra.EventDetected), event(2, airra.EventPendingApproval)},
	}
}

func event(id int64, kind airra.EventType) airra.Event {
	return airra.Event{
		ID: id, IncidentID: incidentID, IncidentRef: "INC-1", Type: kind, Description: "it happened",
		Actor: "airra", Metadata: map[string]any{}, At: noon,
	}
}

// enter records a call and says whether it must fail.
func (b *backend) enter(ctx context.Context, argument any) (func(), error) {
	b.mu.Lock()
	b.asked, b.actor = argument, airra.ActorFrom(ctx)
	b.calls++
	return b.mu.Unlock, b.fail
}

func (b *backend) named(key, ref, id string) error {
	parsed, err := airra.ParseKey("path.id", key)
	if err != nil {
		return err
	}
	if parsed.Ref != ref && parsed.Prefix != id {
		return airra.Errorf(airra.CodeNotFound, "%s not found", key)
	}
	return nil
}

// on runs fn on the one incident.
func (b *backend) on(ctx context.Context, key string, argument any, fn func(i *airra.Incident) error) (*airra.Incident, error) {
	leave, err := b.enter(ctx, argument)
	defer leave()
	if err == nil {
		err = b.named(key, "INC-1", incidentID)
	}
	if err == nil {
		err = fn(&b.incident)
	}
	if err != nil {
		return nil, err
	}
	got := b.incident
	return &got, nil
}

// act runs fn on the one action.
func (b *backend) act(ctx context.Context, key string, argument any, fn func(a *airra.Action) error) (*airra.Action, error) {
	leave, err := b.enter(ctx, argument)
	defer leave()
	if err == nil {
		err = b.named(key, "ACT-1", actionID)
	}
	if err == nil {
		err = fn(&b.action)
	}
	if err != nil {
		return nil, err
	}
	got := b.action
	return &got, nil
}

func (b *backend) CreateIncident(ctx context.Context, n airra.NewIncident) (*airra.Incident, error) {
	if b.gate != nil {
		select {
		case <-b.gate:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	leave, err := b.enter(ctx, n)
	defer leave()
	if err != nil {
		return nil, err
	}
	got := b.incident
	got.Title, got.Description, got.Severity, got.AffectedService = n.Title, n.Description, n.Severity, n.AffectedService
	got.Status, got.PendingApprovalAt = airra.StatusDetected, nil
	if n.MetricsSnapshot != nil {
		got.MetricsSnapshot = n.MetricsSnapshot
	}
	return &got, nil
}

func (b *backend) QuickIncident(ctx context.Context, q airra.QuickIncident) (*airra.IncidentDetail, error) {
	leave, err := b.enter(ctx, q)
	defer leave()
	if err != nil {
		return nil, err
	}
	return b.detail(), nil
}

func (b *backend) detail() *airra.IncidentDetail {
	return &airra.IncidentDetail{
		Incident: b.incident, Actions: []airra.Action{b.action},
		Hypotheses: []airra.Hypothesis{{
			ID: "01890000-0000-7000-8000-0000000000aa", IncidentID: incidentID, Description: "A leak", Category: airra.CategoryMemoryLeak,
			ConfidenceScore: 0.8, Evidence: airra.Evidence{Items: []airra.EvidenceItem{}, Against: []airra.EvidenceItem{}, Anomalies: []airra.EvidenceAnomaly{}},
			SupportingSignals: []string{"memory_usage"}, Rank: 1, Reasoning: "Memory rose first.", LLMModel: "offline-rules", CreatedAt: noon,
		}},
	}
}

func (b *backend) FindIncidents(ctx context.Context, filter airra.IncidentFilter) (airra.Page[airra.Incident], error) {
	leave, err := b.enter(ctx, filter)
	defer leave()
	request := filter.Page.Normal()
	return airra.Page[airra.Incident]{Items: []airra.Incident{b.incident}, Total: 1, Page: 1, PageSize: request.PageSize, Pages: 1}, err
}

func (b *backend) FindIncident(ctx context.Context, key string) (*airra.IncidentDetail, error) {
	if _, err := b.on(ctx, key, key, func(*airra.Incident) error { return nil }); err != nil {
		return nil, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.detail(), nil
}

func (b *backend) UpdateIncident(ctx context.Context, key string, update airra.IncidentUpdate) (*airra.Incident, error) {
	return b.on(ctx, key, update, func(i *airra.Incident) error {
		if update.Title != nil {
			i.Title = *update.Title
		}
		return nil
	})
}

func (b *backend) AnalyzeIncident(ctx context.Context, key string) (*airra.Accepted, error) {
	if _, err := b.on(ctx, key, key, func(i *airra.Incident) error { return i.MoveTo(airra.StatusAnalyzing, noon) }); err != nil {
		return nil, err
	}
	return &airra.Accepted{Status: "accepted", IncidentID: incidentID, Poll: "/api/v1/incidents/" + incidentID}, nil
}

func (b *backend) AcknowledgeIncident(ctx context.Context, key string, a airra.Acknowledgement) (*airra.Incident, error) {
	return b.on(ctx, key, a, func(i *airra.Incident) error { return i.Acknowledge(a, noon) })
}

func (b *backend) UnacknowledgeIncident(ctx context.Context, key string) (*airra.Incident, error) {
	return b.on(ctx, key, key, func(i *airra.Incident) error { return i.Unacknowledge(noon) })
}

func (b *backend) ResolveIncident(ctx context.Context, key string, r airra.Resolution) (*airra.Incident, error) {
	return b.on(ctx, key, r, func(i *airra.Incident) error { return i.Resolve(r, false, noon) })
}

func (b *backend) ReopenIncident(ctx context.Context, key, reason string) (*airra.Incident, error) {
	return b.on(ctx, key, reason, func(i *airra.Incident) error { return i.MoveTo(airra.StatusDetected, noon) })
}

func (b *backend) EscalateIncident(ctx context.Context, key, reason string) (*airra.Incident, error) {
	return b.on(ctx, key, reason, func(i *airra.Incident) error { return i.MoveTo(airra.StatusEscalated, noon) })
}

func (b *backend) CommentIncident(ctx context.Context, key, text string) (*airra.Event, error) {
	if _, err := b.on(ctx, key, text, func(*airra.Incident) error { return nil }); err != nil {
		return nil, err
	}
	e := event(3, airra.EventComment)
	e.Description, e.Actor = text, airra.ActorFrom(ctx)
	return &e, nil
}

func (b *backend) Timeline(ctx context.Context, key string) (*airra.Timeline, error) {
	if _, err := b.on(ctx, key, key, func(*airra.Incident) error { return nil }); err != nil {
		return nil, err
	}
	return &airra.Timeline{IncidentID: incidentID, Events: b.events, TotalEvents: len(b.events)}, nil
}

func (b *backend) IncidentSignals(ctx context.Context, key string) ([]airra.Signal, error) {
	if _, err := b.on(ctx, key, key, func(*airra.Incident) error { return nil }); err != nil {
		return nil, err
	}
	return []airra.Signal{{
		Service: "payment-service", Name: "error_rate", Kind: airra.KindMetric, Unit: "ratio", Category: airra.CategoryErrorSpike, Current: 0.5,
		Expected: 0.01, StdDev: 0.01, Samples: 60, Sigma: 49, Confidence: 0.95, Direction: airra.Up, FirstSeen: noon, LastSeen: noon,
		Peak: 0.5, PeakSigma: 49, Window: []airra.Point{{At: noon, Value: 0.5}}, Marks: []time.Time{noon},
	}}, nil
}

func (b *backend) RerunEvidence(ctx context.Context, key string, number int) (*airra.EvidenceRun, error) {
	if _, err := b.on(ctx, key, number, func(*airra.Incident) error { return nil }); err != nil {
		return nil, err
	}
	return &airra.EvidenceRun{
		Evidence: airra.EvidenceItem{Number: number, SignalType: "metric", SignalName: "error_rate", Observation: "rose", Relevance: 1, Query: "up"},
		Query:    "up", Then: []airra.Point{}, Now: []airra.Series{{Labels: map[string]string{"service": "payment-service"}, Points: []airra.Point{{At: noon, Value: 1}}}},
		Source: "embedded", At: noon,
	}, nil
}

func (b *backend) FindActions(ctx context.Context, filter airra.ActionFilter) ([]airra.Action, error) {
	leave, err := b.enter(ctx, filter)
	defer leave()
	return []airra.Action{b.action}, err
}

func (b *backend) IncidentActions(ctx context.Context, key string) ([]airra.Action, error) {
	if _, err := b.on(ctx, key, key, func(*airra.Incident) error { return nil }); err != nil {
		return nil, err
	}
	return []airra.Action{b.action}, nil
}

func (b *backend) FindAction(ctx context.Context, key string) (*airra.Action, error) {
	return b.act(ctx, key, key, func(*airra.Action) error { return nil })
}

func (b *backend) PendingApprovals(ctx context.Context) ([]airra.Action, error) {
	leave, err := b.enter(ctx, nil)
	defer leave()
	return nil, err // nothing waits: the answer must still be a list
}

func (b *backend) ApproveAction(ctx context.Context, key string, a airra.Approval) (*airra.Action, error) {
	return b.act(ctx, key, a, func(action *airra.Action) error {
		if a.ExecutionMode == airra.ModeLive {
			return airra.Errorf(airra.CodeDenied, "live execution is not allowed on this server")
		}
		return action.Approve(a.ApprovedBy, a.ExecutionMode, a.ApprovalNotes, noon)
	})
}

func (b *backend) RejectAction(ctx context.Context, key string, r airra.Rejection) (*airra.Action, error) {
	return b.act(ctx, key, r, func(action *airra.Action) error { return action.Reject(r.RejectedBy, r.RejectionReason, noon) })
}

func (b *backend) ExecuteAction(ctx context.Context, key string) (*airra.Action, error) {
	return b.act(ctx, key, key, func(action *airra.Action) error { return action.StartExecution(noon) })
}

func (b *backend) Services(ctx context.Context) ([]airra.ServiceState, error) {
	leave, err := b.enter(ctx, nil)
	defer leave()
	return []airra.ServiceState{service()}, err
}

func service() airra.ServiceState {
	return airra.ServiceState{
		Service:   airra.Service{Name: "payment-service", DependsOn: []airra.ServiceName{"database"}, Tier: "tier-0", Team: "payments", Criticality: airra.CriticalityCritical, Owners: []string{}},
		Monitored: true, Known: true, Dependents: []airra.ServiceName{}, OpenIncidents: 1, Signals: []airra.SignalReading{
			{Name: "error_rate", Unit: "ratio", Query: "errors", Current: ptr(0.5), Expected: ptr(0.01), StdDev: ptr(0.01), Sigma: ptr(49.0), State: "anomalous", Samples: 60, At: &noon, Recent: []float64{0.01, 0.5}},
			{Name: "cpu_usage", Unit: "ratio", Query: "cpu", State: "no_data"},
		},
	}
}

func (b *backend) Service(ctx context.Context, name airra.ServiceName) (*airra.ServiceState, error) {
	leave, err := b.enter(ctx, name)
	defer leave()
	if err == nil && name != "payment-service" {
		err = airra.Errorf(airra.CodeNotFound, "service %s not found", name)
	}
	if err != nil {
		return nil, err
	}
	got := service()
	return &got, nil
}

func (b *backend) Status(ctx context.Context) (*airra.SystemStatus, error) {
	leave, err := b.enter(ctx, nil)
	defer leave()
	b.checked++
	return &airra.SystemStatus{
		Version: "v", Environment: "development", StartedAt: noon, Now: noon, Checks: []airra.Check{}, Reasoner: "offline rules", DryRun: true,
		Monitored: []airra.ServiceName{"payment-service"}, OpenIncidents: map[airra.Severity]int{airra.SeverityHigh: 1}, Pending: 1, LastEventID: b.last(),
	}, err
}

func (b *backend) LastEventID(context.Context) (int64, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.last(), b.fail
}

func (b *backend) last() int64 {
	if len(b.events) == 0 {
		return 0
	}
	return b.events[len(b.events)-1].ID
}

func (b *backend) Ready(ctx context.Context) (*airra.Readiness, error) {
	leave, err := b.enter(ctx, nil)
	defer leave()
	b.checked++
	state := airra.CheckUp
	if b.notReady {
		state = airra.CheckDown
	}
	return &airra.Readiness{Ready: !b.notReady, Checks: []airra.Check{{Name: "database", Kind: "SQLite", State: state, Required: true}}}, err
}

func (b *backend) Jobs(ctx context.Context, filter airra.JobFilter) ([]airra.JobInfo, error) {
	leave, err := b.enter(ctx, filter)
	defer leave()
	return []airra.JobInfo{job()}, err
}

func job() airra.JobInfo {
	return airra.JobInfo{ID: 1, Kind: airra.JobAnalyze, State: "available", IncidentID: incidentID, Attempt: 1, MaxAttempts: 3, CreatedAt: noon, ScheduledAt: noon}
}

func (b *backend) RetryJob(ctx context.Context, id int64) (*airra.JobInfo, error) {
	leave, err := b.enter(ctx, id)
	defer leave()
	if err == nil && id != 1 {
		err = airra.Errorf(airra.CodeNotFound, "job %d not found", id)
	}
	if err != nil {
		return nil, err
	}
	got := job()
	return &got, nil
}

func (b *backend) FindAudit(ctx context.Context, filter airra.AuditFilter) (airra.Page[airra.AuditEntry], error) {
	leave, err := b.enter(ctx, filter)
	defer leave()
	return airra.Page[airra.AuditEntry]{
		Items: []airra.AuditEntry{{ID: 1, At: noon, EventType: "action_approved", Actor: "ann", Outcome: airra.OutcomeSuccess, Details: map[string]any{}}},
		Total: 1, Page: 1, PageSize: 20, Pages: 1,
	}, err
}

func (b *backend) EventsAfter(ctx context.Context, filter airra.EventFilter) ([]airra.Event, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.fail != nil {
		return nil, b.fail
	}
	var found []airra.Event
	for _, e := range b.events {
		if e.ID > filter.After && (filter.Incident == "" || filter.Incident == e.IncidentID) && len(found) < filter.Limit {
			found = append(found, e)
		}
	}
	return slices.Clone(found), nil
}

func (b *backend) commit(events ...airra.Event) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.events = append(b.events, events...)
}

func (b *backend) breakWith(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.fail = err
}

func (b *backend) lastCall() (asked any, actor string, calls int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.asked, b.actor, b.calls
}

// answers is an airra.IdempotencyStore in a map.
type answers struct {
	mu     sync.Mutex
	claims map[string]*claim
}

type claim struct {
	fingerprint string
	answer      *airra.StoredAnswer
}

func (s *answers) ClaimKey(_ context.Context, key, fingerprint string, _ time.Time) (*airra.StoredAnswer, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.claims == nil {
		s.claims = map[string]*claim{}
	}
	c := s.claims[key]
	switch {
	case c == nil:
		s.claims[key] = &claim{fingerprint: fingerprint}
		return nil, nil
	case c.fingerprint != fingerprint:
		return nil, airra.Invalid("header.Idempotency-Key", "was used for another request")
	case c.answer == nil:
		return nil, airra.Conflict("running", "the first request with this key is still running")
	default:
		return c.answer, nil
	}
}

func (s *answers) FinishKey(_ context.Context, key string, answer airra.StoredAnswer) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.claims[key].answer = &answer
	return nil
}

func (s *answers) ReleaseKey(_ context.Context, key string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.claims, key)
	return nil
}
