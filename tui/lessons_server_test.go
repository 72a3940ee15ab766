package tui

import (
	"bytes"
	"slices"
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/simulate"
)

// analysed is an incident of a real server that has hypotheses and an action.
func (s served) analysed(t *testing.T) airra.IncidentDetail {
	t.Helper()
	report := simulate.Scenarios()[0].QuickIncident(time.Now())
	report.Context = bytes.ReplaceAll(report.Context, []byte(`"simulation":true`), []byte(`"simulation":false`)) // What is simulated counts nowhere.
	made, err := s.api.QuickIncident(airra.WithActor(t.Context(), "ana@example.com"), report)
	if err != nil {
		t.Fatal(err)
	}
	s.awaits(t, made.Ref+" is analysed", func() bool {
		d := s.now(t, made.ID)
		return len(d.Hypotheses) > 0 && len(d.Actions) > 0
	})
	s.pump(s.loadAll())
	s.pump(s.openIncident(made.ID))
	s.render()
	return *s.now(t, made.ID)
}

// awaits waits for what the server does by itself.
func (s served) awaits(t *testing.T, what string, done func() bool) {
	t.Helper()
	ticker := time.NewTicker(50 * time.Millisecond)
	defer ticker.Stop()
	for deadline := time.Now().Add(30 * time.Second); !done(); <-ticker.C {
		if time.Now().After(deadline) {
			t.Fatalf("it never happens that %s\n%s", what, s.seen())
		}
	}
}

// verdictsOn are those that stand, as the API says them.
func (s served) verdictsOn(t *testing.T, id airra.IncidentID) []string {
	t.Helper()
	all, err := s.api.Judgements(t.Context(), string(id))
	if err != nil {
		t.Fatal(err)
	}
	said := []string{}
	for _, j := range all {
		said = append(said, string(j.Subject)+" "+string(j.Verdict)+" by "+j.JudgedBy+" "+j.Note)
	}
	slices.Sort(said)
	return said
}

// Each key that judges, proven by what the API says afterwards.
func TestEveryKeyThatJudgesTeachesTheServer(t *testing.T) {
	t.Parallel()
	s := serve(t)
	d := s.analysed(t)
	s.types("l", "l")
	for _, step := range []struct {
		keys []string
		want []string
	}{
		{[]string{"+"}, []string{}},
		{[]string{"y"}, []string{"hypothesis confirmed by ana@example.com "}},
		{[]string{"u"}, []string{}},
		{append(append([]string{"x", "c"}, letters("not it")...), "enter"), []string{"hypothesis rejected by ana@example.com not it"}},
		{[]string{"+", "y"}, []string{"hypothesis confirmed by ana@example.com "}},
		{[]string{"u"}, []string{"hypothesis rejected by ana@example.com not it"}},
		{[]string{"t", "y"}, []string{}},
		{[]string{"f", "f"}, []string{"alarm rejected by ana@example.com "}},
		{[]string{"f", "t"}, []string{}},
	} {
		s.types(step.keys...)
		if got := s.verdictsOn(t, d.ID); !slices.Equal(got, step.want) {
			t.Errorf("after %q: %q, want %q; said %q\n%s", step.keys, got, step.want, s.toast.message, s.seen())
		}
	}
	s.types("+", "y")
	shows(t, s.Model, "✓ confirmed by ana@example.com")
}

// An action is judged once it has run, and before that the server says why not.
func TestAnActionIsJudgedWhenItHasRun(t *testing.T) {
	t.Parallel()
	s := serve(t)
	d := s.analysed(t)
	s.types("l", "l", "l", "l", "+", "y")
	if got := s.verdictsOn(t, d.ID); len(got) != 0 {
		t.Fatalf("an action that has not run was judged: %q", got)
	}
	s.types("y", "y", "X", "y")
	s.awaits(t, "the action has run", func() bool { return s.now(t, d.ID).Actions[0].Status == airra.ActionSucceeded })
	s.pump(s.loadIncident(d.ID))
	s.types("x", "y")
	if got, want := s.verdictsOn(t, d.ID), []string{"action rejected by ana@example.com "}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q; said %q\n%s", got, want, s.toast.message, s.seen())
	}
	shows(t, s.Model, "it is said not to have helped by ana@example.com")
}

// What was resolved before is recalled for the next one like it, and enter opens it.
func TestARealIncidentRecallsTheOneBefore(t *testing.T) {
	t.Parallel()
	s := serve(t)
	first := s.analysed(t)
	if _, err := s.api.ResolveIncident(airra.WithActor(t.Context(), "ana@example.com"), string(first.ID), airra.Resolution{By: "ana@example.com", Cause: "a leak in the cache"}); err != nil {
		t.Fatal(err)
	}
	second := s.analysed(t)
	s.awaits(t, "the first one is remembered", func() bool {
		s.pump(s.detail.loadSimilar(s.Model))
		return len(s.detail.similar) > 0
	})
	s.types("l", "l", "l", "l", "l")
	shows(t, s.Model, first.Ref, "a leak in the cache", "alike by", "trust")
	if s.types("enter"); s.detail.id != first.ID {
		t.Errorf("enter opens %s and not %s", s.detail.id, second.Ref)
	}
}
