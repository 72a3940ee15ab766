package airra

import (
	"fmt"
	"strings"
	"time"
)

// PolicyID identifies an escalation policy.
type PolicyID string

// EscalationPolicy says who is paged in which order. It belongs to one service, or
// with a nil service to every one that has none of its own.
type EscalationPolicy struct {
	ID        PolicyID         `json:"id"`   // empty for the one that is built in
	Name      string           `json:"name"` // unique in any case of its letters
	Service   *ServiceName     `json:"service"`
	Steps     []EscalationStep `json:"steps"`
	Repeat    int              `json:"repeat"`              // how often the steps are gone through again after the first time
	CreatedAt time.Time        `json:"created_at,omitzero"` // absent for the one that is built in
	UpdatedAt time.Time        `json:"updated_at,omitzero"`
	Version   int64            `json:"-"`
}

// EscalationStep is one rung: these people, on these channels, and then a wait for
// somebody to acknowledge.
type EscalationStep struct {
	Targets     []PageTarget `json:"targets"`
	Channels    []string     `json:"channels"`     // email, slack, sms, or the name of a webhook or exec channel
	WaitSeconds int          `json:"wait_seconds"` // until the next step
}

// Wait is WaitSeconds as a duration.
func (s EscalationStep) Wait() time.Duration { return time.Duration(s.WaitSeconds) * time.Second }

// Bounds of a policy. A mistake must not page somebody ten thousand times.
const (
	MaxSteps       = 20
	MaxRepeat      = 10
	MaxStepTargets = 20
	MinWait        = time.Second
	MaxWait        = 24 * time.Hour
)

// PageTarget is whom a step means: an on-call level, or one engineer.
type PageTarget struct {
	Level      OnCallLevel `json:"level,omitempty"`
	EngineerID EngineerID  `json:"engineer_id,omitempty"`
}

// NewPolicy is a policy as a caller writes it. A target is an on-call level or a
// person by any of their names.
type NewPolicy struct {
	Name    string      `json:"name,omitempty"`    // default: that of the service, or default
	Service ServiceName `json:"service,omitempty"` // empty for the default policy
	Steps   []NewStep   `json:"steps"`
	Repeat  int         `json:"repeat,omitempty"`
}

// NewStep is a step as a caller writes it.
type NewStep struct {
	Targets     []string `json:"targets"`
	Channels    []string `json:"channels,omitempty"` // default: all that are set up, or email
	WaitSeconds int      `json:"wait_seconds,omitempty"`
}

// DefaultPolicyName names the policy that holds where no other does.
const DefaultPolicyName = "default"

// builtInWait is how long a step of the built-in policy waits. It is the target
// within which a page of high severity is to be acknowledged.
const builtInWait = 300

// BuiltInPolicy holds where nobody has written one: primary, secondary, tertiary,
// five minutes each, and once more from the start.
func BuiltInPolicy(channels []string) EscalationPolicy {
	p := EscalationPolicy{Name: DefaultPolicyName, Repeat: 1}
	for _, level := range OnCallLevels {
		p.Steps = append(p.Steps, EscalationStep{Targets: []PageTarget{{Level: level}}, Channels: channels, WaitSeconds: builtInWait})
	}
	return p
}

// ApprovalWindows say how long an incident may wait for a decision, by severity,
// before it is escalated.
type ApprovalWindows map[Severity]time.Duration

// Seconds gives the windows as whole seconds.
func (w ApprovalWindows) Seconds() map[Severity]int64 {
	seconds := make(map[Severity]int64, len(w))
	for severity, window := range w {
		seconds[severity] = int64(window / time.Second)
	}
	return seconds
}

// DefaultApprovalWindows are those of the contract (3.8).
func DefaultApprovalWindows() ApprovalWindows {
	return ApprovalWindows{
		SeverityCritical: 15 * time.Minute, SeverityHigh: 30 * time.Minute,
		SeverityMedium: time.Hour, SeverityLow: 2 * time.Hour,
	}
}

// PagingState says how far the paging of an incident has come.
type PagingState string

// The states of paging.
const (
	PagingActive    PagingState = "active"    // somebody is being waited for
	PagingPaused    PagingState = "paused"    // the incident is acknowledged
	PagingBundled   PagingState = "bundled"   // the pages of another incident speak for it
	PagingExhausted PagingState = "exhausted" // everybody was paged and nobody has answered
	PagingStopped   PagingState = "stopped"   // the incident is resolved
)

// Paging is the paging of one incident: which policy held when it began, and which
// step is next. Of all daemons that look at it, the one whose save finds the version
// it read takes the step.
type Paging struct {
	IncidentID IncidentID       `json:"incident_id"`
	Service    ServiceName      `json:"service"`
	Severity   Severity         `json:"severity"`
	State      PagingState      `json:"state"`
	Policy     EscalationPolicy `json:"policy"` // as it was when the incident began
	Step       int              `json:"step"`   // the next one, from 0
	Round      int              `json:"round"`  // how often the steps have been gone through
	Cycle      int              `json:"cycle"`  // how often paging has begun: 1, and one more for every lapse and reopening
	Timer      int64            `json:"timer"`  // names the one timer that counts; earlier ones find nothing to do
	DueAt      *time.Time       `json:"due_at"` // when the next step is taken; nil while nothing is waited for
	Leader     *IncidentID      `json:"leader_id"`
	StartedAt  time.Time        `json:"started_at"`
	UpdatedAt  time.Time        `json:"updated_at"`
	Version    int64            `json:"-"`
}

// PagingLeader is what decides whether a further incident of a service gets a page of
// its own.
type PagingLeader struct {
	IncidentID IncidentID  // of the newest paging with pages of its own
	State      PagingState // and how far that has come
	Count      int         // how many such pagings there are
}

// WaitAfter is how long a step waits before the next one is taken. One that has told
// nobody waits for nobody; only behind the last step of a round time has to pass, or a
// policy that means nobody would be over at once.
func (p *EscalationPolicy) WaitAfter(step int, told bool) time.Duration {
	if !told && step < len(p.Steps)-1 {
		return 0
	}
	return p.Steps[step].Wait()
}

// Advance moves to the step after the one that was just taken, which told somebody or
// nobody, and says when it is due. At the end of the last round paging is exhausted
// after the wait, so that the last person has as long to answer as the others.
func (p *Paging) Advance(told bool, now time.Time) {
	wait := p.Policy.WaitAfter(p.Step, told)
	p.Step++
	if p.Step == len(p.Policy.Steps) && p.Round < p.Policy.Repeat {
		p.Step, p.Round = 0, p.Round+1
	}
	due := now.Add(wait)
	p.DueAt, p.UpdatedAt = &due, now
	p.Timer++
}

// Finished says whether all steps of all rounds were taken.
func (p *Paging) Finished() bool { return p.Step >= len(p.Policy.Steps) }

// Halt leaves the active state; what a timer still wants is then void.
func (p *Paging) Halt(state PagingState, now time.Time) {
	p.State, p.DueAt, p.UpdatedAt = state, nil, now
	p.Timer++
}

// Restart begins paging anew, from the first step and at once.
func (p *Paging) Restart(now time.Time) {
	p.State, p.Step, p.Round, p.DueAt, p.Leader, p.UpdatedAt = PagingActive, 0, 0, &now, nil, now
	p.Cycle++
	p.Timer++
}

// PageKey is what makes a page unique: this incident, this step of this round, this
// contact, this attempt. The attempt counts how often the same contact is paged in
// the same step: again after an acknowledgement lapsed, or by hand.
type PageKey struct {
	IncidentID IncidentID
	Step       int
	Contact    string
	Attempt    int
}

// String gives the key in the form in which channels carry it, so that a receiver
// can tell a page that came twice from two pages. Signs that mean something in a mail
// address or a path are written as their bytes in hex behind an underscore, so that no
// two contacts look alike: email_3Aalice_40example.com.
func (k PageKey) String() string {
	var contact strings.Builder
	for _, b := range []byte(k.Contact) {
		if plainInKey(b) {
			contact.WriteByte(b)
		} else {
			fmt.Fprintf(&contact, "_%02X", b)
		}
	}
	return fmt.Sprintf("%s.s%d.%s.a%d", k.IncidentID, k.Step, &contact, k.Attempt)
}

func plainInKey(b byte) bool {
	return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b == '.' || b == '-' || b == '+'
}
