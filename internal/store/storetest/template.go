package storetest

import (
	"context"
	"errors"

	"github.com/airra/airra/internal/store"
)

// Prepare gives what makes the database at an address ready, and closes it: the
// schema, and what further adds, like the tables of the job queue. Tests hand it to
// testservers.NewTemplate.
func Prepare(further ...func(ctx context.Context, handle *store.Handle) error) func(ctx context.Context, address string) error {
	return func(ctx context.Context, address string) error {
		handle, err := store.Connect(ctx, address)
		if err != nil {
			return err
		}
		err = store.Migrate(ctx, handle)
		for _, add := range further {
			if err == nil {
				err = add(ctx, handle)
			}
		}
		return errors.Join(err, handle.Close())
	}
}
