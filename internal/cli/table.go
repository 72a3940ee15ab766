package cli

import (
	"encoding/csv"
	"io"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// cell is one value in its two forms: as data for programs, and as text for
// people. Text that is empty is made of the data.
type cell struct {
	data  string
	text  string
	short string // what to show instead of text on a narrow terminal
	look  style
}

// column says how one property of T is shown. Wide columns appear only with
// -o wide. On a narrow terminal a column that may shrink gives way first; before
// it has less than keep, the others are shown short, and those that may drop go.
type column[T any] struct {
	name   string
	short  string // the name on a narrow terminal
	wide   bool
	right  bool
	shrink bool
	keep   int
	drop   bool
	cell   func(v T) cell
}

// shape is what a grid knows of a column.
type shape struct {
	name, short         string
	right, shrink, drop bool
	keep                int
}

// grid is a table whose rows no longer know what they were made of.
type grid struct {
	columns []shape
	rows    [][]cell
}

func gridOf[T any](columns []column[T], values []T, wide bool) grid {
	var g grid
	shown := slices.DeleteFunc(slices.Clone(columns), func(c column[T]) bool { return c.wide && !wide })
	for _, c := range shown {
		g.columns = append(g.columns, shape{name: c.name, short: c.short, right: c.right, shrink: c.shrink, drop: c.drop, keep: c.keep})
	}
	for _, v := range values {
		row := make([]cell, len(shown))
		for i, c := range shown {
			row[i] = c.cell(v)
		}
		g.rows = append(g.rows, row)
	}
	return g
}

// tsv writes the grid for a pipe: nothing is cut, nothing is coloured.
func (g grid) tsv(w io.Writer, header bool) error {
	var b strings.Builder
	if header {
		b.WriteString(strings.Join(g.names(), "\t") + "\n")
	}
	for _, row := range g.rows {
		for i, c := range row {
			if i > 0 {
				b.WriteByte('\t')
			}
			b.WriteString(escaped(c.data))
		}
		b.WriteByte('\n')
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// csv writes the grid for a spreadsheet.
func (g grid) csv(w io.Writer, header bool, data func(string) string) error {
	out := csv.NewWriter(w)
	if header {
		if err := out.Write(g.names()); err != nil {
			return err
		}
	}
	for _, row := range g.rows {
		record := make([]string, len(row))
		for i, c := range row {
			record[i] = data(c.data)
		}
		if err := out.Write(record); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func (g grid) names() []string {
	names := make([]string, len(g.columns))
	for i, c := range g.columns {
		names[i] = c.name
	}
	return names
}

// human writes the grid for a terminal of the given width; 0 means that nothing
// is cut.
func (g grid) human(s *screen, header bool, width int) {
	g.rows = g.texts()
	g = g.fitted(header, width)
	widths := g.widths(header, width)
	if header {
		names := make([]cell, len(g.columns))
		for i, c := range g.columns {
			names[i] = cell{text: c.name, look: faint}
		}
		s.line(g.join(s, names, widths))
	}
	for _, row := range g.rows {
		s.line(g.join(s, row, widths))
	}
}

// fitted is the grid as it fits into a width: as it is, else with its short
// forms, else without the columns that may drop, from the right.
func (g grid) fitted(header bool, limit int) grid {
	if !g.squeezed(header, limit) {
		return g
	}
	g = g.shortened()
	for i := len(g.columns) - 1; i >= 0 && g.squeezed(header, limit); i-- {
		if g.columns[i].drop {
			g = g.without(i)
		}
	}
	return g
}

// squeezed says whether a column gets less than it needs, or does not fit.
func (g grid) squeezed(header bool, limit int) bool {
	if limit <= 0 {
		return false
	}
	natural, given := g.widths(header, 0), g.widths(header, limit)
	total := gap * (len(given) - 1)
	for i, width := range given {
		total += width
		if width < min(natural[i], g.columns[i].keep) {
			return true
		}
	}
	return total > limit
}

func (g grid) shortened() grid {
	short := grid{columns: slices.Clone(g.columns)}
	for i, c := range short.columns {
		if c.short != "" {
			short.columns[i].name = c.short
		}
	}
	for _, row := range g.rows {
		row = slices.Clone(row)
		for i, c := range row {
			if c.short != "" {
				row[i].text = oneLine(c.short)
			}
		}
		short.rows = append(short.rows, row)
	}
	return short
}

func (g grid) without(column int) grid {
	rest := grid{columns: slices.Delete(slices.Clone(g.columns), column, column+1)}
	for _, row := range g.rows {
		rest.rows = append(rest.rows, slices.Delete(slices.Clone(row), column, column+1))
	}
	return rest
}

func (g grid) texts() [][]cell {
	rows := make([][]cell, len(g.rows))
	for i, row := range g.rows {
		rows[i] = slices.Clone(row)
		for j := range rows[i] {
			c := &rows[i][j]
			if c.text == "" {
				c.text = c.data
			}
			c.text = oneLine(c.text)
		}
	}
	return rows
}

const (
	gap      = 2
	leastFit = 8 // a shrunken column keeps this many cells
)

// widths measures in terminal cells, so that wide characters never break a
// column, and takes from the columns that may shrink what does not fit.
func (g grid) widths(header bool, limit int) []int {
	widths := make([]int, len(g.columns))
	for i, c := range g.columns {
		if header {
			widths[i] = ansi.StringWidth(c.name)
		}
	}
	for _, row := range g.rows {
		for i, c := range row {
			widths[i] = max(widths[i], ansi.StringWidth(c.text))
		}
	}
	total := gap * (len(widths) - 1)
	for _, w := range widths {
		total += w
	}
	for i := range widths {
		if limit > 0 && total > limit && g.columns[i].shrink {
			cut := min(total-limit, max(0, widths[i]-leastFit))
			widths[i] -= cut
			total -= cut
		}
	}
	return widths
}

func (g grid) join(s *screen, row []cell, widths []int) string {
	var b strings.Builder
	for i, c := range row {
		if i > 0 {
			b.WriteString(strings.Repeat(" ", gap))
		}
		b.WriteString(s.pad(c, widths[i], g.columns[i].right, i == len(row)-1))
	}
	return b.String()
}
