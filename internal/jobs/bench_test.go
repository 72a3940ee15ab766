package jobs

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/airra/airra/internal/testservers"
)

// BenchmarkCommitToWork measures how long a job waits on an idle queue: from
// the beginning of the transaction that puts it in to the call of its use case.
func BenchmarkCommitToWork(b *testing.B) {
	for name, address := range map[string]func() string{
		"SQLite":     func() string { return filepath.Join(b.TempDir(), "airra.db") },
		"PostgreSQL": func() string { return testservers.Postgres(b) },
	} {
		b.Run(name, func(b *testing.B) {
			h := newHouse(b, address())
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
}
