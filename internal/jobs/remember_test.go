package jobs

import (
	"context"
	"testing"

	"github.com/airra/airra/internal/airra"
)

// A job that runs may have looked before the change that the next one is about.
func TestAMemoryThatIsBeingWrittenKeepsNoLaterChangeOut(t *testing.T) {
	t.Parallel()
	memory := func(round int64) airra.Job {
		return airra.Job{Kind: airra.JobRemember, IncidentID: "i", Round: round}
	}
	onBoth(t, func(t *testing.T, h *house) {
		release := make(chan struct{})
		w := work{do: func(context.Context, string, bool) error { <-release; return nil }}
		must(t, h.queue.Start(t.Context(), &w))
		h.enqueue(t, memory(1))
		eventually(t, func() bool { return len(w.called()) == 1 })
		h.enqueue(t, memory(2), memory(2))
		if got := len(h.states(t)); got != 2 {
			t.Errorf("%d jobs are there, want 2", got)
		}
		close(release)
		eventually(t, func() bool { return count(w.called(), "remember i") == 2 })
	})
}
