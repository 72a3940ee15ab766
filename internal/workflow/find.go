package workflow

import (
	"context"
	"time"

	"github.com/airra/airra/internal/airra"
)

// maxEvents bounds a timeline. An incident with more rows than this has a
// problem that a longer list would not solve; the reader is told that it was cut.
const maxEvents = 10_000

// FindIncidents gives one page of incidents, newest first.
func (w *Workflow) FindIncidents(ctx context.Context, filter airra.IncidentFilter) (airra.Page[airra.Incident], error) {
	return w.Store.Incidents(ctx, filter)
}

// FindIncident gives an incident with its hypotheses by rank and its actions in
// the order in which they were proposed.
func (w *Workflow) FindIncident(ctx context.Context, key string) (*airra.IncidentDetail, error) {
	i, err := incident(ctx, w.Store, key)
	if err != nil {
		return nil, err
	}
	hypotheses, err := w.Store.Hypotheses(ctx, i.ID)
	if err != nil {
		return nil, err
	}
	actions, err := w.incidentActions(ctx, i.ID)
	if err != nil {
		return nil, err
	}
	return &airra.IncidentDetail{Incident: *i, Hypotheses: hypotheses, Actions: actions}, nil
}

func (w *Workflow) incidentActions(ctx context.Context, id airra.IncidentID) ([]airra.Action, error) {
	return w.Store.Actions(ctx, airra.ActionFilter{Incident: id, OldestFirst: true, Limit: maxPending})
}

// Timeline gives everything that happened to an incident.
func (w *Workflow) Timeline(ctx context.Context, key string) (*airra.Timeline, error) {
	i, err := incident(ctx, w.Store, key)
	if err != nil {
		return nil, err
	}
	events, err := w.Store.Events(ctx, airra.EventFilter{Incident: i.ID, Limit: maxEvents + 1})
	if err != nil {
		return nil, err
	}
	shown := events[:min(len(events), maxEvents)]
	timeline := &airra.Timeline{IncidentID: i.ID, Events: shown, TotalEvents: len(shown), Truncated: len(events) > maxEvents}
	if i.ResolvedAt != nil {
		minutes := max(0, int64(i.ResolvedAt.Sub(i.DetectedAt)/time.Minute))
		timeline.DurationMinutes = &minutes
	}
	return timeline, nil
}

// IncidentSignals gives the stored windows of an incident's signals.
func (w *Workflow) IncidentSignals(ctx context.Context, key string) ([]airra.Signal, error) {
	i, err := incident(ctx, w.Store, key)
	if err != nil {
		return nil, err
	}
	return w.Store.Signals(ctx, i.ID)
}

// FindActions gives actions of all incidents.
func (w *Workflow) FindActions(ctx context.Context, filter airra.ActionFilter) ([]airra.Action, error) {
	return w.Store.Actions(ctx, filter)
}

// IncidentActions gives the actions of one incident, oldest first.
func (w *Workflow) IncidentActions(ctx context.Context, incidentKey string) ([]airra.Action, error) {
	i, err := incident(ctx, w.Store, incidentKey)
	if err != nil {
		return nil, err
	}
	return w.incidentActions(ctx, i.ID)
}

// FindAction gives one action.
func (w *Workflow) FindAction(ctx context.Context, key string) (*airra.Action, error) {
	return action(ctx, w.Store, key)
}

// FindAudit gives one page of the audit trail, newest first.
func (w *Workflow) FindAudit(ctx context.Context, filter airra.AuditFilter) (airra.Page[airra.AuditEntry], error) {
	return w.Store.Audit(ctx, filter)
}

// LastEventID gives the id of the newest event.
func (w *Workflow) LastEventID(ctx context.Context) (int64, error) { return w.Store.LastEventID(ctx) }

// EventsAfter gives events in the order of their ids.
func (w *Workflow) EventsAfter(ctx context.Context, filter airra.EventFilter) ([]airra.Event, error) {
	return w.Store.Events(ctx, filter)
}

// Jobs lists jobs, newest first.
func (w *Workflow) Jobs(ctx context.Context, filter airra.JobFilter) ([]airra.JobInfo, error) {
	return w.Queue.Jobs(ctx, filter)
}

// RetryJob makes a job that has given up run again.
func (w *Workflow) RetryJob(ctx context.Context, id int64) (*airra.JobInfo, error) {
	return w.Queue.Retry(ctx, id)
}
