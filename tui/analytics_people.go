package tui

import (
	"strconv"

	"github.com/airra/airra/internal/look"
	"github.com/airra/airra/tui/ruler"
)

// people are who was paged, and how many of their nights that cost.
func (s *analytics) people(m *Model, width int) []string {
	pages := s.insights.Pages
	if len(pages) == 0 {
		return m.nothing("Nobody was paged in these "+plural(s.days(), "day")+".", "", width)
	}
	const number = 9
	name := min(max(keyCells, width/4), 32)
	bar := min(mostBarCells, width-2-name-4*(number+1)-2)
	head := ruler.Fit("PERSON", name)
	for _, column := range []string{"pages", "at night", "nights", "simulated"} {
		head += " " + ruler.Right(column, number)
	}
	lines := []string{m.styles.Faint.Render(ruler.Fit(" "+head, width))}
	most, undelivered := 0, 0
	for _, p := range pages {
		most, undelivered = max(most, p.Pages), undelivered+p.Simulated
	}
	for _, p := range pages {
		line := " " + ruler.Fit(look.Line(p.Name), name)
		for _, n := range []int{p.Pages, p.NightPages, p.Nights, p.Simulated} {
			line += " " + ruler.Right(strconv.Itoa(n), number)
		}
		if bar >= leastBar {
			line += "  " + look.Bar(float64(p.Pages)/float64(max(1, most)), bar)
		}
		lines = append(lines, ruler.Fit(line, width))
	}
	return append(append(lines, ""), m.faintly(nightText(undelivered), width)...)
}

// nightText says what the columns mean.
func nightText(undelivered int) string {
	text := "A night is 22:00 to 07:00 where the person lives."
	if undelivered > 0 {
		text += " Simulated pages were written down and delivered by no channel."
	}
	return text
}

// faintly is a text of its own below a table.
func (m *Model) faintly(text string, width int) []string {
	lines := wrap(text, width-2)
	for n := range lines {
		lines[n] = " " + m.styles.Faint.Render(lines[n])
	}
	return lines
}

// judgingAlarms says where the verdicts of detectors come from.
const judgingAlarms = "Whether an alarm was justified is said with f on its incident. Alarms that nobody has judged are counted nowhere."

// detectors are whose alarms were false, by what people have said about them.
func (s *analytics) detectors(m *Model, width int) []string {
	all := s.insights.Detectors
	if len(all) == 0 {
		return append(m.nothing("No detector has raised an alarm that counts here.", "", width), m.faintly(judgingAlarms, width)...)
	}
	const number = 12
	name := min(max(28, width/3), 44)
	bar := min(mostBarCells, width-2-name-3*(number+1)-2)
	head := ruler.Fit("DETECTOR", name)
	for _, column := range []string{"judged", "false alarms", "share"} {
		head += " " + ruler.Right(column, number)
	}
	lines := []string{m.styles.Faint.Render(ruler.Fit(" "+head, width))}
	for _, d := range all {
		line := " " + ruler.Fit(look.Line(look.Words(d.Detector)), name) + " " + ruler.Right(strconv.Itoa(d.Judged), number) +
			" " + ruler.Right(strconv.Itoa(d.FalseAlarms), number) + " " + ruler.Right(percent(d.Rate), number)
		if d.Rate != nil && bar >= leastBar {
			line += "  " + look.Bar(*d.Rate, bar)
		}
		lines = append(lines, ruler.Fit(line, width))
	}
	return append(append(lines, ""), m.faintly(judgingAlarms, width)...)
}
