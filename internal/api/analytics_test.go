package api_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/api"
)

// analyticsRoutes are those about many incidents.
var analyticsRoutes = []route{
	{"summary", "GET", "/api/v1/analytics/summary", "", 200},
	{"analytics_insights", "GET", "/api/v1/analytics/insights", "", 200},
	{"mttr", "GET", "/api/v1/analytics/mttr", "", 200},
	{"service reliability", "GET", "/api/v1/analytics/service/payment-service", "", 200},
}

func (bare) AnalyticsSummary(context.Context, airra.AnalyticsQuery) (*airra.AnalyticsSummary, error) {
	return &airra.AnalyticsSummary{}, nil
}

func (bare) AnalyticsInsights(context.Context, airra.AnalyticsQuery) (*airra.AnalyticsInsights, error) {
	return &airra.AnalyticsInsights{}, nil
}

func (bare) MTTR(context.Context, airra.AnalyticsQuery) (*airra.MTTRReport, error) {
	return &airra.MTTRReport{}, nil
}

func TestAMeasureOfNothingHasNoNullForAList(t *testing.T) {
	t.Parallel()
	b := setup(t, func(o *api.Options) { o.Backend = bare{newBackend()} })
	for path, lists := range map[string][]string{
		"summary":  {"top_services", "trends"},
		"mttr":     {"by_service", "by_severity", "by_source", "by_week", "included"},
		"insights": {"by_service", "by_severity", "by_source", "by_week", "included", "open_by_age", "pages", "detectors", "calibration"},
	} {
		body := b.send("GET", "/api/v1/analytics/"+path, "").Body.String()
		for _, name := range lists {
			if !strings.Contains(body, `"`+name+`":[]`) {
				t.Errorf("%s: %s is no empty list in %s", path, name, body)
			}
		}
	}
}

func TestWhatMeasuresAreAsked(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]any{
		"analytics/summary":                                                       airra.AnalyticsQuery{Days: 30},
		"learning/insights?include=simulated":                                     airra.AnalyticsQuery{Days: 30, Include: []string{"simulated"}},
		"learning/patterns?include=dry_run":                                       []string{"dry_run"},
		"analytics/insights?days=365&include=generated,dry_run":                   airra.AnalyticsQuery{Days: 365, Include: []string{"generated", "dry_run"}},
		"analytics/mttr?days=1&include=simulated,%20simulated":                    airra.AnalyticsQuery{Days: 1, Include: []string{"simulated"}},
		"analytics/service/a-b_1?days=7":                                          asked{"a-b_1", airra.AnalyticsQuery{Days: 7}},
		"analytics/service/nobody?include=dry_run,simulated,generated&format=csv": asked{"nobody", airra.AnalyticsQuery{Days: 30, Include: []string{"dry_run", "simulated", "generated"}}},
	} {
		b := setup(t)
		if w := b.send("GET", "/api/v1/"+path, ""); w.Code != 200 {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
			continue
		}
		if diff := cmp.Diff(want, b.backend.asked, cmp.AllowUnexported(asked{})); diff != "" {
			t.Errorf("%s: %s", path, diff)
		}
	}
}

func TestMeasuresRefuse(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for path, want := range map[string]int{
		"analytics/summary?days=0": 422, "analytics/summary?days=366": 422, "analytics/summary?days=-1": 422, "analytics/mttr?days=x": 422, "analytics/insights?days=1.5": 422,
		"analytics/mttr?include=real": 422, "analytics/mttr?include=dry_run,x": 422, "analytics/summary?format=xml": 422,
		"analytics/service/a%20b": 400, "analytics/service/a.b": 400, "analytics/service/%C3%BC": 400, "analytics/service/a?days=0": 422,
		"learning/insights?include=real": 422, "learning/insights?days=0": 422, "learning/patterns?include=x": 422,
	} {
		if w := b.send("GET", "/api/v1/"+path, ""); w.Code != want {
			t.Errorf("%s: got %d, want %d: %s", path, w.Code, want, w.Body)
		}
	}
}

// A table calculation runs what begins with =, +, - or @, and callers choose the word
// of a source.
func TestMeasuresAsRows(t *testing.T) {
	t.Parallel()
	b := setup(t)
	head := "by,key,incidents,resolved,mtta_count,mtta_median_seconds,mtta_p90_seconds,mtta_mean_seconds,mttr_count,mttr_median_seconds,mttr_p90_seconds,mttr_mean_seconds,approximate\n"
	rows := head + "total,,3,2,0,,,,2,60.5,10000000,0.1,false\nservice,payment-service,3,2,0,,,,0,,,,false\nseverity,high,3,2,0,,,,0,,,,false\n" +
		"source,'=cmd|' /C calc'!A0,1,0,0,,,,0,,,,false\nsource,\"a,\"\"b\",1,0,0,,,,0,,,,false\nsource,'-1+1,1,0,0,,,,0,,,,false\nweek,2026-02-23,3,2,0,,,,0,,,,false\n"
	for path, want := range map[string]string{
		"mttr":       rows,
		"insights":   rows,
		"summary":    "date,count,critical,high,medium,low\n2026-03-01,3,0,3,0,0\n",
		"service/-s": "service,total_incidents,critical_incidents,avg_resolution_time_minutes,sla_compliance_rate,reliability_score\n'-s,0,0,,,100\n",
	} {
		w := b.send("GET", "/api/v1/analytics/"+path+"?format=csv", "")
		if got := w.Header().Get("Content-Type"); got != "text/csv; charset=utf-8" {
			t.Errorf("%s: it is said to be %q", path, got)
		}
		if diff := cmp.Diff(want, w.Body.String()); diff != "" {
			t.Errorf("%s: %s", path, diff)
		}
	}
}
