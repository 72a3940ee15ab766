package jobs

import (
	"github.com/riverqueue/river"

	"github.com/airra/airra/internal/airra"
)

// rememberArgs is a job that writes down what an incident teaches. Round is the moment
// of the change that it was put in for: a job that already runs may have looked before
// that change, so it must not keep this one out.
type rememberArgs struct {
	IncidentID airra.IncidentID `json:"incident_id"`
	Round      int64            `json:"round"`
}

// Kind names the job in the database.
func (rememberArgs) Kind() string { return string(airra.JobRemember) }

// InsertOpts puts it into its queue, behind everything else.
func (rememberArgs) InsertOpts() river.InsertOpts {
	options := tirelessOptions(learningQueue)
	options.Priority = lowestPriority
	return options
}

// lowestPriority is the last of River's.
const lowestPriority = 4
