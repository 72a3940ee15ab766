package reason

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"

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
// model that fails is no error: the rules answer and Note says why. Note also
// says why an analysis is inconclusive. The only error is an ended context.
func (a *Analyzer) Analyze(ctx context.Context, c airra.Case) (airra.Analysis, error) {
	analysis, err := a.answer(ctx, c)
	if err != nil {
		return airra.Analysis{}, err
	}
	for i := range analysis.Hypotheses {
		h := &analysis.Hypotheses[i]
		h.ID, h.IncidentID, h.CreatedAt = airra.HypothesisID(a.opts.NewID()), c.Incident.ID, c.Now
	}
	return analysis, nil
}

func (a *Analyzer) answer(ctx context.Context, c airra.Case) (airra.Analysis, error) {
	if err := ctx.Err(); err != nil {
		return airra.Analysis{}, err
	}
	if a.model == nil || recovering(factsOf(c)) { // a model would look for the cause of an improvement
		return discreet(Rules(c)), nil
	}
	if analysis, known := reuse(c); known {
		return discreet(analysis), nil
	}
	ranked, err := a.ask(ctx, c)
	if ended := ctx.Err(); ended != nil {
		return airra.Analysis{}, ended
	}
	if err != nil {
		a.opts.Log.WarnContext(ctx, "model did not help, the rules answer", "incident", c.Incident.Ref, "model", a.model.Name(), "err", err)
		analysis := discreet(Rules(c))
		analysis.Note = strings.TrimSpace(airra.ErrorMessage(err) + ", so the rules answered. " + analysis.Note)
		return analysis, nil
	}
	analysis := airra.Analysis{Hypotheses: ranked, Reasoner: a.model.Name()}
	if why := undecided(analysis.Hypotheses); why != "" {
		analysis.Inconclusive, analysis.Note = true, why
	}
	return analysis, nil
}

// ask has one conversation: the question and, when the answer cannot be used,
// one request to repair it.
func (a *Analyzer) ask(ctx context.Context, c airra.Case) ([]airra.Hypothesis, error) {
	question, findings := promptFor(c)
	for _, f := range findings {
		a.opts.Log.WarnContext(ctx, "suspicious text was kept from the model", "incident", c.Incident.Ref, "family", f.label, "sha256", f.digest)
	}
	request := llm.Request{
		System: systemPrompt, Messages: []llm.Message{{Role: llm.RoleUser, Text: question}}, Schema: wireSchema,
		Accept: func(text string) bool { _, err := readAnswer(c, text, a.model.Name()); return err == nil },
	}
	response, err := a.model.Complete(ctx, request)
	if err != nil {
		return nil, err
	}
	ranked, wrong := readAnswer(c, response.Text, a.model.Name())
	if wrong == nil {
		return ranked, nil
	}
	request.Messages = append(request.Messages,
		llm.Message{Role: llm.RoleAssistant, Text: repeated(response.Text)},
		llm.Message{Role: llm.RoleUser, Text: "Your answer was not valid: " + inline.Replace(outgoing(wrong.Error(), maxKept)) +
			" Answer again with one JSON object of the schema and nothing else."})
	if response, err = a.model.Complete(ctx, request); err != nil {
		return nil, err
	}
	if ranked, err = readAnswer(c, response.Text, a.model.Name()); err != nil {
		return nil, &airra.Error{
			Code: airra.CodeUnavailable, Message: a.model.Name() + " gave no usable answer",
			Err: errors.Join(fmt.Errorf("first answer: %w", wrong), fmt.Errorf("second answer: %w", err)),
		}
	}
	return ranked, nil
}

// maxRepeated bounds how much of a bad answer is shown to its author.
const maxRepeated = 8000

func repeated(text string) string {
	if text = cut(strings.TrimSpace(text), maxRepeated); text == "" {
		return "(nothing)"
	}
	return text
}
