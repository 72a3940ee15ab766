package storetest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
)

var notificationStories = []story{
	{"a notification comes back as given", notificationComesBack},
	{"of racing saves of a notification one wins", notificationSavesRace},
	{"a page has one key, and a conflict writes nothing", pageKeyIsUnique},
	{"of many racing inserts of a page one commits", pageKeyRaces},
	{"a token finds its notification, and none finds nothing", tokenFinds},
	{"notifications are listed, newest first", notificationsAreListed},
	{"what waits too long is found", staleNotificationsAreFound},
	{"notifications are counted", notificationsAreCounted},
	{"a contact is proven by a link", contactsAreProven},
}

// tell writes notifications, in one transaction.
func tell(t testing.TB, s Store, notifications ...*airra.Notification) {
	t.Helper()
	inTx(t, s, func(ctx context.Context, tx airra.Tx) error { return tx.InsertNotifications(ctx, notifications) })
}

// reported stores an incident.
func reported(t testing.TB, s Store) *airra.Incident {
	t.Helper()
	incident := Incident(at)
	insert(t, s, incident)
	return incident
}

// everything is a notification with every field set.
func everything(incident *airra.Incident, words string) *airra.Notification {
	n := PageOf(incident, "email:"+words, at)
	n.EngineerID, n.EngineerName, n.Status = pointer(airra.EngineerID("somebody who is gone")), words, airra.NotificationAcknowledged
	n.Subject, n.Message = words, strings.Repeat(words, 1000)
	n.SentAt, n.DeliveredAt, n.AcknowledgedAt = pointer(at.Add(time.Second)), pointer(at.Add(2*time.Second)), pointer(at.Add(3*time.Second))
	n.AcknowledgedBy, n.AcknowledgedVia, n.ResponseTimeSeconds, n.SLAMet = &words, "link", pointer(int64(2)), pointer(true)
	n.RetryCount, n.LastError = 4, &words
	n.Escalated, n.EscalatedToEngineerID, n.EscalatedAt = true, pointer(airra.EngineerID(words)), pointer(at.Add(4*time.Second))
	n.Step, n.Attempt, n.Key = 3, 2, airra.PageKey{IncidentID: incident.ID, Step: 3, Contact: n.Contact, Attempt: 2}.String()
	n.Why = airra.PageReason{
		Policy: words, Step: 4, Round: 2, Level: airra.LevelPrimary, UsedLevel: airra.LevelSecondary, Schedule: words, ShiftID: "s", OverrideID: "o",
		Skipped: []string{words}, Bundle: 7, Cause: "lapse", Sentence: words,
	}
	n.Answer, n.SendingAt, n.TookMillis, n.PossiblyTwice = words, pointer(at.Add(time.Microsecond)), pointer(int64(250)), true
	n.NextTryAt, n.TokenHash, n.TokenExpiresAt = pointer(at.Add(time.Minute)), "hash of "+words, pointer(at.Add(time.Hour))
	n.UpdatedAt = at.Add(time.Hour)
	return n
}

func notificationComesBack(t *testing.T, s Store) {
	incident := reported(t, s)
	all := []*airra.Notification{{ID: airra.NotificationID(airra.NewID()), Step: -1, CreatedAt: at, UpdatedAt: at}}
	for _, words := range hostile {
		full := everything(incident, words)
		wantFilled(t, full)
		wantFilled(t, &full.Why)
		all = append(all, full)
	}
	tell(t, s, all...)
	for _, want := range all {
		got, err := s.Notification(t.Context(), byID(want.ID))
		must(t, err)
		if diff := cmp.Diff(want, got, equalTimes); diff != "" || got.Version != 1 || got.CreatedAt.Location() != time.UTC {
			t.Errorf("version %d: %s", got.Version, diff)
		}
		want.Status, want.SentAt, want.SLAMet, want.Escalated = airra.NotificationFailed, nil, nil, false
		want.Why.Skipped, want.LastError, want.AcknowledgedVia = nil, pointer("no"), ""
		inTx(t, s, func(ctx context.Context, tx airra.Tx) error { return tx.SaveNotification(ctx, want) })
		got, err = s.Notification(t.Context(), byID(want.ID))
		must(t, err)
		if diff := cmp.Diff(want, got, equalTimes); diff != "" || got.Version != 2 {
			t.Errorf("version %d: %s", got.Version, diff)
		}
	}
	for _, key := range []airra.Key{{Ref: incident.Ref}, byID(incident.ID), {Prefix: "dead"}} {
		_, err := s.Notification(t.Context(), key)
		wantMessage(t, err, airra.CodeNotFound, "Notification not found")
	}
}

func notificationSavesRace(t *testing.T, s Store) {
	waiting := PageOf(reported(t, s), "email:alice@example.com", at)
	tell(t, s, waiting)
	oneWins(t, s, func(ctx context.Context, tx airra.Tx, _ int) error {
		mine := *waiting
		if err := mine.BeginSend(at); err != nil {
			return err
		}
		return tx.SaveNotification(ctx, &mine)
	})
}

func pageKeyIsUnique(t *testing.T, s Store) {
	incident, other := reported(t, s), reported(t, s)
	first := PageOf(incident, "email:alice@example.com", at)
	tell(t, s)
	tell(t, s, first)
	differ := func(change func(n *airra.Notification)) *airra.Notification {
		n := PageOf(incident, "email:alice@example.com", at)
		change(n)
		return n
	}
	same := differ(func(*airra.Notification) {})
	for name, batch := range map[string][]*airra.Notification{
		"alone":           {same},
		"behind another":  {PageOf(incident, "email:bob@example.com", at), same},
		"before another":  {same, PageOf(incident, "slack:@bob", at)},
		"twice at once":   {PageOf(incident, "sms:1", at), PageOf(incident, "sms:1", at)},
		"under an old id": {differ(func(n *airra.Notification) { n.ID, n.Attempt = first.ID, 9 })},
	} {
		err := s.InTx(t.Context(), func(tx airra.Tx) error {
			err := tx.InsertNotifications(t.Context(), batch)
			wantCode(t, err, airra.CodeConflict)
			written, readErr := tx.IncidentNotifications(t.Context(), incident.ID)
			must(t, readErr)
			if len(written) != 1 || written[0].ID != first.ID {
				t.Errorf("%s: nothing is written, and the transaction goes on, got %d", name, len(written))
			}
			return nil
		})
		must(t, err)
	}
	tell(t, s, differ(func(n *airra.Notification) { n.Step = 1 }), differ(func(n *airra.Notification) { n.Attempt = 2 }),
		differ(func(n *airra.Notification) { n.Contact = "email:bob@example.com" }), PageOf(other, "email:alice@example.com", at),
		differ(func(n *airra.Notification) { n.Kind = airra.NotifyManual }), differ(func(n *airra.Notification) { n.Kind = airra.NotifyManual }))
	written, err := s.IncidentNotifications(t.Context(), incident.ID)
	must(t, err)
	if len(written) != 6 {
		t.Errorf("each of the four makes another page, and what is no page has no key, got %d", len(written))
	}
}

// pageKeyRaces lets eight daemons take the same step of two contacts at once.
func pageKeyRaces(t *testing.T, s Store) {
	for range 5 {
		incident := reported(t, s)
		errs := together(8, func(i int) error {
			batch := []*airra.Notification{PageOf(incident, "email:alice@example.com", at), PageOf(incident, "slack:@alice", at)}
			if i%2 == 1 {
				slices.Reverse(batch)
			}
			return s.InTx(t.Context(), func(tx airra.Tx) error { return tx.InsertNotifications(t.Context(), batch) })
		})
		if got := successes(errs); got != 1 {
			t.Errorf("%d daemons took the step: %v", got, errs)
		}
		for _, err := range errs {
			if err != nil {
				wantCode(t, err, airra.CodeConflict)
			}
		}
		written, err := s.IncidentNotifications(t.Context(), incident.ID)
		must(t, err)
		if len(written) != 2 {
			t.Errorf("got %d pages", len(written))
		}
	}
}

func tokenFinds(t *testing.T, s Store) {
	incident := reported(t, s)
	with, without, none := PageOf(incident, "email:a", at), PageOf(incident, "email:b", at), PageOf(incident, "email:c", at)
	with.TokenHash = "abc"
	tell(t, s, with, without, none)
	got, err := s.NotificationByToken(t.Context(), "abc")
	if err != nil || got.ID != with.ID {
		t.Errorf("got %v, %v", got, err)
	}
	for _, hash := range []string{"", "abcd", "ab", "ABC", "'"} {
		_, err := s.NotificationByToken(t.Context(), hash)
		wantMessage(t, err, airra.CodeNotFound, "Notification not found")
	}
}

func notificationsAreListed(t *testing.T, s Store) {
	incident, other := reported(t, s), reported(t, s)
	var all []*airra.Notification
	for i, name := range []string{"a", "b", "c", "d", "e"} {
		n := PageOf(incident, "email:"+name, at.Add(time.Duration(i/2)*time.Second)) // Two at a time share a moment.
		n.Subject = name
		all = append(all, n)
	}
	all[1].EngineerID, all[2].Status, all[3].Escalated, all[4].Channel = pointer(airra.EngineerID("bob")), airra.NotificationFailed, true, "slack"
	all[0].IncidentID = &other.ID
	tell(t, s, all...)
	subjects := func(items []airra.Notification) string {
		var found []string
		for _, n := range items {
			found = append(found, n.Subject)
		}
		return strings.Join(found, " ")
	}
	for name, c := range map[string]struct {
		filter airra.NotificationFilter
		want   string
	}{
		"all":              {airra.NotificationFilter{}, "e d c b a"},
		"of an engineer":   {airra.NotificationFilter{EngineerID: "bob"}, "b"},
		"of an incident":   {airra.NotificationFilter{IncidentID: incident.ID}, "e d c b"},
		"in a status":      {airra.NotificationFilter{Status: airra.NotificationFailed}, "c"},
		"escalated":        {airra.NotificationFilter{Escalated: pointer(true)}, "d"},
		"not escalated":    {airra.NotificationFilter{Escalated: pointer(false)}, "e c b a"},
		"by a channel":     {airra.NotificationFilter{Channel: "slack"}, "e"},
		"everything fits":  {airra.NotificationFilter{IncidentID: other.ID, Channel: "email", Status: airra.NotificationPending}, "a"},
		"the second page":  {airra.NotificationFilter{Page: airra.PageRequest{Page: 2, PageSize: 3}}, "b a"},
		"nothing":          {airra.NotificationFilter{Channel: "' OR 1=1 --"}, ""},
		"beyond the last":  {airra.NotificationFilter{Page: airra.PageRequest{Page: 5, PageSize: 4}}, "a"},
		"nobody's channel": {airra.NotificationFilter{EngineerID: "carol"}, ""},
	} {
		page, err := s.Notifications(t.Context(), c.filter)
		must(t, err)
		if got := subjects(page.Items); got != c.want || page.Items == nil {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
	first, err := s.Notifications(t.Context(), airra.NotificationFilter{Page: airra.PageRequest{PageSize: 2}})
	must(t, err)
	rest, err := s.Notifications(t.Context(), airra.NotificationFilter{Page: airra.PageRequest{Cursor: first.NextCursor}})
	must(t, err)
	if got := subjects(rest.Items); got != "c b a" || rest.Total != 5 {
		t.Errorf("behind the cursor: got %q of %d", got, rest.Total)
	}
	made, err := s.IncidentNotifications(t.Context(), incident.ID)
	must(t, err)
	if got := subjects(made); got != "b c d e" {
		t.Errorf("in the order in which they were made, got %q", got)
	}
	if none, err := s.IncidentNotifications(t.Context(), "nobody"); err != nil || none == nil || len(none) != 0 {
		t.Errorf("got %v, %v", none, err)
	}
}

// staleNotificationsAreFound: since when each of them waits follows from its status.
func staleNotificationsAreFound(t *testing.T, s Store) {
	incident := reported(t, s)
	minute := func(n int) *time.Time { return pointer(at.Add(time.Duration(n) * time.Minute)) }
	for i, n := range []struct {
		name                  string
		status                airra.NotificationStatus
		updated               int
		sendingAt, nextTryAt  *time.Time
		acknowledged, started bool
	}{
		{name: "pending since 1", status: airra.NotificationPending, updated: 1},
		{name: "to be tried again at 3", status: airra.NotificationPending, updated: 0, nextTryAt: minute(3), sendingAt: minute(0)},
		{name: "sending since 2", status: airra.NotificationSending, updated: 5, sendingAt: minute(2)},
		{name: "sending, nobody knows since when", status: airra.NotificationSending, updated: 4},
		{name: "sent", status: airra.NotificationSent, sendingAt: minute(0)},
		{name: "simulated", status: airra.NotificationSimulated},
		{name: "failed", status: airra.NotificationFailed, nextTryAt: minute(0)},
		{name: "cancelled", status: airra.NotificationCancelled},
		{name: "acknowledged", status: airra.NotificationAcknowledged},
		{name: "delivered", status: airra.NotificationDelivered},
	} {
		page := PageOf(incident, fmt.Sprint("email:", i), at)
		page.Subject, page.Status, page.UpdatedAt, page.SendingAt, page.NextTryAt = n.name, n.status, *minute(n.updated), n.sendingAt, n.nextTryAt
		tell(t, s, page)
	}
	for name, c := range map[string]struct {
		before, limit int
		want          string
	}{
		"all, the longest first": {60, 10, "pending since 1, sending since 2, to be tried again at 3, sending, nobody knows since when"},
		"the moment is not":      {3, 10, "pending since 1, sending since 2"},
		"the first":              {60, 1, "pending since 1"},
		"none yet":               {1, 10, ""},
		"none are asked for":     {60, 0, ""},
	} {
		found, err := s.StaleNotifications(t.Context(), *minute(c.before), c.limit)
		must(t, err)
		var names []string
		for _, n := range found {
			names = append(names, n.Subject)
		}
		if got := strings.Join(names, ", "); got != c.want || found == nil {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
	sending, err := s.StaleNotifications(t.Context(), *minute(2), 1)
	must(t, err)
	must(t, sending[0].BeginSend(*minute(30)))
	must(t, sending[0].MoveTo(airra.NotificationSent, *minute(31)))
	inTx(t, s, func(ctx context.Context, tx airra.Tx) error { return tx.SaveNotification(ctx, &sending[0]) })
	if found, err := s.StaleNotifications(t.Context(), *minute(2), 10); err != nil || len(found) != 0 {
		t.Errorf("what was sent waits no more, got %v, %v", found, err)
	}
}
