package perceive

import (
	"time"

	"github.com/airra/airra/internal/airra"
)

// ClosedUntil says which resolved incident keeps a signal closed, and until when: rule 3
// of [Decide], asked before something happens. What begins earlier opens nothing. It is
// nil when the signal is free, or when an open incident has seen it since.
func ClosedUntil(now time.Time, known []airra.MonitoredIncident, meant func(airra.Signal) bool, window time.Duration) (by *airra.Incident, until time.Time) {
	for n := range known {
		for _, s := range known[n].Signals {
			if last := end(s, now).Add(window); meant(s) && last.After(now) && last.After(until) {
				by, until = &known[n].Incident, last
			}
		}
	}
	if by == nil || by.Open() {
		return nil, time.Time{}
	}
	return by, until
}
