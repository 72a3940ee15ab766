package tui

import (
	tea "charm.land/bubbletea/v2"
)

// key takes the keys of the screen: those that switch and move, those of the tab, and
// those that do something about the incident.
func (s *incidentScreen) key(m *Model, k tea.KeyPressMsg) (tea.Cmd, bool) {
	switch k.String() {
	case "h", "left", "[":
		s.turn(-1)
		return nil, true
	case "l", "right", "]":
		s.turn(1)
		return nil, true
	case "J":
		s.top[s.tab] = min(s.top[s.tab]+1, s.bottom)
		return nil, true
	case "K":
		s.top[s.tab] = max(s.top[s.tab]-1, 0)
		return nil, true
	}
	if cmd, taken := s.tabKey(m, k); taken {
		return cmd, true
	}
	return m.incidentKey(k, s.incident(m))
}

func (s *incidentScreen) turn(by int) {
	s.tab = (s.tab + by + tabCount) % tabCount
}

func (s *incidentScreen) tabKey(m *Model, k tea.KeyPressMsg) (tea.Cmd, bool) {
	switch s.tab {
	case evidenceTab:
		return s.evidenceKey(m, k)
	case actionsTab:
		all := s.actions()
		if s.action.move(k, len(all), 3, func(n int) string { return string(all[n].ID) }) {
			return nil, true
		}
		return m.decisionKey(k, s.chosen())
	default:
		return nil, s.scroll(k)
	}
}

// scroll moves the text of a tab. Going beyond an end stays at it.
func (s *incidentScreen) scroll(k tea.KeyPressMsg) bool {
	top := s.top[s.tab]
	switch k.String() {
	case "j", "down":
		top++
	case "k", "up":
		top--
	case "g", "home":
		top = 0
	case "G", "end":
		top = s.bottom
	case "ctrl+d", "pgdown":
		top += scrollPage
	case "ctrl+u", "pgup":
		top -= scrollPage
	default:
		return false
	}
	s.top[s.tab] = min(max(top, 0), s.bottom)
	return true
}

// scrollPage is how far a page key goes in a text.
const scrollPage = 10

func (s *incidentScreen) hints(m *Model) string {
	hints := "esc back  h l tabs  "
	switch s.tab {
	case evidenceTab:
		hints += "j k signal  x ask again  o open  y copy query  "
	case actionsTab:
		hints += "j k action  J K scroll  "
		if act := s.chosen(); act != nil && !m.opts.ReadOnly {
			hints += decisionHints(*act)
		}
		return hints
	default:
		hints += "j k scroll  "
	}
	if m.opts.ReadOnly {
		return hints + "read only"
	}
	return hints + "a acknowledge  c note  i assign  r resolve  e escalate  z analyze"
}
