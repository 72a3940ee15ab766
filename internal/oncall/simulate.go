package oncall

import (
	"fmt"
	"time"

	"github.com/airra/airra/internal/airra"
)

// Simulate walks all steps of all rounds of a policy with their waits, as if an
// incident began at q.At and nobody ever answered. It asks the same [Plan] as real
// paging does.
func Simulate(r airra.Roster, p airra.EscalationPolicy, q airra.SimulationQuery, channels []airra.ChannelInfo) airra.Simulation {
	if q.Severity == "" {
		q.Severity = airra.SeverityHigh
	}
	s := airra.Simulation{
		At: q.At, Service: q.Service, Severity: q.Severity, Policy: p.Name,
		Steps: []airra.SimulatedStep{}, ExhaustedAt: q.At, Notes: []string{},
	}
	notes := remarks{said: map[string]bool{}}
	notes.channels(p, channels)
	for round := range max(0, p.Repeat) + 1 {
		for i, rung := range p.Steps {
			at := s.ExhaustedAt
			d := duty(r, at)
			plan := d.plan(p, i, round, q.Service)
			wait := p.WaitAfter(i, len(plan.Pages) > 0)
			s.Steps = append(s.Steps, airra.SimulatedStep{
				Number: len(s.Steps) + 1, Round: round + 1, At: at, AfterSeconds: int64(at.Sub(q.At) / time.Second),
				WaitSeconds: int(wait / time.Second), Pages: plan.Pages, Nobody: plan.Nobody,
			})
			notes.levels(d, rung, q.Service, at)
			s.ExhaustedAt = at.Add(wait)
		}
	}
	if len(p.Steps) == 0 {
		notes.add("policy", "policy %q has no steps, so nobody is ever paged", p.Name)
	}
	s.Notes = append(s.Notes, notes.all...)
	return s
}

// remarks are what is odd about a simulation, each subject said once.
type remarks struct {
	said map[string]bool
	all  []string
}

func (r *remarks) add(subject, format string, args ...any) {
	if !r.said[subject] {
		r.said[subject] = true
		r.all = append(r.all, fmt.Sprintf(format, args...))
	}
}

// channels tells of those from which nothing would leave.
func (r *remarks) channels(p airra.EscalationPolicy, infos []airra.ChannelInfo) {
	known := make(map[string]airra.ChannelInfo, len(infos))
	for _, info := range infos {
		known[info.Name] = info
	}
	for _, rung := range p.Steps {
		for _, name := range rung.Channels {
			switch info := known[name]; {
			case !info.Configured:
				r.add("channel "+name, "%s is not set up: pages there are recorded as simulated", name)
			case info.DisabledAt != nil:
				r.add("channel "+name, "%s is switched off: %s", name, info.DisabledReason)
			}
		}
	}
}

// levels tells of those that a step asks for and that nobody has.
func (r *remarks) levels(d onDuty, rung airra.EscalationStep, service airra.ServiceName, at time.Time) {
	for _, t := range rung.Targets {
		if t.EngineerID != "" {
			continue
		}
		if l := levelOf(t); len(d.candidates(airra.OnCallQuery{Service: service}, l)) == 0 {
			r.add("level "+string(l), "%s at %s", nobodyAt(l), stamp(at))
		}
	}
}
