package perceive

import (
	"context"
	"time"

	"github.com/airra/airra/internal/airra"
)

// Monitor watches the golden signals of all services.
type Monitor struct{ config Config }

// NewMonitor makes a monitor; nothing happens before Run or Tick.
func NewMonitor(config Config) *Monitor { return &Monitor{config: config} }

// Run ticks until the context ends.
func (m *Monitor) Run(ctx context.Context) error { <-ctx.Done(); return nil }

// Tick looks once.
func (m *Monitor) Tick(_ context.Context, _ time.Time) error { return nil }

// Readings gives where the signals of a service stand now.
func (m *Monitor) Readings(_ airra.ServiceName) []airra.SignalReading { return nil }

// Anomalies gives the signals of a service that are anomalous now.
func (m *Monitor) Anomalies(_ airra.ServiceName) []airra.Signal { return nil }

// Baseline gives mean, standard deviation and number of points of a baseline.
func (m *Monitor) Baseline(_ airra.ServiceName, _ string) (mean, sd float64, n int, ok bool) {
	return 0, 0, 0, false
}

// State tells when the last tick was, a note for people, and its error.
func (m *Monitor) State() (lastTick time.Time, note string, err error) { return time.Time{}, "", nil }

// Known lists the services that are watched.
func (m *Monitor) Known() []airra.ServiceName { return nil }
