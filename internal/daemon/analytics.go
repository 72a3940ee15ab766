package daemon

import (
	"context"
	"time"
)

// foldEvery is how often changes of incidents are taken into the sums that measures
// are made of. Answers do not wait for it, they only grow dearer with what is left.
const foldEvery = 2 * time.Second

// rememberBacklog writes down what old incidents teach, a few each second, and is done
// when there are none left. That is looked for once, because none is ever added.
func (d *Daemon) rememberBacklog(ctx context.Context) error {
	ticker := time.NewTicker(time.Second)
	defer ticker.Stop()
	for {
		some, err := d.flow.RememberBacklog(ctx)
		switch {
		case err != nil && ctx.Err() == nil:
			d.log.WarnContext(ctx, "old incidents cannot be remembered, trying on", "err", err)
		case err == nil && some == 0:
			return nil
		}
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
	}
}

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
