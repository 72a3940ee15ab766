package perceive

import (
	"encoding/json"
	"time"

	"github.com/airra/airra/internal/airra"
)

// SnapshotSignals is a stub that is filled in next.
func SnapshotSignals(_ airra.ServiceName, _ json.RawMessage, _ func(metric string) (mean, sd float64, n int, ok bool), _ time.Time) ([]airra.Signal, error) {
	return nil, nil
}

// AssumedTrio is a stub that is filled in next.
func AssumedTrio(_ airra.ServiceName, _ time.Time) []airra.Signal { return nil }
