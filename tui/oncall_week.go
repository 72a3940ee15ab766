package tui

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/look"
	"github.com/airra/airra/tui/ruler"
)

// weekRow is one line of the week: a person on a level, or the times without anybody.
type weekRow struct {
	level airra.OnCallLevel
	name  string
	spans [][2]time.Time
	gap   bool
}

// weekRows gathers the shifts of a plan by level and person, each level in the order of
// calling, and under it its gaps.
func weekRows(c *airra.Calendar) []weekRow {
	var rows []weekRow
	add := func(row weekRow, from, to time.Time) {
		at := slices.IndexFunc(rows, func(r weekRow) bool { return r.level == row.level && r.gap == row.gap && r.name == row.name })
		if at < 0 {
			at = len(rows)
			rows = append(rows, row)
		}
		rows[at].spans = append(rows[at].spans, [2]time.Time{from, to})
	}
	for _, v := range c.Shifts {
		if v.IsActive {
			add(weekRow{level: v.Level, name: engineerName(c, v.EngineerID) + onlyFor(v)}, v.StartTime, v.EndTime)
		}
	}
	for _, gap := range c.Gaps {
		if gap.Start != nil && gap.End != nil {
			add(weekRow{level: cmp.Or(gap.Level, airra.LevelPrimary), name: "GAP", gap: true}, *gap.Start, *gap.End)
		}
	}
	slices.SortStableFunc(rows, func(a, b weekRow) int {
		return cmp.Or(levelPlace(a.level)-levelPlace(b.level), gapsLast(a)-gapsLast(b), a.spans[0][0].Compare(b.spans[0][0]), strings.Compare(a.name, b.name))
	})
	return rows
}

func engineerName(c *airra.Calendar, id airra.EngineerID) string {
	for _, e := range c.Engineers {
		if e.ID == id {
			return look.Line(e.Name)
		}
	}
	return look.Line(string(id))
}

// onlyFor names the service or the team of a turn that is not for all.
func onlyFor(v airra.Shift) string {
	switch {
	case v.Service != nil:
		return " (" + look.Line(string(*v.Service)) + ")"
	case v.Team != nil:
		return " (" + look.Line(*v.Team) + ")"
	default:
		return ""
	}
}

// levelPlace is the place in the order of calling. A level that is not known here comes
// last.
func levelPlace(l airra.OnCallLevel) int {
	if at := slices.Index(airra.OnCallLevels, l); at >= 0 {
		return at
	}
	return len(airra.OnCallLevels)
}

func gapsLast(r weekRow) int {
	if r.gap {
		return 1
	}
	return 0
}

// planGridLines draw the plan of a period: a line for each person on a level, and for
// its gaps.
func (m *Model) planGridLines(c *airra.Calendar, g planGrid, width int) []string {
	const levelCells = 9
	rows := weekRows(c)
	if len(rows) == 0 {
		return m.nothing("Nobody is planned in this "+g.word()+". Plan turns with a file like this one:", "airra oncall rotation set --example", width)
	}
	name := 12
	for _, row := range rows {
		name = min(max(name, ansi.StringWidth(row.name)), max(12, width/5))
	}
	label := 1 + levelCells + 1 + name + 1
	g = g.fitted(width - label)
	var lines []string
	for _, head := range g.heads(m.opts.Now()) {
		lines = append(lines, strings.Repeat(" ", label)+m.styles.Faint.Render(head))
	}
	level := airra.OnCallLevel("")
	for _, row := range rows {
		word := ""
		if row.level != level {
			word, level = look.Line(string(row.level)), row.level
		}
		person, bars := ruler.Fit(row.name, name), planBars(row, g)
		if row.gap {
			person, bars = m.styles.Alarm.Render(person), m.styles.Alarm.Render(bars)
		}
		lines = append(lines, " "+ruler.Fit(word, levelCells)+" "+person+" "+bars)
	}
	return lines
}

// dayCells divides a day so that each cell is whole hours.
func dayCells(room int) int {
	for _, cells := range []int{24, 12, 8, 6, 4, 3, 2} {
		if cells <= room {
			return cells
		}
	}
	return 1
}

// planBars draws when a row has its spans. A cell is filled when at least half of it is
// covered, and of a gap every cell that is touched: a plan must not hide that nobody is
// there.
func planBars(row weekRow, g planGrid) string {
	glyph := look.Level(row.level)
	if row.gap {
		glyph = look.Gap
	}
	var b strings.Builder
	for n := range g.days {
		start := g.day(n)
		length := g.day(n+1).Sub(start) / time.Duration(g.cells)
		for cell := range g.cells {
			at := start.Add(time.Duration(cell) * length)
			covered := coveredOf(at, at.Add(length), row.spans)
			if covered*2 >= length || row.gap && covered > 0 {
				b.WriteString(glyph)
			} else {
				b.WriteString(" ")
			}
		}
		if g.spaced(n) {
			b.WriteString(" ")
		}
	}
	return b.String()
}

// coveredOf is how much of a stretch of time the spans cover.
func coveredOf(from, to time.Time, spans [][2]time.Time) (covered time.Duration) {
	for _, span := range spans {
		start, end := span[0], span[1]
		if start.Before(from) {
			start = from
		}
		if end.After(to) {
			end = to
		}
		covered += max(0, end.Sub(start))
	}
	return covered
}

// gapLines say in words when nobody is on call.
func (m *Model) gapLines(c *airra.Calendar, word string, width int) []string {
	if len(c.Gaps) == 0 {
		return []string{" " + m.styles.Good.Render("✓ no gaps in this "+word)}
	}
	var lines []string
	for _, gap := range c.Gaps {
		text := gap.Message
		if gap.Start != nil && gap.End != nil {
			text = m.dutySpan(*gap.Start, *gap.End) + "  nobody is on call as " + string(cmp.Or(gap.Level, airra.LevelPrimary))
		}
		for _, line := range wrap(text, width-8) {
			lines = append(lines, " "+m.styles.Alarm.Render("! GAP")+"  "+line)
		}
	}
	return lines
}

// dutySpan is a span of time with its weekdays. The end of a day is 24:00 of it and not
// 00:00 of the next.
func (m *Model) dutySpan(from, to time.Time) string {
	zone := m.location()
	from, to = from.In(zone), to.In(zone)
	midnight := time.Date(from.Year(), from.Month(), from.Day()+1, 0, 0, 0, 0, zone)
	switch {
	case to.Equal(midnight):
		return from.Format("Mon 2 Jan 15:04") + "–24:00"
	case to.Before(midnight):
		return from.Format("Mon 2 Jan 15:04") + "–" + to.Format("15:04")
	default:
		return from.Format("Mon 2 Jan 15:04") + " – " + to.Format("Mon 2 Jan 15:04")
	}
}
