package tui

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/look"
	"github.com/airra/airra/tui/ruler"
)

// actionSigns go with the words of an action's status.
var actionSigns = map[airra.ActionStatus]string{
	airra.ActionProposed: "◌", airra.ActionPendingApproval: "◐", airra.ActionApproved: "◓", airra.ActionRejected: "✗",
	airra.ActionExecuting: "▶", airra.ActionSucceeded: "✓", airra.ActionFailed: "✗", airra.ActionRolledBack: "↶",
}

func actionSign(s airra.ActionStatus) string {
	if sign, known := actionSigns[s]; known {
		return sign
	}
	return "·"
}

// actionLine is an action in one line.
func (m *Model) actionLine(act airra.Action, width int) string {
	left := ruler.Fit(look.Line(act.Ref), 8) + " " + look.Line(string(act.ActionType)) + " " + look.Line(string(act.TargetService))
	right := fmt.Sprintf("risk %s %.2f  %s %s  %s", look.Risk(act.RiskLevel), act.RiskScore, actionSign(act.Status), look.Line(look.Words(act.Status)), look.Line(look.Words(act.ExecutionMode)))
	return apart(left, right, width)
}

// detail is the chosen action, scrolled where the room is small.
func (a *approvals) detail(m *Model, act airra.Action, f frame) []string {
	lines := m.actionDetail(act, a.details[act.IncidentID], f.width)
	a.bottom = max(0, len(lines)-f.height)
	a.top = min(a.top, a.bottom)
	return lines[a.top:min(len(lines), a.top+f.height)]
}

// actionDetail is everything that a decision needs: what is done to what, why, the sum
// behind the risk, what it touches, what will happen, and the keys that decide.
func (m *Model) actionDetail(act airra.Action, d *airra.IncidentDetail, width int) []string {
	lines := []string{m.styles.Strong.Render(look.Line(act.Ref)+"  "+look.Line(string(act.ActionType))) + "  " + look.Line(string(act.TargetService)) + "  for " + look.Line(act.IncidentRef)}
	lines = append(lines, wrap(act.Description, width)...)
	lines = append(lines, m.actionFacts(act, d, width)...)
	lines = append(lines, "")
	lines = append(lines, labelled("will", strings.Join(consequences(act), " "), width)...)
	if keys := decisionHints(act); keys != "" && !m.opts.ReadOnly {
		lines = append(lines, "", m.styles.Accent.Render(keys))
	}
	return lines
}

// actionFacts are the labelled lines of an action. A fact that nobody knows has no line.
func (m *Model) actionFacts(act airra.Action, d *airra.IncidentDetail, width int) []string {
	target := string(act.TargetService)
	if act.TargetResource != nil && *act.TargetResource != "" {
		target += ", " + *act.TargetResource
	}
	clock, _ := m.slaClock(act)
	if window := m.window(act); act.Status == airra.ActionPendingApproval && window > 0 {
		clock = "waits " + m.span(act.CreatedAt) + ", " + clock + " of " + look.Span(window)
	}
	rows := [][2]string{
		{"because", causeOf(d, act)},
		{"target", target},
		{"with", parametersText(act.Parameters)},
		{"risk", look.Risk(act.RiskLevel) + " " + riskText(act)},
		{"touches", act.BlastRadius + " blast radius"},
		{"mode", modeText(act.ExecutionMode)},
		{"clock", clock},
		{"decided", m.decision(act)},
	}
	var lines []string
	for _, row := range rows {
		if row[1] != "" {
			lines = append(lines, labelled(row[0], row[1], width)...)
		}
	}
	return lines
}

// labelled is a word and beside it a text over as many lines as it takes.
func labelled(label, text string, width int) []string {
	const column = 9
	lines := wrap(text, width-column)
	for n := range lines {
		if n == 0 {
			lines[n] = ruler.Fit(label, column) + lines[n]
			continue
		}
		lines[n] = strings.Repeat(" ", column) + lines[n]
	}
	return lines
}

// riskText writes the sum of a risk score out, so that it can be checked.
func riskText(act airra.Action) string {
	text := fmt.Sprintf("%.2f %s", act.RiskScore, act.RiskLevel)
	for n, term := range act.RiskTerms {
		sign, value := " + ", term.Value
		if n == 0 {
			sign = " = "
		} else if value < 0 {
			sign, value = " − ", -value
		}
		text += sign + strings.TrimSuffix(fmt.Sprintf("%.3f", value), "0") + " " + look.Words(term.Name)
	}
	return text
}

// parametersText is the parameters in one line, or nothing where there are none.
func parametersText(raw json.RawMessage) string {
	var b bytes.Buffer
	if json.Compact(&b, raw) != nil || b.String() == "{}" || b.String() == "null" {
		return ""
	}
	return b.String()
}

func modeText(mode airra.ExecutionMode) string {
	switch mode {
	case airra.ModeDryRun:
		return "dry run: nothing will be changed"
	case airra.ModeLive:
		return "live: this changes things"
	default:
		return look.Words(mode)
	}
}

// decision says who decided, and what came of it.
func (m *Model) decision(act airra.Action) string {
	var parts []string
	if act.ApprovedBy != nil {
		parts = append(parts, "approved by "+*act.ApprovedBy)
	}
	if act.RejectedBy != nil {
		parts = append(parts, "rejected by "+*act.RejectedBy+": "+orEmpty(act.RejectionReason))
	}
	if act.ExecutedAt != nil {
		parts = append(parts, "executed at "+m.clock(*act.ExecutedAt))
	}
	if act.ExecutionResult != nil {
		parts = append(parts, act.ExecutionResult.Message)
	}
	return strings.Join(parts, "; ")
}

// consequences say what will happen when an action is moved on, in sentences.
func consequences(act airra.Action) []string {
	incident := act.IncidentRef
	switch act.Status {
	case airra.ActionPendingApproval:
		return []string{"Approving starts nothing: " + incident + " then waits for somebody to execute it.", "Rejecting escalates " + incident + "."}
	case airra.ActionApproved:
		if act.ExecutionMode == airra.ModeLive {
			return []string{fmt.Sprintf("Executing runs %s on %s for real.", act.ActionType, act.TargetService), "When it succeeds, " + incident + " is resolved; when it fails, " + incident + " has failed."}
		}
		return []string{fmt.Sprintf("Executing rehearses %s on %s: nothing is changed.", act.ActionType, act.TargetService), "When it succeeds, " + incident + " is resolved as a dry run."}
	default:
		return []string{"Nothing more: it is " + look.Words(act.Status) + "."}
	}
}
