package client_test

import (
	"context"
	"testing"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
)

func breakdown(key string) airra.Breakdown {
	spread := airra.Spread{Count: 2, Median: ptr(1.5), P90: ptr(2.5), Mean: ptr(2.0)}
	return airra.Breakdown{Key: key, Incidents: 3, Resolved: 2, MTTA: airra.Spread{}, MTTR: spread}
}

func mttrReport() airra.MTTRReport {
	return airra.MTTRReport{
		PeriodDays: 7, From: now, To: now, Approximate: true, Total: breakdown(""), ByService: []airra.Breakdown{breakdown("s")},
		BySeverity: []airra.Breakdown{breakdown("high")}, BySource: []airra.Breakdown{breakdown("x")}, ByWeek: []airra.Breakdown{breakdown("2026-02-23")},
		Included: []string{"dry_run"}, Excluded: airra.Excluded{DryRun: 1, Simulated: 2, Generated: 3},
	}
}

func wideView() airra.AnalyticsInsights {
	return airra.AnalyticsInsights{
		MTTRReport: mttrReport(), ResolutionRate: ptr(0.5), OpenByAge: []airra.AgeCount{{Age: "over 7 d", Incidents: 4}},
		Pages: []airra.PersonPages{{EngineerID: engineerID, Name: "Alice Chen", Pages: 4, Nights: 1, NightPages: 2, Simulated: 1}}, PagesSince: now,
		Detectors:   []airra.DetectorRate{{Detector: "airra_monitor error_rate", Judged: 4, FalseAlarms: 1, Rate: ptr(0.25)}},
		Calibration: []airra.CalibrationBin{{From: 0.8, To: 0.9, Judged: 4, Confirmed: 3, Predicted: ptr(0.85), Observed: ptr(0.75)}}, Judged: 4, Unjudged: 2,
	}
}

func reliability() airra.ServiceReliability {
	return airra.ServiceReliability{
		Service: "s", TotalIncidents: 3, CriticalIncidents: 1, AvgResolutionMinutes: ptr(1.5), SLACompliance: ptr(0.5), ReliabilityScore: 84,
		Approximate: true, Excluded: airra.Excluded{DryRun: 1},
	}
}

func summary() airra.AnalyticsSummary {
	return airra.AnalyticsSummary{
		TotalIncidents: 3, OpenIncidents: 1, ResolvedIncidents: 2, AvgResolutionMinutes: ptr(1.5), MTTRMinutes: ptr(1.5), SLACompliance: ptr(0.5),
		Critical: 1, High: 1, Medium: 1, TopServices: []airra.ServiceReliability{reliability()}, Trends: []airra.TrendDay{{Date: "2026-03-01", Count: 3, Critical: 1, High: 1, Medium: 1}},
		Approximate: true, Excluded: airra.Excluded{Generated: 9},
	}
}

func (m *mirror) AnalyticsSummary(ctx context.Context, q airra.AnalyticsQuery) (*airra.AnalyticsSummary, error) {
	return or(summary(), m.note(ctx, "AnalyticsSummary", q))
}

func (m *mirror) AnalyticsInsights(ctx context.Context, q airra.AnalyticsQuery) (*airra.AnalyticsInsights, error) {
	return or(wideView(), m.note(ctx, "AnalyticsInsights", q))
}

func (m *mirror) MTTR(ctx context.Context, q airra.AnalyticsQuery) (*airra.MTTRReport, error) {
	return or(mttrReport(), m.note(ctx, "MTTR", q))
}

func (m *mirror) ServiceReliability(ctx context.Context, service airra.ServiceName, q airra.AnalyticsQuery) (*airra.ServiceReliability, error) {
	return or(reliability(), m.note(ctx, "ServiceReliability", service, q))
}

func TestTheClientAndTheAPIAgreeAboutMeasures(t *testing.T) {
	t.Parallel()
	week, usual := airra.AnalyticsQuery{Days: 7, Include: []string{"dry_run", "generated"}}, airra.AnalyticsQuery{Days: 30}
	agree(t, []agreement{
		{"AnalyticsSummary", func(ctx context.Context, c *client.Client) (any, error) {
			return answer(c.AnalyticsSummary(ctx, week))
		}, []any{week}, ptr(summary())},
		{"AnalyticsSummary", func(ctx context.Context, c *client.Client) (any, error) {
			return answer(c.AnalyticsSummary(ctx, airra.AnalyticsQuery{}))
		}, []any{usual}, ptr(summary())},
		{"AnalyticsInsights", func(ctx context.Context, c *client.Client) (any, error) {
			return answer(c.AnalyticsInsights(ctx, week))
		}, []any{week}, ptr(wideView())},
		{"MTTR", func(ctx context.Context, c *client.Client) (any, error) { return answer(c.MTTR(ctx, week)) }, []any{week}, ptr(mttrReport())},
		{"ServiceReliability", func(ctx context.Context, c *client.Client) (any, error) {
			return answer(c.ServiceReliability(ctx, "s_1-a", week))
		}, []any{airra.ServiceName("s_1-a"), week}, ptr(reliability())},
	})
}
