package tui

import (
	"cmp"
	"strconv"
	"time"

	"charm.land/lipgloss/v2"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/look"
	"github.com/airra/airra/tui/ruler"
)

// noticeState is the sign of a status and what it looks like. What was only simulated
// stands out, because nobody has got it.
func (m *Model) noticeState(s airra.NotificationStatus) (string, lipgloss.Style) {
	glyph := look.Notification(s)
	switch s {
	case airra.NotificationFailed:
		return glyph, m.styles.Alarm
	case airra.NotificationSimulated:
		return glyph, m.styles.Warn
	case airra.NotificationAcknowledged:
		return glyph, m.styles.Good
	case airra.NotificationCancelled:
		return glyph, m.styles.Faint
	default:
		return glyph, m.styles.Plain
	}
}

// slaText says whether a message was answered within its target, or how long there is
// left. What was never sent has no target to keep.
func (m *Model) slaText(n airra.Notification) (string, lipgloss.Style) {
	target := time.Duration(n.SLATargetSeconds) * time.Second
	waits := n.Status == airra.NotificationSent || n.Status == airra.NotificationDelivered
	switch {
	case n.SLAMet != nil && *n.SLAMet:
		return "met" + answered(n), m.styles.Good
	case n.SLAMet != nil || target > 0 && n.Overdue(m.opts.Now()):
		return "missed" + cmp.Or(answered(n), ", no answer"), m.styles.Warn
	case n.SentAt != nil && target > 0 && waits:
		return "due in " + look.Span(n.SentAt.Add(target).Sub(m.opts.Now())), m.styles.Plain
	default:
		return noSLA(n), m.styles.Faint
	}
}

// noSLA says why there is no clock for a message.
func noSLA(n airra.Notification) string {
	switch {
	case n.Status == airra.NotificationSimulated:
		return "nobody got it"
	case n.SentAt == nil:
		return "not sent"
	case n.SLATargetSeconds == 0:
		return "no target"
	default:
		return "not answered"
	}
}

// noticeLines tell one message: to whom and why, what it says, and its fate.
func (m *Model) noticeLines(n airra.Notification, width int) []string {
	glyph, style := m.noticeState(n.Status)
	lines := []string{" " + style.Render(glyph+" "+look.Words(n.Status)) + "  " + m.styles.Strong.Render(look.Line(noticeWho(n)))}
	fact := func(label, text string) {
		if text == "" {
			return
		}
		for at, line := range wrap(text, width-11) {
			if at > 0 {
				label = ""
			}
			lines = append(lines, " "+m.styles.Faint.Render(ruler.Fit(label, 9))+" "+line)
		}
	}
	fact("to", noticeTo(n))
	fact("about", n.IncidentRef+" "+look.Words(n.Kind)+", "+look.Words(n.Priority)+" priority")
	fact("subject", n.Subject)
	fact("answer", m.noticeAnswer(n))
	fact("failed", textAt(n.LastError))
	fact("tries", m.noticeTries(n))
	fact("why", n.Why.Sentence)
	fact("message", n.Message)
	fact("name", string(n.ID))
	return lines
}

// noticeAnswer is when it left, and whether it was answered in time.
func (m *Model) noticeAnswer(n airra.Notification) string {
	if n.SentAt == nil {
		return "it has not left"
	}
	text := "sent " + m.clock(*n.SentAt)
	if n.AcknowledgedAt != nil {
		text += ", acknowledged " + m.clock(*n.AcknowledgedAt)
		if n.AcknowledgedBy != nil {
			text += " by " + *n.AcknowledgedBy
		}
	}
	if sla, _ := m.slaText(n); sla != noSLA(n) {
		text += "; SLA " + sla + ", target " + look.Span(time.Duration(n.SLATargetSeconds)*time.Second)
	}
	if n.Answer != "" {
		text += "; the channel said: " + n.Answer
	}
	return text
}

func (m *Model) noticeTries(n airra.Notification) string {
	text := ""
	if n.RetryCount > 0 {
		text = strconv.Itoa(n.RetryCount) + " failed, at most " + strconv.Itoa(n.MaxRetries)
	}
	if n.NextTryAt != nil {
		text += ", again " + m.clock(*n.NextTryAt)
	}
	if n.PossiblyTwice {
		text += ", may have come twice"
	}
	if n.Attempt > 1 {
		text += ", attempt " + strconv.Itoa(n.Attempt)
	}
	return trimmedList(text)
}
