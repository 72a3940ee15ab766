package workflow_test

import (
	"slices"
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/notify"
)

// explained gives the explanation of an incident's pages.
func (h *house) explained(t *testing.T, ref string) *airra.PageExplanation {
	t.Helper()
	x, err := h.ExplainPages(t.Context(), ref)
	must(t, err)
	return x
}

// policy writes the policy of order-service: one step for each of the targets.
func (h *house) policy(t *testing.T, wait time.Duration, repeat int, targets ...string) {
	t.Helper()
	p := airra.NewPolicy{Service: "order-service", Repeat: repeat}
	for _, target := range targets {
		p.Steps = append(p.Steps, airra.NewStep{Targets: []string{target}, WaitSeconds: int(wait / time.Second)})
	}
	_, err := h.SetPolicy(t.Context(), p)
	must(t, err)
}

func TestTheExplanationSaysWhereThePagingStands(t *testing.T) {
	t.Parallel()
	h := onOne(t)
	ctx := t.Context()
	h.team(t)
	ref := h.orderReport(t)
	says := func(moment, want string) {
		t.Helper()
		if x := h.explained(t, ref); x.Summary != want || x.IncidentRef != ref || x.Pages == nil || x.Story == nil {
			t.Errorf("%s: got %q", moment, x.Summary)
		}
	}
	says("before its job", "Paging has not begun: the job that begins it has not run yet, or the incident is older than paging.")
	if x := h.explained(t, ref); x.Paging != nil {
		t.Errorf("got %+v", x.Paging)
	}
	h.run(t)
	h.clock.move(2 * time.Minute)
	says("the primary has three minutes left", `1 page so far; step 2 of "default" is taken in 3m0s when nobody acknowledges`)
	h.clock.move(3 * time.Minute)
	says("the timer is due and has not run", `1 page so far; step 2 of "default" is taken now when nobody acknowledges`)
	h.run(t)
	_, err := h.AcknowledgeIncident(ctx, ref, airra.Acknowledgement{By: "bob@example.com", For: time.Hour})
	must(t, err)
	says("acknowledged for an hour", "2 pages so far; paused: acknowledged by bob@example.com until 2026-11-23T03:19:30Z")
	_, err = h.AcknowledgeIncident(ctx, ref, airra.Acknowledgement{By: "bob@example.com"})
	must(t, err)
	says("acknowledged", "2 pages so far; paused: acknowledged by bob@example.com until further notice")
	_, err = h.UnacknowledgeIncident(ctx, ref)
	must(t, err)
	for range 5 {
		h.after(t, 5*time.Minute)
	}
	says("all six steps", `8 pages so far; the policy ends in 5m0s when nobody acknowledges`)
	h.after(t, 5*time.Minute)
	says("the end", "8 pages so far; everybody of the policy was paged and nobody has acknowledged")
	_, err = h.ResolveIncident(ctx, ref, airra.Resolution{By: "bob"})
	must(t, err)
	says("resolved", "8 pages so far; the incident is resolved")
	story := h.explained(t, ref).Story
	if story[0].Type != airra.EventPagingStep || story[len(story)-1].Type != airra.EventResolved {
		t.Errorf("the story goes from the first step to the end: %s … %s", story[0].Type, story[len(story)-1].Type)
	}
}

func TestAPageSaysWhyItWentToThisPerson(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		h.team(t)
		h.away(t, "alice")
		why := func(ref string) airra.PageReason {
			t.Helper()
			h.run(t)
			pages := h.pages(t, ref)
			return pages[len(pages)-1].Why
		}
		skipped := why(h.orderReport(t))
		if skipped.Level != airra.LevelPrimary || skipped.UsedLevel != airra.LevelSecondary || len(skipped.Skipped) != 1 || skipped.Skipped[0] != "Alice Chen is on leave" {
			t.Errorf("got %+v", skipped)
		}
		if want := `step 1 of "default" pages the primary: Bob Martinez as secondary, from "Week Rotation - General", because Alice Chen is on leave`; skipped.Sentence != want {
			t.Errorf("got %q", skipped.Sentence)
		}
		specific := why(h.report(t))
		if specific.Schedule != "Week Rotation - Payment SRE" || specific.Step != 1 || specific.Round != 1 || specific.ShiftID == "" || specific.Policy != "default" {
			t.Errorf("got %+v", specific)
		}
		o, err := h.CreateOverride(ctx, airra.NewOverride{Replaces: "alice", Engineer: "carol", StartTime: start, EndTime: start.Add(time.Hour)})
		must(t, err)
		covered := why(h.orderReport(t))
		if covered.OverrideID != o.ID || !containsAll(covered.Sentence, "Carol Johnson", "by an override for Alice Chen") || len(covered.Skipped) != 0 {
			t.Errorf("got %+v", covered)
		}
		must(t, h.DeleteOverride(ctx, string(o.ID)))
		for _, who := range []string{"bob", "david"} {
			h.away(t, who)
		}
		nobody := why(h.orderReport(t))
		if !containsAll(nobody.Sentence, "Alice Chen", "since nobody else is on call") || len(nobody.Skipped) != 3 {
			t.Errorf("a flag in a profile loses no page: %+v", nobody)
		}
		i, err := h.PagePeople(ctx, airra.ManualPage{Target: "david", Message: "please look"})
		must(t, err)
		byName := why(i.Ref)
		if byName.Level != "" || !containsAll(byName.Sentence, "pages David Kim by name", "although David Kim is on leave") {
			t.Errorf("got %+v", byName)
		}
	})
}

func TestATargetIsMissedWithoutAnybodyDoingAnything(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		h.team(t)
		ref := h.orderReport(t)
		h.run(t)
		views := func() (verdicts []*bool) {
			p := h.pages(t, ref)[0]
			n, err := h.FindNotification(ctx, string(p.ID))
			must(t, err)
			page, err := h.FindNotifications(ctx, airra.NotificationFilter{IncidentID: *p.IncidentID})
			must(t, err)
			return []*bool{p.SLAMet, n.SLAMet, page.Items[len(page.Items)-1].SLAMet}
		}
		h.clock.move(5 * time.Minute)
		for n, v := range views() {
			if v != nil {
				t.Errorf("view %d: at the last moment of five minutes it is open, got %v", n, *v)
			}
		}
		h.clock.move(time.Microsecond)
		for n, v := range views() {
			if v == nil || *v {
				t.Errorf("view %d: after it, it is missed, got %v", n, v)
			}
		}
	})
}

func TestADeadLetterTakesTheNextStepAtOnceAfterALapseToo(t *testing.T) {
	t.Parallel()
	h := onOne(t)
	h.team(t)
	ref := h.orderReport(t)
	h.run(t)
	_, err := h.AcknowledgeIncident(t.Context(), ref, airra.Acknowledgement{By: "alice.chen@example.com", For: time.Minute})
	must(t, err)
	h.post.take()
	h.post.failing(func(m notify.Message) error {
		if m.Recipient.Name == "Alice Chen" {
			return &notify.Failure{Message: "550 no such mailbox", Permanent: true}
		}
		return nil
	})
	h.after(t, time.Minute)
	h.wantTold(t, "what was acknowledged before brings no second answer", "Bob Martinez")
	pages := h.pages(t, ref)
	if len(pages) != 3 || pages[1].Status != airra.NotificationFailed || *pages[1].LastError != "550 no such mailbox" || pages[1].Attempt != 2 {
		t.Errorf("got %+v", pages)
	}
}

// A mail server that refuses everything for a minute must not use up the whole policy
// in that minute: then nobody would ever be told.
func TestARoundThatReachesNobodyTakesItsTime(t *testing.T) {
	t.Parallel()
	h := onOne(t)
	h.team(t)
	h.post.failing(func(notify.Message) error { return &notify.Failure{Message: "535 who are you?", Permanent: true} })
	ref := h.orderReport(t)
	h.run(t)
	if x := h.explained(t, ref); len(x.Pages) != 3 || x.Paging.State != airra.PagingActive {
		t.Errorf("everybody was tried at once: %d pages, %s", len(x.Pages), x.Summary)
	}
	h.post.failing(nil)
	h.after(t, 5*time.Minute)
	h.wantTold(t, "the next round", "Alice Chen")
}

func TestTheLastOfARoundWhoCannotBeToldCostsNoTime(t *testing.T) {
	t.Parallel()
	h := onOne(t)
	h.team(t)
	h.post.failing(func(m notify.Message) error {
		if m.Recipient.Name == "David Kim" {
			return &notify.Failure{Message: "550 no such mailbox", Permanent: true}
		}
		return nil
	})
	h.orderReport(t)
	h.run(t)
	h.after(t, 5*time.Minute)
	h.wantTold(t, "the first two", "Alice Chen", "Bob Martinez")
	h.after(t, 5*time.Minute)
	h.wantTold(t, "the third cannot be told, so it begins again at once", "Alice Chen")
}

func TestThePageTellsWhatTheChannelSaidAndHowLongItTook(t *testing.T) {
	t.Parallel()
	h := onOne(t)
	h.team(t)
	h.post.failing(func(notify.Message) error { h.clock.move(1234 * time.Millisecond); return nil })
	ref := h.orderReport(t)
	h.run(t)
	p := h.pages(t, ref)[0]
	if p.Answer != "250 queued" || p.TookMillis == nil || *p.TookMillis != 1234 || !p.SentAt.Equal(start.Add(1234*time.Millisecond)) || !p.SendingAt.Equal(start) {
		t.Errorf("got %q after %v ms", p.Answer, p.TookMillis)
	}
	if _, err := h.ExplainPages(t.Context(), "INC-99"); airra.ErrorCode(err) != airra.CodeNotFound {
		t.Errorf("got %v", err)
	}
}

func TestALinkThatSpeaksForABundleNamesTheOthers(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		h.PageBundle = airra.Limit{Events: 1, Per: time.Minute}
		h.team(t)
		for range 4 {
			h.orderReport(t)
			h.run(t)
		}
		h.after(t, 5*time.Minute)
		var speaks []notify.Message
		for _, m := range h.post.take() {
			if m.Incident.Ref == "INC-2" && m.Step == 1 {
				speaks = append(speaks, m)
			}
		}
		ack, err := h.AcknowledgeNotification(t.Context(), link(t, speaks, "Bob Martinez"))
		must(t, err)
		if ack.IncidentRef != "INC-2" || !slices.Equal(ack.Others, []string{"INC-3", "INC-4"}) {
			t.Errorf("got %s and %v", ack.IncidentRef, ack.Others)
		}
		for range 10 {
			h.after(t, 5*time.Minute)
		}
		for _, m := range h.post.take() {
			if m.Incident.Ref != "INC-1" {
				t.Errorf("%s stays quiet while the one that speaks for it is acknowledged", m.Incident.Ref)
			}
		}
	})
}

// An incident that joins a bundle whose last page was written before, and whose
// policy has nobody any more to tell of it, is told of nonetheless.
func TestWhatJoinsABundleIsToldOfHoweverLateItJoins(t *testing.T) {
	t.Parallel()
	for name, targets := range map[string][]string{
		"all steps are taken":                {"primary"},
		"the step that is left means nobody": {"primary", "tertiary"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := onOne(t)
			h.PageBundle = airra.Limit{Events: 1, Per: 10 * time.Minute}
			h.hire(t, "Ann Lee")
			h.shift(t, "ann", airra.LevelPrimary)
			h.policy(t, time.Minute, 0, targets...)
			h.orderReport(t)
			h.orderReport(t)
			h.run(t)
			h.wantTold(t, "each for itself", "Ann Lee", "Ann Lee")
			h.clock.move(30 * time.Second)
			joins := h.orderReport(t)
			h.run(t)
			messages := h.post.take()
			for range 10 {
				h.after(t, time.Minute)
				messages = append(messages, h.post.take()...)
			}
			told := 0
			for _, m := range messages {
				if m.Incident.Ref == joins || containsAll(m.Text, joins) {
					told++
				}
			}
			if told == 0 {
				t.Errorf("nobody was ever told of %s: %s", joins, h.explained(t, joins).Summary)
			}
			if len(messages) > 2 {
				t.Errorf("and it does not go on for ever: %d messages", len(messages))
			}
		})
	}
}
