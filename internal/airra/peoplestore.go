package airra

import (
	"context"
	"time"
)

// Roster is everything that decides who is on call in a span of time: the written
// shifts and the overrides that touch it, and all rotations and engineers.
type Roster struct {
	Engineers []Engineer
	Shifts    []Shift
	Rotations []Rotation
	Overrides []Override
}

// PeopleReader answers questions about people, as Reader does about incidents.
type PeopleReader interface {
	// Engineer finds one by id, unambiguous beginning of an id, e-mail address, name,
	// or unambiguous part of a name, in this order and in any case of the letters.
	Engineer(ctx context.Context, key string) (*Engineer, error)
	Engineers(ctx context.Context, filter EngineerFilter) (Page[Engineer], error)
	// EngineerLoad gives the counts of an engineer's detail; completed counts from
	// since on.
	EngineerLoad(ctx context.Context, id EngineerID, since time.Time) (EngineerDetail, error)
	// Roster gives what decides about the span, both ends inclusive. At one moment
	// from and to are the same.
	Roster(ctx context.Context, from, to time.Time) (Roster, error)

	Shift(ctx context.Context, key Key) (*Shift, error)
	Shifts(ctx context.Context, filter ShiftFilter) (Page[Shift], error)
	Rotation(ctx context.Context, key string) (*Rotation, error) // by id or name
	Rotations(ctx context.Context) ([]Rotation, error)           // by name
	Override(ctx context.Context, key Key) (*Override, error)
	Overrides(ctx context.Context, filter OverrideFilter) ([]Override, error)
	Swap(ctx context.Context, key Key) (*Swap, error)
	Swaps(ctx context.Context, status SwapStatus) ([]Swap, error) // by start; empty means all
	Feed(ctx context.Context, key Key) (*Feed, error)
	FeedByHash(ctx context.Context, tokenHash string) (*Feed, error)
	Feeds(ctx context.Context) ([]Feed, error)

	Policy(ctx context.Context, key string) (*EscalationPolicy, error) // by id or name
	// PolicyFor gives the policy of a service, else the stored default one, else nil.
	PolicyFor(ctx context.Context, service ServiceName) (*EscalationPolicy, error)
	Policies(ctx context.Context) ([]EscalationPolicy, error) // by name

	Paging(ctx context.Context, id IncidentID) (*Paging, error)
	// Pagings gives those of several incidents; those without one are left out.
	Pagings(ctx context.Context, ids []IncidentID) ([]Paging, error)
	// PagingLeaders gives, for each of some services, the newest paging with pages of
	// its own that began at or after since, and how many of those there are. Services
	// without any are left out.
	PagingLeaders(ctx context.Context, services []ServiceName, since time.Time) (map[ServiceName]PagingLeader, error)
	// Bundled gives the pagings for which the one of leader speaks, which are those in
	// the state bundled that name it, the oldest first, at most limit of them, and how
	// many there are in all.
	Bundled(ctx context.Context, leader IncidentID, limit int) (members []Paging, total int, err error)
	// UnpagedSince counts the incidents whose paging should have begun before a moment.
	UnpagedSince(ctx context.Context, before time.Time) (int, error)
	// StalePagings gives active ones whose step should have been taken before a moment.
	StalePagings(ctx context.Context, before time.Time, limit int) ([]Paging, error)

	Notification(ctx context.Context, key Key) (*Notification, error)
	NotificationByToken(ctx context.Context, tokenHash string) (*Notification, error)
	Notifications(ctx context.Context, filter NotificationFilter) (Page[Notification], error)
	// IncidentNotifications gives those of one incident in the order in which they
	// were made, at most 10,000.
	IncidentNotifications(ctx context.Context, id IncidentID) ([]Notification, error)
	// StaleNotifications gives those that wait to be sent, or are being sent, since
	// before a moment.
	StaleNotifications(ctx context.Context, before time.Time, limit int) ([]Notification, error)
	// NotificationStats counts; an unanswered one whose target has passed at now is
	// missed.
	NotificationStats(ctx context.Context, filter StatsFilter, now time.Time) (NotificationStats, error)
	// ProvenContacts gives the contacts from which somebody has acknowledged by link.
	ProvenContacts(ctx context.Context) ([]string, error)

	WebhookChannel(ctx context.Context, name string) (*WebhookChannel, error)
	WebhookChannels(ctx context.Context) ([]WebhookChannel, error) // by name

	Review(ctx context.Context, key Key) (*Review, error)
	Reviews(ctx context.Context, filter ReviewFilter) (Page[Review], error)
	// AwaitingReview gives detected, analyzing and pending incidents without an active
	// review: the worst severity first, then the oldest.
	AwaitingReview(ctx context.Context, limit int) ([]Incident, error)
	// AssignedAt is when the incident was last given to whoever has it now.
	AssignedAt(ctx context.Context, id IncidentID) (*time.Time, error)
}

// PeopleTx is the people's side of a unit of work. Everything is written at once.
// A Save fails with ErrStale when the row's version is no longer the one that was
// read. A name or an address that is taken is CodeBadRequest; a second active review
// of an incident is CodeConflict.
type PeopleTx interface {
	PeopleReader

	InsertEngineer(ctx context.Context, e *Engineer) error
	SaveEngineer(ctx context.Context, e *Engineer) error
	DeleteEngineer(ctx context.Context, id EngineerID) error // with shifts, overrides, swaps, feeds and reviews

	InsertShift(ctx context.Context, s *Shift) error
	SaveShift(ctx context.Context, s *Shift) error
	DeleteShift(ctx context.Context, id ShiftID) error
	InsertRotation(ctx context.Context, r *Rotation) error
	SaveRotation(ctx context.Context, r *Rotation) error
	DeleteRotation(ctx context.Context, id RotationID) error // with overrides, swaps and feeds
	InsertOverride(ctx context.Context, o *Override) error
	DeleteOverride(ctx context.Context, id OverrideID) error
	InsertSwap(ctx context.Context, s *Swap) error
	SaveSwap(ctx context.Context, s *Swap) error
	InsertFeed(ctx context.Context, f *Feed) error
	SaveFeed(ctx context.Context, f *Feed) error // only RevokedAt changes

	InsertPolicy(ctx context.Context, p *EscalationPolicy) error
	SavePolicy(ctx context.Context, p *EscalationPolicy) error
	DeletePolicy(ctx context.Context, id PolicyID) error

	// TakeUnpaged takes incidents off the list of those whose paging has not begun, to
	// which Enqueue of JobPage adds, the oldest first. What another transaction is taking
	// is not given.
	TakeUnpaged(ctx context.Context, limit int) ([]IncidentID, error)
	// InsertPagings leaves out those whose incident has one already, and says which
	// incidents were new.
	InsertPagings(ctx context.Context, pagings []*Paging) ([]IncidentID, error)
	SavePaging(ctx context.Context, p *Paging) error
	// HoldPagings keeps those of some pagings that are active from leaving that state
	// before the transaction has ended, and says how many these are.
	HoldPagings(ctx context.Context, ids []IncidentID) (held int, err error)
	// MoveBundle lets another paging speak for all those that are still bundled under
	// the one of from, in one statement, however many there are. The one of to must no
	// longer be bundled itself.
	MoveBundle(ctx context.Context, from, to IncidentID) error

	// InsertNotifications fails with CodeConflict when one of the keys is there
	// already, and then writes none.
	InsertNotifications(ctx context.Context, notifications []*Notification) error
	SaveNotification(ctx context.Context, n *Notification) error

	InsertWebhookChannel(ctx context.Context, c *WebhookChannel) error
	SaveWebhookChannel(ctx context.Context, c *WebhookChannel) error
	DeleteWebhookChannel(ctx context.Context, name string) error

	InsertReview(ctx context.Context, r *Review) error
	SaveReview(ctx context.Context, r *Review) error
}
