package tui

import tea "charm.land/bubbletea/v2"

func (s *incidents) key(m *Model, k tea.KeyPressMsg) (tea.Cmd, bool) {
	s.settle(m)
	if s.cursor.move(k, len(s.rows), max(1, s.height/2), s.id) {
		s.stretch()
		return nil, true
	}
	if cmd, taken := s.arrange(m, k); taken || m.layout.arrange(k, m.width) {
		return cmd, true
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
func (s *incidents) arrange(m *Model, k tea.KeyPressMsg) (tea.Cmd, bool) {
	switch k.String() {
	case "/":
		m.line = newEntry("/", s.filter.text, func(text string) tea.Cmd { return s.use(m, text) })
	case "]":
		return s.showSection(m, s.section+1), true
	case "[":
		return s.showSection(m, s.section-1), true
	case "s", ">":
		s.order = (s.order + 1) % len(orders)
	case "<":
		s.order = (s.order + len(orders) - 1) % len(orders)
	case "S":
		s.reverse = !s.reverse
	case "n":
		s.toNeedy(m, 1)
	case "N":
		s.toNeedy(m, -1)
	case "esc":
		if s.filter.text == "" && len(s.marks) == 0 {
			return nil, false
		}
		s.filter = filter{}
		s.unmark()
	default:
		return nil, false
	}
	return nil, true
}

// use filters by what was typed, or says what is not understood.
func (s *incidents) use(m *Model, text string) tea.Cmd {
	f, err := parseFilter(text, m.opts.Now().In(m.location()))
	if err != nil {
		m.toast.say(m.opts.Now(), err.Error())
		return nil
	}
	s.filter = f
	return s.askOlder(m)
}

// showSection shows another section; behind the last is the first.
func (s *incidents) showSection(m *Model, n int) tea.Cmd {
	s.section = (n + len(s.sections)) % len(s.sections)
	return s.askOlder(m)
}

// toNeedy goes to the next row that needs somebody, and from the last one to the first.
func (s *incidents) toNeedy(m *Model, by int) {
	count := len(s.rows)
	for step := 1; step <= count; step++ {
		at := ((s.cursor.index+by*step)%count + count) % count
		if needsSomebody(s.rows[at]) {
			s.cursor.index, s.cursor.id = at, s.id(at)
			s.stretch()
			return
		}
	}
	m.toast.say(m.opts.Now(), "nothing here needs somebody")
}
