package learn

import (
	"cmp"
	"slices"

	"github.com/airra/airra/internal/airra"
)

// Recall compares an incident with what is remembered and gives the memories that
// resemble it, the best first by likeness and trust, at most limit of them.
func Recall(present Traits, found airra.Recollection, topology airra.Topology, limit int) []airra.SimilarIncident {
	texts := Texts{Documents: found.Documents, MeanLength: found.MeanLength, Frequency: found.Frequency}
	similar := make([]airra.SimilarIncident, 0, len(found.Candidates))
	for _, m := range found.Candidates {
		similarity, parts := Similarity(present, TraitsOf(m), topology, texts)
		if parts.Signals == 0 && parts.Text == 0 || !airra.Alike(parts.Service == 1, parts.Signals, similarity) {
			continue // The same address alone is no likeness either.
		}
		similar = append(similar, airra.SimilarIncident{
			IncidentID: m.IncidentID, Ref: m.Ref, Title: m.Title, Service: m.Service, Category: m.Category, Cause: m.Cause, Fix: m.Fix,
			Confirmed: m.Confirmed, Rejected: m.Rejected, Trust: m.Trust, Similarity: similarity, Parts: parts, Origin: m.Origin,
			ResolvedAt: m.ResolvedAt, Signals: m.Signals,
		})
	}
	slices.SortStableFunc(similar, func(a, b airra.SimilarIncident) int {
		return cmp.Or(cmp.Compare(Score(b.Similarity, b.Trust), Score(a.Similarity, a.Trust)), b.ResolvedAt.Compare(a.ResolvedAt), cmp.Compare(b.Ref, a.Ref))
	})
	return similar[:min(len(similar), max(0, limit))]
}
