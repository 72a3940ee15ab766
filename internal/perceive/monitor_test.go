package perceive_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/perceive"
	"github.com/airra/airra/internal/perceive/embedded"
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
