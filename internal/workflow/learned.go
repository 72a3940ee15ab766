package workflow

import (
	"context"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/learn"
	"github.com/airra/airra/internal/measure"
	"github.com/airra/airra/internal/reason"
)

// LearnedPatterns gives what the verdicts on real incidents add up to.
func (w *Workflow) LearnedPatterns(ctx context.Context) (*airra.Patterns, error) {
	counts, err := w.Store.VerdictCounts(ctx, "")
	if err != nil {
		return nil, err
	}
	patterns := learn.Patterns(counts, reason.Seeds(), airra.OriginReal)
	return &airra.Patterns{Total: len(patterns), Patterns: patterns}, nil
}

// LearningInsights tells how well the product has done in the last days, the same whole
// days that the other measures look at.
func (w *Workflow) LearningInsights(ctx context.Context, days int) (*airra.LearningInsights, error) {
	q, err := w.surveyed(airra.AnalyticsQuery{Days: days})
	if err != nil {
		return nil, err
	}
	measured, err := w.adding(ctx, q, airra.SpanQuery{Spans: q.Spans()}, byValue)
	if err != nil {
		return nil, err
	}
	c, err := w.Store.LearningCounts(ctx, q.From)
	if err != nil {
		return nil, err
	}
	patterns, err := w.LearnedPatterns(ctx)
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
