package workflow

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/perceive"
)

// quickPatience is how long a caller of quick-incident waits for the analysis
// before being told to poll.
const quickPatience = 10 * time.Second

// QuickIncident reports an incident and waits a little for its analysis. What
// it is judged on is, in this order: the snapshot that was given, the anomalies
// the monitor sees, and in development the contract's example anomalies. In
// production nothing is invented: without a snapshot and without an anomaly
// there is no incident.
func (w *Workflow) QuickIncident(ctx context.Context, q airra.QuickIncident) (*airra.IncidentDetail, error) {
	c, err := w.quickCreation(ctx, q)
	if err != nil {
		return nil, err
	}
	if err := w.creations.do(ctx, c); err != nil {
		return nil, err
	}
	waiting, cancel := context.WithTimeout(ctx, quickPatience)
	defer cancel()
	return w.whenAnalyzed(waiting, c.incident.ID)
}

func (w *Workflow) quickCreation(ctx context.Context, q airra.QuickIncident) (creation, error) {
	requested := q.Severity
	if requested == "" {
		q.Severity = airra.SeverityMedium
	}
	if err := refuse(q.Severity, q.MetricsSnapshot, q.Context); err != nil {
		return creation{}, err
	}
	now := w.now()
	signals, err := w.quickSignals(q, now)
	if err != nil {
		return creation{}, err
	}
	if len(q.MetricsSnapshot) == 0 || string(q.MetricsSnapshot) == "{}" {
		q.MetricsSnapshot = snapshotOf(signals)
	}
	if requested == "" {
		known, _ := w.Topology.Service(q.ServiceName)
		q.Severity = perceive.Severity(peak(signals), known.Criticality)
	}
	i := newIncident(airra.NewIncident{
		Title: orElse(q.Title, quickTitle(q.ServiceName, signals)), Description: orElse(q.Description, quickDescription(signals)),
		Severity: q.Severity, AffectedService: q.ServiceName, AffectedComponents: []string{string(q.ServiceName)},
		DetectionSource: airra.SourceQuick, MetricsSnapshot: q.MetricsSnapshot, Context: q.Context,
	}, now)
	i.PeakSigma = peak(signals)
	actor := airra.ActorFrom(ctx)
	return creation{incident: i, signals: signals, actor: actor, reason: "Reported by " + actor + ": " + i.Title, analyze: true}, nil
}

// quickSignals finds what the incident is judged on.
func (w *Workflow) quickSignals(q airra.QuickIncident, now time.Time) ([]airra.Signal, error) {
	if n := len(entries(q.MetricsSnapshot)); n > maxReadings {
		return nil, airra.Invalid("metrics_snapshot", "has %d entries, and at most %d are judged", n, maxReadings)
	}
	signals, err := perceive.SnapshotSignals(q.ServiceName, object(q.MetricsSnapshot), w.baselinesOf(q.ServiceName), now)
	if err != nil || len(signals) > 0 {
		return signals, err
	}
	if signals = w.Watcher.Anomalies(q.ServiceName); len(signals) > 0 {
		return signals, nil
	}
	if w.Facts.Development {
		return perceive.AssumedTrio(q.ServiceName, now), nil
	}
	return nil, &airra.Error{
		Code: airra.CodeUnavailable, Message: fmt.Sprintf("no anomaly is seen on %s and no metrics_snapshot was given", q.ServiceName),
		Hint: "send the numbers you see as metrics_snapshot",
	}
}

// snapshotOf writes signals in the form of a snapshot.
func snapshotOf(signals []airra.Signal) json.RawMessage {
	snapshot := map[string]map[string]float64{}
	for _, s := range signals {
		snapshot[s.Name] = map[string]float64{"current": s.Current, "expected": s.Expected, "deviation": s.Sigma}
	}
	encoded, _ := json.Marshal(snapshot) // Detectors let no NaN and no infinity through, the only floats without a JSON form.
	return encoded
}

func peak(signals []airra.Signal) float64 {
	var largest float64
	for _, s := range signals {
		largest = max(largest, s.PeakSigma, s.Sigma)
	}
	return largest
}

func quickTitle(service airra.ServiceName, signals []airra.Signal) string {
	categories := make([]string, 0, len(signals))
	for _, s := range signals[:min(len(signals), 3)] {
		if !slices.Contains(categories, s.Category) {
			categories = append(categories, s.Category)
		}
	}
	return fmt.Sprintf("Anomalies detected in %s: %s", service, strings.Join(categories, ", "))
}

func quickDescription(signals []airra.Signal) string {
	lines := []string{"Signals outside their normal band:"}
	for _, s := range signals[:min(len(signals), 5)] {
		note := ""
		if s.Assumed {
			note = ", assumed"
		}
		lines = append(lines, fmt.Sprintf("- %s: %s, expected %s (%.1f σ%s)", s.Name, airra.Quantity(s.Current, s.Unit), airra.Quantity(s.Expected, s.Unit), s.Sigma, note))
	}
	return strings.Join(lines, "\n")
}

func orElse(text, fallback string) string {
	if text == "" {
		return fallback
	}
	return text
}

// whenAnalyzed waits until the incident has left analyzing, and gives it as it
// stands then or when the patience ends.
func (w *Workflow) whenAnalyzed(ctx context.Context, id airra.IncidentID) (*airra.IncidentDetail, error) {
	err := w.await(ctx, func(ctx context.Context) (bool, error) {
		i, err := w.Store.Incident(ctx, byID(id))
		return err == nil && i.Status != airra.StatusAnalyzing, err
	})
	if err != nil {
		// The incident is committed, and an error would make the caller report it
		// again.
		w.Log.Warn("cannot wait for an analysis", "incident_id", string(id), "err", err)
	}
	return w.FindIncident(context.WithoutCancel(ctx), string(id))
}

// glance is how often a waiting caller looks without being told that something
// happened, since announcements may be lost.
const glance = 250 * time.Millisecond

// await looks at the store whenever events are announced, until done says yes
// or the context ends, which is no error.
func (w *Workflow) await(ctx context.Context, done func(context.Context) (bool, error)) error {
	listening, cancel := context.WithCancel(ctx)
	defer cancel()
	news := w.Bus.Listen(listening)
	ticker := time.NewTicker(glance)
	defer ticker.Stop()
	for {
		finished, err := done(context.WithoutCancel(ctx))
		if finished || err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-news:
		case <-ticker.C:
		}
	}
}
