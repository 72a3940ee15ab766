package cli

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/airra/airra/internal/airra"
)

// urgent orders incidents: the worst first, and of those the oldest, because
// that one has waited longest.
func urgent(a, b airra.Incident) int {
	return cmp.Or(severityOrder(a.Severity)-severityOrder(b.Severity), a.DetectedAt.Compare(b.DetectedAt))
}

// severityOrder is the place among the severities, from the worst. One that this
// version does not know comes last.
func severityOrder(severity airra.Severity) int {
	if at := slices.Index(airra.Severities, severity); at >= 0 {
		return at
	}
	return len(airra.Severities)
}

// needs are the actions that wait for a person, the most urgent incident first.
// An approved one waits too: nothing starts it by itself.
func (v overview) needs() []airra.Action {
	needs := slices.Concat(v.pending, v.approved)
	slices.SortStableFunc(needs, func(a, b airra.Action) int {
		return cmp.Or(urgent(v.incidentOf(a), v.incidentOf(b)), a.CreatedAt.Compare(b.CreatedAt))
	})
	return needs
}

// incidentOf gives what is known of the incident of an action, which may be more
// than the status has asked for.
func (v overview) incidentOf(act airra.Action) airra.Incident {
	if at := slices.IndexFunc(v.incidents, func(i airra.Incident) bool { return i.ID == act.IncidentID }); at >= 0 {
		return v.incidents[at]
	}
	return airra.Incident{ID: act.IncidentID, DetectedAt: act.CreatedAt}
}

// drawNeeds shows what waits for a person: each incident, and below it the
// action with the words that move it on.
func (v overview) drawNeeds(s *screen) {
	needs := v.needs()
	if len(needs) == 0 {
		return
	}
	s.section("NEEDS YOU")
	for _, act := range needs[:min(len(needs), overviewShown)] {
		if i := v.incidentOf(act); i.Ref != "" {
			gridOf(overviewColumns(s), []airra.Incident{i}, false).human(s, false, s.width)
		}
		s.linef("  %s  %s %s  risk %s %.2f  %s", s.paint(accent, fmt.Sprintf("%-8s", oneLine(act.Ref))), oneLine(string(act.ActionType)), oneLine(string(act.TargetService)),
			riskGlyph(act.RiskLevel), act.RiskScore, oneLine(words(act.ExecutionMode)))
		s.line("            " + s.paint(accent, oneLine(nextStep(act))))
	}
	more(s, len(needs)-overviewShown, "airra action list --pending")
}

// nextStep is the command that moves an action on, or nothing when no person can.
func nextStep(act airra.Action) string {
	switch act.Status {
	case airra.ActionPendingApproval:
		return "airra approve " + act.Ref + " --by you@example.com --execute"
	case airra.ActionApproved:
		return "airra action execute " + act.Ref
	default:
		return ""
	}
}

func more(s *screen, n int, command string) {
	if n > 0 {
		s.line(s.paint(faint, fmt.Sprintf("  … %d more: %s", n, command)))
	}
}

func (v overview) drawOpen(s *screen) {
	needs := v.needs()
	rest := slices.DeleteFunc(slices.Clone(v.incidents), func(i airra.Incident) bool {
		return slices.ContainsFunc(needs, func(act airra.Action) bool { return act.IncidentID == i.ID })
	})
	if len(rest) == 0 {
		return
	}
	slices.SortStableFunc(rest, urgent)
	shown := min(len(rest), overviewShown)
	s.section("OPEN")
	gridOf(overviewColumns(s), rest[:shown], false).human(s, false, s.width)
	more(s, len(rest)-shown+v.total-len(v.incidents), "airra incident list --open")
}

// drawUnattended names the services that are out of their band while nobody is
// asked to do anything about it.
func (v overview) drawUnattended(s *screen) {
	services := v.status.Unattended
	if len(services) == 0 {
		return
	}
	s.section("ANOMALOUS, NO OPEN INCIDENT")
	for _, name := range services[:min(len(services), overviewShown)] {
		s.linef("  %s  %s", oneLine(string(name)), s.paint(accent, "airra service view "+oneLine(string(name))))
	}
	more(s, len(services)-overviewShown, "airra service list")
}

// overviewColumns are the columns of an incident on the status screen.
func overviewColumns(s *screen) []column[airra.Incident] {
	return []column[airra.Incident]{
		{cell: func(i airra.Incident) cell { return cell{text: "  " + fmt.Sprintf("%-8s", i.Ref), look: accent} }},
		{cell: func(i airra.Incident) cell {
			return listedStatus(s, i)
		}},
		{cell: func(i airra.Incident) cell {
			c := severityCell(i.Severity)
			c.text = severityGlyph(i.Severity)
			return c
		}},
		{cell: func(i airra.Incident) cell { return cell{text: string(i.AffectedService)} }},
		{shrink: true, cell: func(i airra.Incident) cell { return cell{text: i.Title} }},
		{right: true, cell: func(i airra.Incident) cell { return cell{text: s.ago(i.DetectedAt)} }},
	}
}
