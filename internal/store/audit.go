package store

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"github.com/airra/airra/internal/airra"
)

// auditRow is a row of the audit trail.
type auditRow struct {
	bun.BaseModel `bun:"table:audit"`

	ID         int64 `bun:",pk"`
	At         time.Time
	EventType  string
	Actor      string
	Outcome    string
	IncidentID *string
	ActionID   *string
	Details    document[map[string]any]
}

func rowOfAudit(e airra.AuditEntry) auditRow {
	return auditRow{
		ID: e.ID, At: e.At, EventType: e.EventType, Actor: e.Actor, Outcome: string(e.Outcome),
		IncidentID: (*string)(e.IncidentID), ActionID: (*string)(e.ActionID), Details: documentOf(table(e.Details)),
	}
}

func (r *auditRow) entry() airra.AuditEntry {
	return airra.AuditEntry{
		ID: r.ID, At: r.At.UTC(), EventType: r.EventType, Actor: r.Actor, Outcome: airra.Outcome(r.Outcome),
		IncidentID: (*airra.IncidentID)(r.IncidentID), ActionID: (*airra.ActionID)(r.ActionID), Details: table(r.Details.Content),
	}
}

// Audit gives a page of the audit trail, newest first.
func (r reader) Audit(ctx context.Context, filter airra.AuditFilter) (airra.Page[airra.AuditEntry], error) {
	return readPage(ctx, r, filter.Page, listing[auditRow, airra.AuditEntry]{
		rows:     func(rows *[]auditRow) *bun.SelectQuery { return whereAudit(r.db.NewSelect().Model(rows), filter) },
		order:    "id DESC",
		after:    func(q *bun.SelectQuery, p position) *bun.SelectQuery { return q.Where("id < ?", p.Number) },
		position: func(row *auditRow) position { return position{Number: row.ID} },
		own:      func(p position) bool { return p.Number > 0 && p.At.IsZero() && p.ID == "" },
		convert:  (*auditRow).entry,
	})
}

func whereAudit(query *bun.SelectQuery, filter airra.AuditFilter) *bun.SelectQuery {
	if filter.Incident != "" {
		query = query.Where("incident_id = ?", string(filter.Incident))
	}
	if filter.Actor != "" {
		query = query.Where("actor = ?", filter.Actor)
	}
	if filter.EventType != "" {
		query = query.Where("event_type = ?", filter.EventType)
	}
	return query
}
