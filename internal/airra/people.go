package airra

import (
	"context"
	"time"
)

// The interfaces of the people's side, spoken by the same front ends as those in
// usecases.go. An engineer, a rotation and a policy are named by id, by name in any
// case of its letters, an engineer also by e-mail address or by an unambiguous part
// of the name.

// Engineers is what one can do with the people who answer pages.
type Engineers interface {
	CreateEngineer(ctx context.Context, n NewEngineer) (*Engineer, error)
	FindEngineers(ctx context.Context, filter EngineerFilter) (Page[Engineer], error)
	FindEngineer(ctx context.Context, key string) (*EngineerDetail, error)
	UpdateEngineer(ctx context.Context, key string, update EngineerUpdate) (*Engineer, error)
	// DeleteEngineer fails with CodeConflict while the engineer has work, or stands
	// in a rotation or a policy. Shifts and overrides go with the engineer; what was
	// sent stays, since it is a record.
	DeleteEngineer(ctx context.Context, key string) error
	EngineerAvailability(ctx context.Context, key string) (*Availability, error)
	// AvailableEngineers gives those who can accept, the least busy first. An empty
	// expertise asks for none.
	AvailableEngineers(ctx context.Context, expertise string) ([]Engineer, error)
}

// OnCall is what one can do with schedules.
type OnCall interface {
	CreateShift(ctx context.Context, n NewShift) (*ShiftAnswer, error)
	FindShifts(ctx context.Context, filter ShiftFilter) (Page[Shift], error)
	FindShift(ctx context.Context, key string) (*Shift, error)
	UpdateShift(ctx context.Context, key string, update ShiftUpdate) (*ShiftAnswer, error)
	DeleteShift(ctx context.Context, key string) error

	// FindOnCall gives who is to be called first; nobody is CodeNotFound.
	FindOnCall(ctx context.Context, q OnCallQuery) (*OnCallEntry, error)
	// EscalationChain gives everybody in the order of calling, nobody twice; an empty
	// chain is CodeNotFound.
	EscalationChain(ctx context.Context, q OnCallQuery) ([]OnCallEntry, error)
	// CurrentOnCall gives every shift that covers this moment, by level, then service.
	CurrentOnCall(ctx context.Context) ([]OnCallEntry, error)
	OnCallCalendar(ctx context.Context, q CalendarQuery) (*Calendar, error)
	SimulatePaging(ctx context.Context, q SimulationQuery) (*Simulation, error)
	LintOnCall(ctx context.Context, weeks int) (*LintReport, error)

	CreateRotation(ctx context.Context, r RotationUpdate) (*Rotation, error)
	FindRotations(ctx context.Context) ([]Rotation, error)
	FindRotation(ctx context.Context, key string) (*Rotation, error)
	ReplaceRotation(ctx context.Context, key string, r RotationUpdate) (*Rotation, error)
	DeleteRotation(ctx context.Context, key string) error

	CreateOverride(ctx context.Context, n NewOverride) (*Override, error)
	FindOverrides(ctx context.Context, filter OverrideFilter) ([]Override, error)
	DeleteOverride(ctx context.Context, key string) error

	RequestSwap(ctx context.Context, n NewSwap) (*Swap, error)
	FindSwaps(ctx context.Context, status SwapStatus) ([]Swap, error)
	TakeSwap(ctx context.Context, key, engineer string) (*Swap, error)
	CancelSwap(ctx context.Context, key string) (*Swap, error)

	CreateFeed(ctx context.Context, n NewFeed) (*Feed, error)
	FindFeeds(ctx context.Context) ([]Feed, error)
	RevokeFeed(ctx context.Context, key string) (*Feed, error)
}

// FeedReader gives the calendar behind a feed's token, as text/calendar. An unknown
// or revoked token is CodeNotFound.
type FeedReader interface {
	ReadFeed(ctx context.Context, token string) (calendar []byte, err error)
}

// Escalations is what one can do with policies.
type Escalations interface {
	// SetPolicy writes the policy of a service, or the default one, whole. Incidents
	// that are already being paged keep the one they began with.
	SetPolicy(ctx context.Context, n NewPolicy) (*EscalationPolicy, error)
	FindPolicies(ctx context.Context) ([]EscalationPolicy, error)
	// FindPolicy takes an id, a name, or the name of a service; it answers with the
	// policy that holds there, the built-in one included.
	FindPolicy(ctx context.Context, key string) (*EscalationPolicy, error)
	DeletePolicy(ctx context.Context, key string) error
}

// Notifications is what one can do with messages to people.
type Notifications interface {
	SendNotification(ctx context.Context, n NewNotification) (*Notification, error)
	PagePeople(ctx context.Context, p ManualPage) (*Incident, error)
	PreviewAcknowledgement(ctx context.Context, token string) (*AckPreview, error)
	// AcknowledgeNotification fails with CodeForbidden for a token that is unknown,
	// forged or expired, and does not say which.
	AcknowledgeNotification(ctx context.Context, token string) (*NotificationAck, error)
	FindNotifications(ctx context.Context, filter NotificationFilter) (Page[Notification], error)
	FindNotification(ctx context.Context, key string) (*Notification, error)
	UpdateNotification(ctx context.Context, key string, update NotificationUpdate) (*Notification, error)
	// ResendNotification sends again what was sent before, as a new attempt.
	ResendNotification(ctx context.Context, key string) (*Notification, error)
	// TestNotification proves a contact: an engineer by any name on one channel.
	TestNotification(ctx context.Context, engineer, channel string) (*Notification, error)
	NotificationStats(ctx context.Context, filter StatsFilter) (*NotificationStats, error)
	ExplainPages(ctx context.Context, incidentKey string) (*PageExplanation, error)
	Channels(ctx context.Context) ([]ChannelInfo, error)
	AddWebhook(ctx context.Context, n NewWebhookChannel) (*ChannelInfo, error)
	RemoveWebhook(ctx context.Context, name string) error
}

// AssignStrategy says how an engineer is found for an incident.
type AssignStrategy string

// The strategies. Manual is what an assignment to a named engineer is called.
const (
	AssignOnCall       AssignStrategy = "on_call"
	AssignLoadBalanced AssignStrategy = "load_balanced"
	AssignManual       AssignStrategy = "manual"
)

// Assignment is the answer to an act of assigning.
type Assignment struct {
	Success  bool            `json:"success"`
	Engineer *Engineer       `json:"engineer"`
	Strategy *AssignStrategy `json:"strategy"`
	Reason   *string         `json:"reason"`
}

// AssignmentInfo says to whom an incident is assigned.
type AssignmentInfo struct {
	IncidentID       IncidentID `json:"incident_id"`
	IsAssigned       bool       `json:"is_assigned"`
	AssignedEngineer *Engineer  `json:"assigned_engineer"`
	AssignedAt       *time.Time `json:"assigned_at"`
}

// Assignments is what one can do with who works on an incident.
type Assignments interface {
	// AssignIncident finds somebody; an empty strategy is on_call, which falls back to
	// load_balanced. Already assigned, and nobody available, are CodeConflict.
	AssignIncident(ctx context.Context, key string, strategy AssignStrategy) (*Assignment, error)
	// AssignIncidentTo gives it to a named engineer, who with force need not be able
	// to accept. A second assignment takes it from the first.
	AssignIncidentTo(ctx context.Context, key, engineer string, force bool) (*Assignment, error)
	UnassignIncident(ctx context.Context, key string) (*Assignment, error)
	IncidentAssignment(ctx context.Context, key string) (*AssignmentInfo, error)
}

// Reviews is what one can do with second opinions.
type Reviews interface {
	RequestReview(ctx context.Context, incidentKey string, n NewReview) (*Review, error)
	// PendingReview gives incidents that wait for an opinion, the worst first.
	PendingReview(ctx context.Context, limit int) ([]Incident, error)
	FindReviews(ctx context.Context, filter ReviewFilter) (Page[Review], error)
	FindReview(ctx context.Context, key string) (*ReviewDetail, error)
	StartReview(ctx context.Context, key string) (*Review, error)
	SubmitReview(ctx context.Context, key string, s ReviewSubmission) (*Review, error)
	CompareReview(ctx context.Context, incidentKey string) (*ReviewComparison, error)
	ChooseApproach(ctx context.Context, incidentKey string, c ReviewChoice) (*Review, error)
}

// People is the people's side as a whole.
type People interface {
	Engineers
	OnCall
	Escalations
	Notifications
	Assignments
	Reviews
}
