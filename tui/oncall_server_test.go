package tui

import (
	"slices"
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
)

// visit shows a screen with what a real server says.
func (s served) visit(screen int) {
	s.width, s.height = 120, 40
	s.pump(s.show(screen))
	s.render()
}

// Taking over is a change of the plan that the API confirms, and undo takes it away.
func TestAnOverrideIsMadeAndTakenBackForReal(t *testing.T) {
	t.Parallel()
	s := serve(t)
	s.visit(onOnCall)
	s.types("o", "ctrl+u")
	s.types(letters("bob.martinez@example.com +4h")...)
	s.types("enter")
	shows(t, s.Model, "Bob Martinez is called in the place of", "It replaces", "(primary")
	if made, err := s.api.FindOverrides(t.Context(), airra.OverrideFilter{}); err != nil || len(made) != 0 {
		t.Fatalf("%d overrides were made before anybody said yes, %v", len(made), err)
	}
	s.types("y")
	made, err := s.api.FindOverrides(t.Context(), airra.OverrideFilter{})
	if err != nil || len(made) != 1 {
		t.Fatalf("%d overrides, %v, after %q\n%s", len(made), err, s.acts.last(), s.seen())
	}
	if span := made[0].EndTime.Sub(made[0].StartTime); span > 4*time.Hour || span < 3*time.Hour {
		t.Errorf("it lasts %v", span)
	}
	s.types("u")
	if left, err := s.api.FindOverrides(t.Context(), airra.OverrideFilter{}); err != nil || len(left) != 0 {
		t.Errorf("%d overrides are left, %v", len(left), err)
	}
}

// The month and the schedules of a real server are those of its plan.
func TestTheMonthOfARealServer(t *testing.T) {
	t.Parallel()
	s := serve(t)
	all, err := s.api.FindRotations(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	s.visit(onOnCall)
	s.types("m")
	shows(t, s.Model, "MONTH  "+s.clock.at.Format("January 2006"), "primary")
	for _, r := range all {
		s.types("f")
		if len(all) > 0 {
			shows(t, s.Model, "schedule "+r.Name)
		}
	}
	s.types("]", "]", "t", "w")
	shows(t, s.Model, "WEEK  ")
}

// What is sent again is a further message in the log of the server.
func TestAResendIsAFurtherMessageForReal(t *testing.T) {
	t.Parallel()
	s := serve(t)
	s.report(t, "Queue is stuck")
	before := s.messages(t, func(all []airra.Notification) bool {
		return len(all) > 0 && all[0].Status == airra.NotificationSimulated
	})
	s.visit(onNotices)
	s.types("r", "y")
	s.messages(t, func(all []airra.Notification) bool { return len(all) > len(before) })
}

// What a real server has is read page after page, and reduced by its state.
func TestTheLogIsWalkedAndReducedForReal(t *testing.T) {
	t.Parallel()
	s := serve(t)
	for _, title := range []string{"One", "Two", "Three"} {
		s.report(t, title)
	}
	sent := s.messages(t, func(all []airra.Notification) bool {
		return len(all) >= 3 && !slices.ContainsFunc(all, func(n airra.Notification) bool { return n.Status != airra.NotificationSimulated })
	})
	s.screens[onNotices].(*notices).log.size = 2
	s.visit(onNotices)
	if len(s.data.notices) != 2 {
		t.Fatalf("%d messages on the first page\n%s", len(s.data.notices), s.seen())
	}
	for range sent {
		s.types("G")
	}
	if len(s.data.notices) < len(sent) {
		t.Errorf("%d messages of %d were read", len(s.data.notices), len(sent))
	}
	s.types("f")
	shows(t, s.Model, "No message is a dead letter")
	s.types("f", "G", "G")
	shows(t, s.Model, "only what is simulated", "nobody got it")
}

// A simulation of a real server names real people.
func TestASimulationIsAnsweredForReal(t *testing.T) {
	t.Parallel()
	s := serve(t)
	s.visit(onOnCall)
	s.types("s", "ctrl+u")
	s.types(letters("payment-service critical")...)
	s.types("enter")
	shows(t, s.Model, "WHO WOULD BE CONTACTED", "▲ critical", "at once", "@example.com", "Nobody is left after")
	s.types("s", "ctrl+u")
	s.types(letters("service=payment-service severity=low at 2027-01-01 20:00")...)
	s.types("enter")
	shows(t, s.Model, "○ low", "1 Jan 2027 20:00", "--at 2027-01-01T")
}

// messages waits until what was sent is as wanted.
func (s served) messages(t *testing.T, as func(all []airra.Notification) bool) []airra.Notification {
	t.Helper()
	ticker := time.NewTicker(50 * time.Millisecond)
	defer ticker.Stop()
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); <-ticker.C {
		page, err := s.api.FindNotifications(t.Context(), airra.NotificationFilter{})
		if err != nil {
			t.Fatal(err)
		}
		if as(page.Items) {
			return page.Items
		}
	}
	t.Fatalf("what was sent is not as wanted, after %q\n%s", s.acts.last(), s.seen())
	return nil
}
