package reason

import "github.com/airra/airra/internal/airra"

// RulesName is the reasoner of an analysis that no model took part in.
const RulesName = "offline rules"

// RulesModel stands in Hypothesis.LLMModel when the rules answered.
const RulesModel = "offline-rules"

// Rules ranks the possible causes of a case without a model.
func Rules(c airra.Case) airra.Analysis {
	_ = c
	return airra.Analysis{Reasoner: RulesName, Inconclusive: true}
}
