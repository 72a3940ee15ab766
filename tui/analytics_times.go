package tui

import (
	"strconv"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/look"
	"github.com/airra/airra/tui/ruler"
)

// times are how long it took until somebody had an incident, and until it was over.
func (s *analytics) times(m *Model, width int) []string {
	v := s.insights
	lines := m.spreadLines(v.Total, width)
	for _, table := range []struct {
		name string
		rows []airra.Breakdown
	}{{"BY WEEK", weeksOf(v.ByWeek)}, {"BY SEVERITY", v.BySeverity}, {"BY SERVICE", v.ByService}, {"BY SOURCE", v.BySource}} {
		if len(table.rows) > 0 {
			lines = append(append(lines, ""), m.breakdownLines(table.name, table.rows, width)...)
		}
	}
	return append(append(lines, ""), m.ageLines(v.OpenByAge, width)...)
}

// The columns of the tables of times.
const (
	keyCells     = 20
	countCells   = 6
	lengthCells  = 11  // 23 h 59 min
	p90From      = 100 // columns, for the slowest tenth beside the median
	leastBar     = 5
	mostBarCells = 40
)

// spreadLines are the two times with their spread.
func (m *Model) spreadLines(total airra.Breakdown, width int) []string {
	head := " " + m.styles.Strong.Render(ruler.Fit("FROM DETECTION TO", keyCells))
	for _, name := range []string{"median", "p90", "mean"} {
		head += " " + m.styles.Faint.Render(ruler.Right(name, lengthCells))
	}
	lines := []string{ruler.Fit(head+" "+m.styles.Faint.Render(ruler.Right("count", countCells)), width)}
	for _, row := range []struct {
		name   string
		spread airra.Spread
	}{{"acknowledged (MTTA)", total.MTTA}, {"resolved (MTTR)", total.MTTR}} {
		line := " " + ruler.Fit(row.name, keyCells)
		for _, value := range []*float64{row.spread.Median, row.spread.P90, row.spread.Mean} {
			line += " " + ruler.Right(took(value), lengthCells)
		}
		lines = append(lines, ruler.Fit(line+" "+ruler.Right(strconv.Itoa(row.spread.Count), countCells), width))
	}
	return lines
}

// breakdownLines are the two times of each part of the incidents. The bar compares how
// long the parts took until they were resolved.
func (m *Model) breakdownLines(name string, rows []airra.Breakdown, width int) []string {
	columns := []string{"MTTA", "MTTR"}
	if width >= p90From {
		columns = []string{"MTTA", "p90", "MTTR", "p90"}
	}
	head := ruler.Right("count", countCells)
	for _, column := range columns {
		head += " " + ruler.Right(column, lengthCells)
	}
	lines := []string{ruler.Fit(" "+m.styles.Strong.Render(ruler.Fit(name, keyCells))+" "+m.styles.Faint.Render(head), width)}
	longest := 0.0
	for _, r := range rows {
		if r.MTTR.Median != nil {
			longest = max(longest, *r.MTTR.Median)
		}
	}
	bar := min(mostBarCells, width-2-keyCells-1-countCells-len(columns)*(lengthCells+1)-2)
	for _, r := range rows {
		line := " " + ruler.Fit(look.Line(look.Words(r.Key)), keyCells) + " " + ruler.Right(strconv.Itoa(r.Incidents), countCells)
		for _, value := range lengthsOf(r, len(columns)) {
			line += " " + ruler.Right(took(value), lengthCells)
		}
		if bar >= leastBar && r.MTTR.Median != nil && longest > 0 {
			line += "  " + look.Bar(*r.MTTR.Median/longest, bar)
		}
		lines = append(lines, ruler.Fit(line, width))
	}
	return lines
}

// lengthsOf are the times of a row, with the slowest tenth where it has room.
func lengthsOf(r airra.Breakdown, columns int) []*float64 {
	if columns == 4 {
		return []*float64{r.MTTA.Median, r.MTTA.P90, r.MTTR.Median, r.MTTR.P90}
	}
	return []*float64{r.MTTA.Median, r.MTTR.Median}
}

// weeksOf names the weeks as people do: 3 Nov in the place of 2025-11-03. A key of
// another form stays as it is.
func weeksOf(rows []airra.Breakdown) []airra.Breakdown {
	named := make([]airra.Breakdown, len(rows))
	for n, r := range rows {
		if monday, err := time.Parse(time.DateOnly, r.Key); err == nil {
			r.Key = monday.Format("Mon 2 Jan 2006")
		}
		named[n] = r
	}
	return named
}

// ageLines say for how long what is open has been so.
func (m *Model) ageLines(ages []airra.AgeCount, width int) []string {
	lines := []string{m.section("OPEN NOW", "by age")}
	most := 0
	for _, a := range ages {
		most = max(most, a.Incidents)
	}
	if most == 0 {
		return append(lines, " "+m.styles.Good.Render("✓ nothing is open"))
	}
	for _, a := range ages {
		lines = append(lines, m.countedRow(a.Age, a.Incidents, most, width))
	}
	return lines
}

// countedRow is a name with its number, and a bar that compares it with the greatest.
func (m *Model) countedRow(name string, count, most, width int) string {
	bar := min(mostBarCells, width-2-keyCells-1-countCells-2)
	return ruler.Fit(" "+ruler.Fit(look.Line(name), keyCells)+" "+ruler.Right(strconv.Itoa(count), countCells)+"  "+look.Bar(float64(count)/float64(max(1, most)), bar), width)
}
