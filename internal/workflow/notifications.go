package workflow

import (
	"context"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/notify"
	"github.com/airra/airra/internal/reason"
)

// sendWait is how long a caller who sends by hand waits for the outcome before it is
// given the notification as it stands.
const sendWait = 2 * time.Second

// SendNotification tells one engineer about one incident.
func (w *Workflow) SendNotification(ctx context.Context, n airra.NewNotification) (*airra.Notification, error) {
	if n.Priority == "" {
		n.Priority = airra.PriorityNormal
	}
	if !n.Priority.Valid() {
		return nil, airra.Invalid("priority", "%q is none of critical, high, normal, low", n.Priority)
	}
	if err := w.checkChannels(ctx, "channel", []string{n.Channel}); err != nil {
		return nil, err
	}
	return w.sendByHand(ctx, func(tx airra.Tx, now time.Time) (*airra.Notification, error) {
		e, err := engineerOf(ctx, tx, "engineer_id", n.Engineer)
		if err != nil {
			return nil, err
		}
		i, err := incident(ctx, tx, n.Incident)
		if airra.ErrorCode(err) == airra.CodeNotFound {
			return nil, airra.Invalid("incident_id", "there is no incident %q", n.Incident)
		}
		if err != nil {
			return nil, err
		}
		why := airra.PageReason{Cause: "by hand", Sentence: airra.ActorFrom(ctx) + " asked for it"}
		letter := notify.Letter{Kind: airra.NotifyManual, Engineer: e.Name, Incident: i, Priority: n.Priority, Why: why, Custom: reason.Redact(n.CustomMessage)}
		w.tell(ctx, tx, i, now).audit("notification_requested", airra.OutcomeSuccess, nil, map[string]any{"engineer_id": e.ID, "channel": n.Channel})
		return w.letter(letter, addressed(e, n.Channel, why), now), nil
	})
}

// TestNotification proves a contact: whoever acknowledges it by its link shows that
// messages to this address are read.
func (w *Workflow) TestNotification(ctx context.Context, engineer, channel string) (*airra.Notification, error) {
	if channel == "" {
		channel = w.usualChannels()[0]
	}
	if err := w.checkChannels(ctx, "channel", []string{channel}); err != nil {
		return nil, err
	}
	return w.sendByHand(ctx, func(tx airra.Tx, now time.Time) (*airra.Notification, error) {
		e, err := engineerOf(ctx, tx, "engineer_id", engineer)
		if err != nil {
			return nil, err
		}
		why := airra.PageReason{Cause: "by hand", Sentence: airra.ActorFrom(ctx) + " tests whether this reaches you"}
		w.auditOnly(ctx, tx, "notification_tested", map[string]any{"engineer_id": e.ID, "channel": channel})
		return w.letter(notify.Letter{Kind: airra.NotifyTest, Engineer: e.Name, Priority: airra.PriorityLow, Why: why}, addressed(e, channel, why), now), nil
	})
}

// ResendNotification sends again what was sent before. It is another notification, so
// that the record of the first one stays what it is.
func (w *Workflow) ResendNotification(ctx context.Context, key string) (*airra.Notification, error) {
	k, err := airra.ParseKey("notification_id", key)
	if err != nil {
		return nil, err
	}
	return w.sendByHand(ctx, func(tx airra.Tx, now time.Time) (*airra.Notification, error) {
		old, err := tx.Notification(ctx, k)
		if err != nil {
			return nil, err
		}
		if old.Status == airra.NotificationPending || old.Status == airra.NotificationSending {
			return nil, airra.Conflict(string(old.Status), "it is %s: it has not been sent yet", old.Status)
		}
		again := *old
		again.ID, again.Status, again.Kind = airra.NotificationID(airra.NewID()), airra.NotificationPending, manualKind(old.Kind)
		again.SentAt, again.DeliveredAt, again.AcknowledgedAt, again.AcknowledgedBy, again.AcknowledgedVia = nil, nil, nil, nil, ""
		again.ResponseTimeSeconds, again.SLAMet, again.RetryCount, again.LastError, again.Answer = nil, nil, 0, nil, ""
		again.Escalated, again.EscalatedAt, again.EscalatedToEngineerID = false, nil, nil
		again.SendingAt, again.TookMillis, again.PossiblyTwice, again.NextTryAt, again.TokenExpiresAt = nil, nil, false, nil, nil
		again.Attempt, again.Step, again.Key, again.MaxRetries = old.Attempt+1, -1, string(again.ID), w.MaxRetries
		again.Why = airra.PageReason{Cause: "by hand", Sentence: airra.ActorFrom(ctx) + " had it sent again"}
		again.CreatedAt, again.UpdatedAt, again.Version = now, now, 1
		w.seal(&again, now)
		w.auditOnly(ctx, tx, "notification_resent", map[string]any{"notification_id": old.ID, "new_id": again.ID})
		return &again, nil
	})
}

// manualKind is what a message becomes that is sent again by hand: a test stays one.
func manualKind(k airra.NotificationKind) airra.NotificationKind {
	if k == airra.NotifyTest {
		return k
	}
	return airra.NotifyManual
}

// sendByHand puts one notification into the outbox and waits a little for its fate.
func (w *Workflow) sendByHand(ctx context.Context, write func(tx airra.Tx, now time.Time) (*airra.Notification, error)) (*airra.Notification, error) {
	var sent *airra.Notification
	err := w.inTx(ctx, func(tx airra.Tx) error {
		n, err := write(tx, w.now())
		if err != nil {
			return err
		}
		sent = n
		return w.post(ctx, tx, []*airra.Notification{n})
	})
	if err != nil {
		return nil, err
	}
	waiting, cancel := context.WithTimeout(ctx, sendWait)
	defer cancel()
	err = w.await(waiting, func(ctx context.Context) (bool, error) {
		now, err := w.Store.Notification(ctx, byID(sent.ID))
		if err == nil {
			sent = now
		}
		return err == nil && now.Status != airra.NotificationPending && now.Status != airra.NotificationSending, err
	})
	if err != nil {
		w.Log.Warn("cannot wait for a notification", "notification_id", string(sent.ID), "err", err)
	}
	return sent, nil
}

// FindNotifications gives one page of notifications, newest first.
func (w *Workflow) FindNotifications(ctx context.Context, filter airra.NotificationFilter) (airra.Page[airra.Notification], error) {
	page, err := w.Store.Notifications(ctx, filter)
	now := w.now()
	for n := range page.Items {
		page.Items[n] = judged(page.Items[n], now)
	}
	return page, err
}

// FindNotification gives one notification.
func (w *Workflow) FindNotification(ctx context.Context, key string) (*airra.Notification, error) {
	k, err := airra.ParseKey("notification_id", key)
	if err != nil {
		return nil, err
	}
	n, err := w.Store.Notification(ctx, k)
	if err != nil {
		return nil, err
	}
	shown := judged(*n, w.now())
	return &shown, nil
}

// UpdateNotification takes what a receiver reports, such as that it was delivered. It
// obeys the state machine: what was acknowledged is not unsent again.
func (w *Workflow) UpdateNotification(ctx context.Context, key string, u airra.NotificationUpdate) (*airra.Notification, error) {
	k, err := airra.ParseKey("notification_id", key)
	if err != nil {
		return nil, err
	}
	var changed *airra.Notification
	err = w.inTx(ctx, func(tx airra.Tx) error {
		n, err := tx.Notification(ctx, k)
		if err != nil {
			return err
		}
		if err := w.applyNotification(ctx, tx, u, n); err != nil {
			return err
		}
		changed = n
		w.auditOnly(ctx, tx, "notification_updated", map[string]any{"notification_id": n.ID, "status": n.Status})
		return tx.SaveNotification(ctx, n)
	})
	if err != nil {
		return nil, err
	}
	return changed, nil
}

func (w *Workflow) applyNotification(ctx context.Context, tx airra.Tx, u airra.NotificationUpdate, n *airra.Notification) error {
	now := w.now()
	n.UpdatedAt = now
	if u.Status != nil && *u.Status != n.Status {
		if err := reported(n, *u.Status, airra.ActorFrom(ctx), now); err != nil {
			return err
		}
	}
	if u.DeliveredAt != nil {
		at := airra.Now(*u.DeliveredAt)
		n.DeliveredAt = &at
	}
	if u.AcknowledgedAt != nil && n.AcknowledgedAt == nil {
		return airra.Invalid("acknowledged_at", "is set by acknowledging; send status acknowledged")
	}
	if u.LastError != nil {
		n.LastError = optional(reason.Redact(*u.LastError))
	}
	if u.Escalated != nil && *u.Escalated != n.Escalated {
		n.Escalated, n.EscalatedAt = *u.Escalated, nil
		if n.Escalated {
			n.EscalatedAt = &now
		}
	}
	if u.EscalatedToEngineerID != nil {
		e, err := engineerOf(ctx, tx, "escalated_to_engineer_id", string(*u.EscalatedToEngineerID))
		if err != nil {
			return err
		}
		n.EscalatedToEngineerID = &e.ID
	}
	return nil
}

// reported moves a notification to a status that somebody outside can know of.
func reported(n *airra.Notification, to airra.NotificationStatus, by string, now time.Time) error {
	switch to {
	case airra.NotificationDelivered:
		if err := n.MoveTo(to, now); err != nil {
			return err
		}
		n.DeliveredAt = &now
		return nil
	case airra.NotificationAcknowledged:
		return n.Acknowledge(by, "report", now)
	case airra.NotificationFailed:
		return n.MoveTo(to, now)
	default:
		return airra.Invalid("status", "can be reported as delivered, acknowledged or failed only")
	}
}

// NotificationStats gives the numbers of a span of time.
func (w *Workflow) NotificationStats(ctx context.Context, filter airra.StatsFilter) (*airra.NotificationStats, error) {
	stats, err := w.Store.NotificationStats(ctx, filter, w.now())
	if err != nil {
		return nil, err
	}
	return &stats, nil
}
