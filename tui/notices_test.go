package tui

import (
	"slices"
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
	s.asked, s.total = true, 4
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
	m.screens[onNotices].(*notices).asked = true
	shows(t, m, "airra notify test @me")
}
