package workflow_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/notify"
)

// listened is a bus that tells when somebody begins to wait.
type listened struct {
	airra.Bus
	then func()
}

func (l listened) Listen(ctx context.Context) <-chan int64 {
	l.then()
	return l.Bus.Listen(ctx)
}

// whenWaiting does something as soon as a caller waits for what it has asked for.
func (h *house) whenWaiting(do func()) { h.Bus = listened{Bus: h.Bus, then: do} }

// byHand sends a message about an incident to Ann by hand.
func byHand(ref string) airra.NewNotification {
	return airra.NewNotification{Engineer: "ann", Incident: ref, Channel: airra.ChannelEmail, CustomMessage: "please look at the pool, password=hunter2hunter2"}
}

func TestWhoSendsByHandIsToldTheOutcome(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		ctx := airra.WithActor(t.Context(), "ben@example.com")
		ann := h.hire(t, "Ann Lee")
		ref := h.report(t)
		h.run(t)
		h.whenWaiting(func() { h.run(t) })
		n, err := h.SendNotification(ctx, byHand(ref))
		must(t, err)
		if n.Status != airra.NotificationSent || !n.SentAt.Equal(start) || n.Answer != "250 queued" || *n.EngineerID != ann.ID || n.IncidentRef != ref ||
			n.Kind != airra.NotifyManual || n.Priority != airra.PriorityNormal || n.SLATargetSeconds != 600 || n.Key != string(n.ID) {
			t.Errorf("got %+v", n)
		}
		m := h.post.take()
		if len(m) != 1 || m[0].Key != n.Key || !containsAll(m[0].Text, "please look at the pool", ref) || strings.Contains(m[0].Text+n.Message, "hunter2") {
			t.Errorf("what was written goes with it, and no secret: %+v", m)
		}
		if n.Why.Sentence != "ben@example.com asked for it" || m[0].IncidentURL != "https://airra.example/incidents/"+ref {
			t.Errorf("got %q, %q", n.Why.Sentence, m[0].IncidentURL)
		}
		h.post.failing(func(notify.Message) error { return &notify.Failure{Message: "550 no such mailbox", Permanent: true} })
		n, err = h.SendNotification(ctx, byHand(ref))
		must(t, err)
		if n.Status != airra.NotificationFailed || *n.LastError != "550 no such mailbox" || n.SentAt != nil {
			t.Errorf("got %s, %v", n.Status, n.LastError)
		}
		again := byHand(ref)
		again.Channel = airra.ChannelSMS
		n, err = h.SendNotification(ctx, again)
		must(t, err)
		if n.Status != airra.NotificationSimulated || n.SentAt != nil || n.Answer != "sms is not set up" {
			t.Errorf("got %s, %q", n.Status, n.Answer)
		}
	})
}

func TestWhoHasNoMorePatienceGetsItAsItStands(t *testing.T) {
	t.Parallel()
	h := onOne(t)
	h.hire(t, "Ann Lee")
	ref := h.report(t)
	h.run(t)
	ctx, leave := context.WithCancel(t.Context())
	h.whenWaiting(leave)
	n, err := h.SendNotification(ctx, byHand(ref))
	must(t, err)
	if n.Status != airra.NotificationPending {
		t.Errorf("got %s", n.Status)
	}
	h.run(t)
	if sent, err := h.FindNotification(t.Context(), string(n.ID)); err != nil || sent.Status != airra.NotificationSent {
		t.Errorf("it goes out all the same, got %+v, %v", sent, err)
	}
}

func TestWhatCannotBeSentIsRefusedByTheNameOfItsField(t *testing.T) {
	t.Parallel()
	h := onOne(t)
	h.hire(t, "Ann Lee")
	ref := h.report(t)
	for field, spoil := range map[string]func(n *airra.NewNotification){
		"engineer_id": func(n *airra.NewNotification) { n.Engineer = "zoe" },
		"incident_id": func(n *airra.NewNotification) { n.Incident = "INC-99" },
		"channel":     func(n *airra.NewNotification) { n.Channel = "pigeon" },
		"priority":    func(n *airra.NewNotification) { n.Priority = "medium" },
	} {
		n := byHand(ref)
		spoil(&n)
		_, err := h.SendNotification(t.Context(), n)
		wantField(t, field, err, field)
	}
	bad := byHand("what?")
	_, err := h.SendNotification(t.Context(), bad)
	wantField(t, "no id", err, "incident_id")
	_, err = h.TestNotification(t.Context(), "ann", "pigeon")
	wantField(t, "a test", err, "channel")
	_, err = h.TestNotification(t.Context(), "zoe", "email")
	wantField(t, "a test", err, "engineer_id")
	if page, err := h.FindNotifications(t.Context(), airra.NotificationFilter{}); err != nil || page.Total != 0 {
		t.Errorf("nothing of it is there, got %d, %v", page.Total, err)
	}
}

func TestWhatIsSentAgainIsAnotherNotification(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		ctx := airra.WithActor(t.Context(), "ben@example.com")
		h.team(t)
		ref := h.orderReport(t)
		h.run(t)
		h.clock.move(time.Minute)
		_, err := h.AcknowledgeNotification(ctx, link(t, h.post.take(), "Alice Chen"))
		must(t, err)
		old := h.pages(t, ref)[0]
		h.clock.move(5 * time.Hour)
		h.whenWaiting(func() { h.run(t) })
		n, err := h.ResendNotification(ctx, string(old.ID))
		must(t, err)
		if n.ID == old.ID || n.Key == old.Key || n.Attempt != 2 || n.Kind != airra.NotifyManual || n.Step != -1 || n.Status != airra.NotificationSent ||
			n.AcknowledgedAt != nil || n.SLAMet != nil || n.Message != old.Message || n.Why.Sentence != "ben@example.com had it sent again" {
			t.Errorf("got %+v", n)
		}
		after, err := h.FindNotification(ctx, string(old.ID))
		must(t, err)
		if diff := cmp.Diff(&old, after); diff != "" {
			t.Errorf("the record of the first one stays what it is (-want +got):\n%s", diff)
		}
		token := link(t, h.post.take(), "Alice Chen")
		if preview, err := h.PreviewAcknowledgement(ctx, token); err != nil || preview.Status != airra.NotificationSent {
			t.Errorf("it has a link of its own that works, got %+v, %v", preview, err)
		}
	})
}

func TestWhatHasNotBeenSentIsNotSentAgain(t *testing.T) {
	t.Parallel()
	h := onOne(t)
	h.team(t)
	h.post.failing(func(notify.Message) error { return &notify.Failure{Message: "451 try later"} })
	ref := h.orderReport(t)
	h.run(t)
	p := h.pages(t, ref)[0]
	_, err := h.ResendNotification(t.Context(), string(p.ID))
	if message := wantCode(t, "it waits for its next try", err, airra.CodeConflict); message != "it is pending: it has not been sent yet" {
		t.Errorf("got %q", message)
	}
	_, err = h.ResendNotification(t.Context(), "01900000-0000-7000-8000-000000000000")
	wantCode(t, "not there", err, airra.CodeNotFound)
}

func TestAReceiverReportsWhatItKnowsAndNothingElse(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		ctx := airra.WithActor(t.Context(), "gateway")
		h.team(t)
		ref := h.orderReport(t)
		h.run(t)
		id := string(h.pages(t, ref)[0].ID)
		report := func(status airra.NotificationStatus) (*airra.Notification, error) {
			return h.UpdateNotification(ctx, id, airra.NotificationUpdate{Status: &status})
		}
		for _, status := range []airra.NotificationStatus{airra.NotificationPending, airra.NotificationSending, airra.NotificationSimulated, airra.NotificationCancelled, "lost"} {
			_, err := report(status)
			wantField(t, string(status), err, "status")
		}
		h.clock.move(10 * time.Second)
		n, err := report(airra.NotificationDelivered)
		must(t, err)
		if n.Status != airra.NotificationDelivered || !n.DeliveredAt.Equal(start.Add(10*time.Second)) {
			t.Errorf("got %s at %v", n.Status, n.DeliveredAt)
		}
		_, err = h.UpdateNotification(ctx, id, airra.NotificationUpdate{AcknowledgedAt: &start})
		wantField(t, "a time alone", err, "acknowledged_at")
		h.clock.move(20 * time.Second)
		n, err = report(airra.NotificationAcknowledged)
		must(t, err)
		if n.Status != airra.NotificationAcknowledged || *n.ResponseTimeSeconds != 30 || !*n.SLAMet || *n.AcknowledgedBy != "gateway" || n.AcknowledgedVia != "report" {
			t.Errorf("got %+v", n)
		}
		for _, status := range []airra.NotificationStatus{airra.NotificationDelivered, airra.NotificationFailed} {
			_, err = report(status)
			wantCode(t, "what was acknowledged is not undone by "+string(status), err, airra.CodeConflict)
		}
		n, err = h.UpdateNotification(ctx, id, airra.NotificationUpdate{
			LastError: ptr("token=hunter2hunter2hunter2"), Escalated: ptr(true), EscalatedToEngineerID: ptr(airra.EngineerID("bob.martinez@example.com")),
		})
		must(t, err)
		if strings.Contains(*n.LastError, "hunter2") || !n.Escalated || n.EscalatedAt == nil || *n.EscalatedToEngineerID != h.meet(t, "bob").ID {
			t.Errorf("got %+v", n)
		}
		_, err = h.UpdateNotification(ctx, id, airra.NotificationUpdate{EscalatedToEngineerID: ptr(airra.EngineerID("zoe"))})
		wantField(t, "an engineer", err, "escalated_to_engineer_id")
	})
}

func TestNotificationsAreFoundByWhatTheyAre(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		h.team(t)
		first, second := h.orderReport(t), h.report(t)
		h.run(t)
		h.after(t, 5*time.Minute)
		_, err := h.AcknowledgeIncident(ctx, second, airra.Acknowledgement{By: "bob.martinez@example.com"})
		must(t, err)
		alice, incident := h.meet(t, "alice").ID, h.see(t, first).ID
		for _, c := range []struct {
			filter airra.NotificationFilter
			want   int
		}{
			{airra.NotificationFilter{}, 4},
			{airra.NotificationFilter{EngineerID: alice}, 1},
			{airra.NotificationFilter{IncidentID: incident}, 2},
			{airra.NotificationFilter{Status: airra.NotificationAcknowledged}, 2},
			{airra.NotificationFilter{Escalated: ptr(true)}, 2},
			{airra.NotificationFilter{Escalated: ptr(false), Status: airra.NotificationSent}, 1},
			{airra.NotificationFilter{Channel: "slack"}, 0},
			{airra.NotificationFilter{Channel: "email", EngineerID: alice, IncidentID: incident, Status: airra.NotificationSent, Escalated: ptr(true)}, 1},
			{airra.NotificationFilter{Page: airra.PageRequest{PageSize: 3}}, 4},
		} {
			page, err := h.FindNotifications(ctx, c.filter)
			must(t, err)
			if page.Total != c.want || page.Items == nil {
				t.Errorf("%+v: got %d, want %d", c.filter, page.Total, c.want)
			}
			for n := 1; n < len(page.Items); n++ {
				if page.Items[n].CreatedAt.After(page.Items[n-1].CreatedAt) {
					t.Errorf("%+v: the newest comes first", c.filter)
				}
			}
		}
	})
}

// The numbers of a small night, worked out by hand: four pages of five minutes each.
func TestTheNumbersOfANight(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		h.team(t)
		numbers := func(filter airra.StatsFilter) string {
			t.Helper()
			s, err := h.NotificationStats(ctx, filter)
			must(t, err)
			number := func(n *float64) string {
				if n == nil {
					return "-"
				}
				return fmt.Sprintf("%.3f", *n)
			}
			return fmt.Sprintf("sent %d simulated %d delivered %d acknowledged %d failed %d, response %s, in time %s, escalated %s",
				s.TotalSent, s.TotalSimulated, s.TotalDelivered, s.TotalAcknowledged, s.TotalFailed,
				number(s.AverageResponseTimeSeconds), number(s.SLAComplianceRate), number(s.EscalationRate))
		}
		want := func(moment, want string, filter airra.StatsFilter) {
			t.Helper()
			if got := numbers(filter); got != want {
				t.Errorf("%s:\ngot  %s\nwant %s", moment, got, want)
			}
		}
		want("before", "sent 0 simulated 0 delivered 0 acknowledged 0 failed 0, response -, in time -, escalated -", airra.StatsFilter{})
		h.orderReport(t) // Alice, answered after 100 s
		second := h.report(t)
		h.run(t) // David, escalated to Bob after 300 s, both answered 60 s later
		h.clock.move(100 * time.Second)
		_, err := h.AcknowledgeIncident(ctx, "INC-1", airra.Acknowledgement{By: "alice.chen@example.com"})
		must(t, err)
		h.after(t, 200*time.Second)
		h.after(t, 60*time.Second)
		_, err = h.AcknowledgeIncident(ctx, second, airra.Acknowledgement{By: "bob.martinez@example.com"})
		must(t, err)
		h.post.failing(func(notify.Message) error { return &notify.Failure{Message: "550 no", Permanent: true} })
		i, err := h.PagePeople(ctx, airra.ManualPage{Target: "carol", Message: "look"})
		must(t, err)
		h.run(t)
		_, err = h.ResolveIncident(ctx, i.Ref, airra.Resolution{By: "carol"})
		must(t, err)
		want("100, 360 and 60 s make 173.333 on average; two of three in time; one of four went on",
			"sent 3 simulated 0 delivered 0 acknowledged 3 failed 1, response 173.333, in time 0.667, escalated 0.250", airra.StatsFilter{})
		h.post.failing(nil)
		h.clock.move(time.Hour)
		open := h.orderReport(t) // Alice again, who does not answer
		h.run(t)
		want("what is open has no verdict", "sent 4 simulated 0 delivered 0 acknowledged 3 failed 1, response 173.333, in time 0.667, escalated 0.200", airra.StatsFilter{})
		h.clock.move(301 * time.Second)
		want("after its target it has missed it", "sent 4 simulated 0 delivered 0 acknowledged 3 failed 1, response 173.333, in time 0.500, escalated 0.200", airra.StatsFilter{})
		want("of Alice", "sent 2 simulated 0 delivered 0 acknowledged 1 failed 0, response 100.000, in time 0.500, escalated 0.000", airra.StatsFilter{EngineerID: h.meet(t, "alice").ID})
		made := h.pages(t, open)[0].CreatedAt
		want("from a moment on", "sent 1 simulated 0 delivered 0 acknowledged 0 failed 0, response -, in time 0.000, escalated 0.000", airra.StatsFilter{Start: &made})
		want("to a moment", "sent 2 simulated 0 delivered 0 acknowledged 2 failed 0, response 230.000, in time 0.500, escalated 0.500", airra.StatsFilter{End: &start})
	})
}

func TestATestProvesTheContactOnceItIsAnswered(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		h.hire(t, "Ann Lee")
		h.whenWaiting(func() { h.run(t) })
		n, err := h.TestNotification(ctx, "ann", "")
		must(t, err)
		if n.Kind != airra.NotifyTest || n.Status != airra.NotificationSent || n.IncidentID != nil || n.Priority != airra.PriorityLow || n.Channel != airra.ChannelEmail {
			t.Errorf("got %+v", n)
		}
		if proven, err := h.store.ProvenContacts(ctx); err != nil || len(proven) != 0 {
			t.Errorf("a message that left proves nothing: %v, %v", proven, err)
		}
		ack, err := h.AcknowledgeNotification(ctx, link(t, h.post.take(), "Ann Lee"))
		must(t, err)
		if ack.IncidentID != nil || ack.IncidentRef != "" || ack.Others == nil {
			t.Errorf("got %+v", ack)
		}
		proven, err := h.store.ProvenContacts(ctx)
		must(t, err)
		if diff := cmp.Diff([]string{"email:ann.lee@example.com"}, proven); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		again, err := h.ResendNotification(ctx, string(n.ID))
		must(t, err)
		if again.Kind != airra.NotifyTest {
			t.Errorf("a test that is sent again is a test, got %s", again.Kind)
		}
	})
}

// A daemon with another secret takes over a page that a first one has written: the
// link is sealed anew when it is sent, and works at both.
func TestALinkOfAnotherSecretIsSealedAnewAtTheSend(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		h.team(t)
		ref := h.orderReport(t)
		for _, j := range h.due() {
			must(t, h.do(ctx, j))
		}
		h.Secret = []byte("another secret")
		h.run(t)
		token := link(t, h.post.take(), "Alice Chen")
		h.Secret = []byte("secret of the test")
		ack, err := h.AcknowledgeNotification(ctx, token)
		must(t, err)
		if ack.IncidentRef != ref {
			t.Errorf("got %+v", ack)
		}
		h.Secret = []byte("a third secret")
		h.report(t)
		h.run(t)
		if other := link(t, h.post.take(), "David Kim"); other == token || len(other) < 20 {
			t.Errorf("got %q", other)
		}
	})
}
