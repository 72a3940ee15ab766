package perceive

import (
	"context"
	"log/slog"
	"time"

	"github.com/airra/airra/internal/airra"
)

// Sink takes the findings of one tick: every signal that is anomalous now, and
// those that ended since the last tick that was taken (Ongoing is false). It is
// called at every tick of the leader, with an empty list too, because an
// incident whose signals nobody reports any more has to end. When it fails, the
// same findings are offered again at the next tick.
type Sink interface {
	Observe(ctx context.Context, now time.Time, findings []airra.Signal) error
}

// SignalSpec is one golden signal: a query that returns one series per service.
type SignalSpec struct {
	Name string // error_rate, latency_p95 …
	Kind airra.SignalKind
	Unit string // "req/s", "s", "ratio", "bytes" or empty
	// Query is PromQL. "$services" in it stands for a regular expression that
	// matches the monitored services, to be used inside a quoted matcher:
	// http_errors{service=~"$services"}.
	Query string
	Label string // the label that names the service; "service" when empty
}

// Config is what a Monitor needs. Zero durations and numbers take the defaults
// that stand beside them.
type Config struct {
	Source   Source
	Signals  []SignalSpec
	Services []airra.ServiceName // ["*"] means every service the queries return
	Interval time.Duration       // between ticks; 15 s
	// Step is the time between the points of a query; 15 s. It should be the
	// interval of the scrapes: a longer one overlooks samples, a shorter one
	// counts them twice and makes a baseline look longer than it is.
	Step time.Duration
	// Settle is how long after its timestamp a point counts as complete, since
	// a scrape takes a moment to arrive; 1 s.
	Settle    time.Duration
	Threshold float64 // standard deviations; 3
	Sink      Sink
	// Leader says whether this process may call the sink. Nil means always. A
	// process that is not the leader watches all the same, so that it can take
	// over without a gap.
	Leader    func(context.Context) bool
	Log       *slog.Logger
	Now       func() time.Time
	StartedAt time.Time        // points before it are baseline only
	OnTick    func(TickReport) // for the daemon's own metrics; may be nil
}

// TickReport tells what one tick did.
type TickReport struct {
	Duration  time.Duration
	Series    int // series that were returned
	Points    int // points that were judged for the first time
	Anomalous int // points outside their band among them
	Detected  int // anomalies that became findings in this tick
	Offered   int // findings handed to the sink
	Err       error
}
