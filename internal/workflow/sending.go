package workflow

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/notify"
	"github.com/airra/airra/internal/reason"
)

// Senders are the channels.
type Senders interface {
	// Send gives a message to a channel: one of the fixed ones by its name, or the
	// webhook that is given with it.
	Send(ctx context.Context, name string, hook *airra.WebhookChannel, m notify.Message) (notify.Receipt, error)
	Infos() []airra.ChannelInfo
}

// sendPatience bounds one call of a channel, whatever the channel itself allows.
const sendPatience = 45 * time.Second

// SendQueued is the outbox's job. The status sending is committed before the channel
// is called, so that after a crash everybody can see that the message may have left:
// it is sent again under the same key, and marked as possibly there twice. The other
// order, noting it afterwards only, would hide a second page.
func (w *Workflow) SendQueued(ctx context.Context, id airra.NotificationID, try int64) error {
	d, err := w.beginSend(ctx, id, try)
	if err != nil || d == nil {
		return err
	}
	calling, cancel := context.WithTimeout(ctx, sendPatience)
	defer cancel()
	began := w.now()
	receipt, err := w.deliver(calling, d)
	if err != nil && ctx.Err() != nil {
		return err // The process is being stopped; whoever takes over cannot know whether it left.
	}
	return w.finishSend(ctx, d, outcome{receipt: receipt, err: err, began: began})
}

// delivery is one message on its way.
type delivery struct {
	notification airra.Notification
	hook         *airra.WebhookChannel
	message      notify.Message
}

// outcome is what a channel said.
type outcome struct {
	receipt notify.Receipt
	err     error
	began   time.Time
}

// beginSend claims a try and commits that. It gives nil where nothing is to be sent:
// because another try was made, or because nobody needs it any more.
func (w *Workflow) beginSend(ctx context.Context, id airra.NotificationID, try int64) (*delivery, error) {
	var d *delivery
	err := w.inTx(ctx, func(tx airra.Tx) error {
		d = nil
		n, err := tx.Notification(ctx, byID(id))
		if err != nil {
			return err
		}
		waits := n.Status == airra.NotificationPending || n.Status == airra.NotificationSending
		if !waits || int64(n.RetryCount) != try {
			return nil
		}
		now := w.now()
		i, err := incidentOf(ctx, tx, n)
		if err != nil {
			return err
		}
		if i != nil && n.Kind == airra.NotifyPage {
			if _, answered := answeredBy(i, now); answered {
				return w.callOff(ctx, tx, n, now)
			}
		}
		if err := n.BeginSend(now); err != nil {
			return err
		}
		token := w.seal(n, now)
		d = &delivery{notification: *n, message: w.message(n, i, token, now)}
		if d.hook, err = hookOf(ctx, tx, n.Channel); err != nil {
			return err
		}
		return tx.SaveNotification(ctx, n)
	})
	return d, err
}

// callOff leaves a page unsent that nobody needs any more. One that a dead process was
// sending may have left, and the record says that nobody can know.
func (w *Workflow) callOff(ctx context.Context, tx airra.Tx, n *airra.Notification, now time.Time) error {
	if n.Status == airra.NotificationSending {
		n.Answer = "the process that was sending it died, so it may have left; it was not sent again, because nobody needs it any more"
	}
	n.NextTryAt = nil
	if err := n.MoveTo(airra.NotificationCancelled, now); err != nil {
		return err
	}
	return tx.SaveNotification(ctx, n)
}

// incidentOf gives the incident that a notification is about, or nil.
func incidentOf(ctx context.Context, r airra.Reader, n *airra.Notification) (*airra.Incident, error) {
	if n.IncidentID == nil {
		return nil, nil //nolint:nilnil // A test is about no incident.
	}
	return r.Incident(ctx, byID(*n.IncidentID))
}

// hookOf gives the webhook of a name, or nil where the name is no webhook's.
func hookOf(ctx context.Context, r airra.PeopleReader, name string) (*airra.WebhookChannel, error) {
	hook, err := r.WebhookChannel(ctx, name)
	if airra.ErrorCode(err) == airra.CodeNotFound {
		return nil, nil //nolint:nilnil // A fixed channel, or none at all.
	}
	return hook, err
}

// message is what the channel gets.
func (w *Workflow) message(n *airra.Notification, i *airra.Incident, token string, now time.Time) notify.Message {
	m := notify.Message{
		Key: n.Key, Kind: n.Kind, Channel: n.Channel, Priority: n.Priority, Subject: n.Subject, Text: n.Message,
		Recipient: notify.Recipient{Name: n.EngineerName, Address: n.RecipientAddress},
		Step:      n.Step, Attempt: n.Attempt, PossiblyTwice: n.PossiblyTwice, At: now,
	}
	if token != "" {
		m.AckURL = w.Facts.PublicURL + "/ack/" + token
	}
	if i != nil {
		m.Incident = &notify.Incident{
			ID: i.ID, Ref: i.Ref, Title: i.Title, Service: i.AffectedService, Severity: i.Severity, Status: i.Status, DetectedAt: i.DetectedAt,
		}
		m.IncidentURL = w.Facts.PublicURL + "/incidents/" + i.Ref
	}
	return m
}

// deliver calls the channel.
func (w *Workflow) deliver(ctx context.Context, d *delivery) (notify.Receipt, error) {
	if d.hook != nil && d.hook.DisabledAt != nil {
		return notify.Receipt{}, &notify.Failure{Message: "the channel is disabled: " + d.hook.DisabledReason, Permanent: true}
	}
	return w.Senders.Send(ctx, d.notification.Channel, d.hook, d.message)
}

// recordPatience bounds how long the outcome of a send is tried to be written. A send
// whose outcome is not written is made again.
const recordPatience = 30 * time.Second

// finishSend writes what the channel said. It tries for a while, because giving up
// means that somebody gets the same page again.
func (w *Workflow) finishSend(ctx context.Context, d *delivery, o outcome) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordPatience)
	defer cancel()
	wait := time.NewTicker(recordRetry)
	defer wait.Stop()
	for {
		var after time.Duration
		err := w.inTx(ctx, func(tx airra.Tx) (err error) {
			after, err = w.recordSend(ctx, tx, d, o)
			return err
		})
		if err == nil {
			w.countSend(d, o, after)
			return nil
		}
		select {
		case <-ctx.Done():
			return err
		case <-wait.C:
		}
	}
}

const recordRetry = 500 * time.Millisecond

// recordSend is one attempt at writing it. It gives how long the message took from
// its making to its leaving.
func (w *Workflow) recordSend(ctx context.Context, tx airra.Tx, d *delivery, o outcome) (time.Duration, error) {
	n, err := tx.Notification(ctx, byID(d.notification.ID))
	if err != nil {
		return 0, err
	}
	now := w.now()
	took := now.Sub(o.began).Milliseconds()
	n.TookMillis, n.UpdatedAt = &took, now
	i, err := incidentOf(ctx, tx, n)
	if err != nil {
		return 0, err
	}
	if o.err == nil {
		err = w.noteSent(ctx, tx, n, i, o.receipt, now)
	} else {
		err = w.noteFailed(ctx, tx, n, i, d, o.err, now)
	}
	if err != nil {
		return 0, err
	}
	return now.Sub(n.CreatedAt), tx.SaveNotification(ctx, n)
}

// noteSent records a message that left, or that would have left. One that was
// answered or cancelled between send and record keeps that, and a page whose incident
// was answered meanwhile is answered with it.
func (w *Workflow) noteSent(ctx context.Context, tx airra.Tx, n *airra.Notification, i *airra.Incident, r notify.Receipt, now time.Time) error {
	to := airra.NotificationSent
	if r.Simulated {
		to = airra.NotificationSimulated
	}
	n.Answer, n.LastError = reason.Redact(r.Answer), nil
	waits := n.Status == airra.NotificationSending
	if waits {
		n.Status = to
	}
	if !r.Simulated {
		n.SentAt = &now
	}
	if i == nil {
		return nil
	}
	how := "told by " + n.Channel
	if r.Simulated {
		how = "would be told by " + n.Channel + ", which is not set up"
	}
	w.tell(ctx, tx, i, now).as(airra.SystemActor).event(airra.EventNotified, aboutNotification(n), "%s %s", orElse(n.EngineerName, n.RecipientAddress), how)
	if by, answered := answeredBy(i, now); waits && answered && n.Kind == airra.NotifyPage {
		return n.Acknowledge(by, viaIncident, now)
	}
	return nil
}

// answeredBy says whether nobody is needed for an incident, and who has seen to that.
func answeredBy(i *airra.Incident, now time.Time) (by string, answered bool) {
	switch {
	case !i.Open():
		return deref(i.ResolvedBy), true
	case i.Acknowledged(now):
		return *i.AcknowledgedBy, true
	default:
		return "", false
	}
}

// noteFailed records a send that failed, and when it is tried again or that it is
// not. A page that cannot be sent must not cost the time of its step, so when none of
// the step can be, the next step is taken at once.
func (w *Workflow) noteFailed(ctx context.Context, tx airra.Tx, n *airra.Notification, i *airra.Incident, d *delivery, cause error, now time.Time) error {
	f := failureOf(cause)
	n.RetryCount++
	n.LastError, n.Answer = optional(reason.Redact(f.Message)), ""
	if f.Gone && d.hook != nil {
		if err := w.disable(ctx, tx, d.hook.Name, f.Message, now); err != nil {
			return err
		}
	}
	if n.Status != airra.NotificationSending {
		return nil // Answered meanwhile; nobody needs another try.
	}
	if !f.Permanent && !f.Gone && n.RetryCount <= n.MaxRetries {
		wait := max(notify.Backoff(n.RetryCount, n.Key), f.RetryAfter)
		at := now.Add(wait)
		n.Status, n.NextTryAt = airra.NotificationPending, &at
		tx.Enqueue(airra.Job{Kind: airra.JobSend, NotificationID: n.ID, IncidentID: deref(n.IncidentID), Round: int64(n.RetryCount), At: at})
		return nil
	}
	n.Status, n.NextTryAt = airra.NotificationFailed, nil
	if i == nil {
		return nil
	}
	tell := w.tell(ctx, tx, i, now).as(airra.SystemActor)
	tell.event(airra.EventNotifyFailed, aboutNotification(n), "%s could not be told by %s: %s", orElse(n.EngineerName, n.RecipientAddress), n.Channel, reason.Redact(f.Message))
	if n.Kind != airra.NotifyPage {
		return nil
	}
	return w.afterDeadLetter(ctx, tell, n)
}

// afterDeadLetter takes the next step when no page of the last one can reach anybody.
func (w *Workflow) afterDeadLetter(ctx context.Context, tell story, dead *airra.Notification) error {
	p, err := tell.tx.Paging(ctx, tell.incident.ID)
	if err != nil || p.State != airra.PagingActive || dead.Escalated {
		return err
	}
	all, err := tell.tx.IncidentNotifications(ctx, tell.incident.ID)
	if err != nil {
		return err
	}
	reached := false // somebody in this round
	for _, n := range all {
		if n.Kind != airra.NotifyPage || n.ID == dead.ID || !mayBeAnswered(n.Status) {
			continue
		}
		if !n.Escalated {
			return nil
		}
		reached = reached || n.Why.Round == dead.Why.Round
	}
	if (p.Step == 0 || p.Finished()) && !reached {
		return nil // A whole round was lost. Time has to pass, or one bad minute of a mail server uses up the policy.
	}
	p.Timer++
	p.DueAt, p.UpdatedAt = &tell.at, tell.at
	tell.tx.Enqueue(airra.Job{Kind: airra.JobEscalate, IncidentID: p.IncidentID, Round: p.Timer})
	return tell.tx.SavePaging(ctx, p)
}

// mayBeAnswered says whether a page can still bring an answer. One that has brought
// its own, to an acknowledgement that is over, is not waited for again.
func mayBeAnswered(s airra.NotificationStatus) bool {
	return s != airra.NotificationFailed && s != airra.NotificationCancelled && s != airra.NotificationAcknowledged
}

// disable takes a webhook out of use whose receiver said that it is gone.
func (w *Workflow) disable(ctx context.Context, tx airra.Tx, name, why string, now time.Time) error {
	hook, err := tx.WebhookChannel(ctx, name)
	if airra.ErrorCode(err) == airra.CodeNotFound {
		return nil
	}
	if err != nil || hook.DisabledAt != nil {
		return err
	}
	hook.DisabledAt, hook.DisabledReason = &now, why
	return tx.SaveWebhookChannel(ctx, hook)
}

// failureOf reads what a channel says of its failure. An error of another kind is
// one that may pass; its text is not shown, since it may hold an address or a secret.
func failureOf(err error) notify.Failure {
	var f *notify.Failure
	if errors.As(err, &f) {
		return *f
	}
	return notify.Failure{Message: "the channel did not answer", Err: err}
}

// aboutNotification is what an event says of a message to programs. The recipient is
// named by id, because names change and are not unique.
func aboutNotification(n *airra.Notification) map[string]any {
	about := map[string]any{
		"notification_id": n.ID, "kind": n.Kind, "channel": n.Channel, "status": n.Status, "step": n.Step, "attempt": n.Attempt, "key": n.Key,
	}
	if n.EngineerID != nil {
		about[airra.EventEngineer] = *n.EngineerID
	}
	if n.PossiblyTwice {
		about["possibly_twice"] = true
	}
	return about
}

func (w *Workflow) countSend(d *delivery, o outcome, after time.Duration) {
	if o.err != nil {
		w.Log.Warn("a notification could not be sent", "notification_id", string(d.notification.ID), "channel", d.notification.Channel,
			"key", d.notification.Key, "err", fmt.Sprint(o.err))
	}
	if w.Meter == nil {
		return
	}
	result := "sent"
	switch {
	case o.err != nil:
		result = "failed"
	case o.receipt.Simulated:
		result = "simulated"
	}
	w.Meter.NotificationSent(d.notification.Channel, result, after)
}

func optional(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

func deref[T ~string](value *T) T {
	if value == nil {
		return ""
	}
	return *value
}
