package daemon

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/config"
	"github.com/airra/airra/internal/jobs"
	"github.com/airra/airra/internal/store"
)

// Migrate brings the database to the version this program wants, as every start
// does.
func Migrate(ctx context.Context, cfg config.Config) error {
	return withDatabase(ctx, cfg, migrate)
}

// MigrateStatus writes where the schema stands.
func MigrateStatus(ctx context.Context, cfg config.Config, w io.Writer) error {
	return withDatabase(ctx, cfg, func(ctx context.Context, handle *store.Handle) error {
		status, err := store.Status(ctx, handle)
		if err != nil {
			return err
		}
		state := "up to date"
		if status.Current < status.Latest {
			state = "behind: run airrad migrate up, or just start airrad"
		}
		_, err = fmt.Fprintf(w, "%s  schema %d of %d  %s\n", handle.Kind(), status.Current, status.Latest, state)
		return err
	})
}

// Reset deletes every incident and everything that belongs to them, and leaves
// an empty schema. The API key stays, since clients know it. It refuses while a
// daemon works on the data.
func Reset(ctx context.Context, cfg config.Config) error {
	return withDatabase(ctx, cfg, func(ctx context.Context, handle *store.Handle) error {
		d := &Daemon{cfg: cfg}
		if handle.SQLite() != nil {
			if err := d.lock(handle.Target()); err != nil {
				return err
			}
		}
		if err := migrate(ctx, handle); err != nil {
			return errors.Join(err, d.Close())
		}
		err := d.wipe(ctx, handle)
		return errors.Join(err, d.Close())
	})
}

// wipe empties the tables. On PostgreSQL other daemons may be working, and a
// daemon whose rows vanish under it would do no harm but make no sense.
func (d *Daemon) wipe(ctx context.Context, handle *store.Handle) error {
	living, err := jobs.Living(ctx, database(handle))
	if err != nil {
		return err
	}
	if living > 0 {
		return airra.Errorf(airra.CodeConflict, "%d airrad still work on this database: stop them first", living)
	}
	if err := jobs.Reset(ctx, database(handle)); err != nil {
		return err
	}
	return store.Reset(ctx, handle)
}

// withDatabase opens the database for one act.
func withDatabase(ctx context.Context, cfg config.Config, act func(context.Context, *store.Handle) error) (err error) {
	handle, err := store.Connect(ctx, cfg.DatabaseURL)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, handle.Close()) }()
	return act(ctx, handle)
}
