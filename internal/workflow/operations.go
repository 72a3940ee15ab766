package workflow

import (
	"context"
	"time"

	"github.com/airra/airra/internal/airra"
)

// Ready asks every part how it is. The daemon is ready when all required ones
// are not down.
func (w *Workflow) Ready(ctx context.Context) (*airra.Readiness, error) {
	readiness := &airra.Readiness{Ready: true, Checks: make([]airra.Check, 0, len(w.Checks))}
	for _, check := range w.Checks {
		c := bounded(ctx, check)
		readiness.Checks = append(readiness.Checks, c)
		if c.Required && c.State == airra.CheckDown {
			readiness.Ready = false
		}
	}
	return readiness, nil
}

// checkPatience bounds the question to one part: a part that does not answer must
// not keep the others from being seen.
const checkPatience = 2 * time.Second

func bounded(ctx context.Context, check func(context.Context) airra.Check) airra.Check {
	ctx, cancel := context.WithTimeout(ctx, checkPatience)
	defer cancel()
	return check(ctx)
}

// Status is the one screen that says how things are.
func (w *Workflow) Status(ctx context.Context) (*airra.SystemStatus, error) {
	readiness, err := w.Ready(ctx)
	if err != nil {
		return nil, err
	}
	open, err := w.Store.CountOpen(ctx)
	if err != nil {
		return nil, err
	}
	pending, err := w.PendingApprovals(ctx)
	if err != nil {
		return nil, err
	}
	last, err := w.Store.LastEventID(ctx)
	if err != nil {
		return nil, err
	}
	return &airra.SystemStatus{
		Version: w.Facts.Version, Environment: w.Facts.Environment, StartedAt: w.Facts.StartedAt, Now: w.now(),
		Checks: readiness.Checks, Reasoner: w.Reasoner.Name(), ReasonerNote: w.Facts.ReasonerNote,
		DryRun: !w.Executors.AllowLive || w.Executors.Live == nil, Demo: w.Facts.Demo,
		Monitored: orEmpty(w.monitored()), MonitorNote: w.Watcher.Note(),
		OpenIncidents: open, Pending: len(pending), LastEventID: last,
	}, nil
}
