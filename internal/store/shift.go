package store

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"github.com/airra/airra/internal/airra"
)

// shiftNoun is what a shift is called when it is not there.
const shiftNoun = "On-call schedule"

// shiftRow is a row of shifts: one that was written down. Those that are worked out
// from rotations are never stored.
type shiftRow struct {
	bun.BaseModel `bun:"table:shifts,alias:shift"`

	ID           string `bun:",pk"`
	EngineerID   string
	Service      *string
	Team         *string
	StartTime    time.Time
	EndTime      time.Time
	Level        string
	ScheduleName *string
	RotationWeek *int64
	IsActive     bool
	CreatedAt    time.Time
	UpdatedAt    time.Time
	Version      int64
}

func rowOfShift(s *airra.Shift) shiftRow {
	return shiftRow{
		ID: string(s.ID), EngineerID: string(s.EngineerID), Service: (*string)(s.Service), Team: s.Team,
		StartTime: s.StartTime, EndTime: s.EndTime, Level: string(s.Level), ScheduleName: s.ScheduleName,
		RotationWeek: long(s.RotationWeek), IsActive: s.IsActive, CreatedAt: s.CreatedAt, UpdatedAt: s.UpdatedAt, Version: s.Version,
	}
}

func (r *shiftRow) shift() airra.Shift {
	return airra.Shift{
		ID: airra.ShiftID(r.ID), EngineerID: airra.EngineerID(r.EngineerID), Service: (*airra.ServiceName)(r.Service), Team: r.Team,
		StartTime: r.StartTime.UTC(), EndTime: r.EndTime.UTC(), Level: airra.OnCallLevel(r.Level), ScheduleName: r.ScheduleName,
		RotationWeek: short(r.RotationWeek), IsActive: r.IsActive, CreatedAt: r.CreatedAt.UTC(), UpdatedAt: r.UpdatedAt.UTC(), Version: r.Version,
	}
}

func long(n *int) *int64 {
	if n == nil {
		return nil
	}
	wide := int64(*n)
	return &wide
}

func short(n *int64) *int {
	if n == nil {
		return nil
	}
	narrow := int(*n)
	return &narrow
}

// Shift finds one shift that was written down.
func (r reader) Shift(ctx context.Context, key airra.Key) (*airra.Shift, error) {
	row, err := findID(ctx, r, shiftNoun, key, func(row *shiftRow) string { return row.ID })
	if err != nil {
		return nil, err
	}
	shift := row.shift()
	return &shift, nil
}

// Shifts gives a page of shifts, the latest start first.
func (r reader) Shifts(ctx context.Context, filter airra.ShiftFilter) (airra.Page[airra.Shift], error) {
	return newestFirst[shiftRow, airra.Shift]{
		list: "shifts", column: "start_time",
		rows: func(rows *[]shiftRow) *bun.SelectQuery {
			return whereShift(r.db.NewSelect().Model(rows), filter)
		},
		place:   func(row *shiftRow) (time.Time, string) { return row.StartTime, row.ID },
		convert: (*shiftRow).shift,
	}.read(ctx, r, filter.Page)
}

func whereShift(query *bun.SelectQuery, filter airra.ShiftFilter) *bun.SelectQuery {
	if filter.Service != "" {
		query = query.Where("service = ?", string(filter.Service))
	}
	if filter.Team != "" {
		query = query.Where("team = ?", filter.Team)
	}
	if filter.EngineerID != "" {
		query = query.Where("engineer_id = ?", string(filter.EngineerID))
	}
	if filter.IsActive != nil {
		query = query.Where("is_active = ?", *filter.IsActive)
	}
	return query
}

// InsertShift writes a shift down.
func (t *tx) InsertShift(ctx context.Context, s *airra.Shift) error {
	row := rowOfShift(s)
	row.Version = 1
	if err := t.insert(ctx, "insert a shift", &row); err != nil {
		return err
	}
	s.Version = row.Version
	return nil
}

// SaveShift writes a shift that was read, unless somebody else has since.
func (t *tx) SaveShift(ctx context.Context, s *airra.Shift) error {
	row := rowOfShift(s)
	if err := t.save(ctx, &row, &row.Version, "id", "created_at"); err != nil {
		return err
	}
	s.Version = row.Version
	return nil
}

// DeleteShift removes a shift.
func (t *tx) DeleteShift(ctx context.Context, id airra.ShiftID) error {
	return t.remove(ctx, (*shiftRow)(nil), "id", string(id), shiftNoun)
}
