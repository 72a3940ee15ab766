package cli

import (
	"context"
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
)

func newStatsMTTACmd(a *App) *cobra.Command {
	return newTimesCmd(a, "mtta", "acknowledged", func(b airra.Breakdown) airra.Spread { return b.MTTA })
}

func newStatsMTTRCmd(a *App) *cobra.Command {
	return newTimesCmd(a, "mttr", "resolved", func(b airra.Breakdown) airra.Spread { return b.MTTR })
}

func newTimesCmd(a *App, use, done string, pick func(airra.Breakdown) airra.Spread) *cobra.Command {
	return newMeasureCmd(a, &cobra.Command{
		Use:   use,
		Short: "How fast incidents are " + done,
		Long: `How long it takes from the detection of an incident until it is ` + done + `:
in all, and by service, severity, source and week. The median and the 90th
percentile are times that were measured, by the nearest rank: half of the
incidents, and nine of ten, took no longer.`,
		Example: "  airra stats " + use + ` --since 90d
  airra stats ` + use + " -o csv",
	}, fieldsOf[airra.MTTRReport](), func(ctx context.Context, o *statsOptions) error { return statsTimes(ctx, o, done, pick) })
}

// timesRow is a part of the incidents with what it is a part by.
type timesRow struct {
	by string
	airra.Breakdown
}

func statsTimes(ctx context.Context, o *statsOptions, done string, pick func(airra.Breakdown) airra.Spread) error {
	t, raw, err := measuring(ctx, o, func(c *client.Client, q airra.AnalyticsQuery) (*airra.MTTRReport, error) { return c.MTTR(ctx, q) })
	if err != nil {
		return err
	}
	sections := []struct {
		by, title string
		parts     []airra.Breakdown
	}{
		{"total", "", []airra.Breakdown{t.Total}},
		{"service", "By service", t.ByService},
		{"severity", "By severity", t.BySeverity},
		{"source", "By source", t.BySource},
		{"week", "By week", t.ByWeek},
	}
	var rows []timesRow
	var names []string
	for _, section := range sections {
		for _, part := range section.parts {
			rows = append(rows, timesRow{section.by, part})
			names = append(names, section.by+":"+part.Key)
		}
	}
	return o.app.emitMeasure(ctx, result{
		raw: raw, names: names,
		grid: func(wide bool) grid { return gridOf(timesColumns(pick, 0), rows, wide) },
		human: func(s *screen) {
			drawTimes(s, t, done, pick(t.Total))
			for _, section := range sections[1:] {
				if len(section.parts) > 0 {
					s.section(section.title)
					drawParts(s, section.by, section.parts, pick)
				}
			}
		},
	}, caveats(t.Excluded, when(t.Approximate, roughTimes)))
}

func drawTimes(s *screen, t *airra.MTTRReport, done string, all airra.Spread) {
	s.linef("%d of %s in %s were %s", all.Count, plural(t.Total.Incidents, "incident"), plural(t.PeriodDays, "day"), done)
	if all.Count == 0 {
		return
	}
	s.linef("half of them within %s, nine of ten within %s, on average after %s", lasting(all.Median), lasting(all.P90), lasting(all.Mean))
}

// drawParts draws the parts with bars, against the slowest median among them.
func drawParts(s *screen, by string, parts []airra.Breakdown, pick func(airra.Breakdown) airra.Spread) {
	slowest := 0.0
	var rows []timesRow
	for _, part := range parts {
		rows = append(rows, timesRow{by, part})
		if median := pick(part).Median; median != nil {
			slowest = max(slowest, *median)
		}
	}
	columns := timesColumns(pick, slowest)
	g := gridOf(slices.Delete(columns, 0, 1), rows, false)
	g.human(s, true, s.width)
}

// timesColumns are the columns of a table of times; the bar compares medians with the
// slowest one, and is only for the eye.
func timesColumns(pick func(airra.Breakdown) airra.Spread, slowest float64) []column[timesRow] {
	took := func(name string, value func(airra.Spread) *float64) column[timesRow] {
		return column[timesRow]{name: name, right: true, cell: func(r timesRow) cell {
			v := value(pick(r.Breakdown))
			return cell{data: numberOf(v), text: lasting(v)}
		}}
	}
	columns := []column[timesRow]{
		{name: "BY", cell: func(r timesRow) cell { return cell{data: r.by} }},
		{name: "KEY", shrink: true, keep: 12, cell: func(r timesRow) cell { return cell{data: r.Key, look: accent} }},
		{name: "INCIDENTS", short: "ALL", right: true, cell: func(r timesRow) cell { return cell{data: strconv.Itoa(r.Incidents)} }},
		{name: "COUNT", right: true, cell: func(r timesRow) cell { return cell{data: strconv.Itoa(pick(r.Breakdown).Count)} }},
		took("MEDIAN", func(v airra.Spread) *float64 { return v.Median }),
		took("P90", func(v airra.Spread) *float64 { return v.P90 }),
		took("MEAN", func(v airra.Spread) *float64 { return v.Mean }),
	}
	if slowest > 0 {
		columns = append(columns, column[timesRow]{name: "", drop: true, cell: func(r timesRow) cell {
			median := pick(r.Breakdown).Median
			if median == nil {
				return cell{}
			}
			return cell{text: bar(*median/slowest, 12), look: accent}
		}})
	}
	return columns
}
