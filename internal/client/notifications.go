package client

import (
	"context"
	"net/http"

	"github.com/airra/airra/internal/airra"
)

const (
	notificationsPath = "/notifications"
	channelsPath      = notificationsPath + "/channels"
)

// SendNotification tells one engineer about one incident.
func (c *Client) SendNotification(ctx context.Context, n airra.NewNotification) (*airra.Notification, error) {
	return askFor[airra.Notification](ctx, c, request{method: http.MethodPost, path: notificationsPath + "/send", body: n})
}

// PagePeople pages somebody by hand, which opens an incident.
func (c *Client) PagePeople(ctx context.Context, p airra.ManualPage) (*airra.Incident, error) {
	return askFor[airra.Incident](ctx, c, request{method: http.MethodPost, path: notificationsPath + "/page", body: p})
}

// PreviewAcknowledgement is refused here. What a link is for is shown on the page
// behind it, for a person in a browser; the API has no route that would tell a
// program without acknowledging, and a token in a query would end up in logs.
func (c *Client) PreviewAcknowledgement(context.Context, string) (*airra.AckPreview, error) {
	return nil, &airra.Error{
		Code: airra.CodeBadRequest, Message: "the API does not show what a link is for",
		Hint: "Open the link in a browser: " + c.server + "/ack/…",
	}
}

// AcknowledgeNotification answers a page with the token of its link. The API wants
// no key for it.
func (c *Client) AcknowledgeNotification(ctx context.Context, token string) (*airra.NotificationAck, error) {
	return askFor[airra.NotificationAck](ctx, c, request{method: http.MethodPost, path: notificationsPath + "/acknowledge", body: filled{"token": token}})
}

// FindNotifications lists what was sent, newest first.
func (c *Client) FindNotifications(ctx context.Context, f airra.NotificationFilter) (airra.Page[airra.Notification], error) {
	q := query{}
	q.set("engineer_id", string(f.EngineerID))
	q.set("incident_id", string(f.IncidentID))
	q.set("status", string(f.Status))
	q.set("channel", f.Channel)
	q.yes("escalated", f.Escalated)
	return ask[airra.Page[airra.Notification]](ctx, c, request{method: http.MethodGet, path: notificationsPath, query: q.paged(f.Page)})
}

// FindNotification gives one notification.
func (c *Client) FindNotification(ctx context.Context, key string) (*airra.Notification, error) {
	return askFor[airra.Notification](ctx, c, request{method: http.MethodGet, path: keyed(notificationsPath, key)})
}

// UpdateNotification corrects what a caller may correct.
func (c *Client) UpdateNotification(ctx context.Context, key string, u airra.NotificationUpdate) (*airra.Notification, error) {
	body := cleared{u, []string{"last_error", "escalated_to_engineer_id"}}
	return askFor[airra.Notification](ctx, c, request{method: http.MethodPatch, path: keyed(notificationsPath, key), body: body})
}

// ResendNotification sends again what was sent before.
func (c *Client) ResendNotification(ctx context.Context, key string) (*airra.Notification, error) {
	return askFor[airra.Notification](ctx, c, request{method: http.MethodPost, path: keyed(notificationsPath, key, "resend")})
}

// TestNotification proves a contact.
func (c *Client) TestNotification(ctx context.Context, engineer, channel string) (*airra.Notification, error) {
	body := filled{"engineer_id": engineer, "channel": channel}
	return askFor[airra.Notification](ctx, c, request{method: http.MethodPost, path: notificationsPath + "/test", body: body.trim(), patience: sendingAnswer})
}

// NotificationStats gives the numbers.
func (c *Client) NotificationStats(ctx context.Context, f airra.StatsFilter) (*airra.NotificationStats, error) {
	q := query{}
	q.set("engineer_id", string(f.EngineerID))
	q.set("start_date", moment(f.Start))
	q.set("end_date", moment(f.End))
	return askFor[airra.NotificationStats](ctx, c, request{method: http.MethodGet, path: notificationsPath + "/stats/summary", query: q.values()})
}

// ExplainPages says why these people were told of an incident.
func (c *Client) ExplainPages(ctx context.Context, key string) (*airra.PageExplanation, error) {
	return askFor[airra.PageExplanation](ctx, c, request{method: http.MethodGet, path: incidentPath(key, "pages")})
}

// Channels lists the ways in which people can be told.
func (c *Client) Channels(ctx context.Context) ([]airra.ChannelInfo, error) {
	return ask[[]airra.ChannelInfo](ctx, c, request{method: http.MethodGet, path: channelsPath})
}

// AddWebhook adds a webhook. Only this answer holds a secret that was made for it.
func (c *Client) AddWebhook(ctx context.Context, n airra.NewWebhookChannel) (*airra.ChannelInfo, error) {
	return askFor[airra.ChannelInfo](ctx, c, request{method: http.MethodPost, path: channelsPath, body: n})
}

// RemoveWebhook takes a webhook away.
func (c *Client) RemoveWebhook(ctx context.Context, name string) error {
	return c.tell(ctx, request{method: http.MethodDelete, path: keyed(channelsPath, name)})
}
