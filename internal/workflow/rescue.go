package workflow

import (
	"context"
	"time"

	"github.com/airra/airra/internal/airra"
)

// How long something may be late before it counts as lost, and how much is looked at
// in one go.
const (
	lateStep    = time.Minute
	lateSend    = 2 * time.Minute
	rescueBatch = 500
)

// RescuePages looks for steps and messages whose job is gone, and gives them another
// one. Their jobs commit with them and are taken over from dead processes, so there
// should never be any; but a job can be cancelled by hand, and nobody would notice a
// page that does not come. It says how many it found.
func (w *Workflow) RescuePages(ctx context.Context) (found int, err error) {
	now := w.now()
	waiting, err := w.Store.UnpagedSince(ctx, now.Add(-lateStep))
	if err != nil {
		return 0, err
	}
	if waiting > 0 {
		found += waiting
		if err := w.StartPaging(ctx); err != nil {
			return found, err
		}
	}
	pagings, err := w.Store.StalePagings(ctx, now.Add(-lateStep), rescueBatch)
	if err != nil {
		return found, err
	}
	for n := range pagings {
		if err := w.rescuePaging(ctx, &pagings[n]); err != nil {
			return found, err
		}
		found++
	}
	letters, err := w.Store.StaleNotifications(ctx, now.Add(-lateSend), rescueBatch)
	if err != nil {
		return found, err
	}
	for _, n := range letters {
		// The job is unique by its try: one that is still there is not doubled.
		err := w.inTx(ctx, func(tx airra.Tx) error {
			tx.Enqueue(airra.Job{Kind: airra.JobSend, NotificationID: n.ID, IncidentID: deref(n.IncidentID), Round: int64(n.RetryCount)})
			return nil
		})
		if err != nil {
			return found, err
		}
		found++
	}
	if found > 0 {
		w.Log.Warn("pages were late and have been taken up again", "pages", found)
	}
	return found, nil
}

// rescuePaging gives a paging a new timer. The old one, if it should still be there,
// then counts no longer.
func (w *Workflow) rescuePaging(ctx context.Context, stale *airra.Paging) error {
	return w.inTx(ctx, func(tx airra.Tx) error {
		p, err := tx.Paging(ctx, stale.IncidentID)
		if err != nil || p.State != airra.PagingActive || p.Timer != stale.Timer {
			return err
		}
		p.Timer++
		p.UpdatedAt = w.now()
		tx.Enqueue(airra.Job{Kind: airra.JobEscalate, IncidentID: p.IncidentID, Round: p.Timer})
		return tx.SavePaging(ctx, p)
	})
}
