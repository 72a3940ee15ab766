package tui

import (
	"fmt"
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
)

// BenchmarkIncidentFrame draws every tab of an incident in which a thousand things have
// happened.
func BenchmarkIncidentFrame(b *testing.B) {
	m := benchCase(b)
	for n, tab := range incidentTabs {
		b.Run(tab.name, func(b *testing.B) {
			m.detail.tab = n
			for b.Loop() {
				_ = m.View()
			}
		})
	}
}

func benchCase(b *testing.B) *Model {
	server := aCase()
	for n := range 1000 {
		server.events = append(server.events, airra.Event{
			ID: int64(100 + n), IncidentID: server.detail.ID, Type: airra.EventSignalSeen, At: caseTime.Add(time.Duration(n) * time.Second),
			Description: fmt.Sprintf("error_rate of payment-service has begun again, the %d-th time in this night", n), Actor: "airra",
		})
	}
	m := New(b.Context(), Options{Backend: server, Now: func() time.Time { return caseTime }})
	m.width, m.height = 120, 40
	drain(m, m.openIncident(server.detail.ID))
	return m
}
