package reason

import "github.com/airra/airra/internal/airra"

// discreet takes secrets out of what the rules wrote: names and units of metrics
// are foreign, and the rules quote them. Queries stay, since a query that was
// cut is one that nobody can run again.
func discreet(analysis airra.Analysis) airra.Analysis {
	analysis.Note = Redact(analysis.Note)
	for i := range analysis.Hypotheses {
		h := &analysis.Hypotheses[i]
		h.Description, h.Reasoning = Redact(h.Description), Redact(h.Reasoning)
		for _, items := range [][]airra.EvidenceItem{h.Evidence.Items, h.Evidence.Against} {
			for j := range items {
				items[j].Observation, items[j].SignalName = Redact(items[j].Observation), Redact(items[j].SignalName)
			}
		}
		for j := range h.SupportingSignals {
			h.SupportingSignals[j] = Redact(h.SupportingSignals[j])
		}
		for j := range h.Evidence.Anomalies {
			h.Evidence.Anomalies[j].Metric = Redact(h.Evidence.Anomalies[j].Metric)
		}
	}
	return analysis
}
