package tui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/airra/airra/internal/airra"
)

// scene is a state of the cockpit, and how a person gets there from the deck.
type scene struct {
	name    string
	chapter string // the recording it plays before
	play    func(s *sitting)
}

// The recordings: a night in which much goes wrong, and a server that knows nobody yet.
const (
	badNight = "night"
	newborn  = "empty"
)

// scenes are all screens, dialogs and lines to type in.
var scenes = slices.Concat(listScenes, incidentScenes, decisionScenes, placeScenes, learningScenes, peopleScenes, placeActs, learningActs, emptyScenes)

func keys(names ...string) func(*sitting) { return func(s *sitting) { s.keys(names...) } }

// listScenes are the deck and the list of incidents, with what opens over them.
var listScenes = []scene{
	{"deck", badNight, keys()},
	{"deck_end", badNight, keys("G")},
	{"deck_read_only", badNight, func(s *sitting) { s.opts.ReadOnly = true }},
	{"deck_command", badNight, func(s *sitting) { s.keys(":"); s.write("incidents sev:>=high") }},
	{"deck_command_unknown", badNight, func(s *sitting) { s.keys(":"); s.write("nowhere"); s.keys("enter") }},
	{"deck_copied", badNight, keys("y")},
	{"deck_help", badNight, keys("?")},
	{"deck_lost", badNight, func(s *sitting) { s.lose(12) }},
	{"too_small", badNight, func(s *sitting) { s.Update(tea.WindowSizeMsg{Width: leastWidth - 1, Height: leastHeight}) }},
	{"incidents", badNight, keys("2")},
	{"incidents_all", badNight, keys("2", "]", "]", "]")},
	{"incidents_mine", badNight, keys("2", "]")},
	{"incidents_by_severity", badNight, keys("2", "s")},
	{"incidents_filter_line", badNight, func(s *sitting) { s.keys("2", "/"); s.write("sev:>=high -status:resolved pay") }},
	{"incidents_filtered", badNight, func(s *sitting) { s.keys("2", "/"); s.write("sev:>=high pay"); s.keys("enter") }},
	{"incidents_filtered_to_none", badNight, func(s *sitting) { s.keys("2", "/"); s.write("service:nowhere"); s.keys("enter") }},
	{"incidents_marked", badNight, keys("2", "space", "j", "space", "j", "j")},
	{"incidents_ack_marked", badNight, keys("2", "space", "j", "space", "j", "space", "a")},
	{"incidents_resolve_marked", badNight, func(s *sitting) { s.keys("2", "space", "j", "space", "r"); s.write("a bad deploy"); s.keys("enter") }},
	{"incidents_help", badNight, keys("2", "?")},
}

// incidentScenes are one incident, tab by tab, and what is done to it.
var incidentScenes = []scene{
	{"incident_summary", badNight, on(found)},
	{"incident_timeline", badNight, on(found, "l")},
	{"incident_hypotheses", badNight, on(found, "l", "l")},
	{"incident_evidence", badNight, on(found, "l", "l", "l")},
	{"incident_evidence_again", badNight, on(found, "l", "l", "l", "x")},
	{"incident_actions", badNight, on(found, "l", "l", "l", "l")},
	{"incident_notes", badNight, on(found, "h", "h")},
	{"incident_escalated", badNight, on(crashing)},
	{"incident_rejected_actions", badNight, on(outside, "l", "l", "l", "l")},
	{"incident_rehearsed", badNight, on(surging)},
	{"incident_rehearsed_timeline", badNight, on(surging, "l")},
	{"incident_resolved", badNight, on(stock)},
	{"incident_wide_words", badNight, on(wideTitle)},
	{"incident_hostile_words", badNight, on(hostileTitle)},
	{"incident_unanalyzed_evidence", badNight, on(wideTitle, "l", "l", "l")},
	{"incident_by_signals_evidence", badNight, on(user, "l", "l", "l")},
	{"incident_ack_line", badNight, on(found, "A")},
	{"incident_note_line", badNight, func(s *sitting) { on(found, "c")(s); s.write("looking at the card gateway") }},
	{"incident_assign_line", badNight, on(found, "i")},
	{"incident_resolve_line", badNight, func(s *sitting) { on(found, "r")(s); s.write("the card gateway was down") }},
	{"incident_escalate", badNight, on(found, "e")},
	{"incident_help", badNight, on(found, "?")},
}

// on opens an incident and presses keys there.
func on(title string, names ...string) func(*sitting) {
	return func(s *sitting) {
		s.open(title)
		s.keys(names...)
	}
}

// decisionScenes are the queue, and every dialog in which something is decided.
var decisionScenes = []scene{
	{"approvals", badNight, keys("3")},
	{"approvals_critical", badNight, deciding(airra.RiskCritical, airra.ActionPendingApproval)},
	{"approvals_approved", badNight, deciding(airra.RiskCritical, airra.ActionApproved)},
	{"approve_asleep", badNight, deciding(airra.RiskMedium, airra.ActionPendingApproval, "y")},
	{"approve", badNight, awake(deciding(airra.RiskMedium, airra.ActionPendingApproval, "y"))},
	{"approve_where_live_is_allowed", badNight, func(s *sitting) {
		s.data.status.DryRun = false // No server allows it yet.
		awake(deciding(airra.RiskMedium, airra.ActionPendingApproval, "y"))(s)
	}},
	{"approve_live", badNight, func(s *sitting) {
		s.data.status.DryRun = false
		awake(deciding(airra.RiskMedium, airra.ActionPendingApproval, "y", "L"))(s)
	}},
	{"approve_critical", badNight, awake(deciding(airra.RiskCritical, airra.ActionPendingApproval, "y"))},
	{"approve_critical_typed", badNight, func(s *sitting) {
		deciding(airra.RiskCritical, airra.ActionPendingApproval, "y")(s)
		s.write("payment-service")
	}},
	{"execute_critical", badNight, awake(deciding(airra.RiskCritical, airra.ActionApproved, "X"))},
	{"reject", badNight, func(s *sitting) {
		deciding(airra.RiskMedium, airra.ActionPendingApproval, "n")(s)
		s.write("the memory was given back at 01:55")
	}},
	{"reject_without_reason", badNight, deciding(airra.RiskMedium, airra.ActionPendingApproval, "n", "enter")},
	{"approve_from_the_deck", badNight, awake(keys("j", "P"))},
}

// deciding goes to the first action of a risk and a status in the queue, and presses
// keys there.
func deciding(risk airra.RiskLevel, status airra.ActionStatus, names ...string) func(*sitting) {
	return func(s *sitting) {
		s.keys("3")
		queue := s.screenNow().(*approvals)
		s.down(func() bool { a := queue.chosen(s.Model); return a != nil && a.RiskLevel == risk && a.Status == status })
		s.keys(names...)
	}
}

// awake waits until the dialog takes keys.
func awake(play func(*sitting)) func(*sitting) {
	return func(s *sitting) {
		play(s)
		s.wait(1)
	}
}

// peopleScenes are who is on call, what is watched, who was told, and what was done.
var peopleScenes = []scene{
	{"oncall", badNight, keys("4")},
	{"oncall_end", badNight, keys("4", "ctrl+d", "ctrl+d", "ctrl+d")},
	{"oncall_next_week", badNight, keys("4", "]")},
	{"oncall_service_line", badNight, func(s *sitting) { s.keys("4", "/"); s.write("payment-service") }},
	{"oncall_service", badNight, func(s *sitting) { s.keys("4", "/"); s.write("payment-service"); s.keys("enter") }},
	{"oncall_simulate_line", badNight, keys("5", "4", "s")},
	{"oncall_simulation", badNight, func(s *sitting) { s.keys("4", "s", "ctrl+u"); s.write("user-service critical"); s.keys("enter") }},
	{"oncall_override_line", badNight, keys("4", "j", "o")},
	{"oncall_override", badNight, awake(keys("4", "j", "o", "enter"))},
	{"page_line", badNight, keys("4", "j", "M")},
	{"page", badNight, awake(func(s *sitting) {
		s.keys("4", "j", "M")
		s.write("the card gateway is down, do you know whom to call?")
		s.keys("enter")
	})},
	{"oncall_help", badNight, keys("4", "?")},
	{"services", badNight, keys("5")},
	{"service", badNight, inService("payment-service")},
	{"notifications", badNight, keys("6")},
	{"notification_failed", badNight, noticed(airra.NotificationFailed, "enter")},
	{"notification_simulated", badNight, noticed(airra.NotificationSimulated, "enter")},
	{"notification_acknowledged", badNight, noticed(airra.NotificationAcknowledged)},
	{"notification_resend", badNight, awake(noticed(airra.NotificationFailed, "r"))},
	{"log_empty", badNight, keys("@")},
	// What acts comes last, so that nothing else is recorded after it.
	{"approved", badNight, deciding(airra.RiskMedium, airra.ActionPendingApproval, "y", "y")},
	{"acted", badNight, on(stock, "c", "!", "enter")},
	{"log", badNight, func(s *sitting) {
		on(stock, "c", "!", "enter", "O", "O", "a", "u", "e", "y", "z")(s)
		s.keys("@")
	}},
}

// noticed goes to the first message of a status and presses keys there.
func noticed(status airra.NotificationStatus, names ...string) func(*sitting) {
	return func(s *sitting) {
		s.keys("6")
		s.down(func() bool { return s.screenNow().(*notices).selected(s.Model).Status == status })
		s.keys(names...)
	}
}

// emptyScenes are a server without anything, and no server.
var emptyScenes = []scene{
	{"empty_deck", newborn, keys()},
	{"empty_incidents", newborn, keys("2")},
	{"empty_approvals", newborn, keys("3")},
	{"empty_oncall", newborn, keys("4")},
	{"empty_services", newborn, keys("5")},
	{"empty_notifications", newborn, keys("6")},
	{"connecting", newborn, func(s *sitting) { s.data = newData() }},
	{"no_server", newborn, func(s *sitting) { s.data = newData(); s.lose(0) }},
	{"no_access", newborn, func(s *sitting) {
		s.data = newData()
		s.Update(loaded{err: airra.Errorf(airra.CodeUnauthenticated, "missing API key")})
	}},
}
