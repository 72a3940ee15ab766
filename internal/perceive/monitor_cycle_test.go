package perceive_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/perceive"
	"github.com/airra/airra/internal/perceive/prometheus"
	"github.com/airra/airra/internal/simulate"
	"github.com/airra/airra/internal/testservers"
)

func TestARealPrometheusIsWatchedLikeTheEmbeddedOne(t *testing.T) {
	t.Parallel()
	gauges := simulate.Gauges{Seed: 6, NoSpikes: true}
	pages := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { gauges.WriteMetrics(w, time.Now()) }))
	t.Cleanup(pages.Close)
	source, err := prometheus.New(prometheus.Options{URL: testservers.Prometheus(t, strings.TrimPrefix(pages.URL, "http://"))})
	if err != nil {
		t.Fatal(err)
	}
	if check := source.Check(t.Context()); check.State != airra.CheckUp {
		t.Fatalf("%+v", check)
	}
	monitor := perceive.NewMonitor(perceive.Config{
		Source: source, Signals: demoSignals(), Services: simulate.Services(), Sink: &ledger{}, Step: time.Second, StartedAt: time.Now(),
	})
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	every := time.NewTicker(200 * time.Millisecond)
	defer every.Stop()
	for watched(monitor) < 25 {
		select {
		case <-ctx.Done():
			t.Fatalf("%d of 25 signals have a reading", watched(monitor))
		case now := <-every.C:
			if err := monitor.Tick(ctx, now); err != nil {
				t.Fatal(err)
			}
		}
	}
	if _, err := source.QueryRange(t.Context(), "sum(", time.Now(), time.Now(), time.Second); airra.ErrorCode(err) != airra.CodeInvalid {
		t.Errorf("a wrong query: %v", err)
	}
}

// watched counts the signals of the demo that were seen.
func watched(m *perceive.Monitor) int {
	count := 0
	for _, service := range simulate.Services() {
		for _, reading := range m.Readings(service) {
			if reading.State != "no_data" && *reading.Current > 0 {
				count++
			}
		}
	}
	return count
}

// BenchmarkMonitorCycle is one cycle over 10,000 series: five queries of 2,000
// services each are fetched from an HTTP server, parsed and judged.
func BenchmarkMonitorCycle(b *testing.B) {
	const services = 2000
	var now time.Time
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write(page(services, formTime(r, "start"), formTime(r, "end")))
	}))
	defer server.Close()
	source, err := prometheus.New(prometheus.Options{URL: server.URL})
	if err != nil {
		b.Fatal(err)
	}
	series := 0
	monitor := perceive.NewMonitor(perceive.Config{
		Source: source, Signals: demoSignals(), Services: []airra.ServiceName{perceive.Everything},
		Sink: &ledger{}, StartedAt: cycleStart, OnTick: func(r perceive.TickReport) { series = r.Series },
	})
	tick := func() {
		if err := monitor.Tick(b.Context(), now); err != nil {
			b.Fatal(err)
		}
	}
	now = cycleStart
	tick()
	b.ReportAllocs()
	for b.Loop() {
		now = now.Add(interval)
		tick()
	}
	if series != 10_000 {
		b.Fatalf("%d series", series)
	}
	b.ReportMetric(float64(series), "series/op")
}

// page is an answer of so many series with all the points of a range.
func page(services int, from, to time.Time) []byte {
	var text bytes.Buffer
	text.WriteString(`{"status":"success","data":{"resultType":"matrix","result":[`)
	for i := range services {
		if i > 0 {
			text.WriteByte(',')
		}
		fmt.Fprintf(&text, `{"metric":{"__name__":"airra_demo_request_rate","instance":"10.0.0.1:9100","job":"shop","service":"service-%d"},"values":[`, i)
		for n, at := 0, from; !at.After(to); n, at = n+1, at.Add(interval) {
			if n > 0 {
				text.WriteByte(',')
			}
			fmt.Fprintf(&text, `[%.3f,"%d.%03d"]`, float64(at.UnixMilli())/1000, 100+i%7, at.Unix()/15*7919%997)
		}
		text.WriteString(`]}`)
	}
	text.WriteString(`]}}`)
	return text.Bytes()
}
