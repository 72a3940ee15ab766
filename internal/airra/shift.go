package airra

import (
	"slices"
	"time"
)

// ShiftID identifies a single shift, or the piece of a rotation that covers a
// moment; the latter is derived from the rotation and stays the same.
type ShiftID string

// OnCallLevel says who is called first, second and third.
type OnCallLevel string

// The levels.
const (
	LevelPrimary   OnCallLevel = "primary"
	LevelSecondary OnCallLevel = "secondary"
	LevelTertiary  OnCallLevel = "tertiary"
)

// OnCallLevels lists them in the order of calling.
var OnCallLevels = []OnCallLevel{LevelPrimary, LevelSecondary, LevelTertiary}

// Valid says whether l is one of the three.
func (l OnCallLevel) Valid() bool { return slices.Contains(OnCallLevels, l) }

// Shift is a span of time in which somebody is on call: written down as it is, or
// worked out from a rotation. A service or a team that is nil means all of them.
type Shift struct {
	ID           ShiftID      `json:"id"`
	EngineerID   EngineerID   `json:"engineer_id"`
	Service      *ServiceName `json:"service"`
	Team         *string      `json:"team"`
	StartTime    time.Time    `json:"start_time"` // on call from here on
	EndTime      time.Time    `json:"end_time"`   // to here; the moment itself still counts, so that two shifts that touch leave no gap
	Level        OnCallLevel  `json:"priority"`
	ScheduleName *string      `json:"schedule_name"`
	RotationWeek *int         `json:"rotation_week"` // a label of the caller's, 1..52
	IsActive     bool         `json:"is_active"`
	CreatedAt    time.Time    `json:"created_at"`
	UpdatedAt    time.Time    `json:"updated_at"`
	Version      int64        `json:"-"`

	RotationID *RotationID `json:"rotation_id"` // the rotation it was worked out from
	Layer      *string     `json:"layer"`       // and its layer
	OverrideID *OverrideID `json:"override_id"` // the override that put this person there
	Replaces   *EngineerID `json:"replaces"`    // whom that override took away
}

// Covers says whether somebody is on call through this shift at a moment.
func (s *Shift) Covers(at time.Time) bool {
	return s.IsActive && !at.Before(s.StartTime) && !at.After(s.EndTime)
}

// ShiftAnswer is a shift that was stored, with what is odd about it. Odd shifts are
// accepted, because who writes a schedule may have a reason.
type ShiftAnswer struct {
	Shift
	Warnings []string `json:"warnings"`
}

// NewShift is what a caller gives to write a shift down.
type NewShift struct {
	Engineer     string      `json:"engineer_id"` // an id, an e-mail address or a name
	Service      ServiceName `json:"service,omitempty"`
	Team         string      `json:"team,omitempty"`
	StartTime    time.Time   `json:"start_time"`
	EndTime      time.Time   `json:"end_time"`
	Level        OnCallLevel `json:"priority,omitempty"` // default primary
	ScheduleName string      `json:"schedule_name,omitempty"`
	RotationWeek int         `json:"rotation_week,omitempty"`
	IsActive     *bool       `json:"is_active,omitempty"` // default true
}

// ShiftUpdate changes a shift. Nil fields stay; an empty text takes an optional one
// away. The engineer cannot be changed: that is an override.
type ShiftUpdate struct {
	Service      *string      `json:"service,omitempty"`
	Team         *string      `json:"team,omitempty"`
	StartTime    *time.Time   `json:"start_time,omitempty"`
	EndTime      *time.Time   `json:"end_time,omitempty"`
	Level        *OnCallLevel `json:"priority,omitempty"`
	ScheduleName *string      `json:"schedule_name,omitempty"`
	RotationWeek *int         `json:"rotation_week,omitempty"` // 0 takes it away
	IsActive     *bool        `json:"is_active,omitempty"`
}

// ShiftFilter chooses written shifts, the latest start first. Zero fields do not
// restrict.
type ShiftFilter struct {
	Service    ServiceName
	Team       string
	EngineerID EngineerID
	IsActive   *bool
	Page       PageRequest
}

// OnCallQuery asks who is on call. A service or a team that is empty means that
// those of every service and team may answer.
type OnCallQuery struct {
	Service ServiceName
	Team    string
	At      time.Time   // zero means now
	Level   OnCallLevel // where to begin; empty means primary
}

// OnCallEntry is one person on call, with the shift that says so and the level that
// was really used.
type OnCallEntry struct {
	Engineer Engineer    `json:"engineer"`
	Schedule Shift       `json:"schedule"`
	Level    OnCallLevel `json:"priority"`
}

// CalendarQuery asks for all shifts of a span of time, those of rotations worked
// out and overrides applied.
type CalendarQuery struct {
	From, To time.Time
	Service  ServiceName // only what answers for this service
	Team     string
	Rotation string // id or name
	Engineer string // id, e-mail address or name
}

// Calendar is what is planned: each shift as it will be, after overrides.
type Calendar struct {
	From      time.Time    `json:"from"`
	To        time.Time    `json:"to"`
	Shifts    []Shift      `json:"shifts"` // by level, then by start
	Engineers []Engineer   `json:"engineers"`
	Gaps      []LintResult `json:"gaps"` // spans in which no primary is on call for what was asked
}
