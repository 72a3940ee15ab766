package tui

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/tui/theme"
)

// pick opens the palette, types letters and does what stands first.
func pick(m *Model, typed string) tea.Cmd {
	m.Update(tea.KeyPressMsg{Code: 'k', Mod: tea.ModCtrl})
	for _, r := range typed {
		strike(m, string(r))
	}
	return strike(m, "enter")
}

func TestThePaletteFindsByAFewLetters(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ typed, first, key, line string }{
		{"", "acknowledge INC-2", "a", "airra ack INC-2"},
		{"gotoserv", "go to Services", "5", "airra service list"},
		{"themono", "theme mono", "", "airra tui --theme mono"},
		{"resolved", "incidents: Resolved", "[ ]", "airra incident list --status resolved"},
		{"assign me", "assign to me INC-2", "I", "airra incident assign INC-2 @me"},
		{"unnote", "", "", ""},
	} {
		m, _ := still(t)
		m.with(anIncident(1), anIncident(2))
		strike(m, "2")
		m.Update(tea.KeyPressMsg{Code: 'k', Mod: tea.ModCtrl})
		strike(m, letters(test.typed)...)
		p, open := m.dialog().(*palette)
		if !open {
			t.Fatal("ctrl+k opens no palette")
		}
		if test.first == "" {
			if len(p.found) != 0 || !strings.Contains(m.seen(), "nothing is called like that") {
				t.Errorf("%q finds %v", test.typed, p.found)
			}
			continue
		}
		if got := p.found[0]; got.text != test.first || got.key != test.key || got.line != test.line {
			t.Errorf("%q finds %+v first", test.typed, got)
		}
		if seen := m.seen(); !strings.Contains(seen, "▌ "+test.first) || !strings.Contains(seen, test.line) {
			t.Errorf("%q: the line is not shown:\n%s", test.typed, seen)
		}
	}
}

func TestThePaletteDoesWhatIsChosen(t *testing.T) {
	t.Parallel()
	m, _ := still(t)
	m.with(filtered()...)
	pick(m, "go to incidents")
	if _, list := m.screenNow().(*incidents); !list {
		t.Fatal("the list is not shown")
	}
	pick(m, "incidents: all")
	if s := m.screenNow().(*incidents); s.sections[s.section].name != "All" {
		t.Errorf("the section is %s", s.sections[s.section].name)
	}
	pick(m, "filter critical")
	if s := m.screenNow().(*incidents); s.filter.text != "sev:>=high" {
		t.Errorf("the filter is %q", s.filter.text)
	}
	pick(m, "theme light")
	if m.opts.Theme != theme.Light {
		t.Errorf("the theme is %s", m.opts.Theme)
	}
	pick(m, "note INC-6")
	if m.line == nil || !strings.HasPrefix(m.line.prompt, "note on INC-6") {
		t.Error("the line for a note is not open")
	}
	strike(m, "esc")
	m.Update(tea.KeyPressMsg{Code: 'k', Mod: tea.ModCtrl})
	strike(m, "down", "esc")
	if m.dialog() != nil {
		t.Error("esc leaves the palette open")
	}
}

func TestThePaletteOffersNoWriteThatIsNotAllowed(t *testing.T) {
	t.Parallel()
	m, _ := still(t, func(o *Options) { o.ReadOnly = true })
	m.with(anIncident(1))
	for _, d := range m.deeds() {
		if strings.HasPrefix(d.line, "airra ack") || strings.HasPrefix(d.line, "airra resolve") {
			t.Errorf("%s is offered", d.text)
		}
	}
}

// With marks, what is for many is offered for all of them, and the rest is not.
func TestThePaletteKnowsTheMarks(t *testing.T) {
	t.Parallel()
	m, _ := listed(t, anIncident(1), anIncident(2))
	strike(m, "space", "j", "space")
	var lines []string
	for _, d := range m.deedsOnIncident() {
		lines = append(lines, d.line)
	}
	all := strings.Join(lines, "\n")
	if !strings.Contains(all, "airra ack INC-2 INC-1") || strings.Contains(all, "escalate") {
		t.Errorf("it offers\n%s", all)
	}
}

// The same moment is told in the person's zone, and in UTC when that is asked for.
func TestClocksAreOfTheZoneThatWasAskedFor(t *testing.T) {
	t.Parallel()
	east := time.FixedZone("east", 5*60*60)
	m, _ := still(t, func(o *Options) { o.Now = func() time.Time { return noon.In(east) } })
	for _, want := range []string{"16:58:00", "16:58:00", "11:58:00"} {
		if got := m.clock(noon.Add(-2 * time.Minute)); got != want {
			t.Errorf("with %s it is %s, not %s", timesWords[m.times], got, want)
		}
		m.turnTimes()
	}
}

func TestTimesAreShownInThreeWays(t *testing.T) {
	t.Parallel()
	m, _ := listed(t, anIncident(1, func(i *airra.Incident) { i.DetectedAt = noon.Add(-90 * time.Minute) }), anIncident(2, func(i *airra.Incident) { i.DetectedAt = noon.AddDate(0, 0, -3) }))
	for _, want := range [][2]string{{"1 h", "3 d"}, {"10:30", "26 Feb"}, {"10:30", "26 Feb"}, {"1 h", "3 d"}} {
		if seen := m.seen(); !strings.Contains(seen, want[0]) || !strings.Contains(seen, want[1]) {
			t.Errorf("not %v:\n%s", want, seen)
		}
		if utc := strings.Contains(strings.Split(m.seen(), "\n")[0], "12:00 UTC"); utc != (m.times == timesUTC) {
			t.Errorf("the zone is named: %v", utc)
		}
		strike(m, "T")
	}
}
