package measure

import (
	"cmp"
	"slices"

	"github.com/airra/airra/internal/airra"
)

// MostFirst puts the parts with the most incidents first.
func MostFirst(parts []airra.Breakdown) {
	slices.SortFunc(parts, func(a, b airra.Breakdown) int {
		return cmp.Or(cmp.Compare(b.Incidents, a.Incidents), cmp.Compare(a.Key, b.Key))
	})
}

// WorstFirst puts severities in their order.
func WorstFirst(parts []airra.Breakdown) {
	slices.SortFunc(parts, func(a, b airra.Breakdown) int {
		return cmp.Or(cmp.Compare(airra.Severity(b.Key).Rank(), airra.Severity(a.Key).Rank()), cmp.Compare(a.Key, b.Key))
	})
}

// OldestFirst puts weeks in their order.
func OldestFirst(parts []airra.Breakdown) {
	slices.SortFunc(parts, func(a, b airra.Breakdown) int { return cmp.Compare(a.Key, b.Key) })
}

// Excluded says how many incidents are of the sorts that do not count.
func Excluded(bySort map[airra.Sort]int64, counts func(airra.Sort) bool) airra.Excluded {
	left := func(s airra.Sort) int {
		if counts(s) {
			return 0
		}
		return int(bySort[s])
	}
	return airra.Excluded{DryRun: left(airra.SortDryRun), Simulated: left(airra.SortSimulated), Generated: left(airra.SortGenerated)}
}
