package storetest

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
)

// notificationsAreCounted counts eight by hand. The target is 300 s, now is 600 s
// after the first was made, and each was sent one second after it was made.
//
//	name         made at  of     sent  what became of it                  verdict
//	met          0        alice  yes   acknowledged after 100 s           met
//	slow         10       alice  yes   acknowledged after 400 s           missed
//	overdue      20       alice  yes   nothing; its target passed at 321  missed
//	just not     299      bob    yes   nothing; its target passes at 600  none, the moment itself still counts
//	simulated    30       bob    no    nothing left                       none
//	failed       40       bob    no    a dead letter, escalated           none
//	read unsent  50       bob    no    acknowledged, no response time     none
//	delivered    500      alice  yes   delivered, escalated               none
//
// Of all: 5 sent, 1 simulated, 1 delivered, 3 acknowledged, 1 failed, on average 250 s,
// 1 of 3 verdicts met, 2 of 8 escalated. Of Bob: 1 sent, 1 simulated, 0 delivered,
// 1 acknowledged, 1 failed, no average and no verdict, 1 of 4 escalated.
func notificationsAreCounted(t *testing.T, s Store) {
	none, err := s.NotificationStats(t.Context(), airra.StatsFilter{}, at)
	must(t, err)
	if diff := cmp.Diff(airra.NotificationStats{}, none); diff != "" {
		t.Errorf("of nothing: %s", diff)
	}
	incident := reported(t, s)
	second := func(n int) time.Time { return at.Add(time.Duration(n) * time.Second) }
	add := func(name string, made int, engineer airra.EngineerID, sent bool, status airra.NotificationStatus, change func(n *airra.Notification)) {
		n := PageOf(incident, "email:"+name, second(made))
		n.EngineerID, n.Status = &engineer, status
		if sent {
			n.SentAt = pointer(second(made + 1))
		}
		if change != nil {
			change(n)
		}
		tell(t, s, n)
	}
	answered := func(after int) func(n *airra.Notification) {
		return func(n *airra.Notification) {
			must(t, n.Acknowledge("alice", "link", n.CreatedAt.Add(time.Duration(after+1)*time.Second)))
		}
	}
	escalated := func(n *airra.Notification) { n.Escalated = true }
	add("met", 0, "alice", true, airra.NotificationSent, answered(100))
	add("slow", 10, "alice", true, airra.NotificationSent, answered(400))
	add("overdue", 20, "alice", true, airra.NotificationSent, nil)
	add("just not", 299, "bob", true, airra.NotificationSent, nil)
	add("simulated", 30, "bob", false, airra.NotificationSimulated, nil)
	add("failed", 40, "bob", false, airra.NotificationFailed, escalated)
	add("read unsent", 50, "bob", false, airra.NotificationPending, answered(5))
	add("delivered", 500, "alice", true, airra.NotificationDelivered, func(n *airra.Notification) { escalated(n); n.DeliveredAt = n.SentAt })

	all := airra.NotificationStats{
		TotalSent: 5, TotalSimulated: 1, TotalDelivered: 1, TotalAcknowledged: 3, TotalFailed: 1,
		AverageResponseTimeSeconds: pointer(250.0), SLAComplianceRate: pointer(1.0 / 3), EscalationRate: pointer(0.25),
	}
	later := all
	later.SLAComplianceRate = pointer(0.25) // Another one is overdue a microsecond later.
	for name, c := range map[string]struct {
		filter airra.StatsFilter
		now    time.Time
		want   airra.NotificationStats
	}{
		"all":                     {airra.StatsFilter{}, second(600), all},
		"just after":              {airra.StatsFilter{}, second(600).Add(time.Microsecond), later},
		"both ends are inclusive": {airra.StatsFilter{Start: pointer(at), End: pointer(second(500))}, second(600), all},
		"of an engineer": {airra.StatsFilter{EngineerID: "bob"}, second(600), airra.NotificationStats{
			TotalSent: 1, TotalSimulated: 1, TotalAcknowledged: 1, TotalFailed: 1, EscalationRate: pointer(0.25),
		}},
		"of a span": {airra.StatsFilter{Start: pointer(second(10)), End: pointer(second(20))}, second(600), airra.NotificationStats{
			TotalSent: 2, TotalAcknowledged: 1, AverageResponseTimeSeconds: pointer(400.0), SLAComplianceRate: pointer(0.0), EscalationRate: pointer(0.0),
		}},
		"of nobody": {airra.StatsFilter{EngineerID: "carol"}, second(600), airra.NotificationStats{}},
	} {
		got, err := s.NotificationStats(t.Context(), c.filter, c.now)
		must(t, err)
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func contactsAreProven(t *testing.T, s Store) {
	if none, err := s.ProvenContacts(t.Context()); err != nil || none == nil || len(none) != 0 {
		t.Errorf("got %v, %v", none, err)
	}
	incident, other := reported(t, s), reported(t, s)
	var all []*airra.Notification
	for _, n := range []struct {
		incident     *airra.Incident
		contact, via string
	}{
		{incident, "slack:@bob", "link"},
		{other, "slack:@bob", "link"},
		{incident, "email:alice@example.com", "link"},
		{incident, "email:bob@example.com", "incident"},
		{incident, "sms:1", ""},
	} {
		page := PageOf(n.incident, n.contact, at)
		page.AcknowledgedVia = n.via
		all = append(all, page)
	}
	tell(t, s, all...)
	got, err := s.ProvenContacts(t.Context())
	must(t, err)
	if diff := cmp.Diff([]string{"email:alice@example.com", "slack:@bob"}, got); diff != "" {
		t.Error(diff)
	}
}
