package jobs

import (
	"context"
	"fmt"
	"testing"

	"github.com/airra/airra/internal/airra"
)

// benchOnBoth measures something on each kind of database.
func benchOnBoth(b *testing.B, measure func(b *testing.B, h *house)) {
	for name, address := range map[string]func() string{
		"SQLite":     func() string { return template.SQLite(b) },
		"PostgreSQL": func() string { return template.Postgres(b) },
	} {
		b.Run(name, func(b *testing.B) { measure(b, newHouse(b, address(), Options{})) })
	}
}

// BenchmarkCommitToWork measures how long a job waits on an idle queue: from
// the beginning of the transaction that puts it in to the call of its use case.
func BenchmarkCommitToWork(b *testing.B) {
	benchOnBoth(b, func(b *testing.B, h *house) {
		worked := make(chan string)
		must(b, h.queue.Start(b.Context(), &work{do: func(_ context.Context, subject string, _ bool) error {
			worked <- subject
			return nil
		}}))
		n := 0
		for b.Loop() {
			n++
			h.enqueue(b, analysis(fmt.Sprint(n)))
			<-worked
		}
		must(b, h.queue.Stop(b.Context()))
	})
}

// BenchmarkEnqueuePages measures a transaction that starts the paging of 64
// incidents, as many as share a commit, and does nothing else.
func BenchmarkEnqueuePages(b *testing.B) {
	benchOnBoth(b, func(b *testing.B, h *house) {
		var together []airra.Job
		for range 64 {
			together = append(together, page(airra.NewID()))
		}
		for b.Loop() {
			h.enqueue(b, together...)
		}
	})
}
