package tui

import (
	"strconv"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/look"
)

// plural counts in words.
func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}

// wrap breaks text of people into lines of a width, at spaces. A hyphen stands in names
// and dates, which are one word: it is another sign while the lines are broken.
func wrap(text string, width int) []string {
	const hyphen, whole = "-", "\ue000"
	var lines []string
	for paragraph := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
		broken := ansi.Wrap(strings.ReplaceAll(look.Line(paragraph), hyphen, whole), max(10, width), " ")
		lines = append(lines, strings.Split(strings.ReplaceAll(broken, whole, hyphen), "\n")...)
	}
	return lines
}

// severityStyle is what a severity looks like besides its sign and word.
func (m *Model) severityStyle(s airra.Severity) lipgloss.Style {
	switch s {
	case airra.SeverityCritical:
		return m.styles.Alarm
	case airra.SeverityHigh:
		return m.styles.Warn
	default:
		return m.styles.Plain
	}
}

func (m *Model) statusStyle(s airra.IncidentStatus) lipgloss.Style {
	switch s {
	case airra.StatusPendingApproval, airra.StatusEscalated:
		return m.styles.Warn
	case airra.StatusFailed:
		return m.styles.Alarm
	case airra.StatusResolved:
		return m.styles.Faint
	default:
		return m.styles.Plain
	}
}

// checkSign is the sign of the state of a part, and what it looks like.
func (m *Model) checkSign(state string) (string, lipgloss.Style) {
	switch state {
	case airra.CheckUp:
		return look.Check(state), m.styles.Good
	case airra.CheckDown:
		return look.Check(state), m.styles.Alarm
	default:
		return look.Check(state), m.styles.Warn
	}
}
