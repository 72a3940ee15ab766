package perceive_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/perceive"
)

const window = 5 * time.Minute

// ledger is the smallest place in which decisions can be written down: what a
// decision says is stored, and nothing else survives a tick.
type ledger struct {
	topology  airra.Topology
	incidents []airra.MonitoredIncident
	events    []string // "kind: reason" for everything with a reason
	kinds     []perceive.Kind
	observed  int
	broken    bool
}

var errLedger = errors.New("the ledger is closed")

// Observe is what the daemon's sink does, without a database.
func (l *ledger) Observe(_ context.Context, now time.Time, findings []airra.Signal) error {
	l.observed++
	if l.broken {
		return errLedger
	}
	for _, d := range perceive.Decide(now, findings, l.known(now), l.topology, window) {
		l.apply(d)
	}
	return nil
}

// known is what a store is asked for: open incidents, and those whose last
// anomaly is recent.
func (l *ledger) known(now time.Time) []airra.MonitoredIncident {
	var known []airra.MonitoredIncident
	for _, k := range l.incidents {
		if k.Incident.Open() || !k.Incident.LastSeenAt.Before(now.Add(-window)) {
			known = append(known, k)
		}
	}
	return known
}

func (l *ledger) apply(d perceive.Decision) {
	l.kinds = append(l.kinds, d.Kind)
	if d.Reason != "" {
		l.events = append(l.events, fmt.Sprintf("%s: %s", d.Kind, d.Reason))
	}
	draft := perceive.Draft(d, l.topology)
	if d.Kind == perceive.Open {
		draft.ID = airra.IncidentID(fmt.Sprintf("i%d", len(l.incidents)+1))
		l.incidents = append(l.incidents, airra.MonitoredIncident{Incident: draft, Signals: d.Signals})
		return
	}
	for i := range l.incidents {
		k := &l.incidents[i]
		if k.Incident.ID != d.IncidentID {
			continue
		}
		k.Signals = d.Signals
		k.Incident.AffectedService, k.Incident.AffectedComponents = d.Service, d.Components
		k.Incident.LastSeenAt, k.Incident.PeakSigma = draft.LastSeenAt, draft.PeakSigma
		if d.NewOccurrence {
			k.Incident.OccurrenceCount++
		}
	}
}

// is changes the status of an incident, as a person would.
func (l *ledger) is(index int, status airra.IncidentStatus) {
	l.incidents[index].Incident.Status = status
}

// story gives one line per incident: "service(components) xCount".
func (l *ledger) story() []string {
	var lines []string
	for _, k := range l.incidents {
		i := k.Incident
		lines = append(lines, fmt.Sprintf("%s %v x%d", i.AffectedService, i.AffectedComponents[1:], i.OccurrenceCount))
	}
	return lines
}

// epoch is when the stories begin.
var epoch = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// at is so many seconds into a story.
func at(seconds int) time.Time { return epoch.Add(time.Duration(seconds) * time.Second) }

// outside is a finding: a signal outside its band from one second to another.
func outside(service, name string, from, to int, goesOn bool) airra.Signal {
	return airra.Signal{
		Service: airra.ServiceName(service), Name: name, Kind: airra.KindMetric,
		Category: perceive.Category(name, airra.Up), Current: 9, Expected: 0.5, StdDev: 0.02, Samples: 240,
		Sigma: 20, Confidence: 0.99, Direction: airra.Up, Ongoing: goesOn,
		FirstSeen: at(from), LastSeen: at(to), Peak: 9, PeakSigma: 20,
	}
}

// tick is one look in a story.
func (l *ledger) tick(t *testing.T, second int, findings ...airra.Signal) {
	t.Helper()
	if err := l.Observe(t.Context(), at(second), findings); err != nil {
		t.Fatal(err)
	}
}

// shop is the topology of the stories: frontend needs payment, which needs
// database; order needs payment; mail stands alone.
func shop() airra.Topology {
	return airra.NewTopology([]airra.Service{
		{Name: "frontend", DependsOn: []airra.ServiceName{"payment"}},
		{Name: "order", DependsOn: []airra.ServiceName{"payment"}},
		{Name: "payment", DependsOn: []airra.ServiceName{"database"}, Tier: "tier-1", Criticality: airra.CriticalityCritical},
		{Name: "database"},
		{Name: "mail"},
	})
}
