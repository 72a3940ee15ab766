package reason

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/airra/airra/internal/airra"
)

// RulesName is the reasoner of an analysis that no model took part in.
const RulesName = "offline rules"

// RulesModel stands in Hypothesis.LLMModel when the rules answered.
const RulesModel = "offline-rules"

// The most hypotheses that are kept, and how many are kept however weak they
// are: one cause alone is an assertion, two are a comparison.
const (
	maxHypotheses = 5
	minHypotheses = 2
	faint         = 0.15 // confidence below which a hypothesis is not worth a line
)

// Rules ranks the possible causes of a case without a model. It is a pure
// function: the same case gives the same analysis. Identifiers are left empty.
func Rules(c airra.Case) airra.Analysis {
	f := factsOf(c)
	var hypotheses []airra.Hypothesis
	for _, claim := range f.claims() {
		claim.examine(f)
		h := claim.weigh(f)
		h.Description, h.Reasoning = describe(f, claim, h), explain(claim, h)
		hypotheses = append(hypotheses, h)
	}
	analysis := airra.Analysis{Hypotheses: rank(hypotheses), Reasoner: RulesName}
	if len(analysis.Hypotheses) == 0 {
		analysis.Hypotheses = []airra.Hypothesis{nothingFound(f)}
	}
	if why := undecided(analysis.Hypotheses); why != "" {
		analysis.Inconclusive, analysis.Note = true, why
	}
	enumerate(analysis.Hypotheses)
	return analysis
}

// rank orders by confidence; equal ones keep the order they came in.
func rank(hypotheses []airra.Hypothesis) []airra.Hypothesis {
	slices.SortStableFunc(hypotheses, func(a, b airra.Hypothesis) int {
		return cmp.Compare(b.ConfidenceScore, a.ConfidenceScore)
	})
	kept := hypotheses[:min(maxHypotheses, len(hypotheses))]
	for len(kept) > minHypotheses && kept[len(kept)-1].ConfidenceScore < faint {
		kept = kept[:len(kept)-1]
	}
	for i := range kept {
		kept[i].Rank = i + 1
	}
	return kept
}

// enumerate gives every item a number that is unique within the incident, so
// that a person can ask for it again.
func enumerate(hypotheses []airra.Hypothesis) {
	next := 1
	for _, h := range hypotheses {
		for _, items := range [][]airra.EvidenceItem{h.Evidence.Items, h.Evidence.Against} {
			for i := range items {
				items[i].Number = next
				next++
			}
		}
	}
}

// describe says the cause in one line: the verdict and the best reason for it.
func describe(f facts, c *claim, h airra.Hypothesis) string {
	text := fmt.Sprintf(c.verdict, f.service)
	if len(c.roots) == 0 && !pointedAtByChange(f, c.cause) && !f.recalled(c.category) {
		text = "Possibly " + text
	}
	if mine := blamed(f, c.cause); len(mine) > 0 {
		text += " (" + list(serviceNames(mine)) + ")"
	}
	if len(h.Evidence.Items) > 0 {
		return text + ": " + h.Evidence.Items[0].Observation
	}
	return text + "."
}

// explain gives the chain of thought: how the cause works, what could not be
// seen, and what would settle it. The evidence stands beside it and is not said
// again.
func explain(c *claim, h airra.Hypothesis) string {
	text := c.mechanism
	if len(h.Evidence.Against) == 0 {
		text += " Nothing that was seen speaks against it."
	}
	if c.unwatched != "" {
		text += " " + c.unwatched
	}
	return text + " " + c.check
}
