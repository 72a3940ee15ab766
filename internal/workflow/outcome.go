package workflow

import (
	"context"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/reason"
)

// ReportOutcome judges everything that a report names, or nothing of it. Repeating it
// changes nothing. It gives the verdicts that stand afterwards.
func (w *Workflow) ReportOutcome(ctx context.Context, incidentKey string, r airra.OutcomeReport) ([]airra.Judgement, error) {
	if r.HypothesisCorrect != nil && r.HypothesisID == "" {
		return nil, airra.Invalid("hypothesis_id", "is needed to say whether the hypothesis was correct")
	}
	if r.ActionEffective != nil && r.ActionID == "" {
		return nil, airra.Invalid("action_id", "is needed to say whether the action was effective")
	}
	v := airra.NewVerdict{Verdict: airra.VerdictUnknown, Note: r.ResolutionNotes}
	if v.Note == "" {
		v.Note = r.OverrideReason
	}
	c, err := w.judging(ctx, incidentKey, v, func(c *court) error { return c.judgeReport(r) })
	if err != nil {
		return nil, err
	}
	return c.stands, nil
}

func (c *court) judgeReport(r airra.OutcomeReport) error {
	if r.HypothesisCorrect != nil {
		h, err := c.hypothesis(r.HypothesisID)
		if err != nil {
			return err
		}
		c.v.Verdict = verdictOf(*r.HypothesisCorrect)
		if _, err := c.judgeHypothesis(h); err != nil {
			return err
		}
	}
	if r.ActionEffective != nil {
		x, err := action(c.ctx, c.tx, r.ActionID)
		if err != nil {
			return err
		}
		if x.IncidentID != c.tell.incident.ID {
			return airra.Invalid("action_id", "%s belongs to %s", x.Ref, x.IncidentRef)
		}
		c.v.Verdict = verdictOf(*r.ActionEffective)
		if err := c.judgeAction(x); err != nil {
			return err
		}
	}
	if r.FalseAlarm != nil {
		c.v.Verdict = verdictOf(!*r.FalseAlarm)
		if err := c.judgeAlarm(); err != nil {
			return err
		}
	}
	if c.changed || r.HumanOverride {
		c.tell.audit("outcome_reported", airra.OutcomeSuccess, nil, map[string]any{
			"human_override": r.HumanOverride, "override_reason": reason.Redact(r.OverrideReason),
		})
	}
	return nil
}
