package tui

import (
	tea "charm.land/bubbletea/v2"

	"github.com/airra/airra/tui/look"
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

func (e *entry) draw() string { return e.prompt + " " + look.Line(e.text) + "▏" }

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
