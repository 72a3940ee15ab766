package tui

import (
	"strings"
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
)

// Each act by its words, proven by what the API says afterwards, and the command in the
// log that does the same.
func TestEveryWordThatActsChangesTheIncident(t *testing.T) {
	t.Parallel()
	s := serve(t)
	if _, err := s.api.CreateEngineer(airra.WithActor(t.Context(), "ana@example.com"), airra.NewEngineer{Name: "Ana", Email: "ana@example.com"}); err != nil {
		t.Fatal(err)
	}
	id := s.report(t, "Slow").ID
	acked := func(is bool) func() bool { return func() bool { return (s.now(t, id).AcknowledgedBy != nil) == is } }
	assigned := func(is bool) func() bool {
		return func() bool { return (s.now(t, id).AssignedEngineerID != nil) == is }
	}
	status := func(is airra.IncidentStatus) func() bool { return func() bool { return s.now(t, id).Status == is } }
	for _, test := range []struct {
		name  string
		lines []string
		then  func() bool
		log   string
	}{
		{"acknowledge and undo", []string{"acknowledge", "undo"}, acked(false), "airra unack INC-1"},
		{"acknowledge for a while", []string{"acknowledge 2h"}, func() bool { return s.now(t, id).AcknowledgedUntil != nil }, "airra ack INC-1 --for 2h0m0s"},
		{"a span that is none", []string{"acknowledge soon"}, acked(true), ""},
		{"note in one line", []string{"note it's me"}, func() bool { return s.told(t, id, airra.EventComment, "it's me") }, `airra note INC-1 'it'\''s me'`},
		{"note that is asked for", []string{"note", "a second one"}, func() bool { return s.told(t, id, airra.EventComment, "a second one") }, "airra note INC-1 'a second one'"},
		{"an empty note is none", []string{"note", ""}, func() bool { return !s.told(t, id, airra.EventComment, "back") }, ""},
		{"back leaves a note", []string{"note", "back"}, func() bool { return !s.told(t, id, airra.EventComment, "back") }, ""},
		{"assign proposes oneself", []string{"assign", ""}, assigned(true), "airra incident assign INC-1 'ana@example.com'"},
		{"assign and undo", []string{"assign alice.chen@example.com", "undo"}, assigned(false), "airra incident unassign INC-1"},
		{"escalate asks first", []string{"escalate", "back"}, status(airra.StatusDetected), ""},
		{"escalate wants a whole yes", []string{"escalate", "y", "back"}, status(airra.StatusDetected), ""},
		{"escalate", []string{"escalate", "yes"}, status(airra.StatusEscalated), "airra incident escalate INC-1"},
		{"analyze", []string{"analyze"}, func() bool { return s.told(t, id, airra.EventAnalyzingStarted, "") }, "airra incident analyze INC-1"},
		{"resolve wants a cause", []string{"resolve", ""}, func() bool { return s.now(t, id).Open() }, ""},
		{"resolve", []string{"resolve a bad deploy"}, func() bool {
			i := s.now(t, id)
			return i.Status == airra.StatusResolved && orEmpty(i.ResolutionCause) == "a bad deploy" && orEmpty(i.ResolvedBy) == "ana@example.com"
		}, "airra resolve INC-1 --cause 'a bad deploy'"},
		{"reopen", []string{"reopen"}, func() bool { return s.now(t, id).Open() }, "airra incident reopen INC-1"},
	} {
		heard := s.talk(t, append(append([]string{"INC-1"}, test.lines...), "log", "q")...)
		if !test.then() {
			t.Errorf("%s: it is not as wanted after:\n%s", test.name, heard)
		}
		switch {
		case test.log == "" && strings.Contains(heard, "done: airra note"), test.log != "" && !strings.Contains(heard, "done: "+test.log+"\n"):
			t.Errorf("%s: the log does not say %q:\n%s", test.name, test.log, heard)
		}
	}
}

func TestARejectionByWordsHasAReason(t *testing.T) {
	t.Parallel()
	s := serve(t)
	act := s.proposed(t)
	heard := s.talk(t, "approvals", "reject", "", "back", "q")
	says(t, heard, "Reject ACT-1?", "INC-1 is escalated", "A reason is needed")
	if got := s.fate(t, act.ID); got.Status != airra.ActionPendingApproval {
		t.Fatalf("without a reason it is %s", got.Status)
	}
	s.talk(t, "approvals", "reject ACT-1 known load test", "q")
	if got := s.fate(t, act.ID); got.Status != airra.ActionRejected || orEmpty(got.RejectionReason) != "known load test" || orEmpty(got.RejectedBy) != "ana@example.com" {
		t.Errorf("it is %s because %q", got.Status, orEmpty(got.RejectionReason))
	}
}

// Approving and executing are two steps, and each says before what it does.
func TestAnApprovalByWordsIsTwoSteps(t *testing.T) {
	t.Parallel()
	s := serve(t)
	id := s.proposed(t).ID
	for _, no := range [][]string{{"approve", "back"}, {"approve", "y", "q"}, {"approve", "", "back"}, {"approve"}, {"execute", "yes"}, {"approve ACT-9", "yes"}} {
		heard := s.talk(t, append([]string{"approvals"}, no...)...)
		if got := s.fate(t, id); got.Status != airra.ActionPendingApproval {
			t.Fatalf("%q made it %s:\n%s", no, got.Status, heard)
		}
	}
	says(t, s.talk(t, "INC-1", "approve", "yes"), "Approve ACT-1?", "nothing runs yet", "mode dry run: nothing will be changed", "ACT-1 approved")
	if got := s.fate(t, id); got.Status != airra.ActionApproved || orEmpty(got.ApprovedBy) != "ana@example.com" {
		t.Fatalf("after approving it is %s", got.Status)
	}
	says(t, s.talk(t, "INC-1", "execute", "yes"), "Executing rehearses restart_pod on payment-service: nothing is changed.", "ACT-1 is being executed")
	if got := s.fate(t, id); got.Status != airra.ActionExecuting && got.Status != airra.ActionSucceeded {
		t.Errorf("after executing it is %s", got.Status)
	}
}

// What was half typed when the input ended was never meant.
func TestTheEndOfTheInputChangesNothing(t *testing.T) {
	t.Parallel()
	s := serve(t)
	act := s.proposed(t)
	for _, k := range []*typist{
		{lines: []string{"INC-1", "approve"}},
		{lines: []string{"INC-1", "approve"}, tail: "yes"},
		{lines: []string{"INC-1", "reject"}, tail: "because"},
		{lines: []string{"INC-1", "note"}, tail: "half a no"},
		{lines: []string{"INC-1"}, tail: "acknowledge"},
		{lines: []string{"page", "ana@example.com", "help"}, tail: "yes"},
	} {
		s.talkBy(t, k)
	}
	i := s.now(t, act.IncidentID)
	if i.Status != airra.StatusPendingApproval || i.AcknowledgedBy != nil || s.told(t, i.ID, airra.EventComment, "half") || s.fate(t, act.ID).Status != airra.ActionPendingApproval {
		t.Errorf("it is %s", i.Status)
	}
	if page, err := s.api.FindIncidents(t.Context(), airra.IncidentFilter{}); err != nil || page.Total != 1 {
		t.Errorf("there are %d incidents, %v", page.Total, err)
	}
}

func TestSomebodyIsPagedAndTakenOverForByWords(t *testing.T) {
	t.Parallel()
	s := serve(t)
	says(t, s.talk(t, "page alice.chen@example.com", "", "q"), "nobody was paged")
	says(t, s.talk(t, "page", "alice.chen@example.com", "the queue", "y", "back", "q"), "Page alice.chen@example.com?", "Nothing was done.")
	says(t, s.talk(t, "page alice.chen@example.com: the queue", "yes", "q"), "It cannot be called back")
	page, err := s.api.FindIncidents(t.Context(), airra.IncidentFilter{})
	if err != nil || page.Total != 1 || page.Items[0].DetectionSource != airra.SourceManual {
		t.Fatalf("%+v, %v", page.Items, err)
	}
	s.talk(t, "on-call", "override bob.martinez@example.com +4h", "back", "override bob.martinez@example.com yesterday", "q")
	if made, err := s.api.FindOverrides(t.Context(), airra.OverrideFilter{}); err != nil || len(made) != 0 {
		t.Fatalf("%d overrides, %v", len(made), err)
	}
	s.talkBy(t, &typist{lines: []string{"on-call", "override bob.martinez@example.com +4h", "yes", "undo", "q"}, before: map[int]func(){3: func() {
		made, err := s.api.FindOverrides(t.Context(), airra.OverrideFilter{})
		if err != nil || len(made) != 1 {
			t.Fatalf("%d overrides, %v", len(made), err)
		}
		if span := made[0].EndTime.Sub(made[0].StartTime); span > 4*time.Hour || span < 3*time.Hour {
			t.Errorf("it lasts %v", span)
		}
	}}})
	if left, err := s.api.FindOverrides(t.Context(), airra.OverrideFilter{}); err != nil || len(left) != 0 {
		t.Errorf("%d overrides are left, %v", len(left), err)
	}
}

func TestAMessageIsSentAgainByWords(t *testing.T) {
	t.Parallel()
	s := serve(t)
	s.report(t, "Queue is stuck")
	before := s.messages(t, func(all []airra.Notification) bool {
		return len(all) > 0 && all[0].Status == airra.NotificationSimulated
	})
	says(t, s.talk(t, "notifications", "1", "resend", "back", "q"), "Send it again?", "Nothing was done.")
	s.talk(t, "notifications", "1", "resend", "yes", "q")
	s.messages(t, func(all []airra.Notification) bool { return len(all) > len(before) })
}

func TestAReadOnlyConversationOffersNoWrites(t *testing.T) {
	t.Parallel()
	s := serve(t)
	act := s.proposed(t)
	writes := []string{"acknowledge", "assign", "note", "analyze", "approve", "reject", "resolve", "reopen", "escalate", "undo", "page"}
	lines := []string{"INC-1", "help"}
	for _, word := range writes {
		lines = append(lines, word+" x", "yes")
	}
	heard := s.talkBy(t, &typist{lines: lines}, func(o *Options) { o.ReadOnly = true })
	for _, word := range writes {
		if strings.Contains(heard, "\n"+word+": ") || strings.Contains(heard, " "+word+", ") {
			t.Errorf("%s is offered:\n%s", word, heard)
		}
	}
	says(t, heard, "Read only: nothing is changed from here.")
	if i := s.now(t, act.IncidentID); i.Status != airra.StatusPendingApproval || i.AcknowledgedBy != nil {
		t.Errorf("it is %s", i.Status)
	}
}
