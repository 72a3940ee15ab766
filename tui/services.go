package tui

import (
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/look"
	"github.com/airra/airra/tui/ruler"
)

// services shows what is watched: each service with the sparklines of its signals.
type services struct {
	cursor cursor
	shown  airra.ServiceName // the one that fills the screen; empty for the list
	top    int               // of the one that is shown
	asked  time.Time         // when the server was asked last
	known  bool              // there was an answer
}

// readingsEvery is how often the readings are asked for while they are looked at. They
// are the one thing that no event tells of.
const readingsEvery = 10 * time.Second

func (*services) title() string { return "Services" }

func (s *services) load(m *Model) tea.Cmd {
	s.asked = m.opts.Now()
	return ask(func() ([]airra.ServiceState, error) { return m.opts.Backend.Services(m.ctx) }, func(m *Model, all []airra.ServiceState) {
		m.data.services, s.known = all, true
	})
}

// ticked asks for new readings when those on the screen are old.
func (s *services) ticked(m *Model) tea.Cmd {
	if m.data.lost != nil || m.opts.Now().Sub(s.asked) < readingsEvery {
		return nil
	}
	return s.load(m)
}

// happened counts open incidents anew.
func (s *services) happened(m *Model, e airra.Event) tea.Cmd {
	switch e.Type {
	case airra.EventDetected, airra.EventReopened, airra.EventResolved, airra.EventSignalSeen, airra.EventSignalEnded:
		return s.load(m)
	default:
		return nil
	}
}

func (s *services) hints(*Model) string {
	if s.shown != "" {
		return "j/k scroll  esc all services"
	}
	return "enter signals and tree  esc back"
}

func serviceNames(m *Model) func(n int) string {
	return func(n int) string { return string(m.data.services[n].Name) }
}

func (s *services) key(m *Model, k tea.KeyPressMsg) (tea.Cmd, bool) {
	if s.shown != "" {
		return nil, s.keyOfOne(k)
	}
	s.cursor.settle(len(m.data.services), serviceNames(m))
	switch {
	case s.cursor.move(k, len(m.data.services), 10, serviceNames(m)):
	case k.String() == "enter" && len(m.data.services) > 0:
		s.shown, s.top = m.data.services[s.cursor.index].Name, 0
	default:
		return nil, false
	}
	return nil, true
}

func (s *services) keyOfOne(k tea.KeyPressMsg) bool {
	switch k.String() {
	case "esc", "enter":
		s.shown = ""
	case "j", "down":
		s.top++
	case "k", "up":
		s.top--
	default:
		return false
	}
	return true
}

func (s *services) draw(m *Model, f frame) []string {
	at := slices.IndexFunc(m.data.services, func(v airra.ServiceState) bool { return v.Name == s.shown })
	if s.shown != "" && at >= 0 {
		var lines []string
		lines, s.top = scrolled(m.serviceLines(m.data.services[at], f.width), s.top, f.height)
		return lines
	}
	if len(m.data.services) == 0 {
		return s.none(m, f)
	}
	s.cursor.settle(len(m.data.services), serviceNames(m))
	columns, cells := signalColumns(m.data.services, f.width)
	lines := []string{m.serviceHeader(columns, cells, f.width)}
	from, to := s.cursor.window(len(m.data.services), f.height-1)
	for n := from; n < to; n++ {
		lines = append(lines, m.serviceRow(m.data.services[n], columns, cells, f.width, n == s.cursor.index))
	}
	return lines
}

func (s *services) none(m *Model, f frame) []string {
	if !s.known {
		return m.nothing("Asking for the services …", "", f.width)
	}
	return m.nothing("No service is watched or known. Where airrad starts, AIRRA_MONITORED_SERVICES or AIRRA_SERVICES_FILE names them; what it sees says", "airra doctor", f.width)
}

// The widths of the list: a mark, the state, the name, open incidents; signals behind.
const (
	stateCells      = 15
	openCells       = 7
	signalCells     = 12 // at least
	mostSignalCells = 24
)

func serviceNameCells(width int) int { return max(20, width/6) }

// signalColumns are the names of the signals that have a column: those that the
// services have, in their order, as many as fit. They share the room that is left.
func signalColumns(all []airra.ServiceState, width int) (columns []string, cells int) {
	room := max(0, width-1-stateCells-2-serviceNameCells(width)-2-openCells)
	var names []string
	for _, v := range all {
		for _, r := range v.Signals {
			if !slices.Contains(names, r.Name) {
				names = append(names, r.Name)
			}
		}
	}
	names = names[:min(len(names), room/(signalCells+2))]
	return names, min(room/max(1, len(names))-2, mostSignalCells)
}

func (m *Model) serviceHeader(columns []string, cells, width int) string {
	line := " " + ruler.Fit("state", stateCells) + "  " + ruler.Fit("service", serviceNameCells(width)) + "  " + ruler.Right("open", openCells)
	for _, name := range columns {
		line += "  " + ruler.Fit(look.Line(name), cells)
	}
	return m.styles.Faint.Render(ruler.Fit(line, width))
}

func (m *Model) serviceRow(v airra.ServiceState, columns []string, cells, width int, chosen bool) string {
	text, style := m.serviceState(v)
	open := "–"
	if v.OpenIncidents > 0 {
		open = airra.Number(float64(v.OpenIncidents))
	}
	state, name := ruler.Fit(text, stateCells), ruler.Fit(look.Line(string(v.Name)), serviceNameCells(width))
	line := "  " + name + "  " + ruler.Right(open, openCells)
	for _, column := range columns {
		line += "  " + ruler.Fit(signalCell(v, column, cells), cells)
	}
	if chosen {
		return m.chosen("▌"+state+line, width)
	}
	return ruler.Fit(" "+style.Render(state)+line, width)
}

// signalCell is the course of a signal, with a mark where it has left its band.
func signalCell(v airra.ServiceState, name string, cells int) string {
	at := slices.IndexFunc(v.Signals, func(r airra.SignalReading) bool { return r.Name == name })
	if at < 0 || !v.Monitored {
		return ""
	}
	switch r := v.Signals[at]; r.State {
	case "anomalous":
		return readingSpark(r, cells-2) + " ▲"
	case "no_data":
		return "✗ no data"
	default:
		return readingSpark(r, cells-2)
	}
}

// serviceState is the worst state of any signal, or that nobody looks.
func (m *Model) serviceState(v airra.ServiceState) (string, lipgloss.Style) {
	if !v.Monitored {
		return "○ not monitored", m.styles.Faint
	}
	if worst := worstSignal(&v); worst != nil {
		return m.signalState(worst.State)
	}
	return m.signalState("normal")
}

func (m *Model) signalState(state string) (string, lipgloss.Style) {
	switch state {
	case "anomalous":
		return "▲ anomalous", m.styles.Alarm
	case "no_data":
		return "✗ no data", m.styles.Warn
	case "warming_up":
		return "◐ warming up", m.styles.Faint
	case "normal":
		return "● normal", m.styles.Good
	default:
		return "· " + look.Line(strings.ReplaceAll(state, "_", " ")), m.styles.Plain
	}
}
