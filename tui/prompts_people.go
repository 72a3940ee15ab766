package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/look"
)

func (s *oncallScreen) words(m *Model) []string {
	scope := "every service"
	if s.service != "" {
		scope = look.Line(string(s.service))
	}
	g := s.period.grid(m.opts.Now())
	lines := []string{"The " + g.word() + " from " + g.from.Format("Mon 2 Jan") + " to " + g.day(g.days-1).Format("Mon 2 Jan 2006") + ", times in " + g.from.Format("MST") + "."}
	if c := m.data.calendar; c != nil {
		lines = append(lines, m.planWords(c, g.word())...)
	}
	lines = append(lines, m.findingLines(unbroken)...)
	if len(s.chain) == 0 {
		return append(lines, s.chainLines(m, unbroken)...)
	}
	return append(lines, "On call now, for "+scope+"; a number chooses whose turn an override takes.")
}

// planWords tell the turns of a week or a month, and when nobody has one.
func (m *Model) planWords(c *airra.Calendar, word string) []string {
	var lines []string
	for _, row := range weekRows(c) {
		if row.gap {
			continue // They are told below, together.
		}
		spans := make([]string, len(row.spans))
		for n, span := range row.spans {
			spans[n] = m.dutySpan(span[0], span[1])
		}
		lines = append(lines, look.Line(string(row.level))+", "+row.name+": "+strings.Join(spans, "; "))
	}
	if len(lines) == 0 {
		lines = append(lines, "Nobody is planned in this "+word+".")
	}
	for _, line := range m.gapLines(c, word, unbroken) {
		lines = append(lines, strings.Replace(plainly(line), "! GAP", "Gap:", 1))
	}
	return lines
}

func (s *oncallScreen) listed(m *Model) []offer {
	rows := make([]offer, len(s.chain))
	for n, e := range s.chain {
		state := "reachable"
		if ok, why := e.Engineer.Reachable(); !ok {
			state = "not reachable, " + look.Line(why)
		}
		text := look.Line(string(e.Level)) + ", " + look.Line(e.Engineer.Name) + overridden(e.Schedule) + ", " + state + ", until " + m.dutyTime(e.Schedule.EndTime)
		rows[n] = offer{text: text, do: func(p *prompter, _ string) error {
			s.cursor.index, s.cursor.id = n, string(e.Engineer.ID)
			p.say("An override takes the turn of " + look.Line(e.Engineer.Name) + ".")
			return nil
		}}
	}
	return rows
}

func (s *oncallScreen) offers(*Model) []offer {
	press := func(m *Model, k tea.KeyPressMsg) tea.Cmd {
		cmd, _ := s.key(m, k)
		return cmd
	}
	return []offer{
		{word: "override", key: "o", text: "puts somebody in the place of the chosen one, like: override bob@example.com +4h", write: true, do: func(p *prompter, rest string) error {
			s.cursor.settle(len(s.chain), s.entryNames())
			return pressed(press, "o")(p, rest)
		}},
		{word: "simulate", key: "s", text: "tells who would be contacted, like: simulate payment-service critical", do: func(p *prompter, rest string) error {
			s.sim = nil
			err := pressed(press, "s")(p, rest)
			if s.sim != nil {
				p.sayAll(p.m.simulationLines(*s.sim, s.simAt, unbroken))
				s.sim = nil
			}
			return err
		}},
		{word: "service", key: "/", text: "tells who is on call for one service; service alone for all", do: func(p *prompter, rest string) error {
			s.service, s.known, s.chain = airra.ServiceName(rest), false, nil
			return p.arrive()
		}},
		{word: "week", key: "w", text: "the plan of a week", do: pressed(press, "w")},
		{word: "month", key: "m", text: "the plan of a month", do: pressed(press, "m")},
		{word: "today", key: "t", text: "the week or month of today", do: pressed(press, "t")},
		{word: "next", key: "]", text: "the next week or month", do: pressed(press, "]")},
		{word: "previous", key: "[", text: "the one before", do: pressed(press, "[")},
	}
}

func (s *notices) words(m *Model) []string {
	if len(m.data.notices) == 0 {
		return s.none(m, frame{width: unbroken})
	}
	return []string{sentenceOf(s.about(len(m.data.notices))) + " A number tells one."}
}

func (s *notices) listed(m *Model) []offer {
	rows := make([]offer, len(m.data.notices))
	for n, one := range m.data.notices {
		sla, _ := m.slaText(one)
		text := look.Words(one.Status) + ", to " + look.Line(noticeTo(one)) + ", about " + look.Line(one.IncidentRef) + ", " + m.ago(one.CreatedAt) + " ago"
		if sla != "–" {
			text += ", answer " + sla
		}
		rows[n] = offer{text: text, do: func(p *prompter, _ string) error {
			s.cursor.index, s.cursor.id = n, string(one.ID)
			p.sayAll(p.m.noticeLines(one, unbroken))
			return nil
		}}
	}
	return rows
}

func (s *notices) offers(*Model) []offer {
	return []offer{{word: "resend", key: "r", text: "sends the chosen message again, after a question", write: true, do: func(p *prompter, _ string) error {
		n := s.selected(p.m)
		if n == nil {
			p.say("Nothing was sent to anybody yet.")
			return nil
		}
		return p.run(p.m.confirmResend(*n))
	}}}
}
