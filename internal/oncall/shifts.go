package oncall

import (
	"cmp"
	"slices"
	"time"

	"github.com/airra/airra/internal/airra"
)

// Shifts is the plan: the written shifts and those worked out from rotations that
// touch the time from one moment to another, both ends inclusive, with the overrides
// of the roster applied; by level, then by start, then by id. Each has its true
// bounds. What is not active is not planned.
func Shifts(r airra.Roster, from, to time.Time) []airra.Shift {
	rules := inOrderOfCreation(r.Overrides)
	parts := [][]airra.Shift{written(r.Shifts, rules, from, to)}
	for _, rotation := range r.Rotations {
		parts = append(parts, turnsWithOverrides(rotation, rules, from, to))
	}
	return ordered(slices.Concat(parts...))
}

// ordered gives shifts as a plan is read: who is called first, then by start, then by
// id. It moves small keys about instead of the shifts, of which a year has tens of
// thousands.
func ordered(shifts []airra.Shift) []airra.Shift {
	type key struct {
		rank  int
		start int64
		index int
	}
	keys := make([]key, len(shifts))
	for i := range shifts {
		keys[i] = key{rank(shifts[i].Level), shifts[i].StartTime.UnixMicro(), i}
	}
	slices.SortFunc(keys, func(a, b key) int {
		if a.rank != b.rank {
			return a.rank - b.rank
		}
		if a.start != b.start {
			return cmp.Compare(a.start, b.start)
		}
		return cmp.Compare(shifts[a.index].ID, shifts[b.index].ID)
	})
	inOrder := make([]airra.Shift, len(shifts))
	for i, k := range keys {
		inOrder[i] = shifts[k.index]
	}
	return inOrder
}

// At gives the shifts that cover a moment, in the order of [Shifts].
func At(r airra.Roster, at time.Time) []airra.Shift { return Shifts(r, at, at) }

// written gives the pieces of the written shifts. Only overrides that name a person
// and no rotation concern them.
func written(shifts []airra.Shift, rules overrides, from, to time.Time) []airra.Shift {
	concerned := rules.where(func(o *airra.Override) bool { return o.RotationID == nil })
	var planned []airra.Shift
	for _, s := range shifts {
		if s.IsActive && touches(s.StartTime, s.EndTime, from, to) {
			planned = append(planned, concerned.apply(s)...)
		}
	}
	return touching(planned, from, to)
}

// touches says whether two spans share a moment, all ends inclusive.
func touches(start, end, from, to time.Time) bool { return !start.After(to) && !end.Before(from) }

// touching drops what does not touch a span.
func touching(shifts []airra.Shift, from, to time.Time) []airra.Shift {
	return slices.DeleteFunc(shifts, func(s airra.Shift) bool { return !touches(s.StartTime, s.EndTime, from, to) })
}
