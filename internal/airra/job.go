package airra

import "time"

// JobKind names what a job does.
type JobKind string

// The kinds of jobs.
const (
	JobAnalyze JobKind = "analyze_incident"
	JobExecute JobKind = "execute_action"
)

// Job is work that must happen after a transaction has committed, and happens
// even when the process dies. It is unique by its kind, its subject and its
// round while it waits or runs.
type Job struct {
	Kind       JobKind
	IncidentID IncidentID
	ActionID   ActionID // for JobExecute
	Round      int64    // for JobAnalyze: the incident's AnalysisRound
}

// JobInfo is a job as an operator sees it.
type JobInfo struct {
	ID          int64      `json:"id"`
	Kind        JobKind    `json:"kind"`
	State       string     `json:"state"` // available, running, retryable, scheduled, completed, cancelled, discarded
	IncidentID  IncidentID `json:"incident_id"`
	ActionID    ActionID   `json:"action_id,omitempty"`
	Attempt     int        `json:"attempt"`
	MaxAttempts int        `json:"max_attempts"`
	LastError   string     `json:"last_error"`
	CreatedAt   time.Time  `json:"created_at"`
	ScheduledAt time.Time  `json:"scheduled_at"`
	FinalizedAt *time.Time `json:"finalized_at"`
}

// JobFilter chooses jobs, newest first.
type JobFilter struct {
	State string // empty means all
	Limit int    // 0 means 50
}
