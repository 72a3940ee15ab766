package oncall

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/airra/airra/internal/airra"
)

// gaps finds the times at which a page for the primary would not find one: for
// services that have nothing of their own, and for each that has a schedule or a
// policy.
func (l *linter) gaps() {
	cover := map[airra.ServiceName][]span{}
	for i := range l.shifts {
		s := &l.shifts[i]
		if s.Level == airra.LevelPrimary && l.who[s.EngineerID] != nil {
			cover[text(s.Service)] = append(cover[text(s.Service)], spanOf(s.StartTime, s.EndTime))
		}
	}
	general, special := union(cover[""]), l.special()
	nobody := nobodyFor(airra.LevelPrimary, "") + l.relying(special)
	for _, g := range gaps(slices.Clone(general), l.From, l.To) {
		l.add(gap(g, nobody, "", airra.LevelPrimary))
	}
	for service := range special {
		for _, g := range gaps(append(cover[service], general...), l.From, l.To) {
			l.add(gap(g, nobodyFor(airra.LevelPrimary, service), service, airra.LevelPrimary))
		}
	}
}

// special gives the services that have a shift, a rotation or a policy of their own.
func (l *linter) special() map[airra.ServiceName]bool {
	own := map[airra.ServiceName]bool{}
	for i := range l.shifts {
		own[text(l.shifts[i].Service)] = true
	}
	for _, r := range l.Roster.Rotations {
		own[text(r.Service)] = own[text(r.Service)] || r.IsActive
	}
	for _, p := range l.Policies {
		own[text(p.Service)] = true
	}
	maps.DeleteFunc(own, func(name airra.ServiceName, has bool) bool { return name == "" || !has })
	return own
}

// relying names the known services that have nothing of their own, a few of them.
func (l *linter) relying(special map[airra.ServiceName]bool) string {
	var names []string
	for _, service := range l.Services {
		if !special[service] {
			names = append(names, string(service))
		}
	}
	slices.Sort(names)
	const few = 3
	switch n := len(names); {
	case n == 0:
		return ""
	case n > few:
		return fmt.Sprintf(" for %s and %d more services", strings.Join(names[:few], ", "), n-few)
	default:
		return " for " + strings.Join(names, ", ")
	}
}

// overlaps finds schedules that are in each other's way, one finding for each pair.
func (l *linter) overlaps() {
	for _, o := range overlaps(l.shifts, l.who, l.window) {
		start, end := o.first.from(), o.latest.to()
		l.add(airra.LintResult{
			Kind: airra.LintOverlap, Start: &start, End: &end, Service: o.scope.service, Level: o.scope.level,
			Schedule: o.name, Message: o.words(),
		})
	}
}

// unreachable finds those who are on call at the beginning of the window although
// their profile says that they cannot be. What it will say next week nobody knows.
func (l *linter) unreachable() {
	for i := range l.shifts {
		s := &l.shifts[i]
		e := l.who[s.EngineerID]
		if e == nil || !s.Covers(l.From) || !s.EndTime.After(l.From) {
			continue
		}
		if ok, why := e.Reachable(); !ok {
			start, end := l.From, earlier(s.EndTime, l.To)
			l.add(airra.LintResult{
				Kind: airra.LintUnpageable, Start: &start, End: &end, Service: text(s.Service), Level: s.Level,
				Schedule: text(s.ScheduleName), EngineerID: e.ID,
				Message: fmt.Sprintf("%s, and on call as %s until %s", about(e, why), scopeOf(s), stamp(s.EndTime)),
			})
		}
	}
}
