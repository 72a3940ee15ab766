package tui

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
)

func withNotices(m *Model) {
	sent, met, missed, seconds := peopleNow.Add(-2*time.Minute), true, false, int64(40)
	failure := "550 no such mailbox"
	notice := func(id, who string, status airra.NotificationStatus) airra.Notification {
		return airra.Notification{
			ID: airra.NotificationID(id), EngineerName: who, Channel: "email", RecipientAddress: who + "@example.com", IncidentRef: "INC-142", Subject: "payment-service is failing",
			Kind: airra.NotifyPage, Priority: airra.PriorityHigh, Status: status, CreatedAt: sent, SLATargetSeconds: 300, Why: airra.PageReason{Sentence: "primary of payments"},
		}
	}
	waiting, answered, late, failed := notice("n-1", "David Kim", airra.NotificationSent), notice("n-2", wideName, airra.NotificationAcknowledged), notice("n-3", "Bob", airra.NotificationAcknowledged), notice("n-4", "Eve", airra.NotificationFailed)
	waiting.SentAt, answered.SentAt, late.SentAt = &sent, &sent, &sent
	answered.SLAMet, answered.ResponseTimeSeconds, answered.AcknowledgedAt = &met, &seconds, &peopleNow
	late.SLAMet = &missed
	failed.LastError, failed.RetryCount, failed.MaxRetries = &failure, 5, 5
	m.data.notices = []airra.Notification{waiting, answered, late, failed}
	s := m.screens[onNotices].(*notices)
	s.log.asked, s.log.total = true, 4
}

// Every message has its state in a word, and whether it was answered in time.
func TestNoticesTellStateAndSLA(t *testing.T) {
	t.Parallel()
	for _, size := range sizes[:3] {
		m, _ := peopleModel(t, size[0], size[1], onNotices)
		withNotices(m)
		shows(t, m, "✉ sent", "✓ acknowledged", "✗ failed", "due in 3 min", "met in 40 s", "missed", "INC-142", "email", "2 min", "David Kim", "primary of payments")
	}
}

// The log is read page by page as one walks down, and no further.
func TestTheLogIsReadAsOneWalksDown(t *testing.T) {
	t.Parallel()
	m, _ := peopleModel(t, 80, 24, onNotices)
	all := make([]airra.Notification, 45)
	for n := range all {
		all[n] = airra.Notification{ID: airra.NotificationID(fmt.Sprintf("n-%02d", n)), Status: airra.NotificationFailed}
	}
	asked := 0
	m.opts.Backend = paged{Backend: m.opts.Backend, all: all, asked: &asked}
	s := m.screens[onNotices].(*notices)
	s.log.size = 20
	drain(m, s.load(m))
	shows(t, m, "the newest 20 messages of 45, more as you walk down")
	for _, step := range []struct {
		key          string
		known, asked int
	}{{"j", 20, 1}, {"G", 40, 2}, {"k", 40, 2}, {"G", 45, 3}, {"G", 45, 3}} {
		drain(m, press(m, step.key))
		if got := len(m.data.notices); got != step.known || asked != step.asked {
			t.Errorf("after %s: %d messages after %d questions, want %d after %d", step.key, got, asked, step.known, step.asked)
		}
	}
	shows(t, m, "45 messages, newest first")
	at, before := s.cursor.id, asked
	drain(m, s.load(m))
	if asked != before+3 {
		t.Errorf("read anew in %d questions", asked-before)
	}
	if len(m.data.notices) != 45 || s.selected(m) == nil || string(s.selected(m).ID) != at {
		t.Errorf("read anew there are %d messages and the cursor is on %s", len(m.data.notices), s.cursor.id)
	}
}

// An answer to what was asked before the last choice counts for nothing.
func TestALateAnswerOfAnotherChoiceIsDropped(t *testing.T) {
	t.Parallel()
	m, _ := peopleModel(t, 80, 24, onNotices)
	asked := 0
	m.opts.Backend = paged{Backend: m.opts.Backend, all: []airra.Notification{{ID: "n-1", Status: airra.NotificationSent}}, asked: &asked}
	s := m.screens[onNotices].(*notices)
	late := s.load(m)
	drain(m, press(m, "f"))
	shows(t, m, "No message is a dead letter")
	drain(m, late)
	if len(m.data.notices) != 0 {
		t.Error("a message that was not chosen is shown")
	}
	drain(m, press(m, "F"))
	if len(m.data.notices) != 1 {
		t.Error("F does not lead back to all of them")
	}
}

// paged is a log of which the server gives one page at a time.
type paged struct {
	Backend
	all   []airra.Notification
	asked *int
}

func (p paged) FindNotifications(_ context.Context, f airra.NotificationFilter) (airra.Page[airra.Notification], error) {
	*p.asked++
	var fit []airra.Notification
	for _, n := range p.all {
		if f.Status == "" || n.Status == f.Status {
			fit = append(fit, n)
		}
	}
	from, _ := strconv.Atoi(f.Page.Cursor)
	to := min(len(fit), from+f.Page.PageSize)
	page := airra.Page[airra.Notification]{Items: fit[from:to], Total: len(fit)}
	if to < len(fit) {
		page.NextCursor = strconv.Itoa(to)
	}
	return page, nil
}

// Every message says in words where it stands with its target.
func TestTheSLAIsAlwaysInWords(t *testing.T) {
	t.Parallel()
	m, _ := peopleModel(t, 80, 24, onNotices)
	sent, no, yes, late := peopleNow.Add(-time.Minute), false, true, int64(700)
	for want, n := range map[string]airra.Notification{
		"nobody got it":     {Status: airra.NotificationSimulated, SentAt: &sent, SLATargetSeconds: 0},
		"not sent":          {Status: airra.NotificationPending, SLATargetSeconds: 300},
		"no target":         {Status: airra.NotificationSent, SentAt: &sent},
		"due in 4 min":      {Status: airra.NotificationSent, SentAt: &sent, SLATargetSeconds: 300},
		"missed, no answer": {Status: airra.NotificationSent, SentAt: &sent, SLATargetSeconds: 30},
		"missed in 11 min":  {Status: airra.NotificationAcknowledged, SentAt: &sent, SLATargetSeconds: 30, SLAMet: &no, ResponseTimeSeconds: &late},
		"met":               {Status: airra.NotificationAcknowledged, SentAt: &sent, SLATargetSeconds: 300, SLAMet: &yes},
	} {
		if got, _ := m.slaText(n); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// Enter fills the screen with one message, esc gives the log back.
func TestNoticeIsOpened(t *testing.T) {
	t.Parallel()
	m, _ := peopleModel(t, 80, 24, onNotices)
	withNotices(m)
	press(m, "G", "enter")
	shows(t, m, "550 no such mailbox", "5 failed, at most 5", "it has not left")
	press(m, "esc")
	shows(t, m, "4 messages, newest first")
}

// Sending again wakes somebody, so it asks first and says whom.
func TestResendAsksBeforeItSends(t *testing.T) {
	t.Parallel()
	m, r := peopleModel(t, 120, 40, onNotices)
	withNotices(m)
	if cmd := press(m, "r"); cmd != nil || len(r.resent) != 0 {
		t.Fatal("it was sent with one key")
	}
	shows(t, m, "Send it again?", "David Kim by email (David Kim@example.com) gets it again")
	press(m, "y")
	if len(r.resent) != 0 || m.dialog() == nil {
		t.Fatal("a key that was in flight has sent it")
	}
	m.opts.Now = func() time.Time { return peopleNow.Add(time.Minute) }
	conclude(t, m, press(m, "y"))
	if !slices.Equal(r.resent, []string{"n-1"}) || m.acts.last() != "airra notify resend n-1" {
		t.Errorf("sent %v, line %q", r.resent, m.acts.last())
	}
}

// The way back sends nothing.
func TestResendCanBeLeft(t *testing.T) {
	t.Parallel()
	m, r := peopleModel(t, 120, 40, onNotices)
	withNotices(m)
	press(m, "r", "esc")
	if len(r.resent) != 0 || m.dialog() != nil {
		t.Error("esc is no way back")
	}
}

// Read only sends nothing and does not ask.
func TestResendIsNotOfferedReadOnly(t *testing.T) {
	t.Parallel()
	m, r := peopleModel(t, 120, 40, onNotices)
	withNotices(m)
	m.opts.ReadOnly = true
	press(m, "r")
	if len(r.resent) != 0 || m.dialog() != nil {
		t.Error("it was asked or sent")
	}
	shows(t, m, "read only")
}

func TestNoNoticesSayWhatToDo(t *testing.T) {
	t.Parallel()
	m, _ := peopleModel(t, 80, 24, onNotices)
	shows(t, m, "Asking for what was sent")
	m.screens[onNotices].(*notices).log.asked = true
	shows(t, m, "airra notify test @me")
}
