package tui

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

// The tabs take the longest form that fits, and every number that can be typed is there.
func TestTabsFitTheirLine(t *testing.T) {
	t.Parallel()
	seven := []string{"Deck", "Incidents", "Approvals", "On-call", "Services", "Notifications", "Command log"}
	nine := []string{"Deck", "Incidents", "Approvals", "On-call", "Services", "Notifications", "Analytics", "Handover", "Command log"}
	for name, c := range map[string]struct {
		titles         []string
		current, width int
		want           string
	}{
		"seven have their titles at 90":   {seven, 0, 90, "1 Deck  2 Incidents  3 Approvals  4 On-call  5 Services  6 Notifications  7 Command log"},
		"exactly enough is enough":        {seven, 0, 88, "1 Deck  2 Incidents  3 Approvals  4 On-call  5 Services  6 Notifications  7 Command log"},
		"one cell less is not":            {seven, 0, 87, "1 Deck  2 Incidents  3 Approvals  4 On-call  5 Services  6 Notify  7 Log"},
		"eight are words at 80":           {append(nine[:7:7], "Command log"), 0, 80, "1 Deck 2 Incidents 3 Approvals 4 On-call 5 Services 6 Notify 7 Analytics 8 Log"},
		"nine are letters at 80":          {nine, 6, 80, "1 Deck  2 Incid  3 Appr  4 Call  5 Serv  6 Notif  7 Analytics  8 Hand  9 Log"},
		"nine at 60 are numbers, but one": {nine, 6, 60, "1  2  3  4  5  6  7 Analytics  8  9"},
		"seven at 60 are letters":         {seven, 1, 60, "1 Deck  2 Incidents  3 Appr  4 Call  5 Serv  6 Notif  7 Log"},
	} {
		texts, gap := tabTexts(c.titles, c.current, c.width)
		got := strings.Join(texts, gap)
		if got != c.want || 1+ansi.StringWidth(got) > c.width {
			t.Errorf("%s: %q (%d cells), want %q", name, got, ansi.StringWidth(got), c.want)
		}
	}
}

// Whatever the width, the line of tabs is as wide as the terminal and names the screen.
func TestTabsAreAsWideAsTheTerminal(t *testing.T) {
	t.Parallel()
	for width := leastWidth; width < 140; width++ {
		m, _ := still(t)
		m.width, m.height = width, leastHeight
		for n, key := range []string{"1", "2", "3", "4", "5", "6", "7", "8"} {
			m.current = n
			line := ansi.Strip(m.tabs())
			if ansi.StringWidth(line) != width || !strings.Contains(line, key) {
				t.Fatalf("at %d on screen %s: %q", width, key, line)
			}
		}
	}
}
