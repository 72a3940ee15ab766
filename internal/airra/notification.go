package airra

import (
	"slices"
	"time"
)

// NotificationID identifies a notification.
type NotificationID string

// NotificationStatus says how far a notification has come.
type NotificationStatus string

// The statuses of a notification. Sending stands before the send: what is found
// there after a crash may or may not have left, and is sent again under the same key.
const (
	NotificationPending      NotificationStatus = "pending"
	NotificationSending      NotificationStatus = "sending"
	NotificationSent         NotificationStatus = "sent"
	NotificationSimulated    NotificationStatus = "simulated" // the channel is not set up; nothing left
	NotificationDelivered    NotificationStatus = "delivered"
	NotificationFailed       NotificationStatus = "failed" // every try failed, or none can help: a dead letter
	NotificationAcknowledged NotificationStatus = "acknowledged"
	NotificationCancelled    NotificationStatus = "cancelled" // the incident was acknowledged or over before it left, as far as one can know
)

// NotificationStatuses lists them in the order of a life.
var NotificationStatuses = []NotificationStatus{
	NotificationPending, NotificationSending, NotificationSent, NotificationSimulated,
	NotificationDelivered, NotificationFailed, NotificationAcknowledged, NotificationCancelled,
}

// notificationMoves is the whole state machine. An acknowledgement is possible from
// wherever somebody can have read the message, and whoever acknowledges a second
// time is told so. Failed can be sent again by hand.
var notificationMoves = map[NotificationStatus][]NotificationStatus{
	NotificationPending:   {NotificationSending, NotificationCancelled, NotificationFailed, NotificationAcknowledged},
	NotificationSending:   {NotificationPending, NotificationSent, NotificationSimulated, NotificationFailed, NotificationAcknowledged, NotificationCancelled},
	NotificationSent:      {NotificationDelivered, NotificationFailed, NotificationAcknowledged},
	NotificationSimulated: {NotificationAcknowledged},
	NotificationDelivered: {NotificationAcknowledged},
	NotificationFailed:    {NotificationAcknowledged},
	NotificationCancelled: {NotificationAcknowledged}, // It may have left after all, see SendQueued.
}

// Valid says whether s is one of them.
func (s NotificationStatus) Valid() bool { return slices.Contains(NotificationStatuses, s) }

// CanMoveTo says whether the state machine has the move.
func (s NotificationStatus) CanMoveTo(to NotificationStatus) bool {
	return slices.Contains(notificationMoves[s], to)
}

// NotificationPriority says how urgent a notification is. It follows the severity,
// but is a scale of its own (contract 9).
type NotificationPriority string

// The priorities.
const (
	PriorityCritical NotificationPriority = "critical"
	PriorityHigh     NotificationPriority = "high"
	PriorityNormal   NotificationPriority = "normal"
	PriorityLow      NotificationPriority = "low"
)

// NotificationPriorities lists them from most to least urgent.
var NotificationPriorities = []NotificationPriority{PriorityCritical, PriorityHigh, PriorityNormal, PriorityLow}

// Valid says whether p is one of the four.
func (p NotificationPriority) Valid() bool { return slices.Contains(NotificationPriorities, p) }

// Priority is how urgent it is to tell people of an incident of this severity.
func (s Severity) Priority() NotificationPriority {
	if s == SeverityMedium {
		return PriorityNormal
	}
	return NotificationPriority(s)
}

// SLA is the time within which a notification is to be acknowledged (contract 9).
func (p NotificationPriority) SLA() time.Duration {
	switch p {
	case PriorityCritical:
		return 3 * time.Minute
	case PriorityHigh:
		return 5 * time.Minute
	case PriorityLow:
		return 30 * time.Minute
	default:
		return 10 * time.Minute
	}
}

// NotificationKind says what a notification is for.
type NotificationKind string

// The kinds of notifications.
const (
	NotifyPage       NotificationKind = "page"       // somebody must act; part of an escalation
	NotifyAssignment NotificationKind = "assignment" // an incident was given to somebody
	NotifyManual     NotificationKind = "manual"     // somebody asked for it by hand
	NotifyTest       NotificationKind = "test"       // proves a contact
)

// The names of the channels that need no definition. Everything else is the name of
// a webhook or exec channel.
const (
	ChannelEmail = "email"
	ChannelSlack = "slack"
	ChannelSMS   = "sms"
)

// DefaultMaxRetries is how often a failed send is tried again.
const DefaultMaxRetries = 5

// Notification is a message to one contact about one matter, and its fate. A page
// is one: its key is unique in the database, whatever the number of daemons.
type Notification struct {
	ID                    NotificationID       `json:"id"`
	EngineerID            *EngineerID          `json:"engineer_id"` // nil for a channel that is nobody's
	EngineerName          string               `json:"engineer_name"`
	IncidentID            *IncidentID          `json:"incident_id"`
	IncidentRef           string               `json:"incident_ref"`
	Kind                  NotificationKind     `json:"kind"`
	Channel               string               `json:"channel"`
	Priority              NotificationPriority `json:"priority"`
	Subject               string               `json:"subject"`
	Message               string               `json:"message"`
	Status                NotificationStatus   `json:"status"`
	RecipientAddress      string               `json:"recipient_address"`
	SentAt                *time.Time           `json:"sent_at"`
	DeliveredAt           *time.Time           `json:"delivered_at"`
	AcknowledgedAt        *time.Time           `json:"acknowledged_at"`
	AcknowledgedBy        *string              `json:"acknowledged_by"`
	AcknowledgedVia       string               `json:"acknowledged_via"` // link, or incident when that was acknowledged otherwise
	ResponseTimeSeconds   *int64               `json:"response_time_seconds"`
	SLATargetSeconds      int64                `json:"sla_target_seconds"`
	SLAMet                *bool                `json:"sla_met"`     // nil while the target can still be met
	RetryCount            int                  `json:"retry_count"` // failed sends so far
	MaxRetries            int                  `json:"max_retries"`
	LastError             *string              `json:"last_error"`
	Escalated             bool                 `json:"escalated"` // nobody answered, so the next step was taken
	EscalatedToEngineerID *EngineerID          `json:"escalated_to_engineer_id"`
	EscalatedAt           *time.Time           `json:"escalated_at"`
	CreatedAt             time.Time            `json:"created_at"`
	UpdatedAt             time.Time            `json:"updated_at"`

	Contact       string     `json:"contact"`        // channel and address: email:alice@example.com
	Step          int        `json:"step"`           // of the policy, from 0; -1 for what belongs to no step
	Attempt       int        `json:"attempt"`        // of this contact in this step, from 1
	Key           string     `json:"key"`            // what every send of it carries: see PageKey
	Why           PageReason `json:"why"`            // who decided that this person is told
	Answer        string     `json:"answer"`         // what the channel said last
	SendingAt     *time.Time `json:"sending_at"`     // when the last send began
	TookMillis    *int64     `json:"took_ms"`        // how long the last send took
	PossiblyTwice bool       `json:"possibly_twice"` // a process died in a send, so the contact may have it twice
	NextTryAt     *time.Time `json:"next_try_at"`    // when a failed send is tried again

	TokenHash      string     `json:"-"` // of the acknowledgement link; SHA-256 in hex, empty for none
	TokenExpiresAt *time.Time `json:"token_expires_at"`
	Version        int64      `json:"-"`
}

// PageReason is why this person was told, as facts that a program can read.
// Sentence says the same for people.
type PageReason struct {
	Policy     string      `json:"policy,omitempty"`      // its name
	Step       int         `json:"step,omitempty"`        // from 1, for people
	Round      int         `json:"round,omitempty"`       // from 1
	Level      OnCallLevel `json:"level,omitempty"`       // the level that was asked for
	UsedLevel  OnCallLevel `json:"used_level,omitempty"`  // the one that was really used
	Schedule   string      `json:"schedule,omitempty"`    // name of the rotation or shift
	ShiftID    ShiftID     `json:"shift_id,omitempty"`    //
	OverrideID OverrideID  `json:"override_id,omitempty"` // the override that put this person there
	Skipped    []string    `json:"skipped,omitempty"`     // who was passed over, and why
	Bundle     int         `json:"bundle,omitempty"`      // how many further incidents this page speaks for
	Cause      string      `json:"cause,omitempty"`       // what began this round: incident, lapse, unacknowledged, reopened, escalated, by hand …
	Sentence   string      `json:"sentence"`
}

// MoveTo changes the status, or says with CodeConflict why it cannot.
func (n *Notification) MoveTo(to NotificationStatus, now time.Time) error {
	if !n.Status.CanMoveTo(to) {
		return Conflict(string(n.Status), "this notification is %s and cannot become %s", n.Status, to)
	}
	n.Status, n.UpdatedAt = to, now
	return nil
}

// BeginSend notes that the channel is about to be called. When that had been noted
// before and no end of it, a process died in between: the contact may get the same
// key twice, and whoever explains the page will say so.
func (n *Notification) BeginSend(now time.Time) error {
	if n.Status == NotificationSending {
		n.PossiblyTwice, n.SendingAt, n.UpdatedAt = true, &now, now
		return nil
	}
	if err := n.MoveTo(NotificationSending, now); err != nil {
		return err
	}
	n.SendingAt, n.NextTryAt = &now, nil
	return nil
}

// Acknowledge records that somebody has read it. The response time counts whole
// seconds from the moment it was sent; what was never sent has none.
func (n *Notification) Acknowledge(by, via string, now time.Time) error {
	if err := n.MoveTo(NotificationAcknowledged, now); err != nil {
		return err
	}
	n.AcknowledgedAt, n.AcknowledgedBy, n.AcknowledgedVia, n.NextTryAt = &now, optional(by), via, nil
	if n.SentAt != nil {
		seconds := max(0, int64(now.Sub(*n.SentAt)/time.Second))
		met := seconds <= n.SLATargetSeconds
		n.ResponseTimeSeconds, n.SLAMet = &seconds, &met
	}
	return nil
}

// Overdue says whether it was sent, is unanswered, and its target has passed. Then
// the target is missed, although nothing has happened that could be written down.
func (n *Notification) Overdue(now time.Time) bool {
	return n.SentAt != nil && n.AcknowledgedAt == nil && now.Sub(*n.SentAt) > time.Duration(n.SLATargetSeconds)*time.Second
}

// NewNotification is what a caller gives to tell one engineer about one incident.
type NewNotification struct {
	Engineer      string               `json:"engineer_id"`
	Incident      string               `json:"incident_id"`
	Channel       string               `json:"channel"`
	Priority      NotificationPriority `json:"priority,omitempty"` // default normal
	CustomMessage string               `json:"custom_message,omitempty"`
}

// NotificationUpdate changes what a caller may correct. Nil fields stay.
type NotificationUpdate struct {
	Status                *NotificationStatus `json:"status,omitempty"`
	DeliveredAt           *time.Time          `json:"delivered_at,omitempty"`
	AcknowledgedAt        *time.Time          `json:"acknowledged_at,omitempty"`
	LastError             *string             `json:"last_error,omitempty"`
	Escalated             *bool               `json:"escalated,omitempty"`
	EscalatedToEngineerID *EngineerID         `json:"escalated_to_engineer_id,omitempty"`
}

// NotificationFilter chooses notifications, newest first. Zero fields do not
// restrict.
type NotificationFilter struct {
	EngineerID EngineerID
	IncidentID IncidentID
	Status     NotificationStatus
	Escalated  *bool
	Channel    string
	Page       PageRequest
}

// NotificationAck is the answer to an acknowledgement by link.
type NotificationAck struct {
	Status              string      `json:"status"` // acknowledged, or already_acknowledged
	AcknowledgedAt      time.Time   `json:"acknowledged_at"`
	ResponseTimeSeconds *int64      `json:"response_time_seconds"`
	SLAMet              *bool       `json:"sla_met"`
	IncidentID          *IncidentID `json:"incident_id"`
	IncidentRef         string      `json:"incident_ref"`
	Others              []string    `json:"others"` // refs of further incidents that the same page spoke for; they stay quiet while this one is acknowledged
}

// AckPreview is what the page behind a link shows before anybody acknowledges.
type AckPreview struct {
	EngineerName string             `json:"engineer_name"`
	IncidentRef  string             `json:"incident_ref"`
	Subject      string             `json:"subject"`
	Message      string             `json:"message"`
	Status       NotificationStatus `json:"status"`
}

// NotificationStats are the numbers of stats/summary (contract 1.10).
type NotificationStats struct {
	TotalSent                  int      `json:"total_sent"` // really sent; simulated ones are counted apart
	TotalSimulated             int      `json:"total_simulated"`
	TotalDelivered             int      `json:"total_delivered"`
	TotalAcknowledged          int      `json:"total_acknowledged"`
	TotalFailed                int      `json:"total_failed"`
	AverageResponseTimeSeconds *float64 `json:"average_response_time_seconds"`
	SLAComplianceRate          *float64 `json:"sla_compliance_rate"` // met among those with a verdict; an overdue one is missed
	EscalationRate             *float64 `json:"escalation_rate"`     // escalated among all
}

// StatsFilter bounds the numbers by the time of creation, both ends inclusive.
type StatsFilter struct {
	EngineerID EngineerID
	Start, End *time.Time
}

// ManualPage is what a caller gives to page somebody. It becomes an incident, so
// that it can be acknowledged, escalates like any other, and is not lost.
type ManualPage struct {
	Target   string   `json:"target"` // an engineer by any name, or a service
	Message  string   `json:"message"`
	Severity Severity `json:"severity,omitempty"` // default high
	Channels []string `json:"channels,omitempty"` // default: those of the policy
}

// SourceManual is the detection source of incidents that began with a page by hand.
const SourceManual = "manual_page"
