package tui

import (
	tea "charm.land/bubbletea/v2"
)

// key gives a key to whoever is in front: the dialog, the open line, the screen, and
// at last the keys that work everywhere.
func (m *Model) key(k tea.KeyPressMsg) tea.Cmd {
	if k.String() == "ctrl+c" {
		m.quitting = true
		return tea.Quit
	}
	if d := m.dialog(); d != nil {
		return d.key(m, k)
	}
	if m.line != nil {
		return m.line.key(m, k)
	}
	if cmd, taken := m.screenNow().key(m, k); taken {
		return cmd
	}
	return m.anywhere(k)
}

// anywhere are the keys that every screen has.
func (m *Model) anywhere(k tea.KeyPressMsg) tea.Cmd {
	name := k.String()
	if len(name) == 1 && name[0] >= '1' && int(name[0]-'1') < len(m.screens) {
		return m.show(int(name[0] - '1'))
	}
	switch name {
	case "tab":
		return m.show((m.current + 1) % len(m.screens))
	case "shift+tab":
		return m.show((m.current + len(m.screens) - 1) % len(m.screens))
	case "-", "ctrl+o", "esc":
		return m.back()
	case ":":
		m.line = newEntry(":", "", m.command)
	case "?":
		m.open(&helpDialog{})
	case "ctrl+k":
		return m.openPalette()
	case "T":
		m.turnTimes()
	case "@":
		return m.show(len(m.screens) - 1)
	case "R":
		return tea.Batch(m.loadAll(), m.screenNow().load(m))
	case "u":
		return m.undo()
	case "M":
		return m.startPage()
	case "ctrl+z":
		return tea.Suspend
	case "q":
		m.quitting = true
		return tea.Quit
	}
	return nil
}
