package store

import (
	"context"
	"fmt"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"github.com/airra/airra/migrations"
)

// MigrationStatus says how far the schema of a database is.
type MigrationStatus struct {
	Current int64    `json:"current"` // version of the database; 0 is empty
	Latest  int64    `json:"latest"`  // version this program wants
	Pending []string `json:"pending"` // files not applied yet, in order
}

// Migrate brings the schema to the version this program wants. It is safe to
// repeat, and on PostgreSQL several processes may call it at once: one works
// and the others wait.
func Migrate(ctx context.Context, handle *Handle) error {
	provider, err := migrationsOf(handle)
	if err != nil {
		return err
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrate the schema: %w", err)
	}
	if err := widenSums(ctx, handle); err != nil {
		return fmt.Errorf("add sums up to years: %w", err)
	}
	if err := measureHistory(ctx, handle); err != nil {
		return err
	}
	if err := countHistory(ctx, handle); err != nil {
		return err
	}
	if err := writeFootprints(ctx, handle); err != nil {
		return fmt.Errorf("write what measures see of incidents: %w", err)
	}
	return nil
}

// Status says how far the schema is, without changing it.
func Status(ctx context.Context, handle *Handle) (MigrationStatus, error) {
	provider, err := migrationsOf(handle)
	if err != nil {
		return MigrationStatus{}, err
	}
	current, latest, err := provider.GetVersions(ctx)
	if err != nil {
		return MigrationStatus{}, fmt.Errorf("read the version of the schema: %w", err)
	}
	status := MigrationStatus{Current: current, Latest: latest, Pending: []string{}}
	for _, source := range provider.ListSources() {
		if source.Version > current {
			status.Pending = append(status.Pending, source.Path)
		}
	}
	return status, nil
}

// migrationsOf makes the provider. It is not closed, because that would close
// the database, which the handle owns.
func migrationsOf(handle *Handle) (*goose.Provider, error) {
	dialect, options := goose.DialectSQLite3, []goose.ProviderOption{goose.WithDisableGlobalRegistry(true)}
	if handle.kind == KindPostgreSQL {
		// Asked for every second, so that a second process starts soon after the
		// first one is done; given up after five minutes.
		locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 300))
		if err != nil {
			return nil, fmt.Errorf("make the migration lock: %w", err)
		}
		dialect, options = goose.DialectPostgres, append(options, goose.WithSessionLocker(locker))
	}
	provider, err := goose.NewProvider(dialect, handle.write.DB, migrations.FS, options...)
	if err != nil {
		return nil, fmt.Errorf("read the migrations: %w", err)
	}
	return provider, nil
}
