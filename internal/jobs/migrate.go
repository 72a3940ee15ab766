package jobs

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/rivermigrate"
)

// Migrate brings River's own tables to the version this program wants. It is
// safe to repeat and, on PostgreSQL, to call from several processes at once.
func Migrate(ctx context.Context, db Database) error {
	if err := driverOf(db).migrate(ctx); err != nil {
		return fmt.Errorf("migrate the tables of the job queue: %w", err)
	}
	return nil
}

func migrateWith[Tx any](ctx context.Context, driver riverdriver.Driver[Tx]) error {
	migrator, err := rivermigrate.New(driver, &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	_, err = migrator.Migrate(ctx, rivermigrate.DirectionUp, nil)
	return err
}
