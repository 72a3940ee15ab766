package perceive_test

import (
	"bytes"
	"context"
	"errors"
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
	"github.com/airra/airra/internal/perceive"
	"github.com/airra/airra/internal/perceive/embedded"
	"github.com/airra/airra/internal/perceive/prometheus"
	"github.com/airra/airra/internal/simulate"
	"github.com/google/go-cmp/cmp"
)

// stand is a monitor over pages that a test writes as a function of time.
type stand struct {
	*ledger
	source  *embedded.Source
	monitor *perceive.Monitor
	now     time.Time
	reports []perceive.TickReport
}

func newStand(page func(w io.Writer, second int), config perceive.Config) *stand {
	s := &stand{ledger: &ledger{topology: shop()}, now: epoch}
	s.source = embedded.New(embedded.Options{
		Self: func(w io.Writer, at time.Time) { page(w, int(at.Sub(epoch)/time.Second)) }, Interval: interval,
	})
	config.Source, config.Sink, config.StartedAt = s.source, s, epoch
	config.OnTick = func(r perceive.TickReport) { s.reports = append(s.reports, r) }
	s.monitor = perceive.NewMonitor(config)
	return s
}

// to goes on in steps of 15 s up to a second of the story and returns the error
// of the last tick.
func (s *stand) to(t *testing.T, second int) error {
	t.Helper()
	var err error
	for ; s.now.Before(at(second)); s.now = s.now.Add(interval) {
		s.source.Scrape(t.Context(), s.now)
		err = s.monitor.Tick(t.Context(), s.now.Add(time.Second))
	}
	return err
}

// errorsFrom is a page on which payment has 50 errors in the given seconds, and
// about one otherwise.
func errorsFrom(from, to int) func(io.Writer, int) {
	return func(w io.Writer, second int) {
		value := 1 + 0.1*float64(second/15%3)
		if second >= from && second < to {
			value = 50
		}
		_, _ = fmt.Fprintf(w, "errors{service=\"payment\"} %g\n", value)
	}
}

func errorSignal() []perceive.SignalSpec {
	return []perceive.SignalSpec{{Name: "error_rate", Kind: airra.KindMetric, Query: `errors{service=~"$services"}`}}
}

func payments() perceive.Config {
	return perceive.Config{Signals: errorSignal(), Services: []airra.ServiceName{"payment"}}
}

func TestAColdSeriesWarmsUpBeforeItIsJudged(t *testing.T) {
	t.Parallel()
	s := newStand(errorsFrom(15*19, 15*20), payments()) // the 20th point is a spike
	if err := s.to(t, 15*10); err != nil {
		t.Fatal(err)
	}
	if got := s.monitor.Readings("payment")[0]; got.State != "warming_up" || got.Samples != 10 || got.Sigma != nil || *got.Current != 1 || *got.Expected > 2 {
		t.Errorf("after ten scrapes: %+v", got)
	}
	if _, note, _ := s.monitor.State(); note != "warming up: 1 of 1 series have fewer than 20 points, the shortest has 10" {
		t.Errorf("note %q", note)
	}
	if err := s.to(t, 15*40); err != nil || len(s.incidents) != 0 {
		t.Errorf("a spike among the first points opened %v (%v)", s.story(), err)
	}
	if got := s.monitor.Readings("payment")[0]; got.State != "normal" || *got.Expected > 2 || got.Sigma == nil {
		t.Errorf("after forty scrapes: %+v", got)
	}
}

func TestASinkThatFailsIsOfferedTheSameAgain(t *testing.T) {
	t.Parallel()
	s := newStand(errorsFrom(900, 945), payments())
	s.broken = true
	if err := s.to(t, 1200); !errors.Is(err, errLedger) {
		t.Fatalf("tick says %v", err)
	}
	if len(s.incidents) != 0 || s.reports[len(s.reports)-1].Offered != 1 {
		t.Fatalf("incidents %v, offered %+v", s.story(), s.reports[len(s.reports)-1])
	}
	s.broken = false
	if err := s.to(t, 1215); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"payment [] x1"}, s.story()); diff != "" || !s.incidents[0].Incident.DetectedAt.Equal(at(900)) {
		t.Errorf("incidents (-want +got):\n%s", diff)
	}
	if err := s.to(t, 1230); err != nil || s.reports[len(s.reports)-1].Offered != 0 {
		t.Errorf("offered again after it was taken: %+v", s.reports[len(s.reports)-1])
	}
}

func TestOnlyTheLeaderCallsTheSinkAndTheNextLeaderMissesNothing(t *testing.T) {
	t.Parallel()
	leads := false
	config := payments()
	config.Leader = func(context.Context) bool { return leads }
	s := newStand(errorsFrom(900, 945), config)
	if err := s.to(t, 1000); err != nil || s.observed != 0 {
		t.Fatalf("the sink was called %d times by a process that does not lead (%v)", s.observed, err)
	}
	leads = true
	if err := s.to(t, 1015); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"payment [] x1"}, s.story()); diff != "" {
		t.Errorf("incidents (-want +got):\n%s", diff)
	}
}

func TestWhatEndedLongBeforeTheLeadBeganIsHistory(t *testing.T) {
	t.Parallel()
	leads := false
	config := payments()
	config.Leader = func(context.Context) bool { return leads }
	s := newStand(errorsFrom(900, 945), config)
	_ = s.to(t, 1500)
	leads = true
	if err := s.to(t, 1530); err != nil || len(s.incidents) != 0 {
		t.Errorf("ten minutes later: %v (%v)", s.story(), err)
	}
}

func TestTheSinkIsCalledWithNothingToo(t *testing.T) {
	t.Parallel()
	s := newStand(errorsFrom(-1, -1), payments())
	if err := s.to(t, 150); err != nil || s.observed != 10 {
		t.Errorf("%d calls in ten calm ticks (%v)", s.observed, err)
	}
}

func TestALevelThatLastsEndsItsIncident(t *testing.T) {
	t.Parallel()
	s := newStand(errorsFrom(900, 90000), payments())
	if err := s.to(t, 900+1800+60); err != nil {
		t.Fatal(err)
	}
	want := "end: error_rate of payment has stayed at its new level so long that it counts as normal now."
	if got := s.events[len(s.events)-1]; got != want {
		t.Errorf("timeline ends with %q", got)
	}
}

func TestAnAlertThatFiresIsAFindingAndItsAbsenceTheEnd(t *testing.T) {
	t.Parallel()
	page := func(w io.Writer, second int) {
		if second >= 60 && second < 120 {
			_, _ = io.WriteString(w, "ALERTS{alertname=\"PaymentsFailing\",app=\"payment\"} 1\n")
		}
	}
	s := newStand(page, perceive.Config{
		Signals:  []perceive.SignalSpec{{Name: "PaymentsFailing", Kind: airra.KindAlert, Query: `ALERTS{app=~"$services"}`, Label: "app"}},
		Services: []airra.ServiceName{perceive.Everything},
	})
	if err := s.to(t, 75); err != nil {
		t.Fatal(err)
	}
	signals := s.monitor.Anomalies("payment")
	if len(signals) != 1 || signals[0].Sigma != 6 || signals[0].Confidence != 0.85 || signals[0].Kind != airra.KindAlert {
		t.Fatalf("while it fires: %+v", signals)
	}
	if err := s.to(t, 180); err != nil {
		t.Fatal(err)
	}
	if len(s.incidents) != 1 || s.incidents[0].Signals[0].Ongoing || s.incidents[0].Incident.Severity != airra.SeverityHigh {
		t.Errorf("afterwards: %+v", s.incidents)
	}
}

func TestASeriesThatVanishesEndsWhereItWasLastSeen(t *testing.T) {
	t.Parallel()
	page := func(w io.Writer, second int) {
		if second < 960 {
			errorsFrom(900, 960)(w, second)
		}
	}
	s := newStand(page, payments())
	if err := s.to(t, 1200); err != nil || !s.incidents[0].Signals[0].Ongoing {
		t.Fatalf("four minutes of silence: %+v (%v)", s.incidents, err)
	}
	if err := s.to(t, 1300); err != nil {
		t.Fatal(err)
	}
	if s := s.incidents[0].Signals[0]; s.Ongoing || s.LastSeen.After(at(960)) {
		t.Errorf("six minutes of silence: ongoing %v, last seen %v", s.Ongoing, s.LastSeen)
	}
}

func TestNamesInQueriesMeanNothingButThemselves(t *testing.T) {
	t.Parallel()
	page := func(w io.Writer, _ int) {
		_, _ = io.WriteString(w, `errors{service="pay.ment"} 1`+"\n"+`errors{service="payXment"} 2`+"\n"+`errors{service="a\"}or\\b$1"} 3`+"\n")
	}
	tests := []struct {
		name, query string
	}{
		{"inside a matcher", `errors{service=~"$services"}`},
		{"around a query without a placeholder", `sum by (service) (errors)`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newStand(page, perceive.Config{
				Signals:  []perceive.SignalSpec{{Name: "error_rate", Query: tt.query}},
				Services: []airra.ServiceName{"pay.ment", `a"}or\b$1`},
			})
			if err := s.to(t, 30); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]airra.ServiceName{`a"}or\b$1`, "pay.ment"}, s.monitor.Known()); diff != "" {
				t.Errorf("known (-want +got):\n%s", diff)
			}
			if got := s.reports[len(s.reports)-1].Series; got != 2 {
				t.Errorf("%d series, want 2", got)
			}
			for service, want := range map[airra.ServiceName]float64{"pay.ment": 1, `a"}or\b$1`: 3} {
				reading := s.monitor.Readings(service)[0]
				series, err := s.source.QueryRange(t.Context(), reading.Query, at(15), at(15), interval)
				if err != nil || len(series) != 1 || series[0].Points[0].Value != want || *reading.Current != want {
					t.Errorf("%s: %s gives %v (%v), the reading is %v", service, reading.Query, series, err, *reading.Current)
				}
			}
		})
	}
}

// pointless is a metrics source whose one series has only values that are no
// numbers, and so no points.
type pointless struct{ perceive.Source }

func (pointless) QueryRange(context.Context, string, time.Time, time.Time, time.Duration) ([]airra.Series, error) {
	return []airra.Series{{Labels: map[string]string{"service": "payment"}}}, nil
}

func TestWhatWasNotMeasuredIsAbsentFromAReading(t *testing.T) {
	t.Parallel()
	config := payments()
	config.Source, config.Sink, config.StartedAt = pointless{}, &ledger{topology: shop()}, epoch
	monitor := perceive.NewMonitor(config)
	want := []airra.SignalReading{{Name: "error_rate", Query: `errors{service=~"payment"}`, State: "no_data", Recent: []float64{}}}
	if diff := cmp.Diff(want, monitor.Readings("payment")); diff != "" {
		t.Errorf("before the first look (-want +got):\n%s", diff)
	}
	if err := monitor.Tick(t.Context(), at(60)); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, monitor.Readings("payment")); diff != "" {
		t.Errorf("of a series without numbers (-want +got):\n%s", diff)
	}
}

func TestOfSeveralSeriesOfAServiceTheFirstCountsAndTheLogSaysSo(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	config := payments()
	config.Log = slog.New(slog.NewTextHandler(&log, nil))
	s := newStand(func(w io.Writer, _ int) {
		_, _ = io.WriteString(w, "errors{service=\"payment\",pod=\"a\"} 1\nerrors{service=\"payment\",pod=\"b\"} 2\nerrors 7\n")
	}, config)
	if err := s.to(t, 60); err != nil {
		t.Fatal(err)
	}
	if got := s.monitor.Readings("payment")[0].Current; *got != 1 {
		t.Errorf("current %v", got)
	}
	if n := strings.Count(log.String(), "several series of one service"); n != 1 {
		t.Errorf("said %d times:\n%s", n, log.String())
	}
}

func TestNothingToWatchIsANamedState(t *testing.T) {
	t.Parallel()
	tests := []struct {
		want   string
		config perceive.Config
	}{
		{"no services are monitored: set AIRRA_MONITORED_SERVICES", perceive.Config{Signals: errorSignal()}},
		{"no signals are configured", perceive.Config{Services: []airra.ServiceName{"payment"}}},
		{"the queries return no series of the monitored services", perceive.Config{Signals: errorSignal(), Services: []airra.ServiceName{"order"}}},
	}
	for _, tt := range tests {
		t.Run(tt.want, func(t *testing.T) {
			t.Parallel()
			s := newStand(errorsFrom(-1, -1), tt.config)
			if err := s.to(t, 30); err != nil {
				t.Fatal(err)
			}
			if _, note, _ := s.monitor.State(); note != tt.want {
				t.Errorf("%q", note)
			}
		})
	}
}

// gate is a metrics server whose door can be shut.
type gate struct {
	source *embedded.Source
	shut   atomic.Bool
}

// ServeHTTP answers as Prometheus does, from the embedded engine.
func (g *gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if g.shut.Load() {
		http.Error(w, "bad gateway", http.StatusBadGateway)
		return
	}
	serveRange(w, r, g.source)
}

func TestASourceThatIsAwayIsAStateAndItsGapIsJudgedAfterwards(t *testing.T) {
	t.Parallel()
	s := newStand(errorsFrom(960, 1005), payments())
	door := &gate{source: s.source}
	server := httptest.NewServer(door)
	t.Cleanup(server.Close)
	remote, err := prometheus.New(prometheus.Options{URL: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	config := payments()
	config.Source, config.Sink, config.StartedAt = remote, s, epoch
	s.monitor = perceive.NewMonitor(config)
	if err := s.to(t, 900); err != nil {
		t.Fatal(err)
	}
	door.shut.Store(true)
	if err := s.to(t, 1050); airra.ErrorCode(err) != airra.CodeUnavailable {
		t.Fatalf("tick says %v", err)
	}
	if _, note, err := s.monitor.State(); !strings.HasPrefix(note, "the last look failed: Prometheus at http://127.0.0.1") || err == nil {
		t.Errorf("note %q, error %v", note, err)
	}
	if len(s.incidents) != 0 {
		t.Fatalf("incidents from a source that is away: %v", s.story())
	}
	door.shut.Store(false)
	if err := s.to(t, 1065); err != nil {
		t.Fatal(err)
	}
	if len(s.incidents) != 1 || !s.incidents[0].Incident.DetectedAt.Equal(at(960)) || s.incidents[0].Signals[0].Ongoing {
		t.Errorf("after the gap: %+v", s.incidents)
	}
}

// counter is a sink that only counts, and fails while it is broken. Unlike a
// ledger it may be looked at while the monitor runs.
type counter struct {
	calls  atomic.Int64
	broken atomic.Bool
}

// Observe counts.
func (c *counter) Observe(context.Context, time.Time, []airra.Signal) error {
	c.calls.Add(1)
	if c.broken.Load() {
		return errLedger
	}
	return nil
}

func TestRunTicksAtOnceAndThenAtEveryIntervalAndLogsAChangeOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		ctx, stop := context.WithCancel(t.Context())
		sink := &counter{}
		sink.broken.Store(true)
		source := embedded.New(embedded.Options{Self: simulate.Gauges{}.WriteMetrics})
		monitor := perceive.NewMonitor(perceive.Config{
			Source: source, Signals: demoSignals(), Services: simulate.Services(), Sink: sink, StartedAt: time.Now(),
			Log: slog.New(slog.NewTextHandler(&log, nil)),
		})
		done := make(chan error)
		go func() { done <- monitor.Run(ctx) }()
		synctest.Wait()
		if n := sink.calls.Load(); n != 1 {
			t.Errorf("%d ticks at once, want 1", n)
		}
		<-time.After(61 * time.Second)
		synctest.Wait()
		if n := sink.calls.Load(); n != 5 {
			t.Errorf("%d ticks in a minute, want 5", n)
		}
		sink.broken.Store(false)
		<-time.After(60 * time.Second)
		stop()
		if err := <-done; err != nil {
			t.Errorf("a stop is no failure, but says %v", err)
		}
		if failed, again := strings.Count(log.String(), "monitor tick failed"), strings.Count(log.String(), "monitor works again"); failed != 1 || again != 1 {
			t.Errorf("%d failures and %d recoveries in the log, want one each:\n%s", failed, again, log.String())
		}
	})
}
