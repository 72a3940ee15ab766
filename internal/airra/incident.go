package airra

import (
	"encoding/json"
	"slices"
	"time"
)

// Severity says how much an incident matters.
type Severity string

// The severities, from worst to mildest.
const (
	SeverityCritical Severity = "critical"
	SeverityHigh     Severity = "high"
	SeverityMedium   Severity = "medium"
	SeverityLow      Severity = "low"
)

// Severities lists them from worst to mildest.
var Severities = []Severity{SeverityCritical, SeverityHigh, SeverityMedium, SeverityLow}

// Valid says whether s is one of the four.
func (s Severity) Valid() bool { return slices.Contains(Severities, s) }

// Rank is 4 for critical down to 1 for low, and 0 for anything else.
func (s Severity) Rank() int {
	if i := slices.Index(Severities, s); i >= 0 {
		return len(Severities) - i
	}
	return 0
}

// The places incidents come from.
const (
	SourceMonitor   = "airra_monitor"
	SourceQuick     = "quick_incident_ui"
	SourceGenerator = "ai_generator"
	SourceDefault   = "prometheus" // what POST /incidents assumes when told nothing
)

// Incident is one disturbance of one service, from its detection to its
// resolution. MetricsSnapshot and Context are kept as the bytes that were
// given, because a caller must get back exactly what it sent.
type Incident struct {
	ID                    IncidentID      `json:"id"`
	Ref                   string          `json:"ref"`
	Title                 string          `json:"title"`
	Description           string          `json:"description"`
	Severity              Severity        `json:"severity"`
	AffectedService       ServiceName     `json:"affected_service"`
	AffectedComponents    []string        `json:"affected_components"`
	Status                IncidentStatus  `json:"status"`
	DetectedAt            time.Time       `json:"detected_at"`
	DetectionSource       string          `json:"detection_source"`
	Origin                Origin          `json:"origin"`
	ResolvedAt            *time.Time      `json:"resolved_at"`
	ResolutionTimeSeconds *int64          `json:"resolution_time_seconds"`
	ResolutionSummary     *string         `json:"resolution_summary"`
	ResolutionCause       *string         `json:"resolution_cause"`
	ResolvedBy            *string         `json:"resolved_by"`
	DryRunResolution      bool            `json:"dry_run_resolution"` // resolved by a rehearsal: nothing was changed, so it never counts in MTTR
	AssignedEngineerID    *string         `json:"assigned_engineer_id"`
	MetricsSnapshot       json.RawMessage `json:"metrics_snapshot"`
	Context               json.RawMessage `json:"context"`

	AcknowledgedBy    *string    `json:"acknowledged_by"`
	AcknowledgedAt    *time.Time `json:"acknowledged_at"`
	AcknowledgedUntil *time.Time `json:"acknowledged_until"`
	FirstAcknowledged *time.Time `json:"first_acknowledged_at"` // stays when an acknowledgement is taken back or given again
	PendingApprovalAt *time.Time `json:"pending_approval_at"`   // when the present wait for a decision began

	Reasoner   string  `json:"reasoner"`    // who answered: "offline rules", "groq llama-3.3-70b-versatile"; empty before an analysis
	StatusNote *string `json:"status_note"` // why the incident stands where it does, when that is not plain: why the rules answered, why it failed, why it was escalated

	Fingerprint     string     `json:"fingerprint"`      // of the monitor's incidents: service and signals; empty for all others
	OccurrenceCount int        `json:"occurrence_count"` // how many times the disturbance was seen to begin
	PeakSigma       float64    `json:"peak_sigma"`       // largest deviation seen, in standard deviations
	LastSeenAt      *time.Time `json:"last_seen_at"`     // last anomalous point of any of its signals

	CreatedAt time.Time `json:"created_at"`
	UpdatedAt time.Time `json:"updated_at"`
	// AnalysisRound counts the analyses that were started. A result that belongs
	// to an earlier round than this comes too late.
	AnalysisRound int64 `json:"-"`
	Version       int64 `json:"-"` // grows with every write; a write names the version it read
}

// IncidentDetail is an incident with what was concluded and proposed.
type IncidentDetail struct {
	Incident
	Hypotheses []Hypothesis `json:"hypotheses"` // by rank
	Actions    []Action     `json:"actions"`    // oldest first
}

// NewIncident is what a caller gives to report an incident. Zero values take
// the defaults of the contract.
type NewIncident struct {
	Title              string          `json:"title"`
	Description        string          `json:"description"`
	Severity           Severity        `json:"severity"`
	AffectedService    ServiceName     `json:"affected_service"`
	AffectedComponents []string        `json:"affected_components,omitempty"`
	DetectedAt         *time.Time      `json:"detected_at,omitempty"`
	DetectionSource    string          `json:"detection_source,omitempty"`
	MetricsSnapshot    json.RawMessage `json:"metrics_snapshot,omitempty"`
	Context            json.RawMessage `json:"context,omitempty"`
}

// QuickIncident is what a caller gives who wants an answer in one call.
type QuickIncident struct {
	ServiceName     ServiceName     `json:"service_name"`
	Title           string          `json:"title,omitempty"`
	Description     string          `json:"description,omitempty"`
	Severity        Severity        `json:"severity,omitempty"` // kept when given; else judged from the deviations
	MetricsSnapshot json.RawMessage `json:"metrics_snapshot,omitempty"`
	Context         json.RawMessage `json:"context,omitempty"`
}

// IncidentUpdate changes what a person may correct. Nil fields stay.
type IncidentUpdate struct {
	Title                 *string    `json:"title,omitempty"`
	Description           *string    `json:"description,omitempty"`
	Severity              *Severity  `json:"severity,omitempty"`
	ResolvedAt            *time.Time `json:"resolved_at,omitempty"`
	ResolutionTimeSeconds *int64     `json:"resolution_time_seconds,omitempty"`
}

// IncidentFilter chooses incidents. Zero fields do not restrict.
type IncidentFilter struct {
	Statuses           []IncidentStatus
	Severities         []Severity
	Service            ServiceName
	Source             string
	Origins            []Origin
	AssignedEngineerID string
	Search             string     // substring of title or description, in any case
	Start, End         *time.Time // bounds of detected_at, both inclusive
	Open               bool       // everything but resolved
	Page               PageRequest
}

// Acknowledgement says that a person has taken notice. For of zero means until
// further notice.
type Acknowledgement struct {
	By  string
	For time.Duration
}

// Resolution says how an incident ended.
type Resolution struct {
	By      string
	Cause   string
	Summary string
}

// Accepted is the answer to a request whose work goes on.
type Accepted struct {
	Status     string     `json:"status"` // "accepted"
	IncidentID IncidentID `json:"incident_id"`
	Poll       string     `json:"poll"`
}
