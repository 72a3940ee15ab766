package oncall

import (
	"cmp"
	"slices"
	"time"

	"github.com/airra/airra/internal/airra"
)

// Chain gives the candidates of all levels in the order of calling, those left out
// who do not fit, and nobody twice. A chain is always whole, so the level of the
// question is not looked at.
func Chain(r airra.Roster, q airra.OnCallQuery, fit Fit) []airra.OnCallEntry {
	d := duty(r, q.At)
	chain := []airra.OnCallEntry{}
	for _, level := range airra.OnCallLevels {
		candidates := d.candidates(q, level)
		if len(candidates) == 0 || has(chain, candidates[0].EngineerID) {
			continue
		}
		if entry, _ := d.people.fits(candidates[0], fit); entry != nil {
			chain = append(chain, *entry)
		}
	}
	return chain
}

func has(chain []airra.OnCallEntry, id airra.EngineerID) bool {
	return slices.ContainsFunc(chain, func(e airra.OnCallEntry) bool { return e.Engineer.ID == id })
}

// Current gives every shift that covers a moment, by level, then by service with
// those for all services first, then the newest start. Nobody is left out for not
// being available; only shifts of people who do not exist are.
func Current(r airra.Roster, at time.Time) []airra.OnCallEntry {
	d := duty(r, at)
	entries := []airra.OnCallEntry{}
	for i := range d.shifts {
		if entry, _ := d.people.fits(&d.shifts[i], nil); entry != nil {
			entries = append(entries, *entry)
		}
	}
	slices.SortStableFunc(entries, func(a, b airra.OnCallEntry) int {
		return cmp.Or(
			cmp.Compare(rank(a.Level), rank(b.Level)),
			cmp.Compare(text(a.Schedule.Service), text(b.Schedule.Service)),
			b.Schedule.StartTime.Compare(a.Schedule.StartTime),
			cmp.Compare(a.Schedule.ID, b.Schedule.ID),
		)
	})
	return entries
}

// text is what a pointer points at, or empty.
func text[S ~string](s *S) S {
	if s == nil {
		return ""
	}
	return *s
}
