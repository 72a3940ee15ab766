package tui

import (
	"context"
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/look"
)

// decisionKey takes the keys that decide about an action. Each opens a dialog; none
// decides by itself.
func (m *Model) decisionKey(k tea.KeyPressMsg, act *airra.Action) (tea.Cmd, bool) {
	name := k.String()
	if act == nil || name != "y" && name != "n" && name != "X" {
		return nil, false
	}
	if m.opts.ReadOnly {
		m.toast.say(m.opts.Now(), "read only: nothing is decided from here")
		return nil, true
	}
	pending, approved := act.Status == airra.ActionPendingApproval, act.Status == airra.ActionApproved
	switch {
	case name == "y" && pending:
		return m.askApproval(*act, airra.ModeDryRun), true
	case name == "n" && (pending || approved):
		return m.askRejection(*act), true
	case name == "X" && approved:
		return m.askExecution(*act), true
	case name == "X" && pending:
		m.toast.say(m.opts.Now(), act.Ref+" has to be approved first: y")
	default:
		m.toast.say(m.opts.Now(), act.Ref+" is "+look.Line(look.Words(act.Status)))
	}
	return nil, true
}

// decisionHints names the keys that mean something for an action.
func decisionHints(act airra.Action) string {
	switch act.Status {
	case airra.ActionPendingApproval:
		return "y approve…  n reject…"
	case airra.ActionApproved:
		return "X execute…  n reject…"
	default:
		return ""
	}
}

// askApproval says what an approval means before it is given. Where the server can act
// for real, that is offered too, in a dialog of its own.
func (m *Model) askApproval(act airra.Action, mode airra.ExecutionMode) tea.Cmd {
	q := &question{
		title: "Approve " + look.Line(act.Ref) + "?",
		typed: typedFor(act),
		lines: func(m *Model, width int) []string {
			return m.deciding(act, mode, "It is approved and nothing runs yet: X executes it, which is a second step.", width)
		},
		choices: []choice{{"y", "approve, " + look.Words(mode), func(m *Model) tea.Cmd { return m.perform(m.approve(act, mode)) }}},
	}
	if mode == airra.ModeDryRun && m.data.status != nil && !m.data.status.DryRun {
		q.choices = append(q.choices, choice{"L", "live…", func(m *Model) tea.Cmd { return m.askApproval(act, airra.ModeLive) }})
	}
	return m.ask(q)
}

// askExecution says what will be changed, and by what the incident goes on.
func (m *Model) askExecution(act airra.Action) tea.Cmd {
	return m.ask(&question{
		title: "Execute " + look.Line(act.Ref) + "?",
		typed: typedFor(act),
		lines: func(m *Model, width int) []string {
			return m.deciding(act, act.ExecutionMode, strings.Join(consequences(act), " "), width)
		},
		choices: []choice{{"y", "execute, " + look.Words(act.ExecutionMode), func(m *Model) tea.Cmd { return m.perform(m.execute(act)) }}},
	})
}

// typedFor is what has to be typed before an action can be decided: the target's name,
// where the risk is critical.
func typedFor(act airra.Action) string {
	if act.RiskLevel == airra.RiskCritical {
		return string(act.TargetService)
	}
	return ""
}

// deciding are the lines that every decision shows. What will happen comes first,
// because in a small window it is the end that is cut off; what the server has written
// is kept short for the same reason.
func (m *Model) deciding(act airra.Action, mode airra.ExecutionMode, then string, width int) []string {
	lines := []string{m.styles.Strong.Render(look.Line(string(act.ActionType))) + "  " + look.Line(string(act.TargetService)), ""}
	rows := [][2]string{
		{"then", then},
		{"mode", modeText(mode)},
		{"risk", look.Risk(act.RiskLevel) + " " + riskText(act)},
		{"touches", act.BlastRadius + " blast radius"},
		{"as", m.opts.Actor},
		{"with", parametersText(act.Parameters)},
		{"because", causeOf(m.detailOf(act.IncidentID), act)},
	}
	for _, row := range rows {
		if row[1] != "" {
			lines = append(lines, short(labelled(row[0], row[1], width), 3)...)
		}
	}
	return append(append(lines, ""), short(wrap(act.Description, width), 3)...)
}

// short keeps the first of some lines, with a sign where there were more.
func short(lines []string, most int) []string {
	if len(lines) <= most {
		return lines
	}
	lines = lines[:most]
	lines[most-1] = ansi.Truncate(lines[most-1], max(0, ansi.StringWidth(lines[most-1])-2), "") + "…"
	return lines
}

// detailOf finds an incident with its hypotheses where a screen has it.
func (m *Model) detailOf(id airra.IncidentID) *airra.IncidentDetail {
	if m.detail != nil && m.detail.id == id && m.detail.detail != nil {
		return m.detail.detail
	}
	for _, s := range m.screens {
		if a, ok := s.(*approvals); ok {
			return a.details[id]
		}
	}
	return nil
}

func (m *Model) approve(proposal airra.Action, mode airra.ExecutionMode) act {
	line := "airra approve " + proposal.Ref + " --by " + m.opts.Actor
	if mode == airra.ModeLive {
		line += " --live"
	}
	return decision(line, fmt.Sprintf("%s approved (%s): X executes it", proposal.Ref, look.Words(mode)), func(ctx context.Context) (*airra.Action, error) {
		return m.opts.Backend.ApproveAction(ctx, string(proposal.ID), airra.Approval{ApprovedBy: m.opts.Actor, ExecutionMode: mode})
	})
}

func (m *Model) execute(proposal airra.Action) act {
	return decision("airra action execute "+proposal.Ref, proposal.Ref+" is being executed", func(ctx context.Context) (*airra.Action, error) {
		return m.opts.Backend.ExecuteAction(ctx, string(proposal.ID))
	})
}

func (m *Model) reject(proposal airra.Action, reason string) act {
	line := "airra reject " + proposal.Ref + " --by " + m.opts.Actor + " --reason " + quoted(reason)
	return decision(line, proposal.Ref+" rejected", func(ctx context.Context) (*airra.Action, error) {
		return m.opts.Backend.RejectAction(ctx, string(proposal.ID), airra.Rejection{RejectedBy: m.opts.Actor, RejectionReason: reason})
	})
}

// decision is an act that decides about an action. What the server answers is shown at
// once: the message says which key comes next, and that key has to mean it already.
func decision(line, said string, do func(ctx context.Context) (*airra.Action, error)) act {
	var decided *airra.Action
	return act{
		line: line, said: said,
		do: func(ctx context.Context) (err error) {
			decided, err = do(ctx)
			return err
		},
		then: func(m *Model) { m.decided(*decided) },
	}
}

// decided puts an action, as it is now, into everything that shows it.
func (m *Model) decided(a airra.Action) {
	same := func(one airra.Action) bool { return one.ID == a.ID }
	m.data.pending = slices.DeleteFunc(slices.Clone(m.data.pending), same)
	for _, s := range m.screens {
		if queue, ok := s.(*approvals); ok {
			queue.approved = slices.DeleteFunc(slices.Clone(queue.approved), same)
			if a.Status == airra.ActionApproved {
				queue.approved = append(queue.approved, a)
			}
		}
	}
	if d := m.detailOf(a.IncidentID); d != nil {
		if at := slices.IndexFunc(d.Actions, same); at >= 0 {
			d.Actions[at] = a
		}
	}
}
