package embedded_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/perceive/embedded"
	"github.com/google/go-cmp/cmp"
)

const interval = 15 * time.Second

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func after(scrapes int) time.Time { return noon.Add(time.Duration(scrapes) * interval) }

// writes is a page that is the same at every moment.
func writes(page string) func(io.Writer, time.Time) {
	return func(w io.Writer, _ time.Time) { _, _ = io.WriteString(w, page) }
}

// ask evaluates a query at one moment and gives "labels value" per series.
func ask(t *testing.T, s *embedded.Source, expr string, at time.Time) []string {
	t.Helper()
	series, err := s.QueryRange(t.Context(), expr, at, at, interval)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, one := range series {
		for _, p := range one.Points {
			found = append(found, fmt.Sprintf("%v %g", one.Labels, p.Value))
		}
	}
	return found
}

func TestPromQLMeansWhatItMeansElsewhere(t *testing.T) {
	t.Parallel()
	s := embedded.New(embedded.Options{Interval: interval, Self: func(w io.Writer, at time.Time) {
		n := at.Sub(noon) / interval
		_, _ = fmt.Fprintf(w, "# TYPE hits counter\nhits{pod=\"a\"} %d\nhits{pod=\"b\"} %d\n", 30*n, 60*n)
		_, _ = fmt.Fprintf(w, "# TYPE took histogram\ntook_bucket{le=\"1\"} %d\ntook_bucket{le=\"2\"} %d\ntook_bucket{le=\"+Inf\"} %d\ntook_sum 1\ntook_count %d\n", n, 2*n, 2*n, 2*n)
	}})
	for i := range 41 {
		s.Scrape(t.Context(), after(i))
	}
	tests := []struct {
		expr string
		want []string
	}{
		{`round(sum(rate(hits[5m])), 0.001)`, []string{"map[] 6"}},
		{`hits{pod=~"b|c"} offset 150s`, []string{"map[__name__:hits pod:b] 1800"}},
		{`histogram_quantile(0.75, took_bucket)`, []string{"map[] 1.5"}},
		{`missing or vector(0)`, []string{"map[] 0"}},
		{`count({__name__=~".+"})`, []string{"map[] 8"}},
		{`up`, []string{"map[__name__:up instance:self job:airra] 1"}},
		{`hits{pod="a"} > 1e9`, nil},
		{`hits / 0`, nil}, // infinity is no number to judge
		{`3`, []string{"map[] 3"}},
	}
	for _, tt := range tests {
		t.Run(tt.expr, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, ask(t, s, tt.expr, after(40))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestARangeHasItsStepsAndNoMore(t *testing.T) {
	t.Parallel()
	s := embedded.New(embedded.Options{Interval: interval, Self: writes("level 4\n")})
	for i := range 5 {
		s.Scrape(t.Context(), after(i))
	}
	series, err := s.QueryRange(t.Context(), "level", after(-2), after(4), interval)
	if err != nil || len(series) != 1 {
		t.Fatalf("%v, %v", series, err)
	}
	if n := len(series[0].Points); n != 5 || !series[0].Points[0].At.Equal(noon) {
		t.Errorf("%d points from %v, want the five that were scraped", n, series[0].Points[0].At)
	}
}

func TestAWrongQueryIsTheCallersFault(t *testing.T) {
	t.Parallel()
	s := embedded.New(embedded.Options{Self: writes("a{x=\"1\"} 1\na{x=\"2\"} 1\n")})
	s.Scrape(t.Context(), noon)
	for _, expr := range []string{`sum(`, `up[5m]`, `a + on() a`, ``} {
		if _, err := s.QueryRange(t.Context(), expr, noon, noon, interval); airra.ErrorCode(err) != airra.CodeInvalid {
			t.Errorf("%q: %v", expr, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.QueryRange(ctx, "a", noon, noon, interval); airra.ErrorCode(err) != airra.CodeUnavailable {
		t.Errorf("given up: %v", err)
	}
}

// pages is a target whose answer a test changes.
type pages struct {
	status atomic.Int64
	body   atomic.Value
}

func (p *pages) set(status int64, body string) { p.status.Store(status); p.body.Store(body) }

// ServeHTTP gives the present answer.
func (p *pages) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	w.WriteHeader(int(p.status.Load()))
	_, _ = io.WriteString(w, p.body.Load().(string))
}

func TestATargetThatCannotBeReadIsNamedAndItsOldValuesEnd(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		status int64
		body   string
		detail string
	}{
		{"an error", 500, "", "answered 500"},
		{"no metrics page", 200, "<html>", "has a page that cannot be read"},
		{"a page that breaks off in the middle of a line", 200, "level 5\nother{a=\"", "has a page that cannot be read"},
		{"a page without end", 200, strings.Repeat("x 1\n", 3000), "has a page of more than 10000 bytes"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			target := &pages{}
			target.set(200, "level 4\n")
			server := httptest.NewServer(target)
			t.Cleanup(server.Close)
			var log bytes.Buffer
			address := strings.Replace(server.URL, "://", "://operator:s3cret@", 1) + "/metrics?token=s3cret"
			s := embedded.New(embedded.Options{
				Targets: []string{address}, Interval: interval, MaxBody: 10_000, Log: slog.New(slog.NewTextHandler(&log, nil)),
			})
			s.Scrape(t.Context(), after(0))
			if got := ask(t, s, "level", after(0)); len(got) != 1 || !strings.Contains(got[0], "job:airra") {
				t.Fatalf("%q", got)
			}
			target.set(tt.status, tt.body)
			s.Scrape(t.Context(), after(1))
			s.Scrape(t.Context(), after(2))
			if got := ask(t, s, "level", after(2)); got != nil {
				t.Errorf("an old value looks like a new one: %q", got)
			}
			if got := ask(t, s, "sum(up)", after(2)); len(got) != 1 || got[0] != "map[] 0" {
				t.Errorf("up: %q", got)
			}
			check := s.Check(t.Context())
			if check.State != airra.CheckDown || !strings.Contains(check.Detail, tt.detail) || !strings.Contains(check.Detail, server.URL) {
				t.Errorf("%+v", check)
			}
			target.set(200, "level 6\n")
			s.Scrape(t.Context(), after(3))
			if got := ask(t, s, "sum(level)", after(3)); len(got) != 1 || got[0] != "map[] 6" {
				t.Errorf("up again: %q", got)
			}
			down, up := strings.Count(log.String(), "scrape target is down"), strings.Count(log.String(), "scrape target is up again")
			if down != 1 || up != 1 || strings.Contains(log.String()+check.Detail, "s3cret") {
				t.Errorf("%d times down, %d times up:\n%s\n%s", down, up, log.String(), check.Detail)
			}
		})
	}
}

func TestTargetsThatCanNeverAnswerDoNotHoldUpTheOthers(t *testing.T) {
	t.Parallel()
	s := embedded.New(embedded.Options{
		Self: writes("level 4\n"), Targets: []string{"http://operator:s3cret@127.0.0.1:1/metrics", "no url", "::s3cret"},
	})
	s.Scrape(t.Context(), noon)
	if got := ask(t, s, "level", noon); len(got) != 1 {
		t.Errorf("%q", got)
	}
	check := s.Check(t.Context())
	if check.State != airra.CheckDegraded || strings.Contains(check.Detail, "s3cret") || strings.Count(check.Detail, "must look like") != 2 ||
		!strings.Contains(check.Detail, "http://127.0.0.1:1/metrics: does not answer") {
		t.Errorf("%+v", check)
	}
}

func TestASeriesThatLeavesItsPageEnds(t *testing.T) {
	t.Parallel()
	s := embedded.New(embedded.Options{Self: func(w io.Writer, at time.Time) {
		_, _ = io.WriteString(w, "stays 1\n")
		if at.Equal(noon) {
			_, _ = io.WriteString(w, "leaves 1\n")
		}
	}})
	s.Scrape(t.Context(), after(0))
	s.Scrape(t.Context(), after(1))
	if got := ask(t, s, `{__name__=~"stays|leaves"}`, after(1)); len(got) != 1 {
		t.Errorf("%q", got)
	}
}

func TestColdAndWarmTargetsAreToldApart(t *testing.T) {
	t.Parallel()
	s := embedded.New(embedded.Options{Self: writes("level 4\n")})
	for i := range 7 {
		s.Scrape(t.Context(), after(i))
	}
	if check := s.Check(t.Context()); check.State != airra.CheckWarmingUp || check.Detail != "self: warming up, 7 of 20 points" {
		t.Errorf("%+v", check)
	}
	for i := range 20 {
		s.Scrape(t.Context(), after(10+i))
	}
	if check := s.Check(t.Context()); check.State != airra.CheckUp || check.Detail != "self: up" {
		t.Errorf("%+v", check)
	}
	if check := embedded.New(embedded.Options{}).Check(t.Context()); check.State != airra.CheckDegraded || !strings.Contains(check.Detail, "AIRRA_SCRAPE_TARGETS") {
		t.Errorf("without targets: %+v", check)
	}
}

func TestAComputedPastIsLikeAScrapedOne(t *testing.T) {
	t.Parallel()
	s := embedded.New(embedded.Options{Interval: interval, Self: writes("level{service=\"a\"} 4\n")})
	past := airra.Series{Labels: map[string]string{"__name__": "level", "service": "a"}}
	for i := range 30 {
		past.Points = append(past.Points, airra.Point{At: after(i - 30), Value: 2})
	}
	s.Backfill([]airra.Series{past})
	s.Scrape(t.Context(), noon)
	if got := ask(t, s, "sum_over_time(level[10m])", noon); len(got) != 1 || got[0] != "map[service:a] 64" {
		t.Errorf("%q, want one series with both", got)
	}
	if check := s.Check(t.Context()); check.State != airra.CheckUp {
		t.Errorf("%+v", check)
	}
}

func TestTheRingIsBounded(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	s := embedded.New(embedded.Options{
		Interval: interval, Retention: 10 * time.Minute, MaxSeries: 3, Log: slog.New(slog.NewTextHandler(&log, nil)),
		Self: func(w io.Writer, at time.Time) {
			if at.Before(after(100)) {
				_, _ = io.WriteString(w, "a 1\nb 1\nc 1\nd 1\n")
			} else {
				_, _ = io.WriteString(w, "e 1\n")
			}
		},
	})
	for i := range 100 {
		s.Scrape(t.Context(), after(i))
	}
	if got := ask(t, s, `count({__name__=~".+"})`, after(99)); got[0] != "map[] 3" {
		t.Errorf("%q", got)
	}
	if n := strings.Count(log.String(), "too many series"); n != 1 {
		t.Errorf("said %d times:\n%s", n, log.String())
	}
	if check := s.Check(t.Context()); check.State != airra.CheckDegraded || !strings.Contains(check.Detail, "more than 3 series") {
		t.Errorf("%+v", check)
	}
	if got := ask(t, s, `count_over_time(a[1h])`, after(99)); got[0] > "map[] 9" {
		t.Errorf("samples kept of the last ten minutes: %q", got)
	}
	for i := range 60 {
		s.Scrape(t.Context(), after(100+i))
	}
	if got := ask(t, s, `e`, after(159)); len(got) != 1 {
		t.Errorf("the series that are gone still take the room: %q", got)
	}
}

func TestATargetsOwnTimesAreKeptUnlessTheyLieAhead(t *testing.T) {
	t.Parallel()
	s := embedded.New(embedded.Options{Self: writes(fmt.Sprintf("past 1 %d\nahead 1 %d\nnothing NaN\n",
		noon.Add(-time.Minute).UnixMilli(), noon.Add(time.Hour).UnixMilli()))})
	s.Scrape(t.Context(), noon)
	if got := ask(t, s, `timestamp(past)`, noon); len(got) != 1 || got[0] != fmt.Sprintf("map[] %g", float64(noon.Add(-time.Minute).Unix())) {
		t.Errorf("%q", got)
	}
	if got := ask(t, s, `{__name__=~"ahead|nothing"}`, noon.Add(time.Hour)); got != nil {
		t.Errorf("%q", got)
	}
}

func TestRunScrapesAtOnceAndEndsWithItsContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var scrapes atomic.Int64
		s := embedded.New(embedded.Options{Interval: interval, Self: func(io.Writer, time.Time) { scrapes.Add(1) }})
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error)
		go func() { done <- s.Run(ctx) }()
		synctest.Wait()
		if n := scrapes.Load(); n != 1 {
			t.Errorf("%d scrapes at once", n)
		}
		<-time.After(time.Minute + time.Second)
		stop()
		if err := <-done; err != nil || scrapes.Load() != 5 {
			t.Errorf("%d scrapes in a minute, %v", scrapes.Load(), err)
		}
	})
}
