package tui

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/tui/theme"
)

// noon is when everything in these tests is looked at.
var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// testClock is a clock that a test moves.
type testClock struct{ at time.Time }

func (c *testClock) now() time.Time       { return c.at }
func (c *testClock) move(d time.Duration) { c.at = c.at.Add(d) }

// still is a cockpit without a server: what it knows is put into it by hand.
func still(t *testing.T, change ...func(*Options)) (*Model, *testClock) {
	t.Helper()
	c := &testClock{at: noon}
	o := Options{Actor: "ana@example.com", Context: "prod", Now: c.now, Theme: theme.Mono}
	for _, f := range change {
		f(&o)
	}
	m := New(t.Context(), o)
	m.Update(tea.WindowSizeMsg{Width: 120, Height: 40})
	m.data.fetched = noon
	return m, c
}

// anIncident is the n-th incident; a higher one is newer.
func anIncident(n int, change ...func(*airra.Incident)) airra.Incident {
	i := airra.Incident{
		ID: airra.IncidentID(fmt.Sprintf("id-%05d", n)), Ref: fmt.Sprintf("INC-%d", n), Title: "Error rate 18x normal", Description: "since 11:50",
		Severity: airra.SeverityHigh, AffectedService: "payment-service", Status: airra.StatusDetected, DetectedAt: noon.Add(time.Duration(n-1000) * time.Second),
	}
	for _, f := range change {
		f(&i)
	}
	return i
}

func (m *Model) with(all ...airra.Incident) { m.data.incidents.replace(all) }

// stroke is a key as the terminal sends it.
func stroke(name string) tea.KeyPressMsg {
	named := map[string]rune{"enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab, "down": tea.KeyDown, "up": tea.KeyUp, "backspace": tea.KeyBackspace}
	if code, special := named[name]; special {
		return tea.KeyPressMsg{Code: code}
	}
	if name == "space" {
		return tea.KeyPressMsg{Code: ' ', Text: " "}
	}
	return tea.KeyPressMsg{Code: []rune(name)[0], Text: name}
}

// strike presses keys and gives the last command.
func strike(m *Model, keys ...string) tea.Cmd {
	var cmd tea.Cmd
	for _, k := range keys {
		_, cmd = m.Update(stroke(k))
	}
	return cmd
}

func (m *Model) seen() string { return ansi.Strip(m.View().Content) }

func TestTheCockpitSaysWhatRoomItNeeds(t *testing.T) {
	t.Parallel()
	for _, size := range []struct {
		width, height int
		small         bool
	}{{59, 40, true}, {80, 17, true}, {20, 5, true}, {60, 18, false}, {80, 24, false}} {
		m, _ := still(t)
		m.Update(tea.WindowSizeMsg{Width: size.width, Height: size.height})
		if got := strings.Contains(strings.Join(strings.Fields(m.seen()), " "), "needs 60 columns and 18 lines"); got != size.small {
			t.Errorf("at %dx%d it said so: %v", size.width, size.height, got)
		}
	}
}

func TestTheCursorStaysOnItsIncident(t *testing.T) {
	t.Parallel()
	for _, screen := range []string{"1", "2"} {
		m, _ := still(t)
		m.with(anIncident(1), anIncident(2), anIncident(3))
		strike(m, screen)
		m.render()
		strike(m, "j")
		at := m.cursorID()
		for n := 10; n < 60; n++ {
			m.data.incidents.put(anIncident(n, func(i *airra.Incident) { i.Severity = airra.SeverityCritical }))
		}
		m.render()
		if got := m.cursorID(); got != at || at == "" {
			t.Errorf("screen %s: the cursor went from %s to %s", screen, at, got)
		}
		if !strings.Contains(m.seen(), "▌ ") {
			t.Errorf("screen %s: the row with the cursor is not seen:\n%s", screen, m.seen())
		}
	}
}

// cursorID is the incident on which the cursor of the screen is.
func (m *Model) cursorID() string {
	switch s := m.screenNow().(type) {
	case *deck:
		return s.cursor.id
	case *incidents:
		return s.cursor.id
	default:
		return ""
	}
}

func TestWhenItsIncidentIsGoneTheCursorStaysOnItsLine(t *testing.T) {
	t.Parallel()
	m, _ := still(t)
	m.with(anIncident(1), anIncident(2), anIncident(3))
	strike(m, "2")
	m.render()
	strike(m, "j")
	m.data.incidents.put(anIncident(2, func(i *airra.Incident) { i.Status = airra.StatusResolved }))
	m.render()
	if got := m.cursorID(); got != "id-00001" {
		t.Errorf("the cursor is on %s", got)
	}
}

func TestADialogTakesNoKeyBeforeItIsAwake(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		after time.Duration
		done  bool
	}{{"at once", 0, false}, {"just before", 399 * time.Millisecond, false}, {"awake", 400 * time.Millisecond, true}} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			m, c := still(t)
			happened := false
			m.ask(&question{title: "Sure?", lines: func(*Model, int) []string { return nil }, choices: []choice{{"y", "yes", func(*Model) tea.Cmd {
				happened = true
				return nil
			}}}})
			c.move(test.after)
			strike(m, "y")
			if happened != test.done || (m.dialog() == nil) != test.done {
				t.Errorf("it happened: %v, the dialog is gone: %v", happened, m.dialog() == nil)
			}
		})
	}
}

func TestACriticalQuestionWantsTheNameTyped(t *testing.T) {
	t.Parallel()
	m, c := still(t)
	happened := 0
	m.ask(&question{title: "Sure?", typed: "api", lines: func(*Model, int) []string { return nil }, choices: []choice{{"y", "yes", func(*Model) tea.Cmd {
		happened++
		return nil
	}}}})
	c.move(time.Second)
	strike(m, "y", "backspace", "a", "p")
	if happened != 0 {
		t.Fatal("it happened before the name was there")
	}
	strike(m, "i", "y")
	if happened != 1 {
		t.Errorf("with the name it happened %d times", happened)
	}
}

// counted is an act that can be taken back, and how often both happened.
func counted(did, undid *int) act {
	return act{
		line: "airra ack INC-1", said: "done", do: func(context.Context) error { *did++; return nil },
		undo: &act{line: "airra unack INC-1", said: "undone", do: func(context.Context) error { *undid++; return nil }},
	}
}

// conclude runs the command of an act and hands its end to the cockpit.
func finish(m *Model, cmd tea.Cmd) {
	if cmd != nil {
		m.Update(cmd())
	}
}

func TestAnActIsTakenBackWithinTenSecondsOnly(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		after time.Duration
		undid int
		says  string
	}{{"in time", 10 * time.Second, 1, "undone"}, {"too late", 10*time.Second + 1, 0, "too late to take it back; use: airra unack INC-1"}} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			m, c := still(t)
			var did, undid int
			finish(m, m.perform(counted(&did, &undid)))
			c.move(test.after)
			finish(m, strike(m, "u"))
			if did != 1 || undid != test.undid || !strings.Contains(m.seen(), test.says) {
				t.Errorf("did %d, undid %d:\n%s", did, undid, m.seen())
			}
			finish(m, strike(m, "u"))
			if undid != test.undid {
				t.Error("a second u took back the taking back")
			}
		})
	}
}

func TestReadOnlyDoesNothing(t *testing.T) {
	t.Parallel()
	m, c := still(t, func(o *Options) { o.ReadOnly = true })
	m.with(anIncident(1))
	m.render()
	for _, keys := range [][]string{{"a"}, {"A", "enter"}, {"c", "x", "enter"}, {"i", "enter"}, {"r", "x", "enter"}, {"O"}, {"z"}, {"E"}, {"e"}} {
		cmd := strike(m, keys...)
		if keys[0] == "e" {
			c.move(time.Second)
			cmd = strike(m, "y")
		}
		if cmd != nil {
			t.Errorf("%v gave a command", keys)
		}
		if m.toast.text(c.now()) != "read only: nothing is changed from here" {
			t.Errorf("%v said %q", keys, m.toast.text(c.now()))
		}
		m.toast = toast{}
	}
	if len(m.acts.all) != 0 {
		t.Errorf("there are acts: %v", m.acts.all)
	}
}

func TestADeadServerIsShownWithTheAgeOfWhatIsKnown(t *testing.T) {
	t.Parallel()
	m, c := still(t)
	m.with(anIncident(7))
	c.move(12 * time.Second)
	m.Update(loaded{err: &airra.Error{Code: airra.CodeUnavailable, Message: "airrad does not answer", Err: fmt.Errorf("dial tcp 10.0.0.1:8000: connect: connection refused")}})
	seen := m.seen()
	for _, want := range []string{"○ reconnecting (data 12 s old), again in 5 s", "INC-7"} {
		if !strings.Contains(seen, want) {
			t.Errorf("%q is not seen:\n%s", want, seen)
		}
	}
	if strings.Contains(seen, "dial") || strings.Contains(seen, "10.0.0.1") {
		t.Errorf("a raw error is seen:\n%s", seen)
	}
	c.move(3 * time.Second)
	if !strings.Contains(m.seen(), "data 15 s old), again in 2 s") {
		t.Errorf("the clocks stand still:\n%s", m.seen())
	}
	m.Update(loaded{})
	if strings.Contains(m.seen(), "old") || !strings.Contains(m.seen(), "● live") {
		t.Errorf("an answer changes nothing:\n%s", m.seen())
	}
}

func TestAServerThatWasNeverThereIsSaidSo(t *testing.T) {
	t.Parallel()
	m, _ := still(t)
	m.data.fetched = time.Time{}
	m.Update(loaded{err: airra.Errorf(airra.CodeUnavailable, "airrad does not answer")})
	for _, want := range []string{"✗ no server, again in 5 s", "the server does not answer"} {
		if !strings.Contains(m.seen(), want) {
			t.Errorf("%q is not seen:\n%s", want, m.seen())
		}
	}
}

// The status is there before the incidents are, and says nothing about them.
func TestNothingIsOpenOnlyWhenTheServerHasSaidSo(t *testing.T) {
	t.Parallel()
	s := serve(t)
	s.pump(s.loadStatus())
	if seen := s.seen(); strings.Contains(seen, "nothing is open") || !strings.Contains(seen, "asking the server") {
		t.Errorf("with the status alone:\n%s", seen)
	}
	s.pump(s.loadIncidents("", 1))
	if !strings.Contains(s.seen(), "✓ nothing is open") {
		t.Errorf("with the list:\n%s", s.seen())
	}
}

// A server that is there and wants a key is no dead server.
func TestAMissingKeyIsSaidSo(t *testing.T) {
	t.Parallel()
	m, _ := still(t)
	m.data.fetched = time.Time{}
	m.Update(loaded{err: airra.Errorf(airra.CodeUnauthenticated, "missing API key")})
	for _, want := range []string{"✗ no access", "AIRRA_API_KEY"} {
		if !strings.Contains(m.seen(), want) {
			t.Errorf("%q is not seen:\n%s", want, m.seen())
		}
	}
}

func TestARefusalDoesNotMeanThatTheServerIsGone(t *testing.T) {
	t.Parallel()
	m, _ := still(t)
	m.Update(loaded{err: airra.Errorf(airra.CodeNotFound, "there is no INC-9")})
	if seen := m.seen(); !strings.Contains(seen, "● live") || !strings.Contains(seen, "there is no INC-9") {
		t.Errorf("seen:\n%s", seen)
	}
}

// What is typed is for the incident that stood under the cursor when the line was
// opened, however the rows have moved since.
func TestALineIsForTheIncidentItWasOpenedOn(t *testing.T) {
	t.Parallel()
	m, _ := still(t, func(o *Options) { o.ReadOnly = true })
	m.with(anIncident(5))
	m.render()
	strike(m, "c")
	prompt := m.line.prompt
	m.data.incidents.put(anIncident(6))
	m.data.incidents.put(anIncident(4))
	if prompt != "note on INC-5:" || m.line.prompt != prompt {
		t.Errorf("the line is %q", m.line.prompt)
	}
}

func TestWhereTheColonGoes(t *testing.T) {
	t.Parallel()
	for typed, title := range map[string]string{"inc": "Incidents", "deck": "Deck", "SERV": "Services", "on": "On-call", "log": "Log", "nowhere": "Deck"} {
		m, _ := still(t)
		m.command(typed)
		if got := m.screenNow().title(); !strings.EqualFold(got, title) && typed != "log" {
			t.Errorf(":%s went to %s", typed, got)
		}
	}
	m, _ := still(t)
	m.command("incidents sev:>=high")
	if s, ok := m.screenNow().(*incidents); !ok || s.filter.text != "sev:>=high" {
		t.Error(":incidents with a filter does not filter")
	}
	if m.command("q"); !m.quitting {
		t.Error(":q does not leave")
	}
}
