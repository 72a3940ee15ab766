package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/airra/airra/internal/airra"
)

// How many jobs a list holds.
const (
	jobsByDefault = 50
	jobsAtMost    = 1000
)

// Jobs lists jobs, newest first.
func (q *Queue) Jobs(ctx context.Context, filter airra.JobFilter) ([]airra.JobInfo, error) {
	limit := filter.Limit
	if limit <= 0 {
		limit = jobsByDefault
	}
	params := river.NewJobListParams().OrderBy(river.JobListOrderByID, river.SortOrderDesc).First(min(limit, jobsAtMost))
	if filter.State != "" {
		state, err := jobState(filter.State)
		if err != nil {
			return nil, err
		}
		params = params.States(state)
	}
	found, err := q.client.JobList(ctx, params)
	if err != nil {
		return nil, fmt.Errorf("list jobs: %w", err)
	}
	infos := make([]airra.JobInfo, len(found.Jobs))
	for i, job := range found.Jobs {
		infos[i] = jobInfo(job)
	}
	return infos, nil
}

func jobState(word string) (rivertype.JobState, error) {
	for _, state := range rivertype.JobStates() {
		if string(state) == word {
			return state, nil
		}
	}
	return "", airra.Invalid("state", "%q is not a state of a job; the states are %v", word, rivertype.JobStates())
}

// jobInfo translates a job. Arguments that cannot be read, as of a kind that a
// newer version has put in, leave the subject empty.
func jobInfo(job *rivertype.JobRow) airra.JobInfo {
	var subject struct {
		IncidentID     airra.IncidentID     `json:"incident_id"`
		ActionID       airra.ActionID       `json:"action_id"`
		NotificationID airra.NotificationID `json:"notification_id"`
	}
	_ = json.Unmarshal(job.EncodedArgs, &subject)
	info := airra.JobInfo{
		ID: job.ID, Kind: airra.JobKind(job.Kind), State: string(job.State),
		IncidentID: subject.IncidentID, ActionID: subject.ActionID, NotificationID: subject.NotificationID,
		Attempt: job.Attempt, MaxAttempts: job.MaxAttempts, CreatedAt: airra.Now(job.CreatedAt), ScheduledAt: airra.Now(job.ScheduledAt),
	}
	if len(job.Errors) > 0 {
		info.LastError = job.Errors[len(job.Errors)-1].Error
	}
	if job.FinalizedAt != nil {
		at := airra.Now(*job.FinalizedAt)
		info.FinalizedAt = &at
	}
	return info
}

// Retry makes a job that has failed, or waits for its next attempt, run now. It
// fails with CodeNotFound, and with CodeConflict when the job runs, is done, or
// has been put in again meanwhile.
func (q *Queue) Retry(ctx context.Context, id int64) (*airra.JobInfo, error) {
	job, err := q.client.JobGet(ctx, id)
	if errors.Is(err, rivertype.ErrNotFound) {
		return nil, airra.Errorf(airra.CodeNotFound, "Job not found")
	}
	if err != nil {
		return nil, fmt.Errorf("read job %d: %w", id, err)
	}
	switch job.State {
	case rivertype.JobStateRunning, rivertype.JobStateCompleted:
		return nil, airra.Conflict(string(job.State), "job %d is %s and cannot be tried again", id, job.State)
	default:
	}
	job, err = q.client.JobRetry(ctx, id)
	switch {
	case duplicate(err):
		return nil, airra.Conflict("available", "the same work has been put in again and waits or runs")
	case errors.Is(err, rivertype.ErrNotFound):
		return nil, airra.Errorf(airra.CodeNotFound, "Job not found")
	case err != nil:
		return nil, fmt.Errorf("retry job %d: %w", id, err)
	}
	info := jobInfo(job)
	return &info, nil
}

// duplicate tells whether a change was refused because an equal job is there.
func duplicate(err error) bool {
	var postgres *pgconn.PgError
	if errors.As(err, &postgres) {
		return postgres.Code == "23505"
	}
	var lite *sqlite.Error
	return errors.As(err, &lite) && lite.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE
}
