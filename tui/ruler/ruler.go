// Package ruler makes text as wide as a terminal needs it.
package ruler

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Fit makes text exactly so many cells wide: cut with a sign that it was, or filled up.
func Fit(text string, width int) string {
	if width <= 0 {
		return ""
	}
	if w := ansi.StringWidth(text); w <= width {
		return text + strings.Repeat(" ", width-w)
	}
	cut := ansi.Truncate(text, width, "…")
	return cut + strings.Repeat(" ", max(0, width-ansi.StringWidth(cut)))
}

// Right is Fit with the text at the right edge.
func Right(text string, width int) string {
	if w := ansi.StringWidth(text); w < width {
		return strings.Repeat(" ", width-w) + text
	}
	return Fit(text, width)
}
