package jobs

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/testservers"
)

// die stops the signs of life of a queue without any farewell, as a killed
// process does. Its workers stay where they are.
func die(q *Queue) {
	if w := q.watcher.Load(); w != nil {
		w.cancel()
		<-w.done
	}
}

// hanging is work that begins and does not end before it is released.
func hanging(t *testing.T) (w *work, begun chan string) {
	release := make(chan struct{})
	t.Cleanup(func() { close(release) })
	begun = make(chan string, 8)
	return &work{do: func(_ context.Context, subject string, _ bool) error {
		begun <- subject
		<-release
		return nil
	}}, begun
}

func TestAStartTakesOverTheJobsOfTheDead(t *testing.T) {
	t.Parallel()
	h := newHouse(t, t.TempDir()+"/airra.db")
	w, begun := hanging(t)
	h.enqueue(t, analysis("a"), execution("b"))
	must(t, h.queue.Start(t.Context(), w))
	<-begun
	<-begun
	die(h.queue)

	var second work
	must(t, h.newQueue(t, Options{}).Start(t.Context(), &second))
	eventually(t, func() bool { return len(second.called()) == 2 })
	eventually(t, func() bool { return cmp.Equal(h.states(t), []string{"completed", "completed"}) })
}

func TestOthersTakeOverTheJobsOfTheDead(t *testing.T) {
	t.Parallel()
	h := newHouse(t, testservers.Postgres(t))
	w, begun := hanging(t)
	h.enqueue(t, analysis("a"))
	must(t, h.queue.Start(t.Context(), w))
	<-begun
	die(h.queue)

	var second work
	other := h.newQueue(t, Options{})
	now := start
	watching := newWatcher(postgresDriver{pool: h.db.Postgres}, Options{ID: "watching", Log: other.opt.Log, Now: func() time.Time { return now }})
	for range 3 {
		must(t, watching.round(t.Context()))
		if diff := cmp.Diff([]string{"running"}, h.states(t)); diff != "" {
			t.Fatalf("six seconds have not passed yet: %s", diff)
		}
		now = now.Add(silence / 3)
	}
	must(t, watching.round(t.Context()))
	if diff := cmp.Diff([]string{"available"}, h.states(t)); diff != "" {
		t.Fatalf("the job is free again: %s", diff)
	}
	if got := watching.silentProcesses(); got != 1 {
		t.Errorf("one process fell silent, got %d", got)
	}
	must(t, other.Start(t.Context(), &second))
	eventually(t, func() bool { return cmp.Equal(second.called(), []string{"a"}) })
	eventually(t, func() bool { return cmp.Equal(h.states(t), []string{"completed"}) })
}

func TestALivingProcessIsNotRobbed(t *testing.T) {
	t.Parallel()
	h := newHouse(t, testservers.Postgres(t))
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
	h := newHouse(t, testservers.Postgres(t))
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
	h := newHouse(t, testservers.Postgres(t))
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
