package tui

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestTakeover(t *testing.T) {
	t.Parallel()
	at := func(h int) time.Time { return peopleNow.Add(time.Duration(h) * time.Hour) }
	for text, want := range map[string]takeover{
		"bob@example.com +4h":                    {person: "bob@example.com", until: at(4)},
		"Bob Martinez 18:00":                     {person: "Bob Martinez", until: at(6)},
		"bob 09:00":                              {person: "bob", until: at(21)}, // tomorrow, as it is noon
		"Bob M. 2026-11-26 09:00":                {person: "Bob M.", until: at(21)},
		"bob 2026-11-26T09:00:00Z":               {person: "bob", until: at(21)},
		"bob 18:00..22:00":                       {person: "bob", from: at(6), until: at(10)},
		"bob 2026-11-26 09:00 .. +2h":            {person: "bob", from: at(21), until: at(23)},
		"bob 22:00..02:00":                       {person: "bob", from: at(10), until: at(14)},
		"bob 2020-01-01 09:00..2026-11-26 09:00": {},
		"bob 18:00..":                            {},
		"bob 18:00..17:59:59":                    {},
		"bob":                                    {},
		"+4h":                                    {},
		"bob 2020-01-01 09:00":                   {},
		"bob -4h":                                {},
		"bob tomorrow":                           {},
		"":                                       {},
		"bob@example.com 2026-11-26":             {},
	} {
		got, err := takeoverOf(text, peopleNow)
		if got.person != want.person || !got.until.Equal(want.until) || !got.from.Equal(want.from) || (err == nil) != (want.person != "") {
			t.Errorf("%q: %+v, %v", text, got, err)
		}
	}
}

// overrideOf types who takes over from David, and gives what came of it.
func overrideOf(t *testing.T, text string) (*Model, *recorder) {
	t.Helper()
	m, r := peopleModel(t, 120, 40, onOnCall)
	withPlan(m)
	press(m, "o", "ctrl+u")
	typed(m, text)
	drain(m, press(m, "enter"))
	return m, r
}

// An override says what it replaces before it is made, leaves its line, and can be
// taken back.
func TestOverrideSaysWhatItReplaces(t *testing.T) {
	t.Parallel()
	m, r := overrideOf(t, "bob@example.com +4h")
	shows(t, m, "Take over?", "Bob Martinez is called in the place of David Kim, from now until 16:00.", "Bob Martinez is on leave: a page would not reach them", "It replaces",
		"Wed 25 Nov 12:00–16:00  David Kim  (primary, payments)", "After that David Kim is called again, until Thu 09:00.")
	if len(r.overrides) != 0 || r.plans[0].Rotation != "rot-1" {
		t.Fatalf("made %+v after asking %+v", r.overrides, r.plans)
	}
	m.opts.Now = func() time.Time { return peopleNow.Add(2 * time.Minute) }
	conclude(t, m, press(m, "y"))
	if len(r.overrides) != 1 || r.overrides[0].Replaces != "david@example.com" || r.overrides[0].Engineer != "bob@example.com" || r.overrides[0].Rotation != "rot-1" {
		t.Fatalf("made %+v", r.overrides)
	}
	if want := "airra oncall override add 'rot-1' --replaces 'david@example.com' --user 'bob@example.com' --from now --to 2026-11-25T16:00:00Z"; m.acts.last() != want {
		t.Errorf("line %q, want %q", m.acts.last(), want)
	}
	conclude(t, m, m.undo())
	if !slices.Equal(r.removed, []string{"ov-1"}) || m.acts.last() != "airra oncall override rm ov-1" {
		t.Errorf("removed %v, line %q", r.removed, m.acts.last())
	}
}

// A later span is replaced as well, to the end of the shift.
func TestOverrideOfALaterSpan(t *testing.T) {
	t.Parallel()
	m, r := overrideOf(t, "bob@example.com 2026-11-26 06:00..2026-11-26 12:00")
	shows(t, m, "from Thu 06:00 until Thu 12:00", "Thu 26 Nov 06:00–09:00  David Kim", "After that the plan holds again.")
	m.opts.Now = func() time.Time { return peopleNow.Add(time.Minute) }
	conclude(t, m, press(m, "y"))
	if len(r.overrides) != 1 || !r.overrides[0].StartTime.Equal(peopleNow.Add(18*time.Hour)) || !strings.Contains(m.acts.last(), "--from 2026-11-26T06:00:00Z --to 2026-11-26T12:00:00Z") {
		t.Errorf("made %+v, line %q", r.overrides, m.acts.last())
	}
}

// What would change nothing, and a person whom nobody knows, are told and not asked.
func TestOverrideOfNothingIsNotAsked(t *testing.T) {
	t.Parallel()
	for text, says := range map[string]string{
		"bob@example.com 2026-11-27 06:00..2026-11-27 12:00": "David Kim is not on call then",
		"nobody +4h": "not weighed: Engineer not found",
	} {
		m, _ := overrideOf(t, text)
		if m.dialog() != nil || !strings.Contains(m.toast.message, says) {
			t.Errorf("%s: said %q, asks %v", text, m.toast.message, m.dialog() != nil)
		}
	}
}

// Read only offers no override and makes none.
func TestOverrideIsNotOfferedReadOnly(t *testing.T) {
	t.Parallel()
	m, _ := peopleModel(t, 120, 40, onOnCall)
	withPlan(m)
	m.opts.ReadOnly = true
	press(m, "o")
	if m.line != nil || strings.Contains(m.screenNow().hints(m), "override") {
		t.Error("it is offered")
	}
}
