package cli

import (
	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/look"
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

// The signs that are shown without their word.
func severityGlyph(s airra.Severity) string { return glyph(look.Severity, s) }

func riskGlyph(r airra.RiskLevel) string { return glyph(look.Risk, r) }

// glyph is the sign of a value, or nothing for one that this version does not know.
func glyph[S ~string](sign func(S) string, value S) string {
	if g := sign(value); g != look.Unknown {
		return g
	}
	return ""
}

// glyphed puts a glyph before its word. A word that this version does not know
// is shown by itself.
func glyphed[S ~string](sign func(S) string, value S) string {
	if g := glyph(sign, value); g != "" {
		return g + " " + words(value)
	}
	return oneLine(words(value))
}

func severityCell(s airra.Severity) cell {
	hue := plain
	switch s {
	case airra.SeverityCritical:
		hue = alarm
	case airra.SeverityHigh:
		hue = amber
	}
	return cell{data: string(s), text: glyphed(look.Severity, s), short: severityGlyph(s), look: hue}
}

func statusCell(s airra.IncidentStatus) cell {
	hue := plain
	switch s {
	case airra.StatusPendingApproval, airra.StatusEscalated:
		hue = amber
	case airra.StatusFailed:
		hue = alarm
	case airra.StatusResolved:
		hue = faint
	}
	c := cell{data: string(s), text: glyphed(look.Status, s), look: hue}
	if s == airra.StatusPendingApproval {
		c.short = look.Status(s) + " pending"
	}
	return c
}

func actionStatusCell(s airra.ActionStatus) cell {
	hue := plain
	switch s {
	case airra.ActionPendingApproval:
		hue = amber
	case airra.ActionFailed:
		hue = alarm
	case airra.ActionSucceeded:
		hue = good
	}
	c := cell{data: string(s), text: glyphed(look.Action, s), look: hue}
	if s == airra.ActionPendingApproval {
		c.short = look.Action(s) + " pending"
	}
	return c
}

// checkGlyph marks how a part of the server is doing.
func checkGlyph(state string) (string, style) {
	switch state {
	case airra.CheckUp:
		return look.Check(state), good
	case airra.CheckDown:
		return look.Check(state), alarm
	default:
		return look.Check(state), amber
	}
}
