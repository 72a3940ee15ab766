package tui

import (
	"strconv"

	tea "charm.land/bubbletea/v2"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/look"
	"github.com/airra/airra/tui/ruler"
)

// commandLog lists every act as the line that does the same, newest first. What was
// done by keys at night can so be told, repeated, and put into a script.
type commandLog struct{ cursor cursor }

func (*commandLog) title() string { return "Log" }

func (*commandLog) load(*Model) tea.Cmd { return nil }

func (*commandLog) hints(*Model) string { return "y copy the line  u take the last act back  esc back" }

// nth gives the acts newest first; its name is its place from the oldest on, which
// stays while new ones come.
func nth(m *Model, n int) done { return m.acts.all[len(m.acts.all)-1-n] }

func actNames(m *Model) func(n int) string {
	return func(n int) string { return strconv.Itoa(len(m.acts.all) - 1 - n) }
}

func (s *commandLog) key(m *Model, k tea.KeyPressMsg) (tea.Cmd, bool) {
	count := len(m.acts.all)
	s.cursor.settle(count, actNames(m))
	switch {
	case s.cursor.move(k, count, 10, actNames(m)):
		return nil, true
	case k.String() == "y" && count > 0:
		line := nth(m, s.cursor.index).act.line
		m.toast.say(m.opts.Now(), "copied: "+line)
		return tea.SetClipboard(line), true
	default:
		return nil, false
	}
}

func (s *commandLog) draw(m *Model, f frame) []string {
	count := len(m.acts.all)
	if count == 0 {
		return indented(wrap("Nothing was done from here yet. What you do on the other screens stands here as the airra line that does the same, ready to be copied with y.", f.width-4), 2)
	}
	s.cursor.settle(count, actNames(m))
	lines := []string{m.styles.Faint.Render(ruler.Fit(" "+plural(count, "act")+" since the cockpit was opened, newest first", f.width))}
	from, to := s.cursor.window(count, f.height-1)
	for n := from; n < to; n++ {
		lines = append(lines, m.actRow(nth(m, n), f.width, n == s.cursor.index))
	}
	return lines
}

// actRow is when, what became of it, and the line.
func (m *Model) actRow(d done, width int, chosen bool) string {
	style, outcome := m.styles.Good, "✓ done"
	if d.err != nil {
		style, outcome = m.styles.Alarm, "✗ not done"
	}
	when, line := ruler.Fit(m.clock(d.at), 16), look.Line(d.act.line)
	if d.err != nil {
		line += "   " + look.Line(airra.ErrorMessage(d.err))
	}
	if chosen {
		return m.chosen("▌"+when+"  "+ruler.Fit(outcome, 10)+"  "+line, width)
	}
	return ruler.Fit(" "+when+"  "+style.Render(ruler.Fit(outcome, 10))+"  "+line, width)
}
