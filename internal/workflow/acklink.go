package workflow

import (
	"context"
	"strings"
	"time"

	"github.com/airra/airra/internal/airra"
)

// errToken is the one answer to a token that is unknown, forged or expired. Which of
// them it was helps only somebody who tries tokens.
var errToken = airra.Errorf(airra.CodeForbidden, "Invalid or expired token")

// byToken finds the notification behind a link. One that was acknowledged stays
// readable after its end, so that a second click explains itself.
func (w *Workflow) byToken(ctx context.Context, r airra.PeopleReader, token string, now time.Time) (*airra.Notification, error) {
	if token == "" || len(token) > maxToken {
		return nil, errToken
	}
	n, err := r.NotificationByToken(ctx, hashToken(token))
	if airra.ErrorCode(err) == airra.CodeNotFound {
		return nil, errToken
	}
	if err != nil {
		return nil, err
	}
	expired := n.TokenExpiresAt == nil || now.After(*n.TokenExpiresAt)
	if expired && n.AcknowledgedAt == nil {
		return nil, errToken
	}
	return n, nil
}

const maxToken = 512

// PreviewAcknowledgement tells what a link is about and changes nothing: the scanners
// of mail servers follow every link before a person sees it.
func (w *Workflow) PreviewAcknowledgement(ctx context.Context, token string) (*airra.AckPreview, error) {
	n, err := w.byToken(ctx, w.Store, token, w.now())
	if err != nil {
		return nil, err
	}
	return &airra.AckPreview{
		EngineerName: n.EngineerName, IncidentRef: n.IncidentRef, Subject: n.Subject, Message: n.Message, Status: n.Status,
	}, nil
}

// AcknowledgeNotification is what the button behind a link does. A page acknowledges
// its incident too; a test proves the contact.
func (w *Workflow) AcknowledgeNotification(ctx context.Context, token string) (*airra.NotificationAck, error) {
	var ack *airra.NotificationAck
	var first *airra.Incident
	err := w.inTx(ctx, func(tx airra.Tx) error {
		first = nil
		now := w.now()
		n, err := w.byToken(ctx, tx, token, now)
		if err != nil {
			return err
		}
		if n.AcknowledgedAt != nil {
			ack = acknowledgementOf(n, "already_acknowledged")
			return nil
		}
		by := w.actorOf(ctx, tx, n)
		if err := n.Acknowledge(by, viaLink, now); err != nil {
			return err
		}
		if err := tx.SaveNotification(ctx, n); err != nil {
			return err
		}
		ack = acknowledgementOf(n, "acknowledged")
		if n.IncidentID == nil {
			return nil
		}
		i, err := tx.Incident(ctx, byID(*n.IncidentID))
		if err != nil || !i.Open() {
			return err
		}
		if i.FirstAcknowledged == nil {
			first = i
		}
		return w.acknowledgeByLink(ctx, tx, n, i, by, ack, now)
	})
	if err != nil {
		return nil, err
	}
	if first != nil && w.Meter != nil {
		w.Meter.IncidentAcknowledged(first.AcknowledgedAt.Sub(first.DetectedAt))
	}
	return ack, nil
}

// acknowledgeByLink takes notice of the incident in the name of whoever was paged.
func (w *Workflow) acknowledgeByLink(ctx context.Context, tx airra.Tx, n *airra.Notification, i *airra.Incident, by string, ack *airra.NotificationAck, now time.Time) error {
	if err := i.Acknowledge(airra.Acknowledgement{By: by}, now); err != nil {
		return err
	}
	tell := w.tell(ctx, tx, i, now).as(by)
	tell.event(airra.EventAcknowledged, map[string]any{"notification_id": n.ID, "channel": n.Channel}, "Acknowledged by %s through the link sent by %s", by, n.Channel)
	tell.audit("incident_acknowledged", airra.OutcomeSuccess, nil, map[string]any{"notification_id": n.ID})
	if err := w.acknowledged(ctx, tell, by, viaIncident); err != nil {
		return err
	}
	members, _, err := tx.Bundled(ctx, i.ID, maxNamed)
	if err != nil {
		return err
	}
	for _, m := range members {
		other, err := tx.Incident(ctx, byID(m.IncidentID))
		if err != nil {
			return err
		}
		ack.Others = append(ack.Others, other.Ref)
	}
	return tx.SaveIncident(ctx, i)
}

// actorOf names the person behind a notification as the audit trail takes it: the
// e-mail address, or the id where the address has characters that no name has.
func (w *Workflow) actorOf(ctx context.Context, r airra.PeopleReader, n *airra.Notification) string {
	if n.EngineerID == nil {
		return airra.SystemActor
	}
	e, err := r.Engineer(ctx, string(*n.EngineerID))
	if err == nil && airra.CheckPerson("acknowledged_by", e.Email) == nil {
		return strings.ToLower(e.Email)
	}
	return string(*n.EngineerID)
}

func acknowledgementOf(n *airra.Notification, status string) *airra.NotificationAck {
	return &airra.NotificationAck{
		Status: status, AcknowledgedAt: *n.AcknowledgedAt, ResponseTimeSeconds: n.ResponseTimeSeconds, SLAMet: n.SLAMet,
		IncidentID: n.IncidentID, IncidentRef: n.IncidentRef, Others: []string{},
	}
}
