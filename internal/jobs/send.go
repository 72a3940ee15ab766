package jobs

import (
	"github.com/riverqueue/river"

	"github.com/airra/airra/internal/airra"
)

// sendArgs is a job that tries to send a notification. Round is the number of
// the try.
type sendArgs struct {
	NotificationID airra.NotificationID `json:"notification_id" river:"unique"`
	IncidentID     airra.IncidentID     `json:"incident_id"`
	Round          int64                `json:"round" river:"unique"`
}

// Kind names the job in the database.
func (sendArgs) Kind() string { return string(airra.JobSend) }

// InsertOpts puts it into its queue.
func (sendArgs) InsertOpts() river.InsertOpts { return tirelessOptions(sendingQueue) }
