package daemon

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/simulate"
)

// disturbances tells the demo's gauges which simulations move them. Every daemon asks
// the database, so a scenario that was started at one of them is seen by the scrapes of
// all, and stopping it anywhere ends it everywhere.
type disturbances struct {
	store airra.SimulationReader
	now   func() time.Time
	log   *slog.Logger

	mu     sync.Mutex
	asked  time.Time
	last   []simulate.Disturbance
	silent bool
}

const (
	// disturbanceAge is how old an answer may be. A page of gauges asks once, so this
	// only keeps several scrapers of the same second from asking for themselves.
	disturbanceAge = 200 * time.Millisecond
	// disturbancePatience bounds the question: a scrape must not hang on it.
	disturbancePatience = time.Second
)

// at gives those of the past that is backfilled and of now. While the database does not answer, what
// was known last goes on, since it also says when it ends.
func (d *disturbances) at(time.Time) []simulate.Disturbance {
	d.mu.Lock()
	defer d.mu.Unlock()
	now := d.now()
	if age := now.Sub(d.asked); age >= 0 && age < disturbanceAge {
		return d.last
	}
	d.asked = now
	from, to := airra.Now(now.Add(-demoPast)), airra.Now(now.Add(time.Minute))
	ctx, cancel := context.WithTimeout(context.Background(), disturbancePatience)
	defer cancel()
	runs, err := d.store.Simulations(ctx, airra.SimulationFilter{From: &from, To: &to})
	d.note(ctx, err)
	if err != nil {
		return d.last
	}
	d.last = make([]simulate.Disturbance, len(runs))
	for n, r := range runs {
		d.last[n] = simulate.DisturbanceOf(r)
	}
	return d.last
}

// note says once that the database does not answer, and once that it does again.
func (d *disturbances) note(ctx context.Context, err error) {
	switch {
	case err != nil && !d.silent:
		d.log.WarnContext(ctx, "simulations cannot be read, the gauges go on as they were", "err", err)
	case err == nil && d.silent:
		d.log.InfoContext(ctx, "simulations can be read again")
	}
	d.silent = err != nil
}
