package jobs

import (
	"context"
	"fmt"
	"slices"
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

// Living counts the daemons that give signs of life: those whose sign changes
// while this looks. Comparing their signs with the clock of this machine would
// take living ones for dead where the clocks differ. On SQLite nobody signs:
// there the lock of the file tells.
func Living(ctx context.Context, db Database) (int, error) {
	if db.Postgres == nil {
		return 0, nil
	}
	driver := postgresDriver{db.Postgres}
	before, err := driver.signs(ctx)
	if err != nil || len(before) == 0 {
		return 0, err
	}
	timer := time.NewTimer(2 * beatEvery)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return 0, ctx.Err()
	case <-timer.C:
	}
	after, err := driver.signs(ctx)
	if err != nil {
		return 0, fmt.Errorf("look for daemons at work: %w", err)
	}
	living := 0
	for _, s := range after {
		if !slices.ContainsFunc(before, func(b sign) bool { return b.owner == s.owner && b.seenAt.Equal(s.seenAt) }) {
			living++
		}
	}
	return living, nil
}
