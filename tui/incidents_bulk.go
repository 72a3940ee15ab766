package tui

import (
	"context"
	"errors"
	"maps"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/look"
	"github.com/airra/airra/tui/ruler"
)

// markSpan is a range of marks that follows the cursor until v ends it.
type markSpan struct {
	on     bool
	from   string // the row where it began
	before map[airra.IncidentID]bool
}

// bulk takes the keys that mark incidents, and those that act on all that are marked.
func (s *incidents) bulk(m *Model, k tea.KeyPressMsg) (tea.Cmd, bool) {
	switch k.String() {
	case "space":
		s.toggle()
		return nil, true
	case "v":
		s.startRange()
		return nil, true
	case "ctrl+\\":
		s.unmark()
		return nil, true
	}
	if len(s.marks) == 0 {
		return nil, false
	}
	chosen := s.marked(m)
	switch k.String() {
	case "a":
		return s.confirm(m, "Acknowledge", chosen, m.acknowledgeAll(chosen)), true
	case "r":
		m.line = newEntry("resolve "+plural(len(chosen), "incident")+", cause:", "", func(cause string) tea.Cmd {
			return s.confirm(m, "Resolve", chosen, m.resolveAll(chosen, cause))
		})
		return nil, true
	case "I":
		return s.confirm(m, "Assign", chosen, m.assignAll(chosen, m.opts.Actor)), true
	case "i":
		m.line = newEntry("assign "+plural(len(chosen), "incident")+" to:", m.opts.Actor, func(to string) tea.Cmd {
			return s.confirm(m, "Assign", chosen, m.assignAll(chosen, to))
		})
		return nil, true
	case "A", "c", "E", "e", "z", "O", "P":
		m.toast.say(m.opts.Now(), "that is done to one incident only; ctrl+\\ clears the marks")
		return nil, true
	default:
		return nil, false
	}
}

func (s *incidents) toggle() {
	s.span = markSpan{}
	i := s.selected()
	if i == nil {
		return
	}
	if s.marks[i.ID] {
		delete(s.marks, i.ID)
	} else {
		s.marks[i.ID] = true
	}
}

// startRange begins a range of marks at the cursor, or ends the one that was begun.
func (s *incidents) startRange() {
	if s.span.on || len(s.rows) == 0 {
		s.span = markSpan{}
		return
	}
	s.span = markSpan{on: true, from: s.cursor.id, before: maps.Clone(s.marks)}
	s.stretch()
}

// stretch marks what lies between the beginning of the range and the cursor.
func (s *incidents) stretch() {
	if !s.span.on {
		return
	}
	from := find(len(s.rows), s.span.from, s.id)
	if from < 0 { // The row has left the list, so the range begins anew.
		s.span.from, from = s.cursor.id, s.cursor.index
	}
	s.marks = maps.Clone(s.span.before)
	for n := min(from, s.cursor.index); n <= max(from, s.cursor.index); n++ {
		s.marks[s.rows[n].ID] = true
	}
}

func (s *incidents) unmark() {
	clear(s.marks)
	s.span = markSpan{}
}

// marked gives copies of the incidents that are marked, seen or not.
func (s *incidents) marked(m *Model) []airra.Incident {
	var chosen []airra.Incident
	for n := range m.data.incidents.all {
		if i := &m.data.incidents.all[n]; s.marks[i.ID] {
			chosen = append(chosen, *i)
		}
	}
	return chosen
}

// confirm names every incident before something is done to many.
func (s *incidents) confirm(m *Model, verb string, chosen []airra.Incident, a act) tea.Cmd {
	const shown = 8
	return m.ask(&question{
		title: verb + " " + plural(len(chosen), "incident") + "?",
		lines: func(*Model, int) []string {
			var lines []string
			for _, i := range chosen[:min(len(chosen), shown)] {
				lines = append(lines, ruler.Fit(look.Line(i.Ref), 9)+look.Severity(i.Severity)+" "+look.Line(string(i.AffectedService))+"  "+look.Line(i.Title))
			}
			if more := len(chosen) - shown; more > 0 {
				lines = append(lines, "and "+plural(more, "other"))
			}
			return lines
		},
		choices: []choice{{"y", strings.ToLower(verb) + " them", func(m *Model) tea.Cmd {
			s.unmark()
			return m.perform(a)
		}}},
	})
}

func refs(chosen []airra.Incident) string {
	names := make([]string, len(chosen))
	for n, i := range chosen {
		names[n] = i.Ref
	}
	return strings.Join(names, " ")
}

// each does something to all, also when it fails for one, and tells of every failure.
func each(chosen []airra.Incident, do func(key string) error) error {
	var failures []string
	var first error
	for _, i := range chosen {
		if err := do(string(i.ID)); err != nil {
			first = errors.Join(first, err)
			failures = append(failures, i.Ref+": "+airra.ErrorMessage(err))
		}
	}
	if first == nil {
		return nil
	}
	return &airra.Error{Code: airra.ErrorCode(first), Message: strings.Join(failures, "; "), Err: first}
}

func (m *Model) acknowledgeAll(chosen []airra.Incident) act {
	names := refs(chosen)
	return act{
		line: "airra ack " + names, said: plural(len(chosen), "incident") + " acknowledged",
		do: func(ctx context.Context) error {
			return each(chosen, func(key string) error {
				_, err := m.opts.Backend.AcknowledgeIncident(ctx, key, airra.Acknowledgement{By: m.opts.Actor})
				return err
			})
		},
		undo: &act{line: "airra unack " + names, said: plural(len(chosen), "incident") + " no longer acknowledged", do: func(ctx context.Context) error {
			return each(chosen, func(key string) error {
				_, err := m.opts.Backend.UnacknowledgeIncident(ctx, key)
				return err
			})
		}},
	}
}

func (m *Model) resolveAll(chosen []airra.Incident, cause string) act {
	return act{line: "airra resolve " + refs(chosen) + " --cause " + quoted(cause), said: plural(len(chosen), "incident") + " resolved", do: func(ctx context.Context) error {
		return each(chosen, func(key string) error {
			_, err := m.opts.Backend.ResolveIncident(ctx, key, airra.Resolution{By: m.opts.Actor, Cause: cause})
			return err
		})
	}}
}

func (m *Model) assignAll(chosen []airra.Incident, to string) act {
	names := refs(chosen)
	return act{
		line: `printf '%s\n' ` + names + " | airra incident assign - " + quoted(to), said: plural(len(chosen), "incident") + " assigned to " + to,
		do: func(ctx context.Context) error {
			return each(chosen, func(key string) error {
				_, err := m.opts.Backend.AssignIncidentTo(ctx, key, to, false)
				return err
			})
		},
		undo: &act{line: "airra incident unassign " + names, said: plural(len(chosen), "incident") + " are nobody's again", do: func(ctx context.Context) error {
			return each(chosen, func(key string) error {
				_, err := m.opts.Backend.UnassignIncident(ctx, key)
				return err
			})
		}},
	}
}
