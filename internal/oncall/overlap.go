package oncall

import (
	"fmt"
	"slices"
	"strings"

	"github.com/airra/airra/internal/airra"
)

// scope is what two shifts must share to be in each other's way.
type scope struct {
	level   airra.OnCallLevel
	service airra.ServiceName
	team    string
}

func scopeOf(s *airra.Shift) scope { return scope{s.Level, text(s.Service), text(s.Team)} }

// String says it as it stands behind "on call as".
func (s scope) String() string {
	words := string(s.level)
	if s.service != "" {
		words += " for " + string(s.service)
	}
	if s.team != "" {
		words += " in team " + s.team
	}
	return words
}

// overlap is how two schedules are in each other's way: all times at which both have
// somebody in the same scope.
type overlap struct {
	scope  scope
	name   string // of the first schedule, where it has one
	a, b   string // labels of the two, in alphabetical order
	times  int    // stretches that touch count as one
	first  span
	latest span
}

// overlaps finds every pair of schedules whose shifts share time, cut to a window, in
// a plan. Shifts of one schedule can be such a pair too, when they were written down.
func overlaps(shifts []airra.Shift, who people, window span) []overlap {
	byScope := map[scope][]*airra.Shift{}
	for i := range shifts {
		s := scopeOf(&shifts[i])
		byScope[s] = append(byScope[s], &shifts[i])
	}
	var found []overlap
	for scope, together := range byScope {
		found = append(found, sweep(scope, together, who, window)...)
	}
	return found
}

// sweep goes through the shifts of one scope, which come by their start, and keeps
// those that have not ended yet.
func sweep(s scope, shifts []*airra.Shift, who people, window span) []overlap {
	var known schedules
	pairs := map[[2]int]*overlap{}
	var open []running
	for _, shift := range shifts {
		next := running{spanOf(shift.StartTime, shift.EndTime), known.number(shift, who)}
		open = slices.DeleteFunc(open, func(r running) bool { return r.end <= next.start })
		for _, r := range open {
			shared := span{max(next.start, window.start), min(next.end, r.end, window.end)}
			if shared.start >= shared.end {
				continue
			}
			pair := [2]int{min(r.schedule, next.schedule), max(r.schedule, next.schedule)}
			o := pairs[pair]
			if o == nil {
				o = known.meeting(pair, s, shared)
				pairs[pair] = o
			}
			o.add(shared)
		}
		open = append(open, next)
	}
	found := make([]overlap, 0, len(pairs))
	for _, o := range pairs {
		found = append(found, *o)
	}
	return found
}

// running is a shift that has begun and not ended.
type running struct {
	span
	schedule int
}

// schedules numbers those of a scope. A year has so many shifts that it counts
// whether each of them or each schedule is put into words.
type schedules struct {
	numbers       map[string]int
	labels, names []string
}

func (k *schedules) number(s *airra.Shift, who people) int {
	key := scheduleKey(s)
	n, known := k.numbers[key]
	if !known {
		if k.numbers == nil {
			k.numbers = map[string]int{}
		}
		n = len(k.labels)
		k.numbers[key] = n
		k.labels, k.names = append(k.labels, labelOf(s, who)), append(k.names, text(s.ScheduleName))
	}
	return n
}

// meeting is the beginning of an overlap of two of them.
func (k *schedules) meeting(pair [2]int, s scope, shared span) *overlap {
	a, b := pair[0], pair[1]
	if k.labels[b] < k.labels[a] {
		a, b = b, a
	}
	return &overlap{scope: s, name: k.names[a], a: k.labels[a], b: k.labels[b], times: 1, first: shared, latest: shared}
}

// add puts a further stretch to it; they come by their start.
func (o *overlap) add(s span) {
	if s.start <= o.latest.end {
		o.latest.end = max(o.latest.end, s.end)
		if o.times == 1 {
			o.first = o.latest
		}
		return
	}
	o.latest = s
	o.times++
}

// words says it for people.
func (o *overlap) words() string {
	if o.a == o.b {
		return fmt.Sprintf("two shifts of %s are on call as %s at once", strings.TrimSuffix(o.a, "'s shift"), o.scope) + o.when()
	}
	return fmt.Sprintf("%s and %s are both on call as %s", o.a, o.b, o.scope) + o.when()
}

func (o *overlap) when() string {
	if o.times > 1 {
		return fmt.Sprintf(", %d times between %s and %s", o.times, stamp(o.first.from()), stamp(o.latest.to()))
	}
	return between(o.first)
}

// between says when something is, and for how long.
func between(s span) string {
	return fmt.Sprintf(" from %s to %s (%s)", stamp(s.from()), stamp(s.to()), airra.Lasting(s.to().Sub(s.from())))
}

// scheduleKey tells schedules apart: a rotation, the shifts that were written down
// under one name, or a shift without a name and what an override took of one.
func scheduleKey(s *airra.Shift) string {
	switch {
	case s.RotationID != nil:
		return "rotation " + string(*s.RotationID)
	case text(s.ScheduleName) != "":
		return "name " + *s.ScheduleName
	case s.OverrideID != nil:
		return "override " + string(*s.OverrideID)
	default:
		return "shift " + string(s.ID)
	}
}

// labelOf names the schedule of a shift.
func labelOf(s *airra.Shift, who people) string {
	if name := text(s.ScheduleName); name != "" {
		return fmt.Sprintf("%q", name)
	}
	if e, known := who[s.EngineerID]; known {
		return e.Name + "'s shift"
	}
	return "a shift without a name"
}
