package tui

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/look"
	"github.com/airra/airra/tui/ruler"
)

// summary says on one page what moved, what the likeliest cause is, and what can be done.
func (s *incidentScreen) summary(m *Model, f frame) []string {
	i := s.incident(m)
	lines := s.standing(m, i, f.width)
	lines = append(lines, s.moved(m, i, f.width)...)
	if all := s.hypotheses(); len(all) > 0 {
		lines = append(lines, "", m.styles.Strong.Render("WHY")+m.styles.Faint.Render("  "+look.Line(i.Reasoner)))
		for _, h := range all[:min(3, len(all))] {
			lines = append(lines, s.cause(m, h, f.width))
		}
	}
	if all := s.actions(); len(all) > 0 {
		lines = append(lines, "", m.styles.Strong.Render("WHAT COULD BE DONE"))
		for _, act := range all {
			lines = append(lines, m.actionLine(act, f.width))
		}
	}
	return lines
}

// standing is the text about the incident: what was seen, and who has it.
func (s *incidentScreen) standing(m *Model, i *airra.Incident, width int) []string {
	var lines []string
	if i.Description != "" && i.Description != i.Title {
		lines = append(lines, wrap(i.Description, width)...)
	}
	if others := slices.DeleteFunc(slices.Clone(i.AffectedComponents), func(c string) bool { return c == string(i.AffectedService) }); len(others) > 0 {
		lines = append(lines, wrap("Also affected: "+strings.Join(others, ", "), width)...)
	}
	if i.StatusNote != nil && *i.StatusNote != "" {
		lines = append(lines, wrap("Note: "+*i.StatusNote, width)...)
	}
	if i.Acknowledged(m.opts.Now()) {
		until := ""
		if i.AcknowledgedUntil != nil {
			until = " until " + m.clock(*i.AcknowledgedUntil)
		}
		lines = append(lines, "Acknowledged by "+look.Line(orEmpty(i.AcknowledgedBy))+until)
	} else if i.Open() {
		lines = append(lines, m.styles.Warn.Render("Not acknowledged"))
	}
	if i.ResolvedAt != nil {
		lines = append(lines, wrap(m.ending(i), width)...)
	}
	return lines
}

// ending says how an incident ended.
func (m *Model) ending(i *airra.Incident) string {
	text := "Resolved at " + m.clock(*i.ResolvedAt)
	if by := orEmpty(i.ResolvedBy); by != "" {
		text += " by " + by
	}
	if i.DryRunResolution {
		text += " in a dry run, so nothing was changed"
	}
	if cause := orEmpty(i.ResolutionCause); cause != "" {
		text += "; cause: " + cause
	}
	if said := orEmpty(i.ResolutionSummary); said != "" {
		text += "; " + said
	}
	return text
}

// moved lists the signals: what is normal, what is now, and how far that is away.
func (s *incidentScreen) moved(m *Model, i *airra.Incident, width int) []string {
	if len(s.signal) == 0 {
		return nil
	}
	const shape, number, since = 8, 11, 14
	name := max(8, min(30, width-shape-3*number-since-11))
	lines := []string{"", m.styles.Strong.Render(ruler.Fit("SIGNALS", name)) + m.styles.Faint.Render(ruler.Right("normal", 2+shape+2+number)+"   "+ruler.Right("last", number)+"  "+ruler.Right("deviation", number)+"  since")}
	for _, g := range s.signal {
		lines = append(lines, ruler.Fit(signalName(i, g), name)+"  "+m.styles.Accent.Render(ruler.Fit(look.Spark(valuesOf(g.Window), shape), shape))+"  "+
			ruler.Right(airra.Quantity(g.Expected, look.Line(g.Unit)), number)+" → "+ruler.Right(airra.Quantity(g.Current, look.Line(g.Unit)), number)+"  "+
			ruler.Right(deviation(g), number)+"  "+m.clock(g.FirstSeen)+" "+course(g))
	}
	return lines
}

// signalName names the service only where it is another one than the incident's.
func signalName(i *airra.Incident, g airra.Signal) string {
	if g.Service == i.AffectedService || g.Service == "" {
		return look.Line(g.Name)
	}
	return look.Line(string(g.Service) + "/" + g.Name)
}

// deviation is how far the last value is away from what is normal, and to which side. It
// may be the other side than that of the anomaly, once that has ended.
func deviation(g airra.Signal) string {
	sign := "+"
	if g.Current < g.Expected {
		sign = "−"
	}
	if g.Assumed {
		return "assumed"
	}
	return sign + airra.Number(g.Sigma) + " σ"
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

// valuesOf are the values of points, without those that are no number.
func valuesOf(points []airra.Point) []float64 {
	values := make([]float64, 0, len(points))
	for _, p := range points {
		if !math.IsNaN(p.Value) && !math.IsInf(p.Value, 0) {
			values = append(values, p.Value)
		}
	}
	return values
}

// cause is a hypothesis in one line.
func (s *incidentScreen) cause(m *Model, h airra.Hypothesis, width int) string {
	text := fmt.Sprintf("%2d  %s  %.2f ", h.Rank, ruler.Fit(look.Line(look.Words(h.Category)), 20), h.ConfidenceScore)
	return text + m.styles.Accent.Render(look.Bar(h.ConfidenceScore, min(20, max(5, width-ansi.StringWidth(text)-2))))
}

// orEmpty is the text, where there is one.
func orEmpty(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}

// apart puts one text at the left and one at the right of a line. The left one is cut
// first, because the right one is short.
func apart(left, right string, width int) string {
	room := width - ansi.StringWidth(right) - 1
	if room < 10 {
		return ruler.Fit(left, width)
	}
	return ruler.Fit(left, room) + " " + right
}
