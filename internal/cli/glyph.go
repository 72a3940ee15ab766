package cli

import (
	"github.com/airra/airra/internal/airra"
)

// style is a set of terminal attributes. Only the sixteen colours of the
// person's own theme are used, and never as the only carrier of a meaning:
// every state is also a glyph and a word.
type style string

const (
	plain  style = ""
	strong style = "1"
	faint  style = "2"
	alarm  style = "1;31" // somebody is needed now
	accent style = "36"   // what to look at, what to type
	good   style = "32"
	amber  style = "33"
)

var severityGlyphs = map[airra.Severity]string{
	airra.SeverityCritical: "▲", airra.SeverityHigh: "◆", airra.SeverityMedium: "●", airra.SeverityLow: "○",
}

var statusGlyphs = map[airra.IncidentStatus]string{
	airra.StatusDetected: "◌", airra.StatusAnalyzing: "◍", airra.StatusPendingApproval: "◐", airra.StatusApproved: "◓",
	airra.StatusExecuting: "▶", airra.StatusResolved: "✓", airra.StatusFailed: "✗", airra.StatusEscalated: "⇑",
}

var actionGlyphs = map[airra.ActionStatus]string{
	airra.ActionProposed: "◌", airra.ActionPendingApproval: "◐", airra.ActionApproved: "◓", airra.ActionRejected: "✗",
	airra.ActionExecuting: "▶", airra.ActionSucceeded: "✓", airra.ActionFailed: "✗", airra.ActionRolledBack: "↶",
}

var riskGlyphs = map[airra.RiskLevel]string{
	airra.RiskLow: "▁", airra.RiskMedium: "▃", airra.RiskHigh: "▅", airra.RiskCritical: "█",
}

// glyphed puts a glyph before its word. A word that this version does not know
// is shown by itself.
func glyphed[S ~string](glyphs map[S]string, value S) string {
	if glyph, ok := glyphs[value]; ok {
		return glyph + " " + words(value)
	}
	return oneLine(words(value))
}

func severityCell(s airra.Severity) cell {
	look := plain
	switch s {
	case airra.SeverityCritical:
		look = alarm
	case airra.SeverityHigh:
		look = amber
	}
	return cell{data: string(s), text: glyphed(severityGlyphs, s), short: severityGlyphs[s], look: look}
}

func statusCell(s airra.IncidentStatus) cell {
	look := plain
	switch s {
	case airra.StatusPendingApproval, airra.StatusEscalated:
		look = amber
	case airra.StatusFailed:
		look = alarm
	case airra.StatusResolved:
		look = faint
	}
	c := cell{data: string(s), text: glyphed(statusGlyphs, s), look: look}
	if s == airra.StatusPendingApproval {
		c.short = statusGlyphs[s] + " pending"
	}
	return c
}

func actionStatusCell(s airra.ActionStatus) cell {
	look := plain
	switch s {
	case airra.ActionPendingApproval:
		look = amber
	case airra.ActionFailed:
		look = alarm
	case airra.ActionSucceeded:
		look = good
	}
	c := cell{data: string(s), text: glyphed(actionGlyphs, s), look: look}
	if s == airra.ActionPendingApproval {
		c.short = actionGlyphs[s] + " pending"
	}
	return c
}

// checkGlyph marks how a part of the server is doing.
func checkGlyph(state string) (string, style) {
	switch state {
	case airra.CheckUp:
		return "●", good
	case airra.CheckDown:
		return "✗", alarm
	default:
		return "◐", amber
	}
}
