package web

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/airra/airra/internal/airra"
)

// remembered is how many of the newest events are kept, for streams that ask what they
// missed. Whoever was away for longer is told to look at everything.
const remembered = 2048

// news is what has happened lately, read once for all streams: five hundred open pages
// must not ask the database five hundred times whether there is anything new.
type news struct {
	mu     sync.Mutex
	pages  int // that listen now
	last   int64
	before int64         // the newest id that is not in recent any more, or never was
	recent []note        // everything after it
	more   chan struct{} // closed when something is added, and replaced by a new one
}

// note is as much of an event as decides which pages it concerns.
type note struct {
	id       int64
	incident airra.IncidentID
}

func newNews() *news { return &news{more: make(chan struct{})} }

// add takes events in the order of their ids and wakes every stream.
func (n *news) add(events []airra.Event) {
	if len(events) == 0 {
		return
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	for i := range events {
		n.recent = append(n.recent, note{events[i].ID, events[i].IncidentID})
	}
	if over := len(n.recent) - remembered; over > 0 {
		n.before = n.recent[over-1].id
		n.recent = slices.Delete(n.recent, 0, over)
	}
	n.last = events[len(events)-1].ID
	close(n.more)
	n.more = make(chan struct{})
}

// begin sets where the news begin: everything up to this id is known to whoever asks
// for a page from now on. Whoever asked earlier is told to look.
func (n *news) begin(last int64) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if last > n.last {
		n.last, n.before, n.recent = last, last, nil
	}
}

// listen counts a page in until it is left.
func (n *news) listen() (leave func()) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.pages++
	return func() {
		n.mu.Lock()
		defer n.mu.Unlock()
		n.pages--
	}
}

// heard says whether anybody listens.
func (n *news) heard() bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.pages > 0
}

// since tells whether something happened after an id, to one incident or, when none is
// named, to any; up to which id that holds; and the channel that closes with the next
// news. A gap in what is remembered counts as something.
func (n *news) since(after int64, incident airra.IncidentID) (changed bool, last int64, more <-chan struct{}) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if after >= n.last {
		return false, after, n.more
	}
	first, _ := slices.BinarySearchFunc(n.recent, after+1, func(e note, id int64) int { return int(e.id - id) })
	changed = after < n.before || incident == "" || slices.ContainsFunc(n.recent[first:], func(e note) bool { return e.incident == incident })
	return changed, n.last, n.more
}

// lookEvery is how often events are looked for unasked, because an announcement may be
// lost.
const lookEvery = 2 * time.Second

// Run reads the events as they happen, until the context ends. While nobody has a page
// open it only notes how far they have come: in a storm of reports there is nobody to
// read a hundred thousand of them for. While the database does not answer there are no
// news, and the pages say how old they are.
func (w *Web) Run(ctx context.Context) error {
	var announced <-chan int64
	if w.opts.Bus != nil {
		announced = w.opts.Bus.Listen(ctx)
	}
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	after, said, blind := int64(-1), int64(0), false
	for {
		last, err := w.look(ctx, after, said)
		if err == nil {
			after = last
		} else if !blind && ctx.Err() == nil {
			w.log.WarnContext(ctx, "pages cannot be kept current, trying on", "err", err)
		}
		blind = err != nil
		select {
		case <-ctx.Done():
			return nil
		case id, open := <-announced:
			if said = id; !open {
				announced = nil
			}
		case <-tick.C:
			said = 0
		}
	}
}

// look learns how far the events have come after an id, which is negative at first. Said
// is what was announced; 0 when nothing was.
func (w *Web) look(ctx context.Context, after, said int64) (int64, error) {
	if after >= 0 && w.news.heard() {
		return w.read(ctx, after)
	}
	if said == 0 || after < 0 {
		var err error
		if said, err = w.opts.Backend.LastEventID(ctx); err != nil {
			return after, err
		}
	}
	w.news.begin(said)
	return max(after, said), nil
}

// read takes everything after an id, and answers with the newest id that was seen.
func (w *Web) read(ctx context.Context, after int64) (int64, error) {
	const batch = 500
	for {
		events, err := w.opts.Backend.EventsAfter(ctx, airra.EventFilter{After: after, Limit: batch})
		if err != nil {
			return after, err
		}
		w.news.add(events)
		if len(events) > 0 {
			after = events[len(events)-1].ID
		}
		if len(events) < batch {
			return after, nil
		}
	}
}
