package api

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/airra/airra/internal/airra"
)

// newNotification is the body of POST /notifications/send.
type newNotification struct {
	Engineer      string                     `json:"engineer_id" minLength:"1" maxLength:"255" doc:"An id, an e-mail address or a name"`
	Incident      string                     `json:"incident_id" minLength:"1" maxLength:"64" doc:"An id, a ref like INC-142, or at least four characters of an id"`
	Channel       string                     `json:"channel" minLength:"1" maxLength:"64" doc:"email, slack, sms, or the name of another channel"`
	Priority      airra.NotificationPriority `json:"priority,omitempty" enum:"critical,high,normal,low" doc:"Default: normal"`
	CustomMessage string                     `json:"custom_message,omitempty" maxLength:"10000"`
}

// notificationChange is the body of PATCH /notifications/{id}.
type notificationChange struct {
	Status         change[airra.NotificationStatus] `json:"status,omitzero" enum:"pending,sending,sent,simulated,delivered,failed,acknowledged,cancelled"`
	DeliveredAt    change[time.Time]                `json:"delivered_at,omitzero"`
	AcknowledgedAt change[time.Time]                `json:"acknowledged_at,omitzero"`
	LastError      change[string]                   `json:"last_error,omitzero" maxLength:"10000" nullable:"true"`
	Escalated      change[bool]                     `json:"escalated,omitzero"`
	EscalatedTo    change[string]                   `json:"escalated_to_engineer_id,omitzero" maxLength:"255" nullable:"true" doc:"An id, an e-mail address or a name"`
}

func (c notificationChange) domain() (airra.NotificationUpdate, error) {
	var bad faults
	update := airra.NotificationUpdate{
		Status: needed(&bad, "body.status", c.Status), LastError: c.LastError.orNone(), Escalated: needed(&bad, "body.escalated", c.Escalated),
	}
	var err error
	update.DeliveredAt, err = storable("body.delivered_at", needed(&bad, "body.delivered_at", c.DeliveredAt))
	bad.add(err)
	update.AcknowledgedAt, err = storable("body.acknowledged_at", needed(&bad, "body.acknowledged_at", c.AcknowledgedAt))
	bad.add(err)
	return update, bad.err()
}

// testing is the body of POST /notifications/test.
type testing struct {
	Engineer string `json:"engineer_id" minLength:"1" maxLength:"255" doc:"An id, an e-mail address or a name"`
	Channel  string `json:"channel" minLength:"1" maxLength:"64" doc:"email, slack, sms, or the name of another channel"`
}

// notificationQuery is the query of GET /notifications.
type notificationQuery struct {
	Paging
	Engineer  string `query:"engineer_id" maxLength:"255" doc:"An id, an e-mail address or a name"`
	Incident  string `query:"incident_id" maxLength:"64" doc:"An id, a ref like INC-142, or at least four characters of an id"`
	Status    string `query:"status" enum:"pending,sending,sent,simulated,delivered,failed,acknowledged,cancelled"`
	Channel   string `query:"channel" maxLength:"64"`
	Escalated Choice `query:"escalated"`
}

var _ huma.Resolver = (*notificationQuery)(nil)

// Resolve refuses filters that are given and empty.
func (*notificationQuery) Resolve(ctx huma.Context) []error {
	return notEmpty(ctx, "engineer_id", "incident_id", "channel")
}

// registerNotifications adds the messages to people, and their fate. What makes a
// message leave is limited like every other act that reaches out of the house.
func (s *server) registerNotifications() {
	const tag = "notifications"
	register(s, create("/notifications/send", "send-notification", "Tell one engineer about one incident", tag),
		func(ctx context.Context, in *struct{ Body newNotification }) (*reply[airra.Notification], error) {
			return answering(s.opts.Backend.SendNotification(ctx, airra.NewNotification(in.Body)))
		})
	register(s, get("/notifications", "list-notifications", "List notifications, newest first", tag), s.listNotifications)
	register(s, get("/notifications/{id}", "get-notification", "Show a notification and what became of it", tag),
		func(ctx context.Context, in *IDPath) (*reply[airra.Notification], error) {
			return answering(s.opts.Backend.FindNotification(ctx, in.Key))
		})
	register(s, patch("/notifications/{id}", "update-notification", "Correct a notification", tag), s.updateNotification)
	register(s, s.write(create("/notifications/{id}/resend", "resend-notification", "Send again what was sent before, as a new attempt", tag)),
		func(ctx context.Context, in *IDPath) (*reply[airra.Notification], error) {
			return answering(s.opts.Backend.ResendNotification(ctx, in.Key))
		})
	register(s, s.write(create("/notifications/test", "test-notification", "Prove that an engineer can be reached on a channel", tag)),
		func(ctx context.Context, in *struct{ Body testing }) (*reply[airra.Notification], error) {
			return answering(s.opts.Backend.TestNotification(ctx, in.Body.Engineer, in.Body.Channel))
		})
	register(s, get("/notifications/stats/summary", "get-notification-stats", "Count notifications, response times and missed targets", tag), s.notificationStats)
	s.registerPages(tag)
	s.registerChannels(tag)
}

func (s *server) listNotifications(ctx context.Context, in *notificationQuery) (*reply[airra.Page[airra.Notification]], error) {
	filter := airra.NotificationFilter{
		IncidentID: airra.IncidentID(wholeID(in.Incident)), Status: airra.NotificationStatus(in.Status),
		Channel: in.Channel, Escalated: in.Escalated.pointer(), Page: in.pageRequest(),
	}
	var err error
	if filter.EngineerID, err = s.engineerID(ctx, in.Engineer); err != nil {
		return nil, err
	}
	if filter.IncidentID == "" {
		if filter.IncidentID, err = s.incidentID(ctx, in.Incident); err != nil {
			return nil, err
		}
	}
	return paged(asIs[airra.Notification])(s.opts.Backend.FindNotifications(ctx, filter))
}

func (s *server) updateNotification(ctx context.Context, in *struct {
	IDPath
	Body notificationChange
},
) (*reply[airra.Notification], error) {
	update, err := in.Body.domain()
	if err != nil {
		return nil, err
	}
	if name := in.Body.EscalatedTo.orNone(); name != nil {
		id, err := s.engineerID(ctx, *name)
		if err != nil {
			return nil, err
		}
		update.EscalatedToEngineerID = &id
	}
	return answering(s.opts.Backend.UpdateNotification(ctx, in.Key, update))
}

// statsQuery is the query of GET /notifications/stats/summary.
type statsQuery struct {
	Engineer string `query:"engineer_id" maxLength:"255" doc:"An id, an e-mail address or a name"`
	Start    string `query:"start_date" doc:"RFC 3339, or a date for its first moment in UTC; created at or after"`
	End      string `query:"end_date" doc:"RFC 3339, or a date for its last moment in UTC; created at or before"`
}

var _ huma.Resolver = (*statsQuery)(nil)

// Resolve refuses a filter that is given and empty.
func (*statsQuery) Resolve(ctx huma.Context) []error { return notEmpty(ctx, "engineer_id") }

func (s *server) notificationStats(ctx context.Context, in *statsQuery) (*reply[airra.NotificationStats], error) {
	var bad faults
	filter := airra.StatsFilter{Start: queried(&bad, "start_date", in.Start, 0), End: queried(&bad, "end_date", in.End, endOfDay)}
	if err := bad.err(); err != nil {
		return nil, err
	}
	var err error
	if filter.EngineerID, err = s.engineerID(ctx, in.Engineer); err != nil {
		return nil, err
	}
	return answering(s.opts.Backend.NotificationStats(ctx, filter))
}
