package workflow_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
)

func says(v airra.Verdict) airra.NewVerdict { return airra.NewVerdict{Verdict: v, By: "alice"} }

// standing gives the verdicts of an incident in short.
func (h *house) standing(t *testing.T, ref string) []string {
	t.Helper()
	judgements, err := h.Judgements(t.Context(), ref)
	must(t, err)
	lines := []string{}
	for _, j := range judgements {
		lines = append(lines, string(j.Subject)+" "+j.Category+" "+string(j.Verdict)+" by "+j.JudgedBy)
	}
	return lines
}

func TestAVerdictOnAHypothesisStandsThroughANewAnalysis(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		ref, _ := h.proposed(t)
		first := h.see(t, ref).Hypotheses[0]
		got, err := h.JudgeHypothesis(ctx, ref, "1", airra.NewVerdict{Verdict: airra.VerdictConfirmed, By: "alice", Note: "seen in the heap, token=hunter2hunter2hunter2"})
		must(t, err)
		if !got.Validated || got.ValidationFeedback == nil || !strings.HasPrefix(*got.ValidationFeedback, "confirmed by alice: seen in the heap") ||
			strings.Contains(*got.ValidationFeedback, "hunter2") {
			t.Errorf("got %+v", got)
		}
		if diff := cmp.Diff([]string{"hypothesis error_spike confirmed by alice"}, h.standing(t, ref)); diff != "" {
			t.Error(diff)
		}
		judgements, err := h.Judgements(ctx, ref)
		must(t, err)
		j := judgements[0]
		if j.Confidence != first.ConfidenceScore || j.Rank != 1 || *j.HypothesisID != first.ID || j.Reasoner != first.LLMModel || j.Signals[0] != "error_rate" || j.Origin != airra.OriginReal {
			t.Errorf("a judgement keeps what was judged, got %+v", j)
		}
		_, err = h.EscalateIncident(ctx, ref, "")
		must(t, err)
		_, err = h.AnalyzeIncident(ctx, ref)
		must(t, err)
		h.work(t)
		again := h.see(t, ref).Hypotheses[0]
		if again.ID == first.ID || !again.Validated || again.ValidationFeedback == nil {
			t.Errorf("a new analysis forms new hypotheses, and the verdict stands: %+v", again)
		}
		_, err = h.JudgeHypothesis(ctx, ref, string(again.ID), says(airra.VerdictRejected))
		must(t, err)
		if diff := cmp.Diff([]string{"hypothesis error_spike rejected by alice"}, h.standing(t, ref)); diff != "" {
			t.Errorf("a changed mind is one verdict: %s", diff)
		}
		if seen := h.see(t, ref).Hypotheses[0]; seen.Validated || seen.ValidationFeedback == nil || *seen.ValidationFeedback != "rejected by alice" {
			t.Errorf("got %+v", seen)
		}
		if n := count(h.story(t, ref), airra.EventHypothesisJudged); n != 2 {
			t.Errorf("%d events", n)
		}
	})
}

func TestAVerdictTakenBackLeavesNothing(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		ref, _ := h.proposed(t)
		before, err := h.LearnedPatterns(ctx, nil)
		must(t, err)
		for _, v := range []airra.Verdict{airra.VerdictConfirmed, airra.VerdictRejected, airra.VerdictUnknown, airra.VerdictUnknown} {
			_, err := h.JudgeHypothesis(ctx, ref, "error_spike", says(v))
			must(t, err)
		}
		after, err := h.LearnedPatterns(ctx, nil)
		must(t, err)
		if diff := cmp.Diff(before, after); diff != "" || after.Total != 0 {
			t.Errorf("every number is as before: %s", diff)
		}
		if seen := h.see(t, ref).Hypotheses[0]; seen.Validated || seen.ValidationFeedback != nil {
			t.Errorf("got %+v", seen)
		}
		if n := count(h.story(t, ref), airra.EventHypothesisJudged); n != 3 {
			t.Errorf("taking back what does not stand is no news, got %d events", n)
		}
	})
}

func TestTheSameVerdictAgainIsNoNews(t *testing.T) {
	t.Parallel()
	h := onOne(t)
	ref, _ := h.proposed(t)
	_, err := h.JudgeHypothesis(t.Context(), ref, "1", says(airra.VerdictConfirmed))
	must(t, err)
	version := h.see(t, ref).Version
	_, err = h.JudgeHypothesis(t.Context(), ref, "1", says(airra.VerdictConfirmed))
	must(t, err)
	if got := h.see(t, ref).Version; got != version || count(h.story(t, ref), airra.EventHypothesisJudged) != 1 {
		t.Errorf("version %d, was %d", got, version)
	}
}

func TestAnActionIsJudgedOnceItHasRun(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		ref, x := h.proposed(t)
		_, err := h.JudgeAction(ctx, x.Ref, says(airra.VerdictConfirmed))
		if airra.ErrorCode(err) != airra.CodeConflict {
			t.Errorf("nobody can know yet, got %v", err)
		}
		_, err = h.ApproveAction(ctx, x.Ref, airra.Approval{ApprovedBy: "alice", Execute: true})
		must(t, err)
		h.work(t)
		if got := h.standing(t, ref); len(got) != 0 {
			t.Errorf("a success is no verdict, got %v", got)
		}
		_, err = h.JudgeAction(ctx, x.Ref, says(airra.VerdictConfirmed))
		must(t, err)
		judgements, err := h.Judgements(ctx, ref)
		must(t, err)
		if len(judgements) != 1 || !judgements[0].DryRun || judgements[0].Category != airra.CategoryErrorSpike || judgements[0].ActionType != x.ActionType {
			t.Errorf("it was a rehearsal, and the verdict says so: %+v", judgements)
		}
		insights, err := h.LearningInsights(ctx, airra.AnalyticsQuery{Days: 30})
		must(t, err)
		if insights.SuccessfulActions != 0 || insights.Excluded.DryRun != 1 || insights.TotalIncidents != 0 || insights.HypothesisAccuracy != nil {
			t.Errorf("a rehearsal counts nowhere: %+v", insights)
		}
	})
}

func TestAnAlarmCanBeFalse(t *testing.T) {
	t.Parallel()
	h := onOne(t)
	ref := h.report(t)
	i, err := h.JudgeAlarm(airra.WithActor(t.Context(), "bob"), ref, airra.NewVerdict{Verdict: airra.VerdictRejected})
	must(t, err)
	if i.Ref != ref || cmp.Diff([]string{"alarm  rejected by bob"}, h.standing(t, ref)) != "" || count(h.story(t, ref), airra.EventAlarmJudged) != 1 {
		t.Errorf("got %v", h.standing(t, ref))
	}
	_, err = h.JudgeAlarm(t.Context(), ref, says(airra.VerdictUnknown))
	must(t, err)
	insights, err := h.AnalyticsInsights(t.Context(), airra.AnalyticsQuery{})
	must(t, err)
	if len(h.standing(t, ref)) != 0 || len(insights.Detectors) != 0 || count(h.story(t, ref), airra.EventAlarmJudged) != 2 {
		t.Errorf("taken back: %v, %+v", h.standing(t, ref), insights.Detectors)
	}
}

func TestWhatCannotBeJudgedIsRefused(t *testing.T) {
	t.Parallel()
	h := onOne(t)
	ctx := t.Context()
	ref, x := h.proposed(t)
	other := h.report(t)
	yes := true
	for _, tt := range []struct {
		name string
		code airra.Code
		do   func() error
	}{
		{"an unknown incident", airra.CodeNotFound, func() error {
			_, err := h.ReportOutcome(ctx, "INC-99", airra.OutcomeReport{FalseAlarm: &yes})
			return err
		}},
		{"an unknown hypothesis", airra.CodeNotFound, func() error { _, err := h.JudgeHypothesis(ctx, ref, "9", says(airra.VerdictConfirmed)); return err }},
		{"an unknown word", airra.CodeInvalid, func() error { _, err := h.JudgeHypothesis(ctx, ref, "1", says("maybe")); return err }},
		{"no person", airra.CodeInvalid, func() error {
			_, err := h.JudgeAlarm(ctx, ref, airra.NewVerdict{Verdict: airra.VerdictConfirmed, By: "a b"})
			return err
		}},
		{"an action of another incident", airra.CodeInvalid, func() error {
			_, err := h.ReportOutcome(ctx, other, airra.OutcomeReport{ActionID: x.Ref, ActionEffective: &yes})
			return err
		}},
		{"a yes about nothing", airra.CodeInvalid, func() error {
			_, err := h.ReportOutcome(ctx, ref, airra.OutcomeReport{HypothesisCorrect: &yes})
			return err
		}},
	} {
		if err := tt.do(); airra.ErrorCode(err) != tt.code {
			t.Errorf("%s: got %v", tt.name, err)
		}
	}
}

func TestAnOutcomeJudgesWhatItNamesAndNothingElse(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		ctx := airra.WithActor(t.Context(), "alice")
		ref, x := h.proposed(t)
		got, err := h.ReportOutcome(ctx, ref, airra.OutcomeReport{HypothesisID: "1", ActionID: x.Ref})
		must(t, err)
		if len(got) != 0 {
			t.Errorf("silence is no verdict, got %+v", got)
		}
		yes, no := true, false
		report := airra.OutcomeReport{HypothesisID: "1", HypothesisCorrect: &yes, FalseAlarm: &no, ResolutionNotes: "it was"}
		for range 2 {
			got, err = h.ReportOutcome(ctx, ref, report)
			must(t, err)
			if len(got) != 2 {
				t.Errorf("got %+v", got)
			}
		}
		if diff := cmp.Diff([]string{"hypothesis error_spike confirmed by alice", "alarm  confirmed by alice"}, h.standing(t, ref)); diff != "" {
			t.Error(diff)
		}
		if n := count(h.story(t, ref), airra.EventHypothesisJudged); n != 1 {
			t.Errorf("the same report again changes nothing, got %d events", n)
		}
		report.ActionID, report.ActionEffective, report.HypothesisCorrect = x.Ref, &yes, &no
		if _, err = h.ReportOutcome(ctx, ref, report); airra.ErrorCode(err) != airra.CodeConflict {
			t.Errorf("the action has not run, got %v", err)
		}
		if got := h.standing(t, ref); got[0] != "hypothesis error_spike confirmed by alice" {
			t.Errorf("all of a report or nothing: %v", got)
		}
	})
}

func TestAPostmortemJudgesTheFirstHypothesis(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		ref, _ := h.proposed(t)
		publish := func(correct *bool) {
			must(t, h.store.InTx(t.Context(), func(tx airra.Tx) error {
				i, err := tx.Incident(t.Context(), airra.Key{Ref: ref})
				must(t, err)
				if err := h.JudgeByPostmortem(t.Context(), tx, i, "carol", correct); err != nil {
					return err
				}
				return tx.SaveIncident(t.Context(), i)
			}))
		}
		publish(nil)
		if got := h.standing(t, ref); len(got) != 0 {
			t.Errorf("got %v", got)
		}
		no := false
		publish(&no)
		if diff := cmp.Diff([]string{"hypothesis error_spike rejected by carol"}, h.standing(t, ref)); diff != "" {
			t.Error(diff)
		}
	})
}

// resolvedWith ends an incident by hand.
func (h *house) resolvedWith(t *testing.T, ref string) {
	t.Helper()
	_, err := h.ResolveIncident(t.Context(), ref, airra.Resolution{By: "alice", Summary: "rolled back"})
	must(t, err)
	h.run(t)
}

func TestAConfirmedCauseIsRecalledAndRanksHigher(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		first, _ := h.proposed(t)
		unlearned := h.see(t, first).Hypotheses[0].ConfidenceScore
		h.resolvedWith(t, first)
		_, err := h.JudgeHypothesis(ctx, first, "1", says(airra.VerdictConfirmed))
		must(t, err)
		h.run(t)
		h.clock.move(time.Hour)
		second, _ := h.proposed(t)
		h0 := h.see(t, second).Hypotheses[0]
		if h0.ConfidenceScore <= unlearned {
			t.Errorf("confidence %.3f, before %.3f", h0.ConfidenceScore, unlearned)
		}
		cited := false
		for _, item := range h0.Evidence.Items {
			cited = cited || item.Ref == first && strings.Contains(item.Observation, "rolled back")
		}
		if !cited {
			t.Errorf("the first incident is cited with what helped: %+v", h0.Evidence.Items)
		}
		similar, err := h.SimilarIncidents(ctx, second, 0)
		must(t, err)
		if len(similar) != 1 || similar[0].Ref != first || similar[0].Trust != 0.7 || similar[0].Similarity < 0.99 || !similar[0].Confirmed {
			t.Errorf("got %+v", similar)
		}
		_, err = h.ReopenIncident(ctx, first, "")
		must(t, err)
		h.run(t)
		if similar, err = h.SimilarIncidents(ctx, second, 0); err != nil || len(similar) != 0 {
			t.Errorf("what was reopened is not past: %+v, %v", similar, err)
		}
	})
}

func TestVerdictsOnWhatIsNotRealTeachNothingAboutWhatIs(t *testing.T) {
	t.Parallel()
	for origin, excluded := range map[airra.Origin]airra.Excluded{airra.OriginGenerated: {Generated: 1}, airra.OriginSimulated: {Simulated: 1}} {
		t.Run(string(origin), func(t *testing.T) {
			t.Parallel()
			h := onOne(t)
			ctx := t.Context()
			ref, _ := h.proposed(t)
			must(t, h.store.InTx(ctx, func(tx airra.Tx) error {
				i, err := tx.Incident(ctx, airra.Key{Ref: ref})
				must(t, err)
				i.Origin = origin
				return tx.SaveIncident(ctx, i)
			}))
			_, err := h.JudgeHypothesis(ctx, ref, "1", says(airra.VerdictConfirmed))
			must(t, err)
			patterns, err := h.LearnedPatterns(ctx, nil)
			must(t, err)
			if len(patterns.Priors) != 6 || patterns.Excluded != excluded {
				t.Errorf("six priors, and a verdict that is left out: %+v", patterns)
			}
			asked := airra.AnalyticsQuery{Include: []string{string(origin)}}
			included, err := h.LearnedPatterns(ctx, asked.Include)
			must(t, err)
			counted, err := h.LearningInsights(ctx, asked)
			must(t, err)
			if included.Total != 1 || included.Excluded != (airra.Excluded{}) || counted.TotalHypotheses != 1 || counted.TotalIncidents != 1 || counted.PatternsLearned != 1 {
				t.Errorf("who asks for it gets it: patterns %+v, insights %+v", included, counted)
			}
			insights, err := h.LearningInsights(ctx, airra.AnalyticsQuery{Days: 0})
			must(t, err)
			if patterns.Total != 0 || insights.TotalHypotheses != 0 || insights.Excluded != excluded || insights.PeriodDays != 30 {
				t.Errorf("patterns %+v, insights %+v", patterns, insights)
			}
		})
	}
}

func TestInsightsOfDaysThatMakeNoSenseAreRefused(t *testing.T) {
	t.Parallel()
	h := onOne(t)
	if _, err := h.LearnedPatterns(t.Context(), []string{"real"}); airra.ErrorCode(err) != airra.CodeInvalid {
		t.Errorf("a sort that nobody knows: got %v", err)
	}
	for _, days := range []int{-1, 366} {
		if _, err := h.LearningInsights(t.Context(), airra.AnalyticsQuery{Days: days}); airra.ErrorCode(err) != airra.CodeInvalid {
			t.Errorf("%d: got %v", days, err)
		}
	}
}
