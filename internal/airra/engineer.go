package airra

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// EngineerID identifies an engineer. People are named by their e-mail address, by
// their name or by an unambiguous part of it; they have no ref.
type EngineerID string

// EngineerStatus says what an engineer is doing.
type EngineerStatus string

// The statuses of an engineer.
const (
	EngineerActive  EngineerStatus = "active"
	EngineerBusy    EngineerStatus = "busy"
	EngineerOffline EngineerStatus = "offline"
	EngineerOnLeave EngineerStatus = "on_leave"
)

// EngineerStatuses lists them.
var EngineerStatuses = []EngineerStatus{EngineerActive, EngineerBusy, EngineerOffline, EngineerOnLeave}

// Valid says whether s is one of the four.
func (s EngineerStatus) Valid() bool { return slices.Contains(EngineerStatuses, s) }

// Bounds of what an engineer may be given at once.
const (
	DefaultConcurrent = 3
	MaxConcurrent     = 10
)

// Engineer is a person who can be paged, assigned and asked for a review. The
// counts and the average are not stored but counted when somebody asks, from the
// incidents and reviews themselves, so no way out of an incident can leak one.
type Engineer struct {
	ID                       EngineerID      `json:"id"`
	Name                     string          `json:"name"`
	Email                    string          `json:"email"` // unique in any case of its letters
	Expertise                []string        `json:"expertise"`
	Department               *string         `json:"department"`
	Status                   EngineerStatus  `json:"status"`
	IsAvailable              bool            `json:"is_available"`
	MaxConcurrentReviews     int             `json:"max_concurrent_reviews"`
	CurrentReviewCount       int             `json:"current_review_count"` // assigned incidents that are neither resolved nor failed, and reviews without a decision
	TotalReviewsCompleted    int             `json:"total_reviews_completed"`
	AverageReviewTimeMinutes *float64        `json:"average_review_time_minutes"`
	SlackHandle              *string         `json:"slack_handle"` // begins with @
	Phone                    *string         `json:"phone"`
	TimeZone                 string          `json:"time_zone"` // an IANA name; UTC when nobody has said
	AdditionalInfo           json.RawMessage `json:"additional_info"`
	CreatedAt                time.Time       `json:"created_at"`
	UpdatedAt                time.Time       `json:"updated_at"`
	Version                  int64           `json:"-"`
}

// EngineerDetail is an engineer with what the reviews say of the day.
type EngineerDetail struct {
	Engineer
	PendingReviews     int     `json:"pending_reviews"`     // assigned and not started
	InProgressReviews  int     `json:"in_progress_reviews"` // started or submitted, and not decided
	AssignedIncidents  int     `json:"assigned_incidents"`
	CompletedToday     int     `json:"completed_today"`     // decided since midnight UTC
	CapacityPercentage float64 `json:"capacity_percentage"` // 0..100, however far over capacity a forced assignment went
}

// Reachable says whether the engineer may be paged, and if not why. Capacity does
// not count here: somebody with three incidents is busy, but still the one on call,
// and a page must not get lost because the night is bad.
func (e *Engineer) Reachable() (ok bool, why string) {
	switch {
	case e.Status == EngineerOffline || e.Status == EngineerOnLeave:
		return false, "is " + words(e.Status)
	case !e.IsAvailable:
		return false, "is not available"
	default:
		return true, ""
	}
}

// CanAccept says whether the engineer can take one more incident or review, and if
// not why: the status first, then the flag, then the capacity (contract 1.8).
func (e *Engineer) CanAccept() (ok bool, why string) {
	switch {
	case e.Status != EngineerActive:
		return false, "Engineer status is " + string(e.Status)
	case !e.IsAvailable:
		return false, "Engineer is not available"
	case e.CurrentReviewCount >= e.MaxConcurrentReviews:
		return false, fmt.Sprintf("Engineer is at capacity (%d/%d)", e.CurrentReviewCount, e.MaxConcurrentReviews)
	default:
		return true, ""
	}
}

// Availability is the answer to whether an engineer can take something on.
type Availability struct {
	EngineerID           EngineerID `json:"engineer_id"`
	Name                 string     `json:"name"`
	IsAvailable          bool       `json:"is_available"`
	CurrentReviewCount   int        `json:"current_review_count"`
	MaxConcurrentReviews int        `json:"max_concurrent_reviews"`
	CanAcceptReview      bool       `json:"can_accept_review"`
	Reason               *string    `json:"reason"`
}

// Availability tells the engineer's own.
func (e *Engineer) Availability() Availability {
	ok, why := e.CanAccept()
	return Availability{
		EngineerID: e.ID, Name: e.Name, IsAvailable: e.IsAvailable, CurrentReviewCount: e.CurrentReviewCount,
		MaxConcurrentReviews: e.MaxConcurrentReviews, CanAcceptReview: ok, Reason: optional(why),
	}
}

// NewEngineer is what a caller gives to add an engineer. Zero values take the
// defaults of the contract.
type NewEngineer struct {
	Name                 string          `json:"name"`
	Email                string          `json:"email"`
	Expertise            []string        `json:"expertise,omitempty"`
	Department           string          `json:"department,omitempty"`
	MaxConcurrentReviews int             `json:"max_concurrent_reviews,omitempty"`
	SlackHandle          string          `json:"slack_handle,omitempty"`
	Phone                string          `json:"phone,omitempty"`
	TimeZone             string          `json:"time_zone,omitempty"`
	AdditionalInfo       json.RawMessage `json:"additional_info,omitempty"`
}

// EngineerUpdate changes an engineer. Nil fields stay; an empty text takes the
// optional ones away. A status decides about IsAvailable too: only the active are
// available, whatever the same call says.
type EngineerUpdate struct {
	Name                 *string         `json:"name,omitempty"`
	Email                *string         `json:"email,omitempty"`
	Expertise            *[]string       `json:"expertise,omitempty"`
	Department           *string         `json:"department,omitempty"`
	Status               *EngineerStatus `json:"status,omitempty"`
	IsAvailable          *bool           `json:"is_available,omitempty"`
	MaxConcurrentReviews *int            `json:"max_concurrent_reviews,omitempty"`
	SlackHandle          *string         `json:"slack_handle,omitempty"`
	Phone                *string         `json:"phone,omitempty"`
	TimeZone             *string         `json:"time_zone,omitempty"`
	AdditionalInfo       json.RawMessage `json:"additional_info,omitempty"`
}

// EngineerFilter chooses engineers, newest first. Zero fields do not restrict.
type EngineerFilter struct {
	Status        EngineerStatus
	AvailableOnly bool // looks at the flag only
	Page          PageRequest
}

// SlackName puts a handle into its form: trimmed, in small letters, with one @ at
// its front. Nothing stays nothing.
func SlackName(handle string) string {
	handle = strings.TrimLeft(strings.ToLower(strings.TrimSpace(handle)), "@")
	if handle == "" {
		return ""
	}
	return "@" + handle
}

// CheckZone says with CodeInvalid that a time zone is not one this machine knows.
// Local is refused: a rule must mean the same on every machine.
func CheckZone(field, name string) error {
	if name == "Local" || name == "" {
		return Invalid(field, "must be the name of a time zone like Europe/Berlin")
	}
	if _, err := time.LoadLocation(name); err != nil {
		return Invalid(field, "%q is not a time zone; names are like Europe/Berlin or UTC", name)
	}
	return nil
}
