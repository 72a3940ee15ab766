package workflow

import (
	"context"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/reason"
)

// CreateOverride puts somebody else on call for a while.
func (w *Workflow) CreateOverride(ctx context.Context, n airra.NewOverride) (*airra.Override, error) {
	return created(ctx, w, n, func(ctx context.Context, tx airra.Tx, n airra.NewOverride) (*airra.Override, error) {
		o, err := w.shapeOverride(ctx, tx, n)
		if err != nil {
			return nil, err
		}
		return o, w.insertOverride(ctx, tx, o)
	})
}

// shapeOverride finds whom and what a caller means.
func (w *Workflow) shapeOverride(ctx context.Context, tx airra.Tx, n airra.NewOverride) (*airra.Override, error) {
	now := w.now()
	o := &airra.Override{
		ID: airra.OverrideID(airra.NewID()), StartTime: airra.Now(n.StartTime), EndTime: airra.Now(n.EndTime),
		Reason: reason.Redact(n.Reason), CreatedBy: airra.ActorFrom(ctx), CreatedAt: now,
	}
	if n.Rotation == "" && n.Replaces == "" {
		return nil, airra.Invalid("rotation", "or replaces is needed: an override is of a rotation, or of a person")
	}
	if err := checkSpan(o.StartTime, o.EndTime); err != nil {
		return nil, err
	}
	if !o.EndTime.After(now) {
		return nil, airra.Invalid("end_time", "is over already, and nobody can be put on call in the past")
	}
	e, err := engineerOf(ctx, tx, "engineer_id", n.Engineer)
	if err != nil {
		return nil, err
	}
	o.EngineerID = e.ID
	if o.RotationID, err = rotationOf(ctx, tx, n.Rotation); err != nil {
		return nil, err
	}
	if n.Replaces != "" {
		replaced, err := engineerOf(ctx, tx, "replaces", n.Replaces)
		if err != nil {
			return nil, err
		}
		if replaced.ID == e.ID {
			return nil, airra.Invalid("replaces", "nobody can take over from themselves")
		}
		o.Replaces = &replaced.ID
	}
	return o, nil
}

// rotationOf finds the rotation that a field names; none is nil.
func rotationOf(ctx context.Context, r airra.PeopleReader, key string) (*airra.RotationID, error) {
	if key == "" {
		return nil, nil //nolint:nilnil // No rotation was named.
	}
	found, err := r.Rotation(ctx, key)
	if airra.ErrorCode(err) == airra.CodeNotFound {
		return nil, airra.Invalid("rotation", "there is no rotation %q", key)
	}
	if err != nil {
		return nil, err
	}
	return &found.ID, nil
}

func (w *Workflow) insertOverride(ctx context.Context, tx airra.Tx, o *airra.Override) error {
	w.auditOnly(ctx, tx, "override_created", map[string]any{
		"override_id": o.ID, "engineer_id": o.EngineerID, "start_time": o.StartTime.Format(time.RFC3339), "end_time": o.EndTime.Format(time.RFC3339),
	})
	return tx.InsertOverride(ctx, o)
}

// FindOverrides lists overrides by start.
func (w *Workflow) FindOverrides(ctx context.Context, filter airra.OverrideFilter) ([]airra.Override, error) {
	return w.Store.Overrides(ctx, filter)
}

// DeleteOverride takes an override back.
func (w *Workflow) DeleteOverride(ctx context.Context, key string) error {
	k, err := airra.ParseKey("override_id", key)
	if err != nil {
		return err
	}
	return w.inTx(ctx, func(tx airra.Tx) error {
		o, err := tx.Override(ctx, k)
		if err != nil {
			return err
		}
		w.auditOnly(ctx, tx, "override_deleted", map[string]any{"override_id": o.ID, "engineer_id": o.EngineerID})
		return tx.DeleteOverride(ctx, o.ID)
	})
}

// RequestSwap asks the others to take a span of time.
func (w *Workflow) RequestSwap(ctx context.Context, n airra.NewSwap) (*airra.Swap, error) {
	return created(ctx, w, n, w.addSwap)
}

func (w *Workflow) addSwap(ctx context.Context, tx airra.Tx, n airra.NewSwap) (*airra.Swap, error) {
	now := w.now()
	s := &airra.Swap{
		ID: airra.SwapID(airra.NewID()), StartTime: airra.Now(n.StartTime), EndTime: airra.Now(n.EndTime), Reason: reason.Redact(n.Reason),
		Status: airra.SwapOpen, CreatedAt: now, UpdatedAt: now, Version: 1,
	}
	if err := checkSpan(s.StartTime, s.EndTime); err != nil {
		return nil, err
	}
	if !s.EndTime.After(now) {
		return nil, airra.Invalid("end_time", "is over already")
	}
	e, err := engineerOf(ctx, tx, "requester_id", n.Requester)
	if err != nil {
		return nil, err
	}
	s.Requester = e.ID
	if s.RotationID, err = rotationOf(ctx, tx, n.Rotation); err != nil {
		return nil, err
	}
	w.auditOnly(ctx, tx, "swap_requested", map[string]any{"swap_id": s.ID, "engineer_id": s.Requester})
	return s, tx.InsertSwap(ctx, s)
}

// FindSwaps lists requests by start; an empty status means all.
func (w *Workflow) FindSwaps(ctx context.Context, status airra.SwapStatus) ([]airra.Swap, error) {
	return w.Store.Swaps(ctx, status)
}

// changeSwap runs one step of a request.
func (w *Workflow) changeSwap(ctx context.Context, key string, do func(tx airra.Tx, s *airra.Swap) error) (*airra.Swap, error) {
	k, err := airra.ParseKey("swap_id", key)
	if err != nil {
		return nil, err
	}
	var changed *airra.Swap
	err = w.inTx(ctx, func(tx airra.Tx) error {
		s, err := tx.Swap(ctx, k)
		if err != nil {
			return err
		}
		if err := do(tx, s); err != nil {
			return err
		}
		changed = s
		return tx.SaveSwap(ctx, s)
	})
	if err != nil {
		return nil, err
	}
	return changed, nil
}

// TakeSwap gives the span to somebody else, as an override in the same transaction.
func (w *Workflow) TakeSwap(ctx context.Context, key, engineer string) (*airra.Swap, error) {
	return w.changeSwap(ctx, key, func(tx airra.Tx, s *airra.Swap) error {
		e, err := engineerOf(ctx, tx, "engineer_id", engineer)
		if err != nil {
			return err
		}
		now := w.now()
		if err := s.Take(e.ID, now); err != nil {
			return err
		}
		return w.insertOverride(ctx, tx, &airra.Override{
			ID: airra.OverrideID(airra.NewID()), RotationID: s.RotationID, Replaces: &s.Requester, EngineerID: e.ID, StartTime: s.StartTime,
			EndTime: s.EndTime, Reason: s.Reason, CreatedBy: airra.ActorFrom(ctx), SwapID: &s.ID, CreatedAt: now,
		})
	})
}

// CancelSwap takes an open request back.
func (w *Workflow) CancelSwap(ctx context.Context, key string) (*airra.Swap, error) {
	return w.changeSwap(ctx, key, func(tx airra.Tx, s *airra.Swap) error {
		w.auditOnly(ctx, tx, "swap_cancelled", map[string]any{"swap_id": s.ID})
		return s.Cancel(w.now())
	})
}
