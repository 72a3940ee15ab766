package airra

import (
	"slices"
	"time"
)

// RotationID identifies a rotation.
type RotationID string

// OverrideID identifies an override.
type OverrideID string

// SwapID identifies a request for a swap.
type SwapID string

// Rotation is a rule by which people take turns. It is written in the wall clock of
// a named zone and never in hours since some moment, because people hand over at
// nine in the morning and mean their morning, in summer and in winter.
type Rotation struct {
	ID        RotationID   `json:"id"`
	Name      string       `json:"name"` // unique in any case of its letters
	Service   *ServiceName `json:"service"`
	Team      *string      `json:"team"`
	Level     OnCallLevel  `json:"priority"`
	TimeZone  string       `json:"time_zone"` // an IANA name
	Layers    []Layer      `json:"layers"`    // where two layers have somebody, the later one counts
	IsActive  bool         `json:"is_active"`
	CreatedAt time.Time    `json:"created_at"`
	UpdatedAt time.Time    `json:"updated_at"`
	Version   int64        `json:"-"`
}

// LayerKind says how long a turn is.
type LayerKind string

// The kinds of layers.
const (
	LayerDaily  LayerKind = "daily"  // a turn is Every days
	LayerWeekly LayerKind = "weekly" // a turn is Every weeks and begins on the weekday of Start
	LayerCustom LayerKind = "custom" // a turn is Every hours of elapsed time
)

// LayerKinds lists them.
var LayerKinds = []LayerKind{LayerDaily, LayerWeekly, LayerCustom}

// Valid says whether k is one of the three.
func (k LayerKind) Valid() bool { return slices.Contains(LayerKinds, k) }

// Layer is one order of people who take turns.
type Layer struct {
	Name         string        `json:"name"`
	Kind         LayerKind     `json:"kind"`
	Every        int           `json:"every"`        // days, weeks or hours by kind; at least 1
	Start        string        `json:"start"`        // the date of the first turn in the rotation's zone, 2026-03-02
	Until        string        `json:"until"`        // the date on which the layer ends, or empty for never
	Handoff      string        `json:"handoff"`      // the time of day at which turns change, 09:00
	Members      []EngineerID  `json:"members"`      // in the order of their turns
	Restrictions []Restriction `json:"restrictions"` // the only times at which the layer has anybody; none means always
}

// Restriction is a stretch of every week, in the rotation's zone. Until at or before
// From reaches into the next day.
type Restriction struct {
	Weekdays []time.Weekday `json:"weekdays"` // on which it begins, 0 for Sunday; none means every day
	From     string         `json:"from"`     // 09:00
	Until    string         `json:"until"`    // 17:00; 24:00 is the end of the day
}

// RotationUpdate is a rotation as a caller wants it to be, whole: layers have no
// names by which they could be changed one by one.
type RotationUpdate struct {
	Name     string      `json:"name"`
	Service  ServiceName `json:"service,omitempty"`
	Team     string      `json:"team,omitempty"`
	Level    OnCallLevel `json:"priority,omitempty"`  // default primary
	TimeZone string      `json:"time_zone,omitempty"` // default UTC
	Layers   []NewLayer  `json:"layers"`
	IsActive *bool       `json:"is_active,omitempty"` // default true
}

// NewLayer is a layer as a caller writes it: people by any of their names, the
// defaults left out.
type NewLayer struct {
	Name         string        `json:"name,omitempty"`
	Kind         LayerKind     `json:"kind,omitempty"`  // default weekly
	Every        int           `json:"every,omitempty"` // default 1
	Start        string        `json:"start,omitempty"` // default: today, or for weekly turns the last Monday
	Until        string        `json:"until,omitempty"`
	Handoff      string        `json:"handoff,omitempty"` // default 09:00
	Members      []string      `json:"members"`
	Restrictions []Restriction `json:"restrictions,omitempty"`
}

// Override puts somebody else on call for a while: in one rotation, or for one
// person wherever that person is on call.
type Override struct {
	ID         OverrideID  `json:"id"`
	RotationID *RotationID `json:"rotation_id"` // nil means every rotation and shift of Replaces
	Replaces   *EngineerID `json:"replaces"`    // nil means whoever has the turn
	EngineerID EngineerID  `json:"engineer_id"` // who takes over
	StartTime  time.Time   `json:"start_time"`
	EndTime    time.Time   `json:"end_time"`
	Reason     string      `json:"reason"`
	CreatedBy  string      `json:"created_by"`
	SwapID     *SwapID     `json:"swap_id"` // the request it came from
	CreatedAt  time.Time   `json:"created_at"`
}

// NewOverride is what a caller gives to take over. One of Rotation and Replaces is
// needed.
type NewOverride struct {
	Rotation  string    `json:"rotation,omitempty"` // id or name
	Replaces  string    `json:"replaces,omitempty"`
	Engineer  string    `json:"engineer_id"`
	StartTime time.Time `json:"start_time"`
	EndTime   time.Time `json:"end_time"`
	Reason    string    `json:"reason,omitempty"`
}

// OverrideFilter chooses overrides in the order of their start. Zero fields do not
// restrict.
type OverrideFilter struct {
	RotationID RotationID
	From, To   *time.Time // only those that touch the span
}

// SwapStatus says what became of a request for a swap.
type SwapStatus string

// The statuses of a swap.
const (
	SwapOpen      SwapStatus = "open"
	SwapTaken     SwapStatus = "taken"
	SwapCancelled SwapStatus = "cancelled"
)

// Swap is a request for cover: somebody asks the others to take a span of time.
// Who takes it becomes an override in the same transaction.
type Swap struct {
	ID         SwapID      `json:"id"`
	RotationID *RotationID `json:"rotation_id"` // nil means everywhere
	Requester  EngineerID  `json:"requester_id"`
	StartTime  time.Time   `json:"start_time"`
	EndTime    time.Time   `json:"end_time"`
	Reason     string      `json:"reason"`
	Status     SwapStatus  `json:"status"`
	TakenBy    *EngineerID `json:"taken_by"`
	TakenAt    *time.Time  `json:"taken_at"`
	CreatedAt  time.Time   `json:"created_at"`
	UpdatedAt  time.Time   `json:"updated_at"`
	Version    int64       `json:"-"`
}

// NewSwap is what a caller gives to ask for cover.
type NewSwap struct {
	Rotation  string    `json:"rotation,omitempty"`
	Requester string    `json:"requester_id"`
	StartTime time.Time `json:"start_time"`
	EndTime   time.Time `json:"end_time"`
	Reason    string    `json:"reason,omitempty"`
}

// Take gives the span to somebody else. A request that is no longer open is a
// conflict that names what became of it.
func (s *Swap) Take(by EngineerID, now time.Time) error {
	switch {
	case s.Status != SwapOpen:
		return Conflict(string(s.Status), "this swap is already %s", s.Status)
	case by == s.Requester:
		return Invalid("engineer_id", "nobody can cover for themselves")
	case !now.Before(s.EndTime):
		return Conflict("expired", "this swap ended at %s", s.EndTime.Format(time.RFC3339))
	}
	s.Status, s.TakenBy, s.TakenAt, s.UpdatedAt = SwapTaken, &by, &now, now
	return nil
}

// Cancel takes an open request back.
func (s *Swap) Cancel(now time.Time) error {
	if s.Status != SwapOpen {
		return Conflict(string(s.Status), "this swap is already %s", s.Status)
	}
	s.Status, s.UpdatedAt = SwapCancelled, now
	return nil
}

// FeedID identifies the subscription of a calendar.
type FeedID string

// Feed is a secret address under which a calendar program reads the shifts of one
// engineer or of one rotation. The token is stored hashed and shown once.
type Feed struct {
	ID         FeedID      `json:"id"`
	EngineerID *EngineerID `json:"engineer_id"`
	RotationID *RotationID `json:"rotation_id"`
	CreatedBy  string      `json:"created_by"`
	CreatedAt  time.Time   `json:"created_at"`
	RevokedAt  *time.Time  `json:"revoked_at"`
	TokenHash  string      `json:"-"`             // SHA-256 in hex
	URL        string      `json:"url,omitempty"` // only in the answer that made it
}

// NewFeed says whose calendar: one of the two.
type NewFeed struct {
	Engineer string `json:"engineer,omitempty"`
	Rotation string `json:"rotation,omitempty"`
}
