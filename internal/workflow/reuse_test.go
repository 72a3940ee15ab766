package workflow_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/reason"
	"github.com/airra/airra/internal/reason/llm"
	"github.com/airra/airra/internal/workflow"
)

// counting is a model that is away, and counts how often it is asked.
type counting struct{ asked int }

func (m *counting) Name() string { return "a model" }

func (m *counting) Complete(context.Context, llm.Request) (llm.Response, error) {
	m.asked++
	return llm.Response{}, airra.Errorf(airra.CodeUnavailable, "a model is away")
}

func TestAnIncidentThatIsKnownIsAnsweredWithoutTheModel(t *testing.T) {
	t.Parallel()
	model := &counting{}
	h := onOne(t, func(p *workflow.Parts) { p.Reasoner = reason.NewAnalyzer(model, reason.Options{}) })
	ctx := t.Context()
	first, _ := h.proposed(t)
	_, err := h.JudgeHypothesis(ctx, first, "1", says(airra.VerdictConfirmed))
	must(t, err)
	h.resolvedWith(t, first)
	if model.asked != 1 {
		t.Fatalf("the model was asked %d times", model.asked)
	}
	h.clock.move(time.Hour)
	second, action := h.proposed(t) // An action is proposed as ever.
	i := h.see(t, second)
	if model.asked != 1 || action.ID == "" || i.StatusNote == nil || !strings.Contains(*i.StatusNote, first+" looked the same (1.00, trust 0.7): the model was not asked") {
		t.Errorf("asked %d times: %v", model.asked, i.StatusNote)
	}
	timeline, err := h.Timeline(ctx, second)
	must(t, err)
	said := false
	for _, e := range timeline.Events {
		said = said || e.Type == airra.EventHypothesesGenerated && e.Metadata["reused"] == first
	}
	insights, err := h.LearningInsights(ctx, airra.AnalyticsQuery{Days: 30})
	must(t, err)
	if !said || insights.SimilarityReuseCount != 1 {
		t.Errorf("the timeline says so (%v), and it is counted: %d", said, insights.SimilarityReuseCount)
	}
	_, err = h.JudgeHypothesis(ctx, second, "1", says(airra.VerdictRejected))
	must(t, err)
	_, err = h.EscalateIncident(ctx, second, "")
	must(t, err)
	_, err = h.AnalyzeIncident(ctx, second)
	must(t, err)
	h.work(t)
	if model.asked != 2 {
		t.Errorf("what was found wrong here is not taken over again; asked %d times", model.asked)
	}
}
