package tui

import (
	"context"
	"errors"
	"io"
	"iter"
	"strings"
	"testing"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
)

// One whole night, as somebody hears it.
func TestANightInWords(t *testing.T) {
	t.Parallel()
	s := serve(t)
	act := s.proposed(t)
	s.messages(t, func(all []airra.Notification) bool {
		return len(all) > 0 && all[0].Status == airra.NotificationSimulated
	})
	heard := s.talkBy(t, &typist{
		lines: []string{
			"1", "1", "acknowledge", "hypotheses", "evidence", "actions", "approve", "yes", "execute", "yes", "again", "what now?", "9", "log", "menu", "2", "section resolved", "q",
		},
		before: map[int]func(){10: func() { s.becomes(t, act.IncidentID, airra.StatusResolved) }},
	})
	goldenTalk(t, "night", heard)
}

// Every screen can be told, and nothing that is not understood goes without an answer.
func TestEveryScreenIsTold(t *testing.T) {
	t.Parallel()
	s := serve(t)
	s.report(t, "Slow")
	heard := s.talk(t, "incidents sev:>=high", "filter service:other", "filter sev:bogus", "filter", "", "clear", "section nowhere", "sort severity", "more", "7", "INC-99", "INC-1",
		"4", "rerun 1", "rerun", "7", "3", "approvals", "approve", "open", "oncall", "on-call", "simulate payment-service critical", "service order-service", "next", "previous", "1",
		"services", "notifications", "log", "undo", "-", "help", "nonsense", "q")
	says(t, heard, "filtered by sev:>=high", "nothing matches service:other", `There is no severity "bogus"`, "There is no nowhere; there are open, mine, resolved, all.",
		"That was all of the list.", "There is no number 7 here; the list has 1 row.", "Incident not found.", "Type rerun and the number", "Nobody has written a note yet",
		"No hypotheses yet", "Nothing waits for a decision.", "There is no such action here.", "oncall is nothing that can be typed here", "primary, ", "The week from", "nobody is on call as",
		"WHO WOULD BE CONTACTED", "On call now, for order-service", "An override takes the turn of", "Nothing was done yet.", "nonsense is nothing that can be typed here. help tells what can.")
}

// What others do meanwhile is told before the next prompt, once.
func TestNewsAreToldBeforeThePrompt(t *testing.T) {
	t.Parallel()
	s := serve(t)
	first := s.report(t, "Slow")
	arrived := make(chan struct{}, 1)
	feed := func(ctx context.Context, after int64, lost func(error), back func()) iter.Seq2[airra.Event, error] {
		return func(yield func(airra.Event, error) bool) {
			for e, err := range s.api.Events(ctx, client.Stream{After: after, Lost: lost, Back: back}) {
				if !yield(e, err) {
					return
				}
				if e.Type == airra.EventAcknowledged {
					arrived <- struct{}{}
				}
			}
		}
	}
	heard := s.talkBy(t, &typist{lines: []string{"", "incidents", "q"}, before: map[int]func(){0: func() {
		if _, err := s.api.AcknowledgeIncident(airra.WithActor(t.Context(), "bob@example.com"), string(first.ID), airra.Acknowledgement{By: "bob@example.com"}); err != nil {
			t.Error(err)
		}
		<-arrived
	}}}, func(o *Options) { o.Feed = feed })
	says(t, heard, "While you were reading:\n", "(bob@example.com)\n", "detected, acked")
	if got := strings.Count(heard, "(bob@example.com)"); got != 1 {
		t.Errorf("it was told %d times:\n%s", got, heard)
	}
}

func TestADeadServerIsToldWithTheAgeOfWhatIsKnown(t *testing.T) {
	t.Parallel()
	s := serve(t)
	s.report(t, "Slow")
	heard := s.talkBy(t, &typist{lines: []string{"incidents", "again", "1", "INC-1", "q"}, before: map[int]func(){1: func() { s.stop(); s.clock.move(2 * 60e9) }}})
	says(t, heard, "The server does not answer. What is told here is 2 min old; again asks anew.", "INC-1 cannot be opened")
	if got := strings.Count(heard, "1. INC-1, high"); got != 2 {
		t.Errorf("the list was told %d times:\n%s", got, heard)
	}
	never := s.talk(t, "incidents", "q")
	says(t, never, "the server does not answer")
}

// Ctrl-c while a question is open ends the conversation with an error, so that the
// command can end as an interrupted one does.
func TestAnInterruptionEndsTheConversation(t *testing.T) {
	t.Parallel()
	ctx, interrupt := context.WithCancel(t.Context())
	in, _ := io.Pipe()
	b := &caseBackend{}
	interrupt()
	err := Prompt(ctx, Options{Backend: b, Actor: "ana@example.com", Now: (&testClock{at: noon}).now}, Lines{In: in, Out: io.Discard})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("it ended with %v", err)
	}
}

// A critical risk wants the name of what it is done to, besides the yes.
func TestACriticalRiskAsksForTheTargetInWords(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		typed []string
		acts  int
	}{{[]string{"yes"}, 0}, {[]string{"payment"}, 0}, {[]string{"payment-service", "back"}, 0}, {[]string{"payment-service", "yes"}, 1}} {
		b := &caseBackend{detail: airra.IncidentDetail{Incident: anIncident(1), Actions: []airra.Action{{
			ID: "a1", Ref: "ACT-1", IncidentID: "id-00001", IncidentRef: "INC-1", ActionType: "restart_pod", TargetService: "payment-service",
			Status: airra.ActionPendingApproval, RiskLevel: airra.RiskCritical, ExecutionMode: airra.ModeDryRun,
		}}}}
		heard := spoken(t, t.Context(), Options{Backend: b, Actor: "ana@example.com", Now: (&testClock{at: noon}).now}, &typist{lines: append([]string{"approvals", "approve"}, test.typed...)})
		says(t, heard, "critical: type payment-service to go on, or back:")
		if len(b.did) != test.acts {
			t.Errorf("%q did %v:\n%s", test.typed, b.did, heard)
		}
	}
}
