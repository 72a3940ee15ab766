package api_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/airra/airra/internal/airra"
)

const (
	verdictBody = `{"verdict":"confirmed","by":"ann@example.com","note":"seen"}`
	outcomeBody = `{"hypothesis_id":"1","hypothesis_correct":true,"action_effective":null,"resolution_notes":"it was"}`
)

// learningRoutes are those about what was found out, and what it adds up to.
var learningRoutes = []route{
	{"judge hypothesis", "POST", "/api/v1/incidents/INC-1/hypotheses/1/verdict", verdictBody, 200},
	{"judge action", "POST", "/api/v1/actions/ACT-1/verdict", verdictBody, 200},
	{"judge alarm", "POST", "/api/v1/incidents/INC-1/alarm/verdict", `{"verdict":"rejected"}`, 200},
	{"verdicts", "GET", "/api/v1/incidents/INC-1/verdicts", "", 200},
	{"outcome", "POST", "/api/v1/learning/INC-1/outcome", outcomeBody, 200},
	{"similar", "GET", "/api/v1/incidents/INC-1/similar", "", 200},
	{"insights", "GET", "/api/v1/learning/insights", "", 200},
	{"patterns", "GET", "/api/v1/learning/patterns", "", 200},
}

func TestAnOutcomeThatJudgesNothingSaysSo(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for body, want := range map[string]string{
		`{}`: "Nothing was judged: the report says neither hypothesis_correct nor action_effective nor false_alarm",
		`{"hypothesis_id":"1","resolution_notes":"gone","human_override":true}`: "Nothing was judged",
		`{"false_alarm":false}`:                            "Outcome recorded",
		`{"action_id":"ACT-1","action_effective":false}`:   "Outcome recorded",
		`{"hypothesis_id":"1","hypothesis_correct":false}`: "Outcome recorded",
	} {
		w := b.send("POST", "/api/v1/learning/INC-1/outcome", body)
		if w.Code != 200 || !strings.Contains(w.Body.String(), `"message":"`+want) {
			t.Errorf("%s: %d %s", body, w.Code, w.Body)
		}
	}
}

// judged runs fn on the one incident, after a look at the verdict.
func judged[T any](ctx context.Context, b *backend, named func() error, v airra.NewVerdict, value T) (*T, error) {
	return call(ctx, b, v, func() (*T, error) {
		if !v.Verdict.Valid() {
			return nil, errors.New("the door let a word through that is no verdict")
		}
		if err := named(); err != nil {
			return nil, err
		}
		return &value, nil
	})
}

func (b *backend) ofIncident(key string) func() error {
	return func() error { return b.named(key, "INC-1", incidentID) }
}

func (b *backend) JudgeHypothesis(ctx context.Context, key, _ string, v airra.NewVerdict) (*airra.Hypothesis, error) {
	return judged(ctx, b, b.ofIncident(key), v, airra.Hypothesis{ID: "h", IncidentID: incidentID, Category: "memory_leak", Rank: 1, CreatedAt: noon})
}

func (b *backend) JudgeAction(ctx context.Context, key string, v airra.NewVerdict) (*airra.Action, error) {
	return judged(ctx, b, func() error { return b.named(key, "ACT-1", actionID) }, v, b.action)
}

func (b *backend) JudgeAlarm(ctx context.Context, key string, v airra.NewVerdict) (*airra.Incident, error) {
	return judged(ctx, b, b.ofIncident(key), v, b.incident)
}

func (b *backend) judgement() airra.Judgement {
	return airra.Judgement{
		ID: "j", IncidentID: incidentID, IncidentRef: "INC-1", Subject: airra.AboutAlarm, Verdict: airra.VerdictConfirmed, Service: "payment-service",
		Origin: airra.OriginReal, JudgedBy: "ann", JudgedAt: noon,
	}
}

func (b *backend) Judgements(ctx context.Context, key string) ([]airra.Judgement, error) {
	return call(ctx, b, key, func() ([]airra.Judgement, error) { return []airra.Judgement{b.judgement()}, b.ofIncident(key)() })
}

func (b *backend) ReportOutcome(ctx context.Context, key string, r airra.OutcomeReport) ([]airra.Judgement, error) {
	return call(ctx, b, r, func() ([]airra.Judgement, error) { return []airra.Judgement{b.judgement()}, b.ofIncident(key)() })
}

func (b *backend) LearnedPatterns(ctx context.Context, include []string) (*airra.Patterns, error) {
	return call(ctx, b, include, func() (*airra.Patterns, error) { return &airra.Patterns{}, nil })
}

func (b *backend) LearningInsights(ctx context.Context, q airra.AnalyticsQuery) (*airra.LearningInsights, error) {
	return call(ctx, b, q, func() (*airra.LearningInsights, error) { return &airra.LearningInsights{PeriodDays: q.Days}, nil })
}

func (b *backend) SimilarIncidents(ctx context.Context, key string, limit int) ([]airra.SimilarIncident, error) {
	return call(ctx, b, given{key, limit}, func() ([]airra.SimilarIncident, error) {
		return []airra.SimilarIncident{{IncidentID: incidentID, Ref: "INC-7", Origin: airra.OriginReal, ResolvedAt: noon}}, b.ofIncident(key)()
	})
}
