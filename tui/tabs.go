package tui

import (
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/airra/airra/tui/ruler"
)

// tabNames are what a screen is called where its title has no room: first in one word,
// then in as few letters as one still recognises. A title that is not here is cut.
var tabNames = map[string][2]string{
	"Incidents":     {"Incidents", "Incid"},
	"Approvals":     {"Approvals", "Appr"},
	"On-call":       {"On-call", "Call"},
	"Services":      {"Services", "Serv"},
	"Notifications": {"Notify", "Notif"},
	"Analytics":     {"Analytics", "Stats"},
	"Command log":   {"Log", "Log"},
}

// leastTab is how many cells of a title are left of it at the least.
const leastTab = 4

// tabs lists the screens with the keys that show them.
func (m *Model) tabs() string {
	titles := make([]string, len(m.screens))
	for n, s := range m.screens {
		titles[n] = s.title()
	}
	texts, gap := tabTexts(titles, m.current, m.width)
	for n := range texts {
		if n == m.current {
			texts[n] = m.styles.Tab.Render(texts[n])
		}
	}
	left := " " + strings.Join(texts, gap)
	right := "? keys   : go to "
	if ansi.StringWidth(left)+ansi.StringWidth(right) > m.width {
		return ruler.Fit(left, m.width)
	}
	return ruler.Fit(left, m.width-ansi.StringWidth(right)) + m.styles.Faint.Render(right)
}

// tabTexts gives the tabs in the longest form that fits a width, and what stands between
// them. The screen that is shown keeps its word the longest; at the narrowest the others
// are only the numbers that one types.
func tabTexts(titles []string, current, width int) (texts []string, gap string) {
	forms := []struct {
		current, others int // how short a name is: 0 the title, 1 a word, 2 some letters, 3 nothing
		gap             string
	}{{0, 0, "  "}, {1, 1, "  "}, {1, 1, " "}, {1, 2, "  "}, {1, 2, " "}, {2, 2, " "}, {1, 3, "  "}, {2, 3, " "}}
	for _, form := range forms {
		texts, gap = make([]string, len(titles)), form.gap
		for n, title := range titles {
			short := form.others
			if n == current {
				short = form.current
			}
			texts[n] = strings.TrimSpace(strconv.Itoa(n+1) + " " + tabName(title, short))
		}
		if 1+ansi.StringWidth(strings.Join(texts, gap)) <= width {
			break
		}
	}
	return texts, gap
}

func tabName(title string, short int) string {
	names, known := tabNames[title]
	switch {
	case short == 0 || short == 1 && !known:
		return title
	case short == 3:
		return ""
	case known:
		return names[short-1]
	default:
		return ansi.Truncate(title, leastTab, "")
	}
}
