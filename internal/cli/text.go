package cli

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/airra/airra/internal/airra"
)

// Everything that came from a server is foreign text. A title can hold an
// escape sequence that clears the screen, a newline that forges a row, or a
// mark that turns the reading direction around; none of these may reach a
// terminal or break a column.

// oneLine makes foreign text safe for one line of a terminal. Control
// characters become their pictures, so that one can see that they were there.
func oneLine(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\r' || r == '\t' {
			return ' '
		}
		return visible(r)
	}, strings.ToValidUTF8(text, "\uFFFD"))
}

// manyLines is oneLine for text that may have lines.
func manyLines(text string) string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' {
			return r
		}
		return visible(r)
	}, strings.ToValidUTF8(text, "\uFFFD"))
}

// visible gives the picture of a character that a terminal would obey.
func visible(r rune) rune {
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

// escaped writes foreign text into one field of tab-separated output without
// losing anything: backslash, tab and newline become two characters, every
// other control character its number.
func escaped(text string) string {
	if !strings.ContainsFunc(text, func(r rune) bool { return r == '\\' || r == '\uFFFD' || visible(r) != r }) {
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
		case visible(r) == r:
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
func span(d time.Duration) string {
	switch {
	case d < 0:
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
func words[S ~string](s S) string { return strings.ReplaceAll(string(s), "_", " ") }

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

var blocks = []rune("▁▂▃▄▅▆▇█")

// sparkline draws the last values of a series as width blocks. Neighbours are
// taken together by their largest, so that a short spike cannot vanish between
// two columns.
func sparkline(values []float64, width int) string {
	if len(values) == 0 {
		return ""
	}
	low, high := math.Inf(1), math.Inf(-1)
	for _, v := range values {
		low, high = min(low, v), max(high, v)
	}
	columns := min(width, len(values))
	var b strings.Builder
	for i := range columns {
		top := math.Inf(-1)
		for _, v := range values[i*len(values)/columns : (i+1)*len(values)/columns] {
			top = max(top, v)
		}
		level := 0
		if high > low {
			level = int((top - low) / (high - low) * float64(len(blocks)-1))
		}
		b.WriteRune(blocks[min(max(level, 0), len(blocks)-1)])
	}
	return b.String()
}

// bar draws a share of one as width cells.
func bar(share float64, width int) string {
	full := min(max(int(math.Round(share*float64(width))), 0), width)
	return strings.Repeat("█", full) + strings.Repeat("░", width-full)
}
