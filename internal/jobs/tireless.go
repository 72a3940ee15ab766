package jobs

import (
	"context"
	"errors"
	"math"
	"time"

	"github.com/riverqueue/river"

	"github.com/airra/airra/internal/airra"
)

const (
	// tirelessAttempts is as many as River can count.
	tirelessAttempts = math.MaxInt16
	// errorsKept is how many failures the row of a tireless job remembers. Further
	// ones leave no trace in it, since every fetch reads the whole row, and a day of
	// failures would make it a megabyte.
	errorsKept = 100
	// tirelessTimeout ends an attempt that hangs, well after every channel's own
	// patience is over.
	tirelessTimeout = 2 * time.Minute
)

// tireless works jobs that must not be lost, whatever fails and for how long: a
// page is worth more than an end of its job. They are all of the same shape, so
// one worker serves every kind.
type tireless[A river.JobArgs] struct {
	river.WorkerDefaults[A]
	queue *Queue
	do    func(ctx context.Context, args A) error
}

// Work runs the use case once. River notes a panic with its whole trace, which is
// the last thing that a row should collect without end.
func (w *tireless[A]) Work(ctx context.Context, job *river.Job[A]) (answer error) {
	if job.Attempt > errorsKept {
		defer func() {
			if recover() != nil {
				answer = river.JobSnooze(longestWait)
			}
		}()
	}
	return w.queue.observed(job.JobRow, func() (string, error) {
		return tirelessVerdict(ctx, w.do(ctx, job.Args), job.Attempt)
	})
}

// Timeout bounds one attempt.
func (*tireless[A]) Timeout(*river.Job[A]) time.Duration { return tirelessTimeout }

// tirelessVerdict says how an attempt at a tireless job ended. Only a subject
// that is gone ends the job: a conflict or a policy's no may be over at the next
// attempt, and cancelling the job would be the silent loss of a page.
func tirelessVerdict(ctx context.Context, err error, attempt int) (string, error) {
	switch {
	case err == nil:
		return AttemptCompleted, nil
	case errors.Is(ctx.Err(), context.Canceled):
		return AttemptInterrupted, river.JobSnooze(0)
	case airra.ErrorCode(err) == airra.CodeNotFound:
		return AttemptCancelled, river.JobCancel(err)
	case attempt > errorsKept:
		return AttemptRetryable, river.JobSnooze(longestWait)
	default:
		return AttemptRetryable, err
	}
}

// tirelessOptions puts a job into its queue, once as long as an equal one is
// unfinished.
func tirelessOptions(queue string) river.InsertOpts {
	options := optionsFor(queue)
	options.MaxAttempts = tirelessAttempts
	return options
}
