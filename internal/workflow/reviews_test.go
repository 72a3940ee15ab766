package workflow_test

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
)

// opinion is a submission that is in order.
func opinion(confidence float64) airra.ReviewSubmission {
	return airra.ReviewSubmission{
		AIHypothesesReviewed: json.RawMessage(`{"h1": "likely"}`), AIConfidenceAssessment: "about right",
		SuggestedApproach: json.RawMessage(`{"do": "restart"}`), EngineerConfidenceScore: confidence, Notes: "seen before",
	}
}

// reviewOf asks for a review and gives its id.
func (h *house) reviewOf(t *testing.T, ref, engineer string) string {
	t.Helper()
	r, err := h.RequestReview(t.Context(), ref, airra.NewReview{Engineer: engineer})
	must(t, err)
	return string(r.ID)
}

// submittedBy asks for a review that is submitted at once.
func (h *house) submittedBy(t *testing.T, ref, engineer string, confidence float64) string {
	t.Helper()
	id := h.reviewOf(t, ref, engineer)
	_, err := h.SubmitReview(t.Context(), id, opinion(confidence))
	must(t, err)
	return id
}

func TestAReviewFromTheQuestionToTheDecision(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		ann := h.hire(t, "Ann Lee")
		ref, _ := h.proposed(t)
		h.run(t)
		r, err := h.RequestReview(ctx, ref, airra.NewReview{Engineer: "ann", Priority: airra.PriorityHigh, Notes: "is it the pool? password=hunter2hunter2"})
		must(t, err)
		if r.Status != airra.ReviewAssigned || r.EngineerID != ann.ID || r.Decision != airra.DecisionPending || strings.Contains(r.Notes, "hunter2") {
			t.Errorf("got %+v", r)
		}
		h.run(t)
		messages := h.post.take()
		if len(messages) != 1 || messages[0].Kind != airra.NotifyAssignment || !containsAll(messages[0].Text, "is it the pool?") {
			t.Errorf("the engineer is told, with what was asked: %+v", messages)
		}
		h.clock.move(time.Minute)
		_, err = h.StartReview(ctx, string(r.ID))
		must(t, err)
		h.clock.move(90 * time.Second)
		given := opinion(0.25)
		given.AlternativeHypotheses, given.Tags, given.Notes = json.RawMessage(`[{"cause": "dns"}]`), []string{"db"}, "token=hunter2hunter2hunter2"
		r, err = h.SubmitReview(ctx, string(r.ID), given)
		must(t, err)
		if r.Status != airra.ReviewSubmitted || *r.ReviewTimeMinutes != 1.5 || strings.Contains(r.Notes, "hunter2") || !r.StartedAt.Equal(start.Add(time.Minute)) {
			t.Errorf("got %+v", r)
		}
		if e := h.meet(t, "ann"); e.InProgressReviews != 1 || e.CurrentReviewCount != 1 || e.PendingReviews != 0 {
			t.Errorf("until the decision it takes a place: %+v", e)
		}
		r, err = h.ChooseApproach(ctx, ref, airra.ReviewChoice{Decision: airra.DecisionHybrid, Rationale: "both have a point"})
		must(t, err)
		if r.Status != airra.ReviewAccepted || r.Decision != airra.DecisionHybrid || *r.DecisionRationale != "both have a point" || r.DecisionMadeAt == nil {
			t.Errorf("got %+v", r)
		}
		e := h.meet(t, "ann")
		if e.CurrentReviewCount != 0 || e.TotalReviewsCompleted != 1 || *e.AverageReviewTimeMinutes != 1.5 || e.CompletedToday != 1 {
			t.Errorf("got %+v", e)
		}
		h.clock.move(22 * time.Hour)
		if e := h.meet(t, "ann"); e.CompletedToday != 0 || e.TotalReviewsCompleted != 1 {
			t.Errorf("the day ends at midnight UTC, got %d of %d", e.CompletedToday, e.TotalReviewsCompleted)
		}
		detail, err := h.FindReview(ctx, string(r.ID))
		must(t, err)
		if detail.Engineer.Name != "Ann Lee" || detail.Incident.Ref != ref || string(detail.AlternativeHypotheses) != `[{"cause": "dns"}]` || detail.Tags[0] != "db" {
			t.Errorf("got %+v", detail)
		}
		want := []string{"review_requested success airra", "review_started success airra", "review_submitted success airra", "review_decided success airra"}
		rows := h.audited(t, detail.IncidentID)
		if diff := cmp.Diff(want, rows[len(rows)-4:]); diff != "" {
			t.Error(diff)
		}
		story := h.story(t, ref)
		if count(story, airra.EventReviewAssigned) != 1 || count(story, airra.EventReviewDecided) != 1 {
			t.Errorf("got %v", story)
		}
	})
}

func TestAReviewIsForWhatIsDetectedOrWaitsForADecision(t *testing.T) {
	t.Parallel()
	h := onOne(t)
	ctx := t.Context()
	h.hire(t, "Ann Lee", most(2))
	for status, prepare := range map[airra.IncidentStatus]func(ref string) error{
		airra.StatusAnalyzing: func(ref string) error { _, err := h.AnalyzeIncident(ctx, ref); return err },
		airra.StatusEscalated: func(ref string) error { _, err := h.EscalateIncident(ctx, ref, ""); return err },
		airra.StatusResolved:  func(ref string) error { _, err := h.ResolveIncident(ctx, ref, airra.Resolution{By: "ann"}); return err },
	} {
		ref := h.report(t)
		must(t, prepare(ref))
		_, err := h.RequestReview(ctx, ref, airra.NewReview{Engineer: "ann"})
		if message := wantCode(t, string(status), err, airra.CodeConflict); !containsAll(message, string(status)) {
			t.Errorf("got %q", message)
		}
	}
	h.reviewOf(t, h.report(t), "ann")
	ref, _ := h.proposed(t)
	h.reviewOf(t, ref, "ann")

	ref = h.report(t)
	_, err := h.RequestReview(ctx, ref, airra.NewReview{Engineer: "ann"})
	if message := wantCode(t, "she is full", err, airra.CodeConflict); !containsAll(message, "at capacity (2/2)") {
		t.Errorf("got %q", message)
	}
	_, err = h.RequestReview(ctx, ref, airra.NewReview{Engineer: "zoe"})
	wantCode(t, "no engineer", err, airra.CodeNotFound)
	_, err = h.RequestReview(ctx, ref, airra.NewReview{Engineer: "ann", Priority: "urgent"})
	wantField(t, "a priority", err, "priority")
	_, err = h.RequestReview(ctx, "INC-99", airra.NewReview{Engineer: "ann"})
	wantCode(t, "no incident", err, airra.CodeNotFound)
}

func TestOfRacingRequestsForAReviewOneWins(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		names := []string{"Ann", "Ben", "Cleo", "Dan"}
		for _, name := range names {
			h.hire(t, name)
		}
		ref := h.report(t)
		winners := contest(t, 8, func(k int) error {
			_, err := h.RequestReview(t.Context(), ref, airra.NewReview{Engineer: names[k%4]})
			return err
		})
		busy := 0
		for _, name := range names {
			busy += h.load(t, name)
		}
		if len(winners) != 1 || busy != 1 {
			t.Errorf("%d got it, %d count it", len(winners), busy)
		}
	})
}

func TestTheStepsOfAReviewHaveAnOrder(t *testing.T) {
	t.Parallel()
	h := onOne(t)
	ctx := t.Context()
	h.hire(t, "Ann Lee")
	id := h.reviewOf(t, h.report(t), "ann")
	_, err := h.StartReview(ctx, id)
	must(t, err)
	_, err = h.StartReview(ctx, id)
	wantCode(t, "started twice", err, airra.CodeConflict)

	id = h.reviewOf(t, h.report(t), "ann")
	r, err := h.SubmitReview(ctx, id, opinion(1))
	must(t, err)
	if r.Status != airra.ReviewSubmitted || r.StartedAt != nil || r.ReviewTimeMinutes != nil || r.SubmittedAt == nil {
		t.Errorf("what was never started took no time that is known: %+v", r)
	}
	_, err = h.SubmitReview(ctx, id, opinion(1))
	wantCode(t, "submitted twice", err, airra.CodeConflict)
	_, err = h.StartReview(ctx, id)
	wantCode(t, "started after the end", err, airra.CodeConflict)
	_, err = h.StartReview(ctx, "01900000-0000-7000-8000-000000000000")
	wantCode(t, "no review", err, airra.CodeNotFound)
	_, err = h.FindReview(ctx, "what?")
	wantField(t, "no id", err, "review_id")
}

func TestAnOpinionThatCannotBeReadIsRefused(t *testing.T) {
	t.Parallel()
	h := onOne(t)
	h.hire(t, "Ann Lee")
	id := h.reviewOf(t, h.report(t), "ann")
	for _, c := range []struct {
		field string
		spoil func(s *airra.ReviewSubmission)
	}{
		{"ai_confidence_assessment", func(s *airra.ReviewSubmission) { s.AIConfidenceAssessment = "" }},
		{"notes", func(s *airra.ReviewSubmission) { s.Notes = "" }},
		{"engineer_confidence_score", func(s *airra.ReviewSubmission) { s.EngineerConfidenceScore = 1.01 }},
		{"engineer_confidence_score", func(s *airra.ReviewSubmission) { s.EngineerConfidenceScore = -0.01 }},
		{"engineer_confidence_score", func(s *airra.ReviewSubmission) { s.EngineerConfidenceScore = math.NaN() }},
		{"ai_hypotheses_reviewed", func(s *airra.ReviewSubmission) { s.AIHypothesesReviewed = nil }},
		{"ai_hypotheses_reviewed", func(s *airra.ReviewSubmission) { s.AIHypothesesReviewed = json.RawMessage(`null`) }},
		{"ai_hypotheses_reviewed", func(s *airra.ReviewSubmission) { s.AIHypothesesReviewed = json.RawMessage(`[]`) }},
		{"suggested_approach", func(s *airra.ReviewSubmission) { s.SuggestedApproach = json.RawMessage(`{"a": `) }},
		{"suggested_approach", func(s *airra.ReviewSubmission) { s.SuggestedApproach = json.RawMessage(`"restart"`) }},
		{"alternative_hypotheses", func(s *airra.ReviewSubmission) { s.AlternativeHypotheses = json.RawMessage(`{}`) }},
		{"alternative_hypotheses", func(s *airra.ReviewSubmission) { s.AlternativeHypotheses = json.RawMessage(`["dns"]`) }},
		{"alternative_hypotheses", func(s *airra.ReviewSubmission) { s.AlternativeHypotheses = json.RawMessage(`[null]`) }},
	} {
		s := opinion(0.5)
		c.spoil(&s)
		_, err := h.SubmitReview(t.Context(), id, s)
		wantField(t, c.field, err, c.field)
	}
	s := opinion(0.5)
	s.AlternativeHypotheses = json.RawMessage(`null`)
	r, err := h.SubmitReview(t.Context(), id, s)
	must(t, err)
	if string(r.AlternativeHypotheses) != `[]` || r.Tags == nil {
		t.Errorf("none is an empty list and never null, got %s, %v", r.AlternativeHypotheses, r.Tags)
	}
}

// An incident can be reviewed again and again, and the reviews of before are not in
// the way of the one that counts.
func TestOfSeveralReviewsTheNewestSubmittedOneIsComparedAndDecided(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		h.hire(t, "Ann Lee")
		h.hire(t, "Ben Ray")
		ref, _ := h.proposed(t)
		for n, who := range []string{"ann", "ben", "ann"} {
			h.clock.move(time.Minute)
			id := h.submittedBy(t, ref, who, float64(n)/10)
			c, err := h.CompareReview(ctx, ref)
			must(t, err)
			if c.EngineerConfidence != float64(n)/10 {
				t.Errorf("review %d: got the confidence %.2f", n+1, c.EngineerConfidence)
			}
			r, err := h.ChooseApproach(ctx, ref, airra.ReviewChoice{Decision: airra.ReviewDecisions[n], Rationale: "so"})
			must(t, err)
			want := []airra.ReviewStatus{airra.ReviewRejected, airra.ReviewAccepted, airra.ReviewAccepted}[n]
			if string(r.ID) != id || r.Status != want || r.Decision != airra.ReviewDecisions[n] {
				t.Errorf("review %d: got %s %s of %s", n+1, r.Status, r.Decision, r.ID)
			}
			_, compared := h.CompareReview(ctx, ref)
			_, chosen := h.ChooseApproach(ctx, ref, airra.ReviewChoice{Decision: airra.DecisionAI, Rationale: "no"})
			for _, err := range []error{compared, chosen} {
				if message := wantCode(t, "decided", err, airra.CodeNotFound); message != "No submitted review found for this incident" {
					t.Errorf("got %q", message)
				}
			}
		}
		page, err := h.FindReviews(ctx, airra.ReviewFilter{Statuses: []airra.ReviewStatus{airra.ReviewAccepted}})
		must(t, err)
		if page.Total != 2 || page.Items[0].Decision != airra.DecisionHybrid {
			t.Errorf("the latest first, got %d", page.Total)
		}
	})
}

func TestAChoiceNamesOneOfTheApproachesAndSaysWhy(t *testing.T) {
	t.Parallel()
	h := onOne(t)
	ctx := t.Context()
	h.hire(t, "Ann Lee")
	ref := h.report(t)
	h.submittedBy(t, ref, "ann", 0.5)
	for _, decision := range []airra.ReviewDecision{"", airra.DecisionPending, "mine"} {
		_, err := h.ChooseApproach(ctx, ref, airra.ReviewChoice{Decision: decision, Rationale: "so"})
		wantField(t, string(decision), err, "decision")
	}
	_, err := h.ChooseApproach(ctx, ref, airra.ReviewChoice{Decision: airra.DecisionAI})
	wantField(t, "without a reason", err, "rationale")
	winners := contest(t, 6, func(int) error {
		_, err := h.ChooseApproach(ctx, ref, airra.ReviewChoice{Decision: airra.DecisionAI, Rationale: "so"})
		if airra.ErrorCode(err) == airra.CodeNotFound {
			return airra.Conflict("decided", "too late")
		}
		return err
	})
	if len(winners) != 1 || count(h.story(t, ref), airra.EventReviewDecided) != 1 {
		t.Errorf("it is decided once, got %v", winners)
	}
}

func TestAResolvedIncidentFreesItsReviewer(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		h.hire(t, "Ann Lee", most(1))
		for _, far := range []airra.ReviewStatus{airra.ReviewAssigned, airra.ReviewInProgress, airra.ReviewSubmitted} {
			ref := h.report(t)
			id := h.reviewOf(t, ref, "ann")
			if far != airra.ReviewAssigned {
				_, err := h.StartReview(t.Context(), id)
				must(t, err)
			}
			if far == airra.ReviewSubmitted {
				_, err := h.SubmitReview(t.Context(), id, opinion(0.5))
				must(t, err)
			}
			_, err := h.ResolveIncident(t.Context(), ref, airra.Resolution{By: "ann"})
			must(t, err)
			r, err := h.FindReview(t.Context(), id)
			must(t, err)
			if r.Status != airra.ReviewCancelled || *r.OutcomeNotes != "the incident was resolved" || h.load(t, "ann") != 0 {
				t.Errorf("%s: got %s, load %d", far, r.Status, h.load(t, "ann"))
			}
		}
	})
}

func TestAComparisonPutsTheTwoConfidencesSideBySide(t *testing.T) {
	t.Parallel()
	h := onOne(t)
	ctx := t.Context()
	h.hire(t, "Ann Lee", most(10))
	ref, _ := h.proposed(t)
	hypotheses := h.see(t, ref).Hypotheses
	largest := 0.0
	for _, x := range hypotheses {
		largest = max(largest, x.ConfidenceScore)
	}
	for _, c := range []struct {
		gap    float64
		differ string
		advice string
	}{
		{-0.2, fmt.Sprintf("the analysis is surer: %.2f against %.2f", largest, largest-0.2), "Look at the analysis first"},
		{0.05, "", "Both are about equally sure"},
		{0.15, fmt.Sprintf("the engineer is surer: %.2f against %.2f", largest+0.15, largest), "Look at the engineer's approach first"},
	} {
		given := opinion(largest + c.gap)
		given.AlternativeHypotheses = json.RawMessage(`[{"cause": "dns"}, {"cause": "disk"}]`)
		_, err := h.SubmitReview(ctx, h.reviewOf(t, ref, "ann"), given)
		must(t, err)
		got, err := h.CompareReview(ctx, ref)
		must(t, err)
		want := []string{"the engineer names 2 further causes"}
		if c.differ != "" {
			want = append(want, c.differ)
		}
		if diff := cmp.Diff(want, got.Differences); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if len(got.Recommendations) != 1 || !strings.HasPrefix(got.Recommendations[0], c.advice) {
			t.Errorf("got %v", got.Recommendations)
		}
		if got.AIConfidence != largest || got.EngineerConfidence != largest+c.gap || got.EngineerApproach.Assessment != "about right" ||
			len(got.AIApproach.Hypotheses) != len(hypotheses) || got.AIApproach.TopHypothesis.ID != hypotheses[0].ID {
			t.Errorf("got %+v", got)
		}
		_, err = h.ChooseApproach(ctx, ref, airra.ReviewChoice{Decision: airra.DecisionAI, Rationale: "so"})
		must(t, err)
	}

	bare := h.report(t)
	h.submittedBy(t, bare, "ann", 0.05)
	c, err := h.CompareReview(ctx, bare)
	must(t, err)
	if c.AIApproach.TopHypothesis != nil || c.AIApproach.Hypotheses == nil || c.AIConfidence != 0 || c.Differences[0] != "the analysis concluded nothing" {
		t.Errorf("without an analysis: %+v", c)
	}
}

func TestWhatWaitsForAnOpinionComesWorstFirst(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		h.hire(t, "Ann Lee", most(10))
		for _, severity := range []airra.Severity{airra.SeverityLow, airra.SeverityCritical, airra.SeverityMedium, airra.SeverityCritical, airra.SeverityHigh} {
			h.clock.move(time.Second)
			_, err := h.CreateIncident(ctx, airra.NewIncident{Title: "t", Description: "d", Severity: severity, AffectedService: "s"})
			must(t, err)
		}
		_, err := h.EscalateIncident(ctx, "INC-5", "")
		must(t, err)
		pending := func(limit int) (got []string) {
			t.Helper()
			found, err := h.PendingReview(ctx, limit)
			must(t, err)
			for _, i := range found {
				got = append(got, i.Ref)
			}
			return got
		}
		if diff := cmp.Diff([]string{"INC-2", "INC-4", "INC-3", "INC-1"}, pending(0)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		h.submittedBy(t, "INC-2", "ann", 0.5)
		if diff := cmp.Diff([]string{"INC-4", "INC-3"}, pending(2)); diff != "" {
			t.Errorf("what somebody looks at does not wait (-want +got):\n%s", diff)
		}
		_, err = h.ChooseApproach(ctx, "INC-2", airra.ReviewChoice{Decision: airra.DecisionAI, Rationale: "so"})
		must(t, err)
		if diff := cmp.Diff([]string{"INC-2"}, pending(1)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}
