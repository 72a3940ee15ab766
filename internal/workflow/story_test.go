package workflow_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/workflow"
)

// The main story: a spike becomes an incident, is explained ten minutes later
// while the metrics source is down, is approved by name, rehearsed and closed.
func TestFromSpikeToResolution(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		must(t, h.Observe(ctx, start, []airra.Signal{spike(start, true)}))
		i := h.see(t, "INC-1")
		if i.Status != airra.StatusAnalyzing || i.Severity != airra.SeverityCritical || i.AffectedService != "payment-service" {
			t.Fatalf("got %s %s on %s", i.Status, i.Severity, i.AffectedService)
		}

		h.clock.move(10 * time.Minute)
		h.work(t)
		i = h.see(t, "INC-1")
		if i.Status != airra.StatusPendingApproval || len(i.Hypotheses) < 2 || len(i.Actions) != 1 || i.PendingApprovalAt == nil {
			t.Fatalf("got %s with %d hypotheses and %d actions", i.Status, len(i.Hypotheses), len(i.Actions))
		}
		if i.Reasoner != "offline rules" {
			t.Errorf("the incident says who answered, got %q", i.Reasoner)
		}

		approved, err := h.ApproveAction(ctx, "act-1", airra.Approval{ApprovedBy: "alice@example.com", Execute: true, ApprovalNotes: "go"})
		must(t, err)
		if approved.Status != airra.ActionExecuting || *approved.ApprovedBy != "alice@example.com" || approved.ExecutionMode != airra.ModeDryRun {
			t.Fatalf("got %+v", approved)
		}
		h.clock.move(3 * time.Second)
		h.work(t)

		i = h.see(t, "INC-1")
		if i.Status != airra.StatusResolved || !i.DryRunResolution || *i.ResolutionTimeSeconds != 603 || *i.ResolvedBy != "alice@example.com" {
			t.Errorf("got %s, dry run %v, %v seconds", i.Status, i.DryRunResolution, i.ResolutionTimeSeconds)
		}
		wantStory := []airra.EventType{
			airra.EventDetected, airra.EventAnalyzingStarted, airra.EventHypothesesGenerated, airra.EventPendingApproval,
			airra.EventActionApproved, airra.EventActionStarted, airra.EventActionCompleted, airra.EventResolved,
		}
		if diff := cmp.Diff(wantStory, h.story(t, "INC-1")); diff != "" {
			t.Error(diff)
		}
		wantAudit := []string{
			"incident_created success airra", "analysis_complete success airra",
			"action_approved success alice@example.com", "action_execute_requested success alice@example.com",
			"action_execute_started success airra", "action_execute_succeeded success airra", "incident_resolved success airra",
		}
		if diff := cmp.Diff(wantAudit, h.audited(t, i.ID)); diff != "" {
			t.Error(diff)
		}
	})
}

func TestASpikeIsOneIncidentWhileItLastsAndAfterItWasResolved(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		for range 3 {
			must(t, h.Observe(ctx, h.clock.now, []airra.Signal{spike(h.clock.now, true)}))
			h.clock.move(15 * time.Second)
		}
		h.work(t)
		_, err := h.ResolveIncident(ctx, "INC-1", airra.Resolution{By: "alice"})
		must(t, err)
		ended := h.see(t, "INC-1")
		for range 30 { // longer than the window after which a signal counts as normal again
			fading := spike(h.clock.now, true)
			fading.Current, fading.Peak, fading.Sigma = fading.Expected*1.1, fading.Expected*1.1, 1
			must(t, h.Observe(ctx, h.clock.now, []airra.Signal{fading}))
			h.clock.move(15 * time.Second)
		}
		if now := h.see(t, "INC-1"); now.Title != ended.Title || now.PeakSigma != ended.PeakSigma {
			t.Errorf("what has ended is told anew: %q, peak %v, was %q, %v", now.Title, now.PeakSigma, ended.Title, ended.PeakSigma)
		}
		page, err := h.FindIncidents(ctx, airra.IncidentFilter{})
		must(t, err)
		if page.Total != 1 || page.Items[0].Status != airra.StatusResolved {
			t.Fatalf("the resolved spike still runs, so there is one closed incident; got %d, first is %s", page.Total, page.Items[0].Status)
		}

		must(t, h.Observe(ctx, h.clock.now, []airra.Signal{spike(h.clock.now.Add(-15*time.Second), false)}))
		later := h.clock.move(20 * time.Minute)
		again := spike(later, true)
		again.FirstSeen = later
		must(t, h.Observe(ctx, later, []airra.Signal{again}))
		page, err = h.FindIncidents(ctx, airra.IncidentFilter{Open: true})
		must(t, err)
		if page.Total != 1 || page.Items[0].Ref != "INC-2" {
			t.Errorf("a new spike after a normal window is a new incident, got %d open", page.Total)
		}
	})
}

func TestADependentServiceJoinsTheIncidentOfTheDeeperOne(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		must(t, h.Observe(ctx, start, []airra.Signal{spike(start, true)}))
		now := h.clock.move(30 * time.Second)
		slow := spike(now, true)
		slow.Service, slow.Name, slow.Category, slow.FirstSeen = "order-service", "latency_p95", airra.CategoryLatencySpike, now
		must(t, h.Observe(ctx, now, []airra.Signal{spike(now, true), slow}))

		page, err := h.FindIncidents(ctx, airra.IncidentFilter{})
		must(t, err)
		if page.Total != 1 {
			t.Fatalf("got %d incidents, want 1", page.Total)
		}
		if diff := cmp.Diff([]string{"payment-service", "order-service"}, page.Items[0].AffectedComponents); diff != "" {
			t.Error(diff)
		}
		signals, err := h.IncidentSignals(ctx, "INC-1")
		must(t, err)
		if len(signals) != 2 || signals[0].Name != "error_rate" || signals[1].Name != "latency_p95" {
			t.Errorf("the signals stand in the order of onset, got %v", signals)
		}
		story := h.story(t, "INC-1")
		if story[len(story)-1] != airra.EventComponentJoined {
			t.Errorf("the timeline says who joined, got %v", story)
		}
	})
}

func TestARejectionHandsTheIncidentToPeople(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		ref, action := h.proposed(t)
		rejected, err := h.RejectAction(t.Context(), string(action.ID), airra.Rejection{RejectedBy: "bob", RejectionReason: "wrong service, password=hunter2hunter2"})
		must(t, err)
		i := h.see(t, ref)
		if rejected.Status != airra.ActionRejected || i.Status != airra.StatusEscalated || i.StatusNote == nil {
			t.Fatalf("got %s, %s", rejected.Status, i.Status)
		}
		if *rejected.RejectionReason != "wrong service, password=[REDACTED]" {
			t.Errorf("a secret is redacted before it is stored, got %q", *rejected.RejectionReason)
		}
		_, err = h.AnalyzeIncident(t.Context(), ref)
		must(t, err)
		h.work(t)
		if i = h.see(t, ref); i.Status != airra.StatusPendingApproval || len(i.Actions) != 2 {
			t.Errorf("an escalated incident can be analysed again, got %s with %d actions", i.Status, len(i.Actions))
		}
	})
}

func TestResolvingByHandLeavesNothingToRun(t *testing.T) {
	t.Parallel()
	h := onOne(t)
	ref, action := h.proposed(t)
	_, err := h.ResolveIncident(t.Context(), ref, airra.Resolution{By: "alice", Cause: "a bad flag", Summary: "flag removed"})
	must(t, err)
	i := h.see(t, ref)
	if i.DryRunResolution || *i.ResolutionCause != "a bad flag" || i.Actions[0].Status != airra.ActionRejected {
		t.Errorf("got dry run %v, action %s", i.DryRunResolution, i.Actions[0].Status)
	}
	if _, err := h.ApproveAction(t.Context(), action.Ref, airra.Approval{ApprovedBy: "bob"}); airra.ErrorCode(err) != airra.CodeConflict {
		t.Errorf("nothing is left to approve, got %v", err)
	}
	_, err = h.ReopenIncident(t.Context(), ref, "it came back")
	must(t, err)
	if i = h.see(t, ref); i.Status != airra.StatusDetected || i.ResolvedAt != nil {
		t.Errorf("got %s", i.Status)
	}
}

func TestAnEscalatedIncidentCanStillBeApproved(t *testing.T) {
	t.Parallel()
	h := onOne(t)
	ref, action := h.proposed(t)
	_, err := h.EscalateIncident(t.Context(), ref, "nobody answers")
	must(t, err)
	_, err = h.ApproveAction(t.Context(), action.Ref, airra.Approval{ApprovedBy: "alice"})
	must(t, err)
	if i := h.see(t, ref); i.Status != airra.StatusApproved {
		t.Errorf("got %s", i.Status)
	}
}

func TestANewAnalysisSupersedesAnUndecidedProposal(t *testing.T) {
	t.Parallel()
	h := onOne(t)
	ref, _ := h.proposed(t)
	_, err := h.EscalateIncident(t.Context(), ref, "")
	must(t, err)
	_, err = h.AnalyzeIncident(t.Context(), ref)
	must(t, err)
	h.work(t)
	i := h.see(t, ref)
	if i.Actions[0].Status != airra.ActionRejected || i.Actions[1].Status != airra.ActionPendingApproval {
		t.Errorf("got %s and %s", i.Actions[0].Status, i.Actions[1].Status)
	}
	pending, err := h.PendingApprovals(t.Context())
	must(t, err)
	if len(pending) != 1 {
		t.Errorf("there is one thing to decide, got %d", len(pending))
	}
}

func TestAcknowledgingIsAFactBesideTheStatus(t *testing.T) {
	t.Parallel()
	h := onOne(t)
	ref := h.report(t)
	i, err := h.AcknowledgeIncident(airra.WithActor(t.Context(), "alice"), ref, airra.Acknowledgement{For: 30 * time.Minute})
	must(t, err)
	if i.Status != airra.StatusDetected || *i.AcknowledgedBy != "alice" || !i.AcknowledgedUntil.Equal(start.Add(30*time.Minute)) {
		t.Errorf("got %+v", i)
	}
	i, err = h.UnacknowledgeIncident(t.Context(), ref)
	must(t, err)
	if i.AcknowledgedBy != nil {
		t.Errorf("got %v", i.AcknowledgedBy)
	}
}

func TestTheLogTellsTheStoryOfAnIncidentByItsID(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	h := onOne(t, func(p *workflow.Parts) { p.Log = slog.New(slog.NewTextHandler(&log, nil)) })
	ref, action := h.proposed(t)
	_, err := h.RejectAction(t.Context(), action.Ref, airra.Rejection{RejectedBy: "bob", RejectionReason: "no"})
	must(t, err)
	id := string(h.see(t, ref).ID)
	for _, event := range h.story(t, ref) {
		if !containsAll(log.String(), "incident="+ref, "incident_id="+id, "event="+string(event)) {
			t.Errorf("no line about %s in\n%s", event, &log)
		}
	}
	if got, want := strings.Count(log.String(), "incident_id="+id), len(h.story(t, ref)); got != want {
		t.Errorf("got %d lines, want one for each of %d events", got, want)
	}
}

func TestSecretsOfAReportAreNotStored(t *testing.T) {
	t.Parallel()
	h := onOne(t)
	i, err := h.CreateIncident(t.Context(), airra.NewIncident{
		Title: "password=hunter2hunter2", Description: "postgres://u:hunter2hunter2@db/x", Severity: airra.SeverityLow, AffectedService: "s",
		AffectedComponents: []string{"token=hunter2hunter2hunter2hunter2"}, DetectionSource: "secret=hunter2hunter2",
		Context: []byte(`{"note": "password=hunter2hunter2"}`),
	})
	must(t, err)
	stored := h.see(t, i.Ref)
	if text := fmt.Sprintf("%+v %s", stored.Incident, stored.Context); strings.Contains(text, "hunter2") {
		t.Errorf("got %s", text)
	}
}

func TestACommentComesBackWithItsID(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		ref := h.report(t)
		e, err := h.CommentIncident(airra.WithActor(t.Context(), "alice"), ref, "looking")
		must(t, err)
		if e.ID == 0 || e.Actor != "alice" || e.Description != "looking" || e.IncidentRef != ref {
			t.Errorf("got %+v", e)
		}
	})
}

// A note can be taken back by its author, once and soon. That there was one stays.
func TestANoteIsRetractedByItsAuthorWhileItIsNew(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		ref, other := h.report(t), h.report(t)
		alice, bob := airra.WithActor(t.Context(), "alice"), airra.WithActor(t.Context(), "bob")
		note, err := h.CommentIncident(alice, ref, "the wrong window")
		must(t, err)
		kept, err := h.CommentIncident(alice, ref, "the right one")
		must(t, err)
		for _, test := range []struct {
			by    context.Context
			on    string
			event int64
			want  airra.Code
		}{
			{bob, ref, note.ID, airra.CodeDenied},
			{alice, other, note.ID, airra.CodeNotFound},
			{alice, ref, 999, airra.CodeNotFound},
			{alice, ref, 1, airra.CodeConflict}, // It is how the incident began.
		} {
			if _, err := h.RetractComment(test.by, test.on, test.event); airra.ErrorCode(err) != test.want {
				t.Errorf("event %d of %s: got %v, not %s", test.event, test.on, err, test.want)
			}
		}
		e, err := h.RetractComment(alice, ref, note.ID)
		must(t, err)
		if e.ID != note.ID || !e.Retracted() || e.Description != "Note retracted by alice" {
			t.Errorf("got %+v", e)
		}
		if _, err := h.RetractComment(alice, ref, note.ID); airra.ErrorCode(err) != airra.CodeConflict {
			t.Errorf("a second time: %v", err)
		}
		h.clock.move(airra.RetractWithin + time.Second)
		if _, err := h.RetractComment(alice, ref, kept.ID); airra.ErrorCode(err) != airra.CodeConflict {
			t.Errorf("too late: %v", err)
		}
		life, err := h.Timeline(alice, ref)
		must(t, err)
		var story []string
		for _, e := range life.Events[len(life.Events)-3:] {
			story = append(story, string(e.Type)+": "+e.Description)
		}
		want := []string{"comment_added: Note retracted by alice", "comment_added: the right one", "comment_retracted: Note of " + note.At.Format("15:04:05") + " retracted by alice"}
		if diff := cmp.Diff(want, story); diff != "" {
			t.Error(diff)
		}
	})
}

func TestAProposalForASymptomIsWithdrawnWhenTheCauseLiesDeeper(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		slow := spike(start, true)
		slow.Service, slow.Name, slow.Category = "order-service", "latency_p95", airra.CategoryLatencySpike
		must(t, h.Observe(ctx, start, []airra.Signal{slow}))
		h.work(t)
		if i := h.see(t, "INC-1"); i.Status != airra.StatusPendingApproval || i.AffectedService != "order-service" {
			t.Fatalf("got %s on %s", i.Status, i.AffectedService)
		}
		now := h.clock.move(30 * time.Second)
		deep := spike(now, true)
		deep.FirstSeen = now
		slow.LastSeen = now
		must(t, h.Observe(ctx, now, []airra.Signal{slow, deep}))
		if i := h.see(t, "INC-1"); i.Status != airra.StatusAnalyzing || i.Actions[0].Status != airra.ActionRejected {
			t.Errorf("got %s with the old action %s", i.Status, i.Actions[0].Status)
		}
		h.work(t)
		i := h.see(t, "INC-1")
		if i.AffectedService != "payment-service" || i.Status != airra.StatusPendingApproval || i.Severity != airra.SeverityCritical {
			t.Errorf("got %s %s on %s", i.Severity, i.Status, i.AffectedService)
		}
		if len(i.Actions) != 2 || i.Actions[0].Status != airra.ActionRejected || i.Actions[1].TargetService != "payment-service" {
			t.Errorf("got %+v", i.Actions)
		}
		page, err := h.FindIncidents(ctx, airra.IncidentFilter{})
		must(t, err)
		if page.Total != 1 {
			t.Errorf("got %d incidents, want 1", page.Total)
		}
	})
}

func TestADaemonThatLostTheLeaseOpensNothing(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		later := h.clock.move(25 * time.Hour)
		taken, err := h.store.Lease(t.Context(), workflow.MonitorRole, "another", time.Minute, later)
		must(t, err)
		if !taken {
			t.Fatal("an expired lease can be taken")
		}
		if err := h.Observe(t.Context(), later, []airra.Signal{spike(later, true)}); airra.ErrorCode(err) != airra.CodeConflict {
			t.Errorf("got %v", err)
		}
		page, err := h.FindIncidents(t.Context(), airra.IncidentFilter{})
		must(t, err)
		if page.Total != 0 {
			t.Errorf("got %d incidents", page.Total)
		}
	})
}
