package jobs

import (
	"github.com/riverqueue/river"

	"github.com/airra/airra/internal/airra"
)

// timer is the shape of the jobs that wait for a moment in an incident's life.
// Round tells which moment is meant, so that the use case can see that there is
// another one by now. A job is unique by all of it.
type timer struct {
	IncidentID airra.IncidentID `json:"incident_id"`
	Round      int64            `json:"round"`
}

// InsertOpts puts it into its queue.
func (timer) InsertOpts() river.InsertOpts { return tirelessOptions(pagingQueue) }

// escalateArgs is a job that takes the next step of an incident's paging.
type escalateArgs struct{ timer }

// deadlineArgs is a job that ends the wait for an approval.
type deadlineArgs struct{ timer }

// lapseArgs is a job that ends an acknowledgement that was given for some time.
type lapseArgs struct{ timer }

// Kind names the job in the database.
func (escalateArgs) Kind() string { return string(airra.JobEscalate) }

// Kind names the job in the database.
func (deadlineArgs) Kind() string { return string(airra.JobDeadline) }

// Kind names the job in the database.
func (lapseArgs) Kind() string { return string(airra.JobLapse) }
