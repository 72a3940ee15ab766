package simulate

import (
	"time"

	"github.com/airra/airra/internal/airra"
)

// Scenario is one written disturbance.
type Scenario struct {
	ID, Name, Description string
	Service               airra.ServiceName
	Severity              airra.Severity
}

// Scenarios lists the written disturbances.
func Scenarios() []Scenario { return nil }

// Rotation gives the n scenarios whose turn it is at now.
func Rotation(_ time.Time, _ int) []Scenario { return nil }

// QuickIncident is stubbed.
func (s Scenario) QuickIncident(_ time.Time) airra.QuickIncident { return airra.QuickIncident{} }
