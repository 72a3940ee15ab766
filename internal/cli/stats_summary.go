package cli

import (
	"context"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
)

func newStatsSummaryCmd(a *App) *cobra.Command {
	return newMeasureCmd(a, &cobra.Command{
		Use:   "summary",
		Short: "Count incidents by day, severity and service",
		Long: `Count incidents, and score the services that have the most of them: each
incident costs a service two points of a hundred, fifty at most, and each critical
one ten more, thirty at most.`,
		Example: `  airra stats summary --since 90d
  airra stats summary --days 7 -q .mttr_minutes`,
	}, fieldsOf[airra.AnalyticsSummary](), statsSummary)
}

func statsSummary(ctx context.Context, o *statsOptions) error {
	t, raw, err := measuring(ctx, o, func(c *client.Client, q airra.AnalyticsQuery) (*airra.AnalyticsSummary, error) {
		return c.AnalyticsSummary(ctx, q)
	})
	if err != nil {
		return err
	}
	names := []string{}
	for _, s := range t.TopServices {
		names = append(names, string(s.Service))
	}
	return o.app.emitMeasure(ctx, result{
		raw: raw, names: names, human: func(s *screen) { drawSummary(s, t) },
		grid: properties(summaryProperties(t)),
	}, caveats(t.Excluded, when(t.Approximate, roughAnswers)))
}

func summaryProperties(t *airra.AnalyticsSummary) []property {
	return []property{
		{"total_incidents", strconv.Itoa(t.TotalIncidents)},
		{"open_incidents", strconv.Itoa(t.OpenIncidents)},
		{"resolved_incidents", strconv.Itoa(t.ResolvedIncidents)},
		{"mttr_minutes", numberOf(t.MTTRMinutes)},
		{"sla_compliance_rate", numberOf(t.SLACompliance)},
		{"critical_count", strconv.Itoa(t.Critical)},
		{"high_count", strconv.Itoa(t.High)},
		{"medium_count", strconv.Itoa(t.Medium)},
		{"low_count", strconv.Itoa(t.Low)},
	}
}

// trendWidth is how many blocks a trend takes at most.
const trendWidth = 60

func drawSummary(s *screen, t *airra.AnalyticsSummary) {
	s.linef("%s in %s: %d open, %d resolved", plural(t.TotalIncidents, "incident"), plural(len(t.Trends), "day"), t.OpenIncidents, t.ResolvedIncidents)
	s.linef("%-18s%s", "resolved after", lasting(secondsOf(t.MTTRMinutes))+when(t.MTTRMinutes != nil, " on average"))
	s.linef("%-18s%s", "answered in time", percent(t.SLACompliance))
	if len(t.Trends) > 0 {
		counts := make([]float64, len(t.Trends))
		for i, day := range t.Trends {
			counts[i] = float64(day.Count)
		}
		s.linef("%-18s%s", "by day", s.paint(accent, sparkline(counts, trendWidth)))
		s.linef("%-18s%s", "", s.paint(faint, t.Trends[0].Date+" to "+t.Trends[len(t.Trends)-1].Date))
	}
	s.blank()
	for _, row := range []struct {
		severity airra.Severity
		count    int
	}{{airra.SeverityCritical, t.Critical}, {airra.SeverityHigh, t.High}, {airra.SeverityMedium, t.Medium}, {airra.SeverityLow, t.Low}} {
		s.linef("%s%6d  %s", s.pad(severityCell(row.severity), 18, false, false), row.count, s.paint(accent, bar(shareOf(row.count, t.TotalIncidents), 20)))
	}
	if len(t.TopServices) > 0 {
		s.section("The services with the most incidents")
		gridOf(reliabilityColumns(), t.TopServices, false).human(s, true, s.width)
	}
}

func reliabilityColumns() []column[airra.ServiceReliability] {
	number := func(v int) cell { return cell{data: strconv.Itoa(v)} }
	return []column[airra.ServiceReliability]{
		{name: "SERVICE", shrink: true, keep: 12, cell: func(v airra.ServiceReliability) cell { return cell{data: string(v.Service), look: accent} }},
		{name: "INCIDENTS", right: true, cell: func(v airra.ServiceReliability) cell { return number(v.TotalIncidents) }},
		{name: "CRITICAL", right: true, cell: func(v airra.ServiceReliability) cell { return number(v.CriticalIncidents) }},
		{name: "RESOLVED AFTER", short: "AFTER", right: true, cell: func(v airra.ServiceReliability) cell {
			return cell{data: numberOf(v.AvgResolutionMinutes), text: lasting(secondsOf(v.AvgResolutionMinutes))}
		}},
		{name: "IN TIME", drop: true, right: true, cell: func(v airra.ServiceReliability) cell {
			return cell{data: numberOf(v.SLACompliance), text: percent(v.SLACompliance)}
		}},
		{name: "SCORE", right: true, cell: func(v airra.ServiceReliability) cell { return cell{data: numberOf(&v.ReliabilityScore)} }},
	}
}

func secondsOf(minutes *float64) *float64 {
	if minutes == nil {
		return nil
	}
	seconds := *minutes * 60
	return &seconds
}

func shareOf(part, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return float64(part) / float64(whole)
}
