package tui

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/tui/look"
)

// oncallScreen says who is on call now and in the week, where nobody is, and who would
// be contacted if something happened.
type oncallScreen struct {
	service airra.ServiceName // whose chain and week it is; empty for what is for all
	weeks   int               // how many weeks from this one on the week lies
	chain   []airra.OnCallEntry
	known   bool // there was an answer, so an empty chain means that nobody is on call
	cursor  cursor
	top     int
	sim     *airra.Simulation // fills the screen while it is there
}

// lintWeeks is how far ahead is looked for what is wrong with the plan: a quarter of a
// year, as the command does.
const lintWeeks = 12

func (*oncallScreen) title() string { return "On-call" }

func (s *oncallScreen) load(m *Model) tea.Cmd {
	service, from := s.service, s.monday(m)
	chain := ask(func() ([]airra.OnCallEntry, error) {
		chain, err := m.opts.Backend.EscalationChain(m.ctx, airra.OnCallQuery{Service: service})
		if airra.ErrorCode(err) == airra.CodeNotFound {
			return nil, nil
		}
		return chain, err
	}, func(_ *Model, chain []airra.OnCallEntry) { s.chain, s.known = chain, true })
	week := ask(func() (*airra.Calendar, error) {
		return m.opts.Backend.OnCallCalendar(m.ctx, airra.CalendarQuery{From: from, To: from.AddDate(0, 0, 7), Service: service})
	}, func(m *Model, c *airra.Calendar) { m.data.calendar = c })
	lint := ask(func() (*airra.LintReport, error) { return m.opts.Backend.LintOnCall(m.ctx, lintWeeks) }, func(m *Model, r *airra.LintReport) { m.data.findings = r })
	return tea.Batch(chain, week, lint)
}

// monday is the first midnight of the week that is shown, in the zone of the person.
func (s *oncallScreen) monday(m *Model) time.Time {
	now := m.opts.Now()
	day := now.Day() - (int(now.Weekday())+6)%7 + 7*s.weeks
	return time.Date(now.Year(), now.Month(), day, 0, 0, 0, 0, now.Location())
}

func (s *oncallScreen) hints(m *Model) string {
	switch {
	case s.sim != nil:
		return "j/k scroll  s another  esc on call"
	case m.opts.ReadOnly:
		return "/ service  [ ] week  s simulate  ctrl+d more"
	default:
		return "/ service  [ ] week  s simulate  o override  ctrl+d more"
	}
}

func (s *oncallScreen) entryNames() func(n int) string {
	return func(n int) string { return string(s.chain[n].Engineer.ID) }
}

func (s *oncallScreen) key(m *Model, k tea.KeyPressMsg) (tea.Cmd, bool) {
	s.cursor.settle(len(s.chain), s.entryNames())
	switch k.String() {
	case "s":
		s.startSimulation(m)
	case "esc":
		return nil, s.leave()
	case "ctrl+d", "pgdown":
		s.top += 10
	case "ctrl+u", "pgup":
		s.top -= 10
	default:
		if s.sim != nil {
			return nil, s.scroll(k)
		}
		return s.keyOfPlan(m, k)
	}
	return nil, true
}

// leave goes back from a simulation to the plan, and says whether there was one.
func (s *oncallScreen) leave() bool {
	left := s.sim != nil
	s.sim = nil
	if left {
		s.top = 0
	}
	return left
}

func (s *oncallScreen) scroll(k tea.KeyPressMsg) bool {
	switch k.String() {
	case "j", "down":
		s.top++
	case "k", "up":
		s.top--
	default:
		return false
	}
	return true
}

func (s *oncallScreen) keyOfPlan(m *Model, k tea.KeyPressMsg) (tea.Cmd, bool) {
	switch k.String() {
	case "/":
		m.line = newEntry("on call for the service (empty for all):", string(s.service), func(text string) tea.Cmd {
			s.service, s.known, s.chain, s.top = airra.ServiceName(strings.TrimSpace(text)), false, nil, 0
			return s.load(m)
		})
	case "[":
		s.weeks--
		return s.load(m), true
	case "]":
		s.weeks++
		return s.load(m), true
	case "o":
		s.startOverride(m)
	default:
		return nil, s.cursor.move(k, len(s.chain), 10, s.entryNames())
	}
	return nil, true
}

func (s *oncallScreen) draw(m *Model, f frame) []string {
	var lines []string
	if s.sim != nil {
		lines = m.simulationLines(*s.sim, f.width)
	} else {
		lines = s.planLines(m, f.width)
	}
	lines, s.top = scrolled(lines, s.top, f.height)
	return lines
}

func (s *oncallScreen) planLines(m *Model, width int) []string {
	scope := "every service"
	if s.service != "" {
		scope = look.Line(string(s.service))
	}
	lines := append([]string{m.section("ON CALL NOW", scope)}, s.chainLines(m, width)...)
	from := s.monday(m)
	lines = append(lines, "", m.section("WEEK", from.Format("2 Jan")+" – "+from.AddDate(0, 0, 6).Format("2 Jan 2006")+"  "+from.Format("MST")))
	if c := m.data.calendar; c == nil {
		lines = append(lines, "  Asking for the plan …")
	} else {
		lines = append(lines, m.weekLines(c, from, width)...)
		lines = append(lines, m.gapLines(c, width)...)
	}
	return append(append(lines, ""), m.findingLines(width)...)
}

// chainLines are the people in the order of calling.
func (s *oncallScreen) chainLines(m *Model, width int) []string {
	s.cursor.settle(len(s.chain), s.entryNames())
	switch {
	case len(s.chain) == 0 && !s.known:
		return []string{"  Asking who is on call …"}
	case len(s.chain) == 0:
		return m.nothing("✗ Nobody is on call, so a page would reach nobody. Put somebody there:", "airra oncall shift add @me --from now --to +8h", width)
	}
	lines := make([]string, len(s.chain))
	for n, e := range s.chain {
		lines[n] = m.entryRow(e, width, n == s.cursor.index)
	}
	return lines
}

// entryRow is one person: the level, whether a page would go to them, and until when.
func (m *Model) entryRow(e airra.OnCallEntry, width int, chosen bool) string {
	state, style := "● reachable", m.styles.Good
	if ok, why := e.Engineer.Reachable(); !ok {
		state, style = "✗ "+look.Line(why), m.styles.Alarm
	}
	until := "until " + m.dutyTime(e.Schedule.EndTime)
	name := max(12, width-1-9-2-18-2-22-2)
	row := look.Fit(look.Line(string(e.Level)), 9) + "  " + look.Fit(look.Line(e.Engineer.Name)+overridden(e.Schedule), name) + "  "
	if chosen {
		return m.chosen("▌"+row+look.Fit(state, 18)+"  "+until, width)
	}
	return look.Fit(" "+row+style.Render(look.Fit(state, 18))+"  "+until, width)
}

func overridden(s airra.Shift) string {
	if s.OverrideID != nil {
		return " (override)"
	}
	return ""
}

// findingLines say what is wrong with the plan of the weeks that come.
func (m *Model) findingLines(width int) []string {
	r := m.data.findings
	switch {
	case r == nil:
		return nil
	case len(r.Findings) == 0:
		return []string{" " + m.styles.Good.Render("✓ nothing is wrong with the plan") + " until " + m.dutyTime(r.To)}
	}
	lines := []string{" " + m.styles.Warn.Render("◐ "+plural(len(r.Findings), "finding")) + " until " + m.dutyTime(r.To) + ": airra oncall lint"}
	for _, finding := range r.Findings {
		lines = append(lines, indented(wrap(look.Words(finding.Kind)+": "+finding.Message, width-6), 3)...)
	}
	return lines
}

// dutyTime is a moment of a plan: of today the time, of the days around the weekday,
// and of all others the date.
func (m *Model) dutyTime(t time.Time) string {
	t, now := m.here(t)
	switch ahead := t.Sub(now); {
	case t.Year() == now.Year() && t.YearDay() == now.YearDay():
		return t.Format("15:04")
	case ahead > 0 && ahead < 6*24*time.Hour:
		return t.Format("Mon 15:04")
	case t.Year() == now.Year():
		return t.Format("Mon 2 Jan 15:04")
	default:
		return t.Format("2 Jan 2006 15:04")
	}
}
