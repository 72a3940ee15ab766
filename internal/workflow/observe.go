package workflow

import (
	"context"
	"slices"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/perceive"
)

// correlationWindow is how far apart anomalies of one service may begin to be
// one incident, and how long a signal must be normal before its next anomaly is
// a new one.
const correlationWindow = 300 * time.Second

// Observe takes what the monitor found in one tick. What is opened, folded or
// joined is decided by a pure rule over what the store says at that moment, so
// neither a restart nor a second daemon can open an incident twice.
func (w *Workflow) Observe(ctx context.Context, now time.Time, findings []airra.Signal) error {
	now = airra.Now(now)
	var opened []*airra.Incident
	err := w.inTx(ctx, func(tx airra.Tx) error {
		opened = opened[:0]
		known, err := tx.MonitorIncidents(ctx, now.Add(-correlationWindow))
		if err != nil {
			return err
		}
		for _, d := range perceive.Decide(now, findings, known, w.Topology, correlationWindow) {
			if d.Kind == perceive.Open {
				opened = append(opened, w.open(ctx, tx, d, now))
			} else if err := w.carryOn(ctx, tx, d, known, now); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil && w.Meter != nil {
		for _, i := range opened {
			w.Meter.IncidentOpened(i.DetectionSource, i.Severity)
		}
	}
	return err
}

// open stores a new incident of the monitor together with its analysis job.
func (w *Workflow) open(ctx context.Context, tx airra.Tx, d perceive.Decision, now time.Time) *airra.Incident {
	i := perceive.Draft(d, w.Topology)
	i.ID, i.CreatedAt, i.UpdatedAt = airra.IncidentID(airra.NewID()), now, now
	w.insert(ctx, tx, creation{incident: &i, signals: d.Signals, actor: airra.SystemActor, reason: d.Reason, analyze: true})
	return &i
}

// carryOn updates an incident that is already there.
func (w *Workflow) carryOn(ctx context.Context, tx airra.Tx, d perceive.Decision, known []airra.MonitoredIncident, now time.Time) error {
	at := slices.IndexFunc(known, func(m airra.MonitoredIncident) bool { return m.Incident.ID == d.IncidentID })
	if at < 0 {
		return nil // The rule names only incidents it was given.
	}
	i := known[at].Incident
	w.retell(ctx, tx, &i, d, now)
	i.UpdatedAt = now
	tx.PutSignals(i.ID, d.Signals)
	if err := tx.SaveIncident(ctx, &i); err != nil {
		return err
	}
	known[at].Incident = i // A second decision of the same tick goes on from here.
	return nil
}

// retell brings the facts of an incident up to date. The timeline gets a row
// only when something began, ended or joined; a spike that simply lasts would
// bury everything else.
func (w *Workflow) retell(ctx context.Context, tx airra.Tx, i *airra.Incident, d perceive.Decision, now time.Time) {
	tell := w.tell(ctx, tx, i, now).as(airra.SystemActor)
	for _, s := range d.Signals {
		if i.LastSeenAt == nil || s.LastSeen.After(*i.LastSeenAt) {
			i.LastSeenAt = &s.LastSeen
		}
	}
	i.PeakSigma = max(i.PeakSigma, peak(d.Signals))
	if d.NewOccurrence {
		i.OccurrenceCount++
	}
	if len(d.Components) > 0 {
		i.AffectedComponents = d.Components
	}
	switch d.Kind {
	case perceive.Join:
		tell.event(airra.EventComponentJoined, map[string]any{"components": d.Components}, "%s", d.Reason)
	case perceive.MoveRoot:
		tell.event(airra.EventRootMoved, map[string]any{"from": i.AffectedService, "to": d.Service}, "%s", d.Reason)
		i.AffectedService = d.Service
	case perceive.End:
		tell.event(airra.EventSignalEnded, nil, "%s", d.Reason)
	case perceive.Fold:
		if d.Reason != "" {
			tell.event(airra.EventSignalSeen, map[string]any{"occurrence": i.OccurrenceCount}, "%s", d.Reason)
		}
	}
	w.worsen(tell, i, d)
}

// worsen raises the severity when the disturbance has grown. It is never
// lowered: a person may have acted on the higher one.
func (w *Workflow) worsen(tell story, i *airra.Incident, d perceive.Decision) {
	if !i.Open() || d.Kind == perceive.Suppress {
		return
	}
	service, _ := w.Topology.Service(i.AffectedService)
	grown := perceive.Severity(i.PeakSigma, service.Criticality)
	if grown.Rank() > i.Severity.Rank() {
		tell.event(airra.EventUpdated, map[string]any{"severity": grown}, "Severity raised from %s to %s", i.Severity, grown)
		i.Severity = grown
	}
}
