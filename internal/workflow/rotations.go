package workflow

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/oncall"
)

// CreateRotation adds a rule by which people take turns.
func (w *Workflow) CreateRotation(ctx context.Context, u airra.RotationUpdate) (*airra.Rotation, error) {
	return created(ctx, w, u, w.addRotation)
}

func (w *Workflow) addRotation(ctx context.Context, tx airra.Tx, u airra.RotationUpdate) (*airra.Rotation, error) {
	now := w.now()
	r := &airra.Rotation{ID: airra.RotationID(airra.NewID()), CreatedAt: now, UpdatedAt: now, Version: 1}
	if err := shapeRotation(ctx, tx, u, r, now); err != nil {
		return nil, err
	}
	w.auditOnly(ctx, tx, "rotation_created", map[string]any{"rotation_id": r.ID, "name": r.Name})
	return r, tx.InsertRotation(ctx, r)
}

// shapeRotation turns what a caller wrote into a rotation and checks it.
func shapeRotation(ctx context.Context, tx airra.Tx, u airra.RotationUpdate, r *airra.Rotation, now time.Time) error {
	r.Name, r.Level, r.TimeZone, r.Service, r.Team = strings.TrimSpace(u.Name), u.Level, u.TimeZone, nil, optional(u.Team)
	if r.Level == "" {
		r.Level = airra.LevelPrimary
	}
	if r.TimeZone == "" {
		r.TimeZone = "UTC"
	}
	if u.Service != "" {
		r.Service = &u.Service
	}
	r.IsActive = u.IsActive == nil || *u.IsActive
	if err := airra.CheckZone("time_zone", r.TimeZone); err != nil {
		return err
	}
	r.Layers = make([]airra.Layer, 0, len(u.Layers))
	for n, written := range u.Layers {
		layer, err := shapeLayer(ctx, tx, n, written, r.TimeZone, now)
		if err != nil {
			return err
		}
		r.Layers = append(r.Layers, layer)
	}
	return oncall.CheckRotation(*r)
}

// shapeLayer fills in the defaults of a layer and finds its people.
func shapeLayer(ctx context.Context, tx airra.Tx, n int, l airra.NewLayer, zone string, now time.Time) (airra.Layer, error) {
	field := "layers[" + strconv.Itoa(n) + "]"
	layer := airra.Layer{
		Name: l.Name, Kind: l.Kind, Every: l.Every, Start: l.Start, Until: l.Until, Handoff: l.Handoff,
		Members: []airra.EngineerID{}, Restrictions: orEmpty(l.Restrictions),
	}
	if layer.Name == "" {
		layer.Name = "layer " + strconv.Itoa(n+1)
	}
	if layer.Kind == "" {
		layer.Kind = airra.LayerWeekly
	}
	if layer.Every == 0 {
		layer.Every = 1
	}
	if layer.Handoff == "" {
		layer.Handoff = "09:00"
	}
	if layer.Start == "" {
		layer.Start = firstDay(layer.Kind, zone, now)
	}
	for k := range layer.Restrictions {
		layer.Restrictions[k].Weekdays = orEmpty(layer.Restrictions[k].Weekdays)
	}
	for k, member := range l.Members {
		e, err := plannedIn(ctx, tx, field+".members["+strconv.Itoa(k)+"]", member)
		if err != nil {
			return layer, err
		}
		layer.Members = append(layer.Members, e.ID)
	}
	return layer, nil
}

// firstDay is today in a zone, or for weekly turns the Monday before.
func firstDay(kind airra.LayerKind, zone string, now time.Time) string {
	if location, err := time.LoadLocation(zone); err == nil {
		now = now.In(location)
	}
	if kind == airra.LayerWeekly {
		now = now.AddDate(0, 0, -((int(now.Weekday()) + 6) % 7))
	}
	return now.Format(time.DateOnly)
}

// FindRotations lists the rotations by name.
func (w *Workflow) FindRotations(ctx context.Context) ([]airra.Rotation, error) {
	return w.Store.Rotations(ctx)
}

// FindRotation gives one, by id or name.
func (w *Workflow) FindRotation(ctx context.Context, key string) (*airra.Rotation, error) {
	return w.Store.Rotation(ctx, key)
}

// ReplaceRotation writes a rotation anew. Turns are counted from the start of each
// layer, so the same rule gives the same turns again.
func (w *Workflow) ReplaceRotation(ctx context.Context, key string, u airra.RotationUpdate) (*airra.Rotation, error) {
	var replaced *airra.Rotation
	err := w.inTx(ctx, func(tx airra.Tx) error {
		r, err := tx.Rotation(ctx, key)
		if err != nil {
			return err
		}
		now := w.now()
		if u.Name == "" {
			u.Name = r.Name
		}
		if err := shapeRotation(ctx, tx, u, r, now); err != nil {
			return err
		}
		r.UpdatedAt, replaced = now, r
		w.auditOnly(ctx, tx, "rotation_replaced", map[string]any{"rotation_id": r.ID, "name": r.Name})
		return tx.SaveRotation(ctx, r)
	})
	if err != nil {
		return nil, err
	}
	return replaced, nil
}

// DeleteRotation removes a rotation with its overrides.
func (w *Workflow) DeleteRotation(ctx context.Context, key string) error {
	return w.inTx(ctx, func(tx airra.Tx) error {
		r, err := tx.Rotation(ctx, key)
		if err != nil {
			return err
		}
		w.auditOnly(ctx, tx, "rotation_deleted", map[string]any{"rotation_id": r.ID, "name": r.Name})
		return tx.DeleteRotation(ctx, r.ID)
	})
}
