package store

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"github.com/airra/airra/internal/airra"
)

// newestFirst is a list that begins with the newest row; of rows of one moment the
// larger id comes first.
type newestFirst[Row, Item any] struct {
	list    string // stands in the cursors, so that those of another list are refused
	column  string // of the time
	rows    func(rows *[]Row) *bun.SelectQuery
	place   func(row *Row) (time.Time, string)
	convert func(row *Row) Item
}

func (n newestFirst[Row, Item]) listing() listing[Row, Item] {
	return listing[Row, Item]{
		rows:  n.rows,
		order: n.column + " DESC, id DESC",
		after: func(q *bun.SelectQuery, p position) *bun.SelectQuery {
			return q.Where("(?, id) < (?, ?)", bun.Ident(n.column), p.At, p.ID)
		},
		position: func(row *Row) position {
			at, id := n.place(row)
			return position{At: at.UTC(), ID: id, List: n.list}
		},
		own: func(p position) bool {
			return p.List == n.list && !p.At.IsZero() && p.At.Location() == time.UTC && uuid.Validate(p.ID) == nil && p.Number == 0
		},
		convert: n.convert,
	}
}

// read reads a page and counts the total anew. Totals are not remembered here:
// what other processes write about people need not come with an event, by which a
// remembered total would be found to be old.
func (n newestFirst[Row, Item]) read(ctx context.Context, r reader, request airra.PageRequest) (airra.Page[Item], error) {
	l := n.listing()
	l.total = func(ctx context.Context) (int, error) { return r.count(ctx, n.rows(new([]Row))) }
	return readPage(ctx, r, request, l)
}

// itemsOf converts rows.
func itemsOf[Row, Item any](rows []Row, convert func(*Row) Item) []Item {
	items := make([]Item, len(rows))
	for i := range rows {
		items[i] = convert(&rows[i])
	}
	return items
}

// atMost bounds a query. Nothing is what a limit of zero asks for, where bun would
// give everything.
func atMost(query *bun.SelectQuery, limit int) *bun.SelectQuery {
	if limit <= 0 {
		return query.Where("1 = 0")
	}
	return query.Limit(int64(limit))
}
