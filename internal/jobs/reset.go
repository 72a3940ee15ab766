package jobs

import (
	"context"
	"fmt"
	"time"
)

// Reset deletes every job. No daemon may be at work on the database.
func Reset(ctx context.Context, db Database) error {
	var err error
	if db.SQLite != nil {
		_, err = db.SQLite.ExecContext(ctx, "DELETE FROM river_job")
	} else {
		_, err = db.Postgres.Exec(ctx, "DELETE FROM river_job")
	}
	if err != nil {
		return fmt.Errorf("delete the jobs: %w", err)
	}
	return nil
}

// Living counts the daemons that have given a sign of life lately. On SQLite
// nobody signs: there the lock of the data directory tells.
func Living(ctx context.Context, db Database, now time.Time) (int, error) {
	if db.Postgres == nil {
		return 0, nil
	}
	signs, err := postgresDriver{db.Postgres}.signs(ctx)
	if err != nil {
		return 0, fmt.Errorf("look for daemons at work: %w", err)
	}
	living := 0
	for _, s := range signs {
		if now.Sub(s.seenAt) < silence {
			living++
		}
	}
	return living, nil
}
