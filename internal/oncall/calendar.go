package oncall

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/airra/airra/internal/airra"
)

// CalendarInput is a question about a span of time. The rotation and the engineer of
// the query are given as the ids they were resolved to; empty ones do not restrict.
type CalendarInput struct {
	Roster     airra.Roster
	Query      airra.CalendarQuery
	RotationID airra.RotationID
	EngineerID airra.EngineerID
}

// Calendar gives the shifts of a span with the people in them, and its gaps: the
// stretches in which nobody is on call as primary for what was asked, or of a rotation
// that was asked for, those in which it has nobody. Asking for an engineer chooses
// shifts and leaves the gaps as they are, since nobody is always on call.
func Calendar(in CalendarInput) airra.Calendar {
	q := in.Query
	c := airra.Calendar{From: q.From, To: q.To, Shifts: []airra.Shift{}, Engineers: []airra.Engineer{}, Gaps: []airra.LintResult{}}
	who := peopleOf(in.Roster.Engineers)
	level, nobody := in.asked()
	var cover []span
	seen := map[airra.EngineerID]bool{}
	for _, s := range Shifts(in.Roster, q.From, q.To) {
		if !answers(&s, q.Service, q.Team) || in.RotationID != "" && text(s.RotationID) != in.RotationID {
			continue
		}
		if who[s.EngineerID] != nil && s.Level == level {
			cover = append(cover, spanOf(s.StartTime, s.EndTime))
		}
		if in.EngineerID == "" || in.EngineerID == s.EngineerID {
			c.Shifts = append(c.Shifts, s)
			seen[s.EngineerID], seen[text(s.Replaces)] = true, true
		}
	}
	for _, e := range in.Roster.Engineers {
		if seen[e.ID] {
			c.Engineers = append(c.Engineers, e)
		}
	}
	slices.SortFunc(c.Engineers, func(a, b airra.Engineer) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	for _, g := range gaps(cover, q.From, q.To) {
		c.Gaps = append(c.Gaps, gap(g, nobody, q.Service, level))
	}
	return c
}

// asked says which level must be covered, and how it is said that it is not.
func (in CalendarInput) asked() (level airra.OnCallLevel, nobody string) {
	for _, r := range in.Roster.Rotations {
		if r.ID == in.RotationID {
			return r.Level, fmt.Sprintf("nobody has the turn in %q", r.Name)
		}
	}
	return airra.LevelPrimary, nobodyFor(airra.LevelPrimary, in.Query.Service)
}
