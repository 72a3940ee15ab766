package workflow

import (
	"context"
	"slices"

	"github.com/airra/airra/internal/act"
	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/simulate"
)

// WhatIf says what would come of an action: from verdicts on earlier executions where
// there are any, else from assumptions, and which of the two it is.
func (w *Workflow) WhatIf(ctx context.Context, q airra.WhatIf) (*airra.WhatIfAnswer, error) {
	question := simulate.Question{WhatIf: q}
	if q.ActionID != "" {
		if err := w.askedAction(ctx, &question); err != nil {
			return nil, err
		}
	}
	if !question.ActionType.Valid() {
		return nil, airra.Invalid("action_type", "%q is none of %s", question.ActionType, enumerated(airra.ActionTypes))
	}
	if question.Service == "" {
		return nil, airra.Invalid("service", "must not be empty")
	}
	outcomes, err := w.Store.ActionOutcomes(ctx, question.ActionType)
	if err != nil {
		return nil, err
	}
	question.Outcomes = outcomes
	question.BlastLevel = act.BlastRadius(question.Service, w.Topology, act.Traffic{}).Level
	question.Unknown = !slices.Contains(w.Topology.Names(), question.Service)
	question.Dependents = w.Topology.Dependents(question.Service)
	question.Others = slices.DeleteFunc(w.Topology.Names(), func(n airra.ServiceName) bool { return n == question.Service })
	if err := act.Allowed(question.ActionType, question.Service); err != nil {
		question.Forbidden = airra.ErrorMessage(err)
	}
	answer := simulate.Answer(question)
	answer.RiskLevel = act.RiskLevelOf(answer.Risk)
	return &answer, nil
}

// askedAction fills a question from a proposed action: what it is, what it is for, and
// for how long the incident has lasted.
func (w *Workflow) askedAction(ctx context.Context, q *simulate.Question) error {
	a, err := action(ctx, w.Store, q.ActionID)
	if err != nil {
		return err
	}
	i, err := w.Store.Incident(ctx, byID(a.IncidentID))
	if err != nil {
		return err
	}
	hypotheses, err := w.Store.Hypotheses(ctx, a.IncidentID)
	if err != nil {
		return err
	}
	q.ActionType, q.Service = a.ActionType, a.TargetService
	for _, h := range hypotheses {
		if a.HypothesisID != nil && h.ID == *a.HypothesisID {
			q.Category = h.Category
		}
	}
	if i.Status != airra.StatusResolved {
		q.Down = w.now().Sub(i.DetectedAt)
	}
	return nil
}
