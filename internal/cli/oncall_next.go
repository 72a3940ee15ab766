package cli

import (
	"cmp"
	"slices"
	"time"

	"github.com/airra/airra/internal/airra"
)

// outlook is a plan with the question that it answers: the order among shifts depends
// on what was asked.
type outlook struct {
	airra.Calendar
	service airra.ServiceName
	team    string
}

// handover is the next change of who is on call on a level. Nobody comes when the
// engineer is nil.
type handover struct {
	At       time.Time       `json:"at"`
	Engineer *airra.Engineer `json:"engineer"`
	Schedule *airra.Shift    `json:"schedule"`
}

// holder gives the shift that decides on a level at a moment, in the order of the
// server's finder: what is for the very service that was asked for before what is for
// all, then the same for the team, then the newest start, then the smallest id. The
// plan holds only shifts that fit what was asked for. Whether somebody will be well
// then, no plan can know.
func (o outlook) holder(level airra.OnCallLevel, at time.Time) *airra.Shift {
	var best *airra.Shift
	for i := range o.Shifts {
		if v := &o.Shifts[i]; v.Level == level && v.Covers(at) && (best == nil || o.before(v, best) < 0) {
			best = v
		}
	}
	return best
}

func (o outlook) before(a, b *airra.Shift) int {
	return cmp.Or(o.breadth(a)-o.breadth(b), b.StartTime.Compare(a.StartTime), cmp.Compare(a.ID, b.ID))
}

// breadth is how much more a shift is for than what was asked for.
func (o outlook) breadth(v *airra.Shift) int {
	more := 0
	if o.service != "" && v.Service == nil {
		more += 2
	}
	if o.team != "" && v.Team == nil {
		more++
	}
	return more
}

// following finds the first change of who is on call on a level after a moment, and
// says whether the plan has one.
func (o outlook) following(level airra.OnCallLevel, now airra.EngineerID, after time.Time) (handover, bool) {
	for _, c := range o.changes(level, after) {
		next := o.holder(level, c.look)
		switch {
		case next == nil:
			return handover{At: c.at}, true
		case next.EngineerID != now:
			return handover{At: c.at, Engineer: engineerOf(o.Calendar, next.EngineerID), Schedule: next}, true
		}
	}
	return handover{}, false
}

// turnover is a moment at which somebody else can be on call, and when one has to look
// who that is: an end is itself still covered.
type turnover struct{ at, look time.Time }

func (o outlook) changes(level airra.OnCallLevel, after time.Time) []turnover {
	var found []turnover
	add := func(at, look time.Time) {
		if look.After(after) && at.Before(o.To) {
			found = append(found, turnover{at, look})
		}
	}
	for _, v := range o.Shifts {
		if v.Level == level {
			add(v.StartTime, v.StartTime)
			add(v.EndTime, v.EndTime.Add(time.Microsecond))
		}
	}
	slices.SortFunc(found, func(a, b turnover) int { return a.look.Compare(b.look) })
	return found
}

// engineerOf finds a person of the plan. One whom the plan does not describe is
// known by the id alone.
func engineerOf(plan airra.Calendar, id airra.EngineerID) *airra.Engineer {
	for i := range plan.Engineers {
		if plan.Engineers[i].ID == id {
			return &plan.Engineers[i]
		}
	}
	return &airra.Engineer{ID: id, Name: shortID(id)}
}
