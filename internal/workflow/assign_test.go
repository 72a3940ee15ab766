package workflow_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
)

// assigned gives an incident to whom the strategy finds.
func (h *house) assigned(t *testing.T, ref string, strategy airra.AssignStrategy) string {
	t.Helper()
	a, err := h.AssignIncident(t.Context(), ref, strategy)
	must(t, err)
	if !a.Success || a.Engineer.CurrentReviewCount == 0 {
		t.Errorf("the answer counts the new work too, got %+v", a.Engineer)
	}
	return a.Engineer.Name + " " + string(*a.Strategy)
}

// load is how much an engineer has to do.
func (h *house) load(t *testing.T, key string) int {
	t.Helper()
	return h.meet(t, key).CurrentReviewCount
}

// away lets somebody be on leave.
func (h *house) away(t *testing.T, key string) {
	t.Helper()
	_, err := h.UpdateEngineer(t.Context(), key, airra.EngineerUpdate{Status: ptr(airra.EngineerOnLeave)})
	must(t, err)
}

func TestAnIncidentGoesToWhoIsOnCallForItsService(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		h.team(t)
		if got := h.assigned(t, h.report(t), ""); got != "David Kim on_call" {
			t.Errorf("a shift for the service beats one for all, got %s", got)
		}
		if got := h.assigned(t, h.orderReport(t), airra.AssignOnCall); got != "Alice Chen on_call" {
			t.Errorf("got %s", got)
		}
		h.away(t, "alice")
		if got := h.assigned(t, h.orderReport(t), airra.AssignOnCall); got != "Bob Martinez on_call" {
			t.Errorf("the primary is away, so the secondary has it, got %s", got)
		}
		_, err := h.UpdateEngineer(t.Context(), "bob", airra.EngineerUpdate{MaxConcurrentReviews: ptr(1)})
		must(t, err)
		if got := h.assigned(t, h.orderReport(t), airra.AssignOnCall); got != "David Kim on_call" {
			t.Errorf("the secondary is full, so the third one has it, got %s", got)
		}
		h.away(t, "david")
		if got := h.assigned(t, h.orderReport(t), airra.AssignOnCall); got != "Carol Johnson load_balanced" {
			t.Errorf("nobody of the schedule can, so whoever else has the least to do does, got %s", got)
		}
		h.away(t, "carol")
		ref := h.orderReport(t)
		for _, strategy := range []airra.AssignStrategy{"", airra.AssignLoadBalanced} {
			_, err = h.AssignIncident(t.Context(), ref, strategy)
			if message := wantCode(t, "nobody", err, airra.CodeConflict); message != "No available engineers found" {
				t.Errorf("got %q", message)
			}
		}
		if i := h.see(t, ref); i.AssignedEngineerID != nil {
			t.Error("a refusal changes nothing")
		}
	})
}

func TestWithoutAScheduleTheLeastBusyGetsIt(t *testing.T) {
	t.Parallel()
	h := onOne(t)
	for _, name := range []string{"Ann Lee", "Ben Ray"} {
		h.hire(t, name)
		h.clock.move(time.Second)
	}
	var got []string
	for _, strategy := range []airra.AssignStrategy{airra.AssignOnCall, airra.AssignLoadBalanced, airra.AssignLoadBalanced, ""} {
		got = append(got, h.assigned(t, h.orderReport(t), strategy))
	}
	want := []string{"Ann Lee load_balanced", "Ben Ray load_balanced", "Ann Lee load_balanced", "Ben Ray load_balanced"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAForcedAssignmentLeavesTheEngineerReadable(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		h.hire(t, "Ann Lee", most(1))
		refs := []string{h.report(t), h.report(t), h.report(t)}
		_, err := h.AssignIncidentTo(ctx, refs[0], "ann", false)
		must(t, err)
		_, err = h.AssignIncidentTo(ctx, refs[1], "ann", false)
		if message := wantCode(t, "full", err, airra.CodeConflict); !containsAll(message, "Ann Lee cannot take it", "at capacity (1/1)") {
			t.Errorf("got %q", message)
		}
		h.away(t, "ann")
		for _, ref := range refs[1:] {
			a, err := h.AssignIncidentTo(ctx, ref, "ann", true)
			must(t, err)
			if *a.Strategy != airra.AssignManual {
				t.Errorf("got %s", *a.Strategy)
			}
		}
		if e := h.meet(t, "ann"); e.CurrentReviewCount != 3 || e.AssignedIncidents != 3 || e.CapacityPercentage != 100 {
			t.Errorf("got %d, %.1f %%", e.CurrentReviewCount, e.CapacityPercentage)
		}
	})
}

func TestAnIncidentThatIsGivenOnIsTakenFromTheFirst(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		ctx := airra.WithActor(t.Context(), "carol@example.com")
		ann, ben := h.hire(t, "Ann Lee"), h.hire(t, "Ben Ray")
		ref := h.report(t)
		_, err := h.AssignIncidentTo(ctx, ref, "ann", false)
		must(t, err)
		at := h.clock.move(time.Minute)
		_, err = h.AssignIncidentTo(ctx, ref, "ben.ray@example.com", false)
		must(t, err)
		info, err := h.IncidentAssignment(ctx, ref)
		must(t, err)
		if !info.IsAssigned || info.AssignedEngineer.ID != ben.ID || info.AssignedAt == nil || !info.AssignedAt.Equal(at) {
			t.Errorf("after several assignments the latest counts, got %+v", info)
		}
		if h.load(t, "ann") != 0 || h.load(t, "ben") != 1 {
			t.Errorf("got %d and %d", h.load(t, "ann"), h.load(t, "ben"))
		}
		story := h.story(t, ref)
		if diff := cmp.Diff([]airra.EventType{airra.EventAssigned, airra.EventUnassigned, airra.EventAssigned}, story[len(story)-3:]); diff != "" {
			t.Error(diff)
		}
		_, err = h.AssignIncidentTo(ctx, ref, "ben", true)
		wantCode(t, "the same one again", err, airra.CodeConflict)
		_, err = h.AssignIncident(ctx, ref, "")
		wantCode(t, "somebody has it", err, airra.CodeConflict)

		_, err = h.UnassignIncident(ctx, ref)
		must(t, err)
		_, err = h.UnassignIncident(ctx, ref)
		wantCode(t, "nobody has it", err, airra.CodeConflict)
		info, err = h.IncidentAssignment(ctx, ref)
		must(t, err)
		if info.IsAssigned || info.AssignedEngineer != nil || info.AssignedAt != nil {
			t.Errorf("got %+v", info)
		}
		_, err = h.AssignIncidentTo(ctx, ref, string(ann.ID), false)
		must(t, err)
		if rows := h.audited(t, info.IncidentID); rows[len(rows)-1] != "incident_assigned success carol@example.com" {
			t.Errorf("got %v", rows)
		}
	})
}

func TestWhatCannotBeAssignedIsRefused(t *testing.T) {
	t.Parallel()
	h := onOne(t)
	ctx := t.Context()
	h.hire(t, "Ann Lee")
	ref := h.report(t)
	_, err := h.AssignIncident(ctx, ref, "at_random")
	wantField(t, "a strategy", err, "strategy")
	_, err = h.AssignIncident(ctx, ref, airra.AssignManual)
	wantField(t, "manual names somebody", err, "strategy")
	_, err = h.AssignIncident(ctx, "INC-99", "")
	wantCode(t, "no incident", err, airra.CodeNotFound)
	_, err = h.AssignIncidentTo(ctx, ref, "zoe", true)
	wantCode(t, "no engineer", err, airra.CodeNotFound)
	_, err = h.ResolveIncident(ctx, ref, airra.Resolution{By: "ann"})
	must(t, err)
	_, err = h.AssignIncidentTo(ctx, ref, "ann", true)
	if message := wantCode(t, "it is over", err, airra.CodeConflict); !containsAll(message, "already resolved") {
		t.Errorf("got %q", message)
	}
}

// Whatever way an incident goes out of somebody's hands, the place is free again.
func TestAPlaceIsFreeAgainOnEveryWayOut(t *testing.T) {
	t.Parallel()
	for name, out := range map[string]func(t *testing.T, h *house, ref string){
		"resolved": func(t *testing.T, h *house, ref string) {
			_, err := h.ResolveIncident(t.Context(), ref, airra.Resolution{By: "ann"})
			must(t, err)
		},
		"taken away": func(t *testing.T, h *house, ref string) {
			_, err := h.UnassignIncident(t.Context(), ref)
			must(t, err)
		},
		"given on": func(t *testing.T, h *house, ref string) {
			_, err := h.AssignIncidentTo(t.Context(), ref, "ben", false)
			must(t, err)
		},
		"the analysis failed": func(t *testing.T, h *house, ref string) {
			h.Reasoner = broken{}
			_, err := h.AnalyzeIncident(t.Context(), ref)
			must(t, err)
			must(t, h.RunAnalysis(t.Context(), h.see(t, ref).ID, 1, true))
		},
		"executed": func(t *testing.T, h *house, ref string) {
			_, err := h.AnalyzeIncident(t.Context(), ref)
			must(t, err)
			h.work(t)
			_, err = h.ApproveAction(t.Context(), h.see(t, ref).Actions[0].Ref, airra.Approval{ApprovedBy: "ann", Execute: true})
			must(t, err)
			h.work(t)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := onOne(t)
			h.hire(t, "Ann Lee", most(1))
			h.hire(t, "Ben Ray", most(1))
			ref := h.report(t)
			_, err := h.AssignIncidentTo(t.Context(), ref, "ann", false)
			must(t, err)
			out(t, h, ref)
			if a := h.meet(t, "ann"); a.CurrentReviewCount != 0 || a.CapacityPercentage != 0 {
				t.Errorf("got %d, %.0f %%", a.CurrentReviewCount, a.CapacityPercentage)
			}
			_, err = h.AssignIncidentTo(t.Context(), h.report(t), "ann", false)
			must(t, err)
		})
	}
}

func TestOfRacingAssignmentsOneGetsTheLastPlace(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		for round := range 5 {
			name := fmt.Sprintf("Ann%d", round)
			h.hire(t, name, most(1))
			refs := make([]string, 8)
			for k := range refs {
				refs[k] = h.report(t)
			}
			winners := contest(t, len(refs), func(k int) error {
				if k%2 == 0 {
					_, err := h.AssignIncident(t.Context(), refs[k], airra.AssignLoadBalanced)
					return err
				}
				_, err := h.AssignIncidentTo(t.Context(), refs[k], name, false)
				return err
			})
			if len(winners) != 1 || h.load(t, name) != 1 {
				t.Fatalf("round %d: %v got the one place, and there are %d in it", round, winners, h.load(t, name))
			}
		}
	})
}

func TestOfRacingReviewsAndAssignmentsOneGetsTheLastPlace(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		for round := range 3 {
			name := fmt.Sprintf("Ann%d", round)
			h.hire(t, name, most(1))
			refs := []string{h.report(t), h.report(t), h.report(t), h.report(t)}
			winners := contest(t, len(refs), func(k int) (err error) {
				if k%2 == 0 {
					_, err = h.RequestReview(t.Context(), refs[k], airra.NewReview{Engineer: name})
				} else {
					_, err = h.AssignIncidentTo(t.Context(), refs[k], name, false)
				}
				return err
			})
			if len(winners) != 1 || h.load(t, name) != 1 {
				t.Fatalf("round %d: %v won, the load is %d", round, winners, h.load(t, name))
			}
		}
	})
}

func TestOfRacingAssignmentsOfOneIncidentOneHoldsAndNobodyElseCounts(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		names := []string{"Ann", "Ben", "Cleo", "Dan"}
		for _, name := range names {
			h.hire(t, name)
		}
		ref := h.report(t)
		winners := contest(t, 8, func(int) error {
			_, err := h.AssignIncident(t.Context(), ref, airra.AssignLoadBalanced)
			return err
		})
		total := 0
		for _, name := range names {
			total += h.load(t, name)
		}
		if len(winners) != 1 || total != 1 {
			t.Errorf("%d were told that they had it, %d count it", len(winners), total)
		}
		h.run(t)
		if told := h.told(); len(told) != 1 {
			t.Errorf("one is told, got %v", told)
		}
	})
}

func TestWhoGetsAnIncidentIsTold(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		carol := h.hire(t, "Carol Johnson")
		ref := h.report(t)
		h.run(t)
		_, err := h.AssignIncidentTo(ctx, ref, "carol", false)
		must(t, err)
		h.run(t)
		messages := h.post.take()
		if len(messages) != 1 || messages[0].Kind != airra.NotifyAssignment || messages[0].Recipient.Address != carol.Email || !containsAll(messages[0].Text, ref+" was assigned to you") {
			t.Fatalf("got %+v", messages)
		}
		ack, err := h.AcknowledgeNotification(ctx, link(t, messages, "Carol Johnson"))
		must(t, err)
		if i := h.see(t, ref); ack.IncidentRef != ref || i.AcknowledgedBy == nil || *i.AcknowledgedBy != carol.Email {
			t.Errorf("whoever answers has taken notice: %+v, %v", ack, i.AcknowledgedBy)
		}
		sent, err := h.FindNotifications(ctx, airra.NotificationFilter{EngineerID: carol.ID})
		must(t, err)
		if len(sent.Items) != 1 || sent.Items[0].Kind != airra.NotifyAssignment || sent.Items[0].Why.Cause != "by hand" || sent.Items[0].Step != -1 {
			t.Errorf("got %+v", sent.Items)
		}
	})
}

// An engineer who is removed at the very moment at which an incident is given to them
// has work, and stays.
func TestNobodyIsRemovedFromUnderAnIncidentThatArrives(t *testing.T) {
	t.Parallel()
	h := newHouse(t, template.Postgres(t))
	h.hire(t, "Ann Lee")
	ref := h.report(t)
	h.overtake(func() {
		_, err := h.AssignIncidentTo(t.Context(), ref, "ann", false)
		must(t, err)
	})
	wantCode(t, "the removal", h.DeleteEngineer(t.Context(), "ann"), airra.CodeConflict)
	if info, err := h.IncidentAssignment(t.Context(), ref); err != nil || !info.IsAssigned || h.load(t, "ann") != 1 {
		t.Errorf("got %+v, %v", info, err)
	}
}

// A review that is asked for at the very moment at which its incident is resolved is
// refused: nobody would ever end it, and it would keep a place for ever.
func TestNoReviewBeginsOfAnIncidentThatIsResolvedMeanwhile(t *testing.T) {
	t.Parallel()
	h := newHouse(t, template.Postgres(t))
	h.hire(t, "Ann Lee")
	ref := h.report(t)
	h.overtake(func() {
		_, err := h.ResolveIncident(t.Context(), ref, airra.Resolution{By: "ben"})
		must(t, err)
	})
	_, err := h.RequestReview(t.Context(), ref, airra.NewReview{Engineer: "ann"})
	wantCode(t, "the request", err, airra.CodeConflict)
	if h.load(t, "ann") != 0 {
		t.Errorf("she has %d to do", h.load(t, "ann"))
	}
}
