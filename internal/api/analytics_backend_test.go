package api_test

import (
	"context"

	"github.com/airra/airra/internal/airra"
)

// measures are the answers of the measures, with a source that a table calculation
// would run.
var measures = airra.MTTRReport{
	PeriodDays: 30, From: noon, To: noon, Included: []string{"dry_run"}, Excluded: airra.Excluded{DryRun: 1, Simulated: 2, Generated: 3},
	Total:      airra.Breakdown{Incidents: 3, Resolved: 2, MTTA: airra.Spread{}, MTTR: airra.Spread{Count: 2, Median: ptr(60.5), P90: ptr(1e7), Mean: ptr(0.1)}},
	ByService:  []airra.Breakdown{{Key: "payment-service", Incidents: 3, Resolved: 2}},
	BySeverity: []airra.Breakdown{{Key: "high", Incidents: 3, Resolved: 2}},
	BySource:   []airra.Breakdown{{Key: `=cmd|' /C calc'!A0`, Incidents: 1}, {Key: `a,"b`, Incidents: 1}, {Key: "-1+1", Incidents: 1}},
	ByWeek:     []airra.Breakdown{{Key: "2026-02-23", Incidents: 3, Resolved: 2}},
}

func (b *backend) AnalyticsSummary(ctx context.Context, q airra.AnalyticsQuery) (*airra.AnalyticsSummary, error) {
	return call(ctx, b, q, func() (*airra.AnalyticsSummary, error) {
		return &airra.AnalyticsSummary{
			TotalIncidents: 3, TopServices: []airra.ServiceReliability{{Service: "payment-service", ReliabilityScore: 94}},
			Trends: []airra.TrendDay{{Date: "2026-03-01", Count: 3, High: 3}},
		}, nil
	})
}

func (b *backend) AnalyticsInsights(ctx context.Context, q airra.AnalyticsQuery) (*airra.AnalyticsInsights, error) {
	return call(ctx, b, q, func() (*airra.AnalyticsInsights, error) {
		return &airra.AnalyticsInsights{
			MTTRReport: measures, OpenByAge: []airra.AgeCount{{Age: "under 1 h", Incidents: 1}}, Pages: []airra.PersonPages{{EngineerID: aliceID, Pages: 1}},
			Detectors: []airra.DetectorRate{{Detector: "airra_monitor", Judged: 1}}, Calibration: []airra.CalibrationBin{{To: 0.1}}, PagesSince: noon,
		}, nil
	})
}

func (b *backend) MTTR(ctx context.Context, q airra.AnalyticsQuery) (*airra.MTTRReport, error) {
	return call(ctx, b, q, func() (*airra.MTTRReport, error) {
		report := measures
		return &report, nil
	})
}

// asked is what ServiceReliability is asked.
type asked struct {
	service airra.ServiceName
	query   airra.AnalyticsQuery
}

func (b *backend) ServiceReliability(ctx context.Context, service airra.ServiceName, q airra.AnalyticsQuery) (*airra.ServiceReliability, error) {
	return call(ctx, b, asked{service, q}, func() (*airra.ServiceReliability, error) {
		return &airra.ServiceReliability{Service: service, ReliabilityScore: 100}, nil
	})
}
