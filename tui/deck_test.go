package tui

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/airra/airra/internal/airra"
)

// Before anybody has said who is on call, the header does not say that nobody is.
func TestNobodyIsOnCallOnlyWhenThatIsKnown(t *testing.T) {
	t.Parallel()
	m, _ := still(t)
	if header := strings.Split(m.seen(), "\n")[0]; strings.Contains(header, "on call") {
		t.Errorf("the header says %s", header)
	}
	if !strings.Contains(m.seen(), "ON CALL  ◌ not known yet") {
		t.Errorf("the deck says\n%s", m.seen())
	}
	m.data.chain = []airra.OnCallEntry{}
	if seen := m.seen(); !strings.Contains(seen, "nobody is on call") || !strings.Contains(seen, "✗ nobody is on call") {
		t.Errorf("it does not say that nobody is:\n%s", seen)
	}
	m.data.chain = []airra.OnCallEntry{{Engineer: airra.Engineer{Name: "Alice"}}}
	if header := strings.Split(m.seen(), "\n")[0]; !strings.Contains(header, "on call: Alice") {
		t.Errorf("the header says %s", header)
	}
}

func TestTheDeckShowsPagesToMe(t *testing.T) {
	t.Parallel()
	m, _ := still(t)
	m.with(anIncident(1), anIncident(2, func(i *airra.Incident) { i.Status = airra.StatusResolved }))
	page := func(id airra.IncidentID, ref string, status airra.NotificationStatus) airra.Notification {
		return airra.Notification{IncidentID: &id, IncidentRef: ref, Channel: "email", Status: status, SentAt: &noon}
	}
	d := m.screens[0].(*deck)
	d.pages = []airra.Notification{page("id-00001", "INC-1", airra.NotificationSent), page("id-00002", "INC-2", airra.NotificationSent)}
	seen := m.seen()
	if !strings.Contains(seen, "PAGES TO ME") || !strings.Contains(seen, "✉ INC-1    email    0 s      sent, not acknowledged") || strings.Contains(seen, "✉ INC-2") {
		t.Errorf("it shows\n%s", seen)
	}
	for range 5 {
		d.pages = append(d.pages, d.pages[0])
	}
	if got := strings.Count(m.seen(), "✉"); got != pagesShown {
		t.Errorf("%d pages are shown", got)
	}
	m.Update(tea.WindowSizeMsg{Width: 60, Height: 18})
	if got := strings.Count(m.seen(), "✉"); got != 1 {
		t.Errorf("%d pages are shown on a low screen", got)
	}
	d.pages = nil
	if strings.Contains(m.seen(), "PAGES") {
		t.Error("there is a section without pages")
	}
}

// What nobody waits for an answer to is no page to me.
func TestWhichMessagesWaitForMe(t *testing.T) {
	t.Parallel()
	id := airra.IncidentID("id")
	for name, c := range map[string]struct {
		n    airra.Notification
		over bool
	}{
		"a page that was sent":    {airra.Notification{Kind: airra.NotifyPage, Status: airra.NotificationSent, IncidentID: &id}, false},
		"a page that failed":      {airra.Notification{Kind: airra.NotifyPage, Status: airra.NotificationFailed, IncidentID: &id}, false},
		"a message by hand":       {airra.Notification{Kind: airra.NotifyManual, Status: airra.NotificationSimulated, IncidentID: &id}, false},
		"an acknowledged page":    {airra.Notification{Kind: airra.NotifyPage, Status: airra.NotificationAcknowledged, IncidentID: &id}, true},
		"a cancelled page":        {airra.Notification{Kind: airra.NotifyPage, Status: airra.NotificationCancelled, IncidentID: &id}, true},
		"the proof of a contact":  {airra.Notification{Kind: airra.NotifyTest, Status: airra.NotificationSent}, true},
		"the news of an incident": {airra.Notification{Kind: airra.NotifyAssignment, Status: airra.NotificationSent, IncidentID: &id}, true},
	} {
		if got := settled(c.n); got != c.over {
			t.Errorf("%s is settled: %v", name, got)
		}
	}
}

func TestTheDeckShowsTheCourseOfServices(t *testing.T) {
	t.Parallel()
	m, _ := still(t)
	withServices(m)
	for _, size := range []struct {
		width, height int
		want          bool
	}{{99, 30, false}, {100, 30, true}, {120, 40, true}, {200, 60, true}} {
		m.Update(tea.WindowSizeMsg{Width: size.width, Height: size.height})
		if got := strings.Contains(m.seen(), "SERVICES payment ▁▁▁▁▁█ ▲"); got != size.want {
			t.Errorf("at %dx%d: %v\n%s", size.width, size.height, got, m.seen())
		}
		asWide(t, m, "services on the deck")
	}
	m.data.services = nil
	if strings.Contains(m.seen(), "SERVICES ") {
		t.Error("there is a line without services")
	}
}
