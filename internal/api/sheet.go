package api

import (
	"encoding/csv"
	"reflect"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/airra/airra/internal/airra"
)

func typeOf[T any]() reflect.Type { return reflect.TypeFor[T]() }

// writeJSON writes an answer of an operation that chooses its form itself. The writer
// is our own buffer, which does not fail.
func writeJSON(ctx huma.Context, value any) {
	ctx.SetHeader("Content-Type", "application/json")
	_ = jsonFormat.Marshal(ctx.BodyWriter(), value)
}

// sheet is rows for a table calculation, the first of which names the columns.
type sheet [][]string

// write writes the rows as RFC 4180 has them. The writer is our own buffer, which does
// not fail.
func (s sheet) write(ctx huma.Context) {
	ctx.SetHeader("Content-Type", "text/csv; charset=utf-8")
	w := csv.NewWriter(ctx.BodyWriter())
	for _, row := range s {
		safe := make([]string, len(row))
		for i, cell := range row {
			safe[i] = inert(cell)
		}
		_ = w.Write(safe)
	}
	w.Flush()
}

// inert keeps a table calculation from running a cell: whoever reports an incident
// chooses the word of its source, and "=cmd" in a cell is a command there. Numbers of
// ours are never negative, so an apostrophe before a minus spoils none.
func inert(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}

// breakdownSheet has one row for each part of a report.
func breakdownSheet(r *airra.MTTRReport) sheet {
	rows := sheet{{
		"by", "key", "incidents", "resolved", "mtta_count", "mtta_median_seconds", "mtta_p90_seconds", "mtta_mean_seconds",
		"mttr_count", "mttr_median_seconds", "mttr_p90_seconds", "mttr_mean_seconds", "approximate",
	}}
	for _, part := range []struct {
		by   string
		rows []airra.Breakdown
	}{{"total", []airra.Breakdown{r.Total}}, {"service", r.ByService}, {"severity", r.BySeverity}, {"source", r.BySource}, {"week", r.ByWeek}} {
		for _, b := range part.rows {
			row := []string{part.by, b.Key, strconv.Itoa(b.Incidents), strconv.Itoa(b.Resolved)}
			for _, spread := range []airra.Spread{b.MTTA, b.MTTR} {
				row = append(row, strconv.Itoa(spread.Count), numeral(spread.Median), numeral(spread.P90), numeral(spread.Mean))
			}
			rows = append(rows, append(row, strconv.FormatBool(r.Approximate)))
		}
	}
	return rows
}

// trendSheet has one row for each day.
func trendSheet(days []airra.TrendDay) sheet {
	rows := sheet{{"date", "count", "critical", "high", "medium", "low"}}
	for _, d := range days {
		row := []string{d.Date}
		for _, n := range []int{d.Count, d.Critical, d.High, d.Medium, d.Low} {
			row = append(row, strconv.Itoa(n))
		}
		rows = append(rows, row)
	}
	return rows
}

func reliabilitySheet(r *airra.ServiceReliability) sheet {
	return sheet{
		{"service", "total_incidents", "critical_incidents", "avg_resolution_time_minutes", "sla_compliance_rate", "reliability_score"},
		{
			string(r.Service), strconv.Itoa(r.TotalIncidents), strconv.Itoa(r.CriticalIncidents),
			numeral(r.AvgResolutionMinutes), numeral(r.SLACompliance), numeral(&r.ReliabilityScore),
		},
	}
}

// numeral writes a number, and nothing where there is none.
func numeral(v *float64) string {
	if v == nil {
		return ""
	}
	return strconv.FormatFloat(*v, 'f', -1, 64)
}

func fillMTTR(r *airra.MTTRReport) {
	r.ByService, r.BySeverity, r.BySource, r.ByWeek = full(r.ByService), full(r.BySeverity), full(r.BySource), full(r.ByWeek)
	r.Included = full(r.Included)
}

func fillInsights(a *airra.AnalyticsInsights) {
	fillMTTR(&a.MTTRReport)
	a.OpenByAge, a.Pages, a.Detectors, a.Calibration = full(a.OpenByAge), full(a.Pages), full(a.Detectors), full(a.Calibration)
}

func fillSummary(a *airra.AnalyticsSummary) {
	a.TopServices, a.Trends = full(a.TopServices), full(a.Trends)
}
