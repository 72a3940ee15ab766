package oncall

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/airra/airra/internal/airra"
)

// Fit says whether an engineer can be given what is to be given, and if not why. A
// nil Fit takes everybody.
type Fit func(e *airra.Engineer) (ok bool, why string)

// Found is who was found, or nil, and who was passed over on the way.
type Found struct {
	Entry   *airra.OnCallEntry
	Skipped []string // "Alice Chen is on leave"
}

// Find gives who is to be called first at q.At. Each level has one candidate: of the
// shifts that match, one for the very service beats one for all, one for the very
// team beats one for all, then the newest start counts and at last the smallest id.
// When the candidate does not fit, the next level is asked. A service or a team that
// is not given does not restrict.
func Find(r airra.Roster, q airra.OnCallQuery, fit Fit) Found {
	return duty(r, q.At).find(q, fit)
}

// onDuty is a moment of the plan with the people in it.
type onDuty struct {
	shifts []airra.Shift // those that cover the moment, in the order of [Shifts]
	people people
}

func duty(r airra.Roster, at time.Time) onDuty {
	return onDuty{shifts: At(r, at), people: peopleOf(r.Engineers)}
}

func (d onDuty) find(q airra.OnCallQuery, fit Fit) Found {
	var found Found
	for _, level := range levelsFrom(q.Level) {
		candidates := d.candidates(q, level)
		if len(candidates) == 0 {
			continue
		}
		entry, why := d.people.fits(candidates[0], fit)
		if entry != nil {
			found.Entry = entry
			return found
		}
		found.Skipped = append(found.Skipped, why)
	}
	return found
}

// candidates gives the shifts of a level that answer the question, the best first.
func (d onDuty) candidates(q airra.OnCallQuery, level airra.OnCallLevel) []*airra.Shift {
	var all []*airra.Shift
	for i := range d.shifts {
		if s := &d.shifts[i]; s.Level == level && answers(s, q.Service, q.Team) {
			all = append(all, s)
		}
	}
	slices.SortFunc(all, func(a, b *airra.Shift) int { return better(a, b, q) })
	return all
}

// answers says whether a shift is for a service and a team.
func answers(s *airra.Shift, service airra.ServiceName, team string) bool {
	return (service == "" || s.Service == nil || *s.Service == service) && (team == "" || s.Team == nil || *s.Team == team)
}

// better orders shifts that all answer a question.
func better(a, b *airra.Shift, q airra.OnCallQuery) int {
	return cmp.Or(
		cmp.Compare(breadth(a, q), breadth(b, q)),
		b.StartTime.Compare(a.StartTime),
		cmp.Compare(a.ID, b.ID),
	)
}

// breadth is larger for what answers more questions than the one that was asked: a
// shift for every service more than one for every team.
func breadth(s *airra.Shift, q airra.OnCallQuery) (more int) {
	if q.Service != "" && s.Service == nil {
		more += 2
	}
	if q.Team != "" && s.Team == nil {
		more++
	}
	return more
}

// levelsFrom gives the levels to be asked. An empty one means all of them, and what is
// no level means none.
func levelsFrom(level airra.OnCallLevel) []airra.OnCallLevel {
	if level == "" {
		return airra.OnCallLevels
	}
	return airra.OnCallLevels[rank(level):]
}

// people are the engineers of a roster by their ids.
type people map[airra.EngineerID]*airra.Engineer

func peopleOf(engineers []airra.Engineer) people {
	all := make(people, len(engineers))
	for i := range engineers {
		all[engineers[i].ID] = &engineers[i]
	}
	return all
}

// fits gives the entry of a shift, or says why its engineer is passed over.
func (p people) fits(s *airra.Shift, fit Fit) (entry *airra.OnCallEntry, why string) {
	e, known := p[s.EngineerID]
	if !known {
		return nil, unknown(s.EngineerID)
	}
	if fit != nil {
		if ok, why := fit(e); !ok {
			return nil, about(e, why)
		}
	}
	return &airra.OnCallEntry{Engineer: *e, Schedule: *s, Level: s.Level}, ""
}

func unknown(id airra.EngineerID) string { return "engineer " + string(id) + " is not known" }

// about puts a reason into a sentence about a person. Reasons begin with a verb, or
// are sentences about an engineer already.
func about(e *airra.Engineer, why string) string {
	rest, sentence := strings.CutPrefix(why, "Engineer ")
	if sentence && !strings.HasPrefix(rest, "is ") {
		return e.Name + "'s " + rest
	}
	return e.Name + " " + rest
}
