package oncall

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"github.com/airra/airra/internal/airra"
)

// overrides are in the order of their creation, in which they are applied: where two
// of them have somebody, the one that was made later counts.
type overrides []*airra.Override

// inOrderOfCreation leaves out those that mean no time or nothing to take over.
func inOrderOfCreation(all []airra.Override) overrides {
	var rules overrides
	for i := range all {
		if o := &all[i]; o.StartTime.Before(o.EndTime) && (o.RotationID != nil || o.Replaces != nil) {
			rules = append(rules, o)
		}
	}
	slices.SortFunc(rules, func(a, b *airra.Override) int {
		return cmp.Or(a.CreatedAt.Compare(b.CreatedAt), cmp.Compare(a.ID, b.ID))
	})
	return rules
}

// where gives those for which a condition holds.
func (rules overrides) where(holds func(o *airra.Override) bool) overrides {
	var some overrides
	for _, o := range rules {
		if holds(o) {
			some = append(some, o)
		}
	}
	return some
}

// turnsWithOverrides is a rotation as it will really be. An override of the rotation
// that names nobody to replace has its whole span, the stretches included in which
// the rotation has nobody: whoever takes the Sunday takes all of it.
func turnsWithOverrides(r airra.Rotation, rules overrides, from, to time.Time) []airra.Shift {
	if !r.IsActive {
		return nil
	}
	rules = rules.where(func(o *airra.Override) bool { return o.RotationID == nil || *o.RotationID == r.ID })
	if len(rules) == 0 {
		return Expand(r, from, to)
	}
	whole := rules.where(func(o *airra.Override) bool {
		return o.Replaces == nil && touches(o.StartTime, o.EndTime, from, to)
	})
	start, end := from, to
	for _, o := range whole {
		start, end = earlier(start, o.StartTime), later(end, o.EndTime)
	}
	turns := Expand(r, start, end)
	var planned []airra.Shift
	for _, s := range append(holes(&r, turns, whole), turns...) {
		planned = append(planned, rules.apply(s)...)
	}
	planned = touching(planned, from, to)
	return slices.DeleteFunc(planned, func(s airra.Shift) bool { return s.EngineerID == "" })
}

// holes are shifts of nobody: the stretches of some overrides' spans in which the
// rotation has no turn.
func holes(r *airra.Rotation, turns []airra.Shift, whole overrides) []airra.Shift {
	spans := make([]span, len(whole))
	for i, o := range whole {
		spans[i] = spanOf(o.StartTime, o.EndTime)
	}
	var found []airra.Shift
	for _, h := range without(union(spans), union(spansOf(turns))) {
		found = append(found, airra.Shift{
			ID: airra.ShiftID(r.ID), Service: r.Service, Team: r.Team, Level: r.Level, ScheduleName: &r.Name,
			StartTime: h.from(), EndTime: h.to(), IsActive: true,
			CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt, RotationID: &r.ID,
		})
	}
	return found
}

// apply cuts a shift where overrides take it, and gives the pieces in their order.
// The first piece that stays keeps the id of the shift.
func (rules overrides) apply(s airra.Shift) []airra.Shift {
	pieces := []airra.Shift{s}
	for _, o := range rules {
		if !o.StartTime.Before(s.EndTime) || !s.StartTime.Before(o.EndTime) {
			continue
		}
		var cut []airra.Shift
		for _, piece := range pieces {
			cut = append(cut, take(piece, s.EngineerID, o)...)
		}
		pieces = cut
	}
	pieces = rejoin(pieces)
	if len(pieces) > 1 || pieces[0].OverrideID != nil {
		name(pieces, s.ID)
	}
	return pieces
}

// rejoin melts neighbours that one override took from one person, part of it by way
// of another override.
func rejoin(pieces []airra.Shift) []airra.Shift {
	joined := pieces[:1]
	for _, p := range pieces[1:] {
		last := &joined[len(joined)-1]
		if p.OverrideID != nil && text(p.OverrideID) == text(last.OverrideID) && text(p.Replaces) == text(last.Replaces) {
			last.EndTime = p.EndTime
			continue
		}
		joined = append(joined, p)
	}
	return joined
}

// take gives the part of a piece that an override covers to whom it names. An
// override that replaces somebody takes what that person has now, and what another
// override took from that person before: so of two that cover for the same person,
// the later one counts, and who took over can be replaced in turn.
func take(piece airra.Shift, turnOf airra.EngineerID, o *airra.Override) []airra.Shift {
	start, end := later(piece.StartTime, o.StartTime), earlier(piece.EndTime, o.EndTime)
	concerned := o.Replaces == nil || *o.Replaces == piece.EngineerID || *o.Replaces == turnOf && piece.OverrideID != nil
	if !concerned || !start.Before(end) || o.EngineerID == piece.EngineerID {
		return []airra.Shift{piece}
	}
	taken := piece
	taken.StartTime, taken.EndTime, taken.EngineerID, taken.OverrideID = start, end, o.EngineerID, &o.ID
	taken.Replaces = o.Replaces
	if o.Replaces == nil && piece.EngineerID != "" {
		taken.Replaces = &piece.EngineerID
	}
	var parts []airra.Shift
	if piece.StartTime.Before(start) {
		before := piece
		before.EndTime = start
		parts = append(parts, before)
	}
	parts = append(parts, taken)
	if end.Before(piece.EndTime) {
		after := piece
		after.StartTime = end
		parts = append(parts, after)
	}
	return parts
}

// name gives the pieces of a shift ids of their own, made of what they are.
func name(pieces []airra.Shift, id airra.ShiftID) {
	kept := false
	for i := range pieces {
		p := &pieces[i]
		start := strconv.FormatInt(p.StartTime.UnixMicro(), 10)
		switch {
		case p.OverrideID != nil:
			p.ID = derivedID(string(id), string(*p.OverrideID), start)
		case kept:
			p.ID = derivedID(string(id), start)
		default:
			kept = true
		}
	}
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
