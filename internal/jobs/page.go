package jobs

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"github.com/riverqueue/river"

	"github.com/airra/airra/internal/airra"
)

// pageArgs is a job that begins the paging of all incidents that wait for it. Which
// ones these are stands in a list of the store, written with the incidents. The job
// names none, so that one of them serves a whole storm: a job for each commit would
// cost more than the incident itself.
type pageArgs struct{}

// Kind names the job in the database.
func (pageArgs) Kind() string { return string(airra.JobPage) }

// InsertOpts puts it into its queue. It is not unique: River's uniqueness also counts
// a job that runs, and that one may have looked at the list already.
func (pageArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: startingQueue, MaxAttempts: tirelessAttempts}
}

func isPage(p river.InsertManyParams) bool {
	_, page := p.Args.(pageArgs)
	return page
}

// withoutNeedlessPage leaves out the job that begins pagings where one waits already.
// Transactions that write come one after the other on SQLite, so a job that waits now
// begins after this one has committed, and finds what it has put on the list. On
// PostgreSQL the same job could begin in between, so there every commit has its own.
func withoutNeedlessPage(ctx context.Context, tx *sql.Tx, params []river.InsertManyParams) ([]river.InsertManyParams, error) {
	if !slices.ContainsFunc(params, isPage) {
		return params, nil
	}
	var one int
	err := tx.QueryRowContext(ctx, "SELECT 1 FROM river_job WHERE state = 'available' AND queue = '"+startingQueue+"' AND kind = '"+
		string(airra.JobPage)+"' LIMIT 1").Scan(&one)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return params, nil
	case err != nil:
		return nil, fmt.Errorf("look for a job that waits: %w", err)
	default:
		return slices.DeleteFunc(params, isPage), nil
	}
}
