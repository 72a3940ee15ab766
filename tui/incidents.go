package tui

import (
	"cmp"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/airra/airra/internal/airra"
)

// section is a filter with a name, and the airra line that lists the same.
type section struct {
	name string
	test test
	line string
	// asks is what the server is asked for older ones; nil where it is not asked.
	asks func(f *airra.IncidentFilter)
}

// builtIn are the sections that everybody has. Those that the person has saved come
// behind them.
var builtIn = []section{
	{"Open", func(i *airra.Incident, _ *asking) bool { return i.Open() }, "airra incident list --open", onlyOpen},
	{"Mine", func(i *airra.Incident, a *asking) bool { return i.Open() && mine(i, a) }, "", onlyOpen},
	{
		"Resolved", func(i *airra.Incident, _ *asking) bool { return !i.Open() }, "airra incident list --status resolved",
		func(f *airra.IncidentFilter) { f.Statuses = []airra.IncidentStatus{airra.StatusResolved} },
	},
	{"All", func(*airra.Incident, *asking) bool { return true }, "airra incident list", func(*airra.IncidentFilter) {}},
}

func onlyOpen(f *airra.IncidentFilter) { f.Open = true }

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
	sections []section // those that [ and ] walk through
	cursor   cursor
	section  int
	order    int
	reverse  bool
	filter   filter
	older    older
	marks    map[airra.IncidentID]bool
	span     markSpan
	rows     []*airra.Incident // worked out for made
	counts   []int             // of the sections, with the filter; worked out with rows
	made     picture
	height   int
}

// picture is what rows were worked out from. They are worked out again only when one of
// these has changed, because that costs more than a frame may.
type picture struct {
	version, section, order int
	reverse                 bool
	filter                  string
	minute                  time.Time // ages are filtered by, and acknowledgements end
	me                      *airra.Engineer
	pending                 int
	services                *airra.ServiceState // the first of those that say which team has what
}

func newIncidents() *incidents {
	return &incidents{sections: slices.Clone(builtIn), marks: map[airra.IncidentID]bool{}}
}

func (*incidents) title() string { return "Incidents" }

// load asks for the services once: only they say which team has what.
func (*incidents) load(m *Model) tea.Cmd {
	if m.data.services != nil {
		return nil
	}
	return m.readings().load(m)
}

func (s *incidents) hints(m *Model) string {
	switch {
	case m.opts.ReadOnly:
		return "enter open   / filter   [ ] section   s sort   read only"
	case s.span.on:
		return plural(len(s.marks), "incident") + " marked   j k further   v end of the range   esc clear marks"
	case len(s.marks) > 0:
		return plural(len(s.marks), "incident") + " marked   a ack all   i assign all   r resolve all   ctrl+\\ unmark"
	default:
		return "enter open  / filter  [ ] section  s sort  space mark  P approve…  a ack  r resolve"
	}
}

// settle works the rows out again when something they are made of has changed.
func (s *incidents) settle(m *Model) {
	now := picture{
		version: m.data.incidents.version, section: s.section, order: s.order, reverse: s.reverse, filter: s.filter.text,
		minute: m.opts.Now().Truncate(time.Minute), me: m.data.me, pending: len(m.data.pending),
	}
	if len(m.data.services) > 0 {
		now.services = &m.data.services[0]
	}
	if s.rows == nil || s.made != now {
		s.choose(m)
		s.made = now
	}
	s.cursor.settle(len(s.rows), s.id)
}

// choose works out the rows, and how many each section has.
func (s *incidents) choose(m *Model) {
	a := m.asking()
	s.rows, s.counts = []*airra.Incident{}, make([]int, len(s.sections))
	for n := range m.data.incidents.all {
		i := &m.data.incidents.all[n]
		if !s.filter.matches(i, a) {
			continue
		}
		for at, one := range s.sections {
			if !one.test(i, a) {
				continue
			}
			s.counts[at]++
			if at == s.section {
				s.rows = append(s.rows, i)
			}
		}
	}
	if compare := orders[s.order].compare; compare != nil {
		slices.SortStableFunc(s.rows, compare)
	}
	if s.reverse {
		slices.Reverse(s.rows)
	}
}

// asking is what the tests of a filter may know now.
func (m *Model) asking() *asking {
	a := &asking{now: m.opts.Now(), actor: m.opts.Actor, me: m.data.me, pending: map[airra.IncidentID]bool{}, teams: map[airra.ServiceName]string{}}
	for _, service := range m.data.services {
		a.teams[service.Name] = service.Team
	}
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
