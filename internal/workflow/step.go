package workflow

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/notify"
	"github.com/airra/airra/internal/oncall"
)

// Why a round of pages was begun, as PageReason.Cause tells it.
const (
	causeIncident  = "the incident"
	causeWait      = "nobody acknowledged the step before"
	causeLapse     = "the acknowledgement lapsed"
	causeUnack     = "the acknowledgement was taken back"
	causeReopened  = "the incident was reopened"
	causeEscalated = "the incident was escalated"
	causeBundle    = "the incident that spoke for it is resolved"
	causeUnspoken  = "the pages that spoke for it had left before it began"
)

// stepCause is what a step is taken for.
type stepCause struct {
	cause  string
	roster airra.Roster
}

// TakeEscalationStep is the timer of an incident's paging. It takes the step that is
// due, unless the incident needs nobody any more. Of all daemons that run the timer
// at the same moment one saves the paging under the version that it read; the
// others start over and find that their timer no longer counts.
func (w *Workflow) TakeEscalationStep(ctx context.Context, id airra.IncidentID, timer int64) error {
	return w.inTx(ctx, func(tx airra.Tx) error {
		p, err := tx.Paging(ctx, id)
		if err != nil {
			return err
		}
		if p.State != airra.PagingActive || p.Timer != timer {
			return nil
		}
		i, err := tx.Incident(ctx, byID(id))
		if err != nil {
			return err
		}
		tell := w.tell(ctx, tx, i, w.now()).as(airra.SystemActor)
		if err := w.step(ctx, tell, p, causeWait); err != nil {
			return err
		}
		return tx.SavePaging(ctx, p)
	})
}

// step takes the next step of an active paging, or halts it where nobody has to be
// paged. It changes p and leaves the saving to the caller.
func (w *Workflow) step(ctx context.Context, tell story, p *airra.Paging, cause string) error {
	i := tell.incident
	switch {
	case !i.Open():
		p.Halt(airra.PagingStopped, tell.at)
		return nil
	case i.Acknowledged(tell.at):
		p.Halt(airra.PagingPaused, tell.at)
		return nil
	case p.Finished():
		told, err := everPaged(ctx, tell)
		if err != nil {
			return err
		}
		if told {
			return w.exhaust(ctx, tell, p)
		}
		p.Step, p.Round = 0, p.Round+1 // Nobody was on call so far; somebody may be by now.
	}
	roster, err := tell.tx.Roster(ctx, tell.at, tell.at)
	if err != nil {
		return err
	}
	return w.takeStep(ctx, tell, p, stepCause{cause: cause, roster: roster})
}

// everPaged says whether anybody can ever have been told of an incident. Pages that
// all failed have told nobody, however many they are.
func everPaged(ctx context.Context, tell story) (bool, error) {
	all, err := tell.tx.IncidentNotifications(ctx, tell.incident.ID)
	return slices.ContainsFunc(all, func(n airra.Notification) bool {
		return n.Kind == airra.NotifyPage && n.Status != airra.NotificationFailed && n.Status != airra.NotificationCancelled
	}), err
}

// exhaust ends a paging in which everybody was paged and nobody has answered.
func (w *Workflow) exhaust(ctx context.Context, tell story, p *airra.Paging) error {
	p.Halt(airra.PagingExhausted, tell.at)
	tell.event(airra.EventPagingExhausted, map[string]any{"policy": p.Policy.Name},
		"Everybody of the policy %q was paged and nobody has acknowledged", p.Policy.Name)
	tell.audit("paging_exhausted", airra.OutcomeFailure, nil, map[string]any{"policy": p.Policy.Name})
	if err := w.markEscalated(ctx, tell, nil); err != nil {
		return err
	}
	if err := tell.tx.SavePaging(ctx, p); err != nil { // From here on nothing joins it.
		return err
	}
	unspoken, err := unspoken(ctx, tell)
	if err != nil || !unspoken {
		return err
	}
	return w.handOver(ctx, tell, causeUnspoken)
}

// unspoken says whether an incident has joined a bundle after its last page was
// written, so that nobody has been told of it: the steps that were left to name it
// meant nobody, or there were none.
func unspoken(ctx context.Context, tell story) (bool, error) {
	members, _, err := tell.tx.Bundled(ctx, tell.incident.ID, maxEvents)
	if err != nil || len(members) == 0 {
		return false, err
	}
	all, err := tell.tx.IncidentNotifications(ctx, tell.incident.ID)
	if err != nil {
		return false, err
	}
	var last time.Time
	for _, n := range all {
		if n.Kind == airra.NotifyPage {
			last = n.CreatedAt
		}
	}
	return !members[len(members)-1].StartedAt.Before(last), nil
}

// takeStep writes the pages of one step, the jobs that send them and the timer of
// the next step. All of it commits together or not at all.
func (w *Workflow) takeStep(ctx context.Context, tell story, p *airra.Paging, why stepCause) error {
	i, step := tell.incident, p.Step
	plan := oncall.Plan(why.roster, p.Policy, step, p.Round, i.AffectedService, tell.at)
	others, total, err := bundle(ctx, tell.tx, p)
	if err != nil {
		return err
	}
	earlier, err := tell.tx.IncidentNotifications(ctx, i.ID)
	if err != nil {
		return err
	}
	var pages []*airra.Notification
	var told []string
	for _, planned := range plan.Pages {
		planned.Why.Cause, planned.Why.Bundle = why.cause, total
		n := w.page(i, planned, step, others, tell.at)
		n.Attempt = nextAttempt(earlier, n.Contact, step)
		n.Key = airra.PageKey{IncidentID: i.ID, Step: step, Contact: n.Contact, Attempt: n.Attempt}.String()
		pages = append(pages, n)
		told = append(told, planned.Engineer.Name+" by "+planned.Channel)
	}
	switch err := w.post(ctx, tell.tx, pages); {
	case airra.ErrorCode(err) == airra.CodeConflict:
		return airra.ErrStale // Another daemon takes this step at the same moment; look again.
	case err != nil:
		return err
	}
	w.tellStep(tell, p, told, plan.Nobody, why.cause)
	if err := w.markEscalated(ctx, tell, pages); err != nil {
		return err
	}
	p.Advance(len(pages) > 0, tell.at)
	tell.tx.Enqueue(airra.Job{Kind: airra.JobEscalate, IncidentID: i.ID, Round: p.Timer, At: *p.DueAt})
	return nil
}

// nextAttempt is the number of this attempt: one more than this contact was paged in
// this step before.
func nextAttempt(earlier []airra.Notification, contact string, step int) int {
	last := 0
	for _, n := range earlier {
		if n.Kind == airra.NotifyPage && n.Step == step && n.Contact == contact {
			last = max(last, n.Attempt)
		}
	}
	return last + 1
}

// tellStep puts one row about the step on the timeline.
func (w *Workflow) tellStep(tell story, p *airra.Paging, told, nobody []string, cause string) {
	if len(told) == 0 && p.Round > p.Policy.Repeat {
		return // It was said; from here on it is only tried again.
	}
	metadata := map[string]any{"policy": p.Policy.Name, "step": p.Step + 1, "round": p.Round + 1, "cause": cause}
	if len(nobody) > 0 {
		metadata["nobody"] = nobody
	}
	switch {
	case len(told) == 0:
		tell.event(airra.EventPagingStep, metadata, "Step %d of %q means nobody: %s", p.Step+1, p.Policy.Name, strings.Join(nobody, "; "))
	default:
		tell.event(airra.EventPagingStep, metadata, "Step %d of %q: paging %s", p.Step+1, p.Policy.Name, strings.Join(told, ", "))
	}
}

// markEscalated notes on the pages that were not answered that the next step was
// taken, and to whom it went.
func (w *Workflow) markEscalated(ctx context.Context, tell story, next []*airra.Notification) error {
	earlier, err := tell.tx.IncidentNotifications(ctx, tell.incident.ID)
	if err != nil {
		return err
	}
	fresh := map[airra.NotificationID]bool{}
	var to *airra.EngineerID
	for _, n := range next {
		fresh[n.ID], to = true, n.EngineerID
	}
	for k := range earlier {
		n := &earlier[k]
		if n.Kind != airra.NotifyPage || n.Escalated || n.AcknowledgedAt != nil || n.Status == airra.NotificationCancelled || fresh[n.ID] {
			continue
		}
		n.Escalated, n.EscalatedAt, n.EscalatedToEngineerID, n.UpdatedAt = true, &tell.at, to, tell.at
		if err := tell.tx.SaveNotification(ctx, n); err != nil {
			return err
		}
	}
	return nil
}

// page makes one page. Its key and attempt are the caller's to set.
func (w *Workflow) page(i *airra.Incident, planned airra.SimulatedPage, step int, others []string, now time.Time) *airra.Notification {
	n := w.letter(notify.Letter{
		Kind: airra.NotifyPage, Engineer: planned.Engineer.Name, Incident: i, Priority: i.Severity.Priority(),
		Why: planned.Why, Others: others,
	}, planned, now)
	n.Step = step
	return n
}

// bundle names the further incidents that a page speaks for, at most so many, and
// counts all of them.
func bundle(ctx context.Context, tx airra.Tx, p *airra.Paging) (refs []string, total int, err error) {
	if p.Version == 0 {
		return nil, 0, nil // It begins just now, so nothing can have joined it.
	}
	members, total, err := tx.Bundled(ctx, p.IncidentID, maxNamed)
	if err != nil {
		return nil, 0, err
	}
	for _, m := range members {
		i, err := tx.Incident(ctx, byID(m.IncidentID))
		if err != nil {
			return nil, 0, err
		}
		refs = append(refs, i.Ref)
	}
	return refs, total, nil
}

// maxNamed bounds how many further incidents a page names.
const maxNamed = 20
