package storetest

import (
	"encoding/json"
	"time"

	"github.com/airra/airra/internal/airra"
)

// Incident makes an incident as somebody would report it, detected at a time.
func Incident(at time.Time) *airra.Incident {
	at = airra.Now(at)
	return &airra.Incident{
		ID:                 airra.IncidentID(airra.NewID()),
		Title:              "Latency of payments is high",
		Description:        "The 95th percentile has been above two seconds for five minutes.",
		Severity:           airra.SeverityHigh,
		AffectedService:    "payment-service",
		AffectedComponents: []string{"checkout"},
		Status:             airra.StatusDetected,
		DetectedAt:         at,
		DetectionSource:    airra.SourceDefault,
		Origin:             airra.OriginReal,
		MetricsSnapshot:    json.RawMessage(`{"latency_p95": 2.10, "error_rate":1e-2}`),
		Context:            json.RawMessage(`{}`),
		CreatedAt:          at,
		UpdatedAt:          at,
	}
}
