package jobs

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
)

func TestIncidentsThatAreStoredTogetherShareOneJob(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		h.enqueue(t, page("c"), analysis("c"), page("a"), page("c"), page("b"))
		jobs, err := h.queue.Jobs(t.Context(), airra.JobFilter{})
		must(t, err)
		kinds := map[airra.JobKind]int{}
		for _, job := range jobs {
			kinds[job.Kind]++
		}
		if diff := cmp.Diff(map[airra.JobKind]int{airra.JobPage: 1, airra.JobAnalyze: 1}, kinds); diff != "" {
			t.Error(diff)
		}
	})
}

// A job that waits serves the next commit too, where nothing can come in between; one
// that runs may have looked at the list already and serves nobody new.
func TestAJobThatWaitsServesTheNextCommitAndOneThatRunsDoesNot(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		h.enqueue(t, page("a"))
		h.enqueue(t, page("b"))
		waiting := 1
		if h.db.Postgres != nil {
			waiting = 2
		}
		if got := len(h.states(t)); got != waiting {
			t.Fatalf("%d jobs wait, want %d", got, waiting)
		}
		release := make(chan struct{})
		w := work{do: func(context.Context, string, bool) error { <-release; return nil }}
		must(t, h.queue.Start(t.Context(), &w))
		eventually(t, func() bool { return len(w.called()) == waiting })
		h.enqueue(t, page("c"))
		if got := len(h.states(t)); got != waiting+1 {
			t.Errorf("%d jobs are there, want %d: nobody that runs serves the new commit", got, waiting+1)
		}
		close(release)
		eventually(t, func() bool { return len(w.called()) == waiting+1 })
	})
}

func count(calls []string, want string) (n int) {
	for _, call := range calls {
		if call == want {
			n++
		}
	}
	return n
}
