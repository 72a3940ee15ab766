package cli

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/look"
)

// draw makes the screen of an incident.
func (v incidentView) draw(s *screen) {
	v.head(s)
	v.drawSignals(s)
	v.drawCauses(s)
	v.drawActions(s)
	v.drawTimeline(s)
	v.drawNext(s)
}

func (v incidentView) head(s *screen) {
	i := v.detail
	left := fmt.Sprintf("%s  %s  %s  %s", s.paint(strong, oneLine(i.Ref)), paintCell(s, severityCell(i.Severity)),
		paintCell(s, statusCell(i.Status)), oneLine(string(i.AffectedService)))
	if unreal := look.Unreal(i.Origin); unreal != "" {
		left += "  " + s.paint(accent, unreal)
	}
	s.flow("", "         ", left+"   "+s.paint(faint, "opened "+s.ago(i.DetectedAt)+" ago by "+sourceWords(i.DetectionSource)))
	s.wrapped("", i.Title)
	if i.Description != i.Title {
		s.wrapped("", i.Description)
	}
	if others := otherComponents(i.Incident); len(others) > 0 {
		s.wrapped("", "Also affected: "+strings.Join(others, ", "))
	}
	if note := textOf(i.StatusNote); note != "" {
		s.wrapped("", "Note: "+note)
	}
	if i.Acknowledged(s.now) {
		until := ""
		if i.AcknowledgedUntil != nil {
			until = " until " + s.clock(*i.AcknowledgedUntil)
		}
		s.line("Acknowledged by " + oneLine(textOf(i.AcknowledgedBy)) + until + ".")
	}
	if i.ResolvedAt != nil {
		s.wrapped("", resolvedSentence(s, i.Incident))
	} else if back := v.backSince(); !back.IsZero() {
		s.line(s.paint(good, "Back in its band since "+s.clock(back)+"."))
	}
}

// backSince is when the last signal returned into its band, or zero while one
// is still outside.
func (v incidentView) backSince() time.Time {
	var last time.Time
	for _, g := range v.signals {
		if g.Ongoing {
			return time.Time{}
		}
		last = later(last, g.LastSeen)
	}
	return last
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// otherComponents are the affected components besides the service itself, which
// stands in the line above.
func otherComponents(i airra.Incident) []string {
	return slices.DeleteFunc(slices.Clone(i.AffectedComponents), func(c string) bool { return c == string(i.AffectedService) })
}

func resolvedSentence(s *screen, i airra.Incident) string {
	text := "Resolved at " + s.clock(*i.ResolvedAt)
	if by := textOf(i.ResolvedBy); by != "" {
		text += " by " + by
	}
	if i.DryRunResolution {
		text += " in a dry run, so nothing was changed"
	}
	if cause := textOf(i.ResolutionCause); cause != "" {
		text += "; cause: " + cause
	}
	if summary := textOf(i.ResolutionSummary); summary != "" {
		text += "; " + summary
	}
	return sentence(text)
}

// sourceWords says who opened an incident.
func sourceWords(source string) string {
	switch source {
	case airra.SourceMonitor:
		return "the monitor"
	case airra.SourceQuick:
		return "a quick report"
	case airra.SourceGenerator:
		return "the generator"
	default:
		return oneLine(source)
	}
}

const sparkWidth = 12

func (v incidentView) drawSignals(s *screen) {
	if len(v.signals) == 0 {
		return
	}
	s.section("SIGNALS")
	newest := "now"
	if slices.ContainsFunc(v.signals, func(g airra.Signal) bool { return !g.Ongoing }) {
		newest = "last"
	}
	columns := []column[airra.Signal]{
		{name: "  ", shrink: true, keep: 30, cell: func(g airra.Signal) cell { return cell{text: "  " + signalName(v.detail, g)} }},
		{name: "", cell: func(g airra.Signal) cell { return cell{text: sparkline(windowValues(g), sparkWidth), look: accent} }},
		{name: "normal", right: true, cell: func(g airra.Signal) cell { return cell{text: quantity(g.Expected, g.Unit) + assumed(g)} }},
		{name: "peak", right: true, drop: true, cell: func(g airra.Signal) cell { return cell{text: quantity(g.Peak, g.Unit)} }},
		{name: newest, right: true, cell: func(g airra.Signal) cell { return cell{text: quantity(g.Current, g.Unit)} }},
		{name: "seen", cell: func(g airra.Signal) cell { return cell{text: s.clock(g.FirstSeen) + " " + course(g)} }},
		{name: "deviation", right: true, cell: func(g airra.Signal) cell { return cell{text: sigma(g.Sigma, g.Direction)} }},
	}
	gridOf(columns, v.signals, false).human(s, true, s.width)
}

// signalName names the service only where it is another one than the incident's.
func signalName(i airra.IncidentDetail, g airra.Signal) string {
	if g.Service == i.AffectedService || g.Service == "" {
		return g.Name
	}
	return string(g.Service) + "/" + g.Name
}

// course says whether a signal is still outside its band.
func course(g airra.Signal) string {
	switch {
	case g.Ongoing:
		return "still"
	case g.NewNormal:
		return "new normal"
	default:
		return "ended"
	}
}

func assumed(g airra.Signal) string {
	if g.Assumed {
		return " (assumed)"
	}
	return ""
}

func windowValues(g airra.Signal) []float64 {
	values := make([]float64, len(g.Window))
	for i, p := range g.Window {
		values[i] = p.Value
	}
	return values
}

func (v incidentView) drawCauses(s *screen) {
	i := v.detail
	if len(i.Hypotheses) == 0 {
		return
	}
	s.section(fmt.Sprintf("WHY (%s; %s)", orDash(oneLine(i.Reasoner)), plural(len(i.Hypotheses), "hypothesis")))
	for _, h := range i.Hypotheses {
		s.linef("  %d  %-20s %.2f %s", h.Rank, oneLine(words(h.Category)), h.ConfidenceScore, s.paint(accent, bar(h.ConfidenceScore, 20)))
		s.wrapped("     ", h.Description)
		if h.Reasoning != "" {
			s.wrappedIn(faint, "     ", h.Reasoning)
		}
		for _, e := range h.Evidence.Items {
			drawEvidence(s, "+", good, e)
		}
		for _, e := range h.Evidence.Against {
			drawEvidence(s, "−", amber, e)
		}
		if line := checkLine(i.Ref, h.Evidence); line != "" {
			s.line("     " + s.paint(faint, line))
		}
	}
}

func drawEvidence(s *screen, mark string, look style, e airra.EvidenceItem) {
	label := fmt.Sprintf("[%d] ", e.Number)
	s.flow("     "+s.paint(faint, label)+s.paint(look, mark)+" ", strings.Repeat(" ", 7+len(label)), oneLine(e.Observation)+"  "+s.paint(faint, "("+oneLine(e.SignalType)+")"))
}

// checkLine says how to check the evidence that came from a metric.
func checkLine(ref string, evidence airra.Evidence) string {
	var numbers []string
	for _, e := range append(slices.Clone(evidence.Items), evidence.Against...) {
		if e.Query != "" {
			numbers = append(numbers, strconv.Itoa(e.Number))
		}
	}
	if len(numbers) == 0 {
		return ""
	}
	line := "check: airra evidence rerun " + oneLine(ref) + " " + numbers[0]
	if len(numbers) > 1 {
		line += "   (also " + strings.Join(numbers[1:], ", ") + ")"
	}
	return line
}

func (v incidentView) drawActions(s *screen) {
	if len(v.detail.Actions) == 0 {
		return
	}
	s.section("WHAT COULD BE DONE")
	for _, act := range v.detail.Actions {
		s.linef("  %s%s %s   %s   %s", s.paint(accent, oneLine(act.Ref))+"  ", oneLine(string(act.ActionType)), oneLine(string(act.TargetService)),
			paintCell(s, actionStatusCell(act.Status)), oneLine(words(act.ExecutionMode)))
		s.flow("          ", "               ", fmt.Sprintf("risk %s %.2f%s; blast radius %s", riskGlyph(act.RiskLevel), act.RiskScore, riskSum(act), oneLine(act.BlastRadius)))
		s.wrapped("          ", act.Description)
		if cause := causeOf(v.detail, act); cause != "" {
			s.line("          for " + cause)
		}
		if line := decisionLine(s, act); line != "" {
			s.wrapped("          ", line)
		}
	}
	if first := unanswered(v.detail); first != "" {
		s.line("  no allowed action for " + first)
	}
}

// causeOf names the hypothesis that an action answers.
func causeOf(i airra.IncidentDetail, act airra.Action) string {
	for _, h := range i.Hypotheses {
		if act.HypothesisID != nil && *act.HypothesisID == h.ID {
			return causeText(h)
		}
	}
	return ""
}

// unanswered names the likeliest cause when none of the actions is for it, so
// that nobody takes a remedy for the second one as the answer to the first.
func unanswered(i airra.IncidentDetail) string {
	if len(i.Hypotheses) == 0 {
		return ""
	}
	first := i.Hypotheses[0]
	answers := func(act airra.Action) bool { return act.HypothesisID == nil || *act.HypothesisID == first.ID }
	if slices.ContainsFunc(i.Actions, answers) {
		return ""
	}
	return causeText(first)
}

func causeText(h airra.Hypothesis) string {
	return fmt.Sprintf("cause %d (%s)", h.Rank, oneLine(words(h.Category)))
}

// riskSum writes the sum of a risk score out, so that it can be checked.
func riskSum(act airra.Action) string {
	var b strings.Builder
	for i, term := range act.RiskTerms {
		switch {
		case i == 0:
			b.WriteString(" = ")
		case term.Value < 0:
			b.WriteString(" − ")
		default:
			b.WriteString(" + ")
		}
		value := term.Value
		if i > 0 && value < 0 {
			value = -value
		}
		fmt.Fprintf(&b, "%s %s", hundredths(value), oneLine(words(term.Name)))
	}
	return b.String()
}

// hundredths is a share with two digits, or three where two would hide it.
func hundredths(v float64) string {
	text := fmt.Sprintf("%.3f", v)
	return strings.TrimSuffix(text, "0")
}

// decisionLine says what became of an action.
func decisionLine(s *screen, act airra.Action) string {
	var parts []string
	if act.ApprovedBy != nil {
		parts = append(parts, "approved by "+*act.ApprovedBy+" ("+words(act.ExecutionMode)+")")
	}
	if act.RejectedBy != nil {
		parts = append(parts, "rejected by "+*act.RejectedBy+": "+textOf(act.RejectionReason))
	}
	if act.ExecutedAt != nil {
		parts = append(parts, "executed at "+s.clock(*act.ExecutedAt))
	}
	if act.ExecutionResult != nil {
		parts = append(parts, act.ExecutionResult.Message)
	}
	return strings.Join(parts, "; ")
}

func (v incidentView) drawTimeline(s *screen) {
	if len(v.timeline) == 0 {
		return
	}
	s.section(fmt.Sprintf("TIMELINE (%d)", len(v.timeline)))
	const shown = 8
	events := v.timeline
	if len(events) > shown {
		s.line(s.paint(faint, fmt.Sprintf("  … %d earlier: airra incident timeline %s", len(events)-shown, oneLine(v.detail.Ref))))
		events = events[len(events)-shown:]
	}
	for _, e := range events {
		at := s.clock(e.At)
		s.flow("  "+s.paint(faint, at)+"  ", strings.Repeat(" ", 4+len(at)), oneLine(e.Description)+"  "+s.paint(faint, oneLine(e.Actor)))
	}
}

func (v incidentView) drawNext(s *screen) {
	commands := nextCommands(v.detail)
	if len(commands) == 0 {
		return
	}
	s.section("NEXT")
	for _, command := range commands {
		s.line("  " + s.paint(accent, oneLine(command)))
	}
}

// nextCommands is what a person would type now.
func nextCommands(i airra.IncidentDetail) []string {
	var commands []string
	for _, act := range i.Actions {
		if next := nextStep(act); next != "" {
			commands = append(commands, next)
		}
		if act.Status == airra.ActionPendingApproval {
			commands = append(commands, `airra reject `+act.Ref+` --by you@example.com --reason "..."`)
		}
	}
	switch i.Status {
	case airra.StatusDetected, airra.StatusFailed:
		commands = append(commands, "airra incident analyze "+i.Ref+" --wait")
	case airra.StatusAnalyzing:
		commands = append(commands, "airra incident wait "+i.Ref+" --for analyzed")
	case airra.StatusEscalated:
		commands = append(commands, "airra ack "+i.Ref, `airra resolve `+i.Ref+` --cause "..."`)
	case airra.StatusResolved:
		return nil
	}
	return commands
}

func orDash(text string) string {
	if text == "" {
		return "–"
	}
	return text
}
