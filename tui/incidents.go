package tui

import (
	"cmp"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/tui/look"
)

// section is a saved filter with a name.
type section struct {
	name string
	test test
}

// sections are those that [ and ] walk through.
var sections = []section{
	{"Open", func(i *airra.Incident, _ *asking) bool { return i.Open() }},
	{"Mine", func(i *airra.Incident, a *asking) bool { return i.Open() && mine(i, a) }},
	{"Resolved", func(i *airra.Incident, _ *asking) bool { return !i.Open() }},
	{"All", func(*airra.Incident, *asking) bool { return true }},
}

// order is a way to sort the list.
type order struct {
	name    string
	compare func(a, b *airra.Incident) int
}

// orders are those that s walks through; the first keeps the newest on top.
var orders = []order{
	{"newest", nil},
	{"severity", urgent},
	{"oldest", func(a, b *airra.Incident) int { return a.DetectedAt.Compare(b.DetectedAt) }},
	{"service", func(a, b *airra.Incident) int {
		return cmp.Compare(string(a.AffectedService), string(b.AffectedService))
	}},
	{"status", func(a, b *airra.Incident) int {
		return slices.Index(airra.IncidentStatuses, a.Status) - slices.Index(airra.IncidentStatuses, b.Status)
	}},
}

// incidents is the list of all of them, as sections, filtered and sorted.
type incidents struct {
	cursor  cursor
	section int
	order   int
	filter  filter
	marks   map[airra.IncidentID]bool
	rows    []*airra.Incident // worked out for made
	made    picture
	height  int
}

// picture is what rows were worked out from. They are worked out again only when one of
// these has changed, because that costs more than a frame may.
type picture struct {
	version, section, order int
	filter                  string
	minute                  time.Time // ages are filtered by, and acknowledgements end
	me                      *airra.Engineer
	pending                 int
}

func newIncidents() *incidents { return &incidents{marks: map[airra.IncidentID]bool{}} }

func (*incidents) title() string { return "Incidents" }

func (*incidents) load(*Model) tea.Cmd { return nil }

func (s *incidents) hints(m *Model) string {
	switch {
	case m.opts.ReadOnly:
		return "enter open   / filter   [ ] section   s sort   read only"
	case len(s.marks) > 0:
		return plural(len(s.marks), "incident") + " marked   a ack all   r resolve all   ctrl+\\ clear marks"
	default:
		return "enter open  / filter  [ ] section  s sort  space mark  P approve…  a ack  r resolve"
	}
}

// settle works the rows out again when something they are made of has changed.
func (s *incidents) settle(m *Model) {
	now := picture{
		version: m.data.incidents.version, section: s.section, order: s.order, filter: s.filter.text,
		minute: m.opts.Now().Truncate(time.Minute), me: m.data.me, pending: len(m.data.pending),
	}
	if s.rows == nil || s.made != now {
		s.rows, s.made = s.choose(m), now
	}
	s.cursor.settle(len(s.rows), s.id)
}

func (s *incidents) choose(m *Model) []*airra.Incident {
	a := m.asking()
	rows := []*airra.Incident{}
	for n := range m.data.incidents.all {
		if i := &m.data.incidents.all[n]; sections[s.section].test(i, a) && s.filter.matches(i, a) {
			rows = append(rows, i)
		}
	}
	if compare := orders[s.order].compare; compare != nil {
		slices.SortStableFunc(rows, compare)
	}
	return rows
}

// asking is what the tests of a filter may know now.
func (m *Model) asking() *asking {
	a := &asking{now: m.opts.Now(), actor: m.opts.Actor, me: m.data.me, pending: map[airra.IncidentID]bool{}}
	for _, action := range m.data.pending {
		a.pending[action.IncidentID] = true
	}
	return a
}

func (s *incidents) id(n int) string { return string(s.rows[n].ID) }

func (s *incidents) selected() *airra.Incident {
	if s.cursor.index >= len(s.rows) {
		return nil
	}
	return s.rows[s.cursor.index]
}

func (s *incidents) draw(m *Model, f frame) []string {
	s.settle(m)
	list, preview := split(f.width)
	lines := []string{s.heading(m, list)}
	s.height = max(1, f.height-len(lines))
	from, to := s.cursor.window(len(s.rows), s.height)
	for n := from; n < to; n++ {
		i := s.rows[n]
		lines = append(lines, m.incidentRow(i, row{selected: n == s.cursor.index, marked: s.marks[i.ID]}, list))
	}
	if len(s.rows) == 0 {
		lines = append(lines, "", s.nothing(m))
	}
	return m.beside(lines, m.preview(s.selected(), preview), f, list, preview)
}

// heading names the sections, and what the list is filtered and sorted by.
func (s *incidents) heading(m *Model, width int) string {
	names := make([]string, len(sections))
	for n, one := range sections {
		names[n] = m.styles.Faint.Render(one.name)
		if n == s.section {
			names[n] = m.styles.Tab.Render("‹" + one.name + "›")
		}
	}
	right := plural(len(s.rows), "incident") + ", " + orders[s.order].name + " "
	if s.filter.text != "" {
		right = "/" + look.Line(s.filter.text) + "  " + right
	}
	left := " " + strings.Join(names, " ") + "  "
	room := max(0, width-ansi.StringWidth(left))
	return look.Fit(left, width-room) + look.Right(right, room)
}

func (s *incidents) nothing(m *Model) string {
	switch {
	case m.data.fetched.IsZero():
		return (&deck{}).calm(m)
	case s.filter.text != "":
		return " nothing matches " + look.Line(s.filter.text) + "   (/ changes the filter, esc clears it)"
	default:
		return m.styles.Good.Render(" ✓ nothing here")
	}
}
