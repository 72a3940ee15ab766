package jobs

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
)

// die stops the signs of life of a queue, its look-out for timers and its taking of
// new jobs, without any farewell, as a killed process does. Its workers stay where
// they are: a stop that may not wait fails, and leaves them alone.
func die(q *Queue) {
	done, cancel := context.WithCancel(context.Background())
	cancel()
	_ = q.worker.Stop(done)
	q.promoter.stop()
	if w := q.watcher.Load(); w != nil {
		w.loop.stop()
	}
}

// hanging is work that begins and does not end before it is interrupted or the
// test is over.
func hanging(t *testing.T) (w *work, begun chan string) {
	release := make(chan struct{})
	t.Cleanup(func() { close(release) })
	begun = make(chan string, 2*sendersByDefault)
	return &work{do: func(ctx context.Context, subject string, _ bool) error {
		begun <- subject
		select {
		case <-release:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}}, begun
}

func TestAStartTakesOverTheJobsOfTheDead(t *testing.T) {
	t.Parallel()
	h := newHouse(t, template.SQLite(t), Options{})
	w, begun := hanging(t)
	every := ofEveryKind()
	h.enqueue(t, every...)
	must(t, h.queue.Start(t.Context(), w))
	for range every {
		<-begun
	}
	die(h.queue)

	var second work
	must(t, h.newQueue(t, Options{}).Start(t.Context(), &second))
	eventually(t, func() bool { return len(second.called()) == len(every) })
	eventually(t, func() bool { return cmp.Equal(h.states(t), all("completed")) })
}

// ofEveryKind has one job of each kind.
func ofEveryKind() []airra.Job {
	jobs := []airra.Job{analysis("a"), execution("b"), page("c")}
	for _, kind := range timed {
		jobs = append(jobs, airra.Job{Kind: kind, IncidentID: "d", NotificationID: "n", Round: 1})
	}
	return jobs
}

// all is the same state for one job of each kind.
func all(state string) []string { return slices.Repeat([]string{state}, len(ofEveryKind())) }

func TestOthersTakeOverTheJobsOfTheDead(t *testing.T) {
	t.Parallel()
	h := newHouse(t, template.Postgres(t), Options{})
	w, begun := hanging(t)
	every := ofEveryKind()
	h.enqueue(t, every...)
	must(t, h.queue.Start(t.Context(), w))
	for range every {
		<-begun
	}
	die(h.queue)

	var second work
	other := h.newQueue(t, Options{})
	now := start
	watching := newWatcher(postgresDriver{pool: h.db.Postgres}, Options{ID: "watching", Log: other.opt.Log, Now: func() time.Time { return now }})
	for range 3 {
		must(t, watching.round(t.Context()))
		if diff := cmp.Diff(all("running"), h.states(t)); diff != "" {
			t.Fatalf("six seconds have not passed yet: %s", diff)
		}
		now = now.Add(silence / 3)
	}
	must(t, watching.round(t.Context()))
	if diff := cmp.Diff(all("available"), h.states(t)); diff != "" {
		t.Fatalf("the jobs are free again: %s", diff)
	}
	if got := watching.silentProcesses(); got != 1 {
		t.Errorf("one process fell silent, got %d", got)
	}
	must(t, other.Start(t.Context(), &second))
	eventually(t, func() bool { return len(second.called()) == len(every) })
	eventually(t, func() bool { return cmp.Equal(h.states(t), all("completed")) })
}

func TestALivingProcessIsNotRobbed(t *testing.T) {
	t.Parallel()
	h := newHouse(t, template.Postgres(t), Options{})
	w, begun := hanging(t)
	h.enqueue(t, analysis("a"))
	must(t, h.queue.Start(t.Context(), w))
	<-begun
	die(h.queue) // From here on the test gives its signs, under a clock of its own.

	now := start
	clock := Options{Log: h.queue.opt.Log, Now: func() time.Time { return now }}
	driver := postgresDriver{pool: h.db.Postgres}
	watching := newWatcher(driver, clock)
	for range 10 {
		must(t, driver.beat(t.Context(), h.queue.opt.ID, start, now.Add(-time.Hour))) // Its clock is an hour slow.
		must(t, watching.round(t.Context()))
		now = now.Add(2 * time.Second)
	}
	if diff := cmp.Diff([]string{"running"}, h.states(t)); diff != "" {
		t.Error(diff)
	}
}

func TestAProcessThatLeavesIsTakenOverAtOnceAndTheDeadAreForgotten(t *testing.T) {
	t.Parallel()
	h := newHouse(t, template.Postgres(t), Options{})
	w, begun := hanging(t)
	h.enqueue(t, analysis("a"))
	must(t, h.queue.Start(t.Context(), w))
	<-begun
	die(h.queue)
	driver := postgresDriver{pool: h.db.Postgres}
	must(t, driver.leave(t.Context(), []string{h.queue.opt.ID}))
	must(t, driver.beat(t.Context(), "long dead", start, start))

	now := start
	watching := newWatcher(driver, Options{ID: "watching", Log: h.queue.opt.Log, Now: func() time.Time { return now }})
	must(t, watching.round(t.Context()))
	if diff := cmp.Diff([]string{"available"}, h.states(t)); diff != "" {
		t.Errorf("without any sign it is dead: %s", diff)
	}
	for now.Before(start.Add(forgetAfter)) {
		now = now.Add(2 * time.Second)
		must(t, watching.round(t.Context()))
	}
	signs, err := driver.signs(t.Context())
	must(t, err)
	if len(signs) != 1 || signs[0].owner != "watching" {
		t.Errorf("after ten minutes only the living have signs, got %v", signs)
	}
}

func TestACleanStopTakesTheSignBack(t *testing.T) {
	t.Parallel()
	h := newHouse(t, template.Postgres(t), Options{})
	must(t, h.queue.Start(t.Context(), &work{}))
	if err := h.queue.Start(t.Context(), &work{}); err == nil {
		t.Error("a queue is started once")
	}
	must(t, h.queue.Stop(t.Context()))
	signs, err := postgresDriver{pool: h.db.Postgres}.signs(t.Context())
	must(t, err)
	if len(signs) != 0 {
		t.Errorf("got %v", signs)
	}
	h.enqueue(t, airra.Job{Kind: airra.JobAnalyze, IncidentID: "a"})
	must(t, h.queue.Start(t.Context(), &work{}))
	eventually(t, func() bool { return cmp.Equal(h.states(t), []string{"completed"}) })
}
