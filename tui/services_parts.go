package tui

import (
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/look"
	"github.com/airra/airra/tui/ruler"
)

// What the people's screens draw with.

// chosen is the row under the cursor. It is one style over the whole row, and has a
// mark at its left for themes that have no colours.
func (m *Model) chosen(row string, width int) string {
	return m.styles.Selected.Render(ruler.Fit(ansi.Strip(row), width))
}

// section is a heading with what stands behind it.
func (m *Model) section(name, behind string) string {
	return " " + m.styles.Strong.Render(name) + "  " + m.styles.Faint.Render(behind)
}

// nothing says that there is nothing, and under it what can be typed to change that.
// What is typed has a line of its own, so that no break goes through it.
func (m *Model) nothing(text, command string, width int) []string {
	lines := indented(wrap(text, width-4), 2)
	if command != "" {
		lines = append(lines, "  "+m.styles.Accent.Render(command))
	}
	return lines
}

// scrolled gives the lines from a place on, and the place as far as there are lines.
func scrolled(lines []string, top, height int) ([]string, int) {
	top = min(max(top, 0), max(0, len(lines)-height))
	return lines[top:], top
}

func textAt[S ~string](text *S) string {
	if text == nil {
		return ""
	}
	return string(*text)
}

// trimmedList is a list whose first part may have been missing.
func trimmedList(text string) string { return strings.TrimPrefix(text, ", ") }

// readingSpark draws a signal so that its normal band is the least that the height
// spans: what only trembles within it looks calm, and what leaves it stands out.
func readingSpark(r airra.SignalReading, width int) string {
	if len(r.Recent) == 0 || r.Band == nil {
		return look.Spark(r.Recent, width)
	}
	return look.SparkBetween(r.Recent, min(slices.Min(r.Recent), r.Band.Low), max(slices.Max(r.Recent), r.Band.High), width)
}
