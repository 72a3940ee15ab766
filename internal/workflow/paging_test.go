package workflow_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
)

// orderReport is an incident of a service without a schedule of its own.
func (h *house) orderReport(t *testing.T) string {
	t.Helper()
	i, err := h.CreateIncident(t.Context(), airra.NewIncident{Title: "Slow", Description: "orders hang", Severity: airra.SeverityHigh, AffectedService: "order-service"})
	must(t, err)
	return i.Ref
}

// wantTold fails unless exactly these people were told since the last look.
func (h *house) wantTold(t *testing.T, moment string, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, h.told()); diff != "" {
		t.Errorf("%s (-want +got):\n%s", moment, diff)
	}
}

// The night as it goes: the primary sleeps, the secondary answers for half an hour,
// falls asleep again, is paged again, and the matter is resolved.
func TestPagedEscalatedAcknowledgedLapsedPagedAgainResolved(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		h.team(t)
		ref := h.orderReport(t)
		h.run(t)
		h.wantTold(t, "at once", "Alice Chen")

		h.after(t, 4*time.Minute+59*time.Second)
		h.wantTold(t, "the primary still has a second")
		h.after(t, time.Second)
		h.wantTold(t, "the primary did not answer", "Bob Martinez")

		h.after(t, time.Second)
		_, err := h.AcknowledgeIncident(ctx, ref, airra.Acknowledgement{By: "bob.martinez@example.com", For: 30 * time.Minute})
		must(t, err)
		h.after(t, 29*time.Minute)
		h.wantTold(t, "acknowledged: nobody is disturbed")
		h.after(t, time.Minute)
		h.wantTold(t, "the acknowledgement lapsed, so it begins again", "Alice Chen")

		_, err = h.ResolveIncident(ctx, ref, airra.Resolution{By: "alice.chen@example.com"})
		must(t, err)
		h.after(t, time.Hour)
		h.wantTold(t, "resolved: nobody is disturbed any more")

		x, err := h.ExplainPages(ctx, ref)
		must(t, err)
		var told []string
		for _, p := range x.Pages {
			told = append(told, p.EngineerName+" "+string(p.Status)+" "+p.Why.Cause)
		}
		want := []string{
			"Alice Chen acknowledged the incident",
			"Bob Martinez acknowledged nobody acknowledged the step before",
			"Alice Chen acknowledged the acknowledgement lapsed",
		}
		if diff := cmp.Diff(want, told); diff != "" {
			t.Errorf("the explanation tells the story (-want +got):\n%s", diff)
		}
		if x.Pages[0].Attempt != 1 || x.Pages[2].Attempt != 2 || x.Pages[0].Key == x.Pages[2].Key {
			t.Errorf("paging the same contact again is another attempt with a key of its own: %q, %q", x.Pages[0].Key, x.Pages[2].Key)
		}
		if first := x.Pages[0]; first.SLAMet == nil || *first.SLAMet || *first.ResponseTimeSeconds != 301 || !first.Escalated {
			t.Errorf("Alice's first page was answered after 301 s and missed its target of %d s: %v, %v", first.SLATargetSeconds, first.ResponseTimeSeconds, first.SLAMet)
		}
		if x.Paging.State != airra.PagingStopped {
			t.Errorf("got %s", x.Paging.State)
		}
	})
}

func TestEverybodyIsPagedTwiceAndThenItIsSaidThatNobodyAnswered(t *testing.T) {
	t.Parallel()
	h := onOne(t)
	h.team(t)
	ref := h.orderReport(t)
	h.run(t)
	var told []string
	for range 7 {
		told = append(told, h.told()...)
		h.after(t, 5*time.Minute)
	}
	want := []string{"Alice Chen", "Bob Martinez", "David Kim", "Alice Chen", "Bob Martinez", "David Kim"}
	if diff := cmp.Diff(want, told); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if story := h.story(t, ref); story[len(story)-1] != airra.EventPagingExhausted {
		t.Errorf("the timeline ends with %s", story[len(story)-1])
	}
	h.after(t, 24*time.Hour)
	h.wantTold(t, "exhausted stays exhausted")

	_, err := h.EscalateIncident(t.Context(), ref, "still burning")
	must(t, err)
	h.run(t)
	h.wantTold(t, "until a person calls for help", "Alice Chen")
}

func TestAServiceOfItsOwnIsAnsweredByItsOwnPeople(t *testing.T) {
	t.Parallel()
	h := onOne(t)
	h.team(t)
	h.report(t) // payment-service
	h.run(t)
	h.wantTold(t, "the service-specific shift beats the general one", "David Kim")
}

func TestSomebodyIsOnCallAfterTheFirstWeekToo(t *testing.T) {
	t.Parallel()
	h := onOne(t)
	h.team(t)
	for week := range 6 {
		refs := []string{h.report(t), h.orderReport(t)}
		h.run(t)
		if told := h.told(); len(told) != 2 {
			t.Errorf("week %d: got %v", week+1, told)
		}
		for _, ref := range refs {
			_, err := h.ResolveIncident(t.Context(), ref, airra.Resolution{By: "alice"})
			must(t, err)
		}
		h.clock.move(7 * 24 * time.Hour)
	}
}

func TestAnAcknowledgementBeforeTheJobKeepsEverybodyAsleep(t *testing.T) {
	t.Parallel()
	h := onOne(t)
	h.team(t)
	ref := h.orderReport(t)
	_, err := h.AcknowledgeIncident(t.Context(), ref, airra.Acknowledgement{By: "alice.chen@example.com"})
	must(t, err)
	h.run(t)
	h.wantTold(t, "somebody was faster than the job")
	_, err = h.UnacknowledgeIncident(t.Context(), ref)
	must(t, err)
	h.run(t)
	h.wantTold(t, "taken back: it begins", "Alice Chen")
}

func TestAPageThatWaitsForItsJobIsNotSentAfterAnAcknowledgement(t *testing.T) {
	t.Parallel()
	h := onOne(t)
	h.team(t)
	ref := h.orderReport(t)
	for _, j := range h.due() {
		must(t, h.do(t.Context(), j)) // The page is in the outbox; its own job has not run.
	}
	_, err := h.AcknowledgeIncident(t.Context(), ref, airra.Acknowledgement{By: "alice.chen@example.com"})
	must(t, err)
	h.run(t)
	h.wantTold(t, "nobody needs it any more")
	x, err := h.ExplainPages(t.Context(), ref)
	must(t, err)
	if len(x.Pages) != 1 || x.Pages[0].Status != airra.NotificationCancelled {
		t.Errorf("the record says that it was cancelled: %+v", x.Pages)
	}
}

func TestAReopenedIncidentIsPagedAnewUnderThePolicyOfNow(t *testing.T) {
	t.Parallel()
	h := onOne(t)
	ctx := t.Context()
	h.team(t)
	ref := h.orderReport(t)
	h.run(t)
	h.wantTold(t, "by the built-in policy", "Alice Chen")
	_, err := h.SetPolicy(ctx, airra.NewPolicy{Service: "order-service", Steps: []airra.NewStep{{Targets: []string{"Carol Johnson"}, WaitSeconds: 60}}})
	must(t, err)
	h.after(t, 5*time.Minute)
	h.wantTold(t, "an incident keeps the policy it began with", "Bob Martinez")
	_, err = h.ResolveIncident(ctx, ref, airra.Resolution{By: "bob"})
	must(t, err)
	_, err = h.ReopenIncident(ctx, ref, "it came back")
	must(t, err)
	h.run(t)
	h.wantTold(t, "reopened", "Carol Johnson")
}

func TestNobodyOnCallIsTriedAgainUntilSomebodyIs(t *testing.T) {
	t.Parallel()
	h := onOne(t)
	ctx := t.Context()
	ref := h.orderReport(t)
	h.run(t)
	for range 20 {
		h.after(t, 5*time.Minute)
	}
	h.wantTold(t, "there is nobody")
	story := h.story(t, ref)
	if slices.Contains(story, airra.EventPagingExhausted) {
		t.Error("nobody was ever told, so it is not over")
	}
	if len(story) > 8 {
		t.Errorf("the timeline does not fill up with attempts: %d rows", len(story))
	}
	e, err := h.CreateEngineer(ctx, airra.NewEngineer{Name: "Eve", Email: "eve@example.com"})
	must(t, err)
	_, err = h.CreateShift(ctx, airra.NewShift{Engineer: string(e.ID), StartTime: h.clock.read(), EndTime: h.clock.read().Add(time.Hour)})
	must(t, err)
	h.after(t, 5*time.Minute)
	h.wantTold(t, "now there is", "Eve")
}

func TestNobodyDecidedInTime(t *testing.T) {
	t.Parallel()
	for severity, window := range airra.DefaultApprovalWindows() {
		t.Run(string(severity), func(t *testing.T) {
			t.Parallel()
			h := onOne(t)
			h.team(t)
			ctx := t.Context()
			ref, action := h.proposed(t)
			_, err := h.UpdateIncident(ctx, ref, airra.IncidentUpdate{Severity: &severity})
			must(t, err)
			_, err = h.RejectAction(ctx, action.Ref, airra.Rejection{RejectedBy: "bob", RejectionReason: "again, please"})
			must(t, err)
			_, err = h.AnalyzeIncident(ctx, ref)
			must(t, err)
			h.clock.move(3 * time.Minute) // The clock starts with the wait, not with the incident.
			h.work(t)
			_, err = h.AcknowledgeIncident(ctx, ref, airra.Acknowledgement{By: "david.kim@example.com"})
			must(t, err)
			h.run(t)
			h.post.take()

			h.after(t, window-time.Second)
			if i := h.see(t, ref); i.Status != airra.StatusPendingApproval {
				t.Fatalf("a second early it is %s", i.Status)
			}
			h.after(t, time.Second)
			i := h.see(t, ref)
			if i.Status != airra.StatusEscalated || i.StatusNote == nil || !containsAll(*i.StatusNote, "nobody decided within") {
				t.Fatalf("got %s, %v", i.Status, i.StatusNote)
			}
			if told := h.told(); len(told) != 1 {
				t.Errorf("whoever acknowledged did not decide, so the next one is paged: got %v", told)
			}
			pending := i.Actions[len(i.Actions)-1]
			_, err = h.ApproveAction(ctx, pending.Ref, airra.Approval{ApprovedBy: "alice"})
			must(t, err)
			if i := h.see(t, ref); i.Status != airra.StatusApproved {
				t.Errorf("a person can still approve, got %s", i.Status)
			}
		})
	}
}

// A storm of incidents of one service is told in a few pages: five of their own, one
// that speaks for the rest. When the incident that spoke is over, another one speaks.
func TestAStormIsBundledAndNothingOfItIsLost(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		h.PageBundle = airra.Limit{Events: 5, Per: time.Minute}
		ctx := t.Context()
		h.team(t)
		var refs []string
		for range 12 {
			refs = append(refs, h.orderReport(t))
		}
		h.run(t)
		if told := h.told(); len(told) != 6 {
			t.Fatalf("five pages and one that speaks for the rest, got %v", told)
		}
		x, err := h.ExplainPages(ctx, refs[9])
		must(t, err)
		if len(x.Pages) != 0 || x.Paging.State != airra.PagingBundled || !containsAll(x.Summary, refs[5], "airra page explain") {
			t.Errorf("a bundled incident says who speaks for it: %q", x.Summary)
		}
		h.after(t, 5*time.Minute)
		x, err = h.ExplainPages(ctx, refs[5])
		must(t, err)
		if last := x.Pages[len(x.Pages)-1]; last.Why.Bundle != 6 || !containsAll(last.Message, refs[6], refs[11]) {
			t.Errorf("the next step says for how many it speaks: %d\n%s", last.Why.Bundle, last.Message)
		}
		h.post.take()

		for n := range 6 {
			_, err := h.ResolveIncident(ctx, refs[n], airra.Resolution{By: "alice"})
			must(t, err)
		}
		h.run(t)
		h.wantTold(t, "the oldest of the rest speaks now", "Alice Chen")
		for n := 6; n < 12; n++ {
			_, err := h.AcknowledgeIncident(ctx, refs[n], airra.Acknowledgement{By: "alice"})
			must(t, err)
		}
		h.after(t, time.Hour)
		h.wantTold(t, "all are looked after")
		h.orderReport(t)
		h.run(t)
		h.wantTold(t, "the storm is over: a new one has a page of its own", "Alice Chen")
	})
}
