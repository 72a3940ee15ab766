package tui

import (
	"cmp"
	"strings"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/look"
)

func (s *services) words(m *Model) []string {
	if len(m.data.services) == 0 {
		return s.none(m, frame{width: unbroken})
	}
	return []string{plural(len(m.data.services), "service") + ". A number tells its signals and what it depends on."}
}

func (*services) listed(m *Model) []offer {
	rows := make([]offer, len(m.data.services))
	for n, v := range m.data.services {
		state, _ := m.serviceState(v)
		text := look.Line(string(v.Name)) + ", " + state
		if v.OpenIncidents > 0 {
			text += ", " + plural(v.OpenIncidents, "open incident")
		}
		rows[n] = offer{text: text, do: func(p *prompter, _ string) error { p.sayAll(p.m.serviceWords(v)); return nil }}
	}
	return rows
}

func (*services) offers(*Model) []offer { return nil }

// serviceWords tell one service: its signals against what is normal for them, what it
// needs, and who needs it.
func (m *Model) serviceWords(v airra.ServiceState) []string {
	state, _ := m.serviceState(v)
	head := look.Line(string(v.Name)) + ", " + state
	for _, fact := range []string{string(v.Criticality), v.Tier, v.Team, strings.Join(v.Owners, ", ")} {
		if fact != "" {
			head += ", " + look.Line(fact)
		}
	}
	lines := []string{head + "."}
	if len(v.Signals) == 0 || !v.Monitored {
		lines = append(lines, m.readingLines(v, unbroken)...)
	} else {
		for _, r := range v.Signals {
			lines = append(lines, m.readingWords(r))
		}
	}
	return append(lines, "Needs "+namesOr(v.DependsOn), "Needed by "+namesOr(v.Dependents))
}

func (m *Model) readingWords(r airra.SignalReading) string {
	state, _ := m.signalState(r.State)
	text := look.Line(r.Name) + ": " + plainly(state)
	if r.Current != nil {
		text += ", now " + measured(r.Current, r.Unit)
	}
	if r.Expected != nil {
		text += ", normal " + measured(r.Expected, r.Unit)
	}
	if r.Sigma != nil {
		text += ", " + sigmaText(r.Sigma) + " standard deviations away"
	}
	return text + "."
}

func namesOr(names []airra.ServiceName) string {
	words := make([]string, len(names))
	for n, name := range names {
		words[n] = look.Line(string(name))
	}
	return cmp.Or(strings.Join(words, ", "), "nothing that is known") + "."
}
