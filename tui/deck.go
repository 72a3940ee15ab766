package tui

import (
	tea "charm.land/bubbletea/v2"
)

// deck is what needs the person now.
type deck struct{}

func (*deck) title() string { return "Deck" }

func (*deck) load(*Model) tea.Cmd { return nil }

func (*deck) draw(*Model, frame) []string { return nil }

func (*deck) key(*Model, tea.KeyPressMsg) (tea.Cmd, bool) { return nil, false }

func (*deck) hints(*Model) string { return "" }
