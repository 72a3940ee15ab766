// Package look is how things are written for people: the same words and signs on the
// command line, in the cockpit and on the web page. It knows no terminal and no
// browser; how wide a text is there, the clients know themselves.
package look

import (
	"fmt"
	"strings"
	"time"
	"unicode"
)

// Line makes foreign text safe for one line of a terminal. Control characters become
// pictures of themselves, so that one can see that they were there.
func Line(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\r' || r == '\t' {
			return ' '
		}
		return Visible(r)
	}, strings.ToValidUTF8(text, "\uFFFD"))
}

// Visible gives the picture of a character that a terminal would obey, that turns the
// reading direction around, or that is not seen; every other one stays.
func Visible(r rune) rune {
	switch {
	case r < 0x20:
		return '\u2400' + r
	case r == 0x7f:
		return '\u2421'
	case unicode.IsControl(r) || turnsDirection(r) || r == '\u2028' || r == '\u2029' || r == '\u200b' || r == '\ufeff':
		return '\uFFFD'
	default:
		return r
	}
}

func turnsDirection(r rune) bool {
	return (r >= '\u202a' && r <= '\u202e') || (r >= '\u2066' && r <= '\u2069') || r == '\u200e' || r == '\u200f'
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
