package tui

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/tui/theme"
)

// hostile are incidents whose words try to break the columns.
func hostile() []airra.Incident {
	titles := []string{
		strings.Repeat("long ", 80), "データベースの応答が遅い 注文が止まっています すぐに確認してください", "👩‍👩‍👧‍👦 family 🏳️‍🌈 flag e\u0301 combining",
		"\x1b[31mred\x1b[0m and\nnew\tline\x07", "right \u202eto left", "",
	}
	all := make([]airra.Incident, 0, len(titles)*len(airra.IncidentStatuses))
	for n := range len(titles) * len(airra.IncidentStatuses) {
		all = append(all, anIncident(n, func(i *airra.Incident) {
			i.Title, i.Status = titles[n%len(titles)], airra.IncidentStatuses[n/len(titles)]
			i.Description, i.AffectedService = titles[(n+1)%len(titles)], airra.ServiceName(titles[(n+2)%len(titles)])
			i.Severity = airra.Severities[n%4]
			i.AcknowledgedBy, i.AcknowledgedAt, i.PendingApprovalAt = &i.Title, &noon, &noon
		}))
	}
	return all
}

func TestEveryLineIsAsWideAsTheTerminal(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{60, 18}, {80, 24}, {119, 30}, {120, 40}, {200, 60}} {
		for _, name := range theme.Names {
			t.Run(fmt.Sprintf("%dx%d %s", size[0], size[1], name), func(t *testing.T) {
				t.Parallel()
				m, _ := still(t, func(o *Options) { o.Theme = name })
				m.Update(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
				for _, state := range frames(m) {
					state.make()
					asWide(t, m, state.name)
				}
			})
		}
	}
}

// frames are the states of the cockpit that a frame is drawn of.
func frames(m *Model) []struct {
	name string
	make func()
} {
	return []struct {
		name string
		make func()
	}{
		{"an empty deck", func() {}},
		{"a full deck", func() { m.with(hostile()...) }},
		{"the end of the deck", func() { strike(m, "G") }},
		{"the incidents", func() { strike(m, "2") }},
		{"all incidents, some marked", func() { strike(m, "]", "]", "]", "space", "j", "space") }},
		{"a question about many", func() { strike(m, "a") }},
		{"the end of the list", func() { strike(m, "esc", "G") }},
		{"a long filter", func() { strike(m, "/"); strike(m, strings.Split(strings.Repeat("データ", 90), "")...) }},
		{"a long message", func() { strike(m, "esc"); m.toast.say(m.opts.Now(), strings.Repeat("長い", 200)) }},
		{"a dead server", func() {
			m.toast = toast{}
			m.failed(airra.Errorf(airra.CodeUnavailable, "the server does not answer"))
		}},
	}
}

// asWide fails the test when a line is not exactly as wide as the terminal.
func asWide(t *testing.T, m *Model, what string) {
	t.Helper()
	lines := strings.Split(m.View().Content, "\n")
	if len(lines) != m.height {
		t.Errorf("%s: %d lines, not %d", what, len(lines), m.height)
	}
	for n, line := range lines {
		if got := ansi.StringWidth(line); got != m.width {
			t.Errorf("%s: line %d is %d wide, not %d: %q", what, n, got, m.width, ansi.Strip(line))
			return
		}
	}
}
