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
	for _, form := range []struct {
		counts, short bool
		gap           string
	}{{counts: true, gap: " "}, {counts: true}, {}, {short: true}} {
		line = s.tabLine(m, form.counts, form.short, form.gap)
		if ansi.StringWidth(line) <= width {
			break
		}
	}
	return line
}

func (s *incidentScreen) tabLine(m *Model, counts, short bool, gap string) string {
	var parts []string
	for n, t := range incidentTabs {
		text := t.name
		if short && n != s.tab {
			text = incidentTabNames[n]
		}
		if counts && t.count != nil {
			text += " " + strconv.Itoa(t.count(s))
		}
		if n == s.tab {
			parts = append(parts, m.styles.Tab.Render("["+text+"]"))
			continue
		}
		parts = append(parts, " "+text+" ")
	}
	return strings.Join(parts, gap)
}
