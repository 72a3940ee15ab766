package jobs

import (
	"time"

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
// job, at the time of the first; River would refuse the whole batch. Incidents
// to page share one, since it does not name them.
func insertParams(jobs []airra.Job, now time.Time) ([]river.InsertManyParams, error) {
	params := make([]river.InsertManyParams, 0, len(jobs))
	known := make(map[airra.Job]bool, len(jobs))
	for _, job := range jobs {
		at := job.At
		job.At = time.Time{}
		if job.Kind == airra.JobPage {
			job, at = airra.Job{Kind: airra.JobPage}, time.Time{}
		}
		if known[job] {
			continue
		}
		known[job] = true
		args, err := argsOf(job)
		if err != nil {
			return nil, err
		}
		params = append(params, river.InsertManyParams{Args: args, InsertOpts: notBefore(at, now)})
	}
	return params, nil
}

// argsOf gives a job the shape it has in the database.
func argsOf(job airra.Job) (river.JobArgs, error) {
	switch job.Kind {
	case airra.JobAnalyze:
		return analyzeArgs{IncidentID: job.IncidentID, Round: job.Round}, nil
	case airra.JobExecute:
		return executeArgs{IncidentID: job.IncidentID, ActionID: job.ActionID, Round: job.Round}, nil
	case airra.JobPage:
		return pageArgs{}, nil
	case airra.JobSend:
		return sendArgs{NotificationID: job.NotificationID, IncidentID: job.IncidentID, Round: job.Round}, nil
	case airra.JobEscalate:
		return escalateArgs{timer{IncidentID: job.IncidentID, Round: job.Round}}, nil
	case airra.JobDeadline:
		return deadlineArgs{timer{IncidentID: job.IncidentID, Round: job.Round}}, nil
	case airra.JobLapse:
		return lapseArgs{timer{IncidentID: job.IncidentID, Round: job.Round}}, nil
	case airra.JobRemember:
		return rememberArgs{IncidentID: job.IncidentID, Round: job.Round}, nil
	default:
		return nil, airra.Errorf(airra.CodeInternal, "there are no jobs of the kind %q", job.Kind)
	}
}

// notBefore makes a timer of a job whose time is to come. River would make one
// of every job that has a time, and what is due already would wait for nothing.
func notBefore(at, now time.Time) *river.InsertOpts {
	if !at.After(now) {
		return nil
	}
	return &river.InsertOpts{ScheduledAt: at}
}
