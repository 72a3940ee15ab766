package tui

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/tui/theme"
)

// measuring is a server that has measured something, and writes down what it was asked.
type measuring struct {
	*caseBackend
	insights airra.AnalyticsInsights
	asked    []airra.AnalyticsQuery
}

func (b *measuring) AnalyticsInsights(_ context.Context, q airra.AnalyticsQuery) (*airra.AnalyticsInsights, error) {
	b.asked = append(b.asked, q)
	v := b.insights
	v.PeriodDays = q.Days
	return &v, nil
}

func (*measuring) LearningInsights(context.Context, airra.AnalyticsQuery) (*airra.LearningInsights, error) {
	return someLearning(), nil
}

func (*measuring) LearnedPatterns(context.Context, []string) (*airra.Patterns, error) {
	return somePatterns(), nil
}

func spread(count int, median, p90 float64) airra.Spread {
	return airra.Spread{Count: count, Median: &median, P90: &p90, Mean: pointer((median + p90) / 2)}
}

// someInsights are a month in which something happened.
func someInsights() airra.AnalyticsInsights {
	week := func(monday string, count int, median float64) airra.Breakdown {
		return airra.Breakdown{Key: monday, Incidents: count, Resolved: count, MTTA: spread(count, 240, 720), MTTR: spread(count, median, 2*median)}
	}
	return airra.AnalyticsInsights{
		MTTRReport: airra.MTTRReport{
			From: noon.AddDate(0, 0, -29), To: noon,
			Total:      airra.Breakdown{Incidents: 42, Resolved: 38, MTTA: spread(38, 240, 720), MTTR: spread(38, 4200, 26400)},
			ByWeek:     []airra.Breakdown{week("2026-02-16", 30, 7200), week("2026-02-23", 12, 3600)},
			BySeverity: []airra.Breakdown{{Key: "critical", Incidents: 4}},
			ByService:  []airra.Breakdown{week("payment-service", 9, 3600)},
			BySource:   []airra.Breakdown{week("airra_monitor", 41, 3600)},
			Excluded:   airra.Excluded{DryRun: 3, Generated: 12},
		},
		ResolutionRate: pointer(38.0 / 42),
		OpenByAge:      []airra.AgeCount{{Age: "under 1 h", Incidents: 1}, {Age: "over 7 d", Incidents: 4}},
		Pages:          []airra.PersonPages{{Name: "Alice Chen", Pages: 12, Nights: 3, NightPages: 5, Simulated: 2}, {Name: "Bob Martinez", Pages: 3}},
		Detectors: []airra.DetectorRate{
			{Detector: "airra_monitor error_rate", Judged: 10, FalseAlarms: 2, Rate: pointer(0.2)}, {Detector: "airra_monitor latency_p95"},
		},
		Calibration: []airra.CalibrationBin{{From: 0.4, To: 0.6}, {From: 0.6, To: 0.8, Judged: 6, Confirmed: 3, Predicted: pointer(0.7), Observed: pointer(0.5)}},
		Judged:      14, Unjudged: 9,
	}
}

func someLearning() *airra.LearningInsights {
	return &airra.LearningInsights{
		TotalHypotheses: 14, CorrectHypotheses: 11, HypothesisAccuracy: pointer(11.0 / 14), Top1Accuracy: pointer(0.8), Top1SampleSize: 10,
		SimilarityReuseCount: 1, SuccessfulActions: 5,
	}
}

func somePatterns() *airra.Patterns {
	return &airra.Patterns{Total: 1, Patterns: []airra.Pattern{{
		Service: "payment-service", Category: "deployment_issue", Occurrences: 6, Confirmed: 5, Adjustment: 0.083, Prior: 0.05, LastSeen: noon.Add(-48 * time.Hour),
	}}}
}

// analyzed is a cockpit that shows the analytics.
func analyzed(t *testing.T, width, height int) (*Model, *measuring) {
	t.Helper()
	b := &measuring{caseBackend: &caseBackend{}, insights: someInsights()}
	m := New(t.Context(), Options{Backend: b, Actor: "ana@example.com", Context: "prod", Now: (&testClock{at: noon}).now, Theme: theme.Mono})
	m.width, m.height = width, height
	m.data.fetched = noon
	drain(m, m.show(onAnalytics))
	return m, b
}

// rowOf gives the line of the screen that begins with a word, with single spaces.
func rowOf(t *testing.T, m *Model, begin string) string {
	t.Helper()
	for line := range strings.SplitSeq(ansi.Strip(m.render()), "\n") {
		if words := strings.Join(strings.Fields(line), " "); strings.HasPrefix(words, begin) {
			return words
		}
	}
	t.Fatalf("no line begins with %q:\n%s", begin, m.seen())
	return ""
}

// Each number stands in its row under its column.
func TestThePartsOfTheAnalyticsSayTheirNumbers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		part  int
		begin string
		want  string
	}{
		{0, "42 incidents", "42 incidents, 38 resolved (90 %); not counted: 3 resolved by a dry run, 12 generated; x counts them"},
		{0, "acknowledged", "acknowledged (MTTA) 4 min 12 min 8 min 38"},
		{0, "resolved", "resolved (MTTR) 1 h 10 min 7 h 20 min 4 h 15 min 38"},
		{0, "Mon 16", "Mon 16 Feb 2026 30 4 min 12 min 2 h 4 h " + strings.Repeat("█", 40)},
		{0, "Mon 23", "Mon 23 Feb 2026 12 4 min 12 min 1 h 2 h " + strings.Repeat("█", 20) + strings.Repeat("░", 20)},
		{0, "critical", "critical 4 – – – –"},
		{0, "over 7 d", "over 7 d 4 " + strings.Repeat("█", 40)},
		{1, "Alice", "Alice Chen 12 5 3 2 " + strings.Repeat("█", 40)},
		{1, "Bob", "Bob Martinez 3 0 0 0 " + strings.Repeat("█", 10) + strings.Repeat("░", 30)},
		{2, "airra monitor error", "airra monitor error rate 10 2 20 % " + strings.Repeat("█", 8) + strings.Repeat("░", 32)},
		{2, "airra monitor latency", "airra monitor latency p95 0 0 –"},
		{3, "11 of 14", "11 of 14 (79 %) confirmed. The likeliest one was the cause in 80 % of 10. 9 analysed incidents without a verdict, counted nowhere. A"},
		{3, "0.4 to 0.6", "0.4 to 0.6 0 – –"},
		{3, "0.6 to 0.8", "0.6 to 0.8 6 " + strings.Repeat("█", 14) + strings.Repeat("░", 6) + " 70 % " + strings.Repeat("█", 10) + strings.Repeat("░", 10) + " 50 %"},
		{3, "payment-service,", "payment-service, deployment issue 5 of 6 +0.08 +0.05 2 d"},
	} {
		m, _ := analyzed(t, 140, 60)
		strike(m, slices.Repeat([]string{"l"}, c.part)...)
		if got := rowOf(t, m, c.begin); got != c.want {
			t.Errorf("part %d: %q, want %q", c.part, got, c.want)
		}
	}
}

// Whatever the terminal, every line of every part fits, and the trend has its bars.
func TestTheAnalyticsFitEveryTerminal(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{60, 18}, {80, 24}, {120, 40}, {200, 60}} {
		m, _ := analyzed(t, size[0], size[1])
		for part := range partCount {
			frameFits(t, m, fmt.Sprint(size, part))
			strike(m, "G", "l")
		}
		m, _ = analyzed(t, size[0], 60)
		if row := rowOf(t, m, "Mon 23 Feb"); !strings.Contains(row, "█") {
			t.Errorf("at %d columns a week has no bar: %q", size[0], row)
		}
	}
}

// The days stop at both ends, and x counts what is left out.
func TestTheSpanAndWhatCountsAreAskedFor(t *testing.T) {
	t.Parallel()
	m, b := analyzed(t, 120, 40)
	for _, key := range []string{"[", "[", "]", "]", "]", "]", "x"} {
		drain(m, strike(m, key))
	}
	var asked []string
	for _, q := range b.asked {
		asked = append(asked, fmt.Sprint(q.Days, q.Include))
	}
	want := []string{"30 []", "7 []", "30 []", "90 []", "365 []", "365 [dry_run simulated generated]"}
	if !slices.Equal(asked, want) {
		t.Errorf("asked %q, want %q", asked, want)
	}
	shows(t, m, "counted too, x leaves them out")
}

// An answer to an earlier question is not shown as that to a later one.
func TestALateAnswerOfOtherDaysCountsForNothing(t *testing.T) {
	t.Parallel()
	m, b := analyzed(t, 120, 40)
	late := strike(m, "]")
	drain(m, strike(m, "["))
	b.insights.Total.Incidents = 4711
	drain(m, late)
	if s := m.screens[onAnalytics].(*analytics); s.insights.Total.Incidents != 42 {
		t.Errorf("it shows %d incidents of other days", s.insights.Total.Incidents)
	}
}

func TestApproximateNumbersAreSaidToBe(t *testing.T) {
	t.Parallel()
	for _, is := range []bool{false, true} {
		m, _ := analyzed(t, 120, 40)
		m.screens[onAnalytics].(*analytics).insights.Approximate = is
		if got := strings.Contains(m.seen(), "approximate"); got != is {
			t.Errorf("approximate %v, and it said so: %v", is, got)
		}
	}
}

// Who listens is told every number that is drawn.
func TestTheAnalyticsAreToldInWords(t *testing.T) {
	t.Parallel()
	b := &measuring{caseBackend: &caseBackend{}, insights: someInsights()}
	heard := spoken(t, t.Context(), asks(b), &typist{lines: []string{"analytics", "times", "2", "detectors", "learning", "days 90", "days 3", "unreal"}})
	says(t, heard,
		"The last 30 days, in UTC.", "not counted: 3 resolved by a dry run, 12 generated; x counts them.",
		"Resolved, MTTR: median 1 h 10 min, nine of ten within 7 h 20 min, mean 4 h 15 min, of 38 incidents.",
		"Week from Mon 16 Feb 2026: 30 incidents, acknowledged in 4 min, resolved in 2 h.",
		"Alice Chen: 12 pages, 5 of them at night, in 3 nights; 2 simulated.",
		"airra monitor error rate: 10 verdicts, 2 false alarms, 20 %.",
		"Of 6 hypotheses with a confidence of 0.6 to 0.8, 70 % were expected to be right and 50 % were.",
		"payment-service, deployment issue: 5 of 6 confirmed, which adds +0.08 to the confidence",
		"The last 90 days, in UTC.", "Type days and 7, 30, 90 or 365.", "are counted too")
}
