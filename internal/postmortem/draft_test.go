package postmortem_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/postmortem"
)

// record is an incident that the monitor found 40 s after the first sign, that Ann
// acknowledged after 2 minutes and resolved after 31, and whose first hypothesis was
// the cause.
func record() postmortem.Record {
	at := func(after time.Duration) *time.Time { return ptr(noon.Add(after)) }
	return postmortem.Record{
		Now: noon.Add(48 * time.Hour),
		Incident: airra.Incident{
			Ref: "INC-7", Title: "Errors", Severity: airra.SeverityHigh, AffectedService: "payment-service", DetectionSource: airra.SourceMonitor, DetectedAt: noon,
			FirstAcknowledged: at(2 * time.Minute), AcknowledgedBy: ptr("ann"), ResolvedAt: at(31*time.Minute + 59*time.Second), ResolvedBy: ptr("ann"), ResolutionCause: ptr("the pool"),
		},
		Signals: []airra.Signal{
			{Service: "payment-service", Name: "latency_p95", FirstSeen: noon.Add(-10 * time.Second)},
			{Service: "payment-service", Name: "error_rate", FirstSeen: noon.Add(-40 * time.Second)},
		},
		Hypotheses: []airra.Hypothesis{
			{Rank: 1, Category: "database_issue", Description: "The pool of connections ran dry", ConfidenceScore: 0.71, Evidence: airra.Evidence{Items: []airra.EvidenceItem{
				{SignalType: "metric", Observation: "errors rose"}, {SignalType: "change", Observation: "v2.5.0 was deployed 6 min before"},
			}}},
			{Rank: 2, Category: "memory_leak", Description: "It leaks", ConfidenceScore: 0.2},
		},
		Judgements: []airra.Judgement{{Subject: airra.AboutHypothesis, Category: "database_issue", Verdict: airra.VerdictConfirmed, JudgedBy: "bob"}},
		Events:     []airra.Event{{Type: airra.EventComponentJoined, Description: "order-service is affected, too"}},
	}
}

func TestADraftTellsWhatTheRecordTells(t *testing.T) {
	t.Parallel()
	got := postmortem.Draft(record())
	want := airra.PostmortemText{
		ActualRootCause:       ptr("The pool of connections ran dry. (database_issue, confirmed by bob)"),
		ContributingFactors:   []string{"v2.5.0 was deployed 6 min before.", "order-service is affected, too."},
		DetectionDelayReason:  ptr("The first sign was error_rate of payment-service at 2026-03-01 11:59:20 UTC; the incident was opened 40 s later."),
		DurationMinutes:       ptr(int64(31)),
		WhatWentWell:          []string{"The monitor opened the incident 40 s after the first sign.", "It was acknowledged after 2 min.", "The first hypothesis was right (database_issue)."},
		AIHypothesisCorrect:   ptr(true),
		AIEvaluationNotes:     ptr("1: database_issue, confidence 0.71, confirmed by bob\n2: memory_leak, confidence 0.20, not judged"),
		ActionItems:           []airra.ActionItem{},
		DetectionImprovements: []string{},
	}
	if diff := cmp.Diff(want, got, same); diff != "" {
		t.Error(diff)
	}
	if err := got.Check(); err != nil {
		t.Error(err)
	}
}

func TestTheCauseIsWhatSomebodySaidItWas(t *testing.T) {
	t.Parallel()
	r := record()
	r.Judgements[0].Verdict = airra.VerdictRejected
	for _, tt := range []struct {
		change func()
		want   string
	}{
		{func() {}, "the pool. (named by ann with the resolution)"},
		{func() { r.Incident.ResolutionCause = nil }, "Not established: the first hypothesis (database_issue) was rejected, and nobody has named another cause."},
		{func() { r.Judgements = nil }, `Not established: the best hypothesis is "The pool of connections ran dry" (database_issue, confidence 0.71), and nobody has said whether it is right.`},
		{func() {
			r.Hypotheses = []airra.Hypothesis{{Rank: 1, Category: airra.CategoryInconclusive}}
			r.Judgements = []airra.Judgement{{Subject: airra.AboutHypothesis, Category: airra.CategoryInconclusive, Verdict: airra.VerdictConfirmed}}
		}, "Not established: nobody has named a cause, and the analysis was inconclusive."},
		{func() { r.Hypotheses = nil }, "Not established: nobody has named a cause, and no analysis found one."},
	} {
		tt.change()
		got := postmortem.Draft(r)
		if *got.ActualRootCause != tt.want {
			t.Errorf("got %q, want %q", *got.ActualRootCause, tt.want)
		}
		open := slices.ContainsFunc(got.ActionItems, func(i airra.ActionItem) bool {
			return i.Description == "Establish the cause of INC-7 and judge its hypotheses" && i.Owner == "ann"
		})
		if open != strings.HasPrefix(tt.want, "Not established") {
			t.Errorf("an open cause is something to do: %+v", got.ActionItems)
		}
	}
}

func TestWhetherTheFirstHypothesisWasRightIsForPeopleToSay(t *testing.T) {
	t.Parallel()
	r := record()
	r.Judgements = nil
	if got := postmortem.Draft(r).AIHypothesisCorrect; got != nil {
		t.Errorf("nobody has said, got %v", *got)
	}
	r.Judgements = []airra.Judgement{{Subject: airra.AboutHypothesis, Category: "memory_leak", Verdict: airra.VerdictRejected}}
	if got := postmortem.Draft(r).AIHypothesisCorrect; got != nil {
		t.Errorf("that the second one was wrong says nothing, got %v", *got)
	}
	r.Judgements[0].Verdict = airra.VerdictConfirmed
	if got := postmortem.Draft(r).AIHypothesisCorrect; got == nil || *got {
		t.Errorf("the second one was it, so the first one was not, got %v", got)
	}
}

func TestWhatWentWrongIsKnownFromFacts(t *testing.T) {
	t.Parallel()
	r := record()
	page := func(name, contact string, sent *time.Time, s airra.NotificationStatus) airra.Notification {
		return airra.Notification{Kind: airra.NotifyPage, EngineerName: name, Contact: contact, SentAt: sent, Status: s}
	}
	id := airra.ActionID("a1")
	r.Incident.FirstAcknowledged = ptr(noon.Add(20 * time.Minute))
	r.Incident.DetectedAt = noon.Add(5 * time.Minute)
	r.Judgements[0].Verdict = airra.VerdictRejected
	r.Judgements = append(r.Judgements, airra.Judgement{Subject: airra.AboutAction, ActionID: &id, Verdict: airra.VerdictRejected, JudgedBy: "bob"}, airra.Judgement{Subject: airra.AboutAlarm, Verdict: airra.VerdictRejected})
	r.Actions = []airra.Action{{ID: id, Ref: "ACT-1", Name: "Restart", Status: airra.ActionSucceeded, ExecutionMode: airra.ModeDryRun}, {ID: "a2", Ref: "ACT-2", Name: "Scale", Status: airra.ActionRejected, RejectedBy: ptr("ann"), RejectionReason: ptr("too risky")}}
	r.Pages = []airra.Notification{page("Ann", "email:a", &noon, airra.NotificationSent), page("Bob", "email:b", &noon, airra.NotificationAcknowledged), page("Eve", "email:e", nil, airra.NotificationFailed), page("Eve", "email:e", nil, airra.NotificationFailed)}
	r.Events = []airra.Event{
		{Type: airra.EventNotifyFailed, Description: "Eve could not be told by email: 550"},
		{Type: airra.EventNotifyFailed, Description: "Eve could not be told by email: 550"},
		{Type: airra.EventEscalated, Description: "Escalated: " + airra.Undecided + "30 min"},
		{Type: airra.EventPagingExhausted, Description: "Nobody answered"},
	}
	got := postmortem.Draft(r)
	want := []string{
		"6 min passed between the first sign and the incident.", "It was acknowledged only after 15 min; the target is 5 min.", "The page went to 2 people: Ann, Bob.",
		"Eve could not be told by email: 550.", "Nobody answered.", "Nobody decided about the proposed action in time.", "The first hypothesis was wrong (database_issue).",
		"ACT-1 (Restart) did not help, says bob.", "ACT-2 (Scale) was rejected by ann: too risky.", "It was a false alarm.",
	}
	if diff := cmp.Diff(want, got.WhatWentWrong); diff != "" {
		t.Error(diff)
	}
	var todo []string
	for _, i := range got.ActionItems {
		todo = append(todo, i.Description)
	}
	wantTodo := []string{
		"Repair the contact email:e, which could not be reached", "Change the escalation policy of payment-service: its last step reached nobody who answered",
		"Settle who decides about actions on payment-service", "Find out whether Restart helps: ACT-1 was only rehearsed", "Make the monitor calmer about payment-service: this was a false alarm",
	}
	if diff := cmp.Diff(wantTodo, todo); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string(nil), got.WhatWentWell); len(got.WhatWentWell) != 0 {
		t.Error(diff)
	}
}

func TestADraftOfAnythingIsInBounds(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("long ", 1000)
	r := record()
	r.Hypotheses[0].Description = long
	r.Actions = []airra.Action{{Ref: "ACT-1", Name: long, Status: airra.ActionFailed}}
	r.Incident.ResolvedBy = ptr(long)
	for _, r := range []postmortem.Record{r, {}, {Now: noon}} {
		if err := postmortem.Draft(r).Check(); err != nil {
			t.Error(err)
		}
	}
}
