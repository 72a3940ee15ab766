package airra_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
)

// Like the others, this table is written a second time on purpose.
var allowedReviewMoves = map[airra.ReviewStatus][]airra.ReviewStatus{
	"assigned":    {"in_progress", "submitted", "cancelled"},
	"in_progress": {"submitted", "cancelled"},
	"submitted":   {"accepted", "rejected", "cancelled"},
}

// reviewActs are the acts that lead to each status.
var reviewActs = map[airra.ReviewStatus]func(r *airra.Review) error{
	"in_progress": func(r *airra.Review) error { return r.Start(at) },
	"submitted":   func(r *airra.Review) error { return r.Submit(airra.ReviewSubmission{Notes: "seen"}, at) },
	"accepted": func(r *airra.Review) error {
		return r.Decide(airra.ReviewChoice{Decision: airra.DecisionEngineer, Rationale: "so"}, at)
	},
	"rejected": func(r *airra.Review) error {
		return r.Decide(airra.ReviewChoice{Decision: airra.DecisionAI, Rationale: "so"}, at)
	},
	"cancelled": func(r *airra.Review) error { return r.Cancel("over", at) },
}

func TestEveryPairOfReviewStatuses(t *testing.T) {
	t.Parallel()
	for _, from := range airra.ReviewStatuses {
		for _, to := range airra.ReviewStatuses {
			t.Run(fmt.Sprintf("%s to %s", from, to), func(t *testing.T) {
				t.Parallel()
				allowed := contains(allowedReviewMoves[from], to)
				if from.CanMoveTo(to) != allowed {
					t.Errorf("the table says %v", from.CanMoveTo(to))
				}
				act := reviewActs[to]
				if act == nil {
					return // Nothing leads back to the beginning.
				}
				r := airra.Review{Status: from, Decision: airra.DecisionPending}
				err := act(&r)
				if allowed {
					if err != nil || r.Status != to || !r.UpdatedAt.Equal(at) {
						t.Errorf("the move is allowed, got %v and status %s", err, r.Status)
					}
					return
				}
				var own *airra.Error
				untouched := r.Status == from && r.UpdatedAt.IsZero() && r.StartedAt == nil && r.SubmittedAt == nil && r.Decision == airra.DecisionPending && r.OutcomeNotes == nil
				if !errors.As(err, &own) || own.Code != airra.CodeConflict || own.State != string(from) || !untouched {
					t.Errorf("an illegal move is a conflict that names the state and changes nothing, got %v and %+v", err, r)
				}
			})
		}
	}
}

func TestAReviewTakesCapacityUntilItIsOver(t *testing.T) {
	t.Parallel()
	for _, s := range airra.ReviewStatuses {
		if ends := len(allowedReviewMoves[s]) == 0; s.Active() == ends || !s.Valid() {
			t.Errorf("%s: active %v", s, s.Active())
		}
	}
	if airra.ReviewStatus("pending").Valid() {
		t.Error("nothing else is a status")
	}
}

func TestTheTimeOfAReviewCountsFromItsStart(t *testing.T) {
	t.Parallel()
	r := airra.Review{Status: airra.ReviewAssigned}
	must(t, r.Start(at))
	given := airra.ReviewSubmission{
		AIHypothesesReviewed: json.RawMessage(`{"h": 1}`), AIConfidenceAssessment: "fair", AlternativeHypotheses: json.RawMessage(`[]`),
		SuggestedApproach: json.RawMessage(`{}`), EngineerConfidenceScore: 0.5, Notes: "n", Tags: []string{"db"},
	}
	must(t, r.Submit(given, at.Add(90*time.Second)))
	if *r.ReviewTimeMinutes != 1.5 || *r.AIConfidenceAssessment != "fair" || *r.EngineerConfidenceScore != 0.5 || r.Tags[0] != "db" || string(r.AIHypothesesReviewed) != `{"h": 1}` {
		t.Errorf("got %+v", r)
	}
	r = airra.Review{Status: airra.ReviewAssigned}
	must(t, r.Submit(given, at))
	if r.ReviewTimeMinutes != nil {
		t.Errorf("without a start there is none, got %v", *r.ReviewTimeMinutes)
	}
}

func TestADecisionForTheEngineerWhollyOrInPartAcceptsTheReview(t *testing.T) {
	t.Parallel()
	for decision, want := range map[airra.ReviewDecision]airra.ReviewStatus{
		airra.DecisionAI: airra.ReviewRejected, airra.DecisionEngineer: airra.ReviewAccepted, airra.DecisionHybrid: airra.ReviewAccepted,
	} {
		r := airra.Review{Status: airra.ReviewSubmitted}
		must(t, r.Decide(airra.ReviewChoice{Decision: decision, Rationale: "because"}, at))
		if r.Status != want || r.Decision != decision || *r.DecisionRationale != "because" || !r.DecisionMadeAt.Equal(at) {
			t.Errorf("%s: got %+v", decision, r)
		}
		if !contains(airra.ReviewDecisions, decision) {
			t.Errorf("%s is a decision that people make", decision)
		}
	}
	if contains(airra.ReviewDecisions, airra.DecisionPending) {
		t.Error("nobody decides that it is pending")
	}
}
