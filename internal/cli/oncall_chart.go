package cli

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/look"
)

// chartRow is one line of the chart: a person on a level, or the times in which a
// level has nobody.
type chartRow struct {
	level airra.OnCallLevel
	name  string
	spans [][2]time.Time
	gap   bool
}

// chartRows gathers the shifts of a plan by level and person, each level in the
// order in which its people come, and below them its gaps.
func chartRows(plan airra.Calendar) []chartRow {
	var rows []chartRow
	add := func(row chartRow, start, end time.Time) {
		at := slices.IndexFunc(rows, func(r chartRow) bool { return r.level == row.level && r.gap == row.gap && r.name == row.name })
		if at < 0 {
			at = len(rows)
			rows = append(rows, row)
		}
		rows[at].spans = append(rows[at].spans, [2]time.Time{start, end})
	}
	for _, v := range plan.Shifts {
		if v.IsActive {
			add(chartRow{level: v.Level, name: oneLine(engineerOf(plan, v.EngineerID).Name)}, v.StartTime, v.EndTime)
		}
	}
	for _, gap := range plan.Gaps {
		if gap.Start != nil && gap.End != nil {
			level := airra.OnCallLevel(nonEmptyOr(string(gap.Level), string(airra.LevelPrimary)))
			add(chartRow{level: level, name: "GAP", gap: true}, *gap.Start, *gap.End)
		}
	}
	slices.SortStableFunc(rows, func(a, b chartRow) int {
		return cmp.Or(levelOrder(a.level)-levelOrder(b.level), order(a.gap)-order(b.gap), a.spans[0][0].Compare(b.spans[0][0]), cmp.Compare(a.name, b.name))
	})
	return rows
}

func order(later bool) int {
	if later {
		return 1
	}
	return 0
}

// levelOrder is the place of a level in the order of calling. One that this version
// does not know comes last.
func levelOrder(level airra.OnCallLevel) int {
	if at := slices.Index(airra.OnCallLevels, level); at >= 0 {
		return at
	}
	return len(airra.OnCallLevels)
}

// chart is the chart laid out for a width. Every day has the same number of cells,
// so that a day of 23 or 25 hours is as wide as the others.
type chart struct {
	days  []time.Time // midnights, and the one after the last day
	rows  []chartRow
	label int // cells before the first day
	name  int // of which the name of a person has so many
	cells int // of a day
	block int // days that stand beside each other
}

const (
	levelWidth = 9 // secondary
	leastName  = 8
)

// cellsOfDay are the ways to divide a day so that each cell is whole hours.
var cellsOfDay = []int{24, 12, 8, 6, 4, 3, 2, 1}

func newChart(s *screen, from, to time.Time, rows []chartRow) chart {
	c := chart{rows: rows, name: leastName}
	for day := from; !day.After(to); day = day.AddDate(0, 0, 1) {
		c.days = append(c.days, day)
	}
	width := s.width
	if width <= 0 {
		width = 120
	}
	for _, row := range rows {
		c.name = min(max(c.name, ansi.StringWidth(row.name)), max(leastName, (width-20)*3/10))
	}
	c.label = levelWidth + gap + c.name + gap
	c.block = len(c.days) - 1
	for _, c.cells = range cellsOfDay {
		if c.width(c.block) <= width-c.label {
			return c
		}
	}
	// Even with one cell for a day they do not fit beside each other.
	for c.block > 7 && c.width(c.block) > width-c.label {
		c.block = (c.block - 1) / 7 * 7
	}
	return c
}

// width is how many cells so many days take.
func (c chart) width(days int) int {
	if c.spaced() {
		return days*(c.cells+1) - 1
	}
	return days*c.cells + days/7 + 1
}

// spaced says whether days stand apart. Narrow ones do only where a week begins.
func (c chart) spaced() bool { return c.cells >= 3 }

// column is where a day of a block begins.
func (c chart) column(block []time.Time, i int) int {
	if c.spaced() {
		return i * (c.cells + 1)
	}
	at := i * c.cells
	for _, day := range block[1 : i+1] {
		if day.Weekday() == time.Monday {
			at++
		}
	}
	return at
}

func (c chart) draw(s *screen) {
	for first := 0; first < len(c.days)-1; first += c.block {
		block := c.days[first:min(first+c.block+1, len(c.days))]
		s.blank()
		s.line(s.paint(faint, strings.Repeat(" ", c.label)+c.header(block)))
		if mark := c.marker(block, s.now); mark != "" {
			s.line(strings.Repeat(" ", c.label) + s.paint(accent, mark))
		}
		level := airra.OnCallLevel("")
		for _, row := range c.rows {
			if bars := c.bars(row, block); bars != "" {
				s.line(c.line(s, row, bars, row.level != level))
				level = row.level
			}
		}
	}
}

// header names the days, as far as there is room for it.
func (c chart) header(block []time.Time) string {
	line := newCells(c.column(block, len(block)-2) + c.cells + len("Mon 31"))
	for i, day := range block[:len(block)-1] {
		label := ""
		switch {
		case c.cells >= len("Mon 31"):
			label = day.Format("Mon 2")
		case c.spaced():
			label = day.Format("2")
		case i == 0 || day.Weekday() == time.Monday:
			label = day.Format("2 Jan")
		}
		if at := c.column(block, i); line.free(at, label) {
			line.write(at, label)
		}
	}
	return line.String()
}

// marker points at now, or is empty when that is not in the block.
func (c chart) marker(block []time.Time, now time.Time) string {
	for i, day := range block[:len(block)-1] {
		if end := block[i+1]; !now.Before(day) && now.Before(end) {
			at := int(float64(c.cells) * float64(now.Sub(day)) / float64(end.Sub(day)))
			return strings.Repeat(" ", c.column(block, i)+at) + "▼ now"
		}
	}
	return ""
}

// line draws one row. The level is named only where it begins.
func (c chart) line(s *screen, row chartRow, bars string, named bool) string {
	level := ""
	if named {
		level = oneLine(string(row.level))
	}
	look, person := plain, cell{text: row.name}
	if row.gap {
		look, person.look = alarm, alarm
	}
	spaces := strings.Repeat(" ", gap)
	return s.pad(cell{text: level}, levelWidth, false, false) + spaces + s.pad(person, c.name, false, false) + spaces + s.paint(look, bars)
}

// bars draws when a row has its spans. A cell is filled when at least half of it is
// covered; what is shorter than that fills the cell it lies in, and of a gap every
// touched cell, since the one thing a plan must not hide is that nobody is there.
func (c chart) bars(row chartRow, block []time.Time) string {
	line := newCells(c.column(block, len(block)-2) + c.cells)
	for i, day := range block[:len(block)-1] {
		filled := make([]bool, c.cells)
		for _, span := range row.spans {
			fill(filled, day, block[i+1], span, row.gap)
		}
		text := ""
		for _, yes := range filled {
			if yes {
				text += rowGlyph(row)
			} else {
				text += " "
			}
		}
		if row.gap {
			text = gapWords(text)
		}
		line.write(c.column(block, i), text)
	}
	return line.String()
}

func rowGlyph(row chartRow) string {
	if row.gap {
		return look.Gap
	}
	return look.Level(row.level)
}

// gapWords begins each gap with the word where there is room for it.
func gapWords(text string) string {
	runs := strings.Split(text, " ")
	for i, run := range runs {
		if len(run) >= len("GAP") {
			runs[i] = "GAP" + run[len("GAP"):]
		}
	}
	return strings.Join(runs, " ")
}

// fill marks the cells of a day that a span covers.
func fill(filled []bool, start, end time.Time, span [2]time.Time, touched bool) {
	length := end.Sub(start) / time.Duration(len(filled))
	short := span[1].Sub(span[0]) < length
	for i := range filled {
		from := start.Add(time.Duration(i) * length)
		covered := overlap(from, from.Add(length), span)
		switch {
		case covered*2 >= length, touched && covered > 0:
			filled[i] = true
		case short && covered > 0 && covered*2 >= span[1].Sub(span[0]):
			filled[i] = true
		}
	}
}

func overlap(from, to time.Time, span [2]time.Time) time.Duration {
	if span[0].After(from) {
		from = span[0]
	}
	if span[1].Before(to) {
		to = span[1]
	}
	return max(0, to.Sub(from))
}

// cells is a line that is written out of order, one cell for each rune.
type cells []rune

func newCells(width int) cells { return cells(strings.Repeat(" ", max(width, 0))) }

// write puts a text at a place, as far as the line goes.
func (c cells) write(at int, text string) { copy(c[min(at, len(c)):], []rune(text)) }

// free says whether a text can stand at a place without touching another.
func (c cells) free(at int, text string) bool {
	return strings.TrimSpace(string(c[max(at-1, 0):min(at+len(text), len(c))])) == ""
}

func (c cells) String() string { return strings.TrimRight(string(c), " ") }
