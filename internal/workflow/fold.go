package workflow

import (
	"context"
	"time"

	"github.com/airra/airra/internal/airra"
)

// AnalyticsRole is the lease of the one process that folds.
const AnalyticsRole = "analytics"

const (
	foldLease  = 30 * time.Second
	foldAtOnce = 2000 // changes in one transaction, so that on SQLite nobody waits long for the next one
)

// FoldAnalytics takes the changes of incidents into the stored sums, as long as there
// are any. Where another process has the role there is nothing to do.
func (w *Workflow) FoldAnalytics(ctx context.Context) error {
	for {
		waiting, err := w.Store.Unfolded(ctx)
		if err != nil || !waiting {
			return err
		}
		mine, err := w.Store.Lease(ctx, AnalyticsRole, w.Holder, foldLease, w.now())
		if err != nil || !mine {
			return err
		}
		folded := 0
		err = w.Store.InTx(ctx, func(tx airra.Tx) error {
			held, err := tx.HoldsLease(ctx, AnalyticsRole, w.Holder, w.now())
			if err != nil || !held {
				return err
			}
			folded, err = tx.FoldAnalytics(ctx, foldAtOnce)
			return err
		})
		if err != nil || folded < foldAtOnce {
			return err
		}
	}
}
