package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/look"
)

// refusal is the dialog in which a reason is written. It is no question with keys: what
// is typed is text, and enter without a reason does nothing.
type refusal struct {
	asleep
	action airra.Action
	reason string
	asked  bool // enter was pressed without a reason
}

func (m *Model) askRejection(act airra.Action) tea.Cmd {
	return m.open(&refusal{asleep: asleep{opened: m.opts.Now()}, action: act})
}

// reasonNeeded is said when none was written.
const reasonNeeded = "a reason is needed: it is what the next person reads"

// warning says what a rejection does.
func (r *refusal) warning() string {
	return "It will not run, and " + r.action.IncidentRef + " is escalated: it needs somebody with a better idea. This cannot be taken back."
}

func (r *refusal) draw(m *Model, width int) []string {
	lines := []string{m.styles.Strong.Render(look.Line(string(r.action.ActionType))) + "  " + look.Line(string(r.action.TargetService)), ""}
	lines = append(lines, wrap(r.warning(), width-4)...)
	lines = append(lines, "", "why not:")
	for _, line := range wrap(r.reason+"▏", width-6) {
		lines = append(lines, "  "+line)
	}
	if r.asked && strings.TrimSpace(r.reason) == "" {
		lines = append(lines, m.styles.Alarm.Render(reasonNeeded))
	}
	lines = append(lines, "", "  "+m.styles.Accent.Render("enter")+"  reject     "+m.styles.Accent.Render("esc")+"  back")
	note := ""
	if !r.awake(m) {
		note = "keys wake in a moment"
	}
	return m.box("Reject "+look.Line(r.action.Ref)+"?", note, width, lines)
}

func (r *refusal) key(m *Model, k tea.KeyPressMsg) tea.Cmd {
	switch {
	case k.String() == "esc":
		m.closeDialog()
		return nil
	case !r.awake(m):
		return nil
	case k.String() != "enter":
		r.reason = typing(r.reason, k)
		return nil
	}
	reason := strings.TrimSpace(r.reason)
	if reason == "" {
		r.asked = true
		return nil
	}
	m.closeDialog()
	return m.perform(m.reject(r.action, reason))
}
