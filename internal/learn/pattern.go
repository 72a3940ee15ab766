package learn

import (
	"maps"
	"slices"
	"strings"

	"github.com/airra/airra/internal/airra"
)

// seedWeight is how many verdicts a seed weighs like. With four, one verdict moves the
// adjustment by a fifth of the way to what it says, and ten outweigh the seed.
const seedWeight = 4

// widest is how far apart the adjustments of a cause that was always right and of one
// that was always wrong are.
const widest = 0.2

// Adjustment is what verdicts add to the confidence of a category: the seed, drawn
// towards 0.2 (confirmed/judged - 0.5) with every verdict. It always lies between the
// two. So the first right answer raises it, where a table of thresholds would jump or
// even drop the seed.
func Adjustment(seed float64, judged, confirmed int) float64 {
	if judged <= 0 {
		return seed
	}
	n := float64(judged)
	said := widest * (float64(min(confirmed, judged))/n - 0.5)
	return (seedWeight*seed + n*said) / (seedWeight + n)
}

// Counted says whether verdicts on incidents of one origin teach about those of
// another. What was invented teaches nothing, and what was simulated only about
// simulations.
func Counted(verdict, about airra.Origin) bool {
	return verdict == airra.OriginReal || verdict == airra.OriginSimulated && about == airra.OriginSimulated
}

// About says of which origins verdicts teach about incidents of one origin.
func About(about airra.Origin) func(verdict airra.Origin) bool {
	return func(verdict airra.Origin) bool { return Counted(verdict, about) }
}

// Priors lists the seeds as what they are, by category.
func Priors(seeds map[string]float64) []airra.Prior {
	priors := make([]airra.Prior, 0, len(seeds))
	for _, category := range slices.Sorted(maps.Keys(seeds)) {
		priors = append(priors, airra.Prior{Category: category, Adjustment: seeds[category]})
	}
	return priors
}

// Patterns adds up by service and category the verdicts whose origin counts. The most
// judged come first.
func Patterns(counts []airra.VerdictCount, seeds map[string]float64, counted func(airra.Origin) bool) []airra.Pattern {
	at := map[string]int{}
	patterns := []airra.Pattern{}
	for _, c := range counts {
		if c.Judged == 0 || !counted(c.Origin) {
			continue
		}
		id := string(c.Service) + ":" + c.Category
		n, known := at[id]
		if !known {
			n = len(patterns)
			at[id] = n
			patterns = append(patterns, airra.Pattern{
				ID: id, Name: string(c.Service) + " - " + c.Category, Service: c.Service, Category: c.Category, Prior: seeds[c.Category],
			})
		}
		p := &patterns[n]
		p.Occurrences += c.Judged
		p.Confirmed += c.Confirmed
		if c.LastAt.After(p.LastSeen) {
			p.LastSeen = c.LastAt
		}
	}
	for i := range patterns {
		p := &patterns[i]
		p.SuccessRate = float64(p.Confirmed) / float64(p.Occurrences)
		p.Adjustment = Adjustment(p.Prior, p.Occurrences, p.Confirmed)
	}
	slices.SortStableFunc(patterns, func(a, b airra.Pattern) int {
		if a.Occurrences != b.Occurrences {
			return b.Occurrences - a.Occurrences
		}
		return strings.Compare(a.ID, b.ID)
	})
	return patterns
}

// ByCategory finds the patterns of one service by their category.
func ByCategory(patterns []airra.Pattern, service airra.ServiceName) map[string]airra.Pattern {
	found := map[string]airra.Pattern{}
	for _, p := range patterns {
		if p.Service == service {
			found[p.Category] = p
		}
	}
	return found
}
