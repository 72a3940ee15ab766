package airra

import (
	"context"
	"time"
)

// Excluded says how many incidents of the window a measure does not count.
type Excluded struct {
	DryRun    int `json:"dry_run"` // resolved by a rehearsal
	Simulated int `json:"simulated"`
	Generated int `json:"generated"`
}

// AnalyticsQuery chooses what is measured. The window is the last Days whole UTC days,
// today among them.
type AnalyticsQuery struct {
	Days    int      // 1..365; 0 means 30
	Include []string // of dry_run, simulated, generated: counted too
}

// Spread describes how long something took, in seconds. The numbers are nil when
// nothing was measured.
type Spread struct {
	Count  int      `json:"count"`
	Median *float64 `json:"median_seconds"`
	P90    *float64 `json:"p90_seconds"`
	Mean   *float64 `json:"mean_seconds"`
}

// Breakdown is the measures of one part of the incidents.
type Breakdown struct {
	Key       string `json:"key"` // a service, severity, source, or the Monday of a week
	Incidents int    `json:"incidents"`
	Resolved  int    `json:"resolved"`
	MTTA      Spread `json:"mtta"` // from detected_at to the first acknowledgement
	MTTR      Spread `json:"mttr"` // from detected_at to resolved_at
}

// MTTRReport is how fast incidents were acknowledged and resolved.
type MTTRReport struct {
	PeriodDays  int         `json:"period_days"`
	From        time.Time   `json:"from"`
	To          time.Time   `json:"to"`
	Approximate bool        `json:"approximate"` // from histograms, quantiles at most 2 % off; counts and means are exact
	Total       Breakdown   `json:"total"`
	ByService   []Breakdown `json:"by_service"` // most incidents first
	BySeverity  []Breakdown `json:"by_severity"`
	BySource    []Breakdown `json:"by_source"`
	ByWeek      []Breakdown `json:"by_week"` // oldest first
	Included    []string    `json:"included"`
	Excluded    Excluded    `json:"excluded"`
}

// AgeCount is how many incidents have been open for so long.
type AgeCount struct {
	Age       string `json:"age"` // "under 1 h", "1 h to 1 d", "1 d to 7 d", "over 7 d"
	Incidents int    `json:"incidents"`
}

// PersonPages is how often one person was paged.
type PersonPages struct {
	EngineerID string `json:"engineer_id"`
	Name       string `json:"name"`
	Pages      int    `json:"pages"`
	Nights     int    `json:"nights"`      // nights with a page, 22:00 to 07:00 where the person lives
	NightPages int    `json:"night_pages"` // pages in them
	Simulated  int    `json:"simulated"`   // of Pages, those no channel delivered
}

// DetectorRate is how often a detector was wrong, by the verdicts of people.
type DetectorRate struct {
	Detector    string   `json:"detector"` // source and signal: "airra_monitor error_rate"
	Judged      int      `json:"judged"`
	FalseAlarms int      `json:"false_alarms"`
	Rate        *float64 `json:"false_alarm_rate"` // nil when nothing was judged
}

// CalibrationBin compares what was predicted with what was found.
type CalibrationBin struct {
	From      float64  `json:"from"` // confidence, inclusive
	To        float64  `json:"to"`   // exclusive, but for the last bin
	Judged    int      `json:"judged"`
	Confirmed int      `json:"confirmed"`
	Predicted *float64 `json:"predicted"` // mean confidence; nil when Judged is 0
	Observed  *float64 `json:"observed"`  // confirmed share
}

// AnalyticsInsights is the wide view.
type AnalyticsInsights struct {
	MTTRReport
	ResolutionRate *float64         `json:"resolution_rate"`
	OpenByAge      []AgeCount       `json:"open_by_age"`
	Pages          []PersonPages    `json:"pages"`
	PagesSince     time.Time        `json:"pages_since"` // the beginning of the window, or a later moment when only the newest 10,000 pages were counted
	Detectors      []DetectorRate   `json:"detectors"`
	Calibration    []CalibrationBin `json:"calibration"`
	Judged         int              `json:"judged_hypotheses"`
	Unjudged       int              `json:"unjudged_incidents"` // analysed, and no verdict: counted nowhere
}

// ServiceReliability is the contract's view of one service.
type ServiceReliability struct {
	Service              ServiceName `json:"service"`
	TotalIncidents       int         `json:"total_incidents"`
	CriticalIncidents    int         `json:"critical_incidents"`
	AvgResolutionMinutes *float64    `json:"avg_resolution_time_minutes"`
	SLACompliance        *float64    `json:"sla_compliance_rate"`
	ReliabilityScore     float64     `json:"reliability_score"` // max(0, 100 - min(2 incidents, 50) - min(10 criticals, 30))
	Approximate          bool        `json:"approximate"`       // the compliance is that of the newest 10,000 notifications; all else is exact
	Excluded             Excluded    `json:"excluded"`
}

// TrendDay is one day of a trend.
type TrendDay struct {
	Date     string `json:"date"` // 2026-11-26, UTC
	Count    int    `json:"count"`
	Critical int    `json:"critical"`
	High     int    `json:"high"`
	Medium   int    `json:"medium"`
	Low      int    `json:"low"`
}

// AnalyticsSummary is the contract's view of everything.
type AnalyticsSummary struct {
	TotalIncidents       int                  `json:"total_incidents"`
	OpenIncidents        int                  `json:"open_incidents"`
	ResolvedIncidents    int                  `json:"resolved_incidents"`
	AvgResolutionMinutes *float64             `json:"avg_resolution_time_minutes"`
	MTTRMinutes          *float64             `json:"mttr_minutes"`
	SLACompliance        *float64             `json:"sla_compliance_rate"`
	Critical             int                  `json:"critical_count"`
	High                 int                  `json:"high_count"`
	Medium               int                  `json:"medium_count"`
	Low                  int                  `json:"low_count"`
	TopServices          []ServiceReliability `json:"top_services"`
	Trends               []TrendDay           `json:"trends"`      // one for each day, oldest first
	Approximate          bool                 `json:"approximate"` // the compliance is that of the newest 10,000 notifications; all else is exact
	Excluded             Excluded             `json:"excluded"`
}

// Analytics is what one can ask about many incidents.
type Analytics interface {
	AnalyticsSummary(ctx context.Context, q AnalyticsQuery) (*AnalyticsSummary, error)
	AnalyticsInsights(ctx context.Context, q AnalyticsQuery) (*AnalyticsInsights, error)
	MTTR(ctx context.Context, q AnalyticsQuery) (*MTTRReport, error)
	ServiceReliability(ctx context.Context, service ServiceName, q AnalyticsQuery) (*ServiceReliability, error)
}
