package workflow_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/notify"
)

// pages gives the pages of an incident as the explanation tells them.
func (h *house) pages(t *testing.T, ref string) []airra.Notification {
	t.Helper()
	x, err := h.ExplainPages(t.Context(), ref)
	must(t, err)
	return x.Pages
}

func TestAFailedSendIsTriedAgainUnderTheSameKey(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		h.team(t)
		var keys []string
		h.post.failing(func(m notify.Message) error {
			keys = append(keys, m.Key)
			if len(keys) < 3 {
				return &notify.Failure{Message: "451 try later"}
			}
			return nil
		})
		ref := h.orderReport(t)
		h.run(t)
		if p := h.pages(t, ref)[0]; p.Status != airra.NotificationPending || p.RetryCount != 1 || p.NextTryAt == nil || *p.LastError != "451 try later" {
			t.Fatalf("it waits for its next try and says why: %s, %d, %v", p.Status, p.RetryCount, p.LastError)
		}
		for range 4 {
			h.after(t, 10*time.Second)
		}
		if len(keys) != 3 || keys[0] != keys[1] || keys[1] != keys[2] {
			t.Errorf("three tries of one page, got %v", keys)
		}
		p := h.pages(t, ref)[0]
		if p.Status != airra.NotificationSent || p.RetryCount != 2 || p.LastError != nil || p.Answer != "250 queued" || p.PossiblyTwice {
			t.Errorf("got %s after %d failures, %q, possibly twice %v", p.Status, p.RetryCount, p.Answer, p.PossiblyTwice)
		}
	})
}

func TestADeadLetterTakesTheNextStepAtOnce(t *testing.T) {
	t.Parallel()
	h := onOne(t)
	h.team(t)
	h.post.failing(func(m notify.Message) error {
		if m.Recipient.Name == "Alice Chen" {
			return &notify.Failure{Message: "550 no such mailbox", Permanent: true}
		}
		return nil
	})
	ref := h.orderReport(t)
	h.run(t)
	h.wantTold(t, "without waiting for somebody who cannot be told", "Bob Martinez")
	pages := h.pages(t, ref)
	if pages[0].Status != airra.NotificationFailed || !pages[0].Escalated || pages[1].Why.Cause != "nobody acknowledged the step before" {
		t.Errorf("the dead letter is visible: %s, escalated %v, then %q", pages[0].Status, pages[0].Escalated, pages[1].Why.Cause)
	}
	h.after(t, 5*time.Minute)
	h.wantTold(t, "the timer of the first step no longer counts, that of the second does", "David Kim")
}

func TestAWebhookThatIsGoneIsDisabled(t *testing.T) {
	t.Parallel()
	h := onOne(t)
	ctx := t.Context()
	h.team(t)
	added, err := h.AddWebhook(ctx, airra.NewWebhookChannel{Name: "ops", URL: "https://hooks.example.com/T0/secret-path"})
	must(t, err)
	if !strings.HasPrefix(added.Secret, "whsec_") || strings.Contains(added.Target, "secret") {
		t.Errorf("got %+v", added)
	}
	_, err = h.SetPolicy(ctx, airra.NewPolicy{Steps: []airra.NewStep{{Targets: []string{"primary"}, Channels: []string{"ops"}}, {Targets: []string{"secondary"}, Channels: []string{"email"}}}})
	must(t, err)
	h.post.failing(func(m notify.Message) error {
		if m.Channel == "ops" {
			return &notify.Failure{Message: "410 gone", Gone: true}
		}
		return nil
	})
	ref := h.orderReport(t)
	h.run(t)
	channels, err := h.Channels(ctx)
	must(t, err)
	last := channels[len(channels)-1]
	if last.Name != "ops" || last.DisabledAt == nil || last.DisabledReason != "410 gone" || last.Secret != "" {
		t.Errorf("got %+v", last)
	}
	h.wantTold(t, "the next step is taken", "Bob Martinez")
	if p := h.pages(t, ref)[0]; p.Status != airra.NotificationFailed {
		t.Errorf("got %s", p.Status)
	}
	if err := h.RemoveWebhook(ctx, "ops"); airra.ErrorCode(err) != airra.CodeConflict {
		t.Errorf("a channel that a policy uses stays, got %v", err)
	}
}

func TestWithoutAChannelPagesAreSimulatedAndEscalateAllTheSame(t *testing.T) {
	t.Parallel()
	h := onOne(t)
	ctx := t.Context()
	h.team(t)
	_, err := h.SetPolicy(ctx, airra.NewPolicy{Steps: []airra.NewStep{{Targets: []string{"primary"}, Channels: []string{"sms"}, WaitSeconds: 60}, {Targets: []string{"secondary"}, Channels: []string{"sms"}}}})
	must(t, err)
	ref := h.orderReport(t)
	h.run(t)
	h.after(t, time.Minute)
	pages := h.pages(t, ref)
	if len(pages) != 2 || pages[0].Status != airra.NotificationSimulated || pages[0].SentAt != nil {
		t.Fatalf("never recorded as sent: %+v", pages)
	}
	stats, err := h.NotificationStats(ctx, airra.StatsFilter{})
	must(t, err)
	if stats.TotalSent != 0 || stats.TotalSimulated != 2 {
		t.Errorf("got %+v", stats)
	}
}

func TestALinkAcknowledgesOnce(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		h.team(t)
		ref := h.orderReport(t)
		h.run(t)
		token := link(t, h.post.take(), "Alice Chen")
		before, err := h.PreviewAcknowledgement(ctx, token)
		must(t, err)
		if i := h.see(t, ref); before.IncidentRef != ref || i.AcknowledgedBy != nil {
			t.Errorf("looking changes nothing: %+v", before)
		}
		h.clock.move(42 * time.Second)
		ack, err := h.AcknowledgeNotification(ctx, token)
		must(t, err)
		i := h.see(t, ref)
		if ack.Status != "acknowledged" || *ack.ResponseTimeSeconds != 42 || !*ack.SLAMet || *i.AcknowledgedBy != "alice.chen@example.com" {
			t.Errorf("got %+v by %v", ack, i.AcknowledgedBy)
		}
		h.after(t, time.Hour)
		h.wantTold(t, "acknowledged")
		again, err := h.AcknowledgeNotification(ctx, token)
		must(t, err)
		if again.Status != "already_acknowledged" || *again.ResponseTimeSeconds != 42 {
			t.Errorf("the second click finds it done: %+v", again)
		}
		for _, wrong := range []string{"", "x", token + "x", strings.Repeat("a", 4000), strings.ToUpper(token)} {
			if _, err := h.AcknowledgeNotification(ctx, wrong); airra.ErrorCode(err) != airra.CodeForbidden || airra.ErrorMessage(err) != "Invalid or expired token" {
				t.Errorf("%.20q: got %v", wrong, err)
			}
		}
		proven, err := h.store.ProvenContacts(ctx)
		must(t, err)
		if diff := cmp.Diff([]string{"email:alice.chen@example.com"}, proven); diff != "" {
			t.Errorf("whoever clicked has proven the contact (-want +got):\n%s", diff)
		}
	})
}

func TestALinkEndsAfterFourHours(t *testing.T) {
	t.Parallel()
	h := onOne(t)
	h.team(t)
	h.orderReport(t)
	h.run(t)
	token := link(t, h.post.take(), "Alice Chen")
	h.clock.move(4*time.Hour + time.Second)
	if _, err := h.AcknowledgeNotification(t.Context(), token); airra.ErrorCode(err) != airra.CodeForbidden {
		t.Errorf("got %v", err)
	}
}

func TestAPageByHandIsAnIncidentLikeAnyOther(t *testing.T) {
	t.Parallel()
	h := onOne(t)
	ctx := airra.WithActor(t.Context(), "carol.johnson@example.com")
	h.team(t)
	i, err := h.PagePeople(ctx, airra.ManualPage{Target: "david", Message: "please look at the shop, password=hunter2hunter2"})
	must(t, err)
	h.run(t)
	messages := h.post.take()
	if len(messages) != 1 || messages[0].Recipient.Name != "David Kim" || strings.Contains(messages[0].Text+messages[0].Subject, "hunter2") {
		t.Fatalf("got %+v", messages)
	}
	if i.DetectionSource != airra.SourceManual || !containsAll(i.Title, "carol.johnson@example.com", "please look") {
		t.Errorf("got %q from %s", i.Title, i.DetectionSource)
	}
	h.after(t, 5*time.Minute)
	h.wantTold(t, "the person is paged again, and nobody else", "David Kim")

	_, err = h.PagePeople(ctx, airra.ManualPage{Target: "order-service", Message: "look"})
	must(t, err)
	h.run(t)
	h.wantTold(t, "a service means who is on call for it", "Alice Chen")

	_, err = h.PagePeople(ctx, airra.ManualPage{Target: "nobody-at-all", Message: "look"})
	if airra.ErrorCode(err) != airra.CodeNotFound {
		t.Errorf("a typing error pages nobody, got %v", err)
	}
}

func TestLostJobsAreFoundAndTakenUpAgain(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		h.team(t)
		ref := h.orderReport(t)
		for _, j := range h.due() {
			must(t, h.do(ctx, j))
		}
		h.due() // The job that sends is lost, and so is the timer.
		h.mu.Lock()
		h.timers = nil
		h.mu.Unlock()
		found, err := h.RescuePages(ctx)
		must(t, err)
		if found != 0 {
			t.Errorf("nothing is late yet, found %d", found)
		}
		h.clock.move(10 * time.Minute)
		found, err = h.RescuePages(ctx)
		must(t, err)
		h.run(t)
		h.wantTold(t, "the lost page and the lost step", "Alice Chen", "Bob Martinez")
		if pages := h.pages(t, ref); found != 2 || len(pages) != 2 {
			t.Errorf("found %d, %d pages", found, len(pages))
		}
	})
}
