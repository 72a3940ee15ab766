package tui

import (
	tea "charm.land/bubbletea/v2"
)

// oncallScreen is a stub until its file exists.
type oncallScreen struct{}

func (*oncallScreen) title() string { return "On-call" }

func (*oncallScreen) load(*Model) tea.Cmd { return nil }

func (*oncallScreen) draw(*Model, frame) []string { return nil }

func (*oncallScreen) key(*Model, tea.KeyPressMsg) (tea.Cmd, bool) { return nil, false }

func (*oncallScreen) hints(*Model) string { return "" }

// services is a stub until its file exists.
type services struct{}

func (*services) title() string { return "Services" }

func (*services) load(*Model) tea.Cmd { return nil }

func (*services) draw(*Model, frame) []string { return nil }

func (*services) key(*Model, tea.KeyPressMsg) (tea.Cmd, bool) { return nil, false }

func (*services) hints(*Model) string { return "" }

// notices is a stub until its file exists.
type notices struct{}

func (*notices) title() string { return "Notifications" }

func (*notices) load(*Model) tea.Cmd { return nil }

func (*notices) draw(*Model, frame) []string { return nil }

func (*notices) key(*Model, tea.KeyPressMsg) (tea.Cmd, bool) { return nil, false }

func (*notices) hints(*Model) string { return "" }

// commandLog is a stub until its file exists.
type commandLog struct{}

func (*commandLog) title() string { return "Log" }

func (*commandLog) load(*Model) tea.Cmd { return nil }

func (*commandLog) draw(*Model, frame) []string { return nil }

func (*commandLog) key(*Model, tea.KeyPressMsg) (tea.Cmd, bool) { return nil, false }

func (*commandLog) hints(*Model) string { return "" }

// helpDialog is a stub until its file exists.
type helpDialog struct{}

func (*helpDialog) draw(*Model, int) []string { return nil }

func (*helpDialog) key(m *Model, _ tea.KeyPressMsg) tea.Cmd {
	m.closeDialog()
	return nil
}
