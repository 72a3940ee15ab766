package workflow

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/notify"
)

// tokenLife is how long an acknowledgement link works.
const tokenLife = 4 * time.Hour

// letter makes a notification of what is to be said and to whom. What it says is
// fixed now and not at the send, so that a message that is sent late tells what was
// true when it was decided, and a message that is sent twice is the same.
func (w *Workflow) letter(l notify.Letter, to airra.SimulatedPage, now time.Time) *airra.Notification {
	subject, text := notify.Compose(l)
	n := &airra.Notification{
		ID: airra.NotificationID(airra.NewID()), EngineerID: &to.Engineer.ID, EngineerName: to.Engineer.Name, Kind: l.Kind,
		Channel: to.Channel, Priority: l.Priority, Subject: subject, Message: text, Status: airra.NotificationPending,
		RecipientAddress: to.Address, SLATargetSeconds: int64(l.Priority.SLA() / time.Second), MaxRetries: w.MaxRetries,
		Contact: to.Contact, Step: -1, Attempt: 1, Why: to.Why, CreatedAt: now, UpdatedAt: now, Version: 1,
	}
	if l.Incident != nil {
		n.IncidentID, n.IncidentRef = &l.Incident.ID, l.Incident.Ref
	}
	n.Key = string(n.ID)
	w.seal(n, now)
	return n
}

// post puts notifications into the outbox: the rows and the jobs that send them.
func (w *Workflow) post(ctx context.Context, tx airra.Tx, letters []*airra.Notification) error {
	if len(letters) == 0 {
		return nil
	}
	if err := tx.InsertNotifications(ctx, letters); err != nil {
		return err
	}
	for _, n := range letters {
		tx.Enqueue(airra.Job{Kind: airra.JobSend, NotificationID: n.ID, IncidentID: deref(n.IncidentID)})
	}
	return nil
}

// seal gives a notification the token of its link, stores the hash, and returns the
// token. It is worked out from the server's secret and not drawn, because it has to
// be known at every send, also at one by another process after a crash, and must not
// stand in the database. A daemon with another secret seals anew what it sends.
func (w *Workflow) seal(n *airra.Notification, now time.Time) string {
	mac := hmac.New(sha256.New, w.Secret)
	mac.Write([]byte("acknowledge:" + string(n.ID)))
	token := base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
	n.TokenHash = hashToken(token)
	if n.TokenExpiresAt == nil {
		expires := now.Add(tokenLife)
		n.TokenExpiresAt = &expires
	}
	return token
}

func hashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
