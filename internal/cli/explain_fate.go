package cli

import (
	"fmt"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"github.com/airra/airra/internal/airra"
)

// drawFate tells of one message why it was made, by which rule, what the channel
// said, and who answered when.
func drawFate(s *screen, indent string, n airra.Notification) {
	drawFact(s, indent, "why", oneLine(n.Why.Sentence))
	drawFact(s, indent, "rule", ruleFacts(n.Why)...)
	drawFact(s, indent, "skipped", cleaned(n.Why.Skipped)...)
	drawFact(s, indent, "channel", channelFacts(s, n)...)
	drawFact(s, indent, "answer", answerFacts(s, n)...)
	if n.EscalatedAt != nil {
		drawFact(s, indent, "then", "the next step was taken at "+s.clock(*n.EscalatedAt))
	}
}

// drawFact is a label with what is known under it. Nothing known is no line. A line
// ends between two facts wherever it can.
func drawFact(s *screen, indent, label string, facts ...string) {
	const between = " · "
	first := indent + s.paint(faint, fmt.Sprintf("%-9s", label))
	rest := strings.Repeat(" ", ansi.StringWidth(first))
	line := ""
	for _, fact := range nonEmpty(facts) {
		switch {
		case line == "":
			line = fact
		case s.width > 0 && ansi.StringWidth(rest+line+between+fact) > s.width:
			s.flow(first, rest, line)
			first, line = rest, fact
		default:
			line += between + fact
		}
	}
	if line != "" {
		s.flow(first, rest, line)
	}
}

func cleaned(texts []string) []string {
	clean := make([]string, len(texts))
	for i, text := range texts {
		clean[i] = oneLine(text)
	}
	return clean
}

// ruleFacts names everything that decided that this person is told.
func ruleFacts(why airra.PageReason) []string {
	var facts []string
	if why.Policy != "" {
		facts = append(facts, "policy "+why.Policy)
	}
	if why.Step > 0 {
		facts = append(facts, fmt.Sprintf("step %d", why.Step))
	}
	if why.Round > 1 {
		facts = append(facts, fmt.Sprintf("round %d", why.Round))
	}
	switch {
	case why.Level != "" && why.UsedLevel != "" && why.Level != why.UsedLevel:
		facts = append(facts, string(why.UsedLevel)+" in place of "+string(why.Level))
	case why.Level != "":
		facts = append(facts, string(why.Level))
	}
	if why.Schedule != "" {
		facts = append(facts, "schedule "+why.Schedule)
	}
	if why.OverrideID != "" {
		facts = append(facts, "override "+shortID(why.OverrideID))
	}
	if why.Bundle > 0 {
		facts = append(facts, "bundled: speaks for "+plural(why.Bundle, "further incident"))
	}
	if why.Cause != "" {
		facts = append(facts, "cause: "+why.Cause)
	}
	return cleaned(facts)
}

// channelFacts say what the channel answered, how long it took and what went wrong.
func channelFacts(s *screen, n airra.Notification) []string {
	facts := []string{oneLine(n.Answer)}
	if n.TookMillis != nil {
		facts = append(facts, "took "+took(*n.TookMillis))
	}
	if n.Attempt > 1 {
		facts = append(facts, fmt.Sprintf("attempt %d", n.Attempt))
	}
	if n.RetryCount > 0 {
		facts = append(facts, s.paint(amber, plural(n.RetryCount, "failed send")))
	}
	if n.PossiblyTwice {
		facts = append(facts, s.paint(amber, "possibly twice: a process died while it was being sent"))
	}
	if failed := textOf(n.LastError); failed != "" && failed != n.Answer {
		facts = append(facts, "last error: "+oneLine(failed))
	}
	if n.NextTryAt != nil {
		facts = append(facts, "next try "+s.until(*n.NextTryAt))
	}
	if n.Status == airra.NotificationSimulated {
		facts = append(facts, s.paint(amber, "nothing left"))
	}
	return facts
}

// answerFacts say who answered, how and when, and what that means for the target.
func answerFacts(s *screen, n airra.Notification) []string {
	var facts []string
	switch {
	case n.AcknowledgedAt != nil:
		facts = append(facts, acknowledgedText(s, n))
	case n.Status == airra.NotificationCancelled:
		facts = append(facts, "not needed any more")
	case awaitsAnswer(n.Status):
		facts = append(facts, "not acknowledged")
	}
	if verdict := slaCell(n, s.now); verdict.data != "" {
		facts = append(facts, paintCell(s, verdict))
	}
	return facts
}

// acknowledgedText says by whom, how and after how long. Where the target says how
// long it took, that is not said twice.
func acknowledgedText(s *screen, n airra.Notification) string {
	text := "acknowledged"
	if by := textOf(n.AcknowledgedBy); by != "" {
		text += " by " + oneLine(by)
	}
	switch n.AcknowledgedVia {
	case "":
	case "incident":
		text += " with the incident"
	default:
		text += " by " + oneLine(n.AcknowledgedVia)
	}
	text += " at " + s.clock(*n.AcknowledgedAt)
	if n.SLAMet == nil || !*n.SLAMet {
		text += responseText(n, " after ")
	}
	return text
}

// took is the time of a send, in the unit that fits.
func took(millis int64) string {
	if millis < 1000 {
		return fmt.Sprintf("%d ms", millis)
	}
	return fmt.Sprintf("%.1f s", float64(millis)/1000)
}

// until is how long it is to a moment, or how long that has been past.
func (s *screen) until(t time.Time) string {
	if t.After(s.now) {
		return "in " + span(t.Sub(s.now))
	}
	return "due since " + span(s.now.Sub(t))
}
