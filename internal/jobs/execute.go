package jobs

import (
	"context"

	"github.com/riverqueue/river"

	"github.com/airra/airra/internal/airra"
)

// executeArgs is a job that executes an approved action.
type executeArgs struct {
	IncidentID airra.IncidentID `json:"incident_id"`
	ActionID   airra.ActionID   `json:"action_id" river:"unique"`
	Round      int64            `json:"round" river:"unique"`
}

// Kind names the job in the database.
func (executeArgs) Kind() string { return string(airra.JobExecute) }

// InsertOpts puts it into its queue.
func (executeArgs) InsertOpts() river.InsertOpts { return optionsFor(executionQueue) }

type executeWorker struct {
	river.WorkerDefaults[executeArgs]
	queue    *Queue
	useCases UseCases
}

// Work runs the use case once.
func (w *executeWorker) Work(ctx context.Context, job *river.Job[executeArgs]) error {
	return w.queue.attempt(ctx, job.JobRow, func(ctx context.Context, last bool) error {
		return w.useCases.RunExecution(ctx, job.Args.ActionID, last)
	})
}
