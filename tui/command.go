package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/airra/airra/internal/airra"
)

// command runs what was typed after the colon: q, the beginning of a screen's name with
// a filter behind incidents, or an incident.
func (m *Model) command(text string) tea.Cmd {
	name, rest, _ := strings.Cut(strings.TrimSpace(text), " ")
	rest = strings.TrimSpace(rest)
	switch name {
	case "":
		return nil
	case "q", "quit":
		m.quitting = true
		return tea.Quit
	case "help":
		return m.open(&helpDialog{})
	case "sim", "simulator":
		return m.openSimulator()
	case "save":
		return m.saveSection(rest)
	case "forget":
		return m.forgetSection(rest)
	}
	if name == "ctx" || name == "context" {
		m.toast.say(m.opts.Now(), "a cockpit is for one server; another one: airra tui --context NAME, and airra context list names them")
		return nil
	}
	if index := m.screenNamed(name); index >= 0 {
		return m.goTo(index, rest)
	}
	if isRef(name) {
		return m.find(name)
	}
	m.toast.say(m.opts.Now(), "there is no "+text+"; go to a screen by its name, to an incident like INC-142, or :q")
	return nil
}

// screenNamed gives the first screen whose name begins so, or -1.
func (m *Model) screenNamed(name string) int {
	for n, s := range m.screens {
		if strings.HasPrefix(strings.ToLower(s.title()), strings.ToLower(name)) {
			return n
		}
	}
	return -1
}

// goTo shows a screen, filtered where it is the list of incidents.
func (m *Model) goTo(index int, filterText string) tea.Cmd {
	if s, ok := m.screens[index].(*incidents); ok && filterText != "" {
		return tea.Batch(s.use(m, filterText), m.show(index))
	}
	return m.show(index)
}

// isRef says whether a word names an incident: INC-142, or the number alone.
func isRef(name string) bool {
	number := name
	if len(name) > 4 && strings.EqualFold(name[:4], "INC-") {
		number = name[4:]
	}
	return number != "" && strings.Trim(number, "0123456789") == ""
}

// find opens an incident by its name, also one that is too old to be in the list.
func (m *Model) find(name string) tea.Cmd {
	if !strings.Contains(name, "-") {
		name = "INC-" + name
	}
	name = strings.ToUpper(name)
	return func() tea.Msg {
		detail, err := m.opts.Backend.FindIncident(m.ctx, name)
		return loaded{err: err, set: func(m *Model) tea.Cmd {
			m.data.incidents.put(detail.Incident)
			return m.openIncident(airra.IncidentID(detail.ID))
		}}
	}
}
