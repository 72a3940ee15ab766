package airra

import (
	"context"
	"time"
)

// The interfaces the front ends speak. The daemon implements them over the
// store (internal/workflow), the client implements them over HTTP
// (internal/client), and a command cannot tell which one it was given. A key is
// an id, a ref or a unique prefix of an id. The one who acts is in the context
// (WithActor) unless a parameter names a person.

// Incidents is what one can do with incidents.
type Incidents interface {
	CreateIncident(ctx context.Context, n NewIncident) (*Incident, error)
	QuickIncident(ctx context.Context, q QuickIncident) (*IncidentDetail, error)
	FindIncidents(ctx context.Context, filter IncidentFilter) (Page[Incident], error)
	FindIncident(ctx context.Context, key string) (*IncidentDetail, error)
	UpdateIncident(ctx context.Context, key string, update IncidentUpdate) (*Incident, error)
	AnalyzeIncident(ctx context.Context, key string) (*Accepted, error)
	AcknowledgeIncident(ctx context.Context, key string, a Acknowledgement) (*Incident, error)
	UnacknowledgeIncident(ctx context.Context, key string) (*Incident, error)
	ResolveIncident(ctx context.Context, key string, r Resolution) (*Incident, error)
	ReopenIncident(ctx context.Context, key, reason string) (*Incident, error)
	EscalateIncident(ctx context.Context, key, reason string) (*Incident, error)
	CommentIncident(ctx context.Context, key, text string) (*Event, error)
	// RetractComment takes back a note that the actor wrote a moment ago; eventID is the
	// id of its event.
	RetractComment(ctx context.Context, key string, eventID int64) (*Event, error)
	Timeline(ctx context.Context, key string) (*Timeline, error)
	IncidentSignals(ctx context.Context, key string) ([]Signal, error)
	RerunEvidence(ctx context.Context, key string, number int) (*EvidenceRun, error)
}

// EvidenceRun is a piece of evidence, then and now.
type EvidenceRun struct {
	Evidence EvidenceItem `json:"evidence"`
	Query    string       `json:"query"`
	Then     []Point      `json:"then"` // the stored window, when the evidence is about a stored signal
	Now      []Series     `json:"now"`
	Source   string       `json:"source"` // which metrics source answered
	At       time.Time    `json:"at"`
}

// Series is one answer of a metrics source.
type Series struct {
	Labels map[string]string `json:"labels"`
	Points []Point           `json:"points"`
}

// Actions is what one can do with proposed remedies.
type Actions interface {
	FindActions(ctx context.Context, filter ActionFilter) ([]Action, error)
	// IncidentActions gives the actions of one incident, oldest first.
	IncidentActions(ctx context.Context, incidentKey string) ([]Action, error)
	FindAction(ctx context.Context, key string) (*Action, error)
	PendingApprovals(ctx context.Context) ([]Action, error)
	ApproveAction(ctx context.Context, key string, a Approval) (*Action, error)
	RejectAction(ctx context.Context, key string, r Rejection) (*Action, error)
	ExecuteAction(ctx context.Context, key string) (*Action, error)
}

// Catalog tells what is being watched.
type Catalog interface {
	Services(ctx context.Context) ([]ServiceState, error)
	Service(ctx context.Context, name ServiceName) (*ServiceState, error)
}

// ServiceState is a service with its place in the graph and its newest signals.
type ServiceState struct {
	Service
	Monitored     bool            `json:"monitored"`
	Known         bool            `json:"known"` // it stands in the services file
	Dependents    []ServiceName   `json:"dependents"`
	OpenIncidents int             `json:"open_incidents"`
	Signals       []SignalReading `json:"signals"`
}

// SignalReading is where a signal stands now against its band. A number that
// nobody has measured is absent, because a 0 would be taken for a measurement.
type SignalReading struct {
	Name     string     `json:"name"`
	Unit     string     `json:"unit"`
	Query    string     `json:"query"`
	Current  *float64   `json:"current"`        // the newest point; nil when none was seen
	Expected *float64   `json:"expected"`       // mean of the baseline; nil while it is empty
	StdDev   *float64   `json:"std_dev"`        // of the baseline; nil while it is empty
	Band     *Band      `json:"band,omitempty"` // what is normal now; nil while warming up
	Sigma    *float64   `json:"sigma"`          // deviation of Current; nil when none was seen, and while warming up
	State    string     `json:"state"`          // normal, anomalous, warming_up, no_data
	Samples  int        `json:"samples"`
	At       *time.Time `json:"at"`     // of the newest point
	Recent   []float64  `json:"recent"` // the last points, oldest first, for a sparkline
}

// Operations is what an operator looks at.
type Operations interface {
	Status(ctx context.Context) (*SystemStatus, error)
	Ready(ctx context.Context) (*Readiness, error)
	Jobs(ctx context.Context, filter JobFilter) ([]JobInfo, error)
	RetryJob(ctx context.Context, id int64) (*JobInfo, error)
	FindAudit(ctx context.Context, filter AuditFilter) (Page[AuditEntry], error)
	// LastEventID gives the id of the newest event of all incidents, 0 when there is none.
	LastEventID(ctx context.Context) (int64, error)
	// EventsAfter gives events of all incidents, or of the filter's one, in the order of
	// their ids. Streams are built on it.
	EventsAfter(ctx context.Context, filter EventFilter) ([]Event, error)
}

// SystemStatus is the one screen that says how things are.
type SystemStatus struct {
	Version       string           `json:"version"`
	Environment   string           `json:"environment"`
	StartedAt     time.Time        `json:"started_at"`
	Now           time.Time        `json:"now"`
	Checks        []Check          `json:"checks"`
	Reasoner      string           `json:"reasoner"` // "offline rules" or provider and model
	ReasonerNote  string           `json:"reasoner_note"`
	DryRun        bool             `json:"dry_run"` // live execution is not allowed on this server
	Demo          bool             `json:"demo"`
	Monitored     []ServiceName    `json:"monitored_services"`
	MonitorNote   string           `json:"monitor_note"` // "no services are monitored: set AIRRA_MONITORED_SERVICES", "warming up" …
	OpenIncidents map[Severity]int `json:"open_incidents"`
	Unattended    []ServiceName    `json:"unattended_services"` // out of their band now, and no incident is open
	Pending       int              `json:"pending_approvals"`
	// DecideWithin is how many seconds a proposed action waits for a decision before its
	// incident is escalated; a severity that is missing waits for ever.
	DecideWithin map[Severity]int64 `json:"decide_within_seconds"`
	LastEventID  int64              `json:"last_event_id"`
}

// Readiness says whether requests can be served, and names every part.
type Readiness struct {
	Ready  bool    `json:"ready"`
	Checks []Check `json:"checks"`
}

// Check is the state of one part.
type Check struct {
	Name     string `json:"name"`     // database, jobs, redis, metrics, …
	Kind     string `json:"kind"`     // SQLite, PostgreSQL, embedded, Prometheus, in process …
	State    string `json:"state"`    // up, down, warming_up, degraded
	Required bool   `json:"required"` // the daemon is not ready without it
	Detail   string `json:"detail"`
	URL      string `json:"url,omitempty"` // where a person can look at it, without credentials
}

// The words of Check.State.
const (
	CheckUp        = "up"
	CheckDown      = "down"
	CheckWarmingUp = "warming_up"
	CheckDegraded  = "degraded"
)

// Backend is everything together: what the API serves and the client offers.
type Backend interface {
	Incidents
	Actions
	Catalog
	Operations
	People
	Postmortems
	Learning
	Analytics
	Simulator
	Generator
}
