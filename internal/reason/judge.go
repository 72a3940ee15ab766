package reason

import (
	"fmt"
	"slices"

	"github.com/airra/airra/internal/airra"
)

// hearsay is what remains of the relevance of a citation that the case does not
// hold: a model that cites a signal nobody recorded has made it up, or means
// something else by the name.
const hearsay = 0.25

// readAnswer makes a ranking of a model's text. Its errors are written for the
// model, which is shown them once.
func readAnswer(c airra.Case, text, model string) ([]airra.Hypothesis, error) {
	said, err := parseAnswer(text)
	if err != nil {
		return nil, err
	}
	ranked := judged(c, said, model)
	if len(ranked) < minHypotheses {
		return nil, fmt.Errorf("of its hypotheses %d cite evidence of weight by the name of a signal, change, service or past incident that was given, and %d are needed",
			len(ranked), minHypotheses)
	}
	return ranked, nil
}

// judged turns a model's answer into a ranking. The model's relevances enter
// the same formula as those of the rules; queries come from the case alone; and
// every text is redacted and guarded before anybody stores it. A hypothesis that
// stands on nothing the case holds is left out: its category's prior alone would
// rank it, and nobody could check it. One that decides nothing needs no evidence.
// Where a model has no objection, the rules are asked for theirs.
func judged(c airra.Case, a answer, model string) []airra.Hypothesis {
	f := factsOf(c)
	hypotheses := make([]airra.Hypothesis, 0, len(a.Hypotheses))
	for _, said := range a.Hypotheses {
		items := mostRelevant(cited(c, said.Evidence), maxSupport)
		if said.Category != airra.CategoryInconclusive && !anyGrounded(c, items) {
			continue
		}
		h := airra.Hypothesis{
			Category:          said.Category,
			Description:       outgoing(said.Description, maxDescription),
			Reasoning:         outgoing(said.Reasoning, maxReasoning),
			LLMModel:          model,
			SupportingSignals: []string{},
			Evidence: airra.Evidence{
				Items:     items,
				Against:   mostRelevant(cited(c, said.Against), maxAgainst),
				Anomalies: []airra.EvidenceAnomaly{},
			},
		}
		if len(h.Evidence.Against) == 0 {
			h.Evidence.Against = objectionsOf(f, h.Category)
		}
		h.ConfidenceScore = Confidence(formed(f, c, &h))
		hypotheses = append(hypotheses, h)
	}
	ranked := rank(hypotheses)
	enumerate(ranked)
	return ranked
}

// formed notes the signals a hypothesis rests on, which are those it cites, and
// gives what its confidence depends on.
func formed(f facts, c airra.Case, h *airra.Hypothesis) ConfidenceInput {
	in := ConfidenceInput{
		Category: h.Category, Evidence: h.Evidence.Items, Against: h.Evidence.Against,
		Upstreams: f.upstreams, Learned: f.learned(h.Category),
	}
	for _, s := range c.Signals {
		if !slices.ContainsFunc(h.Evidence.Items, func(item airra.EvidenceItem) bool { return item.SignalName == s.Name }) {
			continue
		}
		h.SupportingSignals = append(h.SupportingSignals, s.Name)
		h.Evidence.Anomalies = append(h.Evidence.Anomalies, anomalyOf(s))
		in.Anomalies = append(in.Anomalies, AnomalyStrength{Confidence: s.Confidence, Sigma: s.Sigma})
	}
	h.SupportingSignals = unique(h.SupportingSignals)
	return in
}

// cited turns what a model cites into evidence.
func cited(c airra.Case, reasons []answeredReason) []airra.EvidenceItem {
	items := make([]airra.EvidenceItem, 0, len(reasons))
	for _, r := range reasons {
		item := airra.EvidenceItem{
			SignalType: r.SignalType, SignalName: outgoing(r.SignalName, maxAnsweredName),
			Observation: outgoing(r.Observation, maxObservation), Relevance: unit(r.Relevance),
		}
		if !grounded(c, &item) {
			item.Relevance *= hearsay
			item.Observation += " (Not among what is known of this incident.)"
		}
		item.Relevance = round(item.Relevance)
		items = append(items, item)
	}
	return items
}

func anyGrounded(c airra.Case, items []airra.EvidenceItem) bool {
	return slices.ContainsFunc(items, func(item airra.EvidenceItem) bool { return grounded(c, &item) })
}

// grounded says whether the case holds what an item cites, and completes the
// item from the case.
func grounded(c airra.Case, item *airra.EvidenceItem) bool {
	if s, ok := recorded(c, func(s airra.Signal) bool { return s.Name == item.SignalName }); ok {
		item.Query = s.Query
		return true
	}
	switch item.SignalType {
	case evidenceHistory:
		known := slices.ContainsFunc(c.History, func(past airra.PastIncident) bool { return past.Ref == item.SignalName })
		if known {
			item.Ref = item.SignalName
		}
		return known
	case evidenceChange:
		return len(c.Changes) > 0
	case evidenceTopology, evidenceOrder:
		service := airra.ServiceName(item.SignalName)
		s, _ := recorded(c, func(s airra.Signal) bool { return s.Service == service })
		item.Query = s.Query
		return slices.Contains(c.Topology.Names(), service)
	}
	return false
}

// recorded finds a signal of the case, and among several that of the affected
// service, since services share the names of their metrics.
func recorded(c airra.Case, wanted func(airra.Signal) bool) (found airra.Signal, ok bool) {
	for _, s := range c.Signals {
		own := s.Service == c.Incident.AffectedService || s.Service == ""
		if wanted(s) && (own || !ok) {
			found, ok = s, true
			if own {
				break
			}
		}
	}
	return found, ok
}

// outgoing makes a model's text fit to be stored and shown.
func outgoing(text string, limit int) string {
	clean, _ := inspect(Redact(text), limit)
	return clean
}
