package workflow

import (
	"context"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/reason"
)

// change is one by-hand act on an incident: it changes the incident and tells
// the timeline, or says why not.
type change func(tx airra.Tx, tell story, i *airra.Incident, now time.Time) error

// change runs one by-hand act in a transaction.
func (w *Workflow) change(ctx context.Context, key, actor string, do change) (*airra.Incident, error) {
	var changed *airra.Incident
	err := w.inTx(ctx, func(tx airra.Tx) error {
		i, err := incident(ctx, tx, key)
		if err != nil {
			return err
		}
		now := w.now()
		if err := do(tx, w.tell(ctx, tx, i, now).as(actor), i, now); err != nil {
			return err
		}
		changed = i
		return tx.SaveIncident(ctx, i)
	})
	if err != nil {
		return nil, err
	}
	return changed, nil
}

// AcknowledgeIncident records that a person has taken notice.
func (w *Workflow) AcknowledgeIncident(ctx context.Context, key string, a airra.Acknowledgement) (*airra.Incident, error) {
	if a.By == "" {
		a.By = airra.ActorFrom(ctx)
	}
	if err := airra.CheckPerson("acknowledged_by", a.By); err != nil {
		return nil, err
	}
	if a.For < 0 {
		return nil, airra.Invalid("for", "must not be negative")
	}
	first := false
	i, err := w.change(ctx, key, a.By, func(_ airra.Tx, tell story, i *airra.Incident, now time.Time) error {
		first = i.FirstAcknowledged == nil
		if err := i.Acknowledge(a, now); err != nil {
			return err
		}
		until := ""
		if a.For > 0 {
			until = " for " + a.For.String()
		}
		tell.event(airra.EventAcknowledged, map[string]any{"until": i.AcknowledgedUntil}, "Acknowledged by %s%s", a.By, until)
		tell.audit("incident_acknowledged", airra.OutcomeSuccess, nil, nil)
		return w.acknowledged(ctx, tell, a.By, viaIncident)
	})
	if err == nil && first && w.Meter != nil {
		w.Meter.IncidentAcknowledged(i.AcknowledgedAt.Sub(i.DetectedAt))
	}
	return i, err
}

// UnacknowledgeIncident takes an acknowledgement back.
func (w *Workflow) UnacknowledgeIncident(ctx context.Context, key string) (*airra.Incident, error) {
	return w.change(ctx, key, "", func(_ airra.Tx, tell story, i *airra.Incident, now time.Time) error {
		if err := i.Unacknowledge(now); err != nil {
			return err
		}
		tell.event(airra.EventUnacknowledged, nil, "Acknowledgement taken back by %s", tell.actor)
		tell.audit("incident_unacknowledged", airra.OutcomeSuccess, nil, nil)
		return w.pageAgain(ctx, tell, causeUnack)
	})
}

// ResolveIncident ends an incident by hand. What was proposed or approved and
// has not been started is rejected, so that nothing stays behind that somebody
// could still run against a healthy service.
func (w *Workflow) ResolveIncident(ctx context.Context, key string, r airra.Resolution) (*airra.Incident, error) {
	r.Cause, r.Summary = reason.Redact(r.Cause), reason.Redact(r.Summary)
	if r.By == "" {
		r.By = airra.ActorFrom(ctx)
	}
	if err := airra.CheckPerson("resolved_by", r.By); err != nil {
		return nil, err
	}
	i, err := w.change(ctx, key, r.By, func(tx airra.Tx, tell story, i *airra.Incident, now time.Time) error {
		if err := i.Resolve(r, false, now); err != nil {
			return err
		}
		i.StatusNote = w.stillBurning(i.AffectedService)
		if err := withdraw(ctx, tx, tell, "the incident was resolved"); err != nil {
			return err
		}
		tell.event(airra.EventResolved, map[string]any{"dry_run": false, "cause": r.Cause}, "Resolved by %s%s", r.By, colon(r.Summary))
		tell.audit("incident_resolved", airra.OutcomeSuccess, nil, map[string]any{"cause": r.Cause})
		remember(tx, i, now)
		return w.over(ctx, tell, r.By)
	})
	if err == nil {
		w.countResolved(i)
	}
	return i, err
}

// ReopenIncident takes a resolution back.
func (w *Workflow) ReopenIncident(ctx context.Context, key, why string) (*airra.Incident, error) {
	return w.change(ctx, key, "", func(tx airra.Tx, tell story, i *airra.Incident, now time.Time) error {
		if i.Status != airra.StatusResolved {
			return airra.Conflict(string(i.Status), "%s is not resolved, so it cannot be reopened", i.Ref)
		}
		if err := i.MoveTo(airra.StatusDetected, now); err != nil {
			return err
		}
		tell.event(airra.EventReopened, nil, "Reopened by %s%s", tell.actor, colon(reason.Redact(why)))
		tell.audit("incident_reopened", airra.OutcomeSuccess, nil, nil)
		remember(tx, i, now)
		return w.pageAgain(ctx, tell, causeReopened)
	})
}

// EscalateIncident hands an incident on by hand: the next step of its policy is paged
// at once. A proposal that waits for a decision keeps waiting: it can still be approved. One that was approved and not
// started is withdrawn, since an escalated incident executes nothing.
func (w *Workflow) EscalateIncident(ctx context.Context, key, why string) (*airra.Incident, error) {
	return w.change(ctx, key, "", func(tx airra.Tx, tell story, i *airra.Incident, now time.Time) error {
		if i.Status == airra.StatusApproved {
			if err := withdraw(ctx, tx, tell, "the incident was escalated"); err != nil {
				return err
			}
		}
		tell.audit("incident_escalated", airra.OutcomeSuccess, nil, nil)
		if err := w.escalate(tell, "by "+tell.actor+colon(reason.Redact(why)), now); err != nil {
			return err
		}
		return w.hasten(ctx, tell, causeEscalated)
	})
}

// UpdateIncident corrects what a person may correct. The status is not among
// it: it moves only by the acts that have a name.
func (w *Workflow) UpdateIncident(ctx context.Context, key string, u airra.IncidentUpdate) (*airra.Incident, error) {
	if u.Severity != nil && !u.Severity.Valid() {
		return nil, airra.Invalid("severity", "%q is none of critical, high, medium, low", *u.Severity)
	}
	if u == (airra.IncidentUpdate{}) {
		return incident(ctx, w.Store, key)
	}
	return w.change(ctx, key, "", func(tx airra.Tx, tell story, i *airra.Incident, now time.Time) error {
		if (u.ResolvedAt != nil || u.ResolutionTimeSeconds != nil) && i.Status != airra.StatusResolved {
			return airra.Conflict(string(i.Status), "%s is not resolved, so the time of its resolution cannot be corrected", i.Ref)
		}
		fields := apply(u, i)
		i.UpdatedAt = now
		tell.event(airra.EventUpdated, map[string]any{"fields": fields}, "%s corrected by %s", plural(len(fields), "field", "fields"), tell.actor)
		tell.audit("incident_updated", airra.OutcomeSuccess, nil, map[string]any{"fields": fields})
		if !i.Open() {
			remember(tx, i, now)
		}
		return nil
	})
}

// apply sets the given fields and names them.
func apply(u airra.IncidentUpdate, i *airra.Incident) []string {
	var fields []string
	if u.Title != nil {
		i.Title, fields = reason.Redact(*u.Title), append(fields, "title")
	}
	if u.Description != nil {
		i.Description, fields = reason.Redact(*u.Description), append(fields, "description")
	}
	if u.Severity != nil {
		i.Severity, fields = *u.Severity, append(fields, "severity")
	}
	if u.ResolvedAt != nil {
		at := airra.Now(*u.ResolvedAt)
		i.ResolvedAt, fields = &at, append(fields, "resolved_at")
	}
	if u.ResolutionTimeSeconds != nil {
		i.ResolutionTimeSeconds, fields = u.ResolutionTimeSeconds, append(fields, "resolution_time_seconds")
	}
	return fields
}

// colon puts a colon before text that is there.
func colon(text string) string {
	if text == "" {
		return ""
	}
	return ": " + text
}
