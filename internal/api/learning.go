package api

import (
	"context"

	"github.com/airra/airra/internal/airra"
)

// verdict is the body of the operations that judge.
type verdict struct {
	Verdict airra.Verdict `json:"verdict" enum:"confirmed,rejected,unknown" doc:"unknown takes an earlier one back"`
	By      string        `json:"by,omitempty" minLength:"2" maxLength:"255" pattern:"^[\\p{L}\\p{N}_.\\-@+]+$" doc:"Default: the actor"`
	Note    string        `json:"note,omitempty" maxLength:"10000"`
}

// outcomeReport is the body of POST /learning/{incident}/outcome.
type outcomeReport struct {
	HypothesisID      string `json:"hypothesis_id,omitempty" maxLength:"255" doc:"An id, a rank or a category"`
	HypothesisCorrect *bool  `json:"hypothesis_correct,omitempty" doc:"What is left out is not judged"`
	ActionID          string `json:"action_id,omitempty" maxLength:"64" doc:"An id or a ref like ACT-88"`
	ActionEffective   *bool  `json:"action_effective,omitempty"`
	FalseAlarm        *bool  `json:"false_alarm,omitempty"`
	HumanOverride     bool   `json:"human_override,omitempty"`
	OverrideReason    string `json:"override_reason,omitempty" maxLength:"10000"`
	ResolutionNotes   string `json:"resolution_notes,omitempty" maxLength:"10000"`
}

// outcome is the answer to a report.
type outcome struct {
	Status     string            `json:"status" enum:"success"`
	Message    string            `json:"message"`
	Judgements []airra.Judgement `json:"judgements" doc:"The verdicts that stand for the incident now"`
}

// registerLearning adds what one can teach, and ask what was learned.
func (s *server) registerLearning() {
	s.registerVerdicts("learning")
	s.registerExperience("learning")
}

func (s *server) registerVerdicts(tag string) {
	register(s, post("/incidents/{id}/hypotheses/{hypothesis}/verdict", "judge-hypothesis", "Say whether a hypothesis was the cause", tag),
		func(ctx context.Context, in *struct {
			KeyPath
			Hypothesis string `path:"hypothesis" maxLength:"255" doc:"An id, a rank or a category"`
			Body       verdict
		},
		) (*reply[airra.Hypothesis], error) {
			return answering(whole(fillHypothesis)(s.opts.Backend.JudgeHypothesis(as(ctx, in.Body.By), in.Key, in.Hypothesis, airra.NewVerdict(in.Body))))
		})
	register(s, post("/actions/{id}/verdict", "judge-action", "Say whether an action helped", tag),
		func(ctx context.Context, in *struct {
			KeyPath
			Body verdict
		},
		) (*reply[airra.Action], error) {
			return answering(s.opts.Backend.JudgeAction(as(ctx, in.Body.By), in.Key, airra.NewVerdict(in.Body)))
		})
	register(s, post("/incidents/{id}/alarm/verdict", "judge-alarm", "Say whether there was an incident at all", tag),
		func(ctx context.Context, in *struct {
			KeyPath
			Body verdict
		},
		) (*reply[airra.Incident], error) {
			return answering(whole(fillIncident)(s.opts.Backend.JudgeAlarm(as(ctx, in.Body.By), in.Key, airra.NewVerdict(in.Body))))
		})
	register(s, get("/incidents/{id}/verdicts", "list-verdicts", "List the verdicts that stand for an incident, oldest first", tag),
		func(ctx context.Context, in *KeyPath) (*reply[[]airra.Judgement], error) {
			return listing(each(fillJudgement)(s.opts.Backend.Judgements(ctx, in.Key)))
		})
	register(s, post("/learning/{id}/outcome", "report-outcome", "Say everything about an incident at once", tag),
		func(ctx context.Context, in *struct {
			KeyPath
			Body outcomeReport
		},
		) (*reply[outcome], error) {
			judged, err := each(fillJudgement)(s.opts.Backend.ReportOutcome(ctx, in.Key, airra.OutcomeReport(in.Body)))
			message := "Outcome recorded"
			if in.Body.HypothesisCorrect == nil && in.Body.ActionEffective == nil && in.Body.FalseAlarm == nil {
				message = "Nothing was judged: the report says neither hypothesis_correct nor action_effective nor false_alarm"
			}
			return answering(&outcome{Status: "success", Message: message, Judgements: full(judged)}, err)
		})
}

func (s *server) registerExperience(tag string) {
	register(s, get("/incidents/{id}/similar", "list-similar-incidents", "List past incidents that resemble one, the best first", tag),
		func(ctx context.Context, in *struct {
			KeyPath
			Limit int `query:"limit" minimum:"1" maximum:"50" default:"5"`
		},
		) (*reply[[]airra.SimilarIncident], error) {
			return listing(each(fillSimilar)(s.opts.Backend.SimilarIncidents(ctx, in.Key, in.Limit)))
		})
	register(s, get("/learning/insights", "get-learning-insights", "Show how often the product was right", tag),
		func(ctx context.Context, in *WindowQuery) (*reply[airra.LearningInsights], error) {
			q, err := in.domain()
			if err != nil {
				return nil, err
			}
			return answering(s.opts.Backend.LearningInsights(ctx, q))
		})
	register(s, get("/learning/patterns", "list-learned-patterns", "Show what the verdicts add up to, by service and category", tag),
		func(ctx context.Context, in *IncludeQuery) (*reply[airra.Patterns], error) {
			include, err := in.included()
			if err != nil {
				return nil, err
			}
			return answering(whole(fillPatterns)(s.opts.Backend.LearnedPatterns(ctx, include)))
		})
}

func fillHypothesis(h *airra.Hypothesis) {
	h.Evidence.Items, h.Evidence.Against, h.Evidence.Anomalies = full(h.Evidence.Items), full(h.Evidence.Against), full(h.Evidence.Anomalies)
	h.SupportingSignals = full(h.SupportingSignals)
}

func fillJudgement(j *airra.Judgement) { j.Signals = full(j.Signals) }

func fillPatterns(p *airra.Patterns) { p.Patterns, p.Priors = full(p.Patterns), full(p.Priors) }

func fillSimilar(i *airra.SimilarIncident) {
	if i.Signals == nil {
		i.Signals = map[string]airra.Direction{}
	}
}
