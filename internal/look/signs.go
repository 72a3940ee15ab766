package look

import "github.com/airra/airra/internal/airra"

// Every state is a sign and a word, so that colour is never the only carrier of a
// meaning. The signs stand here once, for the command line and for the cockpit.

// Unknown is the sign of a word that this version does not know.
const Unknown = "·"

// Gap is the sign of a time in which nobody is on call.
const Gap = "!"

var severities = map[airra.Severity]string{
	airra.SeverityCritical: "▲", airra.SeverityHigh: "◆", airra.SeverityMedium: "●", airra.SeverityLow: "○",
}

// Severity is the sign of a severity.
func Severity(s airra.Severity) string { return sign(severities, s) }

var statuses = map[airra.IncidentStatus]string{
	airra.StatusDetected: "◌", airra.StatusAnalyzing: "◍", airra.StatusPendingApproval: "◐", airra.StatusApproved: "◓",
	airra.StatusExecuting: "▶", airra.StatusResolved: "✓", airra.StatusFailed: "✗", airra.StatusEscalated: "⇑",
}

// Status is the sign of a status.
func Status(s airra.IncidentStatus) string { return sign(statuses, s) }

var origins = map[airra.Origin]string{airra.OriginReal: "", airra.OriginSimulated: "≈", airra.OriginGenerated: "✧"}

// Unreal says with a sign and a word how an incident came to be that is not real. It is
// empty for a real one, which is what everybody expects.
func Unreal(o airra.Origin) string {
	if o == "" || o == airra.OriginReal {
		return ""
	}
	return sign(origins, o) + " " + Line(Words(o))
}

var actions = map[airra.ActionStatus]string{
	airra.ActionProposed: "◌", airra.ActionPendingApproval: "◐", airra.ActionApproved: "◓", airra.ActionRejected: "✗",
	airra.ActionExecuting: "▶", airra.ActionSucceeded: "✓", airra.ActionFailed: "✗", airra.ActionRolledBack: "↶",
}

// Action is the sign of an action's status.
func Action(s airra.ActionStatus) string { return sign(actions, s) }

var risks = map[airra.RiskLevel]string{airra.RiskLow: "▁", airra.RiskMedium: "▃", airra.RiskHigh: "▅", airra.RiskCritical: "█"}

// Risk is the sign of a risk.
func Risk(r airra.RiskLevel) string { return sign(risks, r) }

var notifications = map[airra.NotificationStatus]string{
	airra.NotificationPending: "◌", airra.NotificationSending: "◍", airra.NotificationSent: "✉", airra.NotificationSimulated: "◎",
	airra.NotificationDelivered: "✓", airra.NotificationFailed: "✗", airra.NotificationAcknowledged: "✓", airra.NotificationCancelled: "⊘",
}

// Notification is the sign of what became of a message.
func Notification(s airra.NotificationStatus) string { return sign(notifications, s) }

var priorities = map[airra.NotificationPriority]string{
	airra.PriorityCritical: "▲", airra.PriorityHigh: "◆", airra.PriorityNormal: "●", airra.PriorityLow: "○",
}

// Priority is the sign of how urgent a message is.
func Priority(p airra.NotificationPriority) string { return sign(priorities, p) }

var pagings = map[airra.PagingState]string{
	airra.PagingActive: "▶", airra.PagingPaused: "‖", airra.PagingBundled: "↪", airra.PagingExhausted: "✗", airra.PagingStopped: "■",
}

// Paging is the sign of how far the calling of people has come.
func Paging(s airra.PagingState) string { return sign(pagings, s) }

var reviews = map[airra.ReviewStatus]string{
	airra.ReviewAssigned: "◌", airra.ReviewInProgress: "▶", airra.ReviewSubmitted: "◐",
	airra.ReviewAccepted: "✓", airra.ReviewRejected: "✗", airra.ReviewCancelled: "⊘",
}

// Review is the sign of a review's status.
func Review(s airra.ReviewStatus) string { return sign(reviews, s) }

var engineers = map[airra.EngineerStatus]string{
	airra.EngineerActive: "●", airra.EngineerBusy: "◐", airra.EngineerOffline: "○", airra.EngineerOnLeave: "⊘",
}

// Engineer is the sign of whether somebody is there.
func Engineer(s airra.EngineerStatus) string { return sign(engineers, s) }

var levels = map[airra.OnCallLevel]string{airra.LevelPrimary: "█", airra.LevelSecondary: "▒", airra.LevelTertiary: "░"}

// Level fills the cells of a plan: the levels are told apart by how dark they are.
func Level(l airra.OnCallLevel) string {
	if s := sign(levels, l); s != Unknown {
		return s
	}
	return "▓"
}

var checks = map[string]string{airra.CheckUp: "●", airra.CheckDown: "✗"}

// Check is the sign of how a part of the server does. What is neither up nor down is on
// its way.
func Check(state string) string {
	if s := sign(checks, state); s != Unknown {
		return s
	}
	return "◐"
}

func sign[S comparable](signs map[S]string, s S) string {
	if glyph, known := signs[s]; known {
		return glyph
	}
	return Unknown
}
