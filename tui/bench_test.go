package tui

import (
	"fmt"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/airra/airra/internal/airra"
)

// many is a cockpit with ten thousand incidents, on a screen of the usual size.
func many(b *testing.B, screen string) *Model {
	b.Helper()
	m := New(b.Context(), Options{Now: func() time.Time { return noon }, Actor: "ana@example.com"})
	m.Update(tea.WindowSizeMsg{Width: 120, Height: 40})
	m.data.fetched = noon
	all := make([]airra.Incident, mostIncidents)
	for n := range all {
		all[n] = anIncident(n, func(i *airra.Incident) {
			i.Status, i.Severity = airra.IncidentStatuses[n%len(airra.IncidentStatuses)], airra.Severities[n%4]
			i.Title = fmt.Sprintf("Error rate %dx normal on checkout in europe", n)
		})
	}
	m.with(all...)
	strike(m, screen)
	m.View()
	return m
}

// A frame may take 2 ms.
func BenchmarkFrameOfTheDeck(b *testing.B) {
	m := many(b, "1")
	for b.Loop() {
		m.View()
	}
}

// So may one of the list.
func BenchmarkFrameOfTheIncidents(b *testing.B) {
	m := many(b, "2")
	for b.Loop() {
		m.View()
	}
}

// From a key to the frame that shows it there may be 16 ms. Sorting anew is the most
// that a key begins.
func BenchmarkKeyToFrame(b *testing.B) {
	m := many(b, "2")
	for b.Loop() {
		strike(m, "s")
		m.View()
	}
}

// A change that the stream brings is a frame too.
func BenchmarkEventToFrame(b *testing.B) {
	m := many(b, "1")
	n := 0
	for b.Loop() {
		n++
		m.data.incidents.put(anIncident(n % mostIncidents))
		m.View()
	}
}
