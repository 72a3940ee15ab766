package tui

import (
	"context"
	"iter"
	"log/slog"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
	"github.com/airra/airra/internal/config"
	"github.com/airra/airra/internal/daemon"
)

// served is a cockpit before a real airrad, and a second client that looks at what
// really happened.
type served struct {
	*Model
	clock *testClock
	api   *client.Client
	stop  func() // ends the server; it may be called twice
}

// serve starts an airrad without the demo, and a cockpit before it.
func serve(t *testing.T, settings ...string) served {
	t.Helper()
	url, stop := airrad(t, append(settings, "AIRRA_DEMO=false"))
	s := served{api: connect(t, url), stop: stop}
	s.Model, s.clock = still(t, func(o *Options) { o.Backend = connect(t, url) })
	s.clock.at = time.Now()
	return s
}

// airrad starts a server of its own, which ends with the test or before.
func airrad(t *testing.T, settings []string, options ...daemon.Option) (url string, stop func()) {
	t.Helper()
	cfg, _, err := config.Load(append(settings, "AIRRA_HTTP_ADDR=127.0.0.1:0", "AIRRA_DATA_DIR="+t.TempDir(), "AIRRA_API_KEY=key-of-the-test"))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ready, ended := make(chan daemon.Info, 1), make(chan struct{})
	options = append(options, daemon.WithReady(func(i daemon.Info) { ready <- i }))
	go func() {
		defer close(ended)
		if err := daemon.Run(ctx, cfg, slog.New(slog.DiscardHandler), options...); err != nil {
			t.Error(err)
		}
	}()
	stop = func() { cancel(); <-ended }
	t.Cleanup(stop)
	select {
	case info := <-ready:
		return info.URL, stop
	case <-ended:
		t.Fatal("the server does not start")
		return "", nil
	}
}

func connect(t *testing.T, url string) *client.Client {
	t.Helper()
	c, err := client.New(client.Options{Server: url, APIKey: "key-of-the-test", Timeout: 5 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// report makes an incident and shows it.
func (s served) report(t *testing.T, title string) airra.Incident {
	t.Helper()
	i, err := s.api.CreateIncident(airra.WithActor(t.Context(), "ana@example.com"), airra.NewIncident{
		Title: title, Description: "orders hang", Severity: airra.SeverityHigh, AffectedService: "order-service",
	})
	if err != nil {
		t.Fatal(err)
	}
	s.pump(s.loadAll())
	s.render()
	return *i
}

// pump runs a command and all that follow from it, one after the other.
func (s served) pump(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case tea.BatchMsg:
		for _, one := range msg {
			s.pump(one)
		}
	case nil:
	default:
		_, next := s.Update(msg)
		s.pump(next)
	}
}

// types presses keys; after each, what it set going is brought to its end.
func (s served) types(keys ...string) {
	for _, k := range keys {
		s.clock.move(time.Second) // Dialogs are awake.
		s.pump(strike(s.Model, k))
	}
}

func (s served) now(t *testing.T, id airra.IncidentID) *airra.IncidentDetail {
	t.Helper()
	i, err := s.api.FindIncident(t.Context(), string(id))
	if err != nil {
		t.Fatal(err)
	}
	return i
}

// told says whether an event with a text is in the timeline.
func (s served) told(t *testing.T, id airra.IncidentID, kind airra.EventType, text string) bool {
	t.Helper()
	life, err := s.api.Timeline(t.Context(), string(id))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range life.Events {
		if e.Type == kind && strings.Contains(e.Description, text) && (e.Actor == "ana@example.com" || kind == airra.EventAnalyzingStarted) {
			return true
		}
	}
	return false
}

func letters(text string) []string { return strings.Split(text, "") }

// Each acting key, proven by what the API says afterwards, and the line in the command
// log that does the same.
func TestEveryKeyThatActsChangesTheIncident(t *testing.T) {
	t.Parallel()
	s := serve(t)
	if _, err := s.api.CreateEngineer(airra.WithActor(t.Context(), "ana@example.com"), airra.NewEngineer{Name: "Ana", Email: "ana@example.com"}); err != nil {
		t.Fatal(err)
	}
	id := s.report(t, "Slow").ID
	acked := func(is bool) func() bool {
		return func() bool {
			i := s.now(t, id)
			return (i.AcknowledgedBy != nil && *i.AcknowledgedBy == "ana@example.com") == is
		}
	}
	assigned := func(is bool) func() bool {
		return func() bool { return (s.now(t, id).AssignedEngineerID != nil) == is }
	}
	status := func(is airra.IncidentStatus) func() bool { return func() bool { return s.now(t, id).Status == is } }
	for _, test := range []struct {
		name string
		keys []string
		then func() bool
		line string
	}{
		{"a acknowledges", []string{"a"}, acked(true), "airra ack INC-1"},
		{"u takes it back", []string{"u"}, acked(false), "airra unack INC-1"},
		{"A acknowledges for a while", []string{"A", "enter"}, func() bool { return s.now(t, id).AcknowledgedUntil != nil }, "airra ack INC-1 --for 30m0s"},
		{"u takes that back too", []string{"u"}, acked(false), "airra unack INC-1"},
		{"c notes", append(append([]string{"c"}, letters("it's me")...), "enter"), func() bool { return s.told(t, id, airra.EventComment, "it's me") }, `airra note INC-1 'it'\''s me'`},
		{"u retracts the note", []string{"u"}, func() bool {
			return !s.told(t, id, airra.EventComment, "it's me") && s.told(t, id, airra.EventCommentRetracted, "")
		}, "airra unnote INC-1 "},
		{"i assigns to oneself", []string{"i", "enter"}, assigned(true), "airra incident assign INC-1 'ana@example.com'"},
		{"u unassigns", []string{"u"}, assigned(false), "airra incident unassign INC-1"},
		{"I assigns to oneself at once", []string{"I"}, assigned(true), "airra incident assign INC-1 'ana@example.com'"},
		{"u unassigns that too", []string{"u"}, assigned(false), "airra incident unassign INC-1"},
		{"e escalates after y", []string{"e", "y"}, status(airra.StatusEscalated), "airra incident escalate INC-1"},
		{"z analyzes", []string{"z"}, func() bool { return s.told(t, id, airra.EventAnalyzingStarted, "") }, "airra incident analyze INC-1"},
	} {
		s.types(test.keys...)
		if !test.then() {
			t.Errorf("%s: it did not happen; said %q", test.name, s.toast.message)
		}
		got := s.acts.last()
		if rest, number := strings.CutPrefix(got, "airra unnote INC-1 "); number && strings.Trim(rest, "0123456789") == "" {
			got = "airra unnote INC-1 " // Pages write into the timeline meanwhile, so the id is not always the same.
		}
		if got != test.line {
			t.Errorf("%s: the log says %s", test.name, got)
		}
	}
}

func TestResolvingAndReopening(t *testing.T) {
	t.Parallel()
	s := serve(t)
	one, two := s.report(t, "Slow"), s.report(t, "Slower")
	s.types("2", "space", "j", "space", "r")
	s.types(append(letters("a bad deploy"), "enter", "y")...)
	for _, i := range []airra.Incident{one, two} {
		got := s.now(t, i.ID)
		if got.Status != airra.StatusResolved || got.ResolutionCause == nil || *got.ResolutionCause != "a bad deploy" || *got.ResolvedBy != "ana@example.com" {
			t.Errorf("%s is %s", i.Ref, got.Status)
		}
	}
	if got := s.acts.last(); got != "airra resolve INC-2 INC-1 --cause 'a bad deploy'" {
		t.Errorf("the log says %s", got)
	}
	s.types("]", "]", "O") // The cursor has stayed on the one it was on last.
	if got := s.now(t, one.ID); got.Status == airra.StatusResolved {
		t.Errorf("%s is %s; said %q", got.Ref, got.Status, s.toast.message)
	}
}

func TestMarkedOnesAreAcknowledgedAndTakenBack(t *testing.T) {
	t.Parallel()
	s := serve(t)
	one, two := s.report(t, "Slow"), s.report(t, "Slower")
	s.types("2", "space", "j", "space", "a", "y")
	for _, i := range []airra.Incident{one, two} {
		if s.now(t, i.ID).AcknowledgedBy == nil {
			t.Errorf("%s is not acknowledged", i.Ref)
		}
	}
	s.types("u")
	for _, i := range []airra.Incident{one, two} {
		if s.now(t, i.ID).AcknowledgedBy != nil {
			t.Errorf("%s is still acknowledged", i.Ref)
		}
	}
}

// What a person does while the server is away is refused in words, and is no act.
func TestAnActThatMeetsADeadServerIsSaidSo(t *testing.T) {
	t.Parallel()
	s := serve(t)
	s.report(t, "Slow")
	s.stop()
	s.types("a")
	seen := s.seen()
	if !strings.Contains(s.toast.message, "not done: ") || strings.Contains(s.toast.message, "dial") || !strings.Contains(seen, "reconnecting") || !strings.Contains(seen, "INC-1") {
		t.Errorf("said %q:\n%s", s.toast.message, seen)
	}
	s.types("u")
	if !strings.Contains(s.toast.message, "cannot be taken back") {
		t.Errorf("u said %q", s.toast.message)
	}
}

// feed is the event stream of the server.
func (s served) feed() Feed {
	return func(ctx context.Context, after int64, lost func(error), back func()) iter.Seq2[airra.Event, error] {
		return s.api.Events(ctx, client.Stream{After: after, Lost: lost, Back: back})
	}
}

// An incident that somebody else reports comes up by itself, in its place, and the
// cursor does not move.
func TestTheStreamBringsWhatOthersDo(t *testing.T) {
	t.Parallel()
	s := serve(t)
	first := s.report(t, "Slow")
	s.opts.Feed = s.feed()
	begun := s.listen()()
	h, ok := begun.(heard)
	if !ok {
		t.Fatalf("the stream begins with %T", begun)
	}
	s.Update(h)
	if _, err := s.api.AcknowledgeIncident(airra.WithActor(t.Context(), "bob@example.com"), string(first.ID), airra.Acknowledgement{By: "bob@example.com"}); err != nil {
		t.Fatal(err)
	}
	for s.incident(first.ID).AcknowledgedBy == nil {
		next, ok := h.stream.read()().(heard)
		if !ok || next.ended != nil {
			t.Fatalf("the stream ended: %v", next.ended)
		}
		s.pump(s.happened(next.event))
	}
	if !s.data.live || *s.incident(first.ID).AcknowledgedBy != "bob@example.com" {
		t.Error("what bob did is not seen")
	}
}

func TestWhatWasWrittenInTheEditorIsNoted(t *testing.T) {
	t.Parallel()
	s := serve(t)
	i := s.report(t, "Slow")
	for _, test := range []struct {
		what written
		says string
	}{
		{written{i, "never noted", context.Canceled}, "the editor failed"},
		{written{i, "", nil}, "nothing was written"},
		{written{i, "two\nlines", nil}, "noted on INC-1"},
	} {
		s.pump(test.what.apply(s.Model))
		if !strings.Contains(s.toast.message, test.says) {
			t.Errorf("%q: said %q", test.what.text, s.toast.message)
		}
	}
	if !s.told(t, i.ID, airra.EventComment, "two\nlines") || s.told(t, i.ID, airra.EventComment, "never") {
		t.Error("the timeline does not hold what was written, and only that")
	}
	s.types("E")
	if !strings.Contains(s.toast.message, "there is no editor") {
		t.Errorf("without an editor it said %q", s.toast.message)
	}
}

func TestTheClockOfADecisionIsThatOfTheServer(t *testing.T) {
	t.Parallel()
	s := serve(t, `AIRRA_APPROVAL_WINDOWS={"critical":"7m"}`)
	finish(s.Model, s.loadStatus())
	s.with(anIncident(1, func(i *airra.Incident) { i.Severity = airra.SeverityCritical }), anIncident(2, func(i *airra.Incident) { i.Severity = airra.SeverityLow }))
	for id, want := range map[airra.IncidentID]time.Duration{"id-00001": 7 * time.Minute, "id-00002": 2 * time.Hour} {
		if got := s.window(airra.Action{IncidentID: id}); got != want {
			t.Errorf("%s waits %s for a decision, the server gives it %s", id, got, want)
		}
	}
}
