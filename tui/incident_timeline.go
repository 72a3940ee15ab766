package tui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/look"
)

// timeline is everything that happened, the newest first: who opens it at night wants to
// know what happened last. Only the events that are seen are written, because a long
// night has thousands.
func (s *incidentScreen) timeline(m *Model, f frame) []string {
	if len(s.events) == 0 {
		return []string{m.styles.Faint.Render("Nothing has happened yet.")}
	}
	var lines []string
	if s.cut {
		lines = append(lines, m.styles.Faint.Render("There are later ones: airra incident timeline "+look.Line(s.ref(m))))
	}
	s.bottom = s.lastPage(m, f)
	s.top[timelineTab] = min(max(s.top[timelineTab], 0), s.bottom)
	for n := len(s.events) - 1 - s.top[timelineTab]; n >= 0 && len(lines) < f.height; n-- {
		lines = append(lines, m.eventLines(s.events[n], f.width)...)
	}
	return lines[:min(len(lines), f.height)]
}

// lastPage is how many events lie above the page that ends with the oldest one.
func (s *incidentScreen) lastPage(m *Model, f frame) int {
	lines := 0
	for n := range s.events {
		lines += len(m.eventLines(s.events[n], f.width))
		if lines > f.height {
			return len(s.events) - max(n, 1)
		}
	}
	return 0
}

func (s *incidentScreen) ref(m *Model) string {
	if i := s.incident(m); i != nil {
		return i.Ref
	}
	return string(s.id)
}

// eventLines are a time, a sign, what happened and who did it.
func (m *Model) eventLines(e airra.Event, width int) []string {
	at := m.clock(e.At)
	indent := strings.Repeat(" ", ansi.StringWidth(at)+4)
	text := e.Description
	if text == "" {
		text = look.Words(e.Type)
	}
	if e.Actor != "" {
		text += "  (" + e.Actor + ")"
	}
	lines := wrap(text, width-len(indent))
	for n := range lines {
		if n == 0 {
			lines[n] = m.styles.Faint.Render(at) + "  " + eventSign(e.Type) + " " + lines[n]
			continue
		}
		lines[n] = indent + lines[n]
	}
	return lines
}

// eventSigns tell the few kinds of events apart that one looks for.
var eventSigns = map[airra.EventType]string{
	airra.EventDetected: "◌", airra.EventReopened: "◌", airra.EventAnalyzingStarted: "◍", airra.EventPendingApproval: "◐",
	airra.EventActionApproved: "◓", airra.EventActionRejected: "✗", airra.EventActionStarted: "▶", airra.EventActionCompleted: "✓",
	airra.EventActionFailed: "✗", airra.EventAnalysisFailed: "✗", airra.EventResolved: "✓", airra.EventEscalated: "⇑",
	airra.EventComment: "✎", airra.EventNotified: "✉", airra.EventPagingStep: "✉", airra.EventNotifyFailed: "✗",
}

func eventSign(t airra.EventType) string {
	if sign, known := eventSigns[t]; known {
		return sign
	}
	return "·"
}

// comments are the events that people wrote.
func (s *incidentScreen) comments() []airra.Event {
	var found []airra.Event
	for _, e := range s.events {
		if e.Type == airra.EventComment {
			found = append(found, e)
		}
	}
	return found
}

// notes shows what people wrote, oldest first, as one reads a conversation.
func (s *incidentScreen) notes(m *Model, f frame) []string {
	all := s.comments()
	if len(all) == 0 {
		return []string{m.styles.Faint.Render("Nobody has written a note yet.") + "  c writes one"}
	}
	var lines []string
	for n, e := range all {
		if n > 0 {
			lines = append(lines, "")
		}
		lines = append(lines, m.styles.Strong.Render(look.Line(e.Actor))+m.styles.Faint.Render("  "+m.clock(e.At)+", "+m.span(e.At)+" ago"))
		style := m.styles.Plain
		if e.Retracted() {
			style = m.styles.Faint
		}
		for _, line := range wrap(e.Description, f.width-2) {
			lines = append(lines, "  "+style.Render(line))
		}
	}
	return lines
}
