package tui

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
)

var chartStart = time.Date(2026, 9, 1, 2, 10, 0, 0, time.UTC)

// series makes points a quarter of a minute apart.
func series(values ...float64) []airra.Point {
	points := make([]airra.Point, len(values))
	for n, v := range values {
		points[n] = airra.Point{At: chartStart.Add(time.Duration(n) * 15 * time.Second), Value: v}
	}
	return points
}

// step is quiet for a while and then high, as an incident begins.
func step(quiet, high int) plot {
	var values []float64
	for n := range quiet {
		values = append(values, 0.5+0.1*float64(n%2))
	}
	for range high {
		values = append(values, 9)
	}
	p := plot{points: series(values...), band: &airra.Band{Low: 0.2, High: 0.9}, unit: "/s"}
	for _, point := range p.points[quiet:] {
		p.marks = append(p.marks, point.At)
	}
	return p
}

func TestAChartShowsTheBandTheSeriesAndTheMarks(t *testing.T) {
	t.Parallel()
	want := strings.Split(strings.Trim(stepChart, "\n"), "\n")
	got := chart(step(20, 10), ink{}, 40, 8)
	for n := range got {
		got[n] = strings.TrimRight(got[n], " ")
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("chart (-want +got):\n%s\n%s", diff, strings.Join(got, "\n"))
	}
}

const stepChart = `
9/s ┤                      ⢰⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉
    │                      ⢸
    │                      ⡸
    │                      ⡇
    │                      ⡇
0/s ┼⠤⠒⠢⠔⠢⠤⠒⠤⠒⠤⠔⠢⠔⠒⠤⠒⠤⠔⠢⠔⠒⠤⠃░░░░░░░░░░░
                            ▴▴▴▴▴▴▴▴▴▴▴
     02:10:00                  02:17:15
`

func TestAChartIsExactlyAsLargeAsItsRoom(t *testing.T) {
	t.Parallel()
	plots := map[string]plot{
		"a step":          step(20, 10),
		"one point":       {points: series(3)},
		"a flat line":     {points: series(2, 2, 2)},
		"zeros":           {points: series(0, 0, 0), band: &airra.Band{}},
		"negative":        {points: series(-3, -1, 4)},
		"same moment":     {points: []airra.Point{{At: chartStart, Value: 1}, {At: chartStart, Value: 2}}},
		"wide unit":       {points: series(1, 2), unit: "件/秒"},
		"huge":            {points: series(1e300, -1e300)},
		"thousand points": {points: series(make([]float64, 1000)...)},
		"hostile unit":    {points: series(1, 2), unit: "\x1b[2J"},
	}
	for name, p := range plots {
		for _, size := range [][2]int{{24, 4}, {40, 8}, {80, 12}, {200, 40}} {
			lines := chart(p, ink{}, size[0], size[1])
			if len(lines) != size[1] && len(lines) != 1 {
				t.Errorf("%s at %v takes %d lines", name, size, len(lines))
			}
			for _, line := range lines {
				if w := ansi.StringWidth(line); w != size[0] || strings.Contains(line, "\x1b") {
					t.Errorf("%s at %v: %q is %d wide", name, size, line, w)
				}
			}
		}
	}
}

func TestWhatIsNoNumberIsNotDrawn(t *testing.T) {
	t.Parallel()
	odd := series(1, math.NaN(), 3, math.Inf(1))
	if diff := cmp.Diff([]float64{1, 3}, valuesOf(finite(odd))); diff != "" {
		t.Error(diff)
	}
	if got := chart(plot{points: series(math.NaN())}, ink{}, 40, 8); !strings.Contains(got[0], "no points") {
		t.Errorf("a chart of nothing says %q", got[0])
	}
}

func TestAGapIsNotBridged(t *testing.T) {
	t.Parallel()
	joined := series(5, 5, 5, 5, 5, 5)
	torn := series(5, 5, 5, 5, 5, 5)
	for n := 3; n < len(torn); n++ {
		torn[n].At = torn[n].At.Add(time.Hour)
	}
	filled := func(points []airra.Point) int {
		return strings.Count(ansi.Strip(chart(plot{points: points}, ink{}, 60, 6)[0]), " ")
	}
	if filled(torn) <= filled(joined)+20 {
		t.Errorf("a gap of an hour is drawn as a line: %d blanks against %d", filled(torn), filled(joined))
	}
}
