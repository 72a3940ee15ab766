package reason

import (
	"cmp"
	"slices"
	"time"

	"github.com/airra/airra/internal/airra"
)

// symptom is a signal that left its band, seen from the affected service.
type symptom struct {
	airra.Signal
	aspect aspect
}

// facts is a case in the terms of the rules.
type facts struct {
	service    airra.ServiceName
	upstreams  []airra.ServiceName // nearest first
	topology   airra.Topology
	own        []symptom           // of the affected service, in order of onset
	upstream   []symptom           // of what it depends on, in order of onset
	dependents []symptom           // of what depends on it, in order of onset
	onset      time.Time           // first sign on the affected service
	watched    []airra.ServiceName // those whose silence means something
	changes    []airra.Change
	history    []recollection
	patterns   map[string]airra.Pattern // what the verdicts on this service add up to, by category
}

// factsOf sorts the signals by whose they are. A signal of a service whose
// relation nobody has declared is left out: that two services were disturbed
// together is no evidence that one disturbed the other.
func factsOf(c airra.Case) facts {
	f := facts{
		service:  c.Incident.AffectedService,
		topology: c.Topology,
		changes:  c.Changes,
		watched:  c.Watched,
		patterns: c.Patterns,
		onset:    c.Incident.DetectedAt,
	}
	f.upstreams = c.Topology.Upstreams(f.service)
	for _, signal := range c.Signals {
		s := symptomOf(signal)
		switch {
		case signal.Service == f.service || signal.Service == "":
			f.own = append(f.own, s)
		case slices.Contains(f.upstreams, signal.Service):
			f.upstream = append(f.upstream, s)
		case c.Topology.DependsOn(signal.Service, f.service):
			f.dependents = append(f.dependents, s)
		}
	}
	for _, group := range [][]symptom{f.own, f.upstream, f.dependents} {
		slices.SortStableFunc(group, func(a, b symptom) int { return a.FirstSeen.Compare(b.FirstSeen) })
	}
	if len(f.own) > 0 && !f.own[0].FirstSeen.IsZero() {
		f.onset = f.own[0].FirstSeen
	}
	f.history = recall(c)
	return f
}

// symptomOf fills in a direction that a caller left out.
func symptomOf(signal airra.Signal) symptom {
	if signal.Direction != airra.Up && signal.Direction != airra.Down {
		signal.Direction = airra.Up
		if signal.Current < signal.Expected {
			signal.Direction = airra.Down
		}
	}
	return symptom{Signal: signal, aspect: aspectOf(signal)}
}

// disturbedRoots lists the disturbed services among those this one needs that
// have no disturbed service below them: of a chain only its end can be the
// cause.
func (f facts) disturbedRoots() []airra.ServiceName {
	var disturbed []airra.ServiceName
	for _, s := range f.upstream {
		if !s.improved() && !slices.Contains(disturbed, s.Service) {
			disturbed = append(disturbed, s.Service)
		}
	}
	return slices.DeleteFunc(slices.Clone(disturbed), func(name airra.ServiceName) bool {
		return slices.ContainsFunc(disturbed, func(other airra.ServiceName) bool {
			return f.topology.DependsOn(name, other) && !f.topology.DependsOn(other, name)
		})
	})
}

// simultaneous is the largest distance of two onsets that counts as none:
// signals are scraped, so two that moved together may be seen some seconds
// apart.
const simultaneous = 10 * time.Second

// sequence says whether a began before b (-1), after it (1), or at the same
// time as far as anybody can tell (0).
func sequence(a, b time.Time) int {
	if a.IsZero() || b.IsZero() {
		return 0
	}
	if distance := a.Sub(b); distance.Abs() <= simultaneous {
		return 0
	}
	return a.Compare(b)
}

// fold is how many times its normal value a signal reached, or 0 when the
// normal value is not above zero.
func (s symptom) fold() float64 {
	if s.Expected <= 0 {
		return 0
	}
	return finite(s.Current / s.Expected)
}

// strongest is the symptom farthest from its band.
func strongest(symptoms []symptom) (symptom, bool) {
	if len(symptoms) == 0 {
		return symptom{}, false
	}
	return slices.MaxFunc(symptoms, func(a, b symptom) int { return cmp.Compare(finite(a.Sigma), finite(b.Sigma)) }), true
}
