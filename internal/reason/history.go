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

// recall compares the past incidents of the same service with the case. Half of
// the likeness is whose incident it was, half which signals moved, and to which
// side. Without a common signal two incidents of one service have nothing in
// common but the address. Those of other services are left out, neighbours too:
// services share the names of their metrics, so error_rate on both says little,
// and what a person confirmed for one of them is not confirmed for the other.
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
		if past.Service == c.Incident.AffectedService && overlap > 0 && past.Category != "" {
			found = append(found, recollection{past, 0.5 + 0.5*overlap, overlap == 1})
		}
	}
	slices.SortStableFunc(found, func(a, b recollection) int {
		return cmp.Or(cmp.Compare(b.likeness, a.likeness), b.ResolvedAt.Compare(a.ResolvedAt))
	})
	return found
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
	c.learned = learnedFrom(f, c.category)
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
	return fmt.Sprintf("%s%s %s and ", r.Ref, when, looks)
}

func fixed(r recollection) string {
	if r.Fix == "" {
		return ""
	}
	return "; what helped: " + Sanitize(r.Fix)
}

// learnedFrom turns the verdicts on this service and category into the
// adjustment of the original's formula: +0.10 above four right in five, -0.10
// below three in ten. In between, and before the first verdict, it is nil: the
// seed stays. (The original dropped the seed with the first right answer, so
// that being right lowered the confidence.)
func learnedFrom(f facts, category string) *float64 {
	right, verdicts := 0, 0
	for _, r := range f.history {
		if r.Service != f.service || r.Category != category || r.Confirmed == r.Rejected {
			continue
		}
		verdicts++
		if r.Confirmed {
			right++
		}
	}
	if verdicts == 0 {
		return nil
	}
	adjustment := 0.10
	switch rate := float64(right) / float64(verdicts); {
	case rate > 0.8:
		return &adjustment
	case rate < 0.3:
		adjustment = -0.10
		return &adjustment
	}
	return nil
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
