package tui

import (
	"cmp"
	"slices"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/look"
	"github.com/airra/airra/tui/ruler"
)

// treeDepth is how far away a service may be to stand in the tree of another.
const treeDepth = 3

// branch is a service in a tree: the lines before it, and what is to be said of it
// instead of what lies below.
type branch struct {
	lines string
	name  airra.ServiceName
	note  string
}

// branches is the tree below a service, in the order in which it is drawn. A service
// that leads back to one above it is cut, because a cycle has no end; one that was drawn
// already is only named again, and what lies deeper is said to be there.
func branches(root airra.ServiceName, next func(airra.ServiceName) []airra.ServiceName, depth int) []branch {
	var all []branch
	drawn := map[airra.ServiceName]bool{}
	var below func(name airra.ServiceName, indent string, path []airra.ServiceName)
	below = func(name airra.ServiceName, indent string, path []airra.ServiceName) {
		path = append(path[:len(path):len(path)], name)
		nodes := slices.Compact(slices.Sorted(slices.Values(next(name))))
		for n, node := range nodes {
			line, under := "├─ ", "│  "
			if n == len(nodes)-1 {
				line, under = "└─ ", "   "
			}
			b := branch{lines: indent + line, name: node}
			deeper := len(next(node)) > 0
			switch {
			case slices.Contains(path, node):
				b.note = "↻ a cycle, cut here"
			case deeper && drawn[node]:
				b.note = "as above"
			case deeper && len(path) >= depth:
				b.note = "… and more"
			}
			all = append(all, b)
			if b.note == "" && deeper {
				drawn[node] = true
				below(node, indent+under, path)
			}
		}
	}
	below(root, "", nil)
	return all
}

// treeLines draw what a service needs, or who needs it, each with how it does.
func (m *Model) treeLines(root airra.ServiceName, next func(airra.ServiceName) []airra.ServiceName, width int) []string {
	const spark = 12
	all := branches(root, next, treeDepth)
	name := 0
	for _, b := range all {
		name = max(name, ansi.StringWidth(b.lines+look.Line(string(b.name))))
	}
	name = min(name, max(16, width-2-2-stateCells-2-spark-2-12))
	lines := make([]string, len(all))
	for n, b := range all {
		course, of := "", b.note
		if worst := worstSignal(m.service(b.name)); worst != nil {
			course, of = readingSpark(*worst, spark), cmp.Or(b.note, look.Line(worst.Name))
		}
		text, style := m.nodeState(b.name)
		lines[n] = "  " + ruler.Fit(b.lines+look.Line(string(b.name)), name) + "  " + style.Render(ruler.Fit(text, stateCells)) +
			"  " + m.styles.Accent.Render(ruler.Fit(course, spark)) + "  " + m.styles.Faint.Render(of)
	}
	return lines
}

// nodeState is how a service of a tree does. One that the file only names is no service
// of which anything is known.
func (m *Model) nodeState(name airra.ServiceName) (string, lipgloss.Style) {
	if v := m.service(name); v != nil {
		return m.serviceState(*v)
	}
	return look.Unknown + " only named", m.styles.Faint
}

// service is what is known of a service, or nil of one that is only named.
func (m *Model) service(name airra.ServiceName) *airra.ServiceState {
	at := slices.IndexFunc(m.data.services, func(v airra.ServiceState) bool { return v.Name == name })
	if at < 0 {
		return nil
	}
	return &m.data.services[at]
}

// badness orders the states of a signal from the worst to the best.
var badness = []string{"anomalous", "no_data", "warming_up", "normal"}

// worstSignal is the one that says most about how a service does: the worst state, and
// among equals the one that is furthest from what is normal.
func worstSignal(v *airra.ServiceState) *airra.SignalReading {
	if v == nil || !v.Monitored || len(v.Signals) == 0 {
		return nil
	}
	rank := func(r airra.SignalReading) int {
		if at := slices.Index(badness, r.State); at >= 0 {
			return at
		}
		return len(badness)
	}
	away := func(r airra.SignalReading) float64 {
		if r.Sigma == nil {
			return 0
		}
		return *r.Sigma
	}
	worst := slices.MinFunc(v.Signals, func(a, b airra.SignalReading) int {
		return cmp.Or(rank(a)-rank(b), cmp.Compare(away(b), away(a)))
	})
	return &worst
}

// needs and neededBy walk the graph that the services file of the server declares.
func (m *Model) needs(name airra.ServiceName) []airra.ServiceName {
	if v := m.service(name); v != nil {
		return v.DependsOn
	}
	return nil
}

func (m *Model) neededBy(name airra.ServiceName) []airra.ServiceName {
	if v := m.service(name); v != nil {
		return v.Dependents
	}
	var names []airra.ServiceName
	for _, v := range m.data.services {
		if slices.Contains(v.DependsOn, name) {
			names = append(names, v.Name)
		}
	}
	return names
}
