package oncall

import (
	"fmt"
	"slices"

	"github.com/airra/airra/internal/airra"
)

// Warnings says with which others of the same level, service and team a shift
// overlaps. Such a shift is allowed, since who writes a schedule may have a reason.
func Warnings(r airra.Roster, s airra.Shift) []string {
	warnings := []string{}
	if !s.IsActive {
		return warnings
	}
	r.Shifts = slices.DeleteFunc(slices.Clone(r.Shifts), func(other airra.Shift) bool { return other.ID == s.ID })
	who := peopleOf(r.Engineers)
	with := map[string]*overlap{}
	var met []*overlap
	for _, other := range Shifts(r, s.StartTime, s.EndTime) {
		shared := spanOf(later(other.StartTime, s.StartTime), earlier(other.EndTime, s.EndTime))
		if scopeOf(&other) != scopeOf(&s) || shared.start >= shared.end {
			continue
		}
		key := scheduleKey(&other)
		if with[key] == nil {
			with[key] = &overlap{scope: scopeOf(&s), a: labelOf(&other, who), first: shared, latest: shared, times: 1}
			met = append(met, with[key])
		}
		with[key].add(shared)
	}
	for _, o := range met {
		warnings = append(warnings, fmt.Sprintf("overlaps with %s as %s", o.a, o.scope)+o.when())
	}
	return warnings
}
