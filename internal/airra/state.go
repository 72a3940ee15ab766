package airra

import "slices"

// IncidentStatus is where an incident stands. Acknowledgement is a fact beside
// it, not a status.
type IncidentStatus string

// The statuses of an incident.
const (
	StatusDetected        IncidentStatus = "detected"
	StatusAnalyzing       IncidentStatus = "analyzing"
	StatusPendingApproval IncidentStatus = "pending_approval"
	StatusApproved        IncidentStatus = "approved"
	StatusExecuting       IncidentStatus = "executing"
	StatusResolved        IncidentStatus = "resolved"
	StatusFailed          IncidentStatus = "failed"
	StatusEscalated       IncidentStatus = "escalated"
)

// IncidentStatuses lists them in the order of a life.
var IncidentStatuses = []IncidentStatus{
	StatusDetected, StatusAnalyzing, StatusPendingApproval, StatusApproved,
	StatusExecuting, StatusResolved, StatusFailed, StatusEscalated,
}

// incidentMoves is the whole state machine; docs/architecture.md explains it.
// Every status has a way out.
var incidentMoves = map[IncidentStatus][]IncidentStatus{
	StatusDetected:        {StatusAnalyzing, StatusResolved, StatusEscalated},
	StatusAnalyzing:       {StatusPendingApproval, StatusEscalated, StatusFailed, StatusResolved, StatusDetected},
	StatusFailed:          {StatusAnalyzing, StatusResolved, StatusEscalated},
	StatusPendingApproval: {StatusApproved, StatusEscalated, StatusResolved},
	StatusEscalated:       {StatusAnalyzing, StatusApproved, StatusResolved},
	StatusApproved:        {StatusExecuting, StatusResolved, StatusEscalated},
	StatusExecuting:       {StatusResolved, StatusFailed, StatusEscalated},
	StatusResolved:        {StatusDetected},
}

// Valid says whether s is one of the eight.
func (s IncidentStatus) Valid() bool { return slices.Contains(IncidentStatuses, s) }

// CanMoveTo says whether the state machine has the move.
func (s IncidentStatus) CanMoveTo(to IncidentStatus) bool {
	return slices.Contains(incidentMoves[s], to)
}

// ActionStatus is where an action stands.
type ActionStatus string

// The statuses of an action.
const (
	ActionProposed        ActionStatus = "proposed"
	ActionPendingApproval ActionStatus = "pending_approval"
	ActionApproved        ActionStatus = "approved"
	ActionRejected        ActionStatus = "rejected"
	ActionExecuting       ActionStatus = "executing"
	ActionSucceeded       ActionStatus = "succeeded"
	ActionFailed          ActionStatus = "failed"
	ActionRolledBack      ActionStatus = "rolled_back"
)

// ActionStatuses lists them in the order of a life.
var ActionStatuses = []ActionStatus{
	ActionProposed, ActionPendingApproval, ActionApproved, ActionRejected,
	ActionExecuting, ActionSucceeded, ActionFailed, ActionRolledBack,
}

// actionMoves is the whole state machine of an action. An approved action whose
// incident is resolved by hand is rejected, so that nothing stays behind that
// somebody could still run.
var actionMoves = map[ActionStatus][]ActionStatus{
	ActionProposed:        {ActionPendingApproval, ActionRejected},
	ActionPendingApproval: {ActionApproved, ActionRejected},
	ActionApproved:        {ActionExecuting, ActionRejected},
	ActionExecuting:       {ActionSucceeded, ActionFailed},
	ActionSucceeded:       {ActionRolledBack},
}

// Valid says whether s is one of the eight.
func (s ActionStatus) Valid() bool { return slices.Contains(ActionStatuses, s) }

// CanMoveTo says whether the state machine has the move.
func (s ActionStatus) CanMoveTo(to ActionStatus) bool { return slices.Contains(actionMoves[s], to) }
