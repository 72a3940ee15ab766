package tui

import (
	"fmt"
	"strings"

	"charm.land/lipgloss/v2"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/look"
)

// causes are the hypotheses by rank, each with what speaks for and against it.
func (s *incidentScreen) causes(m *Model, f frame) []string {
	all := s.hypotheses()
	if len(all) == 0 {
		return []string{m.styles.Faint.Render("No hypotheses yet.") + "  z analyzes it"}
	}
	s.suspect.settle(len(all), s.suspectNames())
	lines := m.verdictLines(onAlarm(s.verdicts), "the alarm is called justified", "it is called a false alarm", f.width)
	for n, h := range all {
		if n > 0 || len(lines) > 0 {
			lines = append(lines, "")
		}
		from := len(lines)
		if n == s.suspect.index {
			lines = append(lines, m.chosen("▌"+s.cause(m, h, f.width-1), f.width))
		} else {
			lines = append(lines, " "+s.cause(m, h, f.width-1))
		}
		lines = append(lines, m.verdictLines(s.onCause(h), "confirmed", "rejected", f.width)...)
		lines = append(lines, indented(wrap(h.Description, f.width-4), 4)...)
		if h.Reasoning != "" {
			for _, line := range indented(wrap(h.Reasoning, f.width-4), 4) {
				lines = append(lines, m.styles.Faint.Render(line))
			}
		}
		for _, e := range h.Evidence.Items {
			lines = append(lines, evidenceLines(e, m.styles.Good.Render("+"), m.styles.Faint, f.width)...)
		}
		for _, e := range h.Evidence.Against {
			lines = append(lines, evidenceLines(e, m.styles.Warn.Render("−"), m.styles.Faint, f.width)...)
		}
		if len(h.Evidence.Items)+len(h.Evidence.Against) == 0 {
			lines = append(lines, m.styles.Faint.Render("    no evidence is named"))
		}
		if n == s.suspect.index && s.seeSuspect {
			s.top[hypothesesTab] = inView(s.top[hypothesesTab], from, len(lines), f.height)
		}
	}
	s.seeSuspect = false
	return lines
}

// inView gives the first line that is shown, so that the lines from one to another are
// seen: their beginning, where they are more than fit.
func inView(top, from, to, height int) int {
	return min(max(top, to-height), from)
}

// evidenceLines are one piece of evidence with its number, by which it is asked again.
func evidenceLines(e airra.EvidenceItem, sign string, faint lipgloss.Style, width int) []string {
	number := fmt.Sprintf("[%d]", e.Number)
	indent := 4 + len(number) + 3
	text := e.Observation
	if e.SignalType != "" {
		text += "  (" + e.SignalType + ")"
	}
	lines := wrap(text, width-indent)
	for n := range lines {
		if n == 0 {
			lines[n] = "    " + faint.Render(number) + " " + sign + " " + lines[n]
			continue
		}
		lines[n] = strings.Repeat(" ", indent) + lines[n]
	}
	return lines
}

func indented(lines []string, by int) []string {
	for n := range lines {
		lines[n] = strings.Repeat(" ", by) + lines[n]
	}
	return lines
}

// causeOf names the hypothesis that an action answers, with what speaks for it.
func causeOf(d *airra.IncidentDetail, act airra.Action) string {
	if d == nil || act.HypothesisID == nil {
		return ""
	}
	for _, h := range d.Hypotheses {
		if h.ID == *act.HypothesisID {
			return fmt.Sprintf("%s %.2f, %d for, %d against", look.Line(look.Words(h.Category)), h.ConfidenceScore, len(h.Evidence.Items), len(h.Evidence.Against))
		}
	}
	return ""
}
