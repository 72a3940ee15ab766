package tui

import (
	tea "charm.land/bubbletea/v2"
)

// command runs what was typed after the colon.
func (m *Model) command(string) tea.Cmd { return nil }
