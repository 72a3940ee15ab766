package tui

import (
	"context"
	"errors"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/tui/look"
)

func (s *incidents) key(m *Model, k tea.KeyPressMsg) (tea.Cmd, bool) {
	s.settle(m)
	if s.cursor.move(k, len(s.rows), max(1, s.height/2), s.id) || s.arrange(m, k) {
		return nil, true
	}
	if cmd, taken := s.bulk(m, k); taken {
		return cmd, true
	}
	i := s.selected()
	if k.String() == "enter" && i != nil {
		return m.openIncident(i.ID), true
	}
	return m.incidentKey(k, i)
}

// arrange takes the keys that change what the list shows and how.
func (s *incidents) arrange(m *Model, k tea.KeyPressMsg) bool {
	switch k.String() {
	case "/":
		m.line = newEntry("/", s.filter.text, func(text string) tea.Cmd {
			f, err := parseFilter(text)
			if err != nil {
				m.toast.say(m.opts.Now(), err.Error())
				return nil
			}
			s.filter = f
			return nil
		})
	case "]":
		s.section = (s.section + 1) % len(sections)
	case "[":
		s.section = (s.section + len(sections) - 1) % len(sections)
	case "s":
		s.order = (s.order + 1) % len(orders)
	case "esc":
		if s.filter.text == "" && len(s.marks) == 0 {
			return false
		}
		s.filter = filter{}
		clear(s.marks)
	default:
		return false
	}
	return true
}

// bulk takes the keys that mark incidents, and those that act on all that are marked.
func (s *incidents) bulk(m *Model, k tea.KeyPressMsg) (tea.Cmd, bool) {
	switch k.String() {
	case "space":
		if i := s.selected(); i != nil {
			if s.marks[i.ID] {
				delete(s.marks, i.ID)
			} else {
				s.marks[i.ID] = true
			}
		}
		return nil, true
	case "ctrl+\\":
		clear(s.marks)
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
	case "A", "c", "i", "e", "z", "O":
		m.toast.say(m.opts.Now(), "that is done to one incident only; ctrl+\\ clears the marks")
		return nil, true
	default:
		return nil, false
	}
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
				lines = append(lines, look.Fit(look.Line(i.Ref), 9)+look.Severity(i.Severity)+" "+look.Line(string(i.AffectedService))+"  "+look.Line(i.Title))
			}
			if more := len(chosen) - shown; more > 0 {
				lines = append(lines, "and "+plural(more, "other"))
			}
			return lines
		},
		choices: []choice{{"y", strings.ToLower(verb) + " them", func(m *Model) tea.Cmd {
			clear(s.marks)
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
