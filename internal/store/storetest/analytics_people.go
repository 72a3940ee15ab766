package storetest

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
)

// answersAreCounted has five notifications in the span: one met, one missed and written
// down so, one whose target has passed without an answer, and one that has time left. The
// fifth, of another service, was met. A sixth was made before the span.
func answersAreCounted(t *testing.T, s Store) {
	incident, other := reported(t, s), Incident(at)
	other.AffectedService = "catalog"
	insert(t, s, other)
	add := func(of *airra.Incident, contact string, made time.Time, met *bool, deadline time.Time) {
		n := PageOf(of, contact, made)
		n.SLAMet = met
		n.SentAt = pointer(deadline.Add(-time.Duration(n.SLATargetSeconds) * time.Second))
		if met != nil {
			n.AcknowledgedAt = pointer(made)
		}
		tell(t, s, n)
	}
	now := at.Add(time.Hour)
	add(incident, "a", at, pointer(true), now)
	add(incident, "b", at, pointer(false), now)
	add(incident, "c", at, nil, now.Add(-time.Second))
	add(incident, "d", at, nil, now.Add(time.Second))
	add(other, "e", at, pointer(true), now)
	add(other, "f", at.Add(-time.Microsecond), pointer(true), now)
	want := []airra.Answered{{Service: "catalog", Met: 1, Known: 1}, {Service: incident.AffectedService, Met: 1, Known: 3}}
	got, seen, err := s.AnsweredInTime(t.Context(), at, at.Add(time.Microsecond), now, 100)
	must(t, err)
	if diff := cmp.Diff(want, got); diff != "" || seen != 5 {
		t.Errorf("of %d: %s", seen, diff)
	}
	if _, seen, err := s.AnsweredInTime(t.Context(), at, at.Add(time.Microsecond), now, 2); err != nil || seen != 2 {
		t.Errorf("no more than were asked for, got %d, %v", seen, err)
	}
}

func pagesAreRead(t *testing.T, s Store) {
	incident := reported(t, s)
	page := func(contact string, made time.Time, change func(n *airra.Notification)) {
		n := PageOf(incident, contact, made)
		n.EngineerID, n.EngineerName = pointer(airra.EngineerID("ann")), "Ann"
		if change != nil {
			change(n)
		}
		tell(t, s, n)
	}
	page("a", at, nil)
	page("b", at.Add(time.Second), func(n *airra.Notification) { n.Status = airra.NotificationSimulated })
	page("acknowledged", at.Add(2*time.Second), func(n *airra.Notification) {
		n.Status, n.AcknowledgedAt = airra.NotificationAcknowledged, pointer(at.Add(time.Minute))
	})
	page("answered", at.Add(3*time.Second), func(n *airra.Notification) {
		n.Status, n.SentAt, n.AcknowledgedAt, n.SLAMet = airra.NotificationAcknowledged, pointer(at), pointer(at.Add(time.Minute)), pointer(true)
	})
	page("c", at, func(n *airra.Notification) { n.Kind = airra.NotifyManual })
	page("d", at, func(n *airra.Notification) { n.EngineerID = nil })
	page("e", at.Add(time.Hour), nil)
	got, err := s.SentPages(t.Context(), at, at.Add(time.Hour), 10)
	must(t, err)
	want := []airra.SentPage{
		{EngineerID: "ann", Name: "Ann", At: at.Add(3 * time.Second)},
		{EngineerID: "ann", Name: "Ann", At: at.Add(2 * time.Second), Simulated: true}, // nobody was reached, whoever said later that they had seen it
		{EngineerID: "ann", Name: "Ann", At: at.Add(time.Second), Simulated: true},
		{EngineerID: "ann", Name: "Ann", At: at},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if one, err := s.SentPages(t.Context(), at, at.Add(time.Hour), 1); err != nil || len(one) != 1 || one[0].Simulated {
		t.Errorf("the newest one, got %v, %v", one, err)
	}
}
