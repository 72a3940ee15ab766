package airra

import "time"

// PageExplanation answers why these people were told of an incident. It is worked
// out from the stored rows alone, so it is as true after a restart as before.
type PageExplanation struct {
	IncidentID  IncidentID     `json:"incident_id"`
	IncidentRef string         `json:"incident_ref"`
	Paging      *Paging        `json:"paging"` // nil when nobody was ever to be paged
	Summary     string         `json:"summary"`
	Pages       []Notification `json:"pages"` // in the order in which they were made
	Story       []Event        `json:"story"` // the paging events of the timeline
}

// Simulation answers who would be paged: the same rules as for a real incident,
// over the schedule as it is now.
type Simulation struct {
	At          time.Time       `json:"at"`
	Service     ServiceName     `json:"service"`
	Severity    Severity        `json:"severity"`
	Policy      string          `json:"policy"`
	Steps       []SimulatedStep `json:"steps"`
	ExhaustedAt time.Time       `json:"exhausted_at"` // when the last wait is over and nobody has answered
	Notes       []string        `json:"notes"`        // what is odd: levels without anybody, channels that are not set up
}

// SimulatedStep is one rung of a simulation.
type SimulatedStep struct {
	Number       int             `json:"number"` // from 1, counted through all rounds
	Round        int             `json:"round"`  // from 1
	At           time.Time       `json:"at"`
	AfterSeconds int64           `json:"after_seconds"` // since the incident
	WaitSeconds  int             `json:"wait_seconds"`
	Pages        []SimulatedPage `json:"pages"`
	Nobody       []string        `json:"nobody"` // targets that mean nobody at that moment, and why
}

// SimulatedPage is one contact that would be told.
type SimulatedPage struct {
	Engineer Engineer   `json:"engineer"`
	Channel  string     `json:"channel"`
	Address  string     `json:"address"`
	Contact  string     `json:"contact"`
	Why      PageReason `json:"why"`
}

// SimulationQuery says what would happen when.
type SimulationQuery struct {
	Service  ServiceName
	Severity Severity  // default high
	At       time.Time // zero means now
}

// LintKind says what a finding is about.
type LintKind string

// The kinds of findings.
const (
	LintGap        LintKind = "gap"         // nobody is on call as primary
	LintOverlap    LintKind = "overlap"     // two shifts of the same level and the same scope at once
	LintContact    LintKind = "contact"     // somebody on call has no contact that was proven
	LintDST        LintKind = "dst"         // a handoff falls into a change of the clocks
	LintEmpty      LintKind = "empty"       // a rotation or a policy that means nobody
	LintZone       LintKind = "zone"        // a zone that this machine does not know
	LintUnpageable LintKind = "unreachable" // somebody on call is offline or on leave
)

// LintResult is one finding.
type LintResult struct {
	Kind       LintKind    `json:"kind"`
	Start      *time.Time  `json:"start"`
	End        *time.Time  `json:"end"`
	Service    ServiceName `json:"service,omitempty"`
	Level      OnCallLevel `json:"priority,omitempty"`
	Schedule   string      `json:"schedule,omitempty"`
	EngineerID EngineerID  `json:"engineer_id,omitempty"`
	Message    string      `json:"message"`
}

// LintReport is everything that was found in a span of time.
type LintReport struct {
	From     time.Time    `json:"from"`
	To       time.Time    `json:"to"`
	Findings []LintResult `json:"findings"` // in the order of their start
}
