package tui

import (
	"fmt"
	"strconv"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/look"
	"github.com/airra/airra/tui/ruler"
)

// learning is how often the hypotheses were right, whether they knew how sure they may
// be, and what the verdicts of people add up to.
func (s *analytics) learning(m *Model, width int) []string {
	lines := append([]string{m.section("HYPOTHESES", "by the verdicts of people")}, indented(wrap(s.accuracy(), width-4), 2)...)
	lines = append(append(lines, ""), m.calibrationLines(s.insights.Calibration, width)...)
	return append(append(lines, ""), m.patternLines(s.patterns, width)...)
}

// accuracy says in sentences how often the hypotheses were right. What nobody has
// judged is neither right nor wrong, and is said to be so.
func (s *analytics) accuracy() string {
	text := "Nobody has judged a hypothesis of a real incident in these " + plural(s.days(), "day") + "."
	if l := s.learned; l != nil && l.TotalHypotheses > 0 {
		text = someOf(l.CorrectHypotheses, l.TotalHypotheses, l.HypothesisAccuracy) + " confirmed."
		if s.unreal {
			text += " These are of real incidents alone."
		}
		if l.Top1SampleSize > 0 {
			text += fmt.Sprintf(" The likeliest one was the cause in %s of %d.", percent(l.Top1Accuracy), l.Top1SampleSize)
		}
	}
	if s.insights.Unjudged > 0 {
		text += " " + plural(s.insights.Unjudged, "analysed incident") + " without a verdict, counted nowhere."
	}
	if l := s.learned; l != nil {
		text += fmt.Sprintf(" A past incident answered in the place of a model %s; %s judged to have helped.", often(l.SimilarityReuseCount), plural(l.SuccessfulActions, "action"))
	}
	return text
}

func often(n int) string {
	if n == 1 {
		return "once"
	}
	return strconv.Itoa(n) + " times"
}

// calibrationLines compare how sure the hypotheses were with how often they were right.
// In a well calibrated row the two bars are equally long.
func (m *Model) calibrationLines(bins []airra.CalibrationBin, width int) []string {
	lines := []string{m.section("CALIBRATION", "how sure they were, and how often they were right")}
	judged := 0
	for _, b := range bins {
		judged += b.Judged
	}
	if judged == 0 {
		return append(lines, m.nothing("No verdict yet. On an incident, + confirms a hypothesis and x rejects it.", "", width)...)
	}
	bar := max(leastBar, min(mostBarCells/2, (width-50)/2))
	head := ruler.Fit("confidence", 12) + " " + ruler.Right("judged", countCells) + "  " + ruler.Fit("predicted", bar+6) + "  " + ruler.Fit("confirmed", bar+6)
	lines = append(lines, m.styles.Faint.Render(ruler.Fit(" "+head, width)))
	for _, b := range bins {
		line := " " + ruler.Fit(fmt.Sprintf("%.1f to %.1f", b.From, b.To), 12) + " " + ruler.Right(strconv.Itoa(b.Judged), countCells)
		lines = append(lines, ruler.Fit(line+"  "+sharedBar(b.Predicted, bar)+"  "+sharedBar(b.Observed, bar), width))
	}
	return lines
}

// sharedBar is a share as a bar with its number.
func sharedBar(share *float64, bar int) string {
	if share == nil {
		return ruler.Fit("–", bar+6)
	}
	return look.Bar(*share, bar) + " " + ruler.Right(percent(share), 5)
}

// patternLines are what the verdicts on a service and a cause add to the confidence in
// that cause.
func (m *Model) patternLines(p *airra.Patterns, width int) []string {
	lines := []string{m.section("PATTERNS", "what verdicts add to the confidence in a cause")}
	if p == nil || len(p.Patterns) == 0 {
		return append(lines, m.nothing("Nothing was learned yet. Each verdict on a hypothesis makes or moves a pattern of its service and cause.", "", width)...)
	}
	name := min(max(38, width/2), 60)
	head := ruler.Fit("service, cause", name) + " " + ruler.Right("confirmed", 10) + " " + ruler.Right("adds", 7) + " " + ruler.Right("began at", 9) + " " + ruler.Right("last", 8)
	lines = append(lines, m.styles.Faint.Render(ruler.Fit(" "+head, width)))
	for _, one := range p.Patterns {
		line := " " + ruler.Fit(patternName(one), name) + " " + ruler.Right(strconv.Itoa(one.Confirmed)+" of "+strconv.Itoa(one.Occurrences), 10) +
			" " + ruler.Right(signed(one.Adjustment), 7) + " " + ruler.Right(signed(one.Prior), 9) + " " + ruler.Right(m.ago(one.LastSeen), 8)
		lines = append(lines, ruler.Fit(line, width))
	}
	return lines
}

func patternName(p airra.Pattern) string {
	return look.Line(string(p.Service)) + ", " + look.Line(look.Words(p.Category))
}

// signed is a confidence that is added, with its sign.
func signed(value float64) string { return fmt.Sprintf("%+.2f", value) }
