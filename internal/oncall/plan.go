package oncall

import (
	"slices"
	"strings"
	"time"

	"github.com/airra/airra/internal/airra"
)

// Planned is what one step of a policy comes to: a page for each contact, and why
// some of its targets mean nobody.
type Planned struct {
	Pages  []airra.SimulatedPage
	Nobody []string
}

// Plan works out one step of a policy at a moment. Step and round count from 0. It
// is the rule by which incidents page and simulations answer.
//
// A target that is a level goes to whoever [Find] gives from that level on. Capacity
// does not count for a page, reachability does; but a flag in a profile must not lose
// one, so where nobody is reachable the first one on shift is paged anyway. In the
// same spirit an engineer who is named and cannot be reached is left out only while
// the step reaches somebody else. No contact is paged twice within a step.
func Plan(r airra.Roster, p airra.EscalationPolicy, step, round int, service airra.ServiceName, at time.Time) Planned {
	if step < 0 || step >= len(p.Steps) {
		return Planned{Pages: []airra.SimulatedPage{}, Nobody: []string{}}
	}
	return duty(r, at).plan(p, step, round, service)
}

func (d onDuty) plan(p airra.EscalationPolicy, step, round int, service airra.ServiceName) Planned {
	rung := p.Steps[step]
	callings := make([]calling, len(rung.Targets))
	for i, target := range rung.Targets {
		callings[i] = d.call(target, service)
		callings[i].why.Policy, callings[i].why.Step, callings[i].why.Round = p.Name, step+1, round+1
	}
	return d.planned(callings, rung.Channels)
}

// calling is what one target of a step comes to.
type calling struct {
	engineer *airra.Engineer // nil for nobody
	shift    *airra.Shift    // nil where the policy names the engineer
	why      airra.PageReason
	but      string // what speaks against it: nobody has the level, the engineer is on leave
	anyway   bool   // somebody who is not reachable, for want of anybody else
}

// doubtful says whether the policy names somebody who cannot be reached.
func (c calling) doubtful() bool { return c.engineer != nil && c.shift == nil && c.but != "" }

func (d onDuty) call(target airra.PageTarget, service airra.ServiceName) calling {
	if target.EngineerID == "" {
		return d.callLevel(airra.OnCallQuery{Service: service, Level: levelOf(target)})
	}
	e, known := d.people[target.EngineerID]
	if !known {
		return calling{but: unknown(target.EngineerID)}
	}
	c := calling{engineer: e}
	if ok, why := e.Reachable(); !ok {
		c.but = about(e, why)
	}
	return c
}

func (d onDuty) callLevel(q airra.OnCallQuery) calling {
	entry, skipped, anyway := d.pageable(q)
	c := calling{anyway: anyway, why: airra.PageReason{Level: q.Level, Skipped: skipped}}
	if len(d.candidates(q, q.Level)) == 0 {
		c.but = nobodyAt(q.Level)
	}
	if entry == nil {
		c.but = strings.Join(append([]string{nobodyFrom(q.Level)}, skipped...), ", ")
		return c
	}
	s := &entry.Schedule
	c.engineer, c.shift = &entry.Engineer, s
	c.why.UsedLevel, c.why.Schedule, c.why.ShiftID, c.why.OverrideID = entry.Level, text(s.ScheduleName), s.ID, text(s.OverrideID)
	return c
}

// pageable gives whom a page for a level goes to: whom [Find] gives; where that is
// nobody, anybody else on a shift that matches; and at last the first one on shift,
// reachable or not.
func (d onDuty) pageable(q airra.OnCallQuery) (entry *airra.OnCallEntry, skipped []string, anyway bool) {
	if found := d.find(q, (*airra.Engineer).Reachable); found.Entry != nil {
		return found.Entry, found.Skipped, false
	}
	var first *airra.OnCallEntry
	for _, level := range levelsFrom(q.Level) {
		for _, s := range d.candidates(q, level) {
			reachable, why := d.people.fits(s, (*airra.Engineer).Reachable)
			if reachable != nil {
				return reachable, skipped, false
			}
			skipped = append(skipped, why)
			if first == nil {
				first, _ = d.people.fits(s, nil)
			}
		}
	}
	return first, skipped, first != nil
}

// planned makes the pages of a step.
func (d onDuty) planned(callings []calling, channels []string) Planned {
	if len(channels) == 0 {
		channels = []string{airra.ChannelEmail} // everybody has an address there
	}
	certain := slices.ContainsFunc(callings, func(c calling) bool { return c.engineer != nil && !c.doubtful() })
	p := Planned{Pages: []airra.SimulatedPage{}, Nobody: []string{}}
	paged := map[string]bool{}
	for _, c := range callings {
		if c.engineer == nil || c.doubtful() && certain {
			p.Nobody = append(p.Nobody, c.but)
			continue
		}
		c.why.Sentence = d.sentence(c)
		for _, channel := range channels {
			address := Address(c.engineer, channel)
			if contact := Contact(channel, address); !paged[contact] {
				paged[contact] = true
				p.Pages = append(p.Pages, airra.SimulatedPage{Engineer: *c.engineer, Channel: channel, Address: address, Contact: contact, Why: c.why})
			}
		}
	}
	return p
}
