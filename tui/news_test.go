package tui

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/airra/airra/internal/airra"
)

// counting counts what is asked, and knows one incident under every id.
type counting struct {
	Backend
	mu    sync.Mutex
	asked map[string]int
	page  []airra.Incident // what the list answers
	err   error
}

func (b *counting) note(what string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.asked[what]++
	return b.err
}

func (b *counting) FindIncident(_ context.Context, key string) (*airra.IncidentDetail, error) {
	return &airra.IncidentDetail{Incident: airra.Incident{ID: airra.IncidentID(key), Ref: "INC-" + key, Title: "read again"}}, b.note(key)
}

func (b *counting) FindIncidents(context.Context, airra.IncidentFilter) (airra.Page[airra.Incident], error) {
	return airra.Page[airra.Incident]{Items: b.page, NextCursor: "more"}, b.note("list")
}

func (b *counting) PendingApprovals(context.Context) ([]airra.Action, error) {
	return nil, b.note("pending")
}

func (b *counting) Status(context.Context) (*airra.SystemStatus, error) {
	return &airra.SystemStatus{}, b.note("status")
}

func (b *counting) IncidentSignals(context.Context, string) ([]airra.Signal, error) {
	return nil, b.note("signals")
}

// newCounting is a cockpit whose questions are counted. Its commands are run by hand.
func newCounting(t *testing.T) (served, *counting) {
	t.Helper()
	b := &counting{asked: map[string]int{}}
	m, c := still(t, func(o *Options) { o.Backend = b })
	return served{Model: m, clock: c}, b
}

func about(id airra.IncidentID, kind airra.EventType) airra.Event {
	return airra.Event{IncidentID: id, Type: kind}
}

// wants wants exactly these questions, and forgets them.
func (b *counting) wants(t *testing.T, want map[string]int) {
	t.Helper()
	if got := b.asked; fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("it asked %v, not %v", got, want)
	}
	b.asked = map[string]int{}
}

func TestABurstOfEventsIsReadOnce(t *testing.T) {
	t.Parallel()
	s, b := newCounting(t)
	first := s.happened(about("a", airra.EventDetected))
	if first == nil {
		t.Fatal("the first event begins no span")
	}
	for range 20 {
		for _, e := range []airra.Event{about("a", airra.EventUpdated), about("b", airra.EventDetected), about("b", airra.EventPendingApproval), about("a", airra.EventResolved)} {
			if s.happened(e) != nil {
				t.Fatal("an event within the span begins another one, or is read by itself")
			}
		}
	}
	s.pump(gathered{}.apply(s.Model))
	b.wants(t, map[string]int{"a": 1, "b": 1, "pending": 1, "status": 1})
	if s.news.reading != 0 || s.news.waiting || s.incident("b").Title != "read again" {
		t.Errorf("afterwards: %+v", s.news)
	}
	if s.happened(about("a", airra.EventComment)) == nil {
		t.Error("the next event begins no span")
	}
}

// An event that comes while the set is read may be newer than the answer, so it is read
// afterwards, and not at the same time.
func TestWhatComesWhileItIsReadIsReadAfterwards(t *testing.T) {
	t.Parallel()
	s, b := newCounting(t)
	s.happened(about("a", airra.EventComment))
	reads := gathered{}.apply(s.Model)
	if cmd := s.happened(about("a", airra.EventResolved)); cmd != nil {
		t.Fatal("a second set is begun while the first is read")
	}
	_, next := s.Update(reads())
	b.wants(t, map[string]int{"a": 1})
	if next == nil || !s.news.waiting {
		t.Fatal("the end of the first set does not begin the next span")
	}
	s.pump(gathered{}.apply(s.Model))
	b.wants(t, map[string]int{"a": 1, "pending": 1})
}

func TestTheOpenIncidentIsReadOnceForItsScreenAndTheLists(t *testing.T) {
	t.Parallel()
	s, b := newCounting(t)
	s.detail = &incidentScreen{id: "a"}
	for n := range 3 {
		s.happened(airra.Event{ID: int64(n + 1), IncidentID: "a", Type: airra.EventComment})
	}
	if len(s.detail.events) != 3 {
		t.Errorf("%d live events are on the timeline before anything is read", len(s.detail.events))
	}
	s.pump(gathered{}.apply(s.Model))
	b.wants(t, map[string]int{"a": 1, "signals": 1})
	if s.detail.detail == nil || s.incident("a") == nil {
		t.Error("the screen or the lists did not get it")
	}
}

func TestAScreenThatIsLeftReadsNothing(t *testing.T) {
	t.Parallel()
	s, b := newCounting(t)
	s.detail = &incidentScreen{id: "a"}
	s.happened(about("a", airra.EventComment))
	s.detail = nil
	s.pump(gathered{}.apply(s.Model))
	b.wants(t, map[string]int{"a": 1})
}

// A storm is read as one page of the list; what is not in it follows singly.
func TestAStormIsReadAsAPage(t *testing.T) {
	t.Parallel()
	s, b := newCounting(t)
	for n := range 200 {
		i := anIncident(n)
		b.page = append(b.page, i)
		s.happened(about(i.ID, airra.EventDetected))
	}
	s.happened(about("old", airra.EventResolved))
	s.happened(about("older", airra.EventResolved))
	s.pump(gathered{}.apply(s.Model))
	b.wants(t, map[string]int{"list": 1, "old": 1, "older": 1, "pending": 1, "status": 1})
	if len(s.data.incidents.all) != 202 || s.news.reading != 0 {
		t.Errorf("%d incidents, %d reads under way", len(s.data.incidents.all), s.news.reading)
	}
}

func TestALostServerDoesNotHoldTheNews(t *testing.T) {
	t.Parallel()
	s, b := newCounting(t)
	b.err = airra.Errorf(airra.CodeUnavailable, "gone")
	s.happened(about("a", airra.EventResolved))
	s.pump(gathered{}.apply(s.Model))
	if s.news.reading != 0 || s.data.lost == nil {
		t.Errorf("%d reads under way, lost: %v", s.news.reading, s.data.lost)
	}
}

// A page to the person before the terminal rings and is told; one to somebody else does
// neither, even when that name begins in the same way.
func TestOnlyAPageToOneselfRings(t *testing.T) {
	t.Parallel()
	s := serve(t)
	s.opts.Bell, s.opts.Feed = true, s.feed()
	ctx := airra.WithActor(t.Context(), "boss@example.com")
	for email, name := range map[string]string{"ana@example.com": "Ana", "ana.lima@example.com": "Ana Lima"} {
		if _, err := s.api.CreateEngineer(ctx, airra.NewEngineer{Name: name, Email: email}); err != nil {
			t.Fatal(err)
		}
	}
	s.pump(s.loadMe())
	begun, _ := s.listen()().(heard)
	for _, test := range []struct {
		to    string
		rings bool
	}{{"ana.lima@example.com", false}, {"ana@example.com", true}} {
		i, err := s.api.PagePeople(ctx, airra.ManualPage{Target: test.to, Message: "look at the queue", Channels: []string{"email"}})
		if err != nil {
			t.Fatal(err)
		}
		s.toast = toast{}
		if got := s.rangUntilTold(t, begun.stream, i.ID); got != test.rings {
			t.Errorf("a page to %s rang: %v", test.to, got)
		}
		if got := strings.Contains(s.toast.message, "✉ "+i.Ref+"  Ana "); got != test.rings {
			t.Errorf("a page to %s: said %q", test.to, s.toast.message)
		}
	}
}

// rangUntilTold takes events until one says that somebody was told of an incident, and
// says whether the bell was rung.
func (s served) rangUntilTold(t *testing.T, stream *stream, id airra.IncidentID) bool {
	t.Helper()
	rang := false
	for {
		next, ok := stream.read()().(heard)
		if !ok || next.ended != nil {
			t.Fatalf("the stream ended: %v", next.ended)
		}
		if bell := s.rings(next.event); bell != nil {
			raw, _ := bell().(tea.RawMsg)
			rang = rang || raw.Msg == "\a"
		}
		if next.event.IncidentID == id && next.event.Type == airra.EventNotified {
			return rang
		}
	}
}
