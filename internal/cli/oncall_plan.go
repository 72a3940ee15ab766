package cli

import (
	"time"

	"github.com/airra/airra/internal/airra"
)

// plannedColumns are the columns of shifts of a plan, which brings the people along.
func plannedColumns(a *App, plan airra.Calendar) []column[airra.Shift] {
	s := a.screen()
	text := func(name string, get func(v airra.Shift) string) column[airra.Shift] {
		return column[airra.Shift]{name: name, wide: true, cell: func(v airra.Shift) cell { return cell{data: get(v)} }}
	}
	return []column[airra.Shift]{
		{name: "LEVEL", cell: func(v airra.Shift) cell { return cell{data: string(v.Level)} }},
		{name: "ENGINEER", cell: func(v airra.Shift) cell { return cell{data: engineerOf(plan, v.EngineerID).Name, look: accent} }},
		{name: "START", cell: func(v airra.Shift) cell { return momentCell(s, v.StartTime) }},
		{name: "END", cell: func(v airra.Shift) cell { return momentCell(s, v.EndTime) }},
		{name: "SERVICE", cell: func(v airra.Shift) cell { return scopeCell(v.Service) }},
		{name: "TEAM", cell: func(v airra.Shift) cell { return scopeCell(v.Team) }},
		{name: "SCHEDULE", cell: func(v airra.Shift) cell { return scheduleCell(v) }},
		text("LAYER", func(v airra.Shift) string { return textOf(v.Layer) }),
		text("REPLACES", func(v airra.Shift) string { return replacedName(plan, v) }),
		text("OVERRIDE_ID", func(v airra.Shift) string { return wordOf(v.OverrideID) }),
		text("EMAIL", func(v airra.Shift) string { return engineerOf(plan, v.EngineerID).Email }),
		text("ID", func(v airra.Shift) string { return string(v.ID) }),
	}
}

func replacedName(plan airra.Calendar, v airra.Shift) string {
	if v.Replaces == nil {
		return ""
	}
	return engineerOf(plan, *v.Replaces).Name
}

// drawPlan makes the screen of a plan: the chart, and below it in words who is on
// call now and when nobody is.
func drawPlan(s *screen, title string, q airra.CalendarQuery, plan airra.Calendar) {
	last := q.To.Add(-time.Minute)
	s.flow(s.paint(strong, "ON CALL")+"  ", "         ", s.paint(accent, oneLine(title))+"   "+
		q.From.Format("Mon 2 Jan")+" – "+last.Format("Mon 2 Jan 2006")+"   "+s.paint(faint, zoneName(q.From)))
	rows := chartRows(plan)
	if len(rows) == 0 {
		s.line("Nobody is on call in this time. Plan somebody: airra oncall rotation set --example")
		return
	}
	newChart(s, q.From, q.To, rows).draw(s)
	s.blank()
	drawHolder(s, outlook{plan, q.Service, q.Team})
	drawGaps(s, plan.Gaps)
}

// drawHolder says who is on call now, and who comes then.
func drawHolder(s *screen, o outlook) {
	if s.now.Before(o.From) || !s.now.Before(o.To) {
		return
	}
	current := o.holder(airra.LevelPrimary, s.now)
	if current == nil {
		s.line("now   " + s.paint(alarm, "no primary is on call"))
		return
	}
	line := oneLine(engineerOf(o.Calendar, current.EngineerID).Name)
	if current.OverrideID != nil {
		line += " (override)"
	}
	next, ok := o.following(airra.LevelPrimary, current.EngineerID, s.now)
	switch {
	case !ok:
	case next.Engineer == nil:
		line += " until " + s.date(next.At) + ", then " + s.paint(alarm, "nobody")
	default:
		line += " until " + s.date(next.At) + ", then " + oneLine(next.Engineer.Name)
		if next.Schedule.OverrideID != nil {
			line += " (override)"
		}
	}
	s.flow("now   ", "      ", line)
}

// gapsShown is how many gaps are told in words.
const gapsShown = 8

func drawGaps(s *screen, gaps []airra.LintResult) {
	for _, gap := range gaps[:min(len(gaps), gapsShown)] {
		s.flow(s.paint(alarm, "GAP")+"   ", "      ", gapText(s, gap))
	}
	more(s, len(gaps)-gapsShown, "airra oncall lint")
}

// gapText is when nobody is on call, and for what.
func gapText(s *screen, gap airra.LintResult) string {
	if gap.Start == nil || gap.End == nil {
		return oneLine(gap.Message)
	}
	text := s.dates(*gap.Start, *gap.End) + "  " + s.paint(faint, "("+span(gap.End.Sub(*gap.Start))+")")
	if gap.Service != "" {
		text += "  " + oneLine(string(gap.Service))
	}
	return text
}
