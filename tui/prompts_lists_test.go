package tui

import (
	"context"
	"errors"
	"io"
	"iter"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/airra/airra/internal/airra"
)

// crowd is a server with many incidents.
type crowd struct {
	*caseBackend
	all []airra.Incident
}

func (c crowd) FindIncidents(context.Context, airra.IncidentFilter) (airra.Page[airra.Incident], error) {
	return airra.Page[airra.Incident]{Items: c.all}, nil
}

func (crowd) LastEventID(context.Context) (int64, error) { return 7, nil }

func aCrowd(count int) crowd {
	c := crowd{caseBackend: &caseBackend{}}
	for n := range count {
		c.all = append(c.all, anIncident(n+1))
	}
	return c
}

// asks is what a conversation with a server that stands in a test is made of.
func asks(b Backend) Options {
	return Options{Backend: b, Actor: "ana@example.com", Context: "prod", Now: (&testClock{at: noon}).now}
}

// A long list is told in parts, and a number means what it meant when it was told.
func TestALongListIsToldInParts(t *testing.T) {
	t.Parallel()
	heard := spoken(t, t.Context(), asks(aCrowd(45)), &typist{lines: []string{"incidents", "more", "more", "more", "45"}})
	says(t, heard, "\n20. INC-26, ", "25 rows left: more tells them.", "\n21. INC-25, ", "\n45. INC-1, ", "That was all of the list.", "There is no INC-1.")
	if strings.Count(heard, "\n21. ") != 1 {
		t.Errorf("a row was told twice:\n%s", heard)
	}
}

func twoProposals() *caseBackend {
	b := &caseBackend{detail: airra.IncidentDetail{Incident: anIncident(1)}}
	for _, ref := range []string{"ACT-1", "ACT-2"} {
		b.detail.Actions = append(b.detail.Actions, airra.Action{
			ID: airra.ActionID(ref), Ref: ref, IncidentID: "id-00001", IncidentRef: "INC-1", ActionType: "restart_pod", TargetService: "payment-service",
			Status: airra.ActionPendingApproval, RiskLevel: airra.RiskLow, ExecutionMode: airra.ModeDryRun,
		})
	}
	return b
}

func TestTheChosenActionIsDecided(t *testing.T) {
	t.Parallel()
	for _, lines := range [][]string{{"2", "approve", "yes"}, {"approve ACT-2", "yes"}, {"approve act-2", "yes"}} {
		b := twoProposals()
		heard := spoken(t, t.Context(), asks(b), &typist{lines: append([]string{"approvals"}, lines...)})
		if b.detail.Actions[0].Status != airra.ActionPendingApproval || b.detail.Actions[1].Status != airra.ActionApproved {
			t.Errorf("%q approved another one:\n%s", lines, heard)
		}
	}
}

// What somebody else has decided between the list and the word is not asked about.
func TestADecisionIsAboutTheNewestState(t *testing.T) {
	t.Parallel()
	b := twoProposals()
	heard := spoken(t, t.Context(), asks(b), &typist{lines: []string{"approvals", "approve ACT-1", "yes"}, before: map[int]func(){1: func() {
		b.detail.Actions[0].Status = airra.ActionApproved
	}}})
	says(t, heard, "ACT-1 is approved.")
	if len(b.did) != 0 || strings.Contains(heard, "Approve ACT-1?") {
		t.Errorf("it was decided: %v\n%s", b.did, heard)
	}
}

// Whoever wants to leave in the middle of a question leaves, and what they typed is no
// answer.
func TestLeavingInTheMiddleOfAQuestionIsNoAnswer(t *testing.T) {
	t.Parallel()
	s := serve(t)
	id := s.report(t, "Slow").ID
	for _, word := range []string{"q", "quit", "exit"} {
		heard := s.talk(t, "INC-1", "note", word, "acknowledge")
		if s.told(t, id, airra.EventComment, word) || s.now(t, id).AcknowledgedBy != nil {
			t.Errorf("%s was taken for something else:\n%s", word, heard)
		}
	}
}

func TestUndoHasNoEndInTime(t *testing.T) {
	t.Parallel()
	s := serve(t)
	id := s.report(t, "Slow").ID
	heard := s.talkBy(t, &typist{lines: []string{"INC-1", "acknowledge", "undo"}, before: map[int]func(){2: func() {
		s.clock.move(time.Minute)
		if s.now(t, id).AcknowledgedBy == nil {
			t.Error("it was not acknowledged")
		}
	}}})
	if s.now(t, id).AcknowledgedBy != nil {
		t.Errorf("it is still acknowledged:\n%s", heard)
	}
}

// A number chooses whose turn is taken, and which message is sent again.
func TestTheChosenPersonAndMessageAreMeant(t *testing.T) {
	t.Parallel()
	s := serve(t)
	says(t, s.talk(t, "on-call", "2", "override alice.chen@example.com +4h", "back"), "Alice Chen is called in the place of Bob Martinez", "(secondary, Week Rotation - General)")
	s.report(t, "Queue is stuck")
	s.messages(t, func(all []airra.Notification) bool { return len(all) == 1 })
	s.report(t, "Disk is full")
	s.messages(t, func(all []airra.Notification) bool { return len(all) == 2 })
	_, question, _ := strings.Cut(s.talk(t, "notifications", "2", "resend", "back"), "Send it again?")
	says(t, question, "Queue is stuck")
}

func TestReadOnlyIsSaidBeforeAnythingIsAsked(t *testing.T) {
	t.Parallel()
	o := asks(twoProposals())
	o.ReadOnly = true
	heard := spoken(t, t.Context(), o, &typist{lines: []string{"page", "approvals", "approve", "reject"}})
	if strings.Contains(heard, "page whom") || strings.Count(heard, "Read only: nothing is changed from here.") != 3 {
		t.Errorf("it said:\n%s", heard)
	}
}

// staged is a feed that does what a test wants, one step at a time.
func staged(steps <-chan func(yield func(airra.Event, error) bool, lost func(error), back func()), did chan<- struct{}) Feed {
	return func(ctx context.Context, _ int64, lost func(error), back func()) iter.Seq2[airra.Event, error] {
		return func(yield func(airra.Event, error) bool) {
			for {
				select {
				case <-ctx.Done():
					return
				case step := <-steps:
					step(yield, lost, back)
					did <- struct{}{}
				}
			}
		}
	}
}

// What the person has done is no news to them; a server that went and came back is.
func TestNewsAreWhatOthersHaveDone(t *testing.T) {
	t.Parallel()
	steps, did := make(chan func(yield func(airra.Event, error) bool, lost func(error), back func())), make(chan struct{})
	step := func(do func(yield func(airra.Event, error) bool, lost func(error), back func())) func() {
		return func() { steps <- do; <-did }
	}
	o := asks(aCrowd(1))
	o.Feed = staged(steps, did)
	event := func(actor, text string) airra.Event {
		return airra.Event{IncidentRef: "INC-1", Type: airra.EventComment, Actor: actor, Description: text, At: noon}
	}
	heard := spoken(t, t.Context(), o, &typist{lines: []string{"", "", "", ""}, before: map[int]func(){
		0: step(func(yield func(airra.Event, error) bool, _ func(error), _ func()) {
			yield(event("ana@example.com", "mine"), nil)
			yield(event("bob@example.com", "his"), nil)
		}),
		1: step(func(yield func(airra.Event, error) bool, _ func(error), _ func()) {
			for range mostKept + 5 {
				yield(event("bob@example.com", "again and again"), nil)
			}
		}),
		2: step(func(_ func(airra.Event, error) bool, lost func(error), _ func()) {
			lost(airra.Errorf(airra.CodeUnavailable, "gone"))
		}),
		3: step(func(_ func(airra.Event, error) bool, _ func(error), back func()) { back() }),
	}})
	says(t, heard, "INC-1, 12:00:00: his (bob@example.com)", "and 490 events before these.", "The server does not answer. What is told here is 0 s old", "The server answers again.")
	if strings.Contains(heard, "mine") || strings.Count(heard, "again and again") != mostNews {
		t.Errorf("it said:\n%s", heard)
	}
}

func TestAnInputThatBreaksIsAnError(t *testing.T) {
	t.Parallel()
	err := Prompt(t.Context(), asks(aCrowd(1)), Lines{In: iotest.ErrReader(errors.New("torn")), Out: io.Discard})
	if err == nil || !strings.Contains(err.Error(), "torn") {
		t.Errorf("it ended with %v", err)
	}
}
