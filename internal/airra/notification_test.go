package airra_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
)

// Like those of incidents and actions, this table is written a second time on
// purpose.
var allowedNotificationMoves = map[airra.NotificationStatus][]airra.NotificationStatus{
	"pending":   {"sending", "cancelled", "failed", "acknowledged"},
	"sending":   {"pending", "sent", "simulated", "failed", "acknowledged", "cancelled"},
	"sent":      {"delivered", "failed", "acknowledged"},
	"simulated": {"acknowledged"},
	"delivered": {"acknowledged"},
	"failed":    {"acknowledged"},
	"cancelled": {"acknowledged"},
}

func TestEveryPairOfNotificationStatuses(t *testing.T) {
	t.Parallel()
	for _, from := range airra.NotificationStatuses {
		for _, to := range airra.NotificationStatuses {
			t.Run(fmt.Sprintf("%s to %s", from, to), func(t *testing.T) {
				t.Parallel()
				n := airra.Notification{Status: from}
				err := n.MoveTo(to, at)
				if contains(allowedNotificationMoves[from], to) {
					if err != nil || n.Status != to || !n.UpdatedAt.Equal(at) {
						t.Errorf("the move is allowed, got %v and status %s", err, n.Status)
					}
					return
				}
				var own *airra.Error
				if !errors.As(err, &own) || own.Code != airra.CodeConflict || own.State != string(from) || n.Status != from || !n.UpdatedAt.IsZero() {
					t.Errorf("an illegal move is a conflict that names the state and changes nothing, got %v and status %s", err, n.Status)
				}
			})
		}
	}
}

func TestNothingThatLeftIsMadeUnsent(t *testing.T) {
	t.Parallel()
	for _, from := range []airra.NotificationStatus{airra.NotificationSent, airra.NotificationSimulated, airra.NotificationDelivered, airra.NotificationAcknowledged} {
		for _, to := range []airra.NotificationStatus{airra.NotificationPending, airra.NotificationSending, airra.NotificationCancelled} {
			if from.CanMoveTo(to) {
				t.Errorf("%s can become %s", from, to)
			}
		}
	}
	for _, s := range airra.NotificationStatuses {
		if !s.Valid() {
			t.Errorf("%s is one of them", s)
		}
	}
	if airra.NotificationStatus("lost").Valid() || airra.NotificationStatus("").Valid() {
		t.Error("nothing else is a status")
	}
}

func TestASecondSendOfOneTryIsMarked(t *testing.T) {
	t.Parallel()
	next := at.Add(time.Minute)
	n := airra.Notification{Status: airra.NotificationPending, NextTryAt: &next}
	must(t, n.BeginSend(at))
	if n.Status != airra.NotificationSending || n.PossiblyTwice || !n.SendingAt.Equal(at) || n.NextTryAt != nil {
		t.Errorf("the first send: %+v", n)
	}
	must(t, n.BeginSend(next))
	if n.Status != airra.NotificationSending || !n.PossiblyTwice || !n.SendingAt.Equal(next) {
		t.Errorf("what was found in sending may have left: %+v", n)
	}
	n.Status = airra.NotificationSent
	if err := n.BeginSend(next); airra.ErrorCode(err) != airra.CodeConflict {
		t.Errorf("what was sent is not sent again, got %v", err)
	}
}

func TestTheResponseTimeCountsFromTheSendInWholeSeconds(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		after   time.Duration
		seconds int64
		met     bool
	}{
		{-time.Minute, 0, true}, // The clocks of two machines.
		{999 * time.Millisecond, 0, true},
		{5 * time.Minute, 300, true},
		{5*time.Minute + 999*time.Millisecond, 300, true},
		{5*time.Minute + time.Second, 301, false},
	} {
		sent := at
		n := airra.Notification{Status: airra.NotificationSent, SentAt: &sent, SLATargetSeconds: 300}
		must(t, n.Acknowledge("alice", "link", at.Add(c.after)))
		if *n.ResponseTimeSeconds != c.seconds || *n.SLAMet != c.met || *n.AcknowledgedBy != "alice" || n.AcknowledgedVia != "link" {
			t.Errorf("after %s: got %d seconds, met %v", c.after, *n.ResponseTimeSeconds, *n.SLAMet)
		}
		if err := n.Acknowledge("bob", "link", at); airra.ErrorCode(err) != airra.CodeConflict || *n.AcknowledgedBy != "alice" {
			t.Errorf("it is acknowledged once, got %v by %s", err, *n.AcknowledgedBy)
		}
	}
	n := airra.Notification{Status: airra.NotificationSimulated, SLATargetSeconds: 300}
	must(t, n.Acknowledge("", "incident", at))
	if n.ResponseTimeSeconds != nil || n.SLAMet != nil || n.AcknowledgedBy != nil {
		t.Errorf("what was never sent has no response time: %+v", n)
	}
}

func TestOverdueIsWhatWasSentAndIsUnansweredAfterItsTarget(t *testing.T) {
	t.Parallel()
	sent := at
	n := airra.Notification{SLATargetSeconds: 300}
	if n.Overdue(at.Add(time.Hour)) {
		t.Error("it was not sent")
	}
	n.SentAt = &sent
	if n.Overdue(at.Add(5*time.Minute)) || !n.Overdue(at.Add(5*time.Minute+time.Microsecond)) {
		t.Error("the last moment of the target is in time, the next one is not")
	}
	n.AcknowledgedAt = &sent
	if n.Overdue(at.Add(time.Hour)) {
		t.Error("it was answered")
	}
}

func TestThePriorityFollowsTheSeverityAndHasATarget(t *testing.T) {
	t.Parallel()
	for severity, want := range map[airra.Severity]struct {
		priority airra.NotificationPriority
		seconds  int
	}{
		"critical": {"critical", 180}, "high": {"high", 300}, "medium": {"normal", 600}, "low": {"low", 1800},
	} {
		p := severity.Priority()
		if p != want.priority || !p.Valid() || p.SLA() != time.Duration(want.seconds)*time.Second {
			t.Errorf("%s: got %s within %s", severity, p, p.SLA())
		}
	}
	for n := 1; n < len(airra.NotificationPriorities); n++ {
		if airra.NotificationPriorities[n-1].SLA() >= airra.NotificationPriorities[n].SLA() {
			t.Errorf("%s is more urgent than %s", airra.NotificationPriorities[n-1], airra.NotificationPriorities[n])
		}
	}
	if airra.NotificationPriority("medium").Valid() || airra.NotificationPriority("").Valid() {
		t.Error("a severity is no priority")
	}
}
