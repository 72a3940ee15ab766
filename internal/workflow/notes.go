package workflow

import (
	"context"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/reason"
)

// CommentIncident appends a note to the timeline.
func (w *Workflow) CommentIncident(ctx context.Context, key, text string) (*airra.Event, error) {
	if text == "" {
		return nil, airra.Invalid("text", "must not be empty")
	}
	before, err := w.Store.LastEventID(ctx)
	if err != nil {
		return nil, err
	}
	var id airra.IncidentID
	at := w.now()
	err = w.inTx(ctx, func(tx airra.Tx) error {
		i, err := incident(ctx, tx, key)
		if err != nil {
			return err
		}
		id = i.ID
		tell := w.tell(ctx, tx, i, at)
		tell.event(airra.EventComment, nil, "%s", reason.Redact(text))
		tell.audit("comment_added", airra.OutcomeSuccess, nil, nil)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return w.lastComment(ctx, id, before, at)
}

// lastComment reads a comment back with the id it was given at commit.
func (w *Workflow) lastComment(ctx context.Context, id airra.IncidentID, before int64, at time.Time) (*airra.Event, error) {
	events, err := w.Store.Events(ctx, airra.EventFilter{Incident: id, After: before, Limit: maxEvents})
	if err != nil {
		return nil, err
	}
	for n := len(events) - 1; n >= 0; n-- {
		if e := &events[n]; e.Type == airra.EventComment && e.At.Equal(at) && e.Actor == airra.ActorFrom(ctx) {
			return e, nil
		}
	}
	return nil, airra.Errorf(airra.CodeInternal, "comment not found after it was stored")
}

// RetractComment takes back a note that its author wrote a moment ago. That there was
// one stays in the timeline, and what it said does not.
func (w *Workflow) RetractComment(ctx context.Context, key string, eventID int64) (*airra.Event, error) {
	var retracted airra.Event
	err := w.inTx(ctx, func(tx airra.Tx) error {
		i, err := incident(ctx, tx, key)
		if err != nil {
			return err
		}
		note, err := noteNamed(ctx, tx, i, eventID)
		if err != nil {
			return err
		}
		now := w.now()
		tell := w.tell(ctx, tx, i, now)
		if err := note.Retract(tell.actor, now); err != nil {
			return err
		}
		retracted = note
		tell.event(airra.EventCommentRetracted, airra.RetractionOf(note), "Note of %s retracted by %s", note.At.Format("15:04:05"), tell.actor)
		tell.audit("comment_retracted", airra.OutcomeSuccess, nil, airra.RetractionOf(note))
		return tx.SaveRetraction(ctx, note)
	})
	if err != nil {
		return nil, err
	}
	return &retracted, nil
}

// noteNamed reads one event of an incident by its id.
func noteNamed(ctx context.Context, r airra.Reader, i *airra.Incident, id int64) (airra.Event, error) {
	events, err := r.Events(ctx, airra.EventFilter{Incident: i.ID, After: id - 1, Limit: 1})
	if err != nil {
		return airra.Event{}, err
	}
	if len(events) == 0 || events[0].ID != id {
		return airra.Event{}, airra.Errorf(airra.CodeNotFound, "%s has no event %d", i.Ref, id)
	}
	return events[0], nil
}
