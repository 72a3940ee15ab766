package store

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"github.com/airra/airra/internal/airra"
)

// Roster gives what decides who is on call in a span of time: engineers and
// rotations by name, shifts and overrides by start. A shift that is not active
// decides nothing and is left out. There is no bound here: an answer that leaves
// somebody out would page the wrong person.
func (r reader) Roster(ctx context.Context, from, to time.Time) (airra.Roster, error) {
	var shifts []shiftRow
	if err := touching(r.db.NewSelect().Model(&shifts), from, to).Where("is_active").Scan(ctx); err != nil {
		return airra.Roster{}, fault("read shifts", err)
	}
	var overrides []overrideRow
	if err := touching(r.db.NewSelect().Model(&overrides), from, to).Scan(ctx); err != nil {
		return airra.Roster{}, fault("read overrides", err)
	}
	rotations, err := r.Rotations(ctx)
	if err != nil {
		return airra.Roster{}, err
	}
	var engineers []engineerRow
	if err := r.selectEngineers(&engineers).Scan(ctx); err != nil {
		return airra.Roster{}, fault("read engineers", err)
	}
	slices.SortFunc(shifts, func(a, b shiftRow) int { return cmp.Or(a.StartTime.Compare(b.StartTime), cmp.Compare(a.ID, b.ID)) })
	slices.SortFunc(overrides, func(a, b overrideRow) int { return cmp.Or(a.StartTime.Compare(b.StartTime), cmp.Compare(a.ID, b.ID)) })
	slices.SortFunc(engineers, func(a, b engineerRow) int {
		return cmp.Or(cmp.Compare(a.NameKey, b.NameKey), cmp.Compare(a.ID, b.ID))
	})
	return airra.Roster{
		Engineers: itemsOf(engineers, (*engineerRow).engineer), Shifts: itemsOf(shifts, (*shiftRow).shift),
		Rotations: rotations, Overrides: itemsOf(overrides, (*overrideRow).override),
	}, nil
}

// touching narrows to what touches a span of time, both ends inclusive. It asks for
// no order: SQLite would then walk along the starts, through years of shifts, and
// not along the ends.
func touching(query *bun.SelectQuery, from, to time.Time) *bun.SelectQuery {
	return query.Where("end_time >= ?", from).Where("start_time <= ?", to)
}
