package jobs

import (
	"context"

	"github.com/riverqueue/river"

	"github.com/airra/airra/internal/airra"
)

// analyzeArgs is a job that finds the causes of an incident.
type analyzeArgs struct {
	IncidentID airra.IncidentID `json:"incident_id" river:"unique"`
	Round      int64            `json:"round" river:"unique"`
}

// Kind names the job in the database.
func (analyzeArgs) Kind() string { return string(airra.JobAnalyze) }

// InsertOpts puts it into its queue.
func (analyzeArgs) InsertOpts() river.InsertOpts { return optionsFor(analysisQueue) }

type analyzeWorker struct {
	river.WorkerDefaults[analyzeArgs]
	queue    *Queue
	useCases UseCases
}

// Work runs the use case once.
func (w *analyzeWorker) Work(ctx context.Context, job *river.Job[analyzeArgs]) error {
	return w.queue.attempt(ctx, job.JobRow, func(ctx context.Context, last bool) error {
		return w.useCases.RunAnalysis(ctx, job.Args.IncidentID, job.Args.Round, last)
	})
}
