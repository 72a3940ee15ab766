// Package look is how things are written for people on a terminal, in the same words
// and signs for the command line and for the cockpit.
package look

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"github.com/charmbracelet/x/ansi"

	"github.com/airra/airra/internal/airra"
)

// Line makes foreign text safe for one line of a terminal. Control characters become
// pictures of themselves, so that one can see that they were there.
func Line(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\r' || r == '\t':
			return ' '
		case r < 0x20:
			return '\u2400' + r
		case r == 0x7f:
			return '\u2421'
		case unicode.IsControl(r) || r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069' || r == '\u200b' || r == '\ufeff':
			return '\uFFFD'
		default:
			return r
		}
	}, strings.ToValidUTF8(text, "\uFFFD"))
}

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

// Span is a duration as one number and one unit.
func Span(d time.Duration) string {
	switch {
	case d < time.Second:
		return "0 s"
	case d < time.Minute:
		return fmt.Sprintf("%d s", int(d/time.Second))
	case d < time.Hour:
		return fmt.Sprintf("%d min", int(d/time.Minute))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h", int(d/time.Hour))
	default:
		return fmt.Sprintf("%d d", int(d/(24*time.Hour)))
	}
}

// Bar draws a share of one as so many cells.
func Bar(share float64, width int) string {
	full := min(max(int(share*float64(width)+0.5), 0), width)
	return strings.Repeat("█", full) + strings.Repeat("░", width-full)
}

// Words makes an enumeration readable: pending_approval is "pending approval".
func Words[S ~string](s S) string { return strings.ReplaceAll(string(s), "_", " ") }

var severities = map[airra.Severity]string{
	airra.SeverityCritical: "▲", airra.SeverityHigh: "◆", airra.SeverityMedium: "●", airra.SeverityLow: "○",
}

// Severity is the sign of a severity.
func Severity(s airra.Severity) string { return sign(severities, s) }

var statuses = map[airra.IncidentStatus]string{
	airra.StatusDetected: "◌", airra.StatusAnalyzing: "◍", airra.StatusPendingApproval: "◐", airra.StatusApproved: "◓",
	airra.StatusExecuting: "▶", airra.StatusResolved: "✓", airra.StatusFailed: "✗", airra.StatusEscalated: "⇑",
}

// Status is the sign of a status.
func Status(s airra.IncidentStatus) string { return sign(statuses, s) }

var risks = map[airra.RiskLevel]string{airra.RiskLow: "▁", airra.RiskMedium: "▃", airra.RiskHigh: "▅", airra.RiskCritical: "█"}

// Risk is the sign of a risk.
func Risk(r airra.RiskLevel) string { return sign(risks, r) }

func sign[S comparable](signs map[S]string, s S) string {
	if glyph, known := signs[s]; known {
		return glyph
	}
	return "·"
}
