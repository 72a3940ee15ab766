package store

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"github.com/airra/airra/internal/airra"
)

// notificationRow is a row of notifications.
type notificationRow struct {
	bun.BaseModel `bun:"table:notifications,alias:notification"`

	ID                    string `bun:",pk"`
	EngineerID            *string
	EngineerName          string
	IncidentID            *string
	IncidentRef           string
	Kind                  string
	Channel               string
	Priority              string
	Subject               string
	Message               string
	Status                string
	RecipientAddress      string
	SentAt                *time.Time
	DeliveredAt           *time.Time
	AcknowledgedAt        *time.Time
	AcknowledgedBy        *string
	AcknowledgedVia       string
	ResponseTimeSeconds   *int64
	SLATargetSeconds      int64      `bun:"sla_target_seconds"`
	SLADeadline           *time.Time `bun:"sla_deadline"` // written only
	SLAMet                *bool      `bun:"sla_met"`
	RetryCount            int64
	MaxRetries            int64
	LastError             *string
	Escalated             bool
	EscalatedToEngineerID *string
	EscalatedAt           *time.Time
	Contact               string
	Step                  int64
	Attempt               int64
	SendKey               string
	Why                   document[airra.PageReason]
	Answer                string
	SendingAt             *time.Time
	TookMillis            *int64
	PossiblyTwice         bool
	NextTryAt             *time.Time
	WaitingSince          *time.Time // written only
	TokenHash             string
	TokenExpiresAt        *time.Time
	CreatedAt             time.Time
	UpdatedAt             time.Time
	Version               int64
}

func rowOfNotification(n *airra.Notification) notificationRow {
	return notificationRow{
		ID: string(n.ID), EngineerID: (*string)(n.EngineerID), EngineerName: n.EngineerName, IncidentID: (*string)(n.IncidentID),
		IncidentRef: n.IncidentRef, Kind: string(n.Kind), Channel: n.Channel, Priority: string(n.Priority), Subject: n.Subject,
		Message: n.Message, Status: string(n.Status), RecipientAddress: n.RecipientAddress, SentAt: n.SentAt, DeliveredAt: n.DeliveredAt,
		AcknowledgedAt: n.AcknowledgedAt, AcknowledgedBy: n.AcknowledgedBy, AcknowledgedVia: n.AcknowledgedVia,
		ResponseTimeSeconds: n.ResponseTimeSeconds, SLATargetSeconds: n.SLATargetSeconds, SLADeadline: slaDeadline(n), SLAMet: n.SLAMet,
		RetryCount: int64(n.RetryCount), MaxRetries: int64(n.MaxRetries), LastError: n.LastError, Escalated: n.Escalated,
		EscalatedToEngineerID: (*string)(n.EscalatedToEngineerID), EscalatedAt: n.EscalatedAt, Contact: n.Contact, Step: int64(n.Step),
		Attempt: int64(n.Attempt), SendKey: n.Key, Why: documentOf(n.Why), Answer: n.Answer, SendingAt: n.SendingAt, TookMillis: n.TookMillis,
		PossiblyTwice: n.PossiblyTwice, NextTryAt: n.NextTryAt, WaitingSince: waitingSince(n), TokenHash: n.TokenHash,
		TokenExpiresAt: n.TokenExpiresAt, CreatedAt: n.CreatedAt, UpdatedAt: n.UpdatedAt, Version: n.Version,
	}
}

func (r *notificationRow) notification() airra.Notification {
	return airra.Notification{
		ID: airra.NotificationID(r.ID), EngineerID: (*airra.EngineerID)(r.EngineerID), EngineerName: r.EngineerName,
		IncidentID: (*airra.IncidentID)(r.IncidentID), IncidentRef: r.IncidentRef, Kind: airra.NotificationKind(r.Kind), Channel: r.Channel,
		Priority: airra.NotificationPriority(r.Priority), Subject: r.Subject, Message: r.Message, Status: airra.NotificationStatus(r.Status),
		RecipientAddress: r.RecipientAddress, SentAt: moment(r.SentAt), DeliveredAt: moment(r.DeliveredAt), AcknowledgedAt: moment(r.AcknowledgedAt),
		AcknowledgedBy: r.AcknowledgedBy, AcknowledgedVia: r.AcknowledgedVia, ResponseTimeSeconds: r.ResponseTimeSeconds,
		SLATargetSeconds: r.SLATargetSeconds, SLAMet: r.SLAMet, RetryCount: int(r.RetryCount), MaxRetries: int(r.MaxRetries),
		LastError: r.LastError, Escalated: r.Escalated, EscalatedToEngineerID: (*airra.EngineerID)(r.EscalatedToEngineerID),
		EscalatedAt: moment(r.EscalatedAt), Contact: r.Contact, Step: int(r.Step), Attempt: int(r.Attempt), Key: r.SendKey,
		Why: r.Why.Content, Answer: r.Answer, SendingAt: moment(r.SendingAt), TookMillis: r.TookMillis, PossiblyTwice: r.PossiblyTwice,
		NextTryAt: moment(r.NextTryAt), TokenHash: r.TokenHash, TokenExpiresAt: moment(r.TokenExpiresAt),
		CreatedAt: r.CreatedAt.UTC(), UpdatedAt: r.UpdatedAt.UTC(), Version: r.Version,
	}
}

// slaDeadline is the last moment at which an acknowledgement meets the target; nil
// for what was not sent. It says in a column what airra.Notification.Overdue says.
func slaDeadline(n *airra.Notification) *time.Time {
	if n.SentAt == nil {
		return nil
	}
	deadline := n.SentAt.Add(time.Duration(n.SLATargetSeconds) * time.Second)
	return &deadline
}

// waitingSince is since when a notification waits to be sent or is being sent; nil
// for every other. One that is to be tried again waits from that moment on.
func waitingSince(n *airra.Notification) *time.Time {
	switch {
	case n.Status == airra.NotificationPending && n.NextTryAt != nil:
		return n.NextTryAt
	case n.Status == airra.NotificationSending && n.SendingAt != nil:
		return n.SendingAt
	case n.Status == airra.NotificationPending, n.Status == airra.NotificationSending:
		return &n.UpdatedAt
	default:
		return nil
	}
}

// Notification finds one notification.
func (r reader) Notification(ctx context.Context, key airra.Key) (*airra.Notification, error) {
	row, err := findID(ctx, r, "Notification", key, func(row *notificationRow) string { return row.ID })
	if err != nil {
		return nil, err
	}
	notification := row.notification()
	return &notification, nil
}

// NotificationByToken finds the notification of an acknowledgement link. The empty
// hash belongs to all that have none, and finds nothing.
func (r reader) NotificationByToken(ctx context.Context, tokenHash string) (*airra.Notification, error) {
	var rows []notificationRow
	query := r.db.NewSelect().Model(&rows).Where("token_hash = ?", tokenHash).Where("token_hash <> ''") // the words of the index
	if err := query.Scan(ctx); err != nil {
		return nil, fault("read a notification", err)
	}
	if len(rows) == 0 {
		return nil, notFound("Notification")
	}
	notification := rows[0].notification()
	return &notification, nil
}

// nameServices writes beside new notifications which service they are about. Measures
// tell answers apart by it, and must not read an incident for each.
func (t *tx) nameServices(ctx context.Context, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	_, err := t.db.NewRaw(`UPDATE notifications SET service = coalesce((SELECT i.affected_service FROM incidents AS i WHERE i.id = notifications.incident_id), '')
		WHERE id IN (?)`, bun.List(ids)).Exec(ctx)
	return fault("name the services of notifications", err)
}

// InsertNotifications adds notifications, with one statement for all. Whether a
// page's key is free is decided by the database, so of any number of daemons one
// writes it. A statement that fails was rejected, since it would take the whole
// transaction with it on PostgreSQL and not on SQLite.
func (t *tx) InsertNotifications(ctx context.Context, notifications []*airra.Notification) error {
	if len(notifications) == 0 {
		return nil
	}
	rows := make([]notificationRow, len(notifications))
	for i, n := range notifications {
		rows[i] = rowOfNotification(n)
		rows[i].Version = 1
	}
	slices.SortStableFunc(rows, func(a, b notificationRow) int { // No two wait for each other in a circle.
		return cmp.Or(cmp.Compare(a.SendKey, b.SendKey), cmp.Compare(a.ID, b.ID))
	})
	var inserted []string
	if _, err := t.db.NewInsert().Model(&rows).On("CONFLICT DO NOTHING").Returning("id").Exec(ctx, &inserted); err != nil {
		return fault("insert notifications", err)
	}
	if err := t.nameServices(ctx, inserted); err != nil {
		return err
	}
	if len(inserted) < len(notifications) {
		return t.takeBack(ctx, inserted)
	}
	for _, n := range notifications {
		n.Version = 1
	}
	return nil
}

// takeBack deletes what was inserted beside a key that is taken, and says that it
// is.
func (t *tx) takeBack(ctx context.Context, ids []string) error {
	if len(ids) > 0 {
		if _, err := t.db.NewDelete().Model((*notificationRow)(nil)).Where("id IN (?)", bun.List(ids)).Exec(ctx); err != nil {
			return fault("take notifications back", err)
		}
	}
	return airra.Errorf(airra.CodeConflict, "somebody else has written this page already")
}

// SaveNotification writes a notification that was read, unless somebody else has
// since.
func (t *tx) SaveNotification(ctx context.Context, n *airra.Notification) error {
	row := rowOfNotification(n)
	if err := t.save(ctx, &row, &row.Version, "id", "created_at"); err != nil {
		return err
	}
	n.Version = row.Version
	return nil
}
