package reason

import (
	"fmt"
	"slices"

	"github.com/airra/airra/internal/airra"
)

// The bounds of a decision. Below tooWeak the best cause is a guess; two causes
// closer than tooClose are one guess between them, unless something that tells
// causes apart speaks for the first.
const (
	tooWeak  = 0.35
	tooClose = 0.03
)

// undecided says why a ranking decides nothing, or nothing when it does. Saying
// so is an answer: a person then looks at the candidates instead of trusting
// the first.
func undecided(ranked []airra.Hypothesis) string {
	best := ranked[0]
	if best.Category == airra.CategoryInconclusive {
		return best.Description
	}
	if best.ConfidenceScore < tooWeak {
		return fmt.Sprintf("Nothing speaks clearly for any cause: the best one reaches %.2f.", best.ConfidenceScore)
	}
	if len(ranked) > 1 && best.ConfidenceScore-ranked[1].ConfidenceScore < tooClose && !discriminated(best) {
		return fmt.Sprintf("Nothing tells %s from %s: no order, no dependency, no change and no past incident speaks for either.",
			nameOf(best.Category), nameOf(ranked[1].Category))
	}
	return ""
}

// discriminated says whether anything but the bare signals speaks for a
// hypothesis.
func discriminated(h airra.Hypothesis) bool {
	return slices.ContainsFunc(h.Evidence.Items, func(item airra.EvidenceItem) bool {
		switch item.SignalType {
		case evidenceOrder, evidenceTopology, evidenceChange, evidenceHistory:
			return true
		}
		return false
	})
}

// nothingFound is the one hypothesis of a case without causes.
func nothingFound(f facts) airra.Hypothesis {
	if recovering(f) {
		return recovery(f)
	}
	return unknown(f)
}

// unknown stands in the list when no cause is even worth considering. It cites
// what was seen, so that a person can start from there.
func unknown(f facts) airra.Hypothesis {
	h := airra.Hypothesis{
		Category: airra.CategoryInconclusive, LLMModel: RulesModel,
		Description:       fmt.Sprintf("No signal of %s left its band, so there is nothing to reason from.", f.service),
		Reasoning:         "The rules conclude only from signals that moved. Report metrics with the incident, or analyze it again once some have moved.",
		Evidence:          airra.Evidence{Items: []airra.EvidenceItem{}, Against: []airra.EvidenceItem{}, Anomalies: []airra.EvidenceAnomaly{}},
		SupportingSignals: []string{},
	}
	strengths := []AnomalyStrength{}
	for _, s := range f.own {
		h.Evidence.Items = append(h.Evidence.Items, airra.EvidenceItem{
			SignalType: kindOf(s), SignalName: s.Name, Observation: movement(s, f.service), Relevance: 0.2, Query: s.Query,
		})
		h.Evidence.Anomalies = append(h.Evidence.Anomalies, anomalyOf(s.Signal))
		h.SupportingSignals = append(h.SupportingSignals, s.Name)
		strengths = append(strengths, AnomalyStrength{Confidence: s.Confidence, Sigma: s.Sigma})
	}
	if len(f.own) > 0 {
		h.Description = fmt.Sprintf("%s of %s moved, and no rule knows what that means.", list(namesOf(f.own)), f.service)
		h.Reasoning = "The names of these signals say nothing about requests, errors, resources or dependencies. Look at them directly."
	}
	h.Evidence.Items = mostRelevant(h.Evidence.Items, maxSupport)
	h.ConfidenceScore = Confidence(ConfidenceInput{Category: h.Category, Evidence: h.Evidence.Items, Anomalies: strengths})
	h.Rank = 1
	return h
}
