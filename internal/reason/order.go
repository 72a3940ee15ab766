package reason

import (
	"fmt"
	"slices"

	"github.com/airra/airra/internal/airra"
)

// observeOrder applies the one law that needs no knowledge of the service: a
// cause does not come after its effect. It speaks only where the onsets are
// known and farther apart than the sampling could make them.
func observeOrder(f facts, c *claim) {
	lead := c.leadTime(f)
	if lead.IsZero() {
		return
	}
	if earlier, ok := firstBefore(f, c); ok {
		relevance, reading := 0.7, "so it is the likelier origin"
		if _, effect := match(c.cause.effects, earlier); effect && earlier.Service == f.service {
			relevance, reading = 0.85, "and a cause does not come after its effect"
		}
		c.object(evidenceOrder, earlier.Name, fmt.Sprintf("%s moved %s before the first sign of %s, %s.",
			subject(earlier, f.service), span(lead.Sub(earlier.FirstSeen)), c.name, reading), relevance, earlier.Query)
		return
	}
	if len(c.roots) == 0 {
		return
	}
	first := c.roots[0]
	if follower, ok := firstAfter(f, c); ok {
		c.support(evidenceOrder, first.Name, fmt.Sprintf("%s moved %s before %s, in the order that %s would cause.",
			subject(first, f.service), span(follower.FirstSeen.Sub(first.FirstSeen)), subject(follower, f.service), c.name),
			.85, first.Query)
	}
}

// firstBefore finds the earliest symptom that preceded the cause. Services that
// depend on this one can precede it only with their own traffic, since they are
// where its load comes from.
func firstBefore(f facts, c *claim) (symptom, bool) {
	return earliest(slices.Concat(f.own, f.upstream, f.dependents), func(s symptom) bool {
		return !s.improved() && !c.isRoot(s) && sequence(s.FirstSeen, c.leadTime(f)) < 0 && !explainsLater(f, c, s)
	})
}

// explainsLater excuses a symptom that came first without being the origin: a
// dependent's rising traffic is how a surge of traffic arrives, and a
// dependent's errors are not the service's.
func explainsLater(f facts, c *claim, s symptom) bool {
	if !slices.ContainsFunc(f.dependents, func(d symptom) bool { return d.Service == s.Service }) {
		return false
	}
	return s.aspect != aspectTraffic || c.category == airra.CategoryTrafficSpike
}

// firstAfter finds the earliest effect that followed the cause. For a cause
// outside the service everything on it is an effect.
func firstAfter(f facts, c *claim) (symptom, bool) {
	outside := c.roots[0].Service != f.service && c.roots[0].Service != ""
	return earliest(f.own, func(s symptom) bool {
		_, effect := match(c.cause.effects, s)
		return !c.isRoot(s) && (effect || outside) && sequence(s.FirstSeen, c.roots[0].FirstSeen) > 0
	})
}

func earliest(symptoms []symptom, wanted func(symptom) bool) (found symptom, ok bool) {
	for _, s := range symptoms {
		if wanted(s) && (!ok || s.FirstSeen.Before(found.FirstSeen)) {
			found, ok = s, true
		}
	}
	return found, ok
}
