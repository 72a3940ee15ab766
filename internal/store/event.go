package store

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"github.com/airra/airra/internal/airra"
)

// eventsByDefault is how many events a filter without a limit gives.
const eventsByDefault = 1000

// eventRow is a row of events.
type eventRow struct {
	bun.BaseModel `bun:"table:events"`

	ID          int64 `bun:",pk"`
	IncidentID  string
	IncidentRef string
	EventType   string
	Description string
	Actor       string
	Metadata    document[map[string]any]
	At          time.Time
}

func rowOfEvent(e airra.Event) eventRow {
	return eventRow{
		ID: e.ID, IncidentID: string(e.IncidentID), IncidentRef: e.IncidentRef, EventType: string(e.Type),
		Description: e.Description, Actor: e.Actor, Metadata: documentOf(table(e.Metadata)), At: e.At,
	}
}

func (r *eventRow) event() airra.Event {
	return airra.Event{
		ID: r.ID, IncidentID: airra.IncidentID(r.IncidentID), IncidentRef: r.IncidentRef, Type: airra.EventType(r.EventType),
		Description: r.Description, Actor: r.Actor, Metadata: table(r.Metadata.Content), At: r.At.UTC(),
	}
}

// Events gives events in the order of their ids, which is the order in which
// they were committed.
func (r reader) Events(ctx context.Context, filter airra.EventFilter) ([]airra.Event, error) {
	var rows []eventRow
	query := r.db.NewSelect().Model(&rows).Where("id > ?", filter.After)
	if filter.Incident != "" {
		query = query.Where("incident_id = ?", string(filter.Incident))
	}
	limit := filter.Limit
	if limit <= 0 {
		limit = eventsByDefault
	}
	if err := query.OrderExpr("id").Limit(int64(limit)).Scan(ctx); err != nil {
		return nil, fault("read events", err)
	}
	events := make([]airra.Event, len(rows))
	for i := range rows {
		events[i] = rows[i].event()
	}
	return events, nil
}

// SaveRetraction writes what a retracted note says. The stored row has not been
// retracted as long as it has no metadata, which a note is written without.
func (t *tx) SaveRetraction(ctx context.Context, note airra.Event) error {
	row := rowOfEvent(note)
	result, err := t.db.NewUpdate().Model(&row).Column("description", "metadata").WherePK().
		Where("event_type = ?", string(airra.EventComment)).Where("metadata = ?", documentOf(map[string]any{})).Exec(ctx)
	if err != nil {
		return fault("save a retraction", err)
	}
	return wroteOne(result)
}

// LastEventID gives the id of the newest event, 0 when there is none. It asks
// the counter, which is one row, and stays right when old events are removed.
func (r reader) LastEventID(ctx context.Context) (int64, error) {
	var last int64
	err := r.db.NewSelect().Table("counters").Column("value").Where("name = ?", eventCounter).Scan(ctx, &last)
	return last, fault("read the last event id", err)
}
