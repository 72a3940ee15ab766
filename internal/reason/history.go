package reason

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/airra/airra/internal/airra"
)

// recollection is a past incident with how much it resembles the present one,
// 0..1.
type recollection struct {
	airra.PastIncident
	likeness float64
	sameSign bool // same service, same signals
}

// recall chooses those of the past incidents that say something about the case.
// Without a common signal, and where nobody has compared the two and found most
// of the rest alike, two incidents of one service have nothing in common but the
// address. Those of other services are left out, neighbours too: services share
// the names of their metrics, so error_rate on both says little, and what a
// person confirmed for one of them is not confirmed for the other.
func recall(c airra.Case) []recollection {
	present := map[string]airra.Direction{}
	for _, s := range c.Signals {
		if own := s.Service == c.Incident.AffectedService; own || present[s.Name] == "" {
			present[s.Name] = symptomOf(s).Direction
		}
	}
	var found []recollection
	for _, past := range c.History {
		overlap := jaccard(present, past)
		same := past.Service == c.Incident.AffectedService
		if same && airra.Alike(same, overlap, past.Similarity) && past.Category != "" {
			found = append(found, recollection{past, likeness(past, overlap), overlap == 1})
		}
	}
	slices.SortStableFunc(found, func(a, b recollection) int {
		return cmp.Or(cmp.Compare(b.likeness, a.likeness), b.ResolvedAt.Compare(a.ResolvedAt))
	})
	return found
}

// likeness is how much a past incident counts: its similarity, of which half
// depends on how far it is to be trusted. Where nobody has compared the two, half
// is whose incident it was and half which signals moved.
func likeness(past airra.PastIncident, overlap float64) float64 {
	if past.Similarity == 0 {
		return 0.5 + 0.5*overlap
	}
	return unit(past.Similarity) * (0.5 + 0.5*unit(past.Trust))
}

// jaccard is the share of common signals among all. One that moved the other way
// is not common; where the past direction is not known, the name has to do.
func jaccard(present map[string]airra.Direction, past airra.PastIncident) float64 {
	names, common := map[string]bool{}, 0
	for _, name := range past.Signals {
		direction, moved := present[name]
		if before := past.Directions[name]; !names[name] && moved && (before == "" || before == direction) {
			common++
		}
		names[name] = true
	}
	if union := len(present) + len(names) - common; union > 0 {
		return float64(common) / float64(union)
	}
	return 0
}

// recalled says whether a person confirmed this cause for a similar incident.
func (f facts) recalled(category string) bool {
	return slices.ContainsFunc(f.history, func(r recollection) bool { return r.Confirmed && r.Category == category })
}

// learned is what the verdicts of people on this service and category add to the
// confidence, or nil before the first one: then the seed stands.
func (f facts) learned(category string) *float64 {
	if pattern, judged := f.patterns[category]; judged {
		return &pattern.Adjustment
	}
	return nil
}

// maxRecalled is how many past incidents a hypothesis cites on each side.
const maxRecalled = 2

// observeHistory cites similar incidents. What a person confirmed weighs most,
// what nobody checked weighs half of that, and a confirmed other cause is an
// objection.
func observeHistory(f facts, c *claim) {
	for _, r := range first(f.history, maxRecalled, func(r recollection) bool { return r.Category == c.category && !r.Rejected }) {
		if r.Confirmed {
			c.vouched = c.vouched || r.sameSign
			c.cite(f, r, "was this, as a person confirmed"+fixed(r), .95)
		} else {
			c.cite(f, r, "was taken for this, which nobody confirmed", .5)
		}
	}
	for _, r := range first(f.history, 1, func(r recollection) bool { return r.Category == c.category && r.Rejected }) {
		c.citeAgainst(f, r, "was first taken for this, and a person found that wrong", .8)
	}
	for _, r := range first(f.history, 1, func(r recollection) bool { return r.Category != c.category && r.Confirmed }) {
		c.citeAgainst(f, r, "was confirmed to be "+nameOf(r.Category), .6)
	}
	c.learned = f.learned(c.category)
}

func (c *claim) cite(f facts, r recollection, verdict string, relevance float64) {
	c.support(evidenceHistory, r.Ref, lookedAlike(f, r)+verdict+".", relevance*r.likeness, "")
	c.items[len(c.items)-1].Ref = r.Ref
}

func (c *claim) citeAgainst(f facts, r recollection, verdict string, relevance float64) {
	c.object(evidenceHistory, r.Ref, lookedAlike(f, r)+verdict+".", relevance*r.likeness, "")
	c.against[len(c.against)-1].Ref = r.Ref
}

func lookedAlike(f facts, r recollection) string {
	looks := "looked similar"
	if r.sameSign {
		looks = "looked the same"
	}
	when := ""
	if age := f.onset.Sub(r.ResolvedAt); !r.ResolvedAt.IsZero() && age > time.Second {
		when = ", " + span(age) + " ago,"
	}
	if r.Origin == airra.OriginSimulated || r.Origin == airra.OriginGenerated {
		looks = "was " + string(r.Origin) + ", " + looks
	}
	return fmt.Sprintf("%s%s %s and ", r.Ref, when, looks)
}

func fixed(r recollection) string {
	if r.Fix == "" {
		return ""
	}
	return "; what helped: " + Sanitize(r.Fix)
}

// nameOf gives the words for a category.
func nameOf(category string) string {
	for _, known := range causes {
		if known.category == category {
			return known.name
		}
	}
	return Sanitize(category)
}

func first[T any](all []T, limit int, wanted func(T) bool) []T {
	var found []T
	for _, one := range all {
		if len(found) < limit && wanted(one) {
			found = append(found, one)
		}
	}
	return found
}
