package store

import (
	"context"
	"strings"

	"github.com/uptrace/bun"

	"github.com/airra/airra/internal/airra"
)

// candidates is how many things an ambiguous prefix names at most.
const candidates = 5

// whereKey narrows a query to what a key can mean. It reads one row more than
// are named, to tell whether there are further ones.
func whereKey(query *bun.SelectQuery, key airra.Key) *bun.SelectQuery {
	if key.Ref != "" {
		return query.Where("ref = ?", key.Ref)
	}
	return whereID(query, key.Prefix)
}

// whereID narrows a query to the ids that begin with a prefix.
func whereID(query *bun.SelectQuery, prefix string) *bun.SelectQuery {
	low, high, ok := idRange(prefix)
	if !ok {
		return query.Where("1 = 0")
	}
	return query.Where("id BETWEEN ? AND ?", low, high).OrderExpr("id").Limit(candidates + 1)
}

// findID finds a thing that has no ref.
func findID[Row any](ctx context.Context, r reader, noun string, key airra.Key, id func(*Row) string) (*Row, error) {
	if key.Ref != "" {
		return nil, notFound(noun)
	}
	var rows []Row
	if err := whereID(r.db.NewSelect().Model(&rows), key.Prefix).Scan(ctx); err != nil {
		return nil, fault("read by id", err)
	}
	return theOne(rows, noun, key, id)
}

// idRange gives the lowest and the highest id that begin with a prefix. Both
// are whole ids, because a database may sort text by the rules of a language,
// which only agree with the order of the bytes on texts of the same shape. It
// is not ok when no id begins so.
func idRange(prefix string) (low, high string, ok bool) {
	const lowest, highest = "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"
	if len(prefix) > len(lowest) {
		return "", "", false
	}
	for i := range len(prefix) {
		if (prefix[i] == '-') != (lowest[i] == '-') {
			return "", "", false
		}
	}
	return prefix + lowest[len(prefix):], prefix + highest[len(prefix):], true
}

// theOne picks the row that a key names: it must be the only one.
func theOne[Row any](rows []Row, noun string, key airra.Key, ref func(*Row) string) (*Row, error) {
	switch len(rows) {
	case 0:
		return nil, notFound(noun)
	case 1:
		return &rows[0], nil
	}
	return nil, airra.Invalid("id", "%q begins the ids of %s; give more characters", key.Prefix, listed(rows, ref))
}

// listed names some rows for people, and says whether there are more.
func listed[Row any](rows []Row, name func(*Row) string) string {
	named := make([]string, 0, candidates+1)
	for i := range rows[:min(len(rows), candidates)] {
		named = append(named, name(&rows[i]))
	}
	if len(rows) > candidates {
		named = append(named, "…")
	}
	return strings.Join(named, ", ")
}

func notFound(noun string) error { return airra.Errorf(airra.CodeNotFound, "%s not found", noun) }
