package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/tui/theme"
)

// deeds are all that can be done here: with the chosen incident first, then with the
// list, then everywhere.
func (m *Model) deeds() []deed {
	var all []deed
	all = append(all, m.deedsOnIncident()...)
	all = append(all, m.deedsOnList()...)
	all = append(all, m.deedsOfScreens()...)
	all = append(all, m.deedsOfSections()...)
	all = append(all, deed{text: "simulator: scenarios, drills", key: ":sim", line: "airra sim list", do: (*Model).openSimulator})
	if !m.opts.ReadOnly {
		all = append(all, deed{text: "page somebody", key: "M", line: "airra page TARGET -m 'MESSAGE'"}, deed{text: "undo the last act", key: "u"})
	}
	all = append(all, deed{text: "times: ago, local, UTC", key: "T"},
		deed{text: "load everything again", key: "R"}, deed{text: "keys", key: "?"})
	for _, name := range theme.Names {
		all = append(all, deed{text: "theme " + string(name), line: "airra tui --theme " + string(name), do: func(m *Model) tea.Cmd {
			m.opts.Theme, m.styles = name, theme.New(name, m.dark)
			return nil
		}})
	}
	return append(all, deed{text: "leave", key: "q"})
}

// incidentHere is the incident that keys act on now, or nil.
func (m *Model) incidentHere() *airra.Incident {
	switch s := m.screenNow().(type) {
	case *deck:
		s.settle(m)
		return s.selected()
	case *incidents:
		s.settle(m)
		return s.selected()
	case *incidentScreen:
		return s.incident(m)
	default:
		return nil
	}
}

// acting are the keys that do something about incidents, with the line that does the
// same; the name of the incident takes the place of ID. Only some are for many at once.
var acting = []struct {
	text, key, line string
	many            bool
}{
	{"acknowledge", "a", "airra ack ID", true},
	{"acknowledge for a while", "A", "airra ack ID --for 30m", false},
	{"note", "c", "airra note ID 'TEXT'", false},
	{"note in $EDITOR", "E", "airra note ID -F FILE", false},
	{"assign to me", "I", "airra incident assign ID @me", true},
	{"assign", "i", "airra incident assign ID ENGINEER", true},
	{"escalate", "e", "airra incident escalate ID", false},
	{"resolve", "r", "airra resolve ID --cause 'CAUSE'", true},
	{"open again", "O", "airra incident reopen ID", false},
	{"analyze again", "z", "airra incident analyze ID", false},
	{"decide on its action", "P", "airra approve ACTION", false},
	{"false alarm or not", "f", "airra learn outcome ID --false-alarm", false},
}

func (m *Model) deedsOnIncident() []deed {
	i := m.incidentHere()
	if i == nil {
		return nil
	}
	names, many := i.Ref, false
	if s, list := m.screenNow().(*incidents); list && len(s.marks) > 0 {
		names, many = refs(s.marked(m)), true
	}
	var all []deed
	for _, a := range acting {
		if m.opts.ReadOnly || many && !a.many {
			continue
		}
		line := strings.ReplaceAll(a.line, "ID", names)
		if proposals := m.proposals(i.ID); a.key == "P" {
			if len(proposals) == 0 {
				continue
			}
			line = strings.ReplaceAll(a.line, "ACTION", proposals[0].Ref)
		}
		all = append(all, deed{text: a.text + " " + names, key: a.key, line: line})
	}
	if m.detail == nil {
		all = append(all, deed{text: "open " + i.Ref, key: "enter", line: "airra incident view " + i.Ref})
	}
	return append(all, deed{text: "copy its name", key: "y"}, deed{text: "copy the line that shows it", key: "Y"})
}

// deedsOnList are the keys of the list of incidents.
func (m *Model) deedsOnList() []deed {
	if _, list := m.screenNow().(*incidents); !list {
		return nil
	}
	return []deed{
		{text: "filter", key: "/"},
		{text: "next order", key: "s"},
		{text: "reverse the order", key: "S"},
		{text: "next that needs somebody", key: "n"},
		{text: "previous that needs somebody", key: "N"},
		{text: "mark a range", key: "v"},
		{text: "wide list", key: "W"},
		{text: "preview on or off", key: "p"},
		{text: "larger preview", key: "+"},
		{text: "smaller preview", key: "_"},
	}
}

// screenLines are the airra lines that show what the screens show.
var screenLines = map[string]string{
	"Deck": "airra status", "Incidents": "airra incident list", "Approvals": "airra action list --pending", "On-call": "airra oncall show",
	"Services": "airra service list", "Notifications": "airra notify list", "Analytics": "airra stats summary",
}

func (m *Model) deedsOfScreens() []deed {
	all := make([]deed, len(m.screens))
	for n, s := range m.screens {
		all[n] = deed{text: "go to " + s.title(), key: string(rune('1' + n)), line: screenLines[s.title()], do: func(m *Model) tea.Cmd { return m.show(n) }}
	}
	return all
}

// readyFilters are those that are asked for most, so that nobody has to remember the
// words at night.
var readyFilters = []struct{ text, filter, line string }{
	{"filter: not acknowledged", "is:unacked", ""},
	{"filter: waits for approval", "has:approval", "airra action list --pending"},
	{"filter: critical and high", "sev:>=high", "airra incident list --severity critical,high"},
	{"filter: assigned to nobody", "assignee:none", ""},
}

// deedsOfSections show the sections of the incidents, from wherever one is.
func (m *Model) deedsOfSections() []deed {
	at := m.screenNamed("incidents")
	list, ok := m.screens[max(0, at)].(*incidents)
	if !ok {
		return nil
	}
	all := make([]deed, len(list.sections))
	for n, one := range list.sections {
		all[n] = deed{text: "incidents: " + one.name, key: "[ ]", line: one.line, do: func(m *Model) tea.Cmd {
			return tea.Batch(m.show(at), list.showSection(m, n))
		}}
	}
	for _, f := range readyFilters {
		all = append(all, deed{text: f.text, key: "/", line: f.line, do: func(m *Model) tea.Cmd { return m.goTo(at, f.filter) }})
	}
	return all
}
