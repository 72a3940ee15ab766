package cli_test

import (
	"strings"
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
)

func measuredIn(target string, answer any) exchange {
	return exchange{method: "GET", target: "/api/v1/analytics/" + target, answer: answer}
}

func took(count int, median, p90, mean float64) airra.Spread {
	return airra.Spread{Count: count, Median: &median, P90: &p90, Mean: &mean}
}

func times() airra.MTTRReport {
	return airra.MTTRReport{
		PeriodDays: 30, From: now.AddDate(0, 0, -29), To: now, Approximate: true, Excluded: airra.Excluded{DryRun: 2, Generated: 7},
		Total: airra.Breakdown{Incidents: 8, Resolved: 6, MTTA: took(6, 60, 300, 101.7), MTTR: took(6, 600, 3600, 1076.7)},
		ByService: []airra.Breakdown{
			{Key: "payment-service", Incidents: 4, Resolved: 2, MTTA: took(3, 60, 120, 70), MTTR: took(2, 600, 200_000, 900)},
			{Key: "orders", Incidents: 1},
		},
		ByWeek: []airra.Breakdown{{Key: "2026-02-23", Incidents: 8, Resolved: 6, MTTR: took(6, 600, 3600, 1076.7)}},
	}
}

func wideView() airra.AnalyticsInsights {
	return airra.AnalyticsInsights{
		MTTRReport: times(), PagesSince: now.AddDate(0, 0, -3), Judged: 3, Unjudged: 1,
		Pages:       []airra.PersonPages{{EngineerID: "e1", Name: "Ann Lee", Pages: 4, Nights: 1, NightPages: 3}, {EngineerID: "e2", Name: "Ben", Pages: 1, Simulated: 1}},
		Detectors:   []airra.DetectorRate{{Detector: "airra_monitor error_rate", Judged: 3, FalseAlarms: 1, Rate: ptr(1.0 / 3)}},
		Calibration: []airra.CalibrationBin{{From: 0.7, To: 0.8}, {From: 0.8, To: 0.9, Judged: 2, Confirmed: 1, Predicted: ptr(0.85), Observed: ptr(0.5)}},
	}
}

func TestTimesAreDrawnWithWhatTheyDoNotCount(t *testing.T) {
	t.Parallel()
	ask := measuredIn("mttr", times())
	shows(t, 100, []exchange{ask}, "stats mttr",
		"6 of 8 incidents in 30 days were resolved\n", "half of them within 10 min 00 s, nine of ten within 1 h 00 min, on average after 17 min 57 s\n",
		"By service\n", "payment-service          4      2  10 min 00 s  2 d 07 h  15 min 00 s  ████████████\n", "orders                   1      0            –         –            –\n",
		"By week\n", "Not counted: 2 resolved by a dry run, 7 generated (--include counts them).\n", "Approximate: there are many incidents")
	shows(t, 80, []exchange{ask}, "stats mtta", "6 of 8 incidents in 30 days were acknowledged\n", "half of them within 1 min 00 s")
}

func TestTimesAsRowsSayTheRestBesideThem(t *testing.T) {
	t.Parallel()
	server := record(t, measuredIn("mttr?days=90&include=dry_run%2Csimulated", times()))
	got := shell{}.run(t, server.server.URL, "stats", "mttr", "--since", "90d", "--include", "dry-run, simulated", "-o", "csv")
	wants(t, "rows", typed{
		0, "BY,KEY,INCIDENTS,COUNT,MEDIAN,P90,MEAN\ntotal,,8,6,600,3600,1076.7\nservice,payment-service,4,2,600,200000,900\nservice,orders,1,0,,,\nweek,2026-02-23,8,6,600,3600,1076.7\n",
		"Not counted: 2 resolved by a dry run, 7 generated (--include counts them).\nApproximate: there are many incidents, so medians and 90th percentiles are up to 2 % off. Counts and means are exact.\n",
	}, got)
	server = record(t, measuredIn("mttr", times()))
	if got := (shell{}).run(t, server.server.URL, "stats", "mttr", "-q", ".excluded.dry_run"); got != (typed{0, "2\n", ""}) {
		t.Errorf("JSON says it itself, got %+v", got)
	}
}

func TestTheSummaryIsDrawn(t *testing.T) {
	t.Parallel()
	summary := airra.AnalyticsSummary{
		TotalIncidents: 4, OpenIncidents: 1, ResolvedIncidents: 3, MTTRMinutes: ptr(15.5), SLACompliance: ptr(2.0 / 3), Critical: 1, High: 3, Approximate: true,
		TopServices: []airra.ServiceReliability{{Service: "payment-service", TotalIncidents: 4, CriticalIncidents: 1, AvgResolutionMinutes: ptr(15.5), ReliabilityScore: 82}},
		Trends:      []airra.TrendDay{{Date: "2026-02-28", Count: 1}, {Date: "2026-03-01", Count: 3}},
	}
	shows(t, 80, []exchange{measuredIn("summary?days=2", summary)}, "stats summary --since 2026-02-28",
		"4 incidents in 2 days: 1 open, 3 resolved\n", "resolved after    15 min 30 s on average\n", "answered in time  67 %\n", "by day            ▁█\n",
		"2026-02-28 to 2026-03-01\n", "3  ███████████████░░░░░\n", "payment-service          4         1     15 min 30 s        –     82\n",
		"Not counted: no incident was left out.\n", "newest 5,000 messages")
	shows(t, 80, []exchange{measuredIn("summary", airra.AnalyticsSummary{})}, "stats summary", "0 incidents in 0 days: 0 open, 0 resolved\n", "resolved after    –\n")
}

func TestPartsOfTheWideViewAreDrawn(t *testing.T) {
	t.Parallel()
	ask := measuredIn("insights", wideView())
	shows(t, 100, []exchange{ask}, "stats pages", "5 pages to 2 engineers in 30 days\n", "Ann Lee      4       1            3          0  ████████████\n", "Only the newest 5,000 pages are counted, those since 2026-02-26T12:04:00Z.\n")
	shows(t, 100, []exchange{ask}, "stats detectors", "airra_monitor error_rate       3      1  33 %\n", "7 generated")
	shows(t, 100, []exchange{ask}, "stats ai", "3 hypotheses judged in 30 days\n", " 70 –  80 %       0          0          –      –\n", " 80 –  90 %       2          1       85 %   50 %  ██████░░░░░░\n",
		"1 analysed incident without a verdict on a hypothesis.\n")
	nothing := measuredIn("insights", airra.AnalyticsInsights{MTTRReport: airra.MTTRReport{PeriodDays: 7}})
	shows(t, 80, []exchange{nothing}, "stats detectors", "No alarm of the last 7 days was judged.\n")
	shows(t, 80, []exchange{nothing}, "stats pages", "0 pages to 0 engineers in 7 days\n")
	shows(t, 80, []exchange{nothing}, "stats ai", "0 hypotheses judged in 7 days\n")
}

func TestNumbersOfRowsHaveSixPlaces(t *testing.T) {
	t.Parallel()
	view := wideView()
	view.Detectors = append(view.Detectors, airra.DetectorRate{Detector: "email", Judged: 3, FalseAlarms: 2, Rate: ptr(2.0 / 3)}, airra.DetectorRate{Detector: "quiet", Rate: nil})
	got := shell{}.run(t, record(t, measuredIn("insights", view)).server.URL, "stats", "detectors", "-o", "csv")
	if want := "DETECTOR,JUDGED,FALSE,RATE\nairra_monitor error_rate,3,1,0.333333\nemail,3,2,0.666667\nquiet,0,0,\n"; got.out != want {
		t.Errorf("got %s", got.out)
	}
}

func TestTheAgesOfOpenIncidentsAreDrawn(t *testing.T) {
	t.Parallel()
	view := wideView()
	view.OpenByAge = []airra.AgeCount{{Age: "under 1 h", Incidents: 6}, {Age: "1 h to 1 d", Incidents: 2}, {Age: "1 d to 7 d"}, {Age: "over 7 d"}}
	shows(t, 100, []exchange{measuredIn("insights", view)}, "stats open", "8 incidents open\n", "under 1 h           6  █████████░░░\n", "over 7 d            0  ░░░░░░░░░░░░\n",
		"Not counted: 2 resolved by a dry run, 7 generated (--include counts them).\n")
	ask := measuredIn("insights?include=simulated", view)
	server := record(t, ask, ask)
	if got := (shell{}).run(t, server.server.URL, "stats", "open", "--include", "simulated", "-o", "csv"); got.out != "OPEN FOR,INCIDENTS\nunder 1 h,6\n1 h to 1 d,2\n1 d to 7 d,0\nover 7 d,0\n" {
		t.Errorf("got %+v", got)
	}
	wants(t, "a script", typed{0, "under 1 h\n1 h to 1 d\n1 d to 7 d\nover 7 d\n", ""}, shell{}.run(t, server.server.URL, "stats", "open", "--include", "simulated", "-o", "name"))
}

func TestEveryPageCountsSoNoneCanBeIncluded(t *testing.T) {
	t.Parallel()
	got := shell{}.run(t, record(t).server.URL, "stats", "pages", "--include", "simulated")
	if got.code != 2 || !strings.Contains(got.err, "every page counts") {
		t.Errorf("got %+v", got)
	}
	if help := (shell{}).run(t, "", "stats", "pages", "--help"); strings.Contains(help.out, "--include") {
		t.Errorf("the help offers it: %s", help.out)
	}
}

func TestTheDaysOfMeasures(t *testing.T) {
	t.Parallel()
	for flags, days := range map[string]string{
		"--days 7": "7", "--since 7d": "7", "--since 2026-03-01": "1", "--since 2026-02-01": "29", "--since 2h": "1", "--since 13h": "2", "--days 365": "365",
	} {
		server := record(t, measuredIn("mttr?days="+days, times()))
		if got := (shell{}).run(t, server.server.URL, append([]string{"stats", "mttr", "-q", ".period_days"}, strings.Fields(flags)...)...); got.code != 0 {
			t.Errorf("%s: %+v", flags, got)
		}
	}
	for flags, complaint := range map[string]string{
		"--days 366": "not 366", "--days 0": "measures reach over 1 to 365 days, not 0", "--days -1": "not -1", "--since 0d": "not 0", "--since 400d": "not 400", "--since 2027-01-01": "measures reach over", "--since lately": "--since takes", "--days 1 --since 1d": "give one of them",
	} {
		server := record(t)
		if got := (shell{}).run(t, server.server.URL, append([]string{"stats", "mttr"}, strings.Fields(flags)...)...); got.code != 2 || !strings.Contains(got.err, complaint) {
			t.Errorf("%s: %+v", flags, got)
		}
	}
}

// The name of a service is foreign text, and must not be able to move the cursor.
func TestAForeignNameInAMeasureIsHarmless(t *testing.T) {
	t.Parallel()
	report := times()
	report.ByService[0].Key, report.From = "evil\x1b[2J\nname", time.Time{}
	if out := shows(t, 80, []exchange{measuredIn("mttr", report)}, "stats mttr"); strings.Contains(out, "\x1b[2J") {
		t.Errorf("it reached the terminal:\n%q", out)
	}
}
