package store

import (
	"context"
	"strings"

	"github.com/uptrace/bun"

	"github.com/airra/airra/internal/airra"
)

// naming is how people name things of one kind.
type naming[Row any] struct {
	noun  string // Engineer
	field string // what a request calls it
	rows  func(rows *[]Row) *bun.SelectQuery
	ways  []way
	name  func(row *Row) string // for the list of those that were meant
}

// way narrows a query to what a key means when it is read in one way. It is not ok
// when the key cannot be read so.
type way func(query *bun.SelectQuery, key string) (narrowed *bun.SelectQuery, ok bool)

// findNamed reads a key in all the ways, in their order, and takes the first in
// which it means exactly one thing. A key that means several in one way may still
// be the whole name of one in another; only when it is not, the several are named.
func findNamed[Row any](ctx context.Context, n naming[Row], key string) (*Row, error) {
	key = strings.TrimSpace(key)
	var several []Row
	for _, read := range n.ways {
		var rows []Row
		query, ok := read(n.rows(&rows), key)
		if !ok {
			continue
		}
		if err := query.Limit(candidates + 1).Scan(ctx); err != nil {
			return nil, fault("find by name", err)
		}
		if len(rows) == 1 {
			return &rows[0], nil
		}
		if several == nil && len(rows) > 1 {
			several = rows
		}
	}
	if several == nil {
		return nil, notFound(n.noun)
	}
	return nil, airra.Invalid(n.field, "%q could be %s; give more of it", key, listed(several, n.name))
}

// byIDPrefix reads a key as an id or as the beginning of one.
func byIDPrefix(query *bun.SelectQuery, key string) (*bun.SelectQuery, bool) {
	parsed, err := airra.ParseKey("", key)
	if err != nil || parsed.Prefix == "" {
		return nil, false
	}
	return whereID(query, parsed.Prefix), true
}

// byWhole reads a key as the whole of a folded column.
func byWhole(column string) way {
	return func(query *bun.SelectQuery, key string) (*bun.SelectQuery, bool) {
		return query.Where("? = ?", bun.Ident(column), fold(key)).OrderExpr("id"), key != ""
	}
}

// byPart reads a key as any part of a folded column.
func byPart(column string) way {
	return func(query *bun.SelectQuery, key string) (*bun.SelectQuery, bool) {
		return query.Where("? LIKE ? ESCAPE '!'", bun.Ident(column), containing(key)).OrderExpr("id"), key != ""
	}
}
