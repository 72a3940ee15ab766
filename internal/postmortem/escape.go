package postmortem

import (
	"regexp"
	"strings"
	"unicode"
)

// special are the characters that can begin something within a line. A # or a dash
// matters only where a line begins, and an underscore not within a word, so that the
// names of services stay readable.
const special = "\\`*[]<>|~&$"

var (
	blockStart  = regexp.MustCompile(`^(?:#|[-+=]|\d{1,9}[.)])`)
	orderedMark = regexp.MustCompile(`^(\d{1,9})([.)])`)
)

// escapeLine writes one line of text so that Markdown shows the text itself.
func escapeLine(line string) string {
	var b strings.Builder
	runes := []rune(line)
	for n, r := range runes {
		if strings.ContainsRune(special, r) || r == '_' && !within(runes, n) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	escaped := b.String()
	if !blockStart.MatchString(escaped) {
		return escaped
	}
	if orderedMark.MatchString(escaped) {
		return orderedMark.ReplaceAllString(escaped, `$1\$2`)
	}
	return `\` + escaped
}

// within says whether a character has letters or digits on both sides.
func within(runes []rune, n int) bool {
	return n > 0 && n < len(runes)-1 && wordy(runes[n-1]) && wordy(runes[n+1])
}

func wordy(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// unescapeLine is the reverse of escapeLine. Markdown takes a backslash for an escape
// before ASCII punctuation only.
func unescapeLine(line string) string {
	var b strings.Builder
	runes := []rune(line)
	for n := 0; n < len(runes); n++ {
		if runes[n] == '\\' && n+1 < len(runes) && punctuation(runes[n+1]) {
			n++
		}
		b.WriteRune(runes[n])
	}
	return b.String()
}

func punctuation(r rune) bool {
	return '!' <= r && r <= '/' || ':' <= r && r <= '@' || '[' <= r && r <= '`' || '{' <= r && r <= '~'
}

// escapeText writes a text of several lines. A line that ends within a paragraph ends
// with a backslash, because Markdown would join it with the next one.
func escapeText(text, indent string) string {
	lines := strings.Split(text, "\n")
	for n, line := range lines {
		if line == "" {
			continue
		}
		lines[n] = escapeLine(line)
		if n+1 < len(lines) && lines[n+1] != "" {
			lines[n] += `\`
		}
		if n > 0 {
			lines[n] = indent + lines[n]
		}
	}
	return strings.Join(lines, "\n")
}

// unescapeText reads lines that were written by escapeText, or by people.
func unescapeText(lines []string) string {
	plain := make([]string, len(lines))
	for n, line := range lines {
		// The backslash at the end is that of the line and not of the text; where there
		// are more, the rest still means what it did.
		plain[n] = unescapeLine(strings.TrimSuffix(strings.TrimSpace(line), `\`))
	}
	return tidyText(strings.Join(plain, "\n"))
}
