package client_test

import (
	"context"
	"testing"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
)

func judgement() airra.Judgement {
	return airra.Judgement{
		ID: "j", IncidentID: incidentID, IncidentRef: "INC-142", Subject: airra.AboutHypothesis, Verdict: airra.VerdictRejected, Service: "s", Category: "memory_leak",
		HypothesisID: ptr(airra.HypothesisID("h")), ActionID: ptr(airra.ActionID("a")), ActionType: airra.ActionScaleUp, Confidence: 0.8, Rank: 1, Reasoner: "r",
		Signals: []string{"n"}, Source: "x", Origin: airra.OriginSimulated, DryRun: true, JudgedBy: "jane", Note: "n", JudgedAt: now,
	}
}

func patterns() airra.Patterns {
	return airra.Patterns{Total: 1, Patterns: []airra.Pattern{{
		ID: "s:c", Name: "s - c", Service: "s", Category: "c", Occurrences: 3, Confirmed: 2, SuccessRate: 0.67, Adjustment: 0.04, Prior: 0.05, LastSeen: now,
	}}, Priors: []airra.Prior{{Category: "c", Adjustment: 0.05}}, Excluded: airra.Excluded{Simulated: 2}}
}

func insights() airra.LearningInsights {
	return airra.LearningInsights{
		PeriodDays: 7, TotalIncidents: 4, ResolvedIncidents: 3, ResolutionRate: ptr(0.75), AvgResolutionSeconds: ptr(int64(90)), AvgResolutionMinutes: ptr(int64(1)),
		HypothesisAccuracy: ptr(0.5), TotalHypotheses: 2, CorrectHypotheses: 1, Top1Accuracy: ptr(1.0), Top1SampleSize: 1, SimilarityReuseCount: 5,
		SuccessfulActions: 6, PatternsLearned: 7, SeedPatternsAvailable: 6, Excluded: airra.Excluded{DryRun: 1, Simulated: 2, Generated: 3},
	}
}

func similar() airra.SimilarIncident {
	return airra.SimilarIncident{
		IncidentID: incidentID, Ref: "INC-7", Title: "t", Service: "s", Category: "c", Cause: "d", Fix: "f", Confirmed: true, Rejected: true, Trust: 0.7, Similarity: 0.93,
		Parts: airra.SimilarityParts{Signals: 1, Service: 0.9, Topology: 0.8, Category: 0.7, Text: 0.6}, Origin: airra.OriginReal, ResolvedAt: now,
		Signals: map[string]airra.Direction{"n": airra.Up},
	}
}

func (m *mirror) JudgeHypothesis(ctx context.Context, incidentKey, hypothesis string, v airra.NewVerdict) (*airra.Hypothesis, error) {
	return or(detail().Hypotheses[0], m.note(ctx, "JudgeHypothesis", incidentKey, hypothesis, v))
}

func (m *mirror) JudgeAction(ctx context.Context, key string, v airra.NewVerdict) (*airra.Action, error) {
	return or(action(), m.note(ctx, "JudgeAction", key, v))
}

func (m *mirror) JudgeAlarm(ctx context.Context, incidentKey string, v airra.NewVerdict) (*airra.Incident, error) {
	return or(incident(), m.note(ctx, "JudgeAlarm", incidentKey, v))
}

func (m *mirror) ReportOutcome(ctx context.Context, incidentKey string, r airra.OutcomeReport) ([]airra.Judgement, error) {
	return []airra.Judgement{judgement()}, m.note(ctx, "ReportOutcome", incidentKey, r)
}

func (m *mirror) Judgements(ctx context.Context, incidentKey string) ([]airra.Judgement, error) {
	return []airra.Judgement{judgement()}, m.note(ctx, "Judgements", incidentKey)
}

func (m *mirror) LearnedPatterns(ctx context.Context, include []string) (*airra.Patterns, error) {
	return or(patterns(), m.note(ctx, "LearnedPatterns", include))
}

func (m *mirror) LearningInsights(ctx context.Context, q airra.AnalyticsQuery) (*airra.LearningInsights, error) {
	return or(insights(), m.note(ctx, "LearningInsights", q))
}

func (m *mirror) SimilarIncidents(ctx context.Context, incidentKey string, limit int) ([]airra.SimilarIncident, error) {
	return []airra.SimilarIncident{similar()}, m.note(ctx, "SimilarIncidents", incidentKey, limit)
}

func TestTheClientAndTheAPIAgreeAboutLearning(t *testing.T) {
	t.Parallel()
	v := airra.NewVerdict{Verdict: airra.VerdictRejected, By: "jane@example.com", Note: "n"}
	report := airra.OutcomeReport{
		HypothesisID: "1", HypothesisCorrect: ptr(false), ActionID: "ACT-88", ActionEffective: ptr(true), FalseAlarm: ptr(false), HumanOverride: true,
		OverrideReason: "r", ResolutionNotes: "n",
	}
	measured := airra.AnalyticsQuery{Days: 7, Include: []string{"dry_run", "simulated"}}
	agree(t, []agreement{
		{"JudgeHypothesis", func(ctx context.Context, c *client.Client) (any, error) {
			return answer(c.JudgeHypothesis(ctx, "INC-142", "a/b? c", v))
		}, []any{"INC-142", "a/b? c", v}, ptr(detail().Hypotheses[0])},
		{"JudgeAction", func(ctx context.Context, c *client.Client) (any, error) {
			return answer(c.JudgeAction(ctx, "ACT-88", v))
		}, []any{"ACT-88", v}, ptr(action())},
		{"JudgeAlarm", func(ctx context.Context, c *client.Client) (any, error) {
			return answer(c.JudgeAlarm(ctx, "INC-142", v))
		}, []any{"INC-142", v}, ptr(incident())},
		{"ReportOutcome", func(ctx context.Context, c *client.Client) (any, error) {
			return answer(c.ReportOutcome(ctx, "INC-142", report))
		}, []any{"INC-142", report}, []airra.Judgement{judgement()}},
		{"Judgements", func(ctx context.Context, c *client.Client) (any, error) { return answer(c.Judgements(ctx, "INC-142")) }, []any{"INC-142"}, []airra.Judgement{judgement()}},
		{"LearnedPatterns", func(ctx context.Context, c *client.Client) (any, error) {
			return answer(c.LearnedPatterns(ctx, measured.Include))
		}, []any{measured.Include}, ptr(patterns())},
		{"LearningInsights", func(ctx context.Context, c *client.Client) (any, error) {
			return answer(c.LearningInsights(ctx, measured))
		}, []any{measured}, ptr(insights())},
		{"SimilarIncidents", func(ctx context.Context, c *client.Client) (any, error) {
			return answer(c.SimilarIncidents(ctx, "INC-142", 3))
		}, []any{"INC-142", 3}, []airra.SimilarIncident{similar()}},
	})
}
