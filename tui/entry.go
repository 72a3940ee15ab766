package tui

import (
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/airra/airra/internal/look"
	"github.com/airra/airra/tui/ruler"
)

// entry is the line at the bottom in which something is typed: a command, a filter, a
// reason. Enter gives it to done; esc leaves everything as it was.
type entry struct {
	prompt string
	text   string
	done   func(text string) tea.Cmd
}

func newEntry(prompt, text string, done func(text string) tea.Cmd) *entry {
	return &entry{prompt: prompt, text: text, done: done}
}

// draw shows the end of what is typed, where the typing goes on.
func (e *entry) draw(width int) string {
	line := " " + e.prompt + " " + look.Line(e.text) + "▏"
	if over := ansi.StringWidth(line) - width; over > 0 {
		line = ansi.TruncateLeft(line, over+1, "…")
	}
	return ruler.Fit(line, width)
}

func (e *entry) key(m *Model, k tea.KeyPressMsg) tea.Cmd {
	switch k.String() {
	case "esc":
		m.line = nil
		return nil
	case "enter":
		m.line = nil
		return e.done(e.text)
	default:
		e.text = typing(e.text, k)
		return nil
	}
}
