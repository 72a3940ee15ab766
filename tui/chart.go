package tui

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"charm.land/lipgloss/v2"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/look"
	"github.com/airra/airra/tui/ruler"
)

// plot is what a chart shows: a series, the band in which it is normal, and which of
// its points were anomalous.
type plot struct {
	points []airra.Point
	band   *airra.Band // nil where no baseline is known
	marks  []time.Time
	unit   string
	zone   *time.Location // of the times below the chart; nil is that of the points
}

// ink is what the parts of a chart are painted with. The zero value paints nothing,
// which loses nothing: the band has its own sign, and marks stand in a row of their own.
type ink struct{ line, band, mark, axis lipgloss.Style }

// leastChart is the least room in which a chart says anything.
const (
	leastChartWidth  = 24
	leastChartHeight = 4
)

// chart draws a series as lines that are exactly so wide: an axis with the largest and
// the smallest value, dots of braille for the series, ░ for the band, a row that marks
// the anomalous points by whether they lie above or below the band, and the times of both ends. It is a pure function, and the
// height it is given is the height it takes.
func chart(p plot, paint ink, width, height int) []string {
	points := finite(p.points)
	if width < leastChartWidth || height < leastChartHeight || len(points) == 0 {
		return []string{ruler.Fit("no points were stored", width)}
	}
	s := scaleOf(points, p.band)
	labels := []string{airra.Quantity(s.high, look.Line(p.unit)), airra.Quantity(s.low, look.Line(p.unit))}
	gutter := max(lipgloss.Width(labels[0]), lipgloss.Width(labels[1]))
	cols, rows := width-gutter-3, height-2
	if cols < 8 {
		return []string{ruler.Fit("no room for a chart", width)}
	}
	g := newGrid(cols, rows)
	g.trace(points, s)
	g.shade(p.band, s)
	g.mark(points, p.marks, p.band, s)
	lines := make([]string, 0, height)
	for row := range rows {
		label, edge := "", "│"
		switch row {
		case 0:
			label, edge = labels[0], "┤"
		case rows - 1:
			label, edge = labels[1], "┼"
		}
		lines = append(lines, ruler.Right(label, gutter)+" "+paint.axis.Render(edge)+g.row(row, paint)+" ")
	}
	return append(lines, strings.Repeat(" ", gutter+2)+g.rail(paint)+" ", ruler.Fit(strings.Repeat(" ", gutter+2)+ends(points, p.zone, cols), width))
}

// finite leaves out what is no number, and puts the rest in order of time.
func finite(points []airra.Point) []airra.Point {
	kept := slices.DeleteFunc(slices.Clone(points), func(p airra.Point) bool { return math.IsNaN(p.Value) || math.IsInf(p.Value, 0) })
	slices.SortStableFunc(kept, func(a, b airra.Point) int { return a.At.Compare(b.At) })
	return kept
}

// ends writes the first and the last time of a series at the ends of a line.
func ends(points []airra.Point, zone *time.Location, width int) string {
	if zone == nil {
		zone = points[0].At.Location()
	}
	from, to := points[0].At.In(zone).Format("15:04:05"), points[len(points)-1].At.In(zone).Format("15:04:05")
	return from + ruler.Right(to, max(0, width-len(from)))
}

// scale says where a value and a time lie, in shares of the chart.
type scale struct {
	low, high float64
	from      time.Time
	length    time.Duration
}

// scaleOf takes in every point and the band. What is never negative begins at zero, so
// that a small move does not look like a large one.
func scaleOf(points []airra.Point, b *airra.Band) scale {
	byValue := func(a, b airra.Point) int { return cmp.Compare(a.Value, b.Value) }
	s := scale{low: slices.MinFunc(points, byValue).Value, high: slices.MaxFunc(points, byValue).Value}
	negative := s.low < 0
	if b != nil {
		s.low, s.high = min(s.low, b.Low), max(s.high, b.High)
	}
	if !negative {
		s.low = 0
	}
	if s.high <= s.low {
		s.high = s.low + 1
	}
	s.from = points[0].At
	s.length = points[len(points)-1].At.Sub(s.from)
	return s
}

// across gives the place of a time on so many steps from the left.
func (s scale) across(at time.Time, steps int) int {
	if s.length <= 0 {
		return 0
	}
	share := float64(at.Sub(s.from)) / float64(s.length)
	return min(max(int(math.Round(share*float64(steps-1))), 0), steps-1)
}

// down gives the place of a value on so many steps from the top.
func (s scale) down(value float64, steps int) int {
	share := (s.high - value) / (s.high - s.low)
	return min(max(int(math.Round(share*float64(steps-1))), 0), steps-1)
}
