package jobs

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/riverqueue/river/rivertype"

	"github.com/airra/airra/internal/airra"
)

func TestHowATirelessAttemptEnds(t *testing.T) {
	t.Parallel()
	stopped, stop := context.WithCancel(t.Context())
	stop()
	late, cancel := context.WithDeadline(t.Context(), start)
	defer cancel()
	broken := errors.New("connection reset")
	for name, c := range map[string]struct {
		ctx     context.Context
		err     error
		attempt int
		want    string
		snooze  bool
	}{
		"success":                               {ctx: t.Context(), want: AttemptCompleted},
		"a failure is tried again":              {ctx: t.Context(), err: broken, want: AttemptRetryable},
		"a time-out is tried again":             {ctx: late, err: context.DeadlineExceeded, want: AttemptRetryable},
		"a conflict is tried again":             {ctx: t.Context(), err: airra.Conflict("resolved", "gone on"), want: AttemptRetryable},
		"a stale write is tried again":          {ctx: t.Context(), err: airra.ErrStale, want: AttemptRetryable},
		"a policy's no is tried again":          {ctx: t.Context(), err: airra.Errorf(airra.CodeDenied, "no"), want: AttemptRetryable},
		"what is not understood is tried again": {ctx: t.Context(), err: airra.Invalid("x", "wrong"), want: AttemptRetryable},
		"the last failure that is noted":        {ctx: t.Context(), err: broken, attempt: errorsKept, want: AttemptRetryable},
		"further ones are not noted":            {ctx: t.Context(), err: broken, attempt: errorsKept + 1, want: AttemptRetryable, snooze: true},
		"nor is the last that can be counted":   {ctx: t.Context(), err: broken, attempt: tirelessAttempts, want: AttemptRetryable, snooze: true},
		"a subject that is gone ends the job":   {ctx: t.Context(), err: fmt.Errorf("send: %w", airra.Errorf(airra.CodeNotFound, "gone")), want: AttemptCancelled},
		"whenever it is gone":                   {ctx: t.Context(), err: airra.Errorf(airra.CodeNotFound, "gone"), attempt: tirelessAttempts, want: AttemptCancelled},
		"an interrupted attempt is put back":    {ctx: stopped, err: broken, want: AttemptInterrupted, snooze: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, answer := tirelessVerdict(c.ctx, c.err, max(1, c.attempt))
			var cancelled *rivertype.JobCancelError
			var snoozed *rivertype.JobSnoozeError
			if got != c.want || errors.As(answer, &cancelled) != (c.want == AttemptCancelled) || errors.As(answer, &snoozed) != c.snooze {
				t.Errorf("got %s, and River is told %v", got, answer)
			}
			if (answer == nil) != (c.want == AttemptCompleted) {
				t.Errorf("River is told %v", answer)
			}
		})
	}
}

func TestAPageIsNeverGivenUp(t *testing.T) {
	t.Parallel()
	onBothInTime(t, func(t *testing.T, h *house, time *hands) {
		failures := []error{
			airra.Conflict("resolved", "the state has moved on"), airra.ErrStale, airra.Errorf(airra.CodeDenied, "no"),
			airra.Invalid("x", "wrong"), errors.New("connection reset"), airra.Errorf(airra.CodeUnavailable, "away"),
		}
		w := work{}
		w.do = func(context.Context, string, bool) error {
			if tried := len(w.called()); tried <= len(failures) {
				return failures[tried-1]
			}
			return nil
		}
		h.enqueue(t, page("a"))
		must(t, h.queue.Start(t.Context(), &w))
		for tried := range failures {
			eventually(t, func() bool {
				return len(w.called()) == tried+1 && !slices.Contains(h.states(t), "running")
			})
			time.move(longestWait)
		}
		eventually(t, func() bool { return cmp.Equal(h.states(t), []string{"completed"}) })
		jobs, err := h.queue.Jobs(t.Context(), airra.JobFilter{})
		must(t, err)
		if jobs[0].Attempt != 7 || jobs[0].MaxAttempts != tirelessAttempts || jobs[0].LastError != "away" {
			t.Errorf("got %+v", jobs[0])
		}
	})
}

// TestAFailureThatLastsForDaysFillsNoRow begins where a job has failed as often
// as its row remembers.
func TestAFailureThatLastsForDaysFillsNoRow(t *testing.T) {
	t.Parallel()
	onBothInTime(t, func(t *testing.T, h *house, time *hands) {
		w := work{}
		w.do = func(context.Context, string, bool) error {
			if len(w.called()) == 1 {
				return errors.New("still away")
			}
			panic("a fault of ours")
		}
		h.enqueue(t, sending("n"))
		h.exec(t, fmt.Sprintf("UPDATE river_job SET attempt = %d", errorsKept))
		must(t, h.queue.Start(t.Context(), &w))
		for tried := range 3 {
			eventually(t, func() bool {
				return len(w.called()) == tried+1 && cmp.Equal(h.states(t), []string{"scheduled"})
			})
			time.move(longestWait)
		}
		jobs, err := h.queue.Jobs(t.Context(), airra.JobFilter{})
		must(t, err)
		if jobs[0].Attempt > errorsKept+1 || jobs[0].LastError != "" {
			t.Errorf("no further attempt is counted and no further failure noted, got %+v", jobs[0])
		}
	})
}

func TestASubjectThatIsGoneEndsItsJobAndItCanBeRetriedByHand(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		w := work{}
		w.do = func(context.Context, string, bool) error {
			if len(w.called()) == 1 {
				return airra.Errorf(airra.CodeNotFound, "Notification not found")
			}
			return nil
		}
		h.enqueue(t, sending("n"))
		must(t, h.queue.Start(t.Context(), &w))
		eventually(t, func() bool { return cmp.Equal(h.states(t), []string{"cancelled"}) })
		jobs, err := h.queue.Jobs(t.Context(), airra.JobFilter{})
		must(t, err)
		retried, err := h.queue.Retry(t.Context(), jobs[0].ID)
		must(t, err)
		if retried.NotificationID != "n" || retried.IncidentID != "incident" {
			t.Errorf("got %+v", retried)
		}
		eventually(t, func() bool { return cmp.Equal(h.states(t), []string{"completed"}) })
		if diff := cmp.Diff([]string{"send n 1", "send n 1"}, w.called()); diff != "" {
			t.Error(diff)
		}
	})
}

// TestChannelsThatHangHoldNothingUp lets as many messages hang as this process
// sends at once, and more wait behind them.
func TestChannelsThatHangHoldNothingUp(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		w, _ := hanging(t)
		hang := w.do
		w.do = func(ctx context.Context, subject string, last bool) error {
			if subject == "escalate a 1" {
				return nil
			}
			return hang(ctx, subject, last)
		}
		var messages []airra.Job
		for i := range sendersByDefault + 4 {
			messages = append(messages, sending(fmt.Sprint(i)))
		}
		h.enqueue(t, messages...)
		must(t, h.queue.Start(t.Context(), w))
		eventually(t, func() bool { return len(w.called()) == sendersByDefault })
		h.enqueue(t, escalation("a", time.Time{}))
		eventually(t, func() bool { return slices.Contains(h.states(t), "completed") })

		impatient, cancel := context.WithCancel(t.Context())
		cancel()
		must(t, h.queue.Stop(impatient))
		jobs, err := h.queue.Jobs(t.Context(), airra.JobFilter{State: "available"})
		must(t, err)
		if len(jobs) != len(messages) {
			t.Errorf("every message waits again, got %d of %d", len(jobs), len(messages))
		}
		for _, job := range jobs {
			if job.Attempt != 0 {
				t.Errorf("an interrupted attempt does not count, got %+v", job)
			}
		}
	})
}
