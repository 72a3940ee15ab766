package web

import (
	"context"
	"testing"

	"github.com/airra/airra/internal/airra"
)

func event(id int64, incident airra.IncidentID) airra.Event {
	return airra.Event{ID: id, IncidentID: incident}
}

// A page is told of what happened after it was made, once, and of its own incident only.
func TestNewsReachWhomTheyConcern(t *testing.T) {
	t.Parallel()
	n := newNews()
	n.begin(10)
	if changed, last, _ := n.since(10, ""); changed || last != 10 {
		t.Errorf("nothing has happened: %v, %d", changed, last)
	}
	_, _, more := n.since(10, "a")
	n.add([]airra.Event{event(11, "a"), event(12, "b")})
	select {
	case <-more:
	default:
		t.Error("nobody was woken")
	}
	for _, tt := range []struct {
		after    int64
		incident airra.IncidentID
		want     bool
	}{{10, "", true}, {10, "a", true}, {11, "a", false}, {11, "b", true}, {10, "c", false}, {12, "", false}, {99, "", false}} {
		if changed, _, _ := n.since(tt.after, tt.incident); changed != tt.want {
			t.Errorf("after %d, about %q: %v", tt.after, tt.incident, changed)
		}
	}
}

// Whoever was away for longer than is remembered is told to look, whatever it was about.
func TestAGapCountsAsNews(t *testing.T) {
	t.Parallel()
	n := newNews()
	n.begin(0)
	for id := int64(1); id <= remembered+10; id++ {
		n.add([]airra.Event{event(id, "a")})
	}
	if len(n.recent) != remembered {
		t.Errorf("%d are remembered", len(n.recent))
	}
	if changed, _, _ := n.since(5, "b"); !changed {
		t.Error("what was forgotten may have been about this one")
	}
	if changed, _, _ := n.since(100, "b"); changed {
		t.Error("all since then is known, and nothing of it is about this one")
	}
}

// While no page is open the events are not read, only how far they have come; a page that
// was made before that is told to look.
func TestNobodyReadsTheNewsForNobody(t *testing.T) {
	t.Parallel()
	b := &counted{last: 7}
	w := &Web{opts: Options{Backend: b}, news: newNews()}
	after, err := w.look(t.Context(), -1, 0)
	if err != nil || after != 7 || b.reads != 0 {
		t.Fatalf("at first: %d, %v, %d reads", after, err, b.reads)
	}
	if after, _ = w.look(t.Context(), after, 9); after != 9 || b.reads != 0 || b.asks != 1 {
		t.Errorf("announced: %d, %d reads, asked %d times", after, b.reads, b.asks)
	}
	if changed, last, _ := w.news.since(7, "a"); !changed || last != 9 {
		t.Errorf("a page of before is not told: %v, %d", changed, last)
	}
	leave := w.news.listen()
	if after, _ = w.look(t.Context(), after, 11); after != 11 || b.reads != 1 {
		t.Errorf("with a page open: %d, %d reads", after, b.reads)
	}
	if changed, _, _ := w.news.since(9, "b"); changed {
		t.Error("what was read is known to be about another incident")
	}
	leave()
	if _, _ = w.look(t.Context(), after, 12); b.reads != 1 {
		t.Error("the page is left, and the news are still read")
	}
}

// counted is a backend that counts what it is asked.
type counted struct {
	airra.Backend
	last        int64
	asks, reads int
}

func (c *counted) LastEventID(context.Context) (int64, error) { c.asks++; return c.last, nil }

func (c *counted) EventsAfter(_ context.Context, f airra.EventFilter) ([]airra.Event, error) {
	c.reads++
	return []airra.Event{event(f.After+1, "a"), event(f.After+2, "a")}, nil
}
