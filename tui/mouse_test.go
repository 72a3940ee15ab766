package tui

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/airra/airra/internal/airra"
)

func (m *Model) clicks(x, y int) {
	m.Update(tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft})
}

// lineOf gives the line of the frame on which a text is.
func (m *Model) lineOf(t *testing.T, text string) int {
	t.Helper()
	for n, line := range strings.Split(m.seen(), "\n") {
		if strings.Contains(line, text) {
			return n
		}
	}
	t.Fatalf("%q is not seen:\n%s", text, m.seen())
	return -1
}

func TestAClickChoosesTheRowItHits(t *testing.T) {
	t.Parallel()
	for _, screen := range []string{"1", "2"} {
		m, _ := still(t)
		for n := range 100 {
			m.data.incidents.put(anIncident(n))
		}
		strike(m, screen)
		m.render()
		for range 40 {
			strike(m, "j")
		}
		top := m.lineOf(t, "▌")
		for _, up := range []int{3, 0, 7} {
			m.clicks(5, top-up)
			if got := m.lineOf(t, "▌"); got != top-up {
				t.Errorf("screen %s: a click on line %d chose line %d", screen, top-up, got)
			}
		}
		at := m.cursorID()
		m.clicks(5, m.height-1)
		if m.cursorID() != at {
			t.Errorf("screen %s: a click on the footer moved the cursor", screen)
		}
	}
}

func TestAClickOnATabShowsItsScreen(t *testing.T) {
	t.Parallel()
	m, _ := still(t)
	tabs := strings.Split(m.seen(), "\n")[tabLine]
	for n, s := range m.screens {
		m.current = 0
		if n == 0 {
			m.current = 1
		}
		m.clicks(strings.Index(tabs, s.title())+1, tabLine)
		if m.current != n {
			t.Errorf("a click on %s shows %s", s.title(), m.screenNow().title())
		}
	}
	m.current = 0
	m.clicks(strings.Index(tabs, "? keys"), tabLine)
	if m.current != 0 {
		t.Error("a click behind the tabs shows another screen")
	}
}

// What was begun by a key is not changed by a stray click.
func TestADialogTakesNoClicks(t *testing.T) {
	t.Parallel()
	m, _ := still(t)
	m.with(anIncident(1), anIncident(2))
	m.render()
	at := m.cursorID()
	strike(m, "c")
	m.clicks(5, 5)
	m.clicks(12, tabLine)
	if m.line == nil || m.current != 0 || m.cursorID() != at {
		t.Error("the click went through the open line")
	}
	strike(m, "esc", "?")
	m.clicks(12, tabLine)
	if m.current != 0 {
		t.Error("the click went through the dialog")
	}
}

func TestAfterASuspensionEverythingIsAskedAgain(t *testing.T) {
	t.Parallel()
	s := serve(t)
	s.report(t, "Slow")
	i, err := s.api.AcknowledgeIncident(t.Context(), "INC-1", airra.Acknowledgement{By: "bob@example.com"})
	if err != nil {
		t.Fatal(err)
	}
	_, cmd := s.Update(tea.ResumeMsg{})
	s.pump(cmd)
	if s.incident(i.ID).AcknowledgedBy == nil {
		t.Error("what happened meanwhile is not seen")
	}
}
