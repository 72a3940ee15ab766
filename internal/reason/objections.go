package reason

import "github.com/airra/airra/internal/airra"

// byTheRules marks an objection that a model did not make itself.
const byTheRules = " (Raised by the offline rules.)"

// objectionsOf gives what the rules hold against a category, whether or not they
// would have considered it themselves. A model that sees nothing against its
// cause has mostly not looked, and a person should not be shown that as
// agreement. Nothing speaks against a category the rules do not know.
func objectionsOf(f facts, category string) []airra.EvidenceItem {
	for _, known := range causes {
		if known.category != category {
			continue
		}
		c := claimOf(f, known)
		c.examine(f)
		for i := range c.against {
			c.against[i].Observation += byTheRules
		}
		return mostRelevant(c.against, maxAgainst)
	}
	return []airra.EvidenceItem{}
}
