package workflow

import (
	"context"
	"strings"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/oncall"
)

// CreateShift writes a single shift down. One that overlaps others is accepted, and
// the answer says so: who writes it may want exactly that.
func (w *Workflow) CreateShift(ctx context.Context, n airra.NewShift) (*airra.ShiftAnswer, error) {
	return created(ctx, w, n, w.addShift)
}

func (w *Workflow) addShift(ctx context.Context, tx airra.Tx, n airra.NewShift) (*airra.ShiftAnswer, error) {
	now := w.now()
	if n.Level == "" {
		n.Level = airra.LevelPrimary
	}
	s := &airra.Shift{
		ID: airra.ShiftID(airra.NewID()), StartTime: airra.Now(n.StartTime), EndTime: airra.Now(n.EndTime), Level: n.Level,
		Team: optional(n.Team), ScheduleName: optional(n.ScheduleName), IsActive: n.IsActive == nil || *n.IsActive,
		CreatedAt: now, UpdatedAt: now, Version: 1,
	}
	setOptional(&s.Service, &n.Service)
	setOptional(&s.RotationWeek, &n.RotationWeek)
	if err := checkShift(s); err != nil {
		return nil, err
	}
	e, err := engineerOf(ctx, tx, "engineer_id", n.Engineer)
	if err != nil {
		return nil, err
	}
	s.EngineerID = e.ID
	if err := tx.InsertShift(ctx, s); err != nil {
		return nil, err
	}
	w.auditOnly(ctx, tx, "shift_created", map[string]any{"shift_id": s.ID, "engineer_id": s.EngineerID})
	return shiftAnswer(ctx, tx, s)
}

// engineerOf finds the engineer that a field of a request names. One that is not
// there is a wrong field, and not a missing page.
func engineerOf(ctx context.Context, r airra.PeopleReader, field, key string) (*airra.Engineer, error) {
	e, err := r.Engineer(ctx, key)
	if airra.ErrorCode(err) == airra.CodeNotFound {
		return nil, airra.Invalid(field, "there is no engineer %q", key)
	}
	return e, err
}

// longestShift bounds a span of time in a schedule; a year with four digits too many
// would otherwise be worked out day by day.
const longestShift = 10 * 366 * 24 * time.Hour

func checkShift(s *airra.Shift) error {
	if !s.Level.Valid() {
		return airra.Invalid("priority", "%q is none of primary, secondary, tertiary", s.Level)
	}
	if s.RotationWeek != nil && (*s.RotationWeek < 1 || *s.RotationWeek > 52) {
		return airra.Invalid("rotation_week", "must be 1 to 52")
	}
	return checkSpan(s.StartTime, s.EndTime)
}

func checkSpan(start, end time.Time) error {
	switch {
	case start.IsZero():
		return airra.Invalid("start_time", "is required")
	case !end.After(start):
		return airra.Invalid("end_time", "must be after start_time")
	case end.Sub(start) > longestShift:
		return airra.Invalid("end_time", "must be at most ten years after start_time")
	default:
		return nil
	}
}

// shiftAnswer adds what is odd about a shift.
func shiftAnswer(ctx context.Context, r airra.PeopleReader, s *airra.Shift) (*airra.ShiftAnswer, error) {
	roster, err := r.Roster(ctx, s.StartTime, s.EndTime)
	if err != nil {
		return nil, err
	}
	return &airra.ShiftAnswer{Shift: *s, Warnings: orEmpty(oncall.Warnings(roster, *s))}, nil
}

// FindShifts gives one page of written shifts, the latest start first.
func (w *Workflow) FindShifts(ctx context.Context, filter airra.ShiftFilter) (airra.Page[airra.Shift], error) {
	return w.Store.Shifts(ctx, filter)
}

// FindShift gives one written shift.
func (w *Workflow) FindShift(ctx context.Context, key string) (*airra.Shift, error) {
	return shift(ctx, w.Store, key)
}

func shift(ctx context.Context, r airra.PeopleReader, key string) (*airra.Shift, error) {
	k, err := airra.ParseKey("shift_id", key)
	if err != nil {
		return nil, err
	}
	return r.Shift(ctx, k)
}

// UpdateShift corrects a shift. What comes of it is checked as a whole, so that no
// stored shift can end before it begins.
func (w *Workflow) UpdateShift(ctx context.Context, key string, u airra.ShiftUpdate) (*airra.ShiftAnswer, error) {
	var answer *airra.ShiftAnswer
	err := w.inTx(ctx, func(tx airra.Tx) error {
		s, err := shift(ctx, tx, key)
		if err != nil {
			return err
		}
		applyShift(u, s)
		s.UpdatedAt = w.now()
		if err := checkShift(s); err != nil {
			return err
		}
		if err := tx.SaveShift(ctx, s); err != nil {
			return err
		}
		w.auditOnly(ctx, tx, "shift_updated", map[string]any{"shift_id": s.ID})
		answer, err = shiftAnswer(ctx, tx, s)
		return err
	})
	if err != nil {
		return nil, err
	}
	return answer, nil
}

func applyShift(u airra.ShiftUpdate, s *airra.Shift) {
	setOptional(&s.Service, (*airra.ServiceName)(u.Service))
	setOptional(&s.Team, u.Team)
	setOptional(&s.ScheduleName, u.ScheduleName)
	setOptional(&s.RotationWeek, u.RotationWeek)
	if u.StartTime != nil {
		s.StartTime = airra.Now(*u.StartTime)
	}
	if u.EndTime != nil {
		s.EndTime = airra.Now(*u.EndTime)
	}
	set(&s.Level, u.Level)
	set(&s.IsActive, u.IsActive)
}

// DeleteShift removes a shift.
func (w *Workflow) DeleteShift(ctx context.Context, key string) error {
	return w.inTx(ctx, func(tx airra.Tx) error {
		s, err := shift(ctx, tx, key)
		if err != nil {
			return err
		}
		w.auditOnly(ctx, tx, "shift_deleted", map[string]any{"shift_id": s.ID, "engineer_id": s.EngineerID})
		return tx.DeleteShift(ctx, s.ID)
	})
}

// sameWord compares names as people do.
func sameWord(a, b string) bool { return strings.EqualFold(strings.TrimSpace(a), strings.TrimSpace(b)) }
