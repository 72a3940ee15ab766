package tui

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"charm.land/lipgloss/v2"

	"github.com/airra/airra/internal/airra"
)

// A cell of braille is two dots wide and four dots high.
const (
	dotsAcross = 2
	dotsDown   = 4
)

// grid is the area of a chart, cell by cell.
type grid struct {
	cols, rows int
	dots       []rune // which dots of a cell are set, as braille numbers them
	band       []bool // which rows lie in the band
	marked     []rune // the sign of the columns that hold an anomalous point, 0 for the others
}

func newGrid(cols, rows int) *grid {
	return &grid{cols: cols, rows: rows, dots: make([]rune, cols*rows), band: make([]bool, rows), marked: make([]rune, cols)}
}

// brailleDots are the bits of a cell by row and column of the dot.
var brailleDots = [dotsDown][dotsAcross]rune{{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}}

func (g *grid) dot(x, y int) {
	g.dots[y/dotsDown*g.cols+x/dotsAcross] |= brailleDots[y%dotsDown][x%dotsAcross]
}

// trace draws the series. Points that lie much further apart than usual are not joined:
// a line there would be a claim about values that nobody has measured.
func (g *grid) trace(points []airra.Point, s scale) {
	gap := 4 * usualStep(points)
	for n, p := range points {
		x, y := s.across(p.At, g.cols*dotsAcross), s.down(p.Value, g.rows*dotsDown)
		g.dot(x, y)
		if n == 0 || gap > 0 && p.At.Sub(points[n-1].At) > gap {
			continue
		}
		g.join(s.across(points[n-1].At, g.cols*dotsAcross), s.down(points[n-1].Value, g.rows*dotsDown), x, y)
	}
}

// join sets the dots between two points.
func (g *grid) join(fromX, fromY, toX, toY int) {
	steps := max(toX-fromX, fromX-toX, toY-fromY, fromY-toY)
	for n := 1; n < steps; n++ {
		g.dot(fromX+(toX-fromX)*n/steps, fromY+(toY-fromY)*n/steps)
	}
}

// usualStep is the median distance of neighbours.
func usualStep(points []airra.Point) time.Duration {
	if len(points) < 2 {
		return 0
	}
	steps := make([]time.Duration, 0, len(points)-1)
	for n := 1; n < len(points); n++ {
		steps = append(steps, points[n].At.Sub(points[n-1].At))
	}
	slices.Sort(steps)
	return steps[len(steps)/2]
}

// shade notes the rows that the band covers.
func (g *grid) shade(b *airra.Band, s scale) {
	if b == nil {
		return
	}
	from, to := s.down(b.High, g.rows*dotsDown)/dotsDown, s.down(b.Low, g.rows*dotsDown)/dotsDown
	for row := from; row <= to; row++ {
		g.band[row] = true
	}
}

// mark notes the columns of the anomalous points, and those between two neighbours that
// are both anomalous.
func (g *grid) mark(points []airra.Point, marks []time.Time, b *airra.Band, s scale) {
	anomalous := make(map[int64]bool, len(marks))
	for _, at := range marks {
		anomalous[at.UnixNano()] = true
	}
	before := -1 // the column of the neighbour, where that is anomalous too
	for _, p := range points {
		if !anomalous[p.At.UnixNano()] {
			before = -1
			continue
		}
		sign := markOf(p.Value, b)
		at := s.across(p.At, g.cols*dotsAcross) / dotsAcross
		if before < 0 {
			before = at
		}
		for col := before; col <= at; col++ {
			g.marked[col] = sign
		}
		before = at
	}
}

// markOf is the sign of an anomalous value: to which side it left the band.
func markOf(value float64, b *airra.Band) rune {
	if b != nil && value < b.Low {
		return '▾'
	}
	return '▴'
}

// row draws a row. Cells that look alike are painted together, because a terminal over
// a slow line reads every byte.
func (g *grid) row(row int, paint ink) string {
	var b strings.Builder
	var run strings.Builder
	var last lipgloss.Style
	kind := -1
	for col := range g.cols {
		text, style, k := g.cell(row, col, paint)
		if k != kind {
			b.WriteString(last.Render(run.String()))
			run.Reset()
			last, kind = style, k
		}
		run.WriteString(text)
	}
	b.WriteString(last.Render(run.String()))
	return b.String()
}

func (g *grid) cell(row, col int, paint ink) (text string, style lipgloss.Style, kind int) {
	dots := g.dots[row*g.cols+col]
	switch {
	case dots != 0 && g.marked[col] != 0:
		return string('\u2800' + dots), paint.mark, 1
	case dots != 0:
		return string('\u2800' + dots), paint.line, 2
	case g.band[row]:
		return "░", paint.band, 3
	default:
		return " ", lipgloss.NewStyle(), 0
	}
}

// rail is the row below the chart in which the anomalous points are marked, for those
// who see no colours.
func (g *grid) rail(paint ink) string {
	var b strings.Builder
	for _, sign := range g.marked {
		b.WriteRune(cmp.Or(sign, ' '))
	}
	return paint.mark.Render(b.String())
}
