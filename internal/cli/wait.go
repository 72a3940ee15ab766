package cli

import (
	"context"
	"sync"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
)

// pause is how often a wait looks again unasked, in case the event stream is
// quiet or away.
const pause = 2 * time.Second

// await looks at something until done says that it has come to an end, or until
// the time of --timeout is over. What it looks at is always read again from the
// server: an event of the stream is only a reason to look now. A stream that is
// away costs at most one pause, because await also looks unasked.
func await[T any](ctx context.Context, a *App, c *client.Client, incident string, look func(ctx context.Context) (T, error), done func(T) bool) (T, error) {
	deadline, cancel := context.WithDeadline(ctx, a.waitUntil())
	defer cancel()
	nudges, stop := nudge(deadline, c, incident)
	defer stop()
	ticker := time.NewTicker(pause)
	defer ticker.Stop()
	var away error // what the last look said that was not cut off by the end of the time
	for {
		value, err := look(deadline)
		if deadline.Err() == nil {
			away = err
		}
		switch {
		case err == nil && done(value):
			return value, nil
		case err != nil && airra.ErrorCode(err) != airra.CodeUnavailable && deadline.Err() == nil:
			return value, err
		}
		select {
		case <-ctx.Done():
			return value, context.Cause(ctx)
		case <-deadline.Done():
			return value, overtime(a, away)
		case <-nudges:
		case <-ticker.C:
		}
	}
}

// waitUntil is when the time of --timeout is over. It begins with the first wait
// of a command, so that several things share it instead of getting it each.
func (a *App) waitUntil() time.Time {
	if a.until.IsZero() {
		a.until = time.Now().Add(a.global.waitFor())
	}
	return a.until
}

// overtime tells a wait that ended without an end: still pending, or away when
// the server could not even be asked at the last.
func overtime(a *App, away error) error {
	if away != nil {
		return away
	}
	return &exitError{code: ExitPending, message: "still pending after " + a.global.waitFor().String(), hint: "It goes on by itself. Wait longer with --timeout."}
}

// nudge follows the events of an incident and says when there was one. The
// returned function ends it and waits until it has ended.
func nudge(ctx context.Context, c *client.Client, incident string) (<-chan struct{}, func()) {
	ctx, cancel := context.WithCancel(ctx)
	nudges := make(chan struct{}, 1)
	var running sync.WaitGroup
	running.Go(func() {
		for _, err := range c.Events(ctx, client.Stream{After: client.FromNow, Incident: incident}) {
			if err != nil {
				return
			}
			select {
			case nudges <- struct{}{}:
			default: // One is waiting already, and it makes await read everything.
			}
		}
	})
	return nudges, func() { cancel(); running.Wait() }
}

// waitAnalysed waits until an incident is no longer being analyzed.
func waitAnalysed(ctx context.Context, a *App, c *client.Client, key string) (*airra.IncidentDetail, error) {
	detail, err := await(ctx, a, c, key,
		func(ctx context.Context) (*airra.IncidentDetail, error) { return c.FindIncident(ctx, key) },
		func(d *airra.IncidentDetail) bool { return !undecided(d.Status) })
	if err != nil {
		return nil, err
	}
	if detail.Status == airra.StatusFailed {
		return nil, &exitError{
			code: ExitFailed, message: "the analysis of " + detail.Ref + " failed: " + textOf(detail.StatusNote),
			hint: "Try again: airra incident analyze " + detail.Ref,
		}
	}
	return detail, nil
}
