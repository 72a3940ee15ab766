package jobs

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"github.com/airra/airra/internal/airra"
)

func TestHowAnAttemptEnds(t *testing.T) {
	t.Parallel()
	stopped, stop := context.WithCancel(t.Context())
	stop()
	late, cancel := context.WithDeadline(t.Context(), start)
	defer cancel()
	broken := errors.New("connection reset")
	for name, c := range map[string]struct {
		ctx  context.Context
		err  error
		last bool
		want string
	}{
		"success":                                     {ctx: t.Context(), want: AttemptCompleted},
		"success while the process stops":             {ctx: stopped, want: AttemptCompleted},
		"a failure that may pass is tried again":      {ctx: t.Context(), err: broken, want: AttemptRetryable},
		"a database that is away is tried again":      {ctx: t.Context(), err: airra.Errorf(airra.CodeUnavailable, "away"), want: AttemptRetryable},
		"a stale write is tried again":                {ctx: t.Context(), err: fmt.Errorf("save: %w", airra.ErrStale), want: AttemptRetryable},
		"a time-out is tried again":                   {ctx: late, err: context.DeadlineExceeded, want: AttemptRetryable},
		"the last failure ends the job":               {ctx: t.Context(), err: broken, last: true, want: AttemptDiscarded},
		"a policy's no ends the job at once":          {ctx: t.Context(), err: airra.Errorf(airra.CodeDenied, "no"), want: AttemptCancelled},
		"a wrong job ends at once":                    {ctx: t.Context(), err: airra.Invalid("x", "wrong"), want: AttemptCancelled},
		"a state that has moved on ends the job":      {ctx: t.Context(), err: fmt.Errorf("run: %w", airra.Conflict("resolved", "gone")), want: AttemptCancelled},
		"a subject that is gone ends the job":         {ctx: t.Context(), err: airra.Errorf(airra.CodeNotFound, "gone"), want: AttemptCancelled},
		"an interrupted attempt is put back":          {ctx: stopped, err: broken, want: AttemptInterrupted},
		"even when it was the last one":               {ctx: stopped, err: context.Canceled, last: true, want: AttemptInterrupted},
		"and even when it says that it is denied":     {ctx: stopped, err: airra.Errorf(airra.CodeDenied, "no"), want: AttemptInterrupted},
		"a time-out of the last attempt ends the job": {ctx: late, err: context.DeadlineExceeded, last: true, want: AttemptDiscarded},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, answer := verdict(c.ctx, c.err, c.last)
			if got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
			var cancelled *rivertype.JobCancelError
			var snoozed *rivertype.JobSnoozeError
			if errors.As(answer, &cancelled) != (c.want == AttemptCancelled) || errors.As(answer, &snoozed) != (c.want == AttemptInterrupted) {
				t.Errorf("River is told %v", answer)
			}
			if (answer == nil) != (c.want == AttemptCompleted) {
				t.Errorf("River is told %v", answer)
			}
		})
	}
}

func TestTheUseCaseLearnsWhichAttemptIsTheLast(t *testing.T) {
	t.Parallel()
	q := &Queue{opt: Options{Observe: func(airra.JobKind, string, time.Duration) {}}}
	for attempt, want := range map[int]bool{1: false, 4: false, 5: true, 6: true} {
		err := q.attempt(t.Context(), &rivertype.JobRow{Attempt: attempt, MaxAttempts: maxAttempts}, func(_ context.Context, last bool) error {
			if last != want {
				t.Errorf("attempt %d of %d: last is %v", attempt, maxAttempts, last)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}
}

func TestAttemptsFollowWithinSeconds(t *testing.T) {
	t.Parallel()
	var policy river.ClientRetryPolicy = shortBackOff{now: func() time.Time { return start }}
	for failed, want := range []time.Duration{time.Second, 2 * time.Second, 5 * time.Second, 10 * time.Second, 10 * time.Second} {
		next := policy.NextRetry(&rivertype.JobRow{Errors: make([]rivertype.AttemptError, failed)})
		if wait := next.Sub(start); wait != want {
			t.Errorf("after %d failures: %s, want %s", failed+1, wait, want)
		}
	}
}
