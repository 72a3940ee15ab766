package tui

import (
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/look"
	"github.com/airra/airra/tui/ruler"
)

// approvals is the queue of what waits for a person: remedies to decide about, and after
// them those that were approved and that nothing starts by itself.
type approvals struct {
	approved []airra.Action
	details  map[airra.IncidentID]*airra.IncidentDetail
	cursor   cursor
	top      int // the first line of the detail that is shown
	bottom   int
}

func (a *approvals) title() string { return "Approvals" }

func (a *approvals) load(m *Model) tea.Cmd {
	clear(a.details)
	return tea.Batch(m.loadPending(), a.loadApproved(m), a.want(m))
}

// happened reads the queue again when an event has changed a decision.
func (a *approvals) happened(m *Model, e airra.Event) tea.Cmd {
	switch e.Type {
	case airra.EventPendingApproval, airra.EventActionApproved, airra.EventActionRejected, airra.EventActionStarted,
		airra.EventActionCompleted, airra.EventActionFailed, airra.EventResolved, airra.EventEscalated:
		delete(a.details, e.IncidentID)
		return tea.Batch(a.loadApproved(m), a.want(m)) // What is pending is read again whoever looks.
	}
	return nil
}

func (a *approvals) loadApproved(m *Model) tea.Cmd {
	return ask(func() ([]airra.Action, error) {
		return m.opts.Backend.FindActions(m.ctx, airra.ActionFilter{Status: airra.ActionApproved, OldestFirst: true})
	}, func(_ *Model, all []airra.Action) { a.approved = all })
}

// want asks for the incident of the chosen action, because the reasons stand there.
func (a *approvals) want(m *Model) tea.Cmd {
	act := a.chosen(m)
	if act == nil || a.details[act.IncidentID] != nil {
		return nil
	}
	id := act.IncidentID
	return ask(func() (*airra.IncidentDetail, error) {
		return orNothing(m.opts.Backend.FindIncident(m.ctx, string(id)))
	}, func(m *Model, d *airra.IncidentDetail) {
		if d == nil {
			return
		}
		if a.details == nil {
			a.details = map[airra.IncidentID]*airra.IncidentDetail{}
		}
		a.details[id] = d
		m.data.incidents.put(d.Incident)
	})
}

// queue is what waits, those to decide about first.
func (a *approvals) queue(m *Model) []airra.Action {
	queue := make([]airra.Action, 0, len(m.data.pending)+len(a.approved))
	return append(append(queue, m.data.pending...), a.approved...)
}

// chosen is the action under the cursor, found by its name and not by its line.
func (a *approvals) chosen(m *Model) *airra.Action {
	queue := a.queue(m)
	if len(queue) == 0 {
		return nil
	}
	a.cursor.settle(len(queue), func(n int) string { return string(queue[n].ID) })
	return &queue[a.cursor.index]
}

func (a *approvals) key(m *Model, k tea.KeyPressMsg) (tea.Cmd, bool) {
	queue := a.queue(m)
	act := a.chosen(m)
	if a.cursor.move(k, len(queue), 5, func(n int) string { return string(queue[n].ID) }) {
		a.top = 0
		return a.want(m), true
	}
	switch k.String() {
	case "J":
		a.top = min(a.top+1, a.bottom)
		return nil, true
	case "K":
		a.top = max(a.top-1, 0)
		return nil, true
	case "enter":
		if act == nil {
			return nil, true
		}
		cmd := m.openIncident(act.IncidentID)
		m.detail.tab = actionsTab
		return cmd, true
	}
	return m.decisionKey(k, act)
}

func (a *approvals) hints(m *Model) string {
	act := a.chosen(m)
	if act == nil {
		return "nothing waits for a decision"
	}
	if m.opts.ReadOnly {
		return "j k move  enter open  read only"
	}
	return "j k move  J K scroll  enter open  " + decisionHints(*act)
}

// mostQueue is how wide the queue is at most: the rest is for what a decision needs.
const mostQueue = 80

func (a *approvals) draw(m *Model, f frame) []string {
	act := a.chosen(m)
	if act == nil {
		return fill([]string{"", " Nothing waits for a decision."}, f)
	}
	if f.width >= wide {
		left := min(f.width*57/100, mostQueue)
		right := f.width - left - 1
		detail := indented(a.detail(m, *act, frame{right - 3, f.height}), 2)
		return m.beside(a.list(m, frame{left, f.height}), detail, f, left, right)
	}
	height := min(len(a.queue(m))+1, max(3, f.height/3))
	lines := fill(a.list(m, frame{f.width, height}), frame{f.width, height})
	lines = append(lines, m.styles.Rule.Render(strings.Repeat("─", f.width)))
	return fill(append(lines, indented(a.detail(m, *act, frame{f.width - 2, f.height - height - 1}), 1)...), f)
}

// list is the queue. A row is the remedy, its risk, and its clock.
func (a *approvals) list(m *Model, f frame) []string {
	queue := a.queue(m)
	lines := []string{" " + m.styles.Strong.Render("WAITS FOR A DECISION") + m.styles.Faint.Render(fmt.Sprintf("  %d to decide, %d to execute", len(m.data.pending), len(a.approved)))}
	from, to := a.cursor.window(len(queue), max(1, f.height-1))
	for n := from; n < to; n++ {
		lines = append(lines, a.row(m, queue[n], n == a.cursor.index, f.width))
	}
	return lines
}

func (a *approvals) row(m *Model, act airra.Action, chosen bool, width int) string {
	clock, late := m.slaClock(act)
	if late && !chosen {
		clock = m.styles.Alarm.Render(clock)
	}
	mark := "  "
	if chosen {
		mark = "▌ "
	}
	risk := fmt.Sprintf("%s %.2f", look.Risk(act.RiskLevel), act.RiskScore)
	line := apart(mark+actionSign(act.Status)+" "+ruler.Fit(look.Line(act.Ref), 8)+" "+look.Line(string(act.ActionType))+" "+look.Line(string(act.TargetService)), ruler.Right(risk, 6)+"  "+ruler.Right(clock, 12)+" ", width)
	if chosen {
		return m.styles.Selected.Render(ansi.Strip(line))
	}
	return line
}

// window is how long this server gives people to decide about an action, or zero where
// that is not known or there is no end.
func (m *Model) window(act airra.Action) time.Duration {
	i := m.incident(act.IncidentID)
	if i == nil || m.data.status == nil {
		return 0
	}
	return time.Duration(m.data.status.DecideWithin[i.Severity]) * time.Second
}

// slaClock says how long is left to decide, and whether that is over.
func (m *Model) slaClock(act airra.Action) (text string, late bool) {
	if act.Status != airra.ActionPendingApproval {
		return look.Words(act.Status), false
	}
	since := act.CreatedAt
	i := m.incident(act.IncidentID)
	if i != nil && i.PendingApprovalAt != nil {
		since = *i.PendingApprovalAt
	}
	window := m.window(act)
	if window == 0 {
		return "waits " + m.span(since), false
	}
	left := window - m.opts.Now().Sub(since)
	if left <= 0 {
		return "over " + look.Span(-left), true
	}
	return look.Span(left) + " left", false
}
