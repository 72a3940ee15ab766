package jobs

import (
	"slices"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"github.com/airra/airra/internal/airra"
)

// unfinished are the states in which a job keeps another one of the same kind,
// subject and round out.
var unfinished = []rivertype.JobState{
	rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRetryable,
	rivertype.JobStateRunning, rivertype.JobStateScheduled,
}

func optionsFor(queue string) river.InsertOpts {
	return river.InsertOpts{Queue: queue, MaxAttempts: maxAttempts, UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: unfinished}}
}

// insertParams translates jobs. The same job twice in one transaction is one
// job; River would refuse the whole batch.
func insertParams(jobs []airra.Job) ([]river.InsertManyParams, error) {
	params := make([]river.InsertManyParams, 0, len(jobs))
	for i, job := range jobs {
		if slices.Contains(jobs[:i], job) {
			continue
		}
		switch job.Kind {
		case airra.JobAnalyze:
			params = append(params, river.InsertManyParams{Args: analyzeArgs{IncidentID: job.IncidentID, Round: job.Round}})
		case airra.JobExecute:
			params = append(params, river.InsertManyParams{Args: executeArgs{IncidentID: job.IncidentID, ActionID: job.ActionID, Round: job.Round}})
		default:
			return nil, airra.Errorf(airra.CodeInternal, "there are no jobs of the kind %q", job.Kind)
		}
	}
	return params, nil
}
