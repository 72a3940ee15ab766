package workflow

import (
	"context"

	"github.com/airra/airra/internal/airra"
)

// byPostmortem is who judged, where a published postmortem did.
const byPostmortem = "postmortem"

// teach hands on what a postmortem says about the first hypothesis, as far as it is
// published, and has the incident remembered anew.
func (w *Workflow) teach(_ context.Context, _ story, _ *airra.Postmortem) error {
	return nil // JOIN: JudgeByPostmortem of the learning room.
}

// standing gives the verdicts that a draft may quote.
func (w *Workflow) standing(_ context.Context, _ airra.IncidentID) ([]airra.Judgement, error) {
	return nil, nil // JOIN: IncidentJudgements of the learning room.
}
