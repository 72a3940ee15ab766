package tui

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/look"
)

// standingOf says in a few lines how everything is: the head of the main menu.
func (m *Model) standingOf() []string {
	if m.data.fetched.IsZero() {
		return nil // What is wrong was said already.
	}
	d := m.deckNow()
	lines := []string{plural(len(d.rows), "open incident") + ", of these " + needing(d.needs) + "; " + plural(len(m.data.pending), "decision") + " to be made."}
	return append(lines, m.onCallWords())
}

// onCallWords is the chain in one line.
func (m *Model) onCallWords() string {
	if len(m.data.chain) == 0 {
		return sentenceOf(plainly(m.onCall()))
	}
	return "On call: " + m.onCall() + "."
}

// needing counts those that stand still until a person does something.
func needing(n int) string {
	if n == 1 {
		return "1 needs somebody"
	}
	return strconv.Itoa(n) + " need somebody"
}

// deckNow is the deck with its rows worked out.
func (m *Model) deckNow() *deck {
	d := &deck{}
	d.settle(m)
	return d
}

func (d *deck) words(m *Model) []string {
	d.settle(m)
	lines := []string{d.calm(m)}
	if len(d.rows) > 0 {
		lines = []string{needing(d.needs) + ", " + strconv.Itoa(len(d.rows)-d.needs) + " more are open; the worst first."}
	}
	lines = append(lines, m.onCallWords())
	s := m.data.status
	if s == nil {
		return lines
	}
	for _, c := range s.Checks {
		text := "Server: " + look.Line(c.Name) + " is " + look.Words(c.State)
		if c.State != airra.CheckUp && c.Detail != "" {
			text += ": " + look.Line(c.Detail)
		}
		lines = append(lines, text+".")
	}
	return append(lines, "Reasoning: "+look.Line(s.Reasoner)+".", look.Line(s.MonitorNote))
}

func (d *deck) listed(m *Model) []offer {
	d.settle(m)
	return m.incidentOffers(d.rows)
}

func (*deck) offers(*Model) []offer { return nil }

// incidentOffers are incidents as rows; the number opens one.
func (m *Model) incidentOffers(all []*airra.Incident) []offer {
	rows := make([]offer, len(all))
	for n, i := range all {
		ref := i.Ref
		rows[n] = offer{text: m.incidentWords(i), do: func(p *prompter, _ string) error { return p.open(ref) }}
	}
	return rows
}

// incidentWords is an incident in one line.
func (m *Model) incidentWords(i *airra.Incident) string {
	text := look.Line(i.Ref) + ", " + look.Line(string(i.Severity)) + ", " + m.statusWords(i) + ", " + look.Line(string(i.AffectedService)) + ": " +
		look.Line(i.Title) + "; " + m.ago(i.DetectedAt) + " ago"
	if clock := m.waits(i); clock != "" {
		text += "; the decision: " + clock
	}
	return text
}

func (s *incidents) words(m *Model) []string {
	s.settle(m)
	text := s.sections[s.section].name + ": " + plural(len(s.rows), "incident") + ", sorted by " + orders[s.order].name
	if s.filter.text != "" {
		text += ", filtered by " + look.Line(s.filter.text)
	}
	lines := []string{text + "."}
	if len(s.rows) == 0 {
		lines = append(lines, plainly(s.nothing(m))+".")
	}
	return lines
}

func (s *incidents) listed(m *Model) []offer {
	s.settle(m)
	return m.incidentOffers(s.rows)
}

func (s *incidents) offers(*Model) []offer {
	all := []offer{
		{word: "filter", key: "/", text: "shows only some, like: filter status:open sev:>=high -service:batch", do: s.filtering},
		{word: "section", text: "open, mine, resolved or all", do: func(p *prompter, rest string) error {
			return p.pick(rest, s.sectionNames(), &s.section)
		}},
		{word: "sort", key: "s", text: "newest, severity, oldest, service or status", do: func(p *prompter, rest string) error {
			return p.pick(rest, orderNames(), &s.order)
		}},
	}
	if s.filter.text == "" {
		return all
	}
	return append(all, offer{word: "clear", text: "takes the filter away", do: func(p *prompter, _ string) error { s.filter = filter{}; return p.arrive() }})
}

// filtering reads a filter as the cockpit does, and tells the list where it was understood.
func (s *incidents) filtering(p *prompter, rest string) error {
	before := s.filter.text
	slash := pressed(func(m *Model, k tea.KeyPressMsg) tea.Cmd {
		s.arrange(m, k)
		m.line.prompt = "filter, like status:open sev:>=high:"
		return nil
	}, "/")
	if err := slash(p, rest); err != nil || s.filter.text == before {
		return err
	}
	return p.arrive()
}

// pick takes one of some names, by its beginning; without a name it takes the next.
func (p *prompter) pick(name string, names []string, at *int) error {
	n := (*at + 1) % len(names)
	if name != "" {
		n = slices.IndexFunc(names, func(other string) bool { return strings.HasPrefix(strings.ToLower(other), strings.ToLower(name)) })
	}
	if n < 0 {
		p.say("There is no " + look.Line(name) + "; there are " + strings.ToLower(strings.Join(names, ", ")) + ".")
		return nil
	}
	*at = n
	return p.arrive()
}

func (s *incidents) sectionNames() []string {
	names := make([]string, len(s.sections))
	for n, one := range s.sections {
		names[n] = one.name
	}
	return names
}

func orderNames() []string {
	names := make([]string, len(orders))
	for n, o := range orders {
		names[n] = o.name
	}
	return names
}

func (*commandLog) words(m *Model) []string {
	if len(m.acts.all) == 0 {
		return []string{"Nothing was done from here yet. What you do stands here as the airra command that does the same."}
	}
	lines := []string{plural(len(m.acts.all), "act") + ", newest first."}
	for n := range m.acts.all {
		d := nth(m, n)
		outcome := "done"
		if d.err != nil {
			outcome = "not done, because " + look.Line(airra.ErrorMessage(d.err))
		}
		lines = append(lines, m.clock(d.at)+", "+outcome+": "+look.Line(cmp.Or(d.act.line, "nothing")))
	}
	return lines
}

func (*commandLog) listed(*Model) []offer { return nil }

func (*commandLog) offers(*Model) []offer { return nil }
