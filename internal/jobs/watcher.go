package jobs

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync/atomic"
	"time"
)

// watcher shows the sign of life of this process and takes over the jobs of
// those that have fallen silent.
type watcher struct {
	loop

	db        postgresDriver
	log       *slog.Logger
	self      string
	now       func() time.Time
	startedAt time.Time
	lookout   lookout
	silent    atomic.Int64 // how many others were silent in the last round
}

// startWatcher gives the first sign of life and goes on in the background until
// it is stopped.
func startWatcher(ctx context.Context, db postgresDriver, opt Options) (*watcher, error) {
	w := newWatcher(db, opt)
	if err := w.round(ctx); err != nil {
		return nil, err
	}
	w.loop = startLoop(ctx, beatEvery, w.round, func(ctx context.Context, err error) {
		w.log.ErrorContext(ctx, "cannot watch over the jobs of other processes", "err", err)
	})
	return w, nil
}

func newWatcher(db postgresDriver, opt Options) *watcher {
	return &watcher{db: db, log: opt.Log, self: opt.ID, now: opt.Now, startedAt: opt.Now().UTC()}
}

// round gives a sign of life and takes over the jobs of the dead. It asks for
// the owners before the signs: a process that began in between is then not
// among the owners yet, where the other order would take it for dead.
func (w *watcher) round(ctx context.Context) error {
	now := w.now().UTC()
	if err := w.db.beat(ctx, w.self, w.startedAt, now); err != nil {
		return fmt.Errorf("give a sign of life: %w", err)
	}
	owners, err := w.db.owners(ctx)
	if err != nil {
		return fmt.Errorf("find the owners of running jobs: %w", err)
	}
	signs, err := w.db.signs(ctx)
	if err != nil {
		return fmt.Errorf("read signs of life: %w", err)
	}
	w.lookout.look(signs, now)
	w.silent.Store(int64(len(w.lookout.silent(now))))
	dead := slices.DeleteFunc(owners, func(owner string) bool { return owner == w.self || !w.lookout.dead(owner, now) })
	if err := w.bury(ctx, dead); err != nil {
		return err
	}
	return w.forget(ctx, signs, now)
}

func (w *watcher) bury(ctx context.Context, dead []string) error {
	if len(dead) == 0 {
		return nil
	}
	released, err := w.db.release(ctx, dead)
	if err != nil {
		return fmt.Errorf("give back jobs of dead processes: %w", err)
	}
	if released > 0 {
		w.log.WarnContext(ctx, "took over jobs of dead processes", "jobs", released, "processes", dead)
	}
	return nil
}

// forget removes the signs of processes that have been dead for long.
func (w *watcher) forget(ctx context.Context, signs []sign, now time.Time) error {
	var old []string
	for _, s := range signs {
		if last := w.lookout.known[s.owner]; now.Sub(last.noticed) >= forgetAfter {
			old = append(old, s.owner)
		}
	}
	if len(old) == 0 {
		return nil
	}
	if err := w.db.leave(ctx, old); err != nil {
		return fmt.Errorf("forget dead processes: %w", err)
	}
	return nil
}

// stop ends the watching and takes the sign of life back, so that whatever this
// process may have left is taken over at once.
//
// There is no watcher where there can be no other process.
func (w *watcher) stop(ctx context.Context) {
	if w == nil {
		return
	}
	w.loop.stop()
	if err := w.db.leave(ctx, []string{w.self}); err != nil {
		w.log.WarnContext(ctx, "cannot take back the sign of life", "err", err)
	}
}

// silentProcesses counts the others that are silent; none where nobody watches.
func (w *watcher) silentProcesses() int {
	if w == nil {
		return 0
	}
	return int(w.silent.Load())
}
