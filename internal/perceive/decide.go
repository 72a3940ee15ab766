package perceive

import (
	"time"

	"github.com/airra/airra/internal/airra"
)

// Decide is a stub that is filled in next.
func Decide(_ time.Time, _ []airra.Signal, _ []airra.MonitoredIncident, _ airra.Topology, _ time.Duration) []Decision {
	return nil
}
