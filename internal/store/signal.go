package store

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"github.com/airra/airra/internal/airra"
)

// signalRow is a row of incident_signals: the whole signal as a document, and
// beside it what a query needs.
type signalRow struct {
	bun.BaseModel `bun:"table:incident_signals"`

	IncidentID string `bun:",pk"`
	Service    string `bun:",pk"`
	Name       string `bun:",pk"`
	FirstSeen  time.Time
	Document   document[airra.Signal]
}

func rowOfSignal(id airra.IncidentID, s airra.Signal) signalRow {
	return signalRow{IncidentID: string(id), Service: string(s.Service), Name: s.Name, FirstSeen: s.FirstSeen, Document: documentOf(s)}
}

// Signals gives the signals of an incident in order of onset.
func (r reader) Signals(ctx context.Context, id airra.IncidentID) ([]airra.Signal, error) {
	byIncident, err := r.signalsOf(ctx, []string{string(id)})
	return list(byIncident[id]), err
}

// signalsOf reads the signals of several incidents at once.
func (r reader) signalsOf(ctx context.Context, ids []string) (map[airra.IncidentID][]airra.Signal, error) {
	var rows []signalRow
	if len(ids) == 0 {
		return nil, nil
	}
	err := r.db.NewSelect().Model(&rows).Where("incident_id IN (?)", bun.List(ids)).
		OrderExpr("first_seen, service, name").Scan(ctx)
	if err != nil {
		return nil, fault("read signals", err)
	}
	signals := make(map[airra.IncidentID][]airra.Signal, len(ids))
	for _, row := range rows {
		id := airra.IncidentID(row.IncidentID)
		signals[id] = append(signals[id], row.Document.Content)
	}
	return signals, nil
}

// MonitorIncidents gives the monitor's incidents that are open or whose last
// anomaly is not older than since. They are known by their fingerprint, which
// nobody outside can give; the source is a word that any caller may use. The two conditions are asked separately,
// because each has its own small index and together they have none.
func (r reader) MonitorIncidents(ctx context.Context, since time.Time) ([]airra.MonitoredIncident, error) {
	var rows []incidentRow
	err := r.selectIncidents(&rows).
		Where(`id IN (SELECT id FROM incidents WHERE fingerprint <> '' AND status <> 'resolved'
			UNION SELECT id FROM incidents WHERE fingerprint <> '' AND last_seen_at >= ?)`, since).
		OrderExpr("detected_at, id").Scan(ctx)
	if err != nil {
		return nil, fault("read incidents of the monitor", err)
	}
	ids := make([]string, len(rows))
	for i := range rows {
		ids[i] = rows[i].ID
	}
	signals, err := r.signalsOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	monitored := make([]airra.MonitoredIncident, len(rows))
	for i, incident := range incidentsOf(rows) {
		monitored[i] = airra.MonitoredIncident{Incident: incident, Signals: list(signals[incident.ID])}
	}
	return monitored, nil
}
