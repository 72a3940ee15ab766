package notify

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Titles, descriptions and the answers of servers are foreign text. A newline in a
// title could begin a header of a mail, an escape sequence could clear the terminal
// of whoever reads the page there, and a mark could turn the reading direction
// around. None of these leaves this package.

// OneLine makes foreign text fit for one line of at most so many characters.
// Control characters become their pictures, so that one can see that they were there.
func OneLine(text string, most int) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return ' '
		}
		return visible(r)
	}, strings.ToValidUTF8(text, "\uFFFD"))
	return Cut(strings.Join(strings.Fields(text), " "), most)
}

// Lines is OneLine for text that may have several.
func Lines(text string, most int) string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	text = strings.Map(func(r rune) rune {
		switch r {
		case '\n', '\t':
			return r
		case '\r', '\u2028', '\u2029', '\u0085':
			return '\n'
		default:
			return visible(r)
		}
	}, strings.ToValidUTF8(text, "\uFFFD"))
	return Cut(strings.TrimSpace(text), most)
}

// visible gives a character that no program obeys in place of one that some do.
func visible(r rune) rune {
	switch {
	case r < ' ':
		return '\u2400' + r
	case r == 0x7f:
		return '\u2421'
	case unicode.IsControl(r), unicode.Is(unicode.Cf, r) && !joins(r):
		return '\uFFFD'
	default:
		return r
	}
}

// joins names the two invisible characters that several scripts and many emoji are
// written with.
func joins(r rune) bool { return r == '\u200c' || r == '\u200d' }

// Cut shortens text to so many characters and shows that it did.
func Cut(text string, most int) string {
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	runes := []rune(text)
	return strings.TrimRight(string(runes[:max(0, most-1)]), " \n\t") + "…"
}
