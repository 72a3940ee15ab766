package tui

import (
	"context"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/tui/theme"
)

// peopleNow is a Wednesday noon.
var peopleNow = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)

// recorder is a server that writes down what was done.
type recorder struct {
	Backend
	overrides []airra.NewOverride
	resent    []string
	removed   []string
	query     airra.SimulationQuery
	plans     []airra.CalendarQuery
}

func (r *recorder) FindEngineer(_ context.Context, key string) (*airra.EngineerDetail, error) {
	if key == "nobody" {
		return nil, airra.Errorf(airra.CodeNotFound, "Engineer not found")
	}
	return &airra.EngineerDetail{Engineer: airra.Engineer{ID: "bob", Name: "Bob Martinez", Email: key, Status: airra.EngineerOnLeave}}, nil
}

func (r *recorder) OnCallCalendar(_ context.Context, q airra.CalendarQuery) (*airra.Calendar, error) {
	r.plans = append(r.plans, q)
	c := calendar()
	for n := range c.Shifts {
		if c.Shifts[n].EngineerID == "david" {
			c.Shifts[n].EngineerID, c.Shifts[n].ScheduleName = "david@example.com", pointer("payments")
		}
	}
	return c, nil
}

func (r *recorder) CreateOverride(_ context.Context, n airra.NewOverride) (*airra.Override, error) {
	r.overrides = append(r.overrides, n)
	return &airra.Override{ID: "ov-1"}, nil
}

func (r *recorder) DeleteOverride(_ context.Context, key string) error {
	r.removed = append(r.removed, key)
	return nil
}

func (r *recorder) ResendNotification(_ context.Context, key string) (*airra.Notification, error) {
	r.resent = append(r.resent, key)
	return &airra.Notification{}, nil
}

func (r *recorder) SimulatePaging(_ context.Context, q airra.SimulationQuery) (*airra.Simulation, error) {
	r.query = q
	return simulation(), nil
}

// peopleModel is a cockpit on one of its screens, with nothing known yet.
func peopleModel(t *testing.T, width, height, screen int) (*Model, *recorder) {
	t.Helper()
	r := &recorder{}
	m := New(t.Context(), Options{Backend: r, Actor: "alice@example.com", Context: "prod", Now: func() time.Time { return peopleNow }, Theme: theme.Mono, Wake: time.Nanosecond})
	m.width, m.height, m.current = width, height, screen
	m.data.fetched = peopleNow
	return m, r
}

// The numbers of the screens.
const (
	onOnCall    = 3
	onServices  = 4
	onNotices   = 5
	onAnalytics = 6
	onLog       = 7
)

// press gives keys one after the other; a longer word is a key by its name.
func press(m *Model, keys ...string) tea.Cmd {
	var cmd tea.Cmd
	for _, key := range keys {
		cmd = m.key(keyOf(key))
	}
	return cmd
}

func keyOf(name string) tea.KeyPressMsg {
	switch name {
	case "enter":
		return tea.KeyPressMsg{Code: tea.KeyEnter}
	case "esc":
		return tea.KeyPressMsg{Code: tea.KeyEscape}
	case "ctrl+u":
		return tea.KeyPressMsg{Code: 'u', Mod: tea.ModCtrl}
	default:
		return tea.KeyPressMsg{Code: []rune(name)[0], Text: name}
	}
}

// typed gives a text key by key.
func typed(m *Model, text string) {
	for _, r := range text {
		m.key(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
}

// conclude does what a command does and gives its message to the cockpit.
func conclude(t *testing.T, m *Model, cmd tea.Cmd) {
	t.Helper()
	if cmd == nil {
		t.Fatal("the key does nothing")
	}
	a, ok := cmd().(answer)
	if !ok {
		t.Fatal("the command brings no answer")
	}
	a.apply(m)
}

// seen is the frame without colours.
func seen(m *Model) string { return ansi.Strip(m.render()) }

// fits wants every line of a frame to be exactly as wide as the terminal.
func fits(t *testing.T, m *Model) {
	t.Helper()
	lines := strings.Split(m.render(), "\n")
	if len(lines) != m.height {
		t.Errorf("%d lines in a terminal of %d", len(lines), m.height)
	}
	for n, line := range lines {
		if w := ansi.StringWidth(line); w != m.width {
			t.Errorf("line %d is %d cells wide and not %d: %q", n, w, m.width, ansi.Strip(line))
		}
	}
}

// sizes are the terminals for which the screens are made.
var sizes = [][2]int{{80, 24}, {120, 40}, {200, 60}, {60, 18}}

const wideName = "李小龙 with a name that goes on for longer than any column of a screen, \x1b[31mred\x1b[0m"

func shows(t *testing.T, m *Model, texts ...string) {
	t.Helper()
	frame := seen(m)
	for _, text := range texts {
		if !strings.Contains(frame, text) {
			t.Errorf("%q is not on the screen:\n%s", text, frame)
		}
	}
}

func entryOf(name, email string, level airra.OnCallLevel) airra.OnCallEntry {
	rotation := airra.RotationID("rot-1")
	return airra.OnCallEntry{
		Engineer: airra.Engineer{ID: airra.EngineerID(email), Name: name, Email: email, Status: airra.EngineerActive, IsAvailable: true},
		Schedule: airra.Shift{EndTime: peopleNow.Add(21 * time.Hour), RotationID: &rotation, Level: level, IsActive: true}, Level: level,
	}
}

func calendar() *airra.Calendar {
	monday := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	from, to := monday.Add(6*24*time.Hour+18*time.Hour), monday.AddDate(0, 0, 7)
	shift := func(who string, level airra.OnCallLevel, from, to int) airra.Shift {
		return airra.Shift{EngineerID: airra.EngineerID(who), Level: level, IsActive: true, StartTime: monday.Add(time.Duration(from) * time.Hour), EndTime: monday.Add(time.Duration(to) * time.Hour)}
	}
	return &airra.Calendar{
		From: monday, To: to,
		Shifts: []airra.Shift{
			shift("david", airra.LevelPrimary, 0, 81), shift("alice", airra.LevelPrimary, 81, 162),
			shift("bob", airra.LevelSecondary, 0, 168),
		},
		Engineers: []airra.Engineer{{ID: "david", Name: "David Kim"}, {ID: "alice", Name: wideName}, {ID: "bob", Name: "Bob Martinez"}},
		Gaps:      []airra.LintResult{{Kind: airra.LintGap, Start: &from, End: &to, Level: airra.LevelPrimary, Message: "nobody"}},
	}
}

func simulation() *airra.Simulation {
	return &airra.Simulation{
		At: peopleNow, Service: "payment-service", Severity: airra.SeverityCritical, Policy: "default", ExhaustedAt: peopleNow.Add(15 * time.Minute),
		Steps: []airra.SimulatedStep{
			{Number: 1, Round: 1, At: peopleNow, Pages: []airra.SimulatedPage{{Engineer: airra.Engineer{ID: "david", Name: "David Kim"}, Channel: "email", Address: "david@example.com", Why: airra.PageReason{Sentence: "David Kim is on call as primary"}}}},
			{Number: 2, Round: 1, AfterSeconds: 300, Nobody: []string{"secondary: nobody is on call"}},
			{Number: 3, Round: 2, AfterSeconds: 600, Nobody: []string{"primary: nobody is on call"}},
		},
		Notes: []string{"the channel slack is not set up"},
	}
}

func withPlan(m *Model) *oncallScreen {
	s := m.screens[onOnCall].(*oncallScreen)
	s.known, s.chain = true, []airra.OnCallEntry{entryOf("David Kim", "david@example.com", airra.LevelPrimary), entryOf(wideName, "alice@example.com", airra.LevelSecondary)}
	m.data.calendar = calendar()
	m.data.findings = &airra.LintReport{To: peopleNow.AddDate(0, 0, 84), Findings: []airra.LintResult{{Kind: airra.LintContact, Message: "the contact of David Kim was never proven"}}}
	return s
}

// Long and wide names, and control characters in them, break no line of any screen.
func TestPeopleScreensAreAsWideAsTheTerminal(t *testing.T) {
	t.Parallel()
	for _, size := range sizes {
		for _, screen := range []int{onOnCall, onServices, onNotices, onLog} {
			m, _ := peopleModel(t, size[0], size[1], screen)
			fits(t, m)
			s := withPlan(m)
			withServices(m)
			withNotices(m)
			m.acts.all = []done{{act: act{line: "airra note INC-1 " + quoted(wideName)}, at: peopleNow}, {act: act{line: "airra ack INC-1"}, at: peopleNow, err: airra.Conflict("x", "%s", wideName)}}
			fits(t, m)
			press(m, "enter")
			fits(t, m)
			s.sim = simulation()
			fits(t, m)
			m.open(&helpDialog{})
			fits(t, m)
			if strings.Contains(m.render(), "\x1b[31mred") {
				t.Error("a control sequence in a name reaches the terminal")
			}
		}
	}
}

// A time without anybody is drawn in the week and told in words.
func TestGapsAreToldInWords(t *testing.T) {
	t.Parallel()
	m, _ := peopleModel(t, 120, 40, onOnCall)
	withPlan(m)
	shows(t, m, "! GAP  Sun 29 Nov 18:00–24:00  nobody is on call as primary", "GAP", "!!", "▾Wed 25", "1 finding", "David Kim", "until Thu 09:00")
}

// What is not there says what to do next.
func TestEmptyPlanSaysWhatToDo(t *testing.T) {
	t.Parallel()
	m, _ := peopleModel(t, 80, 24, onOnCall)
	shows(t, m, "Asking who is on call")
	s := m.screens[onOnCall].(*oncallScreen)
	s.known, m.data.calendar, m.data.findings = true, &airra.Calendar{}, &airra.LintReport{To: peopleNow.AddDate(0, 0, 84)}
	shows(t, m, "airra oncall shift add @me", "airra oncall rotation set", "✓ no gaps", "✓ nothing is wrong")
}

func TestPlanBarsFillWhatIsCovered(t *testing.T) {
	t.Parallel()
	monday := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	span := func(from, to float64) [][2]time.Time {
		at := func(h float64) time.Time { return monday.Add(time.Duration(h * float64(time.Hour))) }
		return [][2]time.Time{{at(from), at(to)}}
	}
	for name, c := range map[string]struct {
		row  weekRow
		want string // of the first day, in four cells
	}{
		"half a cell is filled":            {weekRow{level: airra.LevelPrimary, spans: span(0, 9)}, "██  "},
		"less than half a cell is not":     {weekRow{level: airra.LevelPrimary, spans: span(0, 8)}, "█   "},
		"a gap is shown however short":     {weekRow{gap: true, spans: span(13, 13.1)}, "  ! "},
		"levels are told apart by a sign":  {weekRow{level: airra.LevelSecondary, spans: span(0, 24)}, "▒▒▒▒"},
		"a level that is new has one also": {weekRow{level: "quaternary", spans: span(0, 24)}, "▓▓▓▓"},
	} {
		if got := planBars(c.row, planGrid{from: monday, days: 7, cells: 4}); got[:len(c.want)] != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// A simulation says who, how and when, until nobody is left.
func TestSimulationIsAskedInTheLine(t *testing.T) {
	t.Parallel()
	m, r := peopleModel(t, 100, 40, onOnCall)
	withPlan(m)
	press(m, "s", "ctrl+u")
	typed(m, "payment-service critical")
	conclude(t, m, press(m, "enter"))
	if want := (airra.SimulationQuery{Service: "payment-service", Severity: airra.SeverityCritical}); r.query != want {
		t.Errorf("asked %+v, want %+v", r.query, want)
	}
	shows(t, m, "▲ critical", "at once", "David Kim by email  david@example.com", "+5 min", "✗ nobody: secondary", "round 2", "Nobody is left after 15 min", "slack is not set up", "airra oncall simulate -l service=payment-service,severity=critical")
	press(m, "esc")
	shows(t, m, "ON CALL NOW")
}

func TestSimulationQuery(t *testing.T) {
	t.Parallel()
	at := func(h int) time.Time { return peopleNow.Add(time.Duration(h) * time.Hour) }
	for text, want := range map[string]airra.SimulationQuery{
		"":                                     {},
		"a b c":                                {},
		"a worst":                              {},
		"service=a team=b":                     {},
		"severity=low":                         {},
		"service=a at whenever":                {},
		"at +2h":                               {},
		"payment-service":                      {Service: "payment-service", Severity: airra.SeverityHigh},
		"payment-service low":                  {Service: "payment-service", Severity: airra.SeverityLow},
		"service=a,severity=critical":          {Service: "a", Severity: airra.SeverityCritical},
		"severity=low service=a at now":        {Service: "a", Severity: airra.SeverityLow},
		"a at +2h":                             {Service: "a", Severity: airra.SeverityHigh, At: at(2)},
		"service=a severity=low at 18:00":      {Service: "a", Severity: airra.SeverityLow, At: at(6)},
		"a critical at 2026-11-26 09:00":       {Service: "a", Severity: airra.SeverityCritical, At: at(21)},
		"service=at-risk at 2026-11-26T09:00Z": {},
	} {
		q, err := simulationQuery(text, peopleNow)
		if (err == nil) != (want.Service != "") || err == nil && q != want {
			t.Errorf("%q: %+v, %v", text, q, err)
		}
	}
}
