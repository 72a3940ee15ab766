package tui

import (
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/look"
	"github.com/airra/airra/tui/ruler"
)

// The room from which the foot of the deck shows more.
const (
	sparksFrom = 100 // columns, for the line of the services
	tallFrom   = 30  // lines, for a second one of them
	pagesShown = 3   // pages to me; on a low screen one
	lowBelow   = 16

	pageTitleFrom = 78 // columns, for what a page is about
)

// below is what stands at the foot of the deck: pages to me, the services, who is on
// call, and the server's health.
func (m *Model) below(d *deck, f frame) []string {
	lines := []string{m.styles.Rule.Render(strings.Repeat("─", f.width))}
	lines = append(lines, m.pageLines(d.pages, f)...)
	lines = append(lines, m.sparkLines(f)...)
	lines = append(lines, " "+m.styles.Strong.Render("ON CALL  ")+m.onCall())
	return append(lines, m.health()...)
}

// loadPages asks for what was sent to the person and not answered. Somebody who is no
// engineer here is paged for nothing.
func (d *deck) loadPages(m *Model) tea.Cmd {
	return ask(func() ([]airra.Notification, error) {
		me, err := m.opts.Backend.FindEngineer(m.ctx, m.opts.Actor)
		if refused(err) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		page, err := m.opts.Backend.FindNotifications(m.ctx, airra.NotificationFilter{EngineerID: me.ID, Page: airra.PageRequest{PageSize: airra.MaxPageSize}})
		return slices.DeleteFunc(page.Items, settled), err
	}, func(_ *Model, pages []airra.Notification) { d.pages = pages })
}

// settled says whether nobody waits for the person's answer to a message.
func settled(n airra.Notification) bool {
	if n.Kind != airra.NotifyPage && n.Kind != airra.NotifyManual || n.IncidentID == nil {
		return true
	}
	return n.Status == airra.NotificationAcknowledged || n.Status == airra.NotificationCancelled
}

// pageLines are the pages to me whose incidents are not over.
func (m *Model) pageLines(pages []airra.Notification, f frame) []string {
	waiting := slices.Clone(pages)
	waiting = slices.DeleteFunc(waiting, func(n airra.Notification) bool {
		i := m.incident(*n.IncidentID)
		return i != nil && !i.Open()
	})
	if len(waiting) == 0 {
		return nil
	}
	shown := min(len(waiting), pagesShown)
	if f.height < lowBelow {
		shown = 1
	}
	lines := []string{m.heading("PAGES TO ME", len(waiting), f.width)}
	for _, n := range waiting[:shown] {
		lines = append(lines, ruler.Fit("  "+m.pageLine(n, f.width), f.width))
	}
	return lines
}

// pageLine is one page: of what, how and when it was sent, and how far it has come.
func (m *Model) pageLine(n airra.Notification, width int) string {
	style, state := m.styles.Warn, look.Words(n.Status)+", not acknowledged"
	if n.Status == airra.NotificationFailed {
		style = m.styles.Alarm
	}
	at := n.CreatedAt
	if n.SentAt != nil {
		at = *n.SentAt
	}
	line := style.Render("✉ ") + ruler.Fit(look.Line(n.IncidentRef), 9) + ruler.Fit(look.Line(n.Channel), 9) + ruler.Fit(m.ago(at), 9)
	i := m.incident(*n.IncidentID)
	if i == nil || width < pageTitleFrom {
		return line + style.Render(state)
	}
	return line + style.Render(ruler.Fit(state, 27)) + "  " + look.Line(i.Title)
}

// readings is the screen that reads the signals of the services.
func (m *Model) readings() *services {
	for _, s := range m.screens {
		if s, ok := s.(*services); ok {
			return s
		}
	}
	return &services{}
}

// sparkLines are the services that are watched, each with the course of one signal: one
// that has left its band, else the first. What does not fit is counted.
func (m *Model) sparkLines(f frame) []string {
	if m.width < sparksFrom {
		return nil
	}
	watched := slices.DeleteFunc(slices.Clone(m.data.services), func(v airra.ServiceState) bool { return !v.Monitored || len(v.Signals) == 0 })
	if len(watched) == 0 {
		return nil
	}
	slices.SortStableFunc(watched, func(a, b airra.ServiceState) int { return restless(b) - restless(a) })
	rows := 1
	if f.height >= tallFrom {
		rows = 2
	}
	const name = " SERVICES "
	more := len(watched)
	var lines []string
	for row := range rows {
		line := m.styles.Strong.Render(name)
		if row > 0 {
			line = strings.Repeat(" ", len(name))
		}
		for more > 0 {
			piece := m.sparkOf(watched[len(watched)-more])
			if ansi.StringWidth(line)+ansi.StringWidth(piece)+len("+99") > f.width {
				break
			}
			line += piece
			more--
		}
		if row == rows-1 && more > 0 {
			line += m.styles.Faint.Render("+" + strconv.Itoa(more))
		}
		if row == 0 || ansi.StringWidth(strings.TrimSpace(line)) > 0 {
			lines = append(lines, line)
		}
	}
	return lines
}

// restless is 1 for a service with a signal out of its band.
func restless(v airra.ServiceState) int {
	if slices.ContainsFunc(v.Signals, outOfBand) {
		return 1
	}
	return 0
}

func outOfBand(r airra.SignalReading) bool { return r.State == "anomalous" }

// sparkOf is one service as a piece of the line.
func (m *Model) sparkOf(v airra.ServiceState) string {
	const cells = 6
	reading, sign := v.Signals[0], ""
	if at := slices.IndexFunc(v.Signals, outOfBand); at >= 0 {
		reading, sign = v.Signals[at], m.styles.Alarm.Render(" ▲")
	}
	course := ruler.Fit(readingSpark(reading, cells), cells)
	if strings.TrimSpace(course) == "" {
		course = ruler.Fit("no data", cells+1)
	}
	return look.Line(strings.TrimSuffix(string(v.Name), "-service")) + " " + course + sign + "  "
}

// health is how the parts of the server are, and the worst troubles in words.
func (m *Model) health() []string {
	s := m.data.status
	if s == nil {
		return nil
	}
	parts := make([]string, len(s.Checks))
	var troubles []string
	for n, c := range s.Checks {
		sign, style := m.checkSign(c.State)
		parts[n] = look.Line(c.Name) + " " + style.Render(sign)
		if c.State != airra.CheckUp {
			troubles = append(troubles, " "+style.Render(sign+" "+look.Line(c.Name)+" is "+look.Words(c.State))+": "+look.Line(c.Detail))
		}
	}
	if s.MonitorNote != "" {
		troubles = append(troubles, " "+look.Line(s.MonitorNote))
	}
	line := " " + m.styles.Strong.Render("SERVER   ") + strings.Join(parts, "  ") + m.styles.Faint.Render("   reasoning: "+look.Line(s.Reasoner))
	return append([]string{line}, troubles[:min(len(troubles), 2)]...)
}

// onCall is the chain with the end of the first shift.
func (m *Model) onCall() string {
	if m.data.chain == nil {
		return m.styles.Faint.Render("◌ not known yet")
	}
	if len(m.data.chain) == 0 {
		return m.styles.Alarm.Render("✗ nobody is on call")
	}
	names := make([]string, len(m.data.chain))
	for n, e := range m.data.chain {
		names[n] = look.Line(e.Engineer.Name)
		if n == 0 {
			names[n] = m.styles.Accent.Render(names[n]) + " (" + string(e.Level) + " until " + m.shortClock(e.Schedule.EndTime) + ")"
		}
	}
	return strings.Join(names, " → ")
}

// ticked asks for new readings while they are looked at.
func (d *deck) ticked(m *Model) tea.Cmd {
	if m.width < sparksFrom {
		return nil
	}
	return m.readings().ticked(m)
}

// happened reads the pages again when an event may have changed them: one was sent, or
// answered.
func (d *deck) happened(m *Model, e airra.Event) tea.Cmd {
	switch e.Type {
	case airra.EventNotified, airra.EventNotifyFailed, airra.EventPagingStep, airra.EventAcknowledged, airra.EventUnacknowledged, airra.EventAckLapsed:
		return d.loadPages(m)
	default:
		return nil
	}
}
