package workflow

import (
	"context"
	"encoding/json"
	"net/mail"
	"strings"
	"time"

	"github.com/airra/airra/internal/airra"
)

// CreateEngineer adds a person who can be paged.
func (w *Workflow) CreateEngineer(ctx context.Context, n airra.NewEngineer) (*airra.Engineer, error) {
	return created(ctx, w, n, w.addEngineer)
}

// created runs one of the adding steps in a transaction of its own.
func created[New, T any](ctx context.Context, w *Workflow, n New, add func(context.Context, airra.Tx, New) (*T, error)) (*T, error) {
	var made *T
	err := w.inTx(ctx, func(tx airra.Tx) (err error) {
		made, err = add(ctx, tx, n)
		return err
	})
	if err != nil {
		return nil, err
	}
	return made, nil
}

func (w *Workflow) addEngineer(ctx context.Context, tx airra.Tx, n airra.NewEngineer) (*airra.Engineer, error) {
	now := w.now()
	if n.MaxConcurrentReviews == 0 {
		n.MaxConcurrentReviews = airra.DefaultConcurrent
	}
	if n.TimeZone == "" {
		n.TimeZone = "UTC"
	}
	e := &airra.Engineer{
		ID: airra.EngineerID(airra.NewID()), Name: strings.TrimSpace(n.Name), Email: strings.TrimSpace(n.Email), Expertise: orEmpty(n.Expertise),
		Department: optional(n.Department), Status: airra.EngineerActive, IsAvailable: true, MaxConcurrentReviews: n.MaxConcurrentReviews,
		SlackHandle: optional(airra.SlackName(n.SlackHandle)), Phone: optional(strings.TrimSpace(n.Phone)), TimeZone: n.TimeZone,
		AdditionalInfo: objectOrNull(n.AdditionalInfo), CreatedAt: now, UpdatedAt: now, Version: 1,
	}
	if err := checkEngineer(e); err != nil {
		return nil, err
	}
	w.auditOnly(ctx, tx, "engineer_created", map[string]any{"engineer_id": e.ID, "email": e.Email})
	return e, tx.InsertEngineer(ctx, e)
}

// checkEngineer finds what no front end may let through.
func checkEngineer(e *airra.Engineer) error {
	if e.Name == "" {
		return airra.Invalid("name", "must not be empty")
	}
	if address, err := mail.ParseAddress(e.Email); err != nil || address.Address != e.Email || address.Name != "" {
		return airra.Invalid("email", "must be an e-mail address like you@example.com")
	}
	if !e.Status.Valid() {
		return airra.Invalid("status", "%q is none of active, busy, offline, on_leave", e.Status)
	}
	if e.MaxConcurrentReviews < 1 || e.MaxConcurrentReviews > airra.MaxConcurrent {
		return airra.Invalid("max_concurrent_reviews", "must be 1 to %d", airra.MaxConcurrent)
	}
	var info map[string]json.RawMessage
	if json.Unmarshal(e.AdditionalInfo, &info) != nil {
		return airra.Invalid("additional_info", "must be a JSON object")
	}
	return airra.CheckZone("time_zone", e.TimeZone)
}

// auditOnly records an act that belongs to no incident.
func (w *Workflow) auditOnly(ctx context.Context, tx airra.Tx, event string, details map[string]any) {
	tx.Record(airra.AuditEntry{At: w.now(), EventType: event, Actor: airra.ActorFrom(ctx), Outcome: airra.OutcomeSuccess, Details: details})
}

// FindEngineers gives one page of engineers, newest first.
func (w *Workflow) FindEngineers(ctx context.Context, filter airra.EngineerFilter) (airra.Page[airra.Engineer], error) {
	return w.Store.Engineers(ctx, filter)
}

// FindEngineer gives an engineer with the counts of the day.
func (w *Workflow) FindEngineer(ctx context.Context, key string) (*airra.EngineerDetail, error) {
	e, err := w.Store.Engineer(ctx, key)
	if err != nil {
		return nil, err
	}
	detail, err := w.Store.EngineerLoad(ctx, e.ID, w.now().Truncate(24*time.Hour))
	if err != nil {
		return nil, err
	}
	detail.Engineer = *e
	return &detail, nil
}

// UpdateEngineer corrects an engineer. A status decides about the availability too.
func (w *Workflow) UpdateEngineer(ctx context.Context, key string, u airra.EngineerUpdate) (*airra.Engineer, error) {
	var changed *airra.Engineer
	err := w.inTx(ctx, func(tx airra.Tx) error {
		e, err := tx.Engineer(ctx, key)
		if err != nil {
			return err
		}
		applyEngineer(u, e)
		e.UpdatedAt = w.now()
		if err := checkEngineer(e); err != nil {
			return err
		}
		changed = e
		w.auditOnly(ctx, tx, "engineer_updated", map[string]any{"engineer_id": e.ID, "status": e.Status, "is_available": e.IsAvailable})
		return tx.SaveEngineer(ctx, e)
	})
	if err != nil {
		return nil, err
	}
	return changed, nil
}

func applyEngineer(u airra.EngineerUpdate, e *airra.Engineer) {
	set(&e.Name, trimmed(u.Name))
	set(&e.Email, trimmed(u.Email))
	set(&e.Expertise, u.Expertise)
	e.Expertise = orEmpty(e.Expertise)
	set(&e.IsAvailable, u.IsAvailable)
	set(&e.MaxConcurrentReviews, u.MaxConcurrentReviews)
	set(&e.TimeZone, u.TimeZone)
	setOptional(&e.Department, u.Department)
	setOptional(&e.Phone, trimmed(u.Phone))
	if u.SlackHandle != nil {
		e.SlackHandle = optional(airra.SlackName(*u.SlackHandle))
	}
	if u.Status != nil {
		e.Status, e.IsAvailable = *u.Status, *u.Status == airra.EngineerActive
	}
	if len(u.AdditionalInfo) > 0 {
		e.AdditionalInfo = objectOrNull(u.AdditionalInfo)
	}
}

// objectOrNull is an empty JSON object where nothing was given, or null.
func objectOrNull(document json.RawMessage) json.RawMessage {
	if string(document) == "null" {
		return object(nil)
	}
	return object(document)
}

// trimmed is text without the blanks around it, where any was given: one of blanks
// alone is empty.
func trimmed(text *string) *string {
	if text == nil {
		return nil
	}
	bare := strings.TrimSpace(*text)
	return &bare
}

// set puts a value where one was given.
func set[T any](into *T, value *T) {
	if value != nil {
		*into = *value
	}
}

// setOptional puts a value where one was given; the zero value takes it away.
func setOptional[T comparable](into **T, value *T) {
	var zero T
	switch {
	case value == nil:
	case *value == zero:
		*into = nil
	default:
		*into = value
	}
}

// DeleteEngineer removes a person who has no work and stands in no plan. Removing
// somebody from under a rotation or a policy would leave a hole that nobody sees
// before the night in which it matters.
func (w *Workflow) DeleteEngineer(ctx context.Context, key string) error {
	return w.inTx(ctx, func(tx airra.Tx) error {
		e, err := tx.Engineer(ctx, key)
		if err != nil {
			return err
		}
		if e.CurrentReviewCount > 0 {
			return &airra.Error{
				Code: airra.CodeConflict, State: string(e.Status),
				Message: e.Name + " has " + plural(e.CurrentReviewCount, "assigned incident or review", "assigned incidents and reviews"),
				Hint:    "assign them to somebody else first",
			}
		}
		if err := planned(ctx, tx, e); err != nil {
			return err
		}
		if err := tx.SaveEngineer(ctx, e); err != nil { // Who was given work or planned at this moment has another version.
			return err
		}
		w.auditOnly(ctx, tx, "engineer_deleted", map[string]any{"engineer_id": e.ID, "email": e.Email})
		return tx.DeleteEngineer(ctx, e.ID)
	})
}

// plannedIn finds the engineer whom a field of a rotation or a policy names. These
// name people in a document, which no foreign key watches over, so the engineer is
// saved: of a plan that is written and an engineer who is deleted at the same moment,
// the one that comes second sees another version, starts over and finds the other.
func plannedIn(ctx context.Context, tx airra.Tx, field, key string) (*airra.Engineer, error) {
	e, err := engineerOf(ctx, tx, field, key)
	if err != nil {
		return nil, err
	}
	return e, tx.SaveEngineer(ctx, e)
}

// planned says with CodeConflict in which rotation or policy an engineer stands.
func planned(ctx context.Context, r airra.PeopleReader, e *airra.Engineer) error {
	rotations, err := r.Rotations(ctx)
	if err != nil {
		return err
	}
	for _, rotation := range rotations {
		for _, layer := range rotation.Layers {
			for _, member := range layer.Members {
				if member == e.ID {
					return airra.Conflict(string(e.Status), "%s takes turns in the rotation %q; take them out of it first", e.Name, rotation.Name)
				}
			}
		}
	}
	policies, err := r.Policies(ctx)
	if err != nil {
		return err
	}
	for _, p := range policies {
		for _, step := range p.Steps {
			for _, target := range step.Targets {
				if target.EngineerID == e.ID {
					return airra.Conflict(string(e.Status), "%s is paged by the policy %q; take them out of it first", e.Name, p.Name)
				}
			}
		}
	}
	return nil
}

// EngineerAvailability says whether an engineer can take something on.
func (w *Workflow) EngineerAvailability(ctx context.Context, key string) (*airra.Availability, error) {
	e, err := w.Store.Engineer(ctx, key)
	if err != nil {
		return nil, err
	}
	a := e.Availability()
	return &a, nil
}

// AvailableEngineers gives those who can accept, the least busy first.
func (w *Workflow) AvailableEngineers(ctx context.Context, expertise string) ([]airra.Engineer, error) {
	now := w.now()
	roster, err := w.Store.Roster(ctx, now, now)
	if err != nil {
		return nil, err
	}
	return leastBusy(roster.Engineers, expertise), nil
}
