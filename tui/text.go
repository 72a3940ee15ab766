package tui

import (
	"strconv"
	"strings"
	"time"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/tui/look"
)

// plural counts in words.
func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}

// wrap breaks text of people into lines of a width.
func wrap(text string, width int) []string {
	var lines []string
	for paragraph := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
		lines = append(lines, strings.Split(ansi.Wrap(look.Line(paragraph), max(10, width), " "), "\n")...)
	}
	return lines
}

// clock is a moment of today as a time, and any other as a date with it.
func (m *Model) clock(t time.Time) string {
	now := m.opts.Now()
	t = t.In(now.Location())
	if t.Year() == now.Year() && t.YearDay() == now.YearDay() {
		return t.Format("15:04:05")
	}
	return t.Format("2006-01-02 15:04")
}

func (m *Model) ago(t time.Time) string { return look.Span(m.opts.Now().Sub(t)) }

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

// shortClock is a moment without its seconds, with the weekday where it is not today.
func (m *Model) shortClock(t time.Time) string {
	now := m.opts.Now()
	t = t.In(now.Location())
	if t.Year() == now.Year() && t.YearDay() == now.YearDay() {
		return t.Format("15:04")
	}
	return t.Format("Mon 15:04")
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
