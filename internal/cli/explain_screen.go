package cli

import (
	"fmt"
	"strings"
	"time"

	"github.com/airra/airra/internal/airra"
)

// draw makes the screen about the pages of an incident.
func (e explained) draw(s *screen) {
	e.head(s)
	e.drawPages(s)
	e.drawStanding(s)
	e.drawStory(s)
	e.drawNext(s)
}

func (e explained) head(s *screen) {
	parts := []string{s.paint(strong, oneLine(e.IncidentRef))}
	if i := e.incident; i != nil {
		parts = append(parts, paintCell(s, severityCell(i.Severity)), paintCell(s, statusCell(i.Status)), oneLine(string(i.AffectedService)))
	}
	if p := e.Paging; p != nil {
		parts = append(parts, "paging "+paintCell(s, pagingCell(p.State)))
	}
	s.flow("", "  ", strings.Join(parts, "  "))
	s.wrapped("", sentence(oneLine(e.Summary)))
}

func (e explained) drawPages(s *screen) {
	if len(e.Pages) == 0 {
		return
	}
	s.section(fmt.Sprintf("PAGES (%d)", len(e.Pages)))
	for i, n := range e.Pages {
		if i > 0 {
			s.blank()
		}
		first := fmt.Sprintf("  %d  %s  ", i+1, s.clock(pagedAt(n)))
		s.flow(first, "     ", paintCell(s, notificationCell(n.Status))+"  "+s.paint(strong, recipient(n))+otherKind(s, n))
		drawFate(s, "     ", n)
	}
}

// otherKind marks what is no page: an assignment, a message by hand.
func otherKind(s *screen, n airra.Notification) string {
	if n.Kind == airra.NotifyPage || n.Kind == "" {
		return ""
	}
	return "  " + s.paint(faint, oneLine(words(n.Kind)))
}

// pagedAt is when a page left, or when that was last tried, or when it was made.
func pagedAt(n airra.Notification) time.Time {
	switch {
	case n.SentAt != nil:
		return *n.SentAt
	case n.SendingAt != nil:
		return *n.SendingAt
	default:
		return n.CreatedAt
	}
}

// drawStanding says where the escalation stands.
func (e explained) drawStanding(s *screen) {
	p := e.Paging
	if p == nil {
		return
	}
	s.section("ESCALATION")
	s.flow("  ", "  ", fmt.Sprintf("policy %s, as it was at %s; %s; begun %s", oneLine(p.Policy.Name), s.clock(p.StartedAt),
		plural(len(p.Policy.Steps), "step"), times(p.Cycle)))
	s.flow("  ", "  ", paintCell(s, pagingCell(p.State))+": "+e.standing(s))
}

func (e explained) standing(s *screen) string {
	p := e.Paging
	switch p.State {
	case airra.PagingActive:
		return e.nextStep(s)
	case airra.PagingPaused:
		return e.pauseText(s)
	case airra.PagingBundled:
		text := "the pages of another incident speak for this one"
		if p.Leader != nil {
			text += ": " + s.paint(accent, "airra page explain "+shortID(*p.Leader))
		}
		return text
	case airra.PagingExhausted:
		return s.paint(alarm, "everybody was paged and nobody has answered")
	case airra.PagingStopped:
		return "the incident is resolved"
	default:
		return ""
	}
}

// nextStep says what happens when nobody acknowledges.
func (e explained) nextStep(s *screen) string {
	p, when := e.Paging, "at once"
	if p.DueAt != nil {
		when = s.until(*p.DueAt) + " (" + s.clock(*p.DueAt) + ")"
	}
	if p.Finished() || p.Step < 0 {
		return "the last step was taken; exhausted " + when + " when nobody acknowledges"
	}
	text := fmt.Sprintf("next is step %d of %d", p.Step+1, len(p.Policy.Steps))
	if p.Policy.Repeat > 0 {
		text += fmt.Sprintf(" (round %d of %d)", p.Round+1, p.Policy.Repeat+1)
	}
	return text + ", " + when + ": " + stepText(p.Policy.Steps[p.Step], e.names)
}

func (e explained) pauseText(s *screen) string {
	i := e.incident
	if i == nil || !i.Acknowledged(s.now) {
		return "the incident is acknowledged"
	}
	text := "acknowledged by " + oneLine(textOf(i.AcknowledgedBy))
	if i.AcknowledgedUntil == nil {
		return text + " until further notice"
	}
	return text + " until " + s.clock(*i.AcknowledgedUntil) + " (" + s.until(*i.AcknowledgedUntil) + "), then paging begins again"
}

// times says how often paging has begun: again after each lapse and reopening.
func times(cycle int) string {
	switch cycle {
	case 0, 1:
		return "once"
	case 2:
		return "twice"
	default:
		return fmt.Sprintf("%d times", cycle)
	}
}

func (e explained) drawStory(s *screen) {
	if len(e.Story) == 0 {
		return
	}
	s.section(fmt.Sprintf("STORY (%d)", len(e.Story)))
	for _, event := range e.Story {
		at := s.clock(event.At)
		s.flow("  "+s.paint(faint, at)+"  ", strings.Repeat(" ", 4+len(at)), oneLine(event.Description)+"  "+s.paint(faint, oneLine(event.Actor)))
	}
}

// drawNext shows what a person would type now.
func (e explained) drawNext(s *screen) {
	var commands []string
	if p := e.Paging; p != nil && (p.State == airra.PagingActive || p.State == airra.PagingExhausted) {
		commands = append(commands, "airra ack "+e.IncidentRef)
	}
	for _, n := range e.Pages {
		if n.Status == airra.NotificationFailed {
			commands = append(commands, "airra notify resend "+shortID(n.ID))
		}
	}
	if len(commands) == 0 {
		return
	}
	s.section("NEXT")
	for _, command := range commands {
		s.line("  " + s.paint(accent, oneLine(command)))
	}
}
