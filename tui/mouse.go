package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// wheel moves like the arrow keys.
func (m *Model) wheel(w tea.MouseWheelMsg) tea.Cmd {
	code := tea.KeyDown
	if w.Mouse().Button == tea.MouseWheelUp {
		code = tea.KeyUp
	}
	return m.key(tea.KeyPressMsg{Code: code})
}

// tabLine is the line of the frame on which the tabs are.
const tabLine = 1

// click shows the screen whose tab it hits, and chooses the row that it hits. A dialog
// or an open line takes no clicks: what one begins with keys one ends with keys.
func (m *Model) click(c tea.MouseClickMsg) tea.Cmd {
	at := c.Mouse()
	switch {
	case at.Button != tea.MouseLeft || m.dialog() != nil || m.line != nil:
		return nil
	case at.Y == tabLine:
		return m.show(tabAt(ansi.Strip(m.tabs()), at.X))
	default:
		return m.walkTo(at.Y)
	}
}

// tabAt gives the screen whose tab is at a column, or -1. A tab begins with its number.
func tabAt(tabs string, column int) int {
	found, from := -1, 0
	for n := 1; n < len(tabs) && n <= column; n++ {
		number := tabs[n] >= '1' && tabs[n] <= '9' && tabs[n-1] == ' '
		if number && (n+1 == len(tabs) || tabs[n+1] == ' ') {
			found, from = int(tabs[n]-'1'), n
		}
	}
	if column >= len(tabs) || found >= 0 && strings.Contains(tabs[from:column+1], "  ") {
		return -1 // It is behind the last one, or between two.
	}
	return found
}

// walkTo moves the cursor to a line as the arrow keys do, so that every list takes
// clicks and none has to know where its rows are.
func (m *Model) walkTo(line int) tea.Cmd {
	lines, at := m.marked()
	if at < 0 || line >= len(lines) {
		return nil
	}
	step := tea.KeyPressMsg{Code: tea.KeyDown}
	if line < at {
		step.Code = tea.KeyUp
	}
	for _, between := range lines[min(at, line) : max(at, line)+1] {
		if strings.HasPrefix(between, "─") {
			return nil // It is no line of this list.
		}
	}
	var cmds []tea.Cmd
	for range lines {
		cmd, _ := m.screenNow().key(m, step)
		cmds = append(cmds, cmd)
		_, now := m.marked()
		if now == line || now == at || (now < line) != (at < line) { // A heading is passed to the row behind it.
			break
		}
		at = now
	}
	return tea.Batch(cmds...)
}

// marked is the frame, and the line of it on which the cursor is, or -1.
func (m *Model) marked() (lines []string, at int) {
	lines = strings.Split(ansi.Strip(m.render()), "\n")
	for n, line := range lines {
		if strings.HasPrefix(line, "▌") {
			return lines, n
		}
	}
	return lines, -1
}
