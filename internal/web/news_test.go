package web

import (
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
