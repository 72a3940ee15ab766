package tui

import (
	"github.com/airra/airra/internal/airra"
)

// remedies are the proposed actions, and below them the chosen one with everything that
// a decision needs.
func (s *incidentScreen) remedies(m *Model, f frame) []string {
	all := s.actions()
	if len(all) == 0 {
		return []string{m.styles.Faint.Render("Nothing is proposed.")}
	}
	s.action.settle(len(all), func(n int) string { return string(all[n].ID) })
	from, to := s.action.window(len(all), max(1, f.height/4))
	var lines []string
	for n := from; n < to; n++ {
		line := m.actionLine(all[n], f.width-2)
		if n == s.action.index {
			line = m.styles.Selected.Render("▌ " + line)
		} else {
			line = "  " + line
		}
		lines = append(lines, line)
	}
	lines = append(lines, "")
	chosen := all[s.action.index]
	lines = append(lines, m.actionDetail(chosen, s.detail, f.width)...)
	return append(lines, m.verdictLines(s.onAction(chosen.ID), "it is said to have helped", "it is said not to have helped", f.width)...)
}

// chosen is the action under the cursor, or nil.
func (s *incidentScreen) chosen() *airra.Action {
	all := s.actions()
	if len(all) == 0 {
		return nil
	}
	return &all[min(s.action.index, len(all)-1)]
}
