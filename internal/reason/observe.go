package reason

import (
	"fmt"

	"github.com/airra/airra/internal/airra"
)

// observers gather what speaks for and against a claim, each from one kind of
// fact. They do not see each other's findings, except that history, which runs
// before reserve, may vouch for a cause that left no sign of its own.
var observers = []func(facts, *claim){
	observeSigns, observeOrder, observeContrary, observeTopology,
	observeProportion, observeShape, observeChanges, observeHistory, reserve,
}

// observeSigns cites the signals of the service in which the cause itself
// shows, and says how much else it explains. Signals of one aspect say the same
// thing twice, so each aspect is cited twice at most.
func observeSigns(f facts, c *claim) {
	cited := map[aspect]int{}
	for _, s := range c.roots {
		if s.Service != f.service && s.Service != "" {
			continue
		}
		relevance := 0.8
		if sign, ok := match(c.shows, s); ok {
			relevance = sign.relevance
		}
		if cited[s.aspect]++; cited[s.aspect] <= 2 {
			c.support(kindOf(s), s.Name, movement(s, f.service), relevance, s.Query)
		}
	}
	if len(c.roots) > 0 && len(c.effects) > 0 {
		names := namesOf(c.effects)
		c.support(kindOf(c.effects[0]), c.effects[0].Name,
			fmt.Sprintf("%s moved as well, which %s brings with it.", list(names), c.name), .6, c.effects[0].Query)
	}
}

// observeContrary cites what points to another cause. A contrary sign that came
// later may itself be an effect, so it counts for less; one that came earlier
// is cited by observeOrder.
func observeContrary(f facts, c *claim) {
	lead, cited := c.leadTime(f), map[aspect]bool{}
	for _, s := range f.own {
		sign, ok := match(c.contrary, s)
		if !ok || cited[s.aspect] || c.isRoot(s) || loadExplains(f, c, s) {
			continue
		}
		relevance := sign.relevance
		switch sequence(s.FirstSeen, lead) {
		case -1:
			continue
		case 1:
			relevance *= 0.4
		}
		cited[s.aspect] = true
		c.object(kindOf(s), s.Name, movement(s, f.service)+" This points elsewhere.", relevance, s.Query)
	}
}

// reserve adds the reservations that have to be made whatever the cause: it was
// not itself seen, nothing confirms the one signal there is, or nobody knows
// what is normal.
func reserve(f facts, c *claim) {
	top, ok := strongest(f.own)
	if !ok {
		return
	}
	if len(c.roots) == 0 {
		relevance, reading := c.surmise, " It can come from this as well."
		if c.unwatched != "" {
			relevance /= 2 // Nobody could have seen it, so it is even less than a surmise.
		}
		if pointedAtByChange(f, c.cause) {
			relevance, reading = 0.6, " It began after the change."
		}
		if _, fits := match(c.cause.effects, top); fits || len(c.items) == 0 {
			c.support(kindOf(top), top.Name, movement(top, f.service)+reading, relevance, top.Query)
		}
		if share, _ := f.silence(c.category); share > 0 && !c.vouched && !pointedAtByChange(f, c.cause) {
			c.object(kindOf(top), top.Name, c.absence, .7*share, top.Query)
		}
	}
	if len(f.own)+len(f.upstream)+len(f.dependents) == 1 && len(f.changes) == 0 && len(f.history) == 0 {
		c.object(kindOf(top), top.Name, "Nothing else moved that would confirm it.", .2, top.Query)
	}
	if allAssumed(c.supporting(f)) {
		c.object(kindOf(top), top.Name, "What is normal is assumed here, since no baseline was stored.", .2, top.Query)
	}
}

func allAssumed(symptoms []symptom) bool {
	for _, s := range symptoms {
		if !s.Assumed {
			return false
		}
	}
	return len(symptoms) > 0
}

func kindOf(s symptom) string {
	if s.Kind == "" {
		return string(airra.KindMetric)
	}
	return string(s.Kind)
}

func namesOf(symptoms []symptom) []string {
	names := make([]string, 0, len(symptoms))
	for _, s := range symptoms {
		names = append(names, s.Name)
	}
	return unique(names)
}
