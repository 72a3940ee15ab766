package tui

import (
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/airra/airra/internal/airra"
)

// news is what events have changed and what was not read again yet. Events come in
// bursts, and ten of them about one incident are one reason to read it. So they are
// gathered for a short span, and as long as the reads of the burst before are under way.
type news struct {
	incidents []airra.IncidentID // each once, in the order of their first event
	pending   bool
	status    bool
	screen    tea.Cmd // what the screen wants to read; the newest wish stands for all
	of        screen  // the screen that wants it

	waiting bool // the span has begun
	reading int  // how many reads are under way
}

// gatherFor is the span. It is too short to be noticed, and keeps a storm to ten sets
// of reads a second.
const gatherFor = 100 * time.Millisecond

// happened notes what an event has changed, and tells the person at once what is for
// them.
func (m *Model) happened(e airra.Event) tea.Cmd {
	n := &m.news
	if e.IncidentID != "" && !slices.Contains(n.incidents, e.IncidentID) {
		n.incidents = append(n.incidents, e.IncidentID)
	}
	switch e.Type {
	case airra.EventPendingApproval, airra.EventActionApproved, airra.EventActionRejected, airra.EventActionStarted,
		airra.EventActionCompleted, airra.EventActionFailed, airra.EventResolved, airra.EventEscalated:
		n.pending = true
	case airra.EventDetected, airra.EventReopened, airra.EventUpdated:
		n.status = true
	}
	if s, ok := m.screenNow().(interface {
		happened(m *Model, e airra.Event) tea.Cmd
	}); ok {
		if wish := s.happened(m, e); wish != nil {
			n.screen, n.of = wish, m.screenNow()
		}
	}
	return tea.Batch(m.rings(e), n.wait())
}

// wait begins the span, unless it has begun, the last set is still read, or there is
// nothing to read.
func (n *news) wait() tea.Cmd {
	if n.waiting || n.reading > 0 || len(n.incidents) == 0 && !n.pending && !n.status && n.screen == nil {
		return nil
	}
	n.waiting = true
	return tea.Tick(gatherFor, func(time.Time) tea.Msg { return gathered{} })
}

// gathered is the end of the span.
type gathered struct{}

func (gathered) apply(m *Model) tea.Cmd {
	n := m.news
	m.news = news{reading: n.reading}
	cmds := m.loadChanged(n.incidents)
	if n.pending {
		cmds = append(cmds, m.loadPending())
	}
	if n.status {
		cmds = append(cmds, m.loadStatus())
	}
	if n.of == m.screenNow() { // Another one has read everything when it was shown.
		cmds = append(cmds, n.screen)
	}
	return tea.Batch(m.news.await(cmds...), m.news.wait())
}

// await counts reads, so that the next set waits for them.
func (n *news) await(cmds ...tea.Cmd) tea.Cmd {
	var counted []tea.Cmd
	for _, cmd := range cmds {
		if cmd != nil {
			counted = append(counted, func() tea.Msg { return part{cmd()} })
		}
	}
	n.reading += len(counted)
	return tea.Batch(counted...)
}

// part is the answer to one read of a set. What follows from it is of the set too.
type part struct{ msg tea.Msg }

func (p part) apply(m *Model) tea.Cmd {
	var next tea.Cmd
	switch msg := p.msg.(type) {
	case tea.BatchMsg:
		next = m.news.await(msg...)
	case answer:
		next = m.news.await(msg.apply(m))
	}
	m.news.reading--
	return tea.Batch(next, m.news.wait())
}

// mostAtOnce is how many incidents are read at the same time.
const mostAtOnce = 10

// loadChanged reads incidents again. Many at once are a storm, whose incidents are
// nearly all in the newest page of the list; the others follow one after the other.
func (m *Model) loadChanged(ids []airra.IncidentID) []tea.Cmd {
	if len(ids) > mostAtOnce {
		return []tea.Cmd{m.loadStorm(ids)}
	}
	var cmds []tea.Cmd
	for _, id := range ids {
		cmds = append(cmds, m.loadIncident(id))
	}
	return cmds
}

func (m *Model) loadStorm(ids []airra.IncidentID) tea.Cmd {
	return func() tea.Msg {
		page, err := m.opts.Backend.FindIncidents(m.ctx, airra.IncidentFilter{Page: airra.PageRequest{PageSize: airra.MaxPageSize}})
		return loaded{err: err, set: func(m *Model) tea.Cmd {
			newest := page.Items
			m.data.incidents.merge(newest)
			return m.loadEach(slices.DeleteFunc(ids, func(id airra.IncidentID) bool {
				open := m.detail != nil && m.detail.id == id // Its parts are not in the list.
				return !open && slices.ContainsFunc(newest, func(i airra.Incident) bool { return i.ID == id })
			}))
		}}
	}
}

// loadEach reads incidents one after the other.
func (m *Model) loadEach(ids []airra.IncidentID) tea.Cmd {
	if len(ids) == 0 {
		return nil
	}
	first := m.loadIncident(ids[0])
	return func() tea.Msg {
		msg := first()
		if l, ok := msg.(loaded); ok && l.err == nil {
			return loaded{set: func(m *Model) tea.Cmd { return tea.Batch(l.set(m), m.loadEach(ids[1:])) }}
		}
		return msg
	}
}
