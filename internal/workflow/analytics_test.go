package workflow_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/api"
	"github.com/airra/airra/internal/store/storetest"
	"github.com/airra/airra/internal/workflow"
)

// past is an incident of the history. Acked and resolved are seconds after it was
// detected, 0 for never.
type past struct {
	detected        string
	service         airra.ServiceName
	severity        airra.Severity
	source          string
	sort            airra.Sort
	acked, resolved int
	analysed        bool
}

// history is twelve incidents before Monday, 2026-11-23 02:14:30, when the tests ask. The
// window of 30 days begins on Sunday, 2026-10-25. All numbers in this file are worked out
// from this table by hand.
//
//	 1  Mon 11-23  payment  critical  monitor     acked   30             open
//	 2  Sun 11-22  payment  high      monitor     acked   60  resolved   600
//	 3  Sun 11-22  catalog  low       prometheus              resolved    60
//	 4  Fri 11-20  payment  high      prometheus  acked  120  resolved  1200
//	 5  Mon 11-16  catalog  medium    prometheus  acked  300  resolved  3600
//	 6  Sun 11-15  catalog  critical  monitor     acked   90  resolved   900
//	 7  Sun 11-01  payment  low       prometheus                        open
//	 8  Sun 10-25  orders   medium    prometheus  acked   10  resolved   100
//	 9  Sun 11-22  payment  critical  monitor     acked    5  resolved    50  by a dry run
//	10  Sat 11-21  payment  high      monitor     acked    5  resolved     7  simulated
//	11  Sat 11-21  orders   low       generator                         open  generated
//	12  Sat 10-24  payment  critical  prometheus  acked    1            open  a microsecond before the window
//
// Real ones in the window are 1 to 8: 2 are open, 6 resolved, 4 analysed (1, 2, 4, 6).
var history = []past{
	{"2026-11-23T02:00:00Z", "payment", "critical", airra.SourceMonitor, airra.SortReal, 30, 0, true},
	{"2026-11-22T12:00:00Z", "payment", "high", airra.SourceMonitor, airra.SortReal, 60, 600, true},
	{"2026-11-22T23:59:59.999999Z", "catalog", "low", "prometheus", airra.SortReal, 0, 60, false},
	{"2026-11-20T08:00:00Z", "payment", "high", "prometheus", airra.SortReal, 120, 1200, true},
	{"2026-11-16T00:00:00Z", "catalog", "medium", "prometheus", airra.SortReal, 300, 3600, false},
	{"2026-11-15T23:00:00Z", "catalog", "critical", airra.SourceMonitor, airra.SortReal, 90, 900, true},
	{"2026-11-01T10:00:00Z", "payment", "low", "prometheus", airra.SortReal, 0, 0, false},
	{"2026-10-25T00:00:00Z", "orders", "medium", "prometheus", airra.SortReal, 10, 100, false},
	{"2026-11-22T10:00:00Z", "payment", "critical", airra.SourceMonitor, airra.SortDryRun, 5, 50, true},
	{"2026-11-21T10:00:00Z", "payment", "high", airra.SourceMonitor, airra.SortSimulated, 5, 7, true},
	{"2026-11-21T11:00:00Z", "orders", "low", airra.SourceGenerator, airra.SortGenerated, 0, 0, true},
	{"2026-10-24T23:59:59.999999Z", "payment", "critical", "prometheus", airra.SortReal, 1, 0, false},
}

func (p past) incident(t *testing.T) *airra.Incident {
	t.Helper()
	detected, err := time.Parse(time.RFC3339Nano, p.detected)
	must(t, err)
	i := storetest.Incident(detected)
	i.AffectedService, i.Severity, i.DetectionSource, i.DryRunResolution = p.service, p.severity, p.source, p.sort == airra.SortDryRun
	if p.sort == airra.SortSimulated || p.sort == airra.SortGenerated {
		i.Origin = airra.Origin(p.sort)
	}
	if p.analysed {
		i.Reasoner = "offline rules"
	}
	if p.acked > 0 {
		i.FirstAcknowledged = ptr(detected.Add(time.Duration(p.acked) * time.Second))
	}
	if p.resolved > 0 {
		i.Status, i.ResolvedAt = airra.StatusResolved, ptr(detected.Add(time.Duration(p.resolved)*time.Second))
	}
	return i
}

// museum is a house with the history in it, its pages and its verdicts.
type museum struct {
	*house
	ann   *airra.Engineer
	serve func(path string, into any)
}

func newMuseum(t *testing.T, database string, change ...func(*workflow.Parts)) *museum {
	t.Helper()
	m := &museum{house: newHouse(t, database, change...)}
	var incidents []*airra.Incident
	for _, p := range history {
		incidents = append(incidents, p.incident(t))
	}
	m.ann = m.hire(t, "Ann Lee", func(n *airra.NewEngineer) { n.TimeZone = "Europe/Berlin" })
	must(t, m.store.InTx(t.Context(), func(tx airra.Tx) error {
		for _, i := range incidents {
			tx.InsertIncident(i)
		}
		return nil
	}))
	m.page(t, incidents)
	m.judge(t, incidents)
	handler := api.New(api.Options{Backend: m.Workflow, APIKey: "key"})
	m.serve = func(path string, into any) {
		t.Helper()
		r := httptest.NewRequestWithContext(t.Context(), "GET", "/api/v1/analytics/"+path, nil)
		r.Header.Set("X-API-Key", "key")
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		if w.Code != 200 {
			t.Fatalf("%s: %d %s", path, w.Code, w.Body)
		}
		must(t, json.Unmarshal(w.Body.Bytes(), into))
	}
	return m
}

// page tells Ann four times, who is one hour ahead of UTC: at 13:00, at 23:30, and twice
// after three in the same night. Two are answered in time, one is not, and the last one
// was only simulated and has no verdict.
func (m *museum) page(t *testing.T, incidents []*airra.Incident) {
	t.Helper()
	met, missed := true, false
	var pages []*airra.Notification
	for n, p := range []struct {
		of     int
		made   time.Time
		met    *bool
		status airra.NotificationStatus
	}{
		{2, start.Add(-14*time.Hour - 14*time.Minute - 30*time.Second), &met, airra.NotificationSent},
		{2, start.Add(-3*time.Hour - 44*time.Minute - 30*time.Second), &missed, airra.NotificationSent},
		{3, start.Add(-4 * time.Minute), &met, airra.NotificationSent},
		{1, start.Add(-time.Minute), nil, airra.NotificationSimulated},
	} {
		page := storetest.PageOf(incidents[p.of-1], fmt.Sprintf("email:%d@example.com", n), p.made)
		page.EngineerID, page.EngineerName, page.SLAMet, page.Status = &m.ann.ID, m.ann.Name, p.met, p.status
		pages = append(pages, page)
	}
	must(t, m.store.InTx(t.Context(), func(tx airra.Tx) error { return tx.InsertNotifications(t.Context(), pages) }))
}

// judge gives the verdicts: on the hypotheses of 2, 4 and 6, of the simulated 10, and on
// the alarms of 2 and 6.
func (m *museum) judge(t *testing.T, incidents []*airra.Incident) {
	t.Helper()
	must(t, m.store.InTx(t.Context(), func(tx airra.Tx) error {
		for _, j := range []struct {
			of         int
			subject    airra.VerdictSubject
			verdict    airra.Verdict
			confidence float64
			signals    []string
		}{
			{2, airra.AboutHypothesis, airra.VerdictConfirmed, 0.85, nil},
			{4, airra.AboutHypothesis, airra.VerdictRejected, 0.85, nil},
			{6, airra.AboutHypothesis, airra.VerdictConfirmed, 0.95, nil},
			{10, airra.AboutHypothesis, airra.VerdictConfirmed, 0.5, nil},
			{2, airra.AboutAlarm, airra.VerdictRejected, 0, []string{"error_rate", "latency_p95"}},
			{6, airra.AboutAlarm, airra.VerdictConfirmed, 0, []string{"error_rate"}},
		} {
			i := incidents[j.of-1]
			err := tx.PutJudgement(t.Context(), &airra.Judgement{
				ID: airra.NewID(), IncidentID: i.ID, IncidentRef: i.Ref, Subject: j.subject, Verdict: j.verdict, Service: i.AffectedService,
				Confidence: j.confidence, Rank: 1, Signals: j.signals, Source: i.DetectionSource, Origin: i.Origin, JudgedBy: "ann",
				JudgedAt: time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC),
			})
			if err != nil {
				return err
			}
		}
		return nil
	}))
}

// onBothMuseums tells a story of the history on both databases: with all changes waiting,
// with some of them folded, and with all of them folded.
func onBothMuseums(t *testing.T, story func(t *testing.T, m *museum), change ...func(*workflow.Parts)) {
	t.Helper()
	for kind, address := range map[string]func(t testing.TB) string{"SQLite": template.SQLite, "PostgreSQL": template.Postgres} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			m := newMuseum(t, address(t), change...)
			story(t, m)
			must(t, m.store.InTx(t.Context(), func(tx airra.Tx) error {
				_, err := tx.FoldAnalytics(t.Context(), 5)
				return err
			}))
			story(t, m)
			must(t, m.FoldAnalytics(t.Context()))
			if left, err := m.store.Unfolded(t.Context()); err != nil || left {
				t.Fatalf("something is not folded: %v", err)
			}
			story(t, m)
		})
	}
}

// took is a spread by its four numbers.
func took(count int, median, p90, mean float64) airra.Spread {
	return airra.Spread{Count: count, Median: &median, P90: &p90, Mean: &mean}
}

// measured is the report of the eight real incidents. By the nearest rank the median of
// six values is the third and their 90th percentile the sixth, of four the second and the
// fourth, of three the second and the third, of two the first and the second.
//
// Resolved after 60, 100, 600, 900, 1200, 3600: together 6460, on average 1076.67.
// Acknowledged after 10, 30, 60, 90, 120, 300: together 610, on average 101.67.
var measured = airra.MTTRReport{
	PeriodDays: 30, From: time.Date(2026, 10, 25, 0, 0, 0, 0, time.UTC), To: time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC),
	Total: airra.Breakdown{Incidents: 8, Resolved: 6, MTTA: took(6, 60, 300, 610.0/6), MTTR: took(6, 600, 3600, 6460.0/6)},
	ByService: []airra.Breakdown{
		{Key: "payment", Incidents: 4, Resolved: 2, MTTA: took(3, 60, 120, 70), MTTR: took(2, 600, 1200, 900)},       // 1 2 4 7
		{Key: "catalog", Incidents: 3, Resolved: 3, MTTA: took(2, 90, 300, 195), MTTR: took(3, 900, 3600, 4560.0/3)}, // 3 5 6
		{Key: "orders", Incidents: 1, Resolved: 1, MTTA: took(1, 10, 10, 10), MTTR: took(1, 100, 100, 100)},          // 8
	},
	BySeverity: []airra.Breakdown{
		{Key: "critical", Incidents: 2, Resolved: 1, MTTA: took(2, 30, 90, 60), MTTR: took(1, 900, 900, 900)},   // 1 6
		{Key: "high", Incidents: 2, Resolved: 2, MTTA: took(2, 60, 120, 90), MTTR: took(2, 600, 1200, 900)},     // 2 4
		{Key: "medium", Incidents: 2, Resolved: 2, MTTA: took(2, 10, 300, 155), MTTR: took(2, 100, 3600, 1850)}, // 5 8
		{Key: "low", Incidents: 2, Resolved: 1, MTTR: took(1, 60, 60, 60)},                                      // 3 7
	},
	BySource: []airra.Breakdown{
		{Key: "prometheus", Incidents: 5, Resolved: 4, MTTA: took(3, 120, 300, 430.0/3), MTTR: took(4, 100, 3600, 1240)}, // 3 4 5 7 8
		{Key: airra.SourceMonitor, Incidents: 3, Resolved: 2, MTTA: took(3, 60, 90, 60), MTTR: took(2, 600, 900, 750)},   // 1 2 6
	},
	ByWeek: []airra.Breakdown{
		{Key: "2026-10-19", Incidents: 1, Resolved: 1, MTTA: took(1, 10, 10, 10), MTTR: took(1, 100, 100, 100)}, // 8
		{Key: "2026-10-26", Incidents: 1}, // 7
		{Key: "2026-11-09", Incidents: 1, Resolved: 1, MTTA: took(1, 90, 90, 90), MTTR: took(1, 900, 900, 900)},      // 6
		{Key: "2026-11-16", Incidents: 4, Resolved: 4, MTTA: took(3, 120, 300, 160), MTTR: took(4, 600, 3600, 1365)}, // 2 3 4 5
		{Key: "2026-11-23", Incidents: 1, MTTA: took(1, 30, 30, 30)},                                                 // 1
	},
	Included: []string{}, Excluded: airra.Excluded{DryRun: 1, Simulated: 1, Generated: 1},
}

// exact compares to the last bit that the arithmetic of the comments can promise.
var exact = cmpopts.EquateApprox(1e-12, 0)

func TestTimesOfAFixedHistory(t *testing.T) {
	t.Parallel()
	onBothMuseums(t, func(t *testing.T, m *museum) {
		var got airra.MTTRReport
		m.serve("mttr", &got)
		if diff := cmp.Diff(measured, got, exact); diff != "" {
			t.Error(diff)
		}
	})
}

// With 9, 10 and 11 there are eleven, and two more values: 7, 50, 60, 100, 600, 900,
// 1200, 3600 are together 6517, on average 814.625; of eight the median is the fourth.
// Acknowledged after 5, 5, 10, 30, 60, 90, 120, 300: together 620, on average 77.5.
func TestWhatIsExcludedCountsWhenItIsAskedFor(t *testing.T) {
	t.Parallel()
	onBothMuseums(t, func(t *testing.T, m *museum) {
		var got airra.MTTRReport
		m.serve("mttr?include=generated,dry_run,simulated", &got)
		want := airra.Breakdown{Incidents: 11, Resolved: 8, MTTA: took(8, 30, 300, 77.5), MTTR: took(8, 100, 3600, 814.625)}
		if diff := cmp.Diff(want, got.Total, exact); diff != "" || got.Excluded != (airra.Excluded{}) {
			t.Errorf("%+v: %s", got.Excluded, diff)
		}
		if diff := cmp.Diff(airra.Includable, got.Included); diff != "" {
			t.Error(diff)
		}
		got = airra.MTTRReport{}
		m.serve("mttr?include=dry_run", &got)
		if got.Total.Incidents != 9 || got.Excluded != (airra.Excluded{Simulated: 1, Generated: 1}) {
			t.Errorf("got %+v, %+v", got.Total, got.Excluded)
		}
	})
}

// Above the threshold histograms answer: counts and means stay what they are, and no
// quantile is more than two percent off.
func TestManyIncidentsAreMeasuredRoughly(t *testing.T) {
	t.Parallel()
	onBothMuseums(t, func(t *testing.T, m *museum) {
		var got airra.MTTRReport
		m.serve("mttr", &got)
		if !got.Approximate {
			t.Error("the answer does not say that it is approximate")
		}
		got.Approximate = false
		if diff := cmp.Diff(measured, got, cmpopts.EquateApprox(0.02, 0)); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(measured.Total.MTTR.Mean, got.Total.MTTR.Mean, exact); diff != "" {
			t.Errorf("the mean is exact: %s", diff)
		}
		if *got.Total.MTTR.Median == 600 {
			t.Error("the median is exact, so it was not measured by a histogram")
		}
	}, func(p *workflow.Parts) { p.MostExact = 10 })
}

// Eleven incidents of all sorts are in the window, so eleven are still measured exactly.
func TestTheThresholdItselfIsExact(t *testing.T) {
	t.Parallel()
	m := newMuseum(t, template.SQLite(t), func(p *workflow.Parts) { p.MostExact = 11 })
	var got airra.MTTRReport
	if m.serve("mttr", &got); got.Approximate {
		t.Error("it is approximate")
	}
}

// Payment has four incidents, one of them critical, which costs 8 and 10 points; two of
// them took 600 and 1200 seconds, which is 15 minutes on average. One of its two pages
// with a verdict was answered in time, and so was the one of catalog.
func TestASummaryOfAFixedHistory(t *testing.T) {
	t.Parallel()
	want := airra.AnalyticsSummary{
		TotalIncidents: 8, OpenIncidents: 2, ResolvedIncidents: 6, AvgResolutionMinutes: ptr(6460.0 / 360), MTTRMinutes: ptr(6460.0 / 360), SLACompliance: ptr(2.0 / 3),
		Critical: 2, High: 2, Medium: 2, Low: 2, Excluded: airra.Excluded{DryRun: 1, Simulated: 1, Generated: 1},
		TopServices: []airra.ServiceReliability{
			{Service: "payment", TotalIncidents: 4, CriticalIncidents: 1, AvgResolutionMinutes: ptr(15.0), SLACompliance: ptr(0.5), ReliabilityScore: 82},
			{Service: "catalog", TotalIncidents: 3, CriticalIncidents: 1, AvgResolutionMinutes: ptr(4560.0 / 180), SLACompliance: ptr(1.0), ReliabilityScore: 84},
			{Service: "orders", TotalIncidents: 1, AvgResolutionMinutes: ptr(100.0 / 60), ReliabilityScore: 98},
		},
	}
	busy := map[string]airra.TrendDay{
		"2026-10-25": {Count: 1, Medium: 1}, "2026-11-01": {Count: 1, Low: 1}, "2026-11-15": {Count: 1, Critical: 1}, "2026-11-16": {Count: 1, Medium: 1},
		"2026-11-20": {Count: 1, High: 1}, "2026-11-22": {Count: 2, High: 1, Low: 1}, "2026-11-23": {Count: 1, Critical: 1},
	}
	for day := measured.From; day.Before(measured.To); day = day.AddDate(0, 0, 1) {
		trend := busy[day.Format(time.DateOnly)]
		trend.Date = day.Format(time.DateOnly)
		want.Trends = append(want.Trends, trend)
	}
	onBothMuseums(t, func(t *testing.T, m *museum) {
		var got airra.AnalyticsSummary
		m.serve("summary", &got)
		if diff := cmp.Diff(want, got, exact); diff != "" {
			t.Error(diff)
		}
		var service airra.ServiceReliability
		m.serve("service/payment", &service)
		payment := want.TopServices[0]
		payment.Excluded = airra.Excluded{DryRun: 1, Simulated: 1}
		if diff := cmp.Diff(payment, service, exact); diff != "" {
			t.Error(diff)
		}
		m.serve("service/payment?days=2", &service) // Only 1 and 2 are of the last two days.
		if service.TotalIncidents != 2 || service.ReliabilityScore != 86 {
			t.Errorf("got %+v", service)
		}
		var unknown airra.ServiceReliability
		m.serve("service/nobody", &unknown)
		if diff := cmp.Diff(airra.ServiceReliability{Service: "nobody", ReliabilityScore: 100}, unknown); diff != "" {
			t.Errorf("a service that nobody knows: %s", diff)
		}
	})
}

func TestOnlyOneDaemonFolds(t *testing.T) {
	t.Parallel()
	h := onOne(t)
	h.report(t)
	_, err := h.store.Lease(t.Context(), workflow.AnalyticsRole, "another", time.Hour, start)
	must(t, err)
	must(t, h.FoldAnalytics(t.Context()))
	if left, err := h.store.Unfolded(t.Context()); err != nil || !left {
		t.Errorf("it folded without the lease: %v", err)
	}
	must(t, h.store.ReleaseLeases(t.Context(), "another"))
	must(t, h.FoldAnalytics(context.WithoutCancel(t.Context())))
	if left, err := h.store.Unfolded(t.Context()); err != nil || left {
		t.Errorf("it did not fold: %v", err)
	}
}

func TestMeasuresRefuseWhatTheyCannotMeasure(t *testing.T) {
	t.Parallel()
	h := onOne(t)
	for _, q := range []airra.AnalyticsQuery{{Days: -1}, {Days: 366}, {Include: []string{"real"}}, {Include: []string{""}}} {
		if _, err := h.MTTR(t.Context(), q); airra.ErrorCode(err) != airra.CodeInvalid {
			t.Errorf("%+v: got %v", q, err)
		}
	}
	if _, err := h.ServiceReliability(t.Context(), "", airra.AnalyticsQuery{}); airra.ErrorCode(err) != airra.CodeInvalid {
		t.Errorf("got %v", err)
	}
}
