package tui

import (
	tea "charm.land/bubbletea/v2"
)

// incidents is the list.
type incidents struct{}

func (*incidents) title() string { return "Incidents" }

func (*incidents) load(*Model) tea.Cmd { return nil }

func (*incidents) draw(*Model, frame) []string { return nil }

func (*incidents) key(*Model, tea.KeyPressMsg) (tea.Cmd, bool) { return nil, false }

func (*incidents) hints(*Model) string { return "" }

func newIncidents() *incidents { return &incidents{} }
