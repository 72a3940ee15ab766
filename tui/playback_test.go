package tui

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/tui/theme"
)

// exchange is a question to a real airrad, and what it answered.
type exchange struct {
	Question string          `json:"question"`        // POST /api/v1/incidents/…/acknowledge {"acknowledged_by":"…"}
	After    string          `json:"after,omitempty"` // the last act before the question; empty while nothing was done
	Status   int             `json:"status"`
	Answer   json.RawMessage `json:"answer,omitempty"`
}

// recording is what a server was asked, and when. A question has one answer, which stays
// until something is done; what is answered then stands beside it, behind that act.
type recording struct {
	at time.Time

	mu    sync.Mutex
	known map[[2]string]exchange // by question and last act
	order [][2]string
	ask   func(*http.Request, []byte) exchange // asks the server for what is not known; nil in a playback
}

const recorded = "testdata/recorded"

// clockFile says when a recording was made; each other file has the exchanges about one
// noun of the API.
const clockFile = "clock.json"

// playing reads a recording.
func playing(t *testing.T, chapter string) *recording {
	t.Helper()
	r := &recording{known: map[[2]string]exchange{}}
	files, err := filepath.Glob(filepath.Join(recorded, chapter, "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("there is no recording %s; make record makes it (%v)", chapter, err)
	}
	for _, file := range files {
		var all []exchange
		if filepath.Base(file) == clockFile {
			read(t, file, &r.at)
			continue
		}
		read(t, file, &all)
		for _, e := range all {
			r.keep(e)
		}
	}
	return r
}

func read(t *testing.T, file string, into any) {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(content, into); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
}

func (r *recording) keep(e exchange) {
	key := [2]string{e.Question, e.After}
	if _, known := r.known[key]; !known {
		r.order = append(r.order, key)
	}
	r.known[key] = e
}

// answer gives what was answered, or asks for it where that is possible.
func (r *recording) answer(req *http.Request, body []byte, after string) (exchange, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	question := questionOf(req, body)
	e, known := r.known[[2]string{question, after}]
	if !known && r.ask != nil {
		e = r.ask(req, body)
		e.Question, e.After = question, after
		r.keep(e)
		known = true
	}
	return e, known
}

// questionOf is a request in one line.
func questionOf(req *http.Request, body []byte) string {
	question := req.Method + " " + req.URL.RequestURI()
	if len(body) > 0 {
		question += " " + string(body)
	}
	return question
}

// acts says whether a request changes something. These are asked with POST and change
// nothing.
func acts(req *http.Request) bool {
	asking := []string{"/on-call/escalation-chain", "/on-call/find-current", "/rerun"}
	return req.Method != http.MethodGet && !slices.ContainsFunc(asking, func(end string) bool { return strings.HasSuffix(req.URL.Path, end) })
}

// sitting is a person before the cockpit, whose server is a recording.
type sitting struct {
	*Model
	t     *testing.T
	clock *testClock
	rec   *recording

	mu   sync.Mutex
	last string // act
}

// sit sits down before a cockpit that has loaded what it shows first.
func sit(t *testing.T, rec *recording, name theme.Name, width, height int) *sitting {
	t.Helper()
	s := &sitting{t: t, clock: &testClock{at: rec.at}, rec: rec}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	s.Model = New(t.Context(), Options{
		Backend: connect(t, server.URL), Actor: actor, Context: "prod", Now: s.clock.now, Theme: name,
	})
	s.Update(tea.WindowSizeMsg{Width: width, Height: height})
	drain(s.Model, s.loadAll())
	drain(s.Model, s.screenNow().load(s.Model))
	return s
}

// actor is who sits before the recorded server: one of its people.
const actor = "alice.chen@example.com"

// ServeHTTP answers as the recorded server did. A question that it was never asked fails
// the test.
func (s *sitting) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, err := io.ReadAll(req.Body)
	if err != nil {
		s.t.Error(err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	e, known := s.rec.answer(req, body, s.last)
	if !known {
		s.t.Errorf("this was never asked when the server was recorded (make record): %s\nafter %q", questionOf(req, body), s.last)
		http.Error(w, "not recorded", http.StatusInternalServerError)
		return
	}
	if acts(req) {
		s.last = e.Question
	}
	w.Header().Set("Content-Type", "application/json")
	if e.Status >= http.StatusBadRequest {
		w.Header().Set("Content-Type", "application/problem+json")
	}
	w.WriteHeader(e.Status)
	if _, err := io.Copy(w, bytes.NewReader(e.Answer)); err != nil {
		s.t.Error(err)
	}
}

// keys presses keys, each with all that follows from it. Before a dialog the person
// waits until it is awake.
func (s *sitting) keys(names ...string) {
	for _, name := range names {
		if s.dialog() != nil {
			s.clock.move(time.Second)
		}
		drain(s.Model, strike(s.Model, name))
		s.render()
	}
}

func (s *sitting) write(text string) { s.keys(letters(text)...) }

// down moves the cursor until it is where it should be.
func (s *sitting) down(there func() bool) {
	s.t.Helper()
	for range 100 {
		s.render()
		if there() {
			return
		}
		s.keys("j")
	}
	s.t.Fatalf("the cursor never gets there:\n%s", s.seen())
}

// open opens the incident with a title.
func (s *sitting) open(title string) {
	s.t.Helper()
	for _, i := range s.data.incidents.all {
		if i.Title == title {
			drain(s.Model, s.openIncident(i.ID))
			s.render()
			return
		}
	}
	s.t.Fatalf("no incident is called %q:\n%s", title, s.seen())
}

// wait lets seconds go by in which nothing happens.
func (s *sitting) wait(seconds int) { s.clock.move(time.Duration(seconds) * time.Second) }

// lose takes the server away and waits. Nothing that it has said is forgotten.
func (s *sitting) lose(seconds int) {
	s.wait(seconds)
	s.Update(loaded{err: airra.Errorf(airra.CodeUnavailable, "the server does not answer")})
}
