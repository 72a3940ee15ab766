package jobs

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

// beat gives a sign of life.
func (d postgresDriver) beat(ctx context.Context, self string, startedAt, now time.Time) error {
	_, err := d.pool.Exec(ctx, `INSERT INTO daemons (id, started_at, seen_at) VALUES ($1, $2, $3)
		ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at`, self, startedAt, now)
	return err
}

// owners names the processes that have running jobs.
func (d postgresDriver) owners(ctx context.Context) ([]string, error) {
	rows, err := d.pool.Query(ctx, `SELECT DISTINCT coalesce(attempted_by[array_length(attempted_by, 1)], '')
		FROM river_job WHERE state = 'running'`)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

// signs reads the signs of life of all processes.
func (d postgresDriver) signs(ctx context.Context) ([]sign, error) {
	rows, err := d.pool.Query(ctx, "SELECT id, seen_at FROM daemons")
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (s sign, err error) {
		err = row.Scan(&s.owner, &s.seenAt)
		return s, err
	})
}

// release gives back the running jobs of the named processes. The condition
// names the owner, so a job that somebody else has taken since is left alone.
func (d postgresDriver) release(ctx context.Context, owners []string) (int64, error) {
	tag, err := d.pool.Exec(ctx, `UPDATE river_job SET state = 'available'
		WHERE state = 'running' AND coalesce(attempted_by[array_length(attempted_by, 1)], '') = ANY($1)`, owners)
	return tag.RowsAffected(), err
}

// leave removes the signs of the named processes.
func (d postgresDriver) leave(ctx context.Context, owners []string) error {
	_, err := d.pool.Exec(ctx, "DELETE FROM daemons WHERE id = ANY($1)", owners)
	return err
}
