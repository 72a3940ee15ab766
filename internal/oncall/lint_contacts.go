package oncall

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/airra/airra/internal/airra"
)

// duties is what an engineer may be paged for in the window.
type duties struct {
	since    time.Time
	what     string // is on call, or is named by a policy
	channels []string
}

func (d *duties) add(channels []string) {
	for _, c := range channels {
		if !slices.Contains(d.channels, c) {
			d.channels = append(d.channels, c)
		}
	}
}

// contacts finds people who may be paged in the window, and from none of whose
// contacts on the channels of their policies anybody has ever acknowledged: nobody
// knows whether a page would reach them.
func (l *linter) contacts() {
	proven := map[string]bool{}
	for _, c := range l.Proven {
		proven[c] = true
	}
	all := l.onCallDuties()
	for _, e := range l.Roster.Engineers {
		d := all[e.ID]
		if d == nil {
			continue
		}
		contacts := make([]string, len(d.channels))
		for i, channel := range d.channels {
			contacts[i] = Contact(channel, Address(&e, channel))
		}
		if slices.ContainsFunc(contacts, func(c string) bool { return proven[c] }) {
			continue
		}
		start := later(d.since, l.From)
		l.add(airra.LintResult{
			Kind: airra.LintContact, Start: &start, EngineerID: e.ID,
			Message: fmt.Sprintf("%s %s, and nobody has ever acknowledged from %s", e.Name, d.what, strings.Join(contacts, " or ")),
		})
	}
}

// onCallDuties gives those of everybody who has a shift, and of everybody whom a
// policy names.
func (l *linter) onCallDuties() map[airra.EngineerID]*duties {
	type post struct {
		engineer airra.EngineerID
		service  airra.ServiceName
	}
	all := map[airra.EngineerID]*duties{}
	known := map[post]bool{}
	for i := range l.shifts {
		s := &l.shifts[i]
		d := all[s.EngineerID]
		if d == nil {
			d = &duties{since: s.StartTime}
			all[s.EngineerID] = d
		}
		d.since = earlier(d.since, s.StartTime)
		if p := (post{s.EngineerID, text(s.Service)}); !known[p] {
			known[p] = true
			d.add(l.channelsOf(s.Service))
		}
	}
	for _, d := range all {
		d.what = "is on call from " + stamp(later(d.since, l.From))
	}
	l.eachNamed(func(p *airra.EscalationPolicy, step int, id airra.EngineerID) {
		if all[id] == nil {
			all[id] = &duties{since: l.From, what: fmt.Sprintf("is paged by step %d of %q", step+1, p.Name)}
		}
		all[id].add(p.Steps[step].Channels)
	})
	return all
}

// channelsOf gives the channels on which somebody on call for a service is paged:
// those of the service's policy, else of the default one. Who is on call for every
// service is paged by every policy.
func (l *linter) channelsOf(service *airra.ServiceName) []string {
	var all duties
	own := service != nil && slices.ContainsFunc(l.Policies, func(p airra.EscalationPolicy) bool { return text(p.Service) == *service })
	for _, p := range l.Policies {
		if service == nil || own && text(p.Service) == *service || !own && p.Service == nil {
			for _, s := range p.Steps {
				all.add(s.Channels)
			}
		}
	}
	return all.channels
}

// eachNamed goes through the engineers whom policies name.
func (l *linter) eachNamed(do func(p *airra.EscalationPolicy, step int, id airra.EngineerID)) {
	for i := range l.Policies {
		for step := range l.Policies[i].Steps {
			for _, t := range l.Policies[i].Steps[step].Targets {
				if t.EngineerID != "" {
					do(&l.Policies[i], step, t.EngineerID)
				}
			}
		}
	}
}
