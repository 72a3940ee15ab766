package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/airra/airra/internal/airra"
)

// key takes the keys of the screen: those that switch and move, those of the tab, and
// those that do something about the incident.
func (s *incidentScreen) key(m *Model, k tea.KeyPressMsg) (tea.Cmd, bool) {
	switch k.String() {
	case "h", "left", "[":
		return s.turn(m, -1), true
	case "l", "right", "]":
		return s.turn(m, 1), true
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

func (s *incidentScreen) turn(m *Model, by int) tea.Cmd {
	s.tab = (s.tab + by + tabCount) % tabCount
	return s.loadTab(m, s.tab)
}

func (s *incidentScreen) tabKey(m *Model, k tea.KeyPressMsg) (tea.Cmd, bool) {
	switch s.tab {
	case evidenceTab:
		return s.evidenceKey(m, k)
	case hypothesesTab:
		if s.suspect.move(k, len(s.hypotheses()), 3, s.suspectNames()) {
			s.seeSuspect = true
			return nil, true
		}
		return m.verdictKey(k, s.judgedCause(m))
	case actionsTab:
		all := s.actions()
		if s.action.move(k, len(all), 3, func(n int) string { return string(all[n].ID) }) {
			return nil, true
		}
		if cmd, taken := m.verdictKey(k, s.judgedAction(m)); taken {
			return cmd, true
		}
		return m.decisionKey(k, s.chosen())
	case similarTab:
		return s.similarKey(m, k)
	case postmortemTab:
		return s.postmortemKey(m, k)
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
	case hypothesesTab:
		moves := "j k hypothesis  J K scroll  "
		if !m.opts.ReadOnly && len(s.hypotheses()) > 0 {
			return "+ = confirm…  x reject…  t take back…  f false alarm…  " + moves + strings.TrimSpace(hints)
		}
		hints += moves
	case actionsTab:
		hints += "j k action  J K scroll  "
		if act := s.chosen(); act != nil && !m.opts.ReadOnly {
			hints += actHints(*act)
		}
		return hints
	case similarTab:
		return hints + "j k incident  J K scroll  enter open"
	case postmortemTab:
		return hints + "j k scroll  " + s.postmortemHints(m)
	default:
		hints += "j k scroll  "
	}
	if m.opts.ReadOnly {
		return hints + "read only"
	}
	return hints + "a acknowledge  c note  i assign  r resolve  e escalate  z analyze  f false alarm…"
}

// actHints are the keys that mean something for an action: before it has run those that
// decide, and after it those that judge.
func actHints(act airra.Action) string {
	if act.Status == airra.ActionSucceeded || act.Status == airra.ActionFailed {
		return "+ = it helped…  x it did not…  t take back…"
	}
	return decisionHints(act)
}
