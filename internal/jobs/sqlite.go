package jobs

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riversqlite"
)

// sqliteDriver is River on SQLite.
type sqliteDriver struct{ db *sql.DB }

type sqliteClient struct{ *river.Client[*sql.Tx] }

func (d sqliteDriver) newClient(config *river.Config) (client, error) {
	c, err := river.NewClient(riversqlite.New(d.db), config)
	return sqliteClient{c}, err
}

func (c sqliteClient) insert(ctx context.Context, raw any, params []river.InsertManyParams) error {
	tx, ok := raw.(*sql.Tx)
	if !ok {
		return fmt.Errorf("enqueue on %T: want *sql.Tx", raw)
	}
	params, err := withoutNeedlessPage(ctx, tx, params)
	if err != nil || len(params) == 0 {
		return err
	}
	_, err = c.InsertManyTx(ctx, tx, params)
	return err
}

func (d sqliteDriver) migrate(ctx context.Context) error {
	return migrateWith(ctx, riversqlite.New(d.db))
}

// watch gives back every job that runs under another name. Only one process owns
// the file, so whoever those names belonged to is dead, and nobody has to show
// signs of life.
func (d sqliteDriver) watch(ctx context.Context, opt Options) (*watcher, error) {
	result, err := d.db.ExecContext(ctx, `UPDATE river_job SET state = 'available'
		WHERE state = 'running' AND json_extract(attempted_by, '$[#-1]') IS NOT $1`, opt.ID)
	if err != nil {
		return nil, fmt.Errorf("take over the jobs of an earlier process: %w", err)
	}
	released, err := result.RowsAffected()
	if err != nil {
		return nil, fmt.Errorf("take over the jobs of an earlier process: %w", err)
	}
	if released > 0 {
		opt.Log.WarnContext(ctx, "took over jobs of an earlier process", "jobs", released)
	}
	return nil, nil //nolint:nilnil // There is nobody to watch.
}

func (d sqliteDriver) depth(ctx context.Context) (found depth, err error) {
	var oldest, next int64
	err = d.db.QueryRowContext(ctx, `SELECT count(*) FILTER (WHERE state = 'available'), count(*) FILTER (WHERE state = 'running'),
		coalesce(CAST(strftime('%s', min(scheduled_at) FILTER (WHERE state = 'available')) AS integer), 0),
		count(*) FILTER (WHERE state IN ('retryable', 'scheduled')),
		coalesce(CAST(strftime('%s', min(scheduled_at) FILTER (WHERE state IN ('retryable', 'scheduled'))) AS integer), 0)
		FROM river_job WHERE state IN ('available', 'running', 'retryable', 'scheduled')`).
		Scan(&found.waiting, &found.running, &oldest, &found.timers, &next)
	found.oldest, found.next = time.Unix(oldest, 0), time.Unix(next, 0)
	return found, err
}

// sqliteTime writes a time as River does, since texts are compared.
func sqliteTime(t time.Time) string {
	return t.UTC().Round(time.Millisecond).Format("2006-01-02 15:04:05.000")
}

func (d sqliteDriver) dueQueues(ctx context.Context, now, since time.Time) ([]string, error) {
	rows, err := d.db.QueryContext(ctx, findDueQueues, sqliteTime(now), sqliteTime(since))
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var queues []string
	for rows.Next() {
		var queue string
		if err := rows.Scan(&queue); err != nil {
			return nil, err
		}
		queues = append(queues, queue)
	}
	return queues, rows.Err()
}

func (d sqliteDriver) promote(ctx context.Context, now time.Time) error {
	_, err := d.db.ExecContext(ctx, promoteDue(""), sqliteTime(now))
	return err
}

func (d sqliteDriver) wake(ctx context.Context, queues []string) error {
	return wakeWith(ctx, riversqlite.New(d.db), queues)
}
