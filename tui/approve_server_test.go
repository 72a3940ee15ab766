package tui

import (
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/simulate"
)

// proposed reports an incident that a remedy is proposed for, and stands before the queue.
func (s served) proposed(t *testing.T) airra.Action {
	t.Helper()
	d, err := s.api.QuickIncident(airra.WithActor(t.Context(), "bob@example.com"), simulate.Scenarios()[0].QuickIncident(time.Now()))
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Actions) != 1 || d.Actions[0].Status != airra.ActionPendingApproval {
		t.Fatalf("the server proposes %+v", d.Actions)
	}
	s.pump(s.loadAll())
	s.types("3")
	return d.Actions[0]
}

// fate is what the API says of an action.
func (s served) fate(t *testing.T, id airra.ActionID) *airra.Action {
	t.Helper()
	act, err := s.api.FindAction(t.Context(), string(id))
	if err != nil {
		t.Fatal(err)
	}
	return act
}

// Each deciding key, proven by what the API says afterwards.
func TestEveryKeyThatDecidesChangesTheAction(t *testing.T) {
	t.Parallel()
	t.Run("approve, and execute as a second step", func(t *testing.T) {
		t.Parallel()
		s := serve(t)
		id := s.proposed(t).ID
		s.types("y")
		if got := s.fate(t, id); got.Status != airra.ActionPendingApproval {
			t.Fatalf("one key made it %s", got.Status)
		}
		s.types("y")
		got := s.fate(t, id)
		if got.Status != airra.ActionApproved || orEmpty(got.ApprovedBy) != "ana@example.com" || got.ExecutionMode != airra.ModeDryRun {
			t.Fatalf("after approving: %s by %s as %s", got.Status, orEmpty(got.ApprovedBy), got.ExecutionMode)
		}
		s.types("X", "y")
		if got := s.fate(t, id); got.Status != airra.ActionExecuting && got.Status != airra.ActionSucceeded {
			t.Errorf("after executing: %s", got.Status)
		}
	})
	t.Run("reject with a reason", func(t *testing.T) {
		t.Parallel()
		s := serve(t)
		act := s.proposed(t)
		s.types("n", "enter")
		if got := s.fate(t, act.ID); got.Status != airra.ActionPendingApproval {
			t.Fatalf("without a reason it is %s", got.Status)
		}
		s.types(append(letters("known load test"), "enter")...)
		got := s.fate(t, act.ID)
		if got.Status != airra.ActionRejected || orEmpty(got.RejectedBy) != "ana@example.com" || orEmpty(got.RejectionReason) != "known load test" {
			t.Errorf("after rejecting: %s by %s because %q", got.Status, orEmpty(got.RejectedBy), orEmpty(got.RejectionReason))
		}
		if got := s.now(t, act.IncidentID).Status; got != airra.StatusEscalated {
			t.Errorf("the incident is %s and not escalated, as the dialog has said", got)
		}
	})
}

// The message that says an approval is there names the next key. That key counts from
// then on, also before anything was read again: somebody who reads fast is not told to
// approve first.
func TestTheNextKeyCountsAsSoonAsTheDecisionIsTold(t *testing.T) {
	t.Parallel()
	s := serve(t)
	act := s.proposed(t)
	s.types("2", "enter")
	s.types("l", "l", "l", "l")
	strike(s.Model, "y")
	s.clock.move(time.Second)
	s.Update(strike(s.Model, "y")()) // What it sets going, reading everything again, is left out.
	strike(s.Model, "X")
	if q, open := s.dialog().(*question); !open || q.title != "Execute "+act.Ref+"?" {
		t.Errorf("X opened %+v; the message is %q", s.dialog(), s.toast.message)
	}
}
