package cli

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/look"
)

// Everything that came from a server is foreign text. A title can hold an
// escape sequence that clears the screen, a newline that forges a row, or a
// mark that turns the reading direction around; none of these may reach a
// terminal or break a column.

// oneLine makes foreign text safe for one line of a terminal.
func oneLine(text string) string { return look.Line(text) }

// manyLines is oneLine for text that may have lines.
func manyLines(text string) string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' {
			return r
		}
		return look.Visible(r)
	}, strings.ToValidUTF8(text, "\uFFFD"))
}

// escaped writes foreign text into one field of tab-separated output without
// losing anything: backslash, tab and newline become two characters, every
// other control character its number.
func escaped(text string) string {
	if !strings.ContainsFunc(text, func(r rune) bool { return r == '\\' || r == '\uFFFD' || look.Visible(r) != r }) {
		return text
	}
	var b strings.Builder
	for _, r := range strings.ToValidUTF8(text, "\uFFFD") {
		switch {
		case r == '\\':
			b.WriteString(`\\`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case look.Visible(r) == r:
			b.WriteRune(r)
		case r < 0x80:
			fmt.Fprintf(&b, `\x%02x`, r)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.String()
}

// span is a duration in the words of the screens: one number, one unit.
func span(d time.Duration) string { return look.Span(d) }

// stamp is a time in data.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

func stampOf(t *time.Time) string {
	if t == nil {
		return ""
	}
	return stamp(*t)
}

func textOf(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// words makes an enumeration readable: pending_approval is "pending approval".
func words[S ~string](s S) string { return look.Words(s) }

// plural is "1 incident" or "3 incidents".
func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	if stem, ok := strings.CutSuffix(noun, "sis"); ok {
		return strconv.Itoa(n) + " " + stem + "ses"
	}
	return strconv.Itoa(n) + " " + noun + "s"
}

// quantity is a value of a signal with its unit; requests go without saying.
func quantity(v float64, unit string) string {
	return airra.Quantity(v, oneLine(strings.TrimPrefix(unit, "req")))
}

// sigma is a deviation in standard deviations, with the side to which it goes.
func sigma(v float64, side airra.Direction) string {
	sign := "+"
	if side == airra.Down {
		sign = "−"
	}
	if v >= 100 {
		return fmt.Sprintf("%s%.0f σ", sign, v)
	}
	return fmt.Sprintf("%s%.1f σ", sign, v)
}

// sparkline draws the values of a series as width blocks.
func sparkline(values []float64, width int) string { return look.Spark(values, width) }

// bar draws a share of one as width cells.
func bar(share float64, width int) string { return look.Bar(share, width) }
