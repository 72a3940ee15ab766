package workflow

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/airra/airra/internal/airra"
)

// pagingEvents are the rows of the timeline that belong to the story of the pages.
var pagingEvents = []airra.EventType{
	airra.EventPagingStep, airra.EventPagingBundled, airra.EventPagingExhausted, airra.EventAcknowledged, airra.EventUnacknowledged,
	airra.EventAckLapsed, airra.EventNotified, airra.EventNotifyFailed, airra.EventEscalated, airra.EventReopened, airra.EventResolved,
}

// ExplainPages tells who was told of an incident, why, and how it went, from the
// stored rows alone.
func (w *Workflow) ExplainPages(ctx context.Context, incidentKey string) (*airra.PageExplanation, error) {
	i, err := incident(ctx, w.Store, incidentKey)
	if err != nil {
		return nil, err
	}
	x := &airra.PageExplanation{IncidentID: i.ID, IncidentRef: i.Ref, Pages: []airra.Notification{}, Story: []airra.Event{}}
	all, err := w.Store.IncidentNotifications(ctx, i.ID)
	if err != nil {
		return nil, err
	}
	now := w.now()
	for _, n := range all {
		x.Pages = append(x.Pages, judged(n, now))
	}
	if x.Paging, err = w.Store.Paging(ctx, i.ID); err != nil {
		if airra.ErrorCode(err) != airra.CodeNotFound {
			return nil, err
		}
		x.Paging = nil
	}
	events, err := w.Store.Events(ctx, airra.EventFilter{Incident: i.ID, Limit: maxEvents})
	if err != nil {
		return nil, err
	}
	for _, e := range events {
		if slices.Contains(pagingEvents, e.Type) {
			x.Story = append(x.Story, e)
		}
	}
	if x.Summary, err = w.summary(ctx, i, x, now); err != nil {
		return nil, err
	}
	return x, nil
}

// judged gives a notification with the verdict that nobody has written down: one
// that is unanswered after its target has missed it.
func judged(n airra.Notification, now time.Time) airra.Notification {
	if n.SLAMet == nil && n.Overdue(now) {
		missed := false
		n.SLAMet = &missed
	}
	return n
}

// summary says in one sentence where the paging stands.
func (w *Workflow) summary(ctx context.Context, i *airra.Incident, x *airra.PageExplanation, now time.Time) (string, error) {
	p := x.Paging
	sent := 0
	for _, n := range x.Pages {
		if n.Kind == airra.NotifyPage {
			sent++
		}
	}
	told := plural(sent, "page", "pages") + " so far"
	if p == nil && !w.pages(i) {
		return fmt.Sprintf("Nobody is paged for it: the generator invented it. With AIRRA_GENERATOR_PAGES=true the server pages for such incidents too; for this one alone: airra incident escalate %s", i.Ref), nil
	}
	if p == nil {
		return "Paging has not begun: the job that begins it has not run yet, or the incident is older than paging.", nil
	}
	switch p.State {
	case airra.PagingPaused:
		return told + "; " + pausedBecause(i), nil
	case airra.PagingStopped:
		return told + "; the incident is resolved", nil
	case airra.PagingExhausted:
		return told + "; everybody of the policy was paged and nobody has acknowledged", nil
	case airra.PagingBundled:
		leader, err := w.Store.Incident(ctx, byID(deref(p.Leader)))
		if err != nil {
			return "", err
		}
		return fmt.Sprintf("No page of its own: the pages of %s speak for it, because there were more than %s of %s. See: airra page explain %s",
			leader.Ref, inWords(w.PageBundle), p.Service, leader.Ref), nil
	default:
		return told + "; " + next(p, now), nil
	}
}

func pausedBecause(i *airra.Incident) string {
	switch {
	case i.AcknowledgedBy == nil:
		return "paused"
	case i.AcknowledgedUntil == nil:
		return "paused: acknowledged by " + *i.AcknowledgedBy + " until further notice"
	default:
		return "paused: acknowledged by " + *i.AcknowledgedBy + " until " + i.AcknowledgedUntil.Format(time.RFC3339)
	}
}

func next(p *airra.Paging, now time.Time) string {
	if p.DueAt == nil {
		return "the next step is not due"
	}
	when := "in " + p.DueAt.Sub(now).Round(time.Second).String()
	if !now.Before(*p.DueAt) {
		when = "now"
	}
	if p.Finished() {
		return "the policy ends " + when + " when nobody acknowledges"
	}
	return fmt.Sprintf("step %d of %q is taken %s when nobody acknowledges", p.Step+1, p.Policy.Name, when)
}
