package jobs

import (
	"context"
	"time"
)

// loop is something that is done again and again in the background until it is
// stopped.
type loop struct {
	cancel context.CancelFunc
	done   chan struct{}
}

// startLoop begins to make rounds; the end of ctx does not end them. Failed is
// told about the first failure and then not before a round has succeeded again:
// a database that is away is one line in the log, not one with every round.
func startLoop(ctx context.Context, every time.Duration, round func(context.Context) error, failed func(context.Context, error)) loop {
	running, cancel := context.WithCancel(context.WithoutCancel(ctx))
	l := loop{cancel: cancel, done: make(chan struct{})}
	go l.run(running, every, round, failed) // stop waits for it.
	return l
}

func (l loop) run(ctx context.Context, every time.Duration, round func(context.Context) error, failed func(context.Context, error)) {
	defer close(l.done)
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	failing := false
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		err := round(ctx)
		if err != nil && ctx.Err() == nil && !failing {
			failed(ctx, err)
		}
		failing = err != nil
	}
}

// stop ends the rounds and waits until the last one is over.
func (l loop) stop() {
	l.cancel()
	<-l.done
}
