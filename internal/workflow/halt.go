package workflow

import (
	"context"

	"github.com/airra/airra/internal/airra"
)

// What becomes of the pages when an incident moves on. Every by-hand act and every
// automatic one goes through here, in the transaction of the act itself, so there is
// no moment at which an incident is acknowledged and its timer still counts.

// acknowledged halts the paging of an incident that somebody has taken notice of.
// What was sent is answered by that, what was not sent yet is not sent any more.
func (w *Workflow) acknowledged(ctx context.Context, tell story, by, via string) error {
	if err := w.halt(ctx, tell, airra.PagingPaused); err != nil {
		return err
	}
	i := tell.incident
	if i.AcknowledgedUntil != nil {
		tell.tx.Enqueue(airra.Job{Kind: airra.JobLapse, IncidentID: i.ID, Round: i.AcknowledgedUntil.UnixMicro(), At: *i.AcknowledgedUntil})
	}
	return w.answer(ctx, tell, by, via)
}

// over halts the paging of an incident that is resolved, and gives what it spoke for
// a voice again.
func (w *Workflow) over(ctx context.Context, tell story, by string) error {
	if err := w.cancelReviews(ctx, tell); err != nil {
		return err
	}
	if err := w.halt(ctx, tell, airra.PagingStopped); err != nil {
		return err
	}
	if err := w.answer(ctx, tell, by, viaIncident); err != nil {
		return err
	}
	return w.handOver(ctx, tell, causeBundle)
}

// viaIncident is how a page counts as answered whose incident was acknowledged or
// resolved otherwise than by its link.
const (
	viaIncident = "incident"
	viaLink     = "link"
)

// halt takes the paging out of the active state. An incident that has none yet gets
// it from the job, which looks at the incident first.
func (w *Workflow) halt(ctx context.Context, tell story, to airra.PagingState) error {
	p, err := tell.tx.Paging(ctx, tell.incident.ID)
	if airra.ErrorCode(err) == airra.CodeNotFound {
		return nil
	}
	if err != nil || p.State == to {
		return err
	}
	p.Halt(to, tell.at)
	return tell.tx.SavePaging(ctx, p)
}

// answer marks the pages of an incident that somebody has answered. The response
// time is that of the incident: it does not matter which of the people who were paged
// took notice.
func (w *Workflow) answer(ctx context.Context, tell story, by, via string) error {
	all, err := tell.tx.IncidentNotifications(ctx, tell.incident.ID)
	if err != nil {
		return err
	}
	for k := range all {
		n := &all[k]
		switch {
		case n.Kind != airra.NotifyPage:
			continue
		case n.Status == airra.NotificationPending:
			n.NextTryAt = nil
			err = n.MoveTo(airra.NotificationCancelled, tell.at)
		case n.Status == airra.NotificationSent || n.Status == airra.NotificationSimulated || n.Status == airra.NotificationDelivered:
			err = n.Acknowledge(by, via, tell.at)
		case n.Status == airra.NotificationSending:
			n.UpdatedAt = tell.at // Whoever records how the send ended looks at the incident again.
		default:
			continue
		}
		if err != nil {
			return err
		}
		if err := tell.tx.SaveNotification(ctx, n); err != nil {
			return err
		}
	}
	return nil
}

// pageAgain begins the paging of an incident anew and takes its first step, because
// an acknowledgement is no longer in force or the incident is open again.
func (w *Workflow) pageAgain(ctx context.Context, tell story, cause string) error {
	p, err := tell.tx.Paging(ctx, tell.incident.ID)
	if airra.ErrorCode(err) == airra.CodeNotFound {
		w.summon(tell, false)
		return nil
	}
	if err != nil {
		return err
	}
	if cause == causeReopened {
		if _, byHand := manualPolicy(tell.incident); !byHand {
			if p.Policy, err = w.policyFor(ctx, tell.tx, tell.incident.AffectedService); err != nil {
				return err
			}
		}
	}
	p.Restart(tell.at)
	if err := w.step(ctx, tell, p, cause); err != nil {
		return err
	}
	return tell.tx.SavePaging(ctx, p)
}

// hasten takes the next step now, because somebody called for more people or nobody
// decided in time. An acknowledgement does not keep it back: who acknowledged is the
// one who needs help. It is taken back, so that the steps after this one follow too.
func (w *Workflow) hasten(ctx context.Context, tell story, cause string) error {
	i := tell.incident
	if i.AcknowledgedBy != nil {
		i.AcknowledgedBy, i.AcknowledgedAt, i.AcknowledgedUntil = nil, nil, nil
	}
	p, err := tell.tx.Paging(ctx, i.ID)
	if airra.ErrorCode(err) == airra.CodeNotFound {
		w.summon(tell, tell.actor != airra.SystemActor) // The clock calls nobody for what is only invented; a person may.
		return nil
	}
	if err != nil {
		return err
	}
	if p.State != airra.PagingActive && p.State != airra.PagingPaused || p.Finished() {
		p.Restart(tell.at)
	}
	p.State, p.Leader = airra.PagingActive, nil
	if err := w.step(ctx, tell, p, cause); err != nil {
		return err
	}
	return tell.tx.SavePaging(ctx, p)
}

// handOver finds another incident to speak for those that one spoke for which says no
// more: the oldest, which is paged now.
func (w *Workflow) handOver(ctx context.Context, tell story, cause string) error {
	members, total, err := tell.tx.Bundled(ctx, tell.incident.ID, 1)
	if err != nil || total == 0 {
		return err
	}
	p := &members[0]
	i, err := tell.tx.Incident(ctx, byID(p.IncidentID))
	if err != nil {
		return err
	}
	p.Restart(tell.at)
	if err := tell.tx.SavePaging(ctx, p); err != nil {
		return err
	}
	if err := tell.tx.MoveBundle(ctx, tell.incident.ID, p.IncidentID); err != nil {
		return err
	}
	if err := w.step(ctx, w.tell(ctx, tell.tx, i, tell.at).as(airra.SystemActor), p, cause); err != nil {
		return err
	}
	return tell.tx.SavePaging(ctx, p)
}

// LapseAcknowledgement ends an acknowledgement whose time is over, and pages again.
// An acknowledgement that was given anew or taken back meanwhile has another end.
func (w *Workflow) LapseAcknowledgement(ctx context.Context, id airra.IncidentID, until int64) error {
	return w.inTx(ctx, func(tx airra.Tx) error {
		i, err := tx.Incident(ctx, byID(id))
		if err != nil {
			return err
		}
		if !i.Open() || i.AcknowledgedUntil == nil || i.AcknowledgedUntil.UnixMicro() != until {
			return nil
		}
		now := w.now()
		tell := w.tell(ctx, tx, i, now).as(airra.SystemActor)
		by := *i.AcknowledgedBy
		if err := i.Unacknowledge(now); err != nil {
			return err
		}
		tell.event(airra.EventAckLapsed, map[string]any{"acknowledged_by": by}, "The acknowledgement of %s has lapsed", by)
		tell.audit("acknowledgement_lapsed", airra.OutcomeSuccess, nil, map[string]any{"acknowledged_by": by})
		if err := w.pageAgain(ctx, tell, causeLapse); err != nil {
			return err
		}
		return tx.SaveIncident(ctx, i)
	})
}

// ExpireApproval escalates an incident about which nobody has decided in time. The
// clock of another wait, after a new analysis, is another job.
func (w *Workflow) ExpireApproval(ctx context.Context, id airra.IncidentID, since int64) error {
	return w.inTx(ctx, func(tx airra.Tx) error {
		i, err := tx.Incident(ctx, byID(id))
		if err != nil {
			return err
		}
		if i.Status != airra.StatusPendingApproval || i.PendingApprovalAt == nil || i.PendingApprovalAt.UnixMicro() != since {
			return nil
		}
		now := w.now()
		tell := w.tell(ctx, tx, i, now).as(airra.SystemActor)
		window := w.ApprovalWindows[i.Severity]
		if err := w.escalate(tell, airra.Undecided+airra.Lasting(window), now); err != nil {
			return err
		}
		tell.audit("approval_expired", airra.OutcomeFailure, nil, map[string]any{"window": window.String()})
		if err := w.hasten(ctx, tell, causeEscalated); err != nil {
			return err
		}
		return tx.SaveIncident(ctx, i)
	})
}

// awaitDecision starts the clock of a pending approval, in the transaction in which
// the incident begins to wait.
func (w *Workflow) awaitDecision(tell story) {
	i := tell.incident
	window, bounded := w.ApprovalWindows[i.Severity]
	if !bounded || i.PendingApprovalAt == nil {
		return
	}
	tell.tx.Enqueue(airra.Job{
		Kind: airra.JobDeadline, IncidentID: i.ID, Round: i.PendingApprovalAt.UnixMicro(), At: i.PendingApprovalAt.Add(window),
	})
}
