package jobs

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
)

func TestWhatIsDueIsFoundInItsQueue(t *testing.T) {
	t.Parallel()
	onBothInTime(t, func(t *testing.T, h *house, _ *hands) {
		at := start.Add(time.Hour)
		for name, c := range map[string]struct {
			job   airra.Job
			state string // as somebody else left it
			now   time.Time
			want  []string
		}{
			"a timer before its time":                     {job: escalation("a", at), now: at.Add(-time.Millisecond)},
			"a timer at its time":                         {job: escalation("a", at), now: at, want: []string{"paging"}},
			"a timer long after its time":                 {job: escalation("a", at), now: at.Add(time.Hour), want: []string{"paging"}},
			"a message that is to be tried again":         {job: sending("n"), state: "retryable", now: at, want: []string{"sending"}},
			"an analysis that is to be tried again":       {job: analysis("a"), state: "retryable", now: at, want: []string{"analysis"}},
			"a job that became available ahead of time":   {job: escalation("a", at), state: "available", now: at, want: []string{"paging"}},
			"the same before its time":                    {job: escalation("a", at), state: "available", now: at.Add(-time.Millisecond)},
			"the same, announced long enough":             {job: escalation("a", at), state: "available", now: at.Add(wakeFor)},
			"a timer that runs":                           {job: escalation("a", at), state: "running", now: at},
			"a job that waits and was announced long ago": {job: analysis("a"), now: at},
		} {
			h.exec(t, "DELETE FROM river_job")
			h.enqueue(t, c.job)
			if c.state != "" {
				h.exec(t, fmt.Sprintf("UPDATE river_job SET state = '%s'", c.state))
			}
			got, err := h.queue.driver.dueQueues(t.Context(), c.now, c.now.Add(-wakeFor))
			must(t, err)
			if !slices.Equal(got, c.want) {
				t.Errorf("%s: got %q, want %q", name, got, c.want)
			}
		}
	})
}

// TestARoundBeginsWhereTheLastOneEnded moves the clock over the moment at which
// a job that River made available ahead of time becomes due.
func TestARoundBeginsWhereTheLastOneEnded(t *testing.T) {
	t.Parallel()
	onBothInTime(t, func(t *testing.T, h *house, clock *hands) {
		h.enqueue(t, escalation("a", start.Add(time.Minute)))
		h.exec(t, "UPDATE river_job SET state = 'available'")
		woken := &ear{driver: h.queue.driver}
		p := newPromoter(woken, h.queue.opt)
		clock.move(time.Hour)
		must(t, p.round(t.Context()))
		must(t, p.round(t.Context()))
		clock.move(wakeFor)
		must(t, p.round(t.Context()))
		if diff := cmp.Diff([]string{"paging"}, woken.heard); diff != "" {
			t.Error(diff)
		}
	})
}

// TestWorkersAreWoken has workers that look for work when they start and then not
// before somebody tells them to.
func TestWorkersAreWoken(t *testing.T) {
	t.Parallel()
	onBothInTime(t, func(t *testing.T, h *house, clock *hands) {
		var w work
		config := h.queue.riverConfig(h.queue.workers(&w))
		config.FetchPollInterval = time.Hour
		worker, err := h.queue.driver.newClient(config)
		must(t, err)
		must(t, worker.Start(t.Context()))
		t.Cleanup(func() { must(t, worker.Stop(context.Background())) })
		h.enqueue(t, escalation("a", time.Time{}), sending("n"))
		eventually(t, func() bool { return len(w.called()) == 2 })

		message := sending("later")
		message.At = start.Add(time.Minute)
		h.enqueue(t, escalation("b", message.At), message)
		p := newPromoter(h.queue.driver, h.queue.opt)
		clock.move(time.Minute)
		must(t, p.round(t.Context()))
		eventually(t, func() bool { return len(w.called()) == 4 })
	})
}

// ear hears who is woken.
type ear struct {
	driver
	heard []string
}

func (e *ear) wake(ctx context.Context, queues []string) error {
	e.heard = append(e.heard, queues...)
	return e.driver.wake(ctx, queues)
}

// TestATimerFiresWhileTheLeaderIsDead runs on the wall clock, where River has a
// leader: one that was killed and whose term does not end.
func TestATimerFiresWhileTheLeaderIsDead(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		h.exec(t, `INSERT INTO river_leader (elected_at, expires_at, leader_id, name)
			VALUES ('2026-11-23 02:14:30', '2126-11-23 02:14:30', 'killed', 'default')`)
		var w work
		must(t, h.queue.Start(t.Context(), &w))
		h.enqueue(t, escalation("a", time.Now().Add(time.Hour)))
		h.exec(t, "UPDATE river_job SET scheduled_at = '2020-02-20 20:20:20'")
		eventually(t, func() bool { return cmp.Equal(w.called(), []string{"escalate a 1"}) })
	})
}

func TestOfRacingPromotersOneMovesAJobOn(t *testing.T) {
	t.Parallel()
	clock := &hands{at: start}
	h := newHouse(t, template.Postgres(t), Options{Now: clock.now})
	const timers = 300
	var w work
	for range 2 {
		must(t, h.newQueue(t, Options{Now: clock.now}).Start(t.Context(), &w))
	}
	for i := range timers {
		h.enqueue(t, escalation(fmt.Sprint(i), start.Add(time.Minute)))
	}
	clock.move(time.Minute)
	var racing sync.WaitGroup
	for range 6 {
		p := newPromoter(h.queue.driver, h.queue.opt)
		racing.Go(func() {
			for range 5 {
				if err := p.round(t.Context()); err != nil {
					t.Error(err)
				}
			}
		})
	}
	racing.Wait()
	eventually(t, func() bool { return h.queue.Check(t.Context()).Detail == "0 waiting, 0 running" })
	calls := w.called()
	slices.Sort(calls)
	if got := len(slices.Compact(calls)); len(w.called()) != timers || got != timers {
		t.Errorf("%d timers fired %d times", got, len(w.called()))
	}
}

func TestAnOutageIsReportedOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var away atomic.Pointer[string]
		var reports []string
		round := func(context.Context) error {
			if name := away.Load(); name != nil {
				return errors.New(*name)
			}
			return nil
		}
		l := startLoop(t.Context(), time.Second, round, func(_ context.Context, err error) { reports = append(reports, err.Error()) })
		first, second := "first outage", "second outage"
		for _, state := range []*string{&first, nil, &second} {
			away.Store(state)
			<-time.After(time.Minute) // moves the clock of the bubble
		}
		l.stop()
		if diff := cmp.Diff([]string{first, second}, reports); diff != "" {
			t.Error(diff)
		}
	})
}
