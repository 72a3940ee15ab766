package jobs

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// quietFor is how long a warning of River's that was just logged is not logged
// again.
const quietFor = time.Minute

// quiet lets River speak from warnings on, and say the same thing once a minute.
// What it says below a warning is about its own inside; and it complains with
// every look for work that fails, ten times a second while a database is away, and
// one line says as much as six hundred.
type quiet struct {
	slog.Handler
	shared *said
}

type said struct {
	mu   sync.Mutex
	last map[string]time.Time
}

func newQuiet(handler slog.Handler) quiet {
	return quiet{Handler: handler, shared: &said{last: map[string]time.Time{}}}
}

// Enabled leaves out what is below a warning.
func (q quiet) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelWarn && q.Handler.Enabled(ctx, level)
}

// Handle logs a record unless its message was logged within the last minute.
// Messages are constants of River's, so the map stays small.
func (q quiet) Handle(ctx context.Context, r slog.Record) error {
	q.shared.mu.Lock()
	before, again := q.shared.last[r.Message]
	if again && r.Time.Sub(before) < quietFor {
		q.shared.mu.Unlock()
		return nil
	}
	q.shared.last[r.Message] = r.Time
	q.shared.mu.Unlock()
	return q.Handler.Handle(ctx, r)
}

// WithAttrs keeps what was said in common.
func (q quiet) WithAttrs(attrs []slog.Attr) slog.Handler {
	return quiet{q.Handler.WithAttrs(attrs), q.shared}
}

// WithGroup keeps what was said in common.
func (q quiet) WithGroup(name string) slog.Handler {
	return quiet{q.Handler.WithGroup(name), q.shared}
}
