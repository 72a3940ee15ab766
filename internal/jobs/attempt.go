package jobs

import (
	"context"
	"errors"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"github.com/airra/airra/internal/airra"
)

// How an attempt at a job can end, as Options.Observe is told.
const (
	AttemptCompleted   = "completed"
	AttemptRetryable   = "retryable"   // failed, and will be tried again
	AttemptDiscarded   = "discarded"   // failed, and was the last one
	AttemptCancelled   = "cancelled"   // failed in a way that trying again cannot mend
	AttemptInterrupted = "interrupted" // the process stops; the job is put back
)

// attempt runs one attempt at a job and tells River what becomes of it.
func (q *Queue) attempt(ctx context.Context, job *rivertype.JobRow, work func(ctx context.Context, last bool) error) error {
	last := job.Attempt >= job.MaxAttempts
	return q.observed(job, func() (string, error) { return verdict(ctx, work(ctx, last), last) })
}

// observed runs an attempt that judges itself and tells how it ended.
func (q *Queue) observed(job *rivertype.JobRow, run func() (state string, answer error)) error {
	begin := time.Now()
	state, answer := run()
	q.opt.Observe(airra.JobKind(job.Kind), state, time.Since(begin))
	return answer
}

// verdict says how an attempt ended, as a word and in River's terms. An attempt
// that was interrupted because the process stops does not count: the job waits
// for the next process with as many attempts as before.
func verdict(ctx context.Context, err error, last bool) (string, error) {
	switch {
	case err == nil:
		return AttemptCompleted, nil
	case errors.Is(ctx.Err(), context.Canceled):
		return AttemptInterrupted, river.JobSnooze(0)
	case airra.Hopeless(err):
		return AttemptCancelled, river.JobCancel(err)
	case last:
		return AttemptDiscarded, err
	default:
		return AttemptRetryable, err
	}
}
