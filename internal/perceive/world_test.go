package perceive_test

import (
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/perceive"
	"github.com/airra/airra/internal/perceive/embedded"
	"github.com/airra/airra/internal/perceive/prometheus"
	"github.com/airra/airra/internal/simulate"
)

var (
	_ perceive.Source = (*embedded.Source)(nil)
	_ perceive.Source = (*prometheus.Source)(nil)
)

const interval = 15 * time.Second

// demoSignals are the golden signals of the demo.
func demoSignals() []perceive.SignalSpec {
	spec := func(name, gauge, unit string) perceive.SignalSpec {
		return perceive.SignalSpec{Name: name, Kind: airra.KindMetric, Unit: unit, Query: gauge + `{service=~"$services"}`}
	}
	return []perceive.SignalSpec{
		spec("request_rate", "airra_demo_request_rate", "req/s"),
		spec("error_rate", "airra_demo_error_rate", "req/s"),
		spec("latency_p95", "airra_demo_latency_p95", "s"),
		spec("cpu_usage", "airra_demo_cpu_usage", "ratio"),
		spec("memory_usage", "airra_demo_memory_bytes", "bytes"),
	}
}

// world is the demo with its clock in hand: gauges, the embedded source that
// scrapes them, the monitor and a ledger.
type world struct {
	*ledger
	source  *embedded.Source
	monitor *perceive.Monitor
	scrapes time.Time // the next scrape
	checks  time.Time // the next tick
}

// newWorld starts a process at start: its first scrape comes scrapePhase later,
// its first tick checkPhase later.
func newWorld(gauges simulate.Gauges, start time.Time, scrapePhase, checkPhase time.Duration) *world {
	w := &world{
		ledger:  &ledger{topology: shop()},
		source:  embedded.New(embedded.Options{Self: gauges.WriteMetrics, Interval: interval}),
		scrapes: start.Add(scrapePhase), checks: start.Add(checkPhase),
	}
	w.source.Backfill(gauges.History(w.scrapes.Add(-time.Hour), w.scrapes, interval))
	w.monitor = perceive.NewMonitor(perceive.Config{
		Source: w.source, Signals: demoSignals(), Services: simulate.Services(), Interval: interval, Step: interval,
		Sink: w, StartedAt: start, Now: func() time.Time { return w.checks },
	})
	return w
}

// runUntil scrapes and ticks in the order of time.
func (w *world) runUntil(t *testing.T, end time.Time) {
	t.Helper()
	for w.scrapes.Before(end) || w.checks.Before(end) {
		if !w.scrapes.After(w.checks) {
			w.source.Scrape(t.Context(), w.scrapes)
			w.scrapes = w.scrapes.Add(interval)
			continue
		}
		if err := w.monitor.Tick(t.Context(), w.checks); err != nil {
			t.Fatal(err)
		}
		w.checks = w.checks.Add(interval)
	}
}
