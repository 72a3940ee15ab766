package client_test

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"github.com/airra/airra/internal/airra"
)

var now = time.Date(2026, 3, 1, 12, 0, 0, 123456000, time.UTC)

const incidentID = "0198f000-0000-7000-8000-000000000142"

func ptr[T any](v T) *T { return &v }

// call is what a service was asked.
type call struct {
	Name  string
	Actor string
	Args  []any
}

// mirror is a backend that remembers what it was asked and answers the same
// things every time. Behind the real API it shows whether the client says what
// it was told to say, and understands what it is told.
type mirror struct {
	mu     sync.Mutex
	calls  []call
	fail   error
	events []airra.Event
}

var _ airra.Backend = (*mirror)(nil)

func (m *mirror) note(ctx context.Context, name string, args ...any) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.calls = append(m.calls, call{name, airra.ActorFrom(ctx), args})
	return m.fail
}

func (m *mirror) last() call {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.calls) == 0 {
		return call{}
	}
	return m.calls[len(m.calls)-1]
}

func (m *mirror) commit(e airra.Event) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.events = append(m.events, e)
}

// or gives the value, or nothing with the failure.
func or[T any](value T, err error) (*T, error) {
	if err != nil {
		return nil, err
	}
	return &value, nil
}

func incident() airra.Incident {
	return airra.Incident{
		ID: incidentID, Ref: "INC-142", Title: "t", Description: "d", Severity: airra.SeverityHigh, AffectedService: "s",
		AffectedComponents: []string{"c"}, Status: airra.StatusResolved, DetectedAt: now, DetectionSource: "x", Origin: airra.OriginSimulated, ResolvedAt: &now,
		ResolutionTimeSeconds: ptr(int64(7)), ResolutionSummary: ptr("fixed"), ResolutionCause: ptr("deploy"), ResolvedBy: ptr("jane"),
		DryRunResolution: true, MetricsSnapshot: json.RawMessage(`{"error_rate":9.10}`), Context: json.RawMessage(`{}`),
		AcknowledgedBy: ptr("jane"), AcknowledgedAt: &now, AcknowledgedUntil: &now, PendingApprovalAt: &now, Reasoner: "rules", StatusNote: ptr("note"),
		Fingerprint: "f", OccurrenceCount: 2, PeakSigma: 4.5, LastSeenAt: &now, CreatedAt: now, UpdatedAt: now,
	}
}

func action() airra.Action {
	return airra.Action{
		ID: "0198f000-0000-7000-8000-000000000088", Ref: "ACT-88", IncidentID: incidentID, IncidentRef: "INC-142", HypothesisID: ptr(airra.HypothesisID("h")),
		ActionType: airra.ActionScaleUp, Name: "n", Description: "d", TargetService: "s", TargetResource: ptr("pod"), RiskLevel: airra.RiskLow, RiskScore: 0.21,
		RiskTerms: []airra.RiskTerm{{Name: "base", Value: 0.2}}, BlastRadius: "low", Parameters: json.RawMessage(`{"target_replicas":3}`),
		Status: airra.ActionSucceeded, RequiresApproval: true, ApprovedBy: ptr("jane"), ApprovedAt: &now, ApprovalNotes: ptr("ok"), RejectedBy: ptr("bob"),
		RejectedAt: &now, RejectionReason: ptr("no"), ExecutionMode: airra.ModeDryRun, ExecutedAt: &now, ExecutionDurationSeconds: ptr(int64(3)),
		ExecutionResult: &airra.ExecutionResult{Status: "success", Message: "m", DryRun: true, Details: map[string]any{"a": "b"}}, CreatedAt: now, UpdatedAt: now,
	}
}

func detail() airra.IncidentDetail {
	item := airra.EvidenceItem{Number: 1, SignalType: "metric", SignalName: "n", Observation: "o", Relevance: 0.5, Query: "q", Ref: "INC-1"}
	return airra.IncidentDetail{
		Incident: incident(), Actions: []airra.Action{action()},
		Hypotheses: []airra.Hypothesis{{
			ID: "h", IncidentID: incidentID, Description: "d", Category: "memory_leak", ConfidenceScore: 0.8, Rank: 1, Reasoning: "r", LLMModel: "offline-rules",
			SupportingSignals: []string{"s"}, Validated: true, ValidationFeedback: ptr("f"), CreatedAt: now,
			Evidence: airra.Evidence{Items: []airra.EvidenceItem{item}, Against: []airra.EvidenceItem{item}, Anomalies: []airra.EvidenceAnomaly{{Metric: "m", Assumed: true}}},
		}},
	}
}

func event(id int64) airra.Event {
	return airra.Event{
		ID: id, IncidentID: incidentID, IncidentRef: "INC-142", Type: airra.EventComment, Description: "line one\nline two", Actor: "jane",
		Metadata: map[string]any{"k": "v"}, At: now,
	}
}

func timeline() airra.Timeline {
	return airra.Timeline{IncidentID: incidentID, Events: []airra.Event{event(7), event(8)}, TotalEvents: 2, DurationMinutes: ptr(int64(4))}
}

func signal() airra.Signal {
	return airra.Signal{
		Service: "s", Name: "n", Kind: airra.KindMetric, Unit: "s", Query: "q", Category: "c", Current: 1, Expected: 2, StdDev: 3, Samples: 4, Band: &airra.Band{Low: -7, High: 11, Threshold: 3}, Sigma: 5, Confidence: 0.6,
		Direction: airra.Up, Assumed: true, Ongoing: true, FirstSeen: now, LastSeen: now, Peak: 7, PeakSigma: 8, Window: []airra.Point{{At: now, Value: 1}}, Marks: []time.Time{now},
	}
}

func evidenceRun() airra.EvidenceRun {
	return airra.EvidenceRun{
		Evidence: airra.EvidenceItem{Number: 2, Observation: "o"}, Query: "q", Then: []airra.Point{{At: now, Value: 1}},
		Now: []airra.Series{{Labels: map[string]string{"a": "b"}, Points: []airra.Point{{At: now, Value: 2}}}}, Source: "embedded", At: now,
	}
}

func serviceState() airra.ServiceState {
	return airra.ServiceState{
		Service:   airra.Service{Name: "payment-service", DependsOn: []airra.ServiceName{"db"}, Tier: "tier-1", Team: "t", Criticality: "high", Owners: []string{"o"}},
		Monitored: true, Known: true, Dependents: []airra.ServiceName{"x"}, OpenIncidents: 1,
		Signals: []airra.SignalReading{{Name: "n", State: "normal", Current: ptr(1.5), Expected: ptr(1.0), StdDev: ptr(0.5), Band: &airra.Band{Low: -0.5, High: 2.5, Threshold: 3}, Sigma: ptr(1.0), Samples: 9, At: &now, Recent: []float64{1, 2}}, {Name: "m", State: "no_data", Recent: []float64{}}},
	}
}

func systemStatus(last int64) airra.SystemStatus {
	return airra.SystemStatus{
		Version: "1", Environment: "development", StartedAt: now, Now: now, Checks: []airra.Check{{Name: "database", Kind: "SQLite", State: "up", Required: true}, {Name: "metrics", Kind: "Prometheus", State: "up", URL: "http://prometheus:9090"}},
		Reasoner: "offline rules", ReasonerNote: "n", DryRun: true, Demo: true, Monitored: []airra.ServiceName{"s"}, MonitorNote: "m",
		OpenIncidents: map[airra.Severity]int{"high": 1}, Unattended: []airra.ServiceName{"db"}, Pending: 1, LastEventID: last,
		DecideWithin: map[airra.Severity]int64{"high": 1800},
	}
}

func readiness() airra.Readiness {
	return airra.Readiness{Ready: false, Checks: []airra.Check{{Name: "database", State: "down", Required: true, Detail: "d"}}}
}

func job() airra.JobInfo {
	return airra.JobInfo{ID: 17, Kind: airra.JobAnalyze, State: "discarded", IncidentID: incidentID, Attempt: 3, MaxAttempts: 3, LastError: "e", CreatedAt: now, ScheduledAt: now, FinalizedAt: &now}
}

func auditPage() airra.Page[airra.AuditEntry] {
	return airra.Page[airra.AuditEntry]{Items: []airra.AuditEntry{{ID: 1, At: now, EventType: "e", Actor: "a", Outcome: "success", IncidentID: ptr(airra.IncidentID(incidentID)), Details: map[string]any{"k": "v"}}}, Total: 1, Page: 1, PageSize: 20, Pages: 1}
}

func incidentPage() airra.Page[airra.Incident] {
	return airra.Page[airra.Incident]{Items: []airra.Incident{incident()}, Total: 9, Page: 2, PageSize: 1, Pages: 9, TotalApproximate: true, NextCursor: "c"}
}

func (m *mirror) CreateIncident(ctx context.Context, n airra.NewIncident) (*airra.Incident, error) {
	return or(incident(), m.note(ctx, "CreateIncident", n))
}

func (m *mirror) QuickIncident(ctx context.Context, q airra.QuickIncident) (*airra.IncidentDetail, error) {
	return or(detail(), m.note(ctx, "QuickIncident", q))
}

func (m *mirror) FindIncidents(ctx context.Context, f airra.IncidentFilter) (airra.Page[airra.Incident], error) {
	return incidentPage(), m.note(ctx, "FindIncidents", f)
}

func (m *mirror) FindIncident(ctx context.Context, key string) (*airra.IncidentDetail, error) {
	return or(detail(), m.note(ctx, "FindIncident", key))
}

func (m *mirror) UpdateIncident(ctx context.Context, key string, u airra.IncidentUpdate) (*airra.Incident, error) {
	return or(incident(), m.note(ctx, "UpdateIncident", key, u))
}

func (m *mirror) AnalyzeIncident(ctx context.Context, key string) (*airra.Accepted, error) {
	return or(airra.Accepted{Status: "accepted", IncidentID: incidentID, Poll: "/p"}, m.note(ctx, "AnalyzeIncident", key))
}

func (m *mirror) AcknowledgeIncident(ctx context.Context, key string, a airra.Acknowledgement) (*airra.Incident, error) {
	return or(incident(), m.note(ctx, "AcknowledgeIncident", key, a))
}

func (m *mirror) UnacknowledgeIncident(ctx context.Context, key string) (*airra.Incident, error) {
	return or(incident(), m.note(ctx, "UnacknowledgeIncident", key))
}

func (m *mirror) ResolveIncident(ctx context.Context, key string, r airra.Resolution) (*airra.Incident, error) {
	return or(incident(), m.note(ctx, "ResolveIncident", key, r))
}

func (m *mirror) ReopenIncident(ctx context.Context, key, reason string) (*airra.Incident, error) {
	return or(incident(), m.note(ctx, "ReopenIncident", key, reason))
}

func (m *mirror) EscalateIncident(ctx context.Context, key, reason string) (*airra.Incident, error) {
	return or(incident(), m.note(ctx, "EscalateIncident", key, reason))
}

func (m *mirror) CommentIncident(ctx context.Context, key, text string) (*airra.Event, error) {
	return or(event(7), m.note(ctx, "CommentIncident", key, text))
}

func (m *mirror) RetractComment(ctx context.Context, key string, eventID int64) (*airra.Event, error) {
	return or(event(7), m.note(ctx, "RetractComment", key, eventID))
}

func (m *mirror) Timeline(ctx context.Context, key string) (*airra.Timeline, error) {
	return or(timeline(), m.note(ctx, "Timeline", key))
}

func (m *mirror) IncidentSignals(ctx context.Context, key string) ([]airra.Signal, error) {
	return []airra.Signal{signal()}, m.note(ctx, "IncidentSignals", key)
}

func (m *mirror) RerunEvidence(ctx context.Context, key string, number int) (*airra.EvidenceRun, error) {
	return or(evidenceRun(), m.note(ctx, "RerunEvidence", key, number))
}

func (m *mirror) FindActions(ctx context.Context, f airra.ActionFilter) ([]airra.Action, error) {
	return []airra.Action{action()}, m.note(ctx, "FindActions", f)
}

func (m *mirror) IncidentActions(ctx context.Context, key string) ([]airra.Action, error) {
	return []airra.Action{action()}, m.note(ctx, "IncidentActions", key)
}

func (m *mirror) FindAction(ctx context.Context, key string) (*airra.Action, error) {
	return or(action(), m.note(ctx, "FindAction", key))
}

func (m *mirror) PendingApprovals(ctx context.Context) ([]airra.Action, error) {
	return []airra.Action{action()}, m.note(ctx, "PendingApprovals")
}

func (m *mirror) ApproveAction(ctx context.Context, key string, a airra.Approval) (*airra.Action, error) {
	return or(action(), m.note(ctx, "ApproveAction", key, a))
}

func (m *mirror) RejectAction(ctx context.Context, key string, r airra.Rejection) (*airra.Action, error) {
	return or(action(), m.note(ctx, "RejectAction", key, r))
}

func (m *mirror) ExecuteAction(ctx context.Context, key string) (*airra.Action, error) {
	return or(action(), m.note(ctx, "ExecuteAction", key))
}

func (m *mirror) Services(ctx context.Context) ([]airra.ServiceState, error) {
	return []airra.ServiceState{serviceState()}, m.note(ctx, "Services")
}

func (m *mirror) Service(ctx context.Context, name airra.ServiceName) (*airra.ServiceState, error) {
	return or(serviceState(), m.note(ctx, "Service", name))
}

func (m *mirror) Status(ctx context.Context) (*airra.SystemStatus, error) {
	m.mu.Lock()
	last := int64(len(m.events))
	m.mu.Unlock()
	return or(systemStatus(last), m.note(ctx, "Status"))
}

func (m *mirror) LastEventID(ctx context.Context) (int64, error) {
	m.mu.Lock()
	last := int64(len(m.events))
	m.mu.Unlock()
	return last, m.note(ctx, "LastEventID")
}

func (m *mirror) Ready(ctx context.Context) (*airra.Readiness, error) {
	return or(readiness(), m.note(ctx, "Ready"))
}

func (m *mirror) Jobs(ctx context.Context, f airra.JobFilter) ([]airra.JobInfo, error) {
	return []airra.JobInfo{job()}, m.note(ctx, "Jobs", f)
}

func (m *mirror) RetryJob(ctx context.Context, id int64) (*airra.JobInfo, error) {
	return or(job(), m.note(ctx, "RetryJob", id))
}

func (m *mirror) FindAudit(ctx context.Context, f airra.AuditFilter) (airra.Page[airra.AuditEntry], error) {
	return auditPage(), m.note(ctx, "FindAudit", f)
}

// EventsAfter gives what was committed behind an id. It is not noted, because
// the API asks on its own.
func (m *mirror) EventsAfter(_ context.Context, f airra.EventFilter) ([]airra.Event, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var found []airra.Event
	for _, e := range m.events {
		if e.ID > f.After && (f.Incident == "" || f.Incident == e.IncidentID) {
			found = append(found, e)
		}
	}
	return found, m.fail
}
