package daemon

import (
	"context"
	"time"
)

// foldEvery is how often changes of incidents are taken into the sums that measures
// are made of. Answers do not wait for it, they only grow dearer with what is left.
const foldEvery = 2 * time.Second

// foldAnalytics folds until the daemon stops. A failure is tried again with the next
// turn: what is not folded is still there.
func (d *Daemon) foldAnalytics(ctx context.Context) error {
	ticker := time.NewTicker(foldEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
		if err := d.flow.FoldAnalytics(ctx); err != nil && ctx.Err() == nil {
			d.log.WarnContext(ctx, "sums cannot be brought up to date", "err", err)
		}
	}
}
