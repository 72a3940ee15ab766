package workflow

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/airra/airra/internal/act"
	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/perceive"
)

// MonitorRole is the lease of the one daemon whose findings are acted on.
const MonitorRole = "monitor"

// Observe takes what the monitor found in one tick. What is opened, folded or
// joined is decided by a pure rule over what the store says at that moment, so
// neither a restart nor a second daemon can open an incident twice: the lease is
// held until the commit, and who lost it while being paused is told so.
func (w *Workflow) Observe(ctx context.Context, now time.Time, findings []airra.Signal) error {
	now = airra.Now(now)
	var opened []*airra.Incident
	err := w.inTx(ctx, func(tx airra.Tx) error {
		opened = opened[:0]
		holds, err := tx.HoldsLease(ctx, MonitorRole, w.Holder, w.now())
		if err != nil {
			return err
		}
		if !holds {
			return airra.Errorf(airra.CodeConflict, "another airrad watches now")
		}
		known, err := tx.MonitorIncidents(ctx, earliest(now, findings).Add(-perceive.CorrelationWindow))
		if err != nil {
			return err
		}
		decisions := perceive.Decide(now, findings, known, w.Topology, perceive.CorrelationWindow)
		simulations, err := w.simulatedAround(ctx, tx, now, decisions)
		if err != nil {
			return err
		}
		for _, d := range decisions {
			var i *airra.Incident
			if d.Kind == perceive.Open {
				i = w.open(ctx, tx, d, simulations, now)
				opened = append(opened, i)
			} else if i, err = w.carryOn(ctx, tx, d, known, now); err != nil {
				return err
			}
			if err := w.found(ctx, tx, simulations, d, i, now); err != nil {
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

// earliest is when the first of the findings began, or now. An incident that
// ended shortly before that may still have to do with it, however late the
// finding is offered.
func earliest(now time.Time, findings []airra.Signal) time.Time {
	for _, s := range findings {
		if s.FirstSeen.Before(now) {
			now = s.FirstSeen
		}
	}
	return now
}

// open stores a new incident of the monitor together with its analysis job.
func (w *Workflow) open(ctx context.Context, tx airra.Tx, d perceive.Decision, simulations simulated, now time.Time) *airra.Incident {
	i := w.draft(d)
	if simulations.disturb(d, now) {
		i.Origin = airra.OriginSimulated
	}
	i.ID, i.CreatedAt, i.UpdatedAt = airra.IncidentID(airra.NewID()), now, now
	w.insert(ctx, tx, creation{incident: &i, signals: d.Signals, actor: airra.SystemActor, reason: d.Reason, analyze: true})
	return &i
}

// draft writes the incident that a decision describes, and adds how far the
// failure of its service reaches, which the monitor's room does not know.
func (w *Workflow) draft(d perceive.Decision) airra.Incident {
	i := perceive.Draft(d, w.Topology)
	var circumstances map[string]any
	if json.Unmarshal(i.Context, &circumstances) == nil {
		circumstances["blast_radius"] = act.BlastRadius(d.Service, w.Topology, act.Traffic{})
		i.Context, _ = json.Marshal(circumstances) // What was read from JSON and a struct of numbers can be written as JSON.
	}
	return i
}

// carryOn updates an incident that is already there, and gives it, or nothing when it
// is not among those that are known.
func (w *Workflow) carryOn(ctx context.Context, tx airra.Tx, d perceive.Decision, known []airra.MonitoredIncident, now time.Time) (*airra.Incident, error) {
	at := slices.IndexFunc(known, func(m airra.MonitoredIncident) bool { return m.Incident.ID == d.IncidentID })
	if at < 0 {
		return nil, nil //nolint:nilnil // The rule names only incidents it was given.
	}
	i := known[at].Incident
	if err := w.retell(ctx, tx, &i, d, known[at].Signals, now); err != nil {
		return nil, err
	}
	i.UpdatedAt = now
	tx.PutSignals(i.ID, d.Signals)
	if err := tx.SaveIncident(ctx, &i); err != nil {
		return nil, err
	}
	known[at] = airra.MonitoredIncident{Incident: i, Signals: d.Signals} // A second decision of the same tick goes on from here.
	return &i, nil
}

// retell brings the facts of an incident up to date. The timeline gets a row
// only when something began, ended or joined; a spike that simply lasts would
// bury everything else.
func (w *Workflow) retell(ctx context.Context, tx airra.Tx, i *airra.Incident, d perceive.Decision, known []airra.Signal, now time.Time) error {
	fresh := w.draft(d)
	if d.Kind == perceive.Suppress {
		i.LastSeenAt = fresh.LastSeenAt
		return nil // It stays closed, and as it was when it ended; only what was last seen is kept, so that it stays so.
	}
	grown := fresh.PeakSigma > i.PeakSigma
	if before := perceive.Draft(perceive.Decision{Service: i.AffectedService, Signals: known, Components: i.AffectedComponents}, w.Topology); before.Title == i.Title {
		i.Title = fresh.Title // The words of the monitor follow what it sees; those of a person stand.
	}
	i.LastSeenAt, i.PeakSigma = fresh.LastSeenAt, max(i.PeakSigma, fresh.PeakSigma)
	tell := w.tell(ctx, tx, i, now).as(airra.SystemActor)
	if d.NewOccurrence {
		i.OccurrenceCount++
	}
	if d.Reason != "" {
		tell.event(eventOf[d.Kind], map[string]any{"occurrence": i.OccurrenceCount, "components": d.Components}, "%s", d.Reason)
	}
	if len(d.Components) > 0 {
		i.AffectedComponents = d.Components
	}
	if fresh.Fingerprint != i.Fingerprint {
		i.Fingerprint, i.MetricsSnapshot, i.Context = fresh.Fingerprint, fresh.MetricsSnapshot, fresh.Context
	}
	if (grown || d.Kind == perceive.MoveRoot) && fresh.Severity.Rank() > i.Severity.Rank() {
		// Severity is only ever raised, and only by a disturbance that has grown:
		// what a person set it to stands as long as nothing new is known.
		tell.event(airra.EventUpdated, map[string]any{"severity": fresh.Severity}, "Severity raised from %s to %s", i.Severity, fresh.Severity)
		i.Severity = fresh.Severity
	}
	if d.Kind == perceive.MoveRoot {
		return w.moveRoot(ctx, tx, tell, fresh, now)
	}
	return nil
}

// eventOf is how the timeline names a decision.
var eventOf = map[perceive.Kind]airra.EventType{
	perceive.Fold: airra.EventSignalSeen, perceive.End: airra.EventSignalEnded,
	perceive.Join: airra.EventComponentJoined, perceive.MoveRoot: airra.EventRootMoved,
}

// moveRoot gives an incident to the deeper service that turned out to be
// disturbed too. A proposal for the old root would treat a symptom, so the
// incident is analysed again, which withdraws it. On the way it passes through
// escalated, because only from there the state machine leads back to an analysis;
// nobody is told of an escalation, since there is none.
func (w *Workflow) moveRoot(ctx context.Context, tx airra.Tx, tell story, fresh airra.Incident, now time.Time) error {
	i := tell.incident
	i.AffectedService, i.Title, i.Description, i.Context = fresh.AffectedService, fresh.Title, fresh.Description, fresh.Context
	if i.Status != airra.StatusPendingApproval {
		return nil // An analysis that is under way notices by itself; see conclude.
	}
	if err := i.MoveTo(airra.StatusEscalated, now); err != nil {
		return err
	}
	return w.startAnalysis(ctx, tx, tell, now)
}
