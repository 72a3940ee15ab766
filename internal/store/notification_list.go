package store

import (
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"github.com/airra/airra/internal/airra"
)

// Notifications gives a page of notifications, the newest first.
func (r reader) Notifications(ctx context.Context, filter airra.NotificationFilter) (airra.Page[airra.Notification], error) {
	return newestFirst[notificationRow, airra.Notification]{
		list: "notifications", column: "created_at",
		rows: func(rows *[]notificationRow) *bun.SelectQuery {
			return whereNotification(r.db.NewSelect().Model(rows), filter)
		},
		place:   func(row *notificationRow) (time.Time, string) { return row.CreatedAt, row.ID },
		convert: (*notificationRow).notification,
	}.read(ctx, r, filter.Page)
}

func whereNotification(query *bun.SelectQuery, filter airra.NotificationFilter) *bun.SelectQuery {
	if filter.EngineerID != "" {
		query = query.Where("engineer_id = ?", string(filter.EngineerID))
	}
	if filter.IncidentID != "" {
		query = query.Where("incident_id = ?", string(filter.IncidentID))
	}
	if filter.Status != "" {
		query = query.Where("status = ?", string(filter.Status))
	}
	if filter.Escalated != nil {
		query = query.Where("escalated = ?", *filter.Escalated)
	}
	if filter.Channel != "" {
		query = query.Where("channel = ?", filter.Channel)
	}
	return query
}

// IncidentNotifications gives the notifications of an incident in the order in which
// they were made. Ids grow with time, so those of one moment keep theirs.
func (r reader) IncidentNotifications(ctx context.Context, id airra.IncidentID) ([]airra.Notification, error) {
	var rows []notificationRow
	err := r.db.NewSelect().Model(&rows).Where("incident_id = ?", string(id)).OrderExpr("created_at, id").Limit(mostListed).Scan(ctx)
	if err != nil {
		return nil, fault("read the notifications of an incident", err)
	}
	return itemsOf(rows, (*notificationRow).notification), nil
}

// StaleNotifications gives those that wait to be sent, or are being sent, since
// before a moment, the longest waiting first.
func (r reader) StaleNotifications(ctx context.Context, before time.Time, limit int) ([]airra.Notification, error) {
	var rows []notificationRow
	query := r.db.NewSelect().Model(&rows).Where("waiting_since < ?", before).OrderExpr("waiting_since, id")
	if err := atMost(query, limit).Scan(ctx); err != nil {
		return nil, fault("read notifications that wait", err)
	}
	return itemsOf(rows, (*notificationRow).notification), nil
}

// ProvenContacts gives the contacts from which somebody has acknowledged by link.
func (r reader) ProvenContacts(ctx context.Context) ([]string, error) {
	var contacts []string
	err := r.db.NewSelect().Table("notifications").ColumnExpr("DISTINCT contact").Where("acknowledged_via = 'link'").Scan(ctx, &contacts)
	if err != nil {
		return nil, fault("read proven contacts", err)
	}
	slices.Sort(contacts)
	return list(contacts), nil
}
