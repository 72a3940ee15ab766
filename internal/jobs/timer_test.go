package jobs

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
)

// timed are the kinds of jobs that can be timers.
var timed = []airra.JobKind{airra.JobEscalate, airra.JobSend, airra.JobDeadline, airra.JobLapse}

func TestTheSameTimerWaitsOnce(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		soon := time.Now().Add(time.Hour)
		for _, kind := range timed {
			first := airra.Job{Kind: kind, IncidentID: "a", NotificationID: "n", Round: 1, At: soon}
			later, next := first, first
			later.At = soon.Add(time.Hour)
			next.Round = 2
			h.enqueue(t, first, later, first)
			h.enqueue(t, later, next)
			h.enqueue(t, first)
		}
		jobs, err := h.queue.Jobs(t.Context(), airra.JobFilter{State: "scheduled"})
		must(t, err)
		if len(jobs) != 2*len(timed) {
			t.Fatalf("every kind has one timer in each of two rounds, got %d", len(jobs))
		}
		for _, job := range jobs {
			if job.ScheduledAt.Sub(soon).Abs() > time.Millisecond {
				t.Errorf("the first time holds, got %+v", job)
			}
			if job.MaxAttempts != tirelessAttempts {
				t.Errorf("got %+v", job)
			}
		}
	})
}

func TestATimerFiresAtItsTimeAndNotBefore(t *testing.T) {
	t.Parallel()
	onBothInTime(t, func(t *testing.T, h *house, clock *hands) {
		clock.move(50 * 365 * 24 * time.Hour) // A time that no other clock shows.
		at := clock.now().Add(15 * time.Minute)
		deadline := airra.Job{Kind: airra.JobDeadline, IncidentID: "b", Round: 7, At: at}
		lapse := airra.Job{Kind: airra.JobLapse, IncidentID: "c", Round: 8, At: at}
		message := sending("n")
		message.At = at
		h.enqueue(t, escalation("before", at.Add(-time.Millisecond)), escalation("a", at), deadline, lapse, message)
		var w work
		must(t, h.queue.Start(t.Context(), &w))

		clock.move(15*time.Minute - time.Millisecond)
		eventually(t, func() bool { return cmp.Equal(w.called(), []string{"escalate before 1"}) })
		jobs, err := h.queue.Jobs(t.Context(), airra.JobFilter{State: "scheduled"})
		must(t, err)
		if len(jobs) != 4 {
			t.Fatalf("their time has not come, got %+v", jobs)
		}
		clock.move(time.Millisecond)
		eventually(t, func() bool { return len(w.called()) == 5 })
		for _, call := range []string{"escalate a 1", "expire b 7", "lapse c 8", "send n 1"} {
			if count(w.called(), call) != 1 {
				t.Errorf("want one %q, got %q", call, w.called())
			}
		}
	})
}

func TestAJobWithoutTimeOrWithAPastOneIsNoTimer(t *testing.T) {
	t.Parallel()
	onBothInTime(t, func(t *testing.T, h *house, _ *hands) {
		h.enqueue(t, escalation("now", time.Time{}), escalation("past", start.Add(-time.Hour)), escalation("present", start))
		if diff := cmp.Diff([]string{"available", "available", "available"}, h.states(t)); diff != "" {
			t.Error(diff)
		}
		var w work
		must(t, h.queue.Start(t.Context(), &w))
		eventually(t, func() bool { return len(w.called()) == 3 })
	})
}

func TestATimerSurvivesARestart(t *testing.T) {
	t.Parallel()
	onBothInTime(t, func(t *testing.T, h *house, clock *hands) {
		var before, after work
		must(t, h.queue.Start(t.Context(), &before))
		h.enqueue(t, escalation("a", start.Add(time.Minute)))
		must(t, h.queue.Stop(t.Context()))
		clock.move(time.Hour)
		must(t, h.newQueue(t, Options{Now: clock.now}).Start(t.Context(), &after))
		eventually(t, func() bool { return cmp.Equal(h.states(t), []string{"completed"}) })
		if len(before.called()) != 0 || len(after.called()) != 1 {
			t.Errorf("it ran once, after its time, got %q and %q", before.called(), after.called())
		}
	})
}

func TestATimerCanBeMadeToFireByHand(t *testing.T) {
	t.Parallel()
	onBothInTime(t, func(t *testing.T, h *house, _ *hands) {
		var w work
		must(t, h.queue.Start(t.Context(), &w))
		h.enqueue(t, escalation("a", start.Add(time.Hour)))
		jobs, err := h.queue.Jobs(t.Context(), airra.JobFilter{State: "scheduled"})
		must(t, err)
		if _, err := h.queue.Retry(t.Context(), jobs[0].ID); err != nil {
			t.Fatal(err)
		}
		eventually(t, func() bool { return cmp.Equal(w.called(), []string{"escalate a 1"}) })
	})
}

func TestAnOverdueTimerIsABadSign(t *testing.T) {
	t.Parallel()
	onBothInTime(t, func(t *testing.T, h *house, clock *hands) {
		h.enqueue(t, escalation("a", start.Add(time.Hour)), escalation("b", start.Add(2*time.Hour)))
		clock.move(time.Hour + lateAfter)
		if got := h.queue.Check(t.Context()); got.State != airra.CheckUp || got.Detail != "0 waiting, 0 running" {
			t.Errorf("a minute is allowed, got %+v", got)
		}
		clock.move(time.Second)
		if got := h.queue.Check(t.Context()); got.State != airra.CheckDegraded || got.Detail != "0 waiting, 0 running; a timer is overdue by 1m1s" {
			t.Errorf("got %+v", got)
		}
	})
}
