package workflow

import (
	"context"

	"github.com/airra/airra/internal/airra"
)

// byPostmortem is who judged, where a published postmortem did.
const byPostmortem = "postmortem"

// teach turns what a published postmortem says about the first hypothesis into a
// verdict, and has the incident remembered anew. What the postmortem no longer says is
// taken back; a verdict that somebody gave by hand and that says the same stays theirs.
func (w *Workflow) teach(ctx context.Context, tell story, p *airra.Postmortem) error {
	var correct *bool
	if p.Published {
		correct = p.AIHypothesisCorrect
	}
	stands, err := w.takeBack(ctx, tell, correct)
	if err != nil {
		return err
	}
	if stands {
		correct = nil
	}
	if err := w.JudgeByPostmortem(ctx, tell.tx, tell.incident, byPostmortem, correct); err != nil {
		return err
	}
	tell.incident.UpdatedAt = tell.at
	return tell.tx.SaveIncident(ctx, tell.incident)
}

// takeBack removes the verdicts of the postmortem that it does not give any more, and
// says whether nothing is left to judge: the one that it gives stands already, or there
// is no cause to judge.
func (w *Workflow) takeBack(ctx context.Context, tell story, correct *bool) (stands bool, err error) {
	c := &court{ctx: ctx, tx: tell.tx, tell: tell.as(byPostmortem), v: airra.NewVerdict{Verdict: airra.VerdictUnknown, By: byPostmortem}}
	if err := c.convene(); err != nil {
		return false, err
	}
	judgements := append([]airra.Judgement{}, c.stands...)
	if len(c.hypotheses) > 0 && c.hypotheses[0].Category == airra.CategoryInconclusive {
		correct, stands = nil, true // That nothing was found is no cause that could be right.
	}
	for _, j := range judgements {
		if j.Subject != airra.AboutHypothesis {
			continue
		}
		given := correct != nil && len(c.hypotheses) > 0 && c.hypotheses[0].Category == j.Category
		if given && j.Verdict == verdictOf(*correct) {
			stands = true
		}
		if given || j.JudgedBy != byPostmortem {
			continue
		}
		h, err := c.hypothesis(j.Category)
		if err != nil { // A later analysis no longer names it.
			err = tell.tx.DropJudgement(ctx, j.ID)
		} else {
			_, err = c.judgeHypothesis(h)
		}
		if err != nil {
			return stands, err
		}
	}
	return stands, nil
}

// standing gives the verdicts that a draft may quote.
func (w *Workflow) standing(ctx context.Context, id airra.IncidentID) ([]airra.Judgement, error) {
	return w.Store.IncidentJudgements(ctx, id)
}
