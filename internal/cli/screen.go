package cli

import (
	"fmt"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"
)

// screen collects what a person will read. It is written in one go, so that an
// error half-way leaves no half screen behind.
type screen struct {
	text   strings.Builder
	colour bool
	width  int
	now    time.Time
}

// paint gives text a look. The text must be clean already.
func (s *screen) paint(look style, text string) string {
	if !s.colour || look == plain || text == "" {
		return text
	}
	return "\x1b[" + string(look) + "m" + text + "\x1b[m"
}

// line adds one line and cuts it at the edge of the terminal.
func (s *screen) line(text string) {
	if s.width > 0 {
		text = ansi.Truncate(text, s.width, "…")
	}
	s.text.WriteString(strings.TrimRight(text, " ") + "\n")
}

func (s *screen) linef(format string, args ...any) { s.line(fmt.Sprintf(format, args...)) }

// blank adds an empty line, but never two and never as the first.
func (s *screen) blank() {
	if text := s.text.String(); text != "" && !strings.HasSuffix(text, "\n\n") {
		s.text.WriteByte('\n')
	}
}

// section begins a part of the screen.
func (s *screen) section(title string) {
	s.blank()
	s.line(s.paint(strong, title))
}

// wrapped adds foreign text that may take several lines, each indented.
func (s *screen) wrapped(indent, text string) { s.wrappedIn(plain, indent, text) }

// wrappedIn is wrapped with a look. Each line is painted by itself, after it was
// cleaned, so that nothing in the text can pass for our own paint.
func (s *screen) wrappedIn(look style, indent, text string) {
	width := s.width - ansi.StringWidth(indent)
	for _, paragraph := range strings.Split(strings.TrimSpace(manyLines(text)), "\n") {
		if s.width > 0 && width > leastFit {
			paragraph = ansi.Wrap(paragraph, width, " ")
		}
		for _, line := range strings.Split(paragraph, "\n") {
			s.line(indent + s.paint(look, line))
		}
	}
}

// flow adds text of our own, painted already and made of clean parts, and goes
// on below indent where the line is full.
func (s *screen) flow(first, indent, text string) {
	if width := s.width - ansi.StringWidth(indent); s.width > 0 && width > leastFit {
		text = ansi.Wrap(text, width, " ")
	}
	for i, line := range strings.Split(text, "\n") {
		if i > 0 {
			first = indent
		}
		s.line(first + line)
	}
}

// pad gives a cell its width. The last cell of a line gets no spaces behind it.
func (s *screen) pad(c cell, width int, right, last bool) string {
	text := ansi.Truncate(c.text, width, "…")
	space := strings.Repeat(" ", max(0, width-ansi.StringWidth(text)))
	switch {
	case right:
		return space + s.paint(c.look, text)
	case last:
		return s.paint(c.look, text)
	default:
		return s.paint(c.look, text) + space
	}
}

// ago is how long before now a moment was.
func (s *screen) ago(t time.Time) string { return span(s.now.Sub(t)) }

// clock is a moment of today as a time, and any other as a date with it, both
// in the zone of the person.
func (s *screen) clock(t time.Time) string {
	t = t.In(s.now.Location())
	if t.Year() == s.now.Year() && t.YearDay() == s.now.YearDay() {
		return t.Format("15:04:05")
	}
	return t.Format("2006-01-02 15:04:05")
}
