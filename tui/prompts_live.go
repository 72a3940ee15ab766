package tui

import (
	"sync"

	tea "charm.land/bubbletea/v2"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/look"
)

// inbox is what the event stream has brought since the last prompt. Nothing is told in
// the middle of something else.
type inbox struct {
	sync.Mutex
	events    []airra.Event
	changes   []connection
	listening bool
}

// mostKept bounds what is kept while somebody is away from the keyboard. What is older
// is read from the server, and only no longer announced.
const mostKept = 500

func (i *inbox) event(e airra.Event) {
	i.Lock()
	defer i.Unlock()
	i.events = append(i.events, e)
	if over := len(i.events) - mostKept; over > 0 {
		i.events = i.events[over:]
	}
}

func (i *inbox) changed(c connection) {
	i.Lock()
	defer i.Unlock()
	i.changes = append(i.changes, c)
	if over := len(i.changes) - 1; over > 0 {
		i.changes = i.changes[over:] // Only the newest state of the connection matters.
	}
}

func (i *inbox) take() (events []airra.Event, changes []connection, listening bool) {
	i.Lock()
	defer i.Unlock()
	events, changes, listening = i.events, i.changes, i.listening
	i.events, i.changes = nil, nil
	return events, changes, listening
}

func (i *inbox) listens(is bool) {
	i.Lock()
	defer i.Unlock()
	i.listening = is
}

// listen follows the event stream from now on.
func (p *prompter) listen() {
	if p.feed == nil {
		return
	}
	ctx := p.m.ctx
	last, err := p.m.opts.Backend.LastEventID(ctx)
	if err != nil {
		return // It is tried again before the next prompt; the questions after this one tell of it.
	}
	p.inbox.listens(true)
	lost := func(err error) { p.inbox.changed(connection{err: err}) }
	back := func() { p.inbox.changed(connection{live: true}) }
	go func() { // The person is at the keyboard meanwhile.
		defer p.inbox.listens(false)
		for e, err := range p.feed(ctx, last, lost, back) {
			if err != nil {
				return
			}
			p.inbox.event(e)
		}
	}()
}

// mostNews is how many events are told one by one.
const mostNews = 10

// news takes in what has happened and tells of it. What the person did themselves was
// told when they did it.
func (p *prompter) news() {
	events, changes, listening := p.inbox.take()
	if !listening {
		p.listen()
	}
	for _, c := range changes {
		p.pump(c.apply(p.m))
	}
	if len(events) > mostNews {
		p.pump(p.m.loadAll())
	}
	var others []airra.Event
	for _, e := range events {
		if len(events) <= mostNews {
			p.pump(p.happened(e))
		}
		if e.Actor != p.m.opts.Actor {
			others = append(others, e)
		}
	}
	p.m.toast = toast{} // The page that it may tell of is among the news.
	p.announce(others)
}

func (p *prompter) happened(e airra.Event) tea.Cmd {
	if p.home {
		p.m.current, p.m.detail = 0, nil // No screen is told, so none has to be read again.
	}
	return p.m.happened(e)
}

func (p *prompter) announce(events []airra.Event) {
	if len(events) == 0 {
		return
	}
	p.say("While you were reading:")
	for _, e := range events[max(0, len(events)-mostNews):] {
		text := e.Description
		if text == "" {
			text = look.Words(e.Type)
		}
		p.say(look.Line(e.IncidentRef) + ", " + p.m.clock(e.At) + ": " + look.Line(text) + by(e.Actor))
	}
	if more := len(events) - mostNews; more > 0 {
		p.say("and " + plural(more, "event") + " before these.")
	}
}

// by names who did something.
func by(actor string) string {
	if actor == "" {
		return ""
	}
	return " (" + look.Line(actor) + ")"
}

// health tells that the server is away, how old what is told is, and that it is back.
func (p *prompter) health() {
	m := p.m
	if m.data.lost == nil {
		if p.away {
			p.say("The server answers again.")
		}
		p.away = false
		return
	}
	p.away = true
	switch {
	case lockedOut(m.data.lost) || m.data.fetched.IsZero():
		p.say((&deck{}).calm(m))
	default:
		p.say("The server does not answer. What is told here is " + m.ago(m.data.fetched) + " old; again asks anew.")
	}
}

// freshen asks for what every place tells. Of the incidents it asks for the newest
// only: the stream tells of the others.
func (m *Model) freshen() tea.Cmd {
	return tea.Batch(m.loadStatus(), m.loadIncidents("", mostIncidents/airra.MaxPageSize), m.loadPending(), m.loadChain())
}
