package workflow

import (
	"context"
	"encoding/json"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/reason"
)

// creation is an incident about to be stored, with what the timeline says of
// it and whether its analysis is queued in the same transaction.
type creation struct {
	incident *airra.Incident
	signals  []airra.Signal
	actor    string
	reason   string
	analyze  bool
}

// CreateIncident stores a reported incident. It stays detected until somebody
// calls for an analysis. Every call creates: reports are not folded, because a
// person who reports something twice may have a reason.
func (w *Workflow) CreateIncident(ctx context.Context, n airra.NewIncident) (*airra.Incident, error) {
	if err := refuse(n.Severity, n.MetricsSnapshot, n.Context); err != nil {
		return nil, err
	}
	i := newIncident(n, w.now())
	c := creation{incident: i, signals: w.knownSignals(i), actor: airra.ActorFrom(ctx)}
	c.reason = "Reported by " + c.actor + ": " + c.incident.Title
	if err := w.creations.do(ctx, c); err != nil {
		return nil, err
	}
	return c.incident, nil
}

// refuse finds what no front end may let through.
func refuse(severity airra.Severity, snapshot, circumstances json.RawMessage) error {
	if !severity.Valid() {
		return airra.Invalid("severity", "%q is none of critical, high, medium, low", severity)
	}
	for _, d := range []struct {
		field    string
		document json.RawMessage
	}{{"metrics_snapshot", snapshot}, {"context", circumstances}} {
		var object map[string]json.RawMessage
		if len(d.document) > 0 && json.Unmarshal(d.document, &object) != nil {
			return airra.Invalid(d.field, "must be a JSON object")
		}
	}
	return nil
}

// newIncident fills in the defaults of a report. Text that people wrote is
// redacted before it is stored; the metrics snapshot is kept byte for byte,
// since callers rely on getting back what they sent.
func newIncident(n airra.NewIncident, now time.Time) *airra.Incident {
	detectedAt := now
	if n.DetectedAt != nil {
		detectedAt = airra.Now(*n.DetectedAt)
	}
	if n.DetectionSource == "" {
		n.DetectionSource = airra.SourceDefault
	}
	components := make([]string, len(n.AffectedComponents))
	for at, c := range n.AffectedComponents {
		components[at] = reason.Redact(c)
	}
	return &airra.Incident{
		ID:                 airra.IncidentID(airra.NewID()),
		Title:              reason.Redact(n.Title),
		Description:        reason.Redact(n.Description),
		Severity:           n.Severity,
		AffectedService:    n.AffectedService,
		AffectedComponents: components,
		Status:             airra.StatusDetected,
		DetectedAt:         detectedAt,
		DetectionSource:    reason.Redact(n.DetectionSource),
		Origin:             originOf(n.Context),
		MetricsSnapshot:    object(n.MetricsSnapshot),
		Context:            reason.RedactJSON(object(n.Context)),
		OccurrenceCount:    1,
		CreatedAt:          now,
		UpdatedAt:          now,
	}
}

// originOf believes a report that says it is a simulation: nobody gains anything by a
// lie that makes the incident count for less.
func originOf(circumstances json.RawMessage) airra.Origin {
	var said struct {
		Simulation bool `json:"simulation"`
	}
	if json.Unmarshal(circumstances, &said) == nil && said.Simulation {
		return airra.OriginSimulated
	}
	return airra.OriginReal
}

// object is an empty JSON object where nothing was given.
func object(document json.RawMessage) json.RawMessage {
	if len(document) == 0 {
		return json.RawMessage(`{}`)
	}
	return document
}

// commitCreations stores incidents in one transaction.
func (w *Workflow) commitCreations(ctx context.Context, creations []creation) error {
	err := w.inTx(ctx, func(tx airra.Tx) error {
		for _, c := range creations {
			w.insert(ctx, tx, c)
		}
		return nil
	})
	if err == nil && w.Meter != nil {
		for _, c := range creations {
			w.Meter.IncidentOpened(c.incident.DetectionSource, c.incident.Severity)
		}
	}
	return err
}

// insert puts one incident into a transaction. Its job, when it has one, is
// committed with it, so a crash can lose neither of the two alone.
func (w *Workflow) insert(ctx context.Context, tx airra.Tx, c creation) {
	i := c.incident
	tell := w.tell(ctx, tx, i, i.CreatedAt).as(c.actor)
	tell.event(airra.EventDetected, map[string]any{"severity": i.Severity, "source": i.DetectionSource}, "%s", c.reason)
	tell.audit("incident_created", airra.OutcomeSuccess, nil, map[string]any{"source": i.DetectionSource})
	if c.analyze {
		i.Status = airra.StatusAnalyzing
		tell.event(airra.EventAnalyzingStarted, nil, "Analysis started")
		i.AnalysisRound = 1
		tx.Enqueue(airra.Job{Kind: airra.JobAnalyze, IncidentID: i.ID, Round: i.AnalysisRound})
	}
	w.summon(tell, false)
	tx.InsertIncident(i)
	if len(c.signals) > 0 {
		tx.PutSignals(i.ID, c.signals)
	}
}
