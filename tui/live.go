package tui

import (
	"iter"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/airra/airra/internal/airra"
)

// stream is the event stream, pulled one event at a time by a command that asks for
// the next one when it has brought one. There is no other goroutine.
type stream struct {
	next  func() (airra.Event, error, bool)
	state chan connection
	ended chan struct{}
}

// connection says that the stream broke, or is there again.
type connection struct {
	live bool
	err  error
}

func (c connection) apply(m *Model) tea.Cmd {
	m.data.live = c.live
	if c.err != nil {
		return m.failed(c.err)
	}
	return m.loadAll()
}

// listen connects the stream behind the newest event that the status names.
func (m *Model) listen() tea.Cmd {
	if m.opts.Feed == nil {
		return nil
	}
	return func() tea.Msg {
		last, err := m.opts.Backend.LastEventID(m.ctx)
		if err != nil {
			return unheard{err}
		}
		s := &stream{state: make(chan connection, 8), ended: make(chan struct{})}
		tell := func(c connection) {
			select {
			case s.state <- c:
			default: // The newest state is what matters, and eight unread ones say that nobody looks.
			}
		}
		next, _ := iter.Pull2(m.opts.Feed(m.ctx, last, func(err error) { tell(connection{err: err}) }, func() { tell(connection{live: true}) }))
		s.next = next
		return heard{stream: s, first: true}
	}
}

// unheard says that the stream could not be begun; it is tried again with the rest.
type unheard struct{ err error }

func (u unheard) apply(m *Model) tea.Cmd {
	m.data.live = false
	cmd := loaded{err: u.err}.apply(m)
	return tea.Batch(cmd, tea.Tick(retryEvery, func(time.Time) tea.Msg { return again{} }))
}

// again tries the stream once more.
type again struct{}

func (again) apply(m *Model) tea.Cmd { return m.listen() }

// heard brings one event.
type heard struct {
	stream *stream
	event  airra.Event
	first  bool // the stream is there; there is no event yet
	ended  error
}

func (h heard) apply(m *Model) tea.Cmd {
	if h.ended != nil {
		close(h.stream.ended)
		return unheard{h.ended}.apply(m)
	}
	wait := h.stream.read()
	if h.first {
		m.data.live = true
		return tea.Batch(wait, h.stream.watch(), m.loadAll())
	}
	m.data.live = true
	m.data.lastID = max(m.data.lastID, h.event.ID)
	return tea.Batch(wait, m.happened(h.event))
}

// read waits for the next event.
func (s *stream) read() tea.Cmd {
	return func() tea.Msg {
		event, err, more := s.next()
		if !more || err != nil {
			return heard{stream: s, ended: orEnded(err)}
		}
		return heard{stream: s, event: event}
	}
}

// watched brings a change of the connection and waits for the next one.
type watched struct {
	stream *stream
	connection
}

func (w watched) apply(m *Model) tea.Cmd {
	return tea.Batch(w.connection.apply(m), w.stream.watch())
}

func (s *stream) watch() tea.Cmd {
	return func() tea.Msg {
		select {
		case c := <-s.state:
			return watched{s, c}
		case <-s.ended:
			return nil
		}
	}
}

func orEnded(err error) error {
	if err == nil {
		return airra.Errorf(airra.CodeUnavailable, "the event stream ended")
	}
	return err
}

// resumed asks for everything, since a program that was suspended has heard nothing; the
// stream may have broken without its knowing. The terminal may be another one.
func (m *Model) resumed() tea.Cmd {
	return tea.Batch(tea.RequestBackgroundColor, m.loadAll(), m.screenNow().load(m))
}
