package store

import (
	"context"

	"github.com/uptrace/bun"
)

// insert writes one new row, at once.
func (t *tx) insert(ctx context.Context, doing string, row any) error {
	_, err := t.db.NewInsert().Model(row).Returning("NULL").Exec(ctx) // Or bun asks back for every column that is NULL.
	return fault(doing, err)
}

// remove deletes one row, and says that it is not there when somebody else was
// faster.
func (t *tx) remove(ctx context.Context, row any, column, value, noun string) error {
	result, err := t.db.NewDelete().Model(row).Where("? = ?", bun.Ident(column), value).Exec(ctx)
	if err != nil {
		return fault("delete", err)
	}
	deleted, err := result.RowsAffected()
	if err == nil && deleted == 0 {
		return notFound(noun)
	}
	return fault("delete", err)
}
