package simulate

import (
	"io"
	"time"

	"github.com/airra/airra/internal/airra"
)

// Gauges is the demo world of one seed.
type Gauges struct {
	Seed     uint64
	NoSpikes bool // leaves only the noise, for tests of false alarms
}

// Services lists the demo services.
func Services() []airra.ServiceName { return nil }

// Value is stubbed.
func (g Gauges) Value(_ airra.ServiceName, _ string, _ time.Time) (float64, bool) { return 0, false }

// WriteMetrics is stubbed.
func (g Gauges) WriteMetrics(_ io.Writer, _ time.Time) {}

// History is stubbed.
func (g Gauges) History(_, _ time.Time, _ time.Duration) []airra.Series { return nil }
