package tui

import (
	"fmt"
	"slices"
	"strings"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/look"
	"github.com/airra/airra/tui/ruler"
)

// The four golden signals in the order in which they are shown: what a user feels
// first, and what the service runs out of last.
var goldenKinds = []string{"latency", "traffic", "errors", "saturation"}

// goldenWords say by a word in its name which golden signal a signal is. The first that
// fits wins: request_errors are errors and no traffic.
var goldenWords = []struct{ word, kind string }{
	{"error", "errors"},
	{"failure", "errors"},
	{"latency", "latency"},
	{"duration", "latency"},
	{"cpu", "saturation"},
	{"memory", "saturation"},
	{"heap", "saturation"},
	{"disk", "saturation"},
	{"queue", "saturation"},
	{"saturation", "saturation"},
	{"request", "traffic"},
	{"throughput", "traffic"},
	{"traffic", "traffic"},
}

// goldenKind is the golden signal that a signal is, or "other".
func goldenKind(name string) string {
	lower := strings.ToLower(name)
	for _, g := range goldenWords {
		if strings.Contains(lower, g.word) {
			return g.kind
		}
	}
	return "other"
}

// goldenOrder sorts readings by the golden signals and keeps the order within each.
func goldenOrder(all []airra.SignalReading) []airra.SignalReading {
	place := func(r airra.SignalReading) int {
		if at := slices.Index(goldenKinds, goldenKind(r.Name)); at >= 0 {
			return at
		}
		return len(goldenKinds)
	}
	sorted := slices.Clone(all)
	slices.SortStableFunc(sorted, func(a, b airra.SignalReading) int { return place(a) - place(b) })
	return sorted
}

// readingLines show each golden signal with its course, its value now and what is
// normal, and say which of them nobody measures.
func (m *Model) readingLines(v airra.ServiceState, width int) []string {
	if len(v.Signals) == 0 || !v.Monitored {
		return m.nothing("Nobody watches it: AIRRA_MONITORED_SERVICES, where airrad starts, does not name it.", "", width)
	}
	const row = " %s %s %s %s %s %s %s"
	name, spare := min(max(12, width-68), 24), max(0, width-68-24)
	value, course := 11+min(3, spare/2), 11+min(21, max(0, spare-6))
	lines := []string{m.styles.Faint.Render(fmt.Sprintf(row, ruler.Fit("golden", 10), ruler.Fit("signal", name), ruler.Fit("", course), ruler.Right("now", value), ruler.Right("normal", value), ruler.Right("sigma", 6), "state"))}
	missing, before := slices.Clone(goldenKinds), ""
	for _, r := range goldenOrder(v.Signals) {
		kind := goldenKind(r.Name)
		missing = slices.DeleteFunc(missing, func(k string) bool { return k == kind })
		word := kind
		if kind == before {
			word = ""
		}
		before = kind
		text, style := m.signalState(r.State)
		lines = append(lines, fmt.Sprintf(row, ruler.Fit(word, 10), ruler.Fit(look.Line(r.Name), name), m.styles.Accent.Render(ruler.Fit(readingSpark(r, course), course)),
			ruler.Right(measured(r.Current, r.Unit), value), ruler.Right(measured(r.Expected, r.Unit), value), ruler.Right(sigmaText(r.Sigma), 6), style.Render(text)))
	}
	if len(missing) > 0 {
		lines = append(lines, m.styles.Faint.Render(" nobody measures: "+strings.Join(missing, ", ")))
	}
	return lines
}
