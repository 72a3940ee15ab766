package store

import (
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"github.com/airra/airra/internal/airra"
)

// swapRow is a row of swaps.
type swapRow struct {
	bun.BaseModel `bun:"table:swaps,alias:swap"`

	ID          string `bun:",pk"`
	RotationID  *string
	RequesterID string
	StartTime   time.Time
	EndTime     time.Time
	Reason      string
	Status      string
	TakenBy     *string
	TakenAt     *time.Time
	CreatedAt   time.Time
	UpdatedAt   time.Time
	Version     int64
}

func rowOfSwap(s *airra.Swap) swapRow {
	return swapRow{
		ID: string(s.ID), RotationID: (*string)(s.RotationID), RequesterID: string(s.Requester), StartTime: s.StartTime, EndTime: s.EndTime,
		Reason: s.Reason, Status: string(s.Status), TakenBy: (*string)(s.TakenBy), TakenAt: s.TakenAt,
		CreatedAt: s.CreatedAt, UpdatedAt: s.UpdatedAt, Version: s.Version,
	}
}

func (r *swapRow) swap() airra.Swap {
	return airra.Swap{
		ID: airra.SwapID(r.ID), RotationID: (*airra.RotationID)(r.RotationID), Requester: airra.EngineerID(r.RequesterID),
		StartTime: r.StartTime.UTC(), EndTime: r.EndTime.UTC(), Reason: r.Reason, Status: airra.SwapStatus(r.Status),
		TakenBy: (*airra.EngineerID)(r.TakenBy), TakenAt: moment(r.TakenAt),
		CreatedAt: r.CreatedAt.UTC(), UpdatedAt: r.UpdatedAt.UTC(), Version: r.Version,
	}
}

// Swap finds one request for a swap.
func (r reader) Swap(ctx context.Context, key airra.Key) (*airra.Swap, error) {
	row, err := findID(ctx, r, "Swap", key, func(row *swapRow) string { return row.ID })
	if err != nil {
		return nil, err
	}
	swap := row.swap()
	return &swap, nil
}

// Swaps gives requests in the order of their start. Of more than the bound it gives
// the latest.
func (r reader) Swaps(ctx context.Context, status airra.SwapStatus) ([]airra.Swap, error) {
	var rows []swapRow
	query := r.db.NewSelect().Model(&rows)
	if status != "" {
		query = query.Where("status = ?", string(status))
	}
	if err := query.OrderExpr("start_time DESC, id DESC").Limit(mostListed).Scan(ctx); err != nil {
		return nil, fault("read swaps", err)
	}
	slices.Reverse(rows)
	return itemsOf(rows, (*swapRow).swap), nil
}

// InsertSwap adds a request.
func (t *tx) InsertSwap(ctx context.Context, s *airra.Swap) error {
	row := rowOfSwap(s)
	row.Version = 1
	if err := t.insert(ctx, "insert a swap", &row); err != nil {
		return err
	}
	s.Version = row.Version
	return nil
}

// SaveSwap writes a request that was read, unless somebody else has since.
func (t *tx) SaveSwap(ctx context.Context, s *airra.Swap) error {
	row := rowOfSwap(s)
	if err := t.save(ctx, &row, &row.Version, "id", "created_at"); err != nil {
		return err
	}
	s.Version = row.Version
	return nil
}
