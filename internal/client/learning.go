package client

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"github.com/airra/airra/internal/airra"
)

const learningPath = "/learning"

// JudgeHypothesis says whether a hypothesis was the cause.
func (c *Client) JudgeHypothesis(ctx context.Context, incidentKey, hypothesis string, v airra.NewVerdict) (*airra.Hypothesis, error) {
	path := incidentPath(incidentKey, "hypotheses", url.PathEscape(hypothesis), "verdict")
	return askFor[airra.Hypothesis](ctx, c, request{method: http.MethodPost, path: path, body: v})
}

// JudgeAction says whether an action helped.
func (c *Client) JudgeAction(ctx context.Context, key string, v airra.NewVerdict) (*airra.Action, error) {
	return askFor[airra.Action](ctx, c, request{method: http.MethodPost, path: actionPath(key) + "/verdict", body: v})
}

// JudgeAlarm says whether there was an incident at all.
func (c *Client) JudgeAlarm(ctx context.Context, incidentKey string, v airra.NewVerdict) (*airra.Incident, error) {
	return askFor[airra.Incident](ctx, c, request{method: http.MethodPost, path: incidentPath(incidentKey, "alarm", "verdict"), body: v})
}

// Judgements lists the verdicts that stand for an incident.
func (c *Client) Judgements(ctx context.Context, incidentKey string) ([]airra.Judgement, error) {
	return ask[[]airra.Judgement](ctx, c, request{method: http.MethodGet, path: incidentPath(incidentKey, "verdicts")})
}

// ReportOutcome says everything about an incident at once.
func (c *Client) ReportOutcome(ctx context.Context, incidentKey string, r airra.OutcomeReport) ([]airra.Judgement, error) {
	answer, err := ask[struct {
		Judgements []airra.Judgement `json:"judgements"`
	}](ctx, c, request{method: http.MethodPost, path: keyed(learningPath, incidentKey, "outcome"), body: r})
	return answer.Judgements, err
}

// LearnedPatterns shows what the verdicts add up to.
func (c *Client) LearnedPatterns(ctx context.Context, include []string) (*airra.Patterns, error) {
	return measuring[airra.Patterns](ctx, c, learningPath+"/patterns", airra.AnalyticsQuery{Include: include})
}

// LearningInsights shows how often the product was right in the last days.
func (c *Client) LearningInsights(ctx context.Context, q airra.AnalyticsQuery) (*airra.LearningInsights, error) {
	return measuring[airra.LearningInsights](ctx, c, learningPath+"/insights", q)
}

// SimilarIncidents lists past incidents that resemble one, the best first.
func (c *Client) SimilarIncidents(ctx context.Context, incidentKey string, limit int) ([]airra.SimilarIncident, error) {
	q := query{}
	if limit > 0 {
		q.set("limit", strconv.Itoa(limit))
	}
	return ask[[]airra.SimilarIncident](ctx, c, request{method: http.MethodGet, path: incidentPath(incidentKey, "similar"), query: q.values()})
}
