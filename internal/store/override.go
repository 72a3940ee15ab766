package store

import (
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"github.com/airra/airra/internal/airra"
)

// mostListed bounds the lists that have no pages. It is far above what a company
// has.
const mostListed = 10_000

// overrideRow is a row of overrides. An override is never changed, only taken away.
type overrideRow struct {
	bun.BaseModel `bun:"table:overrides,alias:override"`

	ID         string `bun:",pk"`
	RotationID *string
	Replaces   *string
	EngineerID string
	StartTime  time.Time
	EndTime    time.Time
	Reason     string
	CreatedBy  string
	SwapID     *string
	CreatedAt  time.Time
}

func rowOfOverride(o *airra.Override) overrideRow {
	return overrideRow{
		ID: string(o.ID), RotationID: (*string)(o.RotationID), Replaces: (*string)(o.Replaces), EngineerID: string(o.EngineerID),
		StartTime: o.StartTime, EndTime: o.EndTime, Reason: o.Reason, CreatedBy: o.CreatedBy, SwapID: (*string)(o.SwapID), CreatedAt: o.CreatedAt,
	}
}

func (r *overrideRow) override() airra.Override {
	return airra.Override{
		ID: airra.OverrideID(r.ID), RotationID: (*airra.RotationID)(r.RotationID), Replaces: (*airra.EngineerID)(r.Replaces),
		EngineerID: airra.EngineerID(r.EngineerID), StartTime: r.StartTime.UTC(), EndTime: r.EndTime.UTC(), Reason: r.Reason,
		CreatedBy: r.CreatedBy, SwapID: (*airra.SwapID)(r.SwapID), CreatedAt: r.CreatedAt.UTC(),
	}
}

// Override finds one override.
func (r reader) Override(ctx context.Context, key airra.Key) (*airra.Override, error) {
	row, err := findID(ctx, r, "Override", key, func(row *overrideRow) string { return row.ID })
	if err != nil {
		return nil, err
	}
	override := row.override()
	return &override, nil
}

// Overrides gives overrides in the order of their start. Of more than the bound it
// gives the latest.
func (r reader) Overrides(ctx context.Context, filter airra.OverrideFilter) ([]airra.Override, error) {
	var rows []overrideRow
	query := r.db.NewSelect().Model(&rows)
	if filter.RotationID != "" {
		query = query.Where("rotation_id = ?", string(filter.RotationID))
	}
	if filter.From != nil {
		query = query.Where("end_time >= ?", *filter.From)
	}
	if filter.To != nil {
		query = query.Where("start_time <= ?", *filter.To)
	}
	if err := query.OrderExpr("start_time DESC, id DESC").Limit(mostListed).Scan(ctx); err != nil {
		return nil, fault("read overrides", err)
	}
	slices.Reverse(rows)
	return itemsOf(rows, (*overrideRow).override), nil
}

// InsertOverride puts somebody else on call.
func (t *tx) InsertOverride(ctx context.Context, o *airra.Override) error {
	row := rowOfOverride(o)
	return t.insert(ctx, "insert an override", &row)
}

// DeleteOverride takes an override away.
func (t *tx) DeleteOverride(ctx context.Context, id airra.OverrideID) error {
	return t.remove(ctx, (*overrideRow)(nil), "id", string(id), "Override")
}
