package airra

import "time"

// JobKind names what a job does.
type JobKind string

// The kinds of jobs.
const (
	JobAnalyze JobKind = "analyze_incident"
	JobExecute JobKind = "execute_action"

	JobPage     JobKind = "start_paging"          // of every incident that waits for it; the one that it is enqueued for is put on the list
	JobEscalate JobKind = "take_escalation_step"  // the timer of an incident's paging
	JobSend     JobKind = "send_notification"     //
	JobDeadline JobKind = "expire_approval"       // nobody decided in time
	JobLapse    JobKind = "lapse_acknowledgement" // an acknowledgement has an end
	JobRemember JobKind = "remember_incident"     // what an incident teaches has changed
)

// Job is work that must happen after a transaction has committed, and happens
// even when the process dies. It is unique by its kind, its subject and its
// round while it waits or runs. A job with a time is a timer: it waits in the
// database, whatever happens to the process that wrote it.
type Job struct {
	Kind           JobKind
	IncidentID     IncidentID
	ActionID       ActionID       // for JobExecute
	NotificationID NotificationID // for JobSend
	// Round tells one job of a subject from the next: the incident's AnalysisRound for
	// JobAnalyze, the paging's Timer for JobEscalate, the number of the try for JobSend,
	// the moment in microseconds that the job is about for JobDeadline, JobLapse and
	// JobRemember.
	Round int64
	At    time.Time // not before; zero means now. For JobPage: since when the incident waits
}

// JobInfo is a job as an operator sees it.
type JobInfo struct {
	ID         int64      `json:"id"`
	Kind       JobKind    `json:"kind"`
	State      string     `json:"state"` // available, running, retryable, scheduled, completed, cancelled, discarded
	IncidentID IncidentID `json:"incident_id"`
	ActionID   ActionID   `json:"action_id,omitempty"`

	NotificationID NotificationID `json:"notification_id,omitempty"`
	Attempt        int            `json:"attempt"`
	MaxAttempts    int            `json:"max_attempts"`
	LastError      string         `json:"last_error"`
	CreatedAt      time.Time      `json:"created_at"`
	ScheduledAt    time.Time      `json:"scheduled_at"`
	FinalizedAt    *time.Time     `json:"finalized_at"`
}

// JobFilter chooses jobs, newest first.
type JobFilter struct {
	State string // empty means all
	Limit int    // 0 means 50
}
