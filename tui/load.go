package tui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/airra/airra/internal/airra"
)

// loaded is an answer of the server: what to change, or why there is none.
type loaded struct {
	err error
	set func(m *Model) tea.Cmd
}

func (l loaded) apply(m *Model) tea.Cmd {
	if l.err != nil {
		return m.failed(l.err)
	}
	m.data.fetched, m.data.lost, m.data.retryAt = m.opts.Now(), nil, time.Time{}
	if l.set == nil {
		return nil
	}
	return l.set(m)
}

// failed tells of a question without an answer. A server that refuses is there, and
// what it says is for the person; any other failure means that what is shown grows old.
func (m *Model) failed(err error) tea.Cmd {
	if m.ctx.Err() != nil {
		return nil
	}
	if refused(err) {
		m.toast.say(m.opts.Now(), airra.ErrorMessage(err))
		return nil
	}
	m.data.lost = err
	if m.data.retryAt.IsZero() || !m.opts.Now().Before(m.data.retryAt) {
		m.data.retryAt = m.opts.Now().Add(retryEvery)
	}
	return nil
}

// refused says whether an error is the answer of a server that is well.
func refused(err error) bool {
	switch airra.ErrorCode(err) {
	case airra.CodeNotFound, airra.CodeConflict, airra.CodeDenied, airra.CodeInvalid, airra.CodeBadRequest:
		return true
	default:
		return false
	}
}

// retryEvery is how long the cockpit waits before it asks a lost server again.
const retryEvery = 5 * time.Second

// ask makes a command of a question and of what its answer changes.
func ask[T any](question func() (T, error), set func(m *Model, value T)) tea.Cmd {
	return func() tea.Msg {
		value, err := question()
		return loaded{err: err, set: func(m *Model) tea.Cmd { set(m, value); return nil }}
	}
}

// loadAll asks for what every screen shows.
func (m *Model) loadAll() tea.Cmd {
	return tea.Batch(m.loadStatus(), m.loadIncidents("", 1), m.loadPending(), m.loadChain(), m.loadMe())
}

func (m *Model) loadStatus() tea.Cmd {
	return ask(func() (*airra.SystemStatus, error) { return m.opts.Backend.Status(m.ctx) }, func(m *Model, s *airra.SystemStatus) { m.data.status = s })
}

// mostIncidents bounds what is kept; older ones are found with a filter on the server.
const mostIncidents = 10_000

// loadIncidents reads the newest incidents, page after page. Each page is shown as it
// comes, so that the first frame does not wait for the last incident.
func (m *Model) loadIncidents(cursor string, pages int) tea.Cmd {
	return func() tea.Msg {
		filter := airra.IncidentFilter{Page: airra.PageRequest{PageSize: airra.MaxPageSize, Cursor: cursor}}
		page, err := m.opts.Backend.FindIncidents(m.ctx, filter)
		return loaded{err: err, set: func(m *Model) tea.Cmd {
			m.data.incidents.merge(page.Items)
			m.data.total = page.Total
			m.data.reaches(page.Items)
			if page.NextCursor == "" || pages*airra.MaxPageSize >= mostIncidents {
				m.data.listed = true
				return nil
			}
			return m.loadIncidents(page.NextCursor, pages+1)
		}}
	}
}

// loadIncident reads one incident, for the lists and, where it is the open one, for its
// screen.
func (m *Model) loadIncident(id airra.IncidentID) tea.Cmd {
	return ask(func() (*airra.IncidentDetail, error) {
		return orNothing(m.opts.Backend.FindIncident(m.ctx, string(id)))
	}, func(m *Model, d *airra.IncidentDetail) {
		if m.detail != nil && m.detail.id == id {
			m.detail.take(d)
		}
		if d != nil {
			m.data.incidents.put(d.Incident)
		}
	})
}

func (m *Model) loadPending() tea.Cmd {
	return ask(func() ([]airra.Action, error) { return m.opts.Backend.PendingApprovals(m.ctx) }, func(m *Model, all []airra.Action) { m.data.pending = all })
}

// loadMe asks who the person is, so that what concerns them can be told. Somebody who
// is no engineer here can do everything and is paged for nothing.
func (m *Model) loadMe() tea.Cmd {
	return ask(func() (*airra.EngineerDetail, error) {
		me, err := m.opts.Backend.FindEngineer(m.ctx, m.opts.Actor)
		if refused(err) {
			return nil, nil
		}
		return me, err
	}, func(m *Model, me *airra.EngineerDetail) {
		if me != nil {
			m.data.me = &me.Engineer
		}
	})
}

// loadChain asks who is on call. Nobody is an answer and no failure.
func (m *Model) loadChain() tea.Cmd {
	return ask(func() ([]airra.OnCallEntry, error) {
		chain, err := m.opts.Backend.EscalationChain(m.ctx, airra.OnCallQuery{})
		if airra.ErrorCode(err) == airra.CodeNotFound {
			return nil, nil
		}
		return chain, err
	}, func(m *Model, chain []airra.OnCallEntry) { m.data.chain = append([]airra.OnCallEntry{}, chain...) })
}

// retry asks a lost server again when its time has come.
func (m *Model) retry() tea.Cmd {
	if m.data.retryAt.IsZero() || m.opts.Now().Before(m.data.retryAt) {
		return nil
	}
	m.data.retryAt = m.opts.Now().Add(retryEvery)
	return tea.Batch(m.loadAll(), m.screenNow().load(m))
}
