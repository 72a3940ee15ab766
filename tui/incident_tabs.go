package tui

import (
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// incidentTabNames are what the tabs are called where the whole names have no room.
var incidentTabNames = [tabCount]string{"Sum", "Time", "Hyp", "Evid", "Act", "Sim", "Note", "Post"}

// tabs names the tabs in the longest form that fits, with how much is in each where
// that has room.
func (s *incidentScreen) tabs(m *Model, width int) string {
	var line string
	for _, form := range []tabForm{{counts: true, own: true, gap: " "}, {counts: true, own: true}, {own: true}, {}, {short: true}} {
		line = s.tabLine(m, form)
		if ansi.StringWidth(line) <= width {
			break
		}
	}
	return line
}

// tabForm is one way to write the tabs.
type tabForm struct {
	counts, own bool // how much is in each, and in the one that is shown
	short       bool
	gap         string
}

func (s *incidentScreen) tabLine(m *Model, form tabForm) string {
	var parts []string
	for n, t := range incidentTabs {
		text := t.name
		if form.short && n != s.tab {
			text = incidentTabNames[n]
		}
		if t.count != nil && (form.counts || form.own && n == s.tab) {
			text += " " + strconv.Itoa(t.count(s))
		}
		if n == s.tab {
			parts = append(parts, m.styles.Tab.Render("["+text+"]"))
			continue
		}
		parts = append(parts, " "+text+" ")
	}
	return strings.Join(parts, form.gap)
}
