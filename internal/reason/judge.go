package reason

import (
	"slices"

	"github.com/airra/airra/internal/airra"
)

// hearsay is what remains of the relevance of a citation that the case does not
// hold: a model that cites a signal nobody recorded has made it up, or means
// something else by the name.
const hearsay = 0.25

// judged turns a model's answer into a ranking. The model's relevances enter
// the same formula as those of the rules; queries come from the case alone; and
// every text is redacted and guarded before anybody stores it.
func judged(c airra.Case, a answer, model string) []airra.Hypothesis {
	f := factsOf(c)
	hypotheses := make([]airra.Hypothesis, 0, len(a.Hypotheses))
	for _, said := range a.Hypotheses {
		h := airra.Hypothesis{
			Category:          said.Category,
			Description:       outgoing(said.Description, maxDescription),
			Reasoning:         outgoing(said.Reasoning, maxReasoning),
			LLMModel:          model,
			SupportingSignals: []string{},
			Evidence: airra.Evidence{
				Items:     mostRelevant(cited(c, said.Evidence), maxSupport),
				Against:   mostRelevant(cited(c, said.Against), maxAgainst),
				Anomalies: []airra.EvidenceAnomaly{},
			},
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
		Upstreams: f.upstreams, Learned: learnedFrom(f, h.Category),
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

// grounded says whether the case holds what an item cites, and completes the
// item from the case.
func grounded(c airra.Case, item *airra.EvidenceItem) bool {
	for _, s := range c.Signals {
		if s.Name == item.SignalName {
			item.Query = s.Query
			return true
		}
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
		return slices.Contains(c.Topology.Names(), airra.ServiceName(item.SignalName))
	}
	return false
}

// outgoing makes a model's text fit to be stored and shown.
func outgoing(text string, limit int) string {
	clean, _ := inspect(Redact(text), limit)
	return clean
}
