package workflow

import (
	"context"
	"slices"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/learn"
	"github.com/airra/airra/internal/measure"
	"github.com/airra/airra/internal/reason"
)

// LearnedPatterns gives what the verdicts on real incidents, and on those that are asked
// for, add up to.
func (w *Workflow) LearnedPatterns(ctx context.Context, include []string) (*airra.Patterns, error) {
	q, err := w.surveyed(airra.AnalyticsQuery{Include: include})
	if err != nil {
		return nil, err
	}
	counts, err := w.Store.VerdictCounts(ctx, "")
	if err != nil {
		return nil, err
	}
	origins, bySort := q.Origins(), map[airra.Sort]int64{}
	for _, c := range counts {
		bySort[airra.SortOf(c.Origin, false)] += int64(c.Judged)
	}
	patterns := learn.Patterns(counts, reason.Seeds(), func(o airra.Origin) bool { return slices.Contains(origins, o) })
	return &airra.Patterns{
		Total: len(patterns), Patterns: patterns, Priors: learn.Priors(reason.Seeds()), Excluded: measure.Excluded(bySort, q.Counts),
	}, nil
}

// LearningInsights tells how well the product has done in the last days, the same whole
// days that the other measures look at.
func (w *Workflow) LearningInsights(ctx context.Context, query airra.AnalyticsQuery) (*airra.LearningInsights, error) {
	q, err := w.surveyed(query)
	if err != nil {
		return nil, err
	}
	measured, err := w.adding(ctx, q, airra.SpanQuery{Spans: q.Spans()}, byValue)
	if err != nil {
		return nil, err
	}
	c, err := w.Store.LearningCounts(ctx, q.From, q.AnalyticsQuery)
	if err != nil {
		return nil, err
	}
	patterns, err := w.LearnedPatterns(ctx, query.Include)
	if err != nil {
		return nil, err
	}
	all := measured.all
	in := &airra.LearningInsights{
		PeriodDays: q.AnalyticsQuery.Days, TotalIncidents: int(all.Incidents), ResolvedIncidents: int(all.Resolved), ResolutionRate: measure.Share(all.Resolved, all.Incidents),
		HypothesisAccuracy: measure.Share(int64(c.Confirmed), int64(c.Judged)), TotalHypotheses: c.Judged, CorrectHypotheses: c.Confirmed,
		Top1Accuracy: measure.Share(int64(c.ConfirmedFirst), int64(c.JudgedFirst)), Top1SampleSize: c.JudgedFirst, SimilarityReuseCount: c.Reused,
		SuccessfulActions: c.Effective, PatternsLearned: patterns.Total, SeedPatternsAvailable: len(reason.Seeds()), Excluded: measure.Excluded(measured.bySort, q.Counts),
	}
	if all.Resolved > 0 {
		seconds := all.ResolvedMillis / all.Resolved / 1000
		minutes := seconds / 60
		in.AvgResolutionSeconds, in.AvgResolutionMinutes = &seconds, &minutes
	}
	return in, nil
}
