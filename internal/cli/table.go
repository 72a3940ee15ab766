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
	data string
	text string
	look style
}

// column says how one property of T is shown. Wide columns appear only with
// -o wide; a column that may shrink gives way first when the terminal is narrow.
type column[T any] struct {
	name   string
	wide   bool
	right  bool
	shrink bool
	cell   func(v T) cell
}

// grid is a table whose rows no longer know what they were made of.
type grid struct {
	names  []string
	right  []bool
	shrink []bool
	rows   [][]cell
}

func gridOf[T any](columns []column[T], values []T, wide bool) grid {
	var g grid
	shown := slices.DeleteFunc(slices.Clone(columns), func(c column[T]) bool { return c.wide && !wide })
	for _, c := range shown {
		g.names, g.right, g.shrink = append(g.names, c.name), append(g.right, c.right), append(g.shrink, c.shrink)
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
		b.WriteString(strings.Join(g.names, "\t") + "\n")
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
func (g grid) csv(w io.Writer, header bool) error {
	out := csv.NewWriter(w)
	if header {
		if err := out.Write(g.names); err != nil {
			return err
		}
	}
	for _, row := range g.rows {
		record := make([]string, len(row))
		for i, c := range row {
			record[i] = c.data
		}
		if err := out.Write(record); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// human writes the grid for a terminal of the given width; 0 means that nothing
// is cut.
func (g grid) human(s *screen, header bool, width int) {
	texts := g.texts()
	widths := g.widths(texts, header, width)
	if header {
		names := make([]cell, len(g.names))
		for i, name := range g.names {
			names[i] = cell{text: name, look: faint}
		}
		s.line(g.join(s, names, widths))
	}
	for _, row := range texts {
		s.line(g.join(s, row, widths))
	}
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
func (g grid) widths(rows [][]cell, header bool, limit int) []int {
	widths := make([]int, len(g.names))
	for i, name := range g.names {
		if header {
			widths[i] = ansi.StringWidth(name)
		}
	}
	for _, row := range rows {
		for i, c := range row {
			widths[i] = max(widths[i], ansi.StringWidth(c.text))
		}
	}
	total := gap * (len(widths) - 1)
	for _, w := range widths {
		total += w
	}
	for i := range widths {
		if limit > 0 && total > limit && g.shrink[i] {
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
		b.WriteString(s.pad(c, widths[i], g.right[i], i == len(row)-1))
	}
	return b.String()
}
