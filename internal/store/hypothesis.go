package store

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"github.com/airra/airra/internal/airra"
)

// hypothesisRow is a row of hypotheses.
type hypothesisRow struct {
	bun.BaseModel `bun:"table:hypotheses"`

	ID                 string `bun:",pk"`
	IncidentID         string
	Description        string
	Category           string
	ConfidenceScore    float64
	Evidence           document[airra.Evidence]
	SupportingSignals  document[[]string]
	Rank               int64
	Reasoning          string
	LLMModel           string `bun:"llm_model"`
	Validated          bool
	ValidationFeedback *string
	CreatedAt          time.Time
}

func rowOfHypothesis(id airra.IncidentID, h airra.Hypothesis) hypothesisRow {
	return hypothesisRow{
		ID: string(h.ID), IncidentID: string(id), Description: h.Description, Category: h.Category,
		ConfidenceScore: h.ConfidenceScore, Evidence: documentOf(h.Evidence), SupportingSignals: documentOf(list(h.SupportingSignals)),
		Rank: int64(h.Rank), Reasoning: h.Reasoning, LLMModel: h.LLMModel, Validated: h.Validated,
		ValidationFeedback: h.ValidationFeedback, CreatedAt: h.CreatedAt,
	}
}

func (r *hypothesisRow) hypothesis() airra.Hypothesis {
	evidence := r.Evidence.Content
	evidence.Items, evidence.Against, evidence.Anomalies = list(evidence.Items), list(evidence.Against), list(evidence.Anomalies)
	return airra.Hypothesis{
		ID: airra.HypothesisID(r.ID), IncidentID: airra.IncidentID(r.IncidentID), Description: r.Description, Category: r.Category,
		ConfidenceScore: r.ConfidenceScore, Evidence: evidence, SupportingSignals: list(r.SupportingSignals.Content),
		Rank: int(r.Rank), Reasoning: r.Reasoning, LLMModel: r.LLMModel, Validated: r.Validated,
		ValidationFeedback: r.ValidationFeedback, CreatedAt: r.CreatedAt.UTC(),
	}
}

// Hypotheses gives the hypotheses of an incident, the most likely first.
func (r reader) Hypotheses(ctx context.Context, id airra.IncidentID) ([]airra.Hypothesis, error) {
	byIncident, err := r.hypothesesOf(ctx, []string{string(id)})
	return list(byIncident[id]), err
}

// hypothesesOf reads the hypotheses of several incidents at once.
func (r reader) hypothesesOf(ctx context.Context, ids []string) (map[airra.IncidentID][]airra.Hypothesis, error) {
	var rows []hypothesisRow
	if len(ids) == 0 {
		return nil, nil
	}
	err := r.db.NewSelect().Model(&rows).Where("incident_id IN (?)", bun.List(ids)).OrderExpr("rank, id").Scan(ctx)
	if err != nil {
		return nil, fault("read hypotheses", err)
	}
	hypotheses := make(map[airra.IncidentID][]airra.Hypothesis, len(ids))
	for i := range rows {
		id := airra.IncidentID(rows[i].IncidentID)
		hypotheses[id] = append(hypotheses[id], rows[i].hypothesis())
	}
	return hypotheses, nil
}
