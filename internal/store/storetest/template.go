package storetest

import (
	"context"
	"errors"

	"github.com/airra/airra/internal/store"
	"github.com/airra/airra/internal/testservers"
)

// NewTemplate gives a template with the schema in it, and with what further adds:
// the tables of the job queue, where the tests need them.
func NewTemplate(further ...func(ctx context.Context, handle *store.Handle) error) *testservers.Template {
	return testservers.NewTemplate(func(ctx context.Context, address string) error {
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
	})
}
