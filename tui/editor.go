package tui

import (
	"errors"
	"os"
	"os/exec"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/airra/airra/internal/airra"
)

// compose has a note on an incident written in the person's editor. The cockpit steps
// aside until that ends.
func (m *Model) compose(i *airra.Incident) tea.Cmd {
	switch {
	case m.opts.ReadOnly:
		return m.perform(act{}) // It says that nothing is changed from here.
	case len(m.opts.Editor) == 0:
		m.toast.say(m.opts.Now(), "there is no editor: set EDITOR, or write one line with c")
		return nil
	}
	one := *i
	return m.inEditor("airra-note-*.txt", "", func(text string, err error) tea.Msg { return written{one, strings.TrimSpace(text), err} })
}

// inEditor has a text edited in a file whose name is like a pattern, and gives what was
// left of it. The file goes with the editor.
func (m *Model) inEditor(pattern, text string, then func(text string, err error) tea.Msg) tea.Cmd {
	file, err := os.CreateTemp("", pattern)
	if err != nil {
		m.toast.say(m.opts.Now(), "no file to write in can be made")
		return nil
	}
	_, err = file.WriteString(text)
	err = errors.Join(err, file.Close())
	name := file.Name()
	editor := exec.CommandContext(m.ctx, m.opts.Editor[0], append(slices.Clone(m.opts.Editor[1:]), name)...)
	return tea.ExecProcess(editor, func(failure error) tea.Msg {
		text, unread := os.ReadFile(name)
		return then(string(text), errors.Join(err, failure, unread, os.Remove(name)))
	})
}

// written is what the editor left. A failed editor is taken for a no, as git does.
type written struct {
	incident airra.Incident
	text     string
	err      error
}

func (w written) apply(m *Model) tea.Cmd {
	switch {
	case w.err != nil:
		m.toast.say(m.opts.Now(), "the editor failed, so nothing was noted")
		return nil
	case w.text == "":
		m.toast.say(m.opts.Now(), "nothing was written, so nothing was noted")
		return nil
	default:
		return m.perform(m.note(&w.incident, w.text))
	}
}
