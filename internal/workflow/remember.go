package workflow

import (
	"context"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/learn"
)

// RememberIncident is the job that writes down what an incident teaches, as far as it is
// known now, or removes that when the incident was reopened. It may run any number of
// times.
func (w *Workflow) RememberIncident(ctx context.Context, id airra.IncidentID) error {
	return w.inTx(ctx, func(tx airra.Tx) error { return w.remember(ctx, tx, id) })
}

func (w *Workflow) remember(ctx context.Context, tx airra.Tx, id airra.IncidentID) error {
	i, err := tx.Incident(ctx, byID(id))
	if err != nil {
		return err
	}
	if i.Open() {
		return tx.Forget(ctx, id)
	}
	ended, err := w.ended(ctx, tx, *i)
	if err != nil {
		return err
	}
	memory := learn.MemoryOf(ended)
	return tx.Remember(ctx, &memory)
}

// backlogAtOnce bounds a transaction, so that nothing that pages waits for it for long.
const backlogAtOnce = 10

// RememberBacklog writes down what some incidents teach that were resolved before there
// was a memory, and tells how many there were. Nothing of it is lost when the process
// ends on the way: what was not written is still on the list.
func (w *Workflow) RememberBacklog(ctx context.Context) (remembered int, err error) {
	err = w.inTx(ctx, func(tx airra.Tx) error {
		ids, err := tx.TakeUnremembered(ctx, backlogAtOnce)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if err := w.remember(ctx, tx, id); err != nil {
				return err
			}
		}
		remembered = len(ids)
		return nil
	})
	return remembered, err
}

// ended collects everything that is known about a resolved incident.
func (w *Workflow) ended(ctx context.Context, tx airra.Tx, i airra.Incident) (learn.Ended, error) {
	e := learn.Ended{Incident: i}
	var err error
	if e.Signals, err = tx.Signals(ctx, i.ID); err != nil {
		return e, err
	}
	if e.Hypotheses, err = tx.Hypotheses(ctx, i.ID); err != nil {
		return e, err
	}
	if e.Judgements, err = tx.IncidentJudgements(ctx, i.ID); err != nil {
		return e, err
	}
	if e.Actions, err = tx.Actions(ctx, airra.ActionFilter{Incident: i.ID, OldestFirst: true, Limit: maxPending}); err != nil {
		return e, err
	}
	e.RootCause, e.Published, err = publishedCause(ctx, tx, i.ID)
	return e, err
}
