package reason

import (
	"fmt"
	"slices"
	"time"

	"github.com/airra/airra/internal/airra"
)

// blamed lists the disturbed services that a cause outside the service would
// be about. One disturbed dependency is to blame itself; several that do not
// need each other, disturbed within a moment, share something, and what they
// share is the network.
func blamed(f facts, known cause) []airra.ServiceName {
	roots := f.disturbedRoots()
	switch known.category {
	case airra.CategoryNetworkIssue:
		if len(roots) >= 2 && together(f, roots) {
			return roots
		}
	case airra.CategoryDatabaseIssue:
		return slices.DeleteFunc(roots, func(n airra.ServiceName) bool { return !isDatabase(n) })
	case airra.CategoryDependency:
		return slices.DeleteFunc(roots, isDatabase)
	}
	return nil
}

// momentary is how close the onsets of independent services must be to have
// one reason.
const momentary = 45 * time.Second

func together(f facts, services []airra.ServiceName) bool {
	var first, last time.Time
	for _, name := range services {
		s, ok := earliest(f.upstream, func(s symptom) bool { return s.Service == name })
		if !ok || s.FirstSeen.IsZero() {
			return ok
		}
		if first.IsZero() || s.FirstSeen.Before(first) {
			first = s.FirstSeen
		}
		if s.FirstSeen.After(last) {
			last = s.FirstSeen
		}
	}
	return last.Sub(first) <= momentary
}

// observeTopology cites the disturbed services around this one.
func observeTopology(f facts, c *claim) {
	roots, mine := f.disturbedRoots(), blamed(f, c.cause)
	switch {
	case len(mine) > 0:
		supportBlamed(f, c, mine)
		if others := without(roots, mine); len(others) > 0 {
			c.object(evidenceTopology, string(others[0]), fmt.Sprintf(
				"%s was disturbed too, which this does not explain.", list(serviceNames(others))), .6, f.queryOf(others[0]))
		}
	case len(roots) > 0 && !pointsOutside(c.category):
		objectUpstream(f, c, roots)
	case len(f.upstream) == 0 && pointsOutside(c.category) && len(c.roots) == 0:
		objectSilence(f, c)
	}
	supportArrival(f, c)
}

// objectSilence counts the silence of the services that are watched, and names
// the others.
func objectSilence(f facts, c *claim) {
	seen := slices.DeleteFunc(slices.Clone(f.upstreams), func(n airra.ServiceName) bool { return !f.looksAt(n) })
	if _, unseen := f.silence(c.category); len(unseen) > 0 {
		c.unwatched = notWatched(unseen)
	}
	if len(seen) == 0 {
		return
	}
	said := fmt.Sprintf("None of the %d services that %s needs was seen disturbed.", len(seen), f.service)
	if others := len(f.upstreams) - len(seen); others > 0 {
		said = fmt.Sprintf("Of the %d services that %s needs, none of the watched %d was seen disturbed.", len(f.upstreams), f.service, len(seen))
	}
	c.object(evidenceTopology, string(seen[0]), said, .3*float64(len(seen))/float64(len(f.upstreams)), "")
}

// supportBlamed cites each blamed service by its strongest signal. Being
// disturbed first is worth more than being disturbed as well.
func supportBlamed(f facts, c *claim, mine []airra.ServiceName) {
	for _, name := range mine[:min(2, len(mine))] {
		s, _ := strongest(slices.DeleteFunc(slices.Clone(f.upstream), func(s symptom) bool { return s.Service != name }))
		relevance := map[int]float64{-1: .9, 0: .75, 1: .3}[sequence(s.FirstSeen, f.onset)]
		c.support(evidenceTopology, string(name), fmt.Sprintf("%s needs %s, and there %s",
			f.service, name, movement(s, name)), relevance, s.Query)
	}
	if c.category == airra.CategoryNetworkIssue && len(mine) >= 2 {
		c.support(evidenceTopology, string(mine[0]), fmt.Sprintf(
			"%d services that do not need each other were disturbed together, so one reason behind all is likelier than as many failures at once.",
			len(mine)), .9, f.queryOf(mine[0]))
	}
	if len(mine) >= 2 && c.category != airra.CategoryNetworkIssue && together(f, mine) {
		c.object(evidenceTopology, string(mine[0]), fmt.Sprintf("%d independent services would have had to fail at once.", len(mine)), .6, f.queryOf(mine[0]))
	}
}

// objectUpstream: a disturbed dependency speaks against a fault of the service
// itself unless it was disturbed only afterwards, and then it may be a victim.
func objectUpstream(f facts, c *claim, roots []airra.ServiceName) {
	s, ok := earliest(f.upstream, func(s symptom) bool { return slices.Contains(roots, s.Service) })
	if ok && sequence(s.FirstSeen, c.leadTime(f)) == 0 {
		c.object(evidenceTopology, string(s.Service), fmt.Sprintf("%s, which %s needs, was disturbed at the same time.",
			s.Service, f.service), .5, s.Query)
	}
}

// supportArrival: a surge reaches the callers first.
func supportArrival(f facts, c *claim) {
	if c.category != airra.CategoryTrafficSpike || len(c.roots) == 0 {
		return
	}
	s, ok := earliest(f.dependents, func(s symptom) bool { return s.aspect == aspectTraffic && s.Direction == airra.Up })
	if ok && sequence(s.FirstSeen, c.leadTime(f)) <= 0 {
		c.support(evidenceTopology, string(s.Service), fmt.Sprintf("It came through %s, where %s",
			s.Service, movement(s, s.Service)), .8, s.Query)
	}
}

// pointsOutside says whether a category blames something the service needs.
func pointsOutside(category string) bool {
	return category == airra.CategoryDatabaseIssue || category == airra.CategoryDependency || category == airra.CategoryNetworkIssue
}

func (f facts) queryOf(name airra.ServiceName) string {
	s, _ := earliest(f.upstream, func(s symptom) bool { return s.Service == name })
	return s.Query
}

func without(all, some []airra.ServiceName) []airra.ServiceName {
	return slices.DeleteFunc(slices.Clone(all), func(n airra.ServiceName) bool { return slices.Contains(some, n) })
}

func serviceNames(services []airra.ServiceName) []string {
	names := make([]string, 0, len(services))
	for _, name := range services {
		names = append(names, string(name))
	}
	return names
}
