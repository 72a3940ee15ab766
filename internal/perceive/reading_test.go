package perceive_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/perceive"
	"github.com/google/go-cmp/cmp"
)

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
