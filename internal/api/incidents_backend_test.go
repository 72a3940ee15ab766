package api_test

import (
	"context"
	"time"

	"github.com/airra/airra/internal/airra"
)

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

func (b *backend) RetractComment(ctx context.Context, key string, eventID int64) (*airra.Event, error) {
	e := event(eventID, airra.EventComment)
	e.Actor = airra.ActorFrom(ctx)
	_, err := b.on(ctx, key, eventID, func(*airra.Incident) error { return e.Retract(airra.ActorFrom(ctx), e.At) })
	if err != nil {
		return nil, err
	}
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
		Expected: 0.01, StdDev: 0.01, Samples: 60, Band: &airra.Band{Low: -0.02, High: 0.04, Threshold: 3}, Sigma: 49, Confidence: 0.95, Direction: airra.Up, FirstSeen: noon, LastSeen: noon,
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
