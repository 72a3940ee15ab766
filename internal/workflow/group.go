package workflow

import (
	"context"
	"runtime"
	"sync"
)

// maxGroup bounds how many waiting requests share one commit, so that the first
// of them does not wait for ever for a transaction that keeps growing.
const maxGroup = 64

// group lets concurrent requests share a commit. A durable commit costs about
// the same for one row as for twenty, so the requests that arrive while one
// commit runs are taken together into the next one. There is no goroutine and
// no timer: whoever finds nobody committing commits for all who wait.
type group[T any] struct {
	commit func(ctx context.Context, items []T) error
	turn   chan struct{} // holds the right to commit

	mu      sync.Mutex
	waiting []*member[T]
}

type member[T any] struct {
	item T
	done chan struct{} // closed when err is set
	err  error
}

func newGroup[T any](commit func(context.Context, []T) error) *group[T] {
	return &group[T]{commit: commit, turn: make(chan struct{}, 1)}
}

// do commits one item, alone or with others. Once an item is in a commit it is
// waited for, even when the caller's context ends: its outcome is then known
// instead of guessed.
func (g *group[T]) do(ctx context.Context, item T) error {
	m := &member[T]{item: item, done: make(chan struct{})}
	g.mu.Lock()
	g.waiting = append(g.waiting, m)
	g.mu.Unlock()
	for {
		select {
		case <-m.done:
			return m.err
		case g.turn <- struct{}{}:
			g.run(context.WithoutCancel(ctx))
			<-g.turn
		}
	}
}

// courtesy is how often the one who commits lets others run first. Those whose
// answers the commit before has just released are about to send their next
// request, and this takes them along: with eight callers it makes the difference
// between two commits of four and one of eight. Nobody waits for time to pass.
const courtesy = 16

// run commits those who wait now.
func (g *group[T]) run(ctx context.Context) {
	for range courtesy {
		runtime.Gosched()
	}
	g.mu.Lock()
	batch := g.waiting[:min(len(g.waiting), maxGroup)]
	g.waiting = g.waiting[len(batch):]
	g.mu.Unlock()
	if len(batch) == 0 {
		return
	}
	items := make([]T, len(batch))
	for i, m := range batch {
		items[i] = m.item
	}
	err := g.commit(ctx, items)
	for i, m := range batch {
		// One bad item must not fail its neighbours, so a failed batch is
		// tried item by item.
		if m.err = err; err != nil && len(batch) > 1 {
			m.err = g.commit(ctx, items[i:i+1])
		}
		close(m.done)
	}
}
