package airra

import "time"

// EventType names a step of an incident's life.
type EventType string

// The event types of the timeline.
const (
	EventDetected            EventType = "detected"
	EventAnalyzingStarted    EventType = "analyzing_started"
	EventHypothesesGenerated EventType = "hypotheses_generated"
	EventAnalysisFailed      EventType = "analysis_failed"
	EventPendingApproval     EventType = "pending_approval"
	EventPolicyBlocked       EventType = "policy_blocked"
	EventActionApproved      EventType = "action_approved"
	EventActionRejected      EventType = "action_rejected"
	EventActionStarted       EventType = "action_started"
	EventActionResumed       EventType = "action_resumed" // the process that ran it died; another one took over
	EventActionCompleted     EventType = "action_completed"
	EventActionFailed        EventType = "action_failed"
	EventResolved            EventType = "incident_resolved"
	EventReopened            EventType = "incident_reopened"
	EventEscalated           EventType = "incident_escalated"
	EventAcknowledged        EventType = "incident_acknowledged"
	EventUnacknowledged      EventType = "incident_unacknowledged"
	EventComment             EventType = "comment_added"
	EventCommentRetracted    EventType = "comment_retracted"
	EventSignalSeen          EventType = "signal_seen"      // a further signal moved, or one began again
	EventSignalEnded         EventType = "signal_ended"     // every signal is back in its band
	EventComponentJoined     EventType = "component_joined" // a dependent service moved at the same time
	EventRootMoved           EventType = "root_moved"       // a deeper service turned out to be disturbed too
	EventUpdated             EventType = "incident_updated"

	EventAssigned        EventType = "engineer_assigned"
	EventUnassigned      EventType = "engineer_unassigned"
	EventNotified        EventType = "engineer_notified" // a message left for somebody, a simulated one included
	EventNotifyFailed    EventType = "notification_failed"
	EventPagingStarted   EventType = "paging_started"
	EventPagingBundled   EventType = "paging_bundled"
	EventPagingStep      EventType = "paging_step"
	EventPagingExhausted EventType = "paging_exhausted"
	EventAckLapsed       EventType = "acknowledgement_lapsed"
	EventReviewAssigned  EventType = "review_assigned"
	EventReviewDecided   EventType = "review_decided"

	EventHypothesisJudged  EventType = "hypothesis_judged" // somebody said whether it was the cause, or took that back
	EventActionJudged      EventType = "action_judged"
	EventAlarmJudged       EventType = "alarm_judged"
	EventSimulationFound   EventType = "simulation_found" // the incident is what a started scenario did
	EventSimulationStopped EventType = "simulation_stopped"

	EventPostmortemCreated   EventType = "postmortem_created"
	EventPostmortemPublished EventType = "postmortem_published"
)

// EventTypes are all of them, in the order in which a life usually has them.
var EventTypes = []EventType{
	EventDetected, EventAnalyzingStarted, EventHypothesesGenerated, EventAnalysisFailed, EventPendingApproval,
	EventPolicyBlocked, EventActionApproved, EventActionRejected, EventActionStarted, EventActionResumed,
	EventActionCompleted, EventActionFailed, EventResolved, EventReopened, EventEscalated, EventAcknowledged,
	EventUnacknowledged, EventComment, EventCommentRetracted, EventSignalSeen, EventSignalEnded, EventComponentJoined, EventRootMoved,
	EventUpdated, EventAssigned, EventUnassigned, EventNotified, EventNotifyFailed, EventPagingStarted, EventPagingBundled,
	EventPagingStep, EventPagingExhausted, EventAckLapsed, EventReviewAssigned, EventReviewDecided,
	EventHypothesisJudged, EventActionJudged, EventAlarmJudged,
	EventSimulationFound, EventSimulationStopped,
	EventPostmortemCreated, EventPostmortemPublished,
}

// Event is one row of the timeline. ID grows in commit order over all
// incidents, so that a reader who resumes after an id misses nothing.
type Event struct {
	ID          int64          `json:"id"`
	IncidentID  IncidentID     `json:"incident_id"`
	IncidentRef string         `json:"incident_ref"`
	Type        EventType      `json:"event_type"`
	Description string         `json:"description"`
	Actor       string         `json:"actor"`
	Metadata    map[string]any `json:"metadata"`
	At          time.Time      `json:"timestamp"`
}

// EventEngineer is the key in the metadata of an event under which the id of the
// engineer stands whom it is about: the recipient of a message, or who an incident was
// given to. A message to an address that is nobody's has none.
const EventEngineer = "engineer_id"

// Undecided begins the reason of an escalation because nobody decided about an action
// in time.
const Undecided = "nobody decided within "

// Recipient gives the engineer who was told by a page, or by a message that somebody
// sent by hand, as the stored event names them. It gives ok false for an event that
// tells of neither. The id is empty where the address is nobody's.
func (e Event) Recipient() (id EngineerID, ok bool) {
	kind, _ := e.Metadata["kind"].(string)
	if e.Type != EventNotified || kind != string(NotifyPage) && kind != string(NotifyManual) {
		return "", false
	}
	engineer, _ := e.Metadata[EventEngineer].(string)
	return EngineerID(engineer), true
}

// EventFilter chooses events in the order of their ids.
type EventFilter struct {
	Incident IncidentID
	After    int64 // only ids above it
	Limit    int   // 0 means 1000
}

// Timeline is the life of one incident so far.
type Timeline struct {
	IncidentID      IncidentID `json:"incident_id"`
	Events          []Event    `json:"events"`
	TotalEvents     int        `json:"total_events"`     // how many are in Events
	Truncated       bool       `json:"truncated"`        // there are later ones that Events does not hold
	DurationMinutes *int64     `json:"duration_minutes"` // until resolved; null while open
}

// AuditEntry is one row of the audit trail: who did what, and whether they
// were allowed to.
type AuditEntry struct {
	ID         int64          `json:"id"`
	At         time.Time      `json:"timestamp"`
	EventType  string         `json:"event_type"`
	Actor      string         `json:"actor"`
	Outcome    Outcome        `json:"outcome"`
	IncidentID *IncidentID    `json:"incident_id"`
	ActionID   *ActionID      `json:"action_id"`
	Details    map[string]any `json:"details"`
}

// Outcome says how an audited act ended.
type Outcome string

// The outcomes.
const (
	OutcomeSuccess Outcome = "success"
	OutcomeFailure Outcome = "failure"
	OutcomeBlocked Outcome = "blocked"
)

// AuditFilter chooses audit rows, newest first.
type AuditFilter struct {
	Incident  IncidentID
	Actor     string
	EventType string
	Page      PageRequest
}
