package workflow

import (
	"context"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/learn"
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

// Bounds of the window of insights, in days.
const (
	defaultInsightDays = 30
	maxInsightDays     = 365
)

// LearningInsights tells how well the product has done in the last days.
func (w *Workflow) LearningInsights(ctx context.Context, days int) (*airra.LearningInsights, error) {
	if days == 0 {
		days = defaultInsightDays
	}
	if days < 1 || days > maxInsightDays {
		return nil, airra.Invalid("days", "must be 1 to %d", maxInsightDays)
	}
	c, err := w.Store.LearningCounts(ctx, w.now().Add(-time.Duration(days)*24*time.Hour))
	if err != nil {
		return nil, err
	}
	patterns, err := w.LearnedPatterns(ctx)
	if err != nil {
		return nil, err
	}
	in := &airra.LearningInsights{
		PeriodDays: days, TotalIncidents: c.Incidents, ResolvedIncidents: c.Resolved, ResolutionRate: share(c.Resolved, c.Incidents),
		HypothesisAccuracy: share(c.Confirmed, c.Judged), TotalHypotheses: c.Judged, CorrectHypotheses: c.Confirmed,
		Top1Accuracy: share(c.ConfirmedFirst, c.JudgedFirst), Top1SampleSize: c.JudgedFirst, SimilarityReuseCount: c.Reused,
		SuccessfulActions: c.Effective, PatternsLearned: patterns.Total, SeedPatternsAvailable: len(reason.Seeds()), Excluded: c.Excluded,
	}
	if c.Resolved > 0 {
		seconds := c.ResolutionSeconds / int64(c.Resolved)
		minutes := seconds / 60
		in.AvgResolutionSeconds, in.AvgResolutionMinutes = &seconds, &minutes
	}
	return in, nil
}

// share is a part of a whole, or nothing where there is no whole.
func share(part, whole int) *float64 {
	if whole == 0 {
		return nil
	}
	s := float64(part) / float64(whole)
	return &s
}
