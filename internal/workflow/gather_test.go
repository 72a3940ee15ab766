package workflow_test

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/workflow"
)

// rounds is a store that notes when each transaction began, and lets the test act
// after it.
type rounds struct {
	airra.Store
	begun []time.Time
	after func(round int)
}

// InTx notes a transaction.
func (r *rounds) InTx(ctx context.Context, fn func(tx airra.Tx) error) error {
	r.begun = append(r.begun, time.Now())
	err := r.Store.InTx(ctx, fn)
	r.after(len(r.begun))
	return err
}

// A storm is paged in batches. The second look comes at once; what arrives from then
// on is let gather, unless a batch was full and left others behind. The time is that
// of a bubble, so that the waits are exact.
func TestTheBatchesOfAStormAreLetGather(t *testing.T) {
	t.Parallel()
	const gather = 200 * time.Millisecond
	for name, c := range map[string]struct {
		before int             // incidents that wait when the job begins
		during map[int]int     // incidents that come after a round
		want   []time.Duration // when each round begins
	}{
		"one incident":              {before: 1, want: []time.Duration{0, 0}},
		"reports that keep coming":  {before: 1, during: map[int]int{1: 1, 2: 1}, want: []time.Duration{0, 0, gather, 2 * gather}},
		"more than a batch at once": {before: 401, want: []time.Duration{0, 0, 0, gather}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			database := template.SQLite(t)
			synctest.Test(t, func(t *testing.T) {
				pager, storm, h := pagerIn(t, database)
				h.flood(t, c.before)
				storm.after = func(round int) { h.flood(t, c.during[round]) }
				begin := time.Now()
				must(t, pager.StartPaging(t.Context()))
				var got []time.Duration
				for _, at := range storm.begun {
					got = append(got, at.Sub(begin))
				}
				if diff := cmp.Diff(c.want, got); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
			})
		})
	}
}

// A daemon that is told to stop does not wait for the next batch, and its job says
// that it was not finished.
func TestGatheringEndsWithTheDaemon(t *testing.T) {
	t.Parallel()
	database := template.SQLite(t)
	synctest.Test(t, func(t *testing.T) {
		pager, storm, h := pagerIn(t, database)
		h.flood(t, 1)
		ctx, stop := context.WithCancel(t.Context())
		storm.after = func(round int) {
			if round == 1 {
				h.flood(t, 1)
			} else {
				stop()
			}
		}
		if err := pager.StartPaging(ctx); err != context.Canceled || len(storm.begun) != 2 { //nolint:errorlint // It is handed on as it is.
			t.Errorf("got %v after %d rounds", err, len(storm.begun))
		}
	})
}

// pagerIn gives use cases whose transactions are noted, beside those that report.
func pagerIn(t *testing.T, database string) (pager *workflow.Workflow, storm *rounds, h *house) {
	t.Helper()
	storm = &rounds{}
	h = newHouse(t, database, func(p *workflow.Parts) {
		storm.Store = p.Store
		noted := *p
		noted.Store = storm
		pager = workflow.New(noted)
	})
	return pager, storm, h
}

// flood reports so many incidents at once.
func (h *house) flood(t *testing.T, n int) {
	t.Helper()
	contest(t, n, func(k int) error {
		_, err := h.CreateIncident(t.Context(), airra.NewIncident{
			Title: fmt.Sprintf("t%d", k), Description: "d", Severity: airra.SeverityLow, AffectedService: "payment-service",
		})
		return err
	})
}
