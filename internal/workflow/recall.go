package workflow

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/learn"
	"github.com/airra/airra/internal/reason"
)

// Bounds of a list of similar incidents.
const (
	defaultSimilar = 5
	maxSimilar     = 50
)

// SimilarIncidents gives past incidents that resemble one, the best first by likeness
// and trust.
func (w *Workflow) SimilarIncidents(ctx context.Context, incidentKey string, limit int) ([]airra.SimilarIncident, error) {
	if limit <= 0 {
		limit = defaultSimilar
	}
	i, err := incident(ctx, w.Store, incidentKey)
	if err != nil {
		return nil, err
	}
	signals, err := w.Store.Signals(ctx, i.ID)
	if err != nil {
		return nil, err
	}
	return w.recall(ctx, *i, signals, min(limit, maxSimilar))
}

// recall compares an incident with what is remembered. Its category is what the rules
// would say of it if nothing were remembered, so that a recollection does not help to
// find itself.
func (w *Workflow) recall(ctx context.Context, i airra.Incident, signals []airra.Signal, limit int) ([]airra.SimilarIncident, error) {
	present := learn.Traits{
		Service: i.AffectedService, Signals: learn.Directions(i.AffectedService, signals), Terms: learn.Terms(i.Title, i.Description),
		Category: w.firstGuess(i, signals),
	}
	found, err := w.Store.Recollect(ctx, airra.MemoryQuery{
		Incident: i.ID, Service: i.AffectedService, Signals: slices.Sorted(maps.Keys(present.Signals)), Terms: slices.Sorted(maps.Keys(present.Terms)),
	})
	if err != nil {
		return nil, err
	}
	return learn.Recall(present, found, w.Topology, limit), nil
}

// firstGuess is the category that the rules put first, or none.
func (w *Workflow) firstGuess(i airra.Incident, signals []airra.Signal) string {
	analysis := reason.Rules(w.caseOf(i, signals))
	if len(analysis.Hypotheses) == 0 || analysis.Hypotheses[0].Category == airra.CategoryInconclusive {
		return ""
	}
	return analysis.Hypotheses[0].Category
}

// caseOf is a case without any history.
func (w *Workflow) caseOf(i airra.Incident, signals []airra.Signal) airra.Case {
	return airra.Case{
		Incident: i, Signals: signals, Topology: w.Topology, Watched: w.monitored(), Now: w.now(),
		Changes: reason.Changes(i.Context, i.AffectedService, i.DetectedAt),
	}
}

// recollect puts before the reasoner what is known from elsewhere: similar incidents,
// what the verdicts on this service add up to, and what was already found wrong here.
func (w *Workflow) recollect(ctx context.Context, c *airra.Case) error {
	similar, err := w.recall(ctx, c.Incident, c.Signals, maxHistory)
	if err != nil {
		return err
	}
	for _, s := range similar {
		c.History = append(c.History, pastOf(s))
	}
	counts, err := w.Store.VerdictCounts(ctx, c.Incident.AffectedService)
	if err != nil {
		return err
	}
	c.Patterns = learn.ByCategory(learn.Patterns(counts, reason.Seeds(), learn.About(c.Incident.Origin)), c.Incident.AffectedService)
	stands, err := w.Store.IncidentJudgements(ctx, c.Incident.ID)
	for _, j := range stands {
		if j.Subject == airra.AboutHypothesis && j.Verdict == airra.VerdictRejected {
			c.RuledOut = append(c.RuledOut, j.Category)
		}
	}
	return err
}

// noteReuse writes down that a recollection answered, so that it can be counted.
func noteReuse(ctx context.Context, tx airra.Tx, i *airra.Incident, analysis airra.Analysis, about map[string]any, now time.Time) error {
	past := analysis.Reused
	if past == nil {
		return nil
	}
	about["reused"] = past.Ref
	return tx.PutReuse(ctx, airra.Reuse{
		IncidentID: i.ID, Round: i.AnalysisRound, PastRef: past.Ref, Similarity: past.Similarity, Trust: past.Trust, At: now,
	})
}

func pastOf(s airra.SimilarIncident) airra.PastIncident {
	return airra.PastIncident{
		Ref: s.Ref, Service: s.Service, Title: s.Title, Category: s.Category, Cause: s.Cause, Fix: s.Fix, Signals: slices.Sorted(maps.Keys(s.Signals)),
		Directions: s.Signals, Confirmed: s.Confirmed, Rejected: s.Rejected, ResolvedAt: s.ResolvedAt,
		Similarity: s.Similarity, Trust: s.Trust, Origin: s.Origin,
	}
}
