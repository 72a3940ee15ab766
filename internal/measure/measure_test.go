package measure_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/measure"
)

func moment(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestAWeekBeginsOnItsMonday(t *testing.T) {
	t.Parallel()
	for day, want := range map[string]string{
		"2026-11-26": "2026-11-23", // a Thursday
		"2026-11-23": "2026-11-23", // a Monday
		"2026-11-29": "2026-11-23", // a Sunday
		"2026-11-30": "2026-11-30",
		"2027-01-01": "2026-12-28", // the week belongs to both years
		"2024-02-29": "2024-02-26",
	} {
		if got := measure.Monday(day); got != want {
			t.Errorf("%s: got %s, want %s", day, got, want)
		}
	}
}

func TestAWindowIsWholeDaysWithTodayAmongThem(t *testing.T) {
	t.Parallel()
	berlin := moment(t, "2026-11-26T00:30:00+01:00") // In UTC it is still the day before.
	w := measure.WindowOf(3, berlin)
	if diff := cmp.Diff([]string{"2026-11-23", "2026-11-24", "2026-11-25"}, w.Days()); diff != "" {
		t.Error(diff)
	}
	if got := measure.WindowOf(1, moment(t, "2026-11-26T00:00:00Z")).Days(); len(got) != 1 || got[0] != "2026-11-26" {
		t.Errorf("at midnight the new day has begun, got %v", got)
	}
}

// Whatever the window, each of its days is in exactly one of the spans that cover it,
// and no other day is in any.
func TestSpansCoverEachDayOnce(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 1)) //nolint:gosec // A test repeats itself.
	begin := moment(t, "2023-01-01T00:00:00Z")
	for range 100 {
		w := measure.WindowOf(1+random.IntN(365), begin.AddDate(0, 0, 400+random.IntN(800)))
		for _, spans := range []airra.Spans{w.Spans(), w.ByDay(), w.ByWeek()} {
			for day := w.From.AddDate(-1, 0, -70); day.Before(w.To.AddDate(1, 0, 70)); day = day.AddDate(0, 0, 1) {
				found, want := holding(day, spans.Add)-holding(day, spans.Less), 0
				if !day.Before(w.From) && day.Before(w.To) {
					want = 1
				}
				if found != want {
					t.Fatalf("%s is %d times in %+v of %v", measure.Day(day), found, spans, w)
				}
			}
		}
	}
}

// startOf names the span of a day.
var startOf = map[airra.Span]func(day string) string{
	airra.SpanDay: func(day string) string { return day }, airra.SpanWeek: measure.Monday, airra.SpanMonth: measure.Month, airra.SpanYear: measure.Year,
}

// holding counts the ranges that a day is in. A day must be bound by their names in
// the same way as the name of its own span, because that is how changes are found.
func holding(day time.Time, ranges []airra.SpanRange) (count int) {
	name := measure.Day(day)
	for _, r := range ranges {
		start := startOf[r.Span](name)
		inside := start >= r.From && start < r.To
		if inside != (name >= r.From && name < r.To) {
			return -1
		}
		if inside {
			count++
		}
	}
	return count
}

// A day behind today holds nothing, so it costs nothing to take it away. What is left
// to read are half of the days of the first month at most, half of the months of a year,
// and two years.
func TestSpansAreFewRows(t *testing.T) {
	t.Parallel()
	begin := moment(t, "2023-01-01T00:00:00Z")
	for _, days := range []int{1, 7, 15, 16, 17, 30, 31, 90, 180, 210, 365} {
		for later := 0; later <= 365; later += 3 {
			w := measure.WindowOf(days, begin.AddDate(0, 0, later))
			spans, rows := w.Spans(), map[airra.Span]map[string]bool{airra.SpanDay: {}, airra.SpanMonth: {}, airra.SpanYear: {}}
			for day := w.From.AddDate(-1, 0, 0); day.Before(w.To); day = day.AddDate(0, 0, 1) {
				for _, r := range slices.Concat(spans.Add, spans.Less) {
					if start := startOf[r.Span](measure.Day(day)); start >= r.From && start < r.To {
						rows[r.Span][start] = true
					}
				}
			}
			if len(rows[airra.SpanDay]) > 15 || len(rows[airra.SpanMonth]) > 6 || len(rows[airra.SpanYear]) > 2 {
				t.Fatalf("%v in %+v of %v", rows, spans, w)
			}
		}
	}
}

// A week is read as a whole, and six days at most before it and behind it one by one.
func TestWeeksAreFewRows(t *testing.T) {
	t.Parallel()
	spans := measure.WindowOf(365, moment(t, "2026-11-27T12:00:00Z")).ByWeek() // a Friday
	want := []airra.SpanRange{
		{Span: airra.SpanDay, From: "2025-11-28", To: "2025-12-01"},
		{Span: airra.SpanWeek, From: "2025-12-01", To: "2026-11-23"},
		{Span: airra.SpanDay, From: "2026-11-23", To: "2026-11-28"},
	}
	if diff := cmp.Diff(airra.Spans{Add: want}, spans); diff != "" {
		t.Error(diff)
	}
}

func TestTheScoreOfAService(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		incidents, critical int64
		want                float64
	}{{0, 0, 100}, {1, 0, 98}, {3, 1, 84}, {25, 0, 50}, {26, 0, 50}, {25, 3, 20}, {100, 100, 20}} {
		if got := measure.Score(tt.incidents, tt.critical); got != tt.want {
			t.Errorf("%d incidents, %d critical: got %v, want %v", tt.incidents, tt.critical, got, tt.want)
		}
	}
}

// Ann lives in Berlin, one hour ahead of UTC in November. Her pages, by her clock:
// 21:59 by day; 22:00, 03:00 and 06:59 in the night of the 24th; 07:00 by day; and 23:30
// in the night of the 25th. That is six pages, four of them in two nights. In March the
// clock goes forward while she sleeps, which makes no second night of it.
func TestANightIsNamedByItsEveningWhereThePersonLives(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	var pages []airra.SentPage
	for _, at := range []string{
		"2026-11-24T20:59:00Z", "2026-11-24T21:00:00Z", "2026-11-25T02:00:00Z", "2026-11-25T05:59:00Z", "2026-11-25T06:00:00Z", "2026-11-25T22:30:00Z",
	} {
		pages = append(pages, airra.SentPage{EngineerID: "ann", Name: "Ann", At: moment(t, at)})
	}
	for _, at := range []string{"2026-03-28T22:00:00Z", "2026-03-29T04:30:00Z"} {
		pages = append(pages, airra.SentPage{EngineerID: "ben", Name: "Ben", At: moment(t, at), Simulated: true})
	}
	got := measure.Pages(pages, func(string) *time.Location { return berlin })
	want := []airra.PersonPages{
		{EngineerID: "ann", Name: "Ann", Pages: 6, Nights: 2, NightPages: 4},
		{EngineerID: "ben", Name: "Ben", Pages: 2, Nights: 1, NightPages: 2, Simulated: 2},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestCalibrationComparesWhatWasJudged(t *testing.T) {
	t.Parallel()
	got := measure.Calibration([]airra.JudgedBin{{Bin: 8, Judged: 4, Confirmed: 3, Confidence: 3.4}, {Bin: 9, Judged: 1, Confidence: 1}})
	if len(got) != 10 || got[0].From != 0 || got[9].To != 1 || got[0].Judged != 0 || got[0].Predicted != nil || got[0].Observed != nil {
		t.Fatalf("got %+v", got)
	}
	if c := got[8]; c.Judged != 4 || *c.Predicted != 0.85 || *c.Observed != 0.75 || c.From != 0.8 || c.To != 0.9 {
		t.Errorf("got %+v", c)
	}
	if c := got[9]; *c.Predicted != 1 || *c.Observed != 0 {
		t.Errorf("got %+v", c)
	}
}

// One false alarm of two signals is a false alarm of both detectors.
func TestAnAlarmBelongsToEachOfItsDetectors(t *testing.T) {
	t.Parallel()
	got := measure.Detectors([]airra.JudgedAlarms{
		{Source: "airra_monitor", Signals: []string{"error_rate", "latency_p95", "error_rate"}, Judged: 2, False: 1},
		{Source: "airra_monitor", Signals: []string{"error_rate"}, Judged: 2},
		{Source: "prometheus", Judged: 1, False: 1},
	})
	rate := func(r float64) *float64 { return &r }
	want := []airra.DetectorRate{
		{Detector: "airra_monitor error_rate", Judged: 4, FalseAlarms: 1, Rate: rate(0.25)},
		{Detector: "airra_monitor latency_p95", Judged: 2, FalseAlarms: 1, Rate: rate(0.5)},
		{Detector: "prometheus", Judged: 1, FalseAlarms: 1, Rate: rate(1)},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestTimeNeverRunsBackwards(t *testing.T) {
	t.Parallel()
	at := moment(t, "2026-11-26T12:00:00Z")
	before := at.Add(-time.Minute)
	if got := measure.Lasted(at, &before); *got != 0 {
		t.Errorf("got %d", *got)
	}
	if got := measure.Lasted(at, nil); got != nil {
		t.Errorf("got %d", *got)
	}
}
