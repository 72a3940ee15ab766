package workflow

import (
	"context"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/reason"
)

// JudgeHypothesis records what somebody found out about a cause.
func (w *Workflow) JudgeHypothesis(ctx context.Context, incidentKey, hypothesis string, v airra.NewVerdict) (*airra.Hypothesis, error) {
	var judged *airra.Hypothesis
	_, err := w.judging(ctx, incidentKey, v, func(c *court) error {
		h, err := c.hypothesis(hypothesis)
		if err != nil {
			return err
		}
		judged, err = c.judgeHypothesis(h)
		return err
	})
	if err != nil {
		return nil, err
	}
	return judged, nil
}

// JudgeAction records whether an action helped.
func (w *Workflow) JudgeAction(ctx context.Context, key string, v airra.NewVerdict) (*airra.Action, error) {
	x, err := action(ctx, w.Store, key)
	if err != nil {
		return nil, err
	}
	_, err = w.judging(ctx, string(x.IncidentID), v, func(c *court) error {
		if x, err = c.tx.Action(ctx, byID(x.ID)); err != nil {
			return err
		}
		return c.judgeAction(x)
	})
	if err != nil {
		return nil, err
	}
	return x, nil
}

// JudgeAlarm records whether there was an incident at all.
func (w *Workflow) JudgeAlarm(ctx context.Context, incidentKey string, v airra.NewVerdict) (*airra.Incident, error) {
	c, err := w.judging(ctx, incidentKey, v, func(c *court) error { return c.judgeAlarm() })
	if err != nil {
		return nil, err
	}
	return c.tell.incident, nil
}

// Judgements gives the verdicts that stand for an incident.
func (w *Workflow) Judgements(ctx context.Context, incidentKey string) ([]airra.Judgement, error) {
	i, err := incident(ctx, w.Store, incidentKey)
	if err != nil {
		return nil, err
	}
	return w.Store.IncidentJudgements(ctx, i.ID)
}

// JudgeByPostmortem turns what a postmortem says of the first hypothesis into a verdict,
// within the transaction that publishes it, and has the incident remembered anew: its
// trust changes with every publication and withdrawal. Nil judges nothing, and so does a
// postmortem of an incident that was never analysed. The caller saves the incident.
func (w *Workflow) JudgeByPostmortem(ctx context.Context, tx airra.Tx, i *airra.Incident, author string, correct *bool) error {
	now := w.now()
	c := &court{ctx: ctx, tx: tx, tell: w.tell(ctx, tx, i, now).as(author), v: airra.NewVerdict{By: author, Note: "as the postmortem says"}}
	remember(tx, i, now)
	if correct == nil {
		return nil
	}
	c.v.Verdict = verdictOf(*correct)
	if err := c.convene(); err != nil || len(c.hypotheses) == 0 {
		return err
	}
	_, err := c.judgeHypothesis(&c.hypotheses[0])
	return err
}

func verdictOf(yes bool) airra.Verdict {
	if yes {
		return airra.VerdictConfirmed
	}
	return airra.VerdictRejected
}

// judging runs one or more verdicts on an incident in a transaction. The incident is
// saved with them, so that neither a new analysis nor another verdict at the same moment
// is written over them.
func (w *Workflow) judging(ctx context.Context, incidentKey string, v airra.NewVerdict, judge func(c *court) error) (*court, error) {
	v, err := checkVerdict(ctx, v)
	if err != nil {
		return nil, err
	}
	var c *court
	err = w.inTx(ctx, func(tx airra.Tx) error {
		i, err := incident(ctx, tx, incidentKey)
		if err != nil {
			return err
		}
		now := w.now()
		c = &court{ctx: ctx, tx: tx, tell: w.tell(ctx, tx, i, now).as(v.By), v: v}
		if err := c.convene(); err != nil {
			return err
		}
		if err := judge(c); err != nil || !c.changed {
			return err
		}
		remember(tx, i, now)
		i.UpdatedAt = now
		return tx.SaveIncident(ctx, i)
	})
	return c, err
}

func checkVerdict(ctx context.Context, v airra.NewVerdict) (airra.NewVerdict, error) {
	if !v.Verdict.Valid() {
		return v, airra.Invalid("verdict", "%q is none of confirmed, rejected, unknown", v.Verdict)
	}
	if v.By == "" {
		v.By = airra.ActorFrom(ctx)
	}
	v.Note = reason.Redact(v.Note)
	return v, airra.CheckPerson("by", v.By)
}
