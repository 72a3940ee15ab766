package api_test

import (
	"context"
	"time"

	"github.com/airra/airra/internal/airra"
)

func (b *backend) SendNotification(ctx context.Context, n airra.NewNotification) (*airra.Notification, error) {
	return call(ctx, b, n, func() (*airra.Notification, error) {
		if _, err := b.engineer(n.Engineer); err != nil {
			return nil, err
		}
		got := b.notification
		return &got, b.named(n.Incident, "INC-1", incidentID)
	})
}

func (b *backend) PagePeople(ctx context.Context, p airra.ManualPage) (*airra.Incident, error) {
	return call(ctx, b, p, func() (*airra.Incident, error) {
		return &airra.Incident{
			ID: incidentID, Ref: "INC-2", Title: p.Message, Description: p.Message, Severity: airra.Severity(or(string(p.Severity), "high")),
			AffectedService: "payment-service", Status: airra.StatusDetected, DetectedAt: noon, DetectionSource: airra.SourceManual, Origin: airra.OriginReal, CreatedAt: noon, UpdatedAt: noon,
		}, nil
	})
}

// linked says with CodeForbidden that a token is not good, and, as nobody should,
// what is wrong with it.
func linked(token string) error {
	if token != goodToken {
		return &airra.Error{Code: airra.CodeForbidden, Message: "no notification has the token " + token, Hint: "guess on", State: "unknown"}
	}
	return nil
}

func (b *backend) PreviewAcknowledgement(ctx context.Context, token string) (*airra.AckPreview, error) {
	return call(ctx, b, token, func() (*airra.AckPreview, error) {
		n := &b.notification
		return &airra.AckPreview{
			EngineerName: n.EngineerName, IncidentRef: n.IncidentRef, Subject: n.Subject, Message: n.Message, Status: n.Status,
		}, linked(token)
	})
}

func (b *backend) AcknowledgeNotification(ctx context.Context, token string) (*airra.NotificationAck, error) {
	return call(ctx, b, token, func() (*airra.NotificationAck, error) {
		if err := linked(token); err != nil {
			return nil, err
		}
		n, status := &b.notification, "already_acknowledged"
		if n.Status != airra.NotificationAcknowledged {
			status = "acknowledged"
			if err := n.Acknowledge(n.EngineerName, "link", noon.Add(time.Minute)); err != nil {
				return nil, err
			}
		}
		return &airra.NotificationAck{
			Status: status, AcknowledgedAt: *n.AcknowledgedAt, ResponseTimeSeconds: n.ResponseTimeSeconds, SLAMet: n.SLAMet,
			IncidentID: n.IncidentID, IncidentRef: n.IncidentRef,
		}, nil
	})
}

func (b *backend) FindNotifications(ctx context.Context, filter airra.NotificationFilter) (airra.Page[airra.Notification], error) {
	return call(ctx, b, filter, func() (airra.Page[airra.Notification], error) { return onePage(filter.Page, b.notification), nil })
}

// notified runs fn on the one notification.
func (b *backend) notified(ctx context.Context, key string, argument any, fn func(n *airra.Notification) error) (*airra.Notification, error) {
	return call(ctx, b, argument, func() (*airra.Notification, error) {
		if err := known(key, notificationID); err != nil {
			return nil, err
		}
		if err := fn(&b.notification); err != nil {
			return nil, err
		}
		got := b.notification
		return &got, nil
	})
}

func (b *backend) FindNotification(ctx context.Context, key string) (*airra.Notification, error) {
	return b.notified(ctx, key, key, func(*airra.Notification) error { return nil })
}

func (b *backend) UpdateNotification(ctx context.Context, key string, u airra.NotificationUpdate) (*airra.Notification, error) {
	return b.notified(ctx, key, u, func(n *airra.Notification) error {
		if u.Status != nil {
			return n.MoveTo(*u.Status, noon)
		}
		return nil
	})
}

func (b *backend) ResendNotification(ctx context.Context, key string) (*airra.Notification, error) {
	return b.notified(ctx, key, key, func(n *airra.Notification) error {
		n.Attempt++
		return nil
	})
}

func (b *backend) TestNotification(ctx context.Context, engineer, channel string) (*airra.Notification, error) {
	return b.notified(ctx, notificationID, given{engineer, channel}, func(*airra.Notification) error {
		_, err := b.engineer(engineer)
		return err
	})
}

func (b *backend) NotificationStats(ctx context.Context, filter airra.StatsFilter) (*airra.NotificationStats, error) {
	return call(ctx, b, filter, func() (*airra.NotificationStats, error) {
		return &airra.NotificationStats{TotalSent: 2, TotalSimulated: 1, AverageResponseTimeSeconds: ptr(60.0)}, nil
	})
}

func (b *backend) ExplainPages(ctx context.Context, key string) (*airra.PageExplanation, error) {
	return call(ctx, b, key, func() (*airra.PageExplanation, error) {
		due := noon.Add(5 * time.Minute)
		return &airra.PageExplanation{
			IncidentID: incidentID, IncidentRef: "INC-1", Summary: "Alice was paged.", Pages: []airra.Notification{b.notification},
			Paging: &airra.Paging{IncidentID: incidentID, Service: "payment-service", Severity: airra.SeverityHigh, State: airra.PagingActive, Policy: b.policy, Step: 1, Cycle: 1, DueAt: &due, StartedAt: noon, UpdatedAt: noon},
		}, b.named(key, "INC-1", incidentID)
	})
}

func (b *backend) Channels(ctx context.Context) ([]airra.ChannelInfo, error) {
	return call(ctx, b, nil, func() ([]airra.ChannelInfo, error) {
		return []airra.ChannelInfo{{Name: "email", Kind: airra.KindEmail, Configured: true, Target: "mail.example.com"}, {Name: "slack", Kind: airra.KindSlack}}, nil
	})
}

func (b *backend) AddWebhook(ctx context.Context, n airra.NewWebhookChannel) (*airra.ChannelInfo, error) {
	return call(ctx, b, n, func() (*airra.ChannelInfo, error) {
		return &airra.ChannelInfo{Name: n.Name, Kind: airra.KindWebhook, Configured: true, Target: "hooks.example.com", Secret: "whsec_c2VjcmV0"}, nil
	})
}

func (b *backend) RemoveWebhook(ctx context.Context, name string) error {
	_, err := call(ctx, b, name, func() (any, error) {
		if name != "hook" {
			return nil, airra.Errorf(airra.CodeNotFound, "there is no channel %s", name)
		}
		return nil, nil
	})
	return err
}
