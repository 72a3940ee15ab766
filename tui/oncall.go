package tui

import (
	"slices"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/look"
	"github.com/airra/airra/tui/ruler"
)

// oncallScreen says who is on call now and in a week or a month, where nobody is, and
// who would be contacted if something happened.
type oncallScreen struct {
	service   airra.ServiceName // whose chain and plan it is; empty for what is for all
	period    period            // what of the plan is shown
	rotations []airra.Rotation
	rotation  string // the one whose plan alone is shown; empty for all
	turn      int    // grows with every choice; answers to an earlier one count for nothing
	chain     []airra.OnCallEntry
	known     bool // there was an answer, so an empty chain means that nobody is on call
	cursor    cursor
	top       int
	sim       *airra.Simulation // fills the screen while it is there
	simAt     time.Time         // for which moment it was asked; zero for now
}

// lintWeeks is how far ahead is looked for what is wrong with the plan: a quarter of a
// year, as the command does.
const lintWeeks = 12

func (*oncallScreen) title() string { return "On-call" }

func (s *oncallScreen) load(m *Model) tea.Cmd {
	service := s.service
	chain := ask(func() ([]airra.OnCallEntry, error) {
		chain, err := m.opts.Backend.EscalationChain(m.ctx, airra.OnCallQuery{Service: service})
		if airra.ErrorCode(err) == airra.CodeNotFound {
			return nil, nil
		}
		return chain, err
	}, func(_ *Model, chain []airra.OnCallEntry) {
		if service == s.service {
			s.chain, s.known = chain, true
		}
	})
	lint := ask(func() (*airra.LintReport, error) { return m.opts.Backend.LintOnCall(m.ctx, lintWeeks) }, func(m *Model, r *airra.LintReport) { m.data.findings = r })
	rotations := ask(func() ([]airra.Rotation, error) { return m.opts.Backend.FindRotations(m.ctx) }, func(_ *Model, all []airra.Rotation) { s.rotations = all })
	return tea.Batch(chain, s.loadPlan(m), lint, rotations)
}

// loadPlan asks for what is planned in the period that is shown.
func (s *oncallScreen) loadPlan(m *Model) tea.Cmd {
	turn, g := s.turn, s.period.grid(m.opts.Now())
	q := airra.CalendarQuery{From: g.from, To: g.until(), Service: s.service, Rotation: s.rotation}
	return ask(func() (*airra.Calendar, error) { return m.opts.Backend.OnCallCalendar(m.ctx, q) }, func(m *Model, c *airra.Calendar) {
		if turn == s.turn {
			m.data.calendar = c
		}
	})
}

// chose shows another part of the plan, of which nothing is known yet.
func (s *oncallScreen) chose(m *Model) tea.Cmd {
	s.turn++
	m.data.calendar = nil
	return s.loadPlan(m)
}

func (s *oncallScreen) hints(m *Model) string {
	switch {
	case s.sim != nil:
		return "j/k scroll  s another  esc on call"
	case m.opts.ReadOnly:
		return "/ service  f plans  w week  m month  [ ] go  t today  s simulate"
	default:
		return "/ service  f plans  w week  m month  [ ] go  t today  s simulate  o override"
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
	if p, moved := s.period.key(k.String(), m.opts.Now()); moved {
		s.period = p
		return s.chose(m), true
	}
	switch k.String() {
	case "/":
		m.line = newEntry("on call for the service (empty for all):", string(s.service), func(text string) tea.Cmd {
			s.service, s.known, s.chain, s.top = airra.ServiceName(strings.TrimSpace(text)), false, nil, 0
			s.turn++
			m.data.calendar = nil
			return s.load(m)
		})
	case "f":
		return s.nextRotation(m), true
	case "o":
		s.startOverride(m)
	default:
		return nil, s.cursor.move(k, len(s.chain), 10, s.entryNames())
	}
	return nil, true
}

// nextRotation shows the plan of the next rotation alone, and after the last one all.
func (s *oncallScreen) nextRotation(m *Model) tea.Cmd {
	if len(s.rotations) == 0 {
		m.toast.say(m.opts.Now(), "there is no rotation to choose; the plan is of single shifts")
		return nil
	}
	at := slices.IndexFunc(s.rotations, func(r airra.Rotation) bool { return string(r.ID) == s.rotation }) + 1
	s.rotation = ""
	if at < len(s.rotations) {
		s.rotation = string(s.rotations[at].ID)
	}
	return s.chose(m)
}

// schedule says in words whose plan is shown.
func (s *oncallScreen) schedule() string {
	at := slices.IndexFunc(s.rotations, func(r airra.Rotation) bool { return string(r.ID) == s.rotation })
	switch {
	case s.rotation != "" && at >= 0:
		return "schedule " + look.Line(s.rotations[at].Name) + " (" + strconv.Itoa(at+1) + " of " + strconv.Itoa(len(s.rotations)) + ")"
	case len(s.rotations) > 1:
		return "all " + plural(len(s.rotations), "schedule")
	default:
		return ""
	}
}

func (s *oncallScreen) draw(m *Model, f frame) []string {
	var lines []string
	if s.sim != nil {
		lines = m.simulationLines(*s.sim, s.simAt, f.width)
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
	g := s.period.grid(m.opts.Now())
	lines = append(lines, "", m.section(strings.ToUpper(g.word()), strings.TrimSpace(g.title()+"  "+s.schedule())))
	if c := m.data.calendar; c == nil {
		lines = append(lines, "  Asking for the plan …")
	} else {
		lines = append(lines, m.planGridLines(c, g, width)...)
		lines = append(lines, m.gapLines(c, g.word(), width)...)
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
	name := min(max(12, width-1-9-2-18-2-22-2), 44) // More would only tear the row apart.
	row := ruler.Fit(look.Line(string(e.Level)), 9) + "  " + ruler.Fit(look.Line(e.Engineer.Name)+overridden(e.Schedule), name) + "  "
	if chosen {
		return m.chosen("▌"+row+ruler.Fit(state, 18)+"  "+until, width)
	}
	return ruler.Fit(" "+row+style.Render(ruler.Fit(state, 18))+"  "+until, width)
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
