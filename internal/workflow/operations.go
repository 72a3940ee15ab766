package workflow

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/perceive"
)

// Ready asks every part how it is. The daemon is ready when all required ones
// are not down.
func (w *Workflow) Ready(ctx context.Context) (*airra.Readiness, error) {
	readiness := &airra.Readiness{Ready: true, Checks: make([]airra.Check, 0, len(w.Checks))}
	for _, check := range w.Checks {
		c := bounded(ctx, check)
		readiness.Checks = append(readiness.Checks, c)
		if c.Required && c.State == airra.CheckDown {
			readiness.Ready = false
		}
	}
	return readiness, nil
}

// checkPatience bounds the question to one part: a part that does not answer must
// not keep the others from being seen.
const checkPatience = 2 * time.Second

func bounded(ctx context.Context, check func(context.Context) airra.Check) airra.Check {
	ctx, cancel := context.WithTimeout(ctx, checkPatience)
	defer cancel()
	return check(ctx)
}

// Status is the one screen that says how things are.
func (w *Workflow) Status(ctx context.Context) (*airra.SystemStatus, error) {
	readiness, err := w.Ready(ctx)
	if err != nil {
		return nil, err
	}
	open, err := w.Store.CountOpen(ctx)
	if err != nil {
		return nil, err
	}
	pending, err := w.PendingApprovals(ctx)
	if err != nil {
		return nil, err
	}
	last, err := w.Store.LastEventID(ctx)
	if err != nil {
		return nil, err
	}
	unattended, err := w.unattended(ctx)
	if err != nil {
		return nil, err
	}
	return &airra.SystemStatus{
		Version: w.Facts.Version, Environment: w.Facts.Environment, StartedAt: w.Facts.StartedAt, Now: w.now(),
		Checks: readiness.Checks, Reasoner: w.Reasoner.Name(), ReasonerNote: w.Facts.ReasonerNote,
		DryRun: !w.Executors.AllowLive || w.Executors.Live == nil, Demo: w.Facts.Demo,
		Monitored: orEmpty(w.monitored()), MonitorNote: w.Watcher.Note(),
		OpenIncidents: open, Unattended: unattended, Pending: len(pending), LastEventID: last,
		DecideWithin: w.ApprovalWindows.Seconds(),
	}, nil
}

// unattended lists the services that are out of their band while no incident is
// open for them or has them as a component. That is how it looks after an incident
// was resolved, by hand or by a rehearsal, while its disturbance went on.
func (w *Workflow) unattended(ctx context.Context) ([]airra.ServiceName, error) {
	var anomalous []airra.ServiceName
	for _, name := range w.monitored() {
		if len(w.Watcher.Anomalies(name)) > 0 {
			anomalous = append(anomalous, name)
		}
	}
	if len(anomalous) == 0 {
		return []airra.ServiceName{}, nil
	}
	known, err := w.Store.MonitorIncidents(ctx, w.now())
	if err != nil {
		return nil, err
	}
	attended := map[airra.ServiceName]bool{}
	for _, m := range known {
		if !m.Incident.Open() {
			continue
		}
		attended[m.Incident.AffectedService] = true
		for _, c := range m.Incident.AffectedComponents {
			attended[airra.ServiceName(c)] = true
		}
	}
	return orEmpty(slices.DeleteFunc(anomalous, func(n airra.ServiceName) bool { return attended[n] })), nil
}

// stillBurning is the note of an incident that was resolved while its service is
// out of its band, or nil.
func (w *Workflow) stillBurning(service airra.ServiceName) *string {
	var names []string
	for _, s := range w.Watcher.Anomalies(service) {
		names = append(names, s.Name)
	}
	if len(names) == 0 {
		return nil
	}
	note := fmt.Sprintf("resolved while %s of %s is still out of its band; the monitor opens nothing new until it has been normal for %s",
		strings.Join(names, " and "), service, perceive.CorrelationWindow)
	return &note
}
