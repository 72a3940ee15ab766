package store

import (
	"context"
	"sync"
	"sync/atomic"

	"github.com/uptrace/bun"

	"github.com/airra/airra/internal/airra"
)

// rememberedTotals bounds the memory of totals; beyond it all are forgotten.
const rememberedTotals = 256

// totals remembers how many rows the filters of lists matched, where the tally
// does not tell. Counting is by far the dearest part of a page, and screens ask
// for the same page again and again while nothing happens. A number is good as long as nothing was written:
// commits of this process count up, and the id of the newest event tells about
// the others.
type totals struct {
	writes atomic.Int64

	mu    sync.Mutex
	stamp stamp
	known map[string]int
}

// stamp is a moment in the life of the database.
type stamp struct{ writes, lastEvent int64 }

func newTotals() *totals { return &totals{known: map[string]int{}} }

// wrote tells that a transaction of this process has committed.
func (t *totals) wrote() { t.writes.Add(1) }

func (t *totals) get(now stamp, filter string) (int, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.stamp != now {
		return 0, false
	}
	total, ok := t.known[filter]
	return total, ok
}

func (t *totals) put(now stamp, filter string, total int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.stamp != now || len(t.known) >= rememberedTotals {
		t.stamp, t.known = now, map[string]int{}
	}
	t.known[filter] = total
}

// total counts the rows of a query up to one more than airra.MaxExactTotal.
// Inside a transaction nothing is remembered, since it sees what others do not.
func (r reader) total(ctx context.Context, query *bun.SelectQuery) (int, error) {
	if r.totals == nil {
		return r.count(ctx, query)
	}
	lastEvent, err := r.LastEventID(ctx)
	if err != nil {
		return 0, err
	}
	filter, now := query.String(), stamp{writes: r.totals.writes.Load(), lastEvent: lastEvent}
	total, known := r.totals.get(now, filter)
	if known {
		return total, nil
	}
	if total, err = r.count(ctx, query); err == nil {
		r.totals.put(now, filter, total)
	}
	return total, err
}

func (r reader) count(ctx context.Context, query *bun.SelectQuery) (int, error) {
	var total int
	bounded := query.ColumnExpr("1").Limit(airra.MaxExactTotal + 1)
	err := r.db.NewSelect().ColumnExpr("count(*)").TableExpr("(?) AS matching", bounded).Scan(ctx, &total)
	return total, fault("count rows", err)
}
