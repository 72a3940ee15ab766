package workflow_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/notify"
)

// A process can die at five points of a step. What another process then finds is
// what the transactions before that point have committed, and the job itself.
const (
	beforeStep = iota // the timer has not been run
	afterStep         // the step is committed, and the timer is run again
	beforeSend        // sending is noted, and the channel was not called
	afterSend         // the channel was called, and that is not noted
	afterNote         // it is noted, and the job is run again
)

var points = []string{"before the step", "after the step", "before the send", "after the send", "after the note"}

// What happens to the incident between the death and the take-over.
const (
	stillOpen    = "still open"
	acknowledged = "acknowledged"
	resolved     = "resolved"
)

// Every step of the policy dies at every point, and finds the incident in every state
// when another process takes over: no page is lost, none has a second key, and what
// may be there twice is marked.
func TestEveryStepSurvivesADeathAtEveryPoint(t *testing.T) {
	t.Parallel()
	names := []string{"Alice Chen", "Bob Martinez", "David Kim"}
	for step := range names {
		for point := range points {
			for _, state := range []string{stillOpen, acknowledged, resolved} {
				t.Run(fmt.Sprintf("step %d dies %s, incident %s", step+1, points[point], state), func(t *testing.T) {
					t.Parallel()
					h := onOne(t)
					h.team(t)
					ref := h.orderReport(t)
					for range step {
						h.run(t)
						h.clock.move(5 * time.Minute)
					}
					h.post.take()
					kept := h.die(t, point)
					h.change(t, ref, state)
					h.run(t)
					h.judge(t, ref, names[step], step, point, state, kept+len(h.post.take()))
				})
			}
		}
	}
}

// die works the step that is due up to a point, leaves its jobs in the queue as a
// dead process does, and says how many messages have left.
func (h *house) die(t *testing.T, point int) int {
	t.Helper()
	if point == beforeStep {
		return 0
	}
	timers := h.due()
	for _, j := range timers {
		must(t, h.do(t.Context(), j))
	}
	h.again(timers)
	if point == afterStep {
		return 0
	}
	sends := h.sends()
	if len(sends) != 1 {
		t.Fatalf("one page is on its way, got %d", len(sends))
	}
	h.sendUpTo(t, sends[0], point)
	h.again(sends)
	return len(h.post.take())
}

// sends takes the jobs that send, and leaves the others.
func (h *house) sends() []airra.Job {
	var sends, others []airra.Job
	for _, j := range h.due() {
		if j.Kind == airra.JobSend {
			sends = append(sends, j)
		} else {
			others = append(others, j)
		}
	}
	h.again(others)
	return sends
}

// again puts jobs back, as the take-over does with those of a dead process.
func (h *house) again(jobs []airra.Job) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.timers = append(h.timers, jobs...)
}

// sendUpTo runs a sending job in a process that dies at a point.
func (h *house) sendUpTo(t *testing.T, j airra.Job, point int) {
	t.Helper()
	dying, die := context.WithCancel(t.Context())
	defer die()
	switch point {
	case beforeSend:
		h.post.failing(func(notify.Message) error { die(); return dying.Err() })
	case afterSend:
		h.post.failing(func(notify.Message) error { die(); return nil })
		h.post.hold = make(chan struct{})
	}
	err := h.do(dying, j)
	if point != afterNote && !errors.Is(err, context.Canceled) {
		t.Fatalf("the process died, got %v", err)
	}
	h.post.failing(nil)
	h.post.hold = nil
}

func (h *house) change(t *testing.T, ref, state string) {
	t.Helper()
	var err error
	switch state {
	case acknowledged:
		_, err = h.AcknowledgeIncident(t.Context(), ref, airra.Acknowledgement{By: "carol.johnson@example.com"})
	case resolved:
		_, err = h.ResolveIncident(t.Context(), ref, airra.Resolution{By: "carol.johnson@example.com"})
	}
	must(t, err)
}

// judge compares what the receiver got with what the record says.
func (h *house) judge(t *testing.T, ref, name string, step, point int, state string, got int) {
	t.Helper()
	x, err := h.ExplainPages(t.Context(), ref)
	must(t, err)
	var mine []airra.Notification
	keys := map[string]bool{}
	for _, p := range x.Pages {
		if keys[p.Key] {
			t.Errorf("the key %s stands for two pages", p.Key)
		}
		keys[p.Key] = true
		if p.Step == step {
			mine = append(mine, p)
		}
	}
	open := state == stillOpen
	rows, sent, twice := 1, 1, false
	status := airra.NotificationSent
	switch {
	case !open && point == beforeStep:
		rows, sent = 0, 0
	case !open && point == afterStep, !open && point == beforeSend:
		status, sent = airra.NotificationCancelled, 0
	case !open && point == afterSend:
		status = airra.NotificationCancelled
	case !open:
		status = airra.NotificationAcknowledged
	case point == beforeSend:
		twice = true // Nobody can know that it did not leave.
	case point == afterSend:
		twice, sent = true, 2
	}
	if len(mine) != rows || got != sent {
		t.Fatalf("got %d rows and %d messages, want %d and %d", len(mine), got, rows, sent)
	}
	if rows == 0 {
		return
	}
	if p := mine[0]; p.EngineerName != name || p.Status != status || p.PossiblyTwice != twice {
		t.Errorf("got %s %s, possibly twice %v; want %s %s, %v", p.EngineerName, p.Status, p.PossiblyTwice, name, status, twice)
	}
	if p := mine[0]; !open && (point == beforeSend || point == afterSend) && !containsAll(p.Answer, "may have left") {
		t.Errorf("the record says that nobody can know: %q", p.Answer)
	}
}
