// Package llmtest is a language model for tests: a server that speaks either
// wire format, answers by a script, and checks strictly what it is asked. It
// knows a wrong path, a missing key, a broken schema and a secret in a prompt,
// and tells about each; it never guesses.
package llmtest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Dialect is a wire format.
type Dialect string

// The dialects.
const (
	ChatCompletions Dialect = "chat completions" // POST {base}/chat/completions
	Messages        Dialect = "messages"         // POST {base}/v1/messages
)

// Reply is one scripted answer. Exactly one kind of it is used: an HTTP status,
// raw bytes, or a text in the form of the dialect.
type Reply struct {
	Text          string
	Status        int           // answered instead of a text when not 0
	RetryAfter    time.Duration // sent with Status
	Raw           string        // sent as the body instead of a proper answer
	Delay         time.Duration // waited first, or until the client leaves
	RefuseSchemas bool          // a request for a schema gets a 400 and does not use the reply up
}

// Server is a scripted model. Set the fields before it is asked the first time.
type Server struct {
	Dialect   Dialect  // ChatCompletions when empty
	Key       string   // expected in the header of the dialect; empty expects none
	Model     string   // expected in the body; empty accepts any
	Forbidden []string // must not stand anywhere in a request's body
	Script    []Reply  // one per request; the last one repeats; none means Good()

	mu       sync.Mutex
	asked    []Asked
	problems []string
	next     int
}

// Asked is one request as it was understood.
type Asked struct {
	System   string
	Messages []Turn
	Format   string // json_schema, json_object or text
	Schema   json.RawMessage
	Body     string
}

// Turn is one message.
type Turn struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

// Requests lists what was asked so far.
func (s *Server) Requests() []Asked {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.asked)
}

// Problems lists what was wrong with the requests so far.
func (s *Server) Problems() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.problems)
}

// RoundTrip lets a Server be the transport of a client, without a network. A
// test that moves a fake clock needs that.
func (s *Server) RoundTrip(r *http.Request) (*http.Response, error) {
	recorder := httptest.NewRecorder()
	s.ServeHTTP(recorder, r)
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	return recorder.Result(), nil
}

// ServeHTTP checks a request and answers by the script.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, "unreadable", http.StatusBadRequest)
		return
	}
	asked, problems := s.check(r, body)
	reply := s.record(asked, problems)
	if len(problems) > 0 {
		http.Error(w, strings.Join(problems, "; "), http.StatusUnprocessableEntity)
		return
	}
	if reply.Delay > 0 && !waited(r, reply.Delay) {
		return
	}
	s.answer(w, reply, asked)
}

func waited(r *http.Request, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-r.Context().Done():
		return false
	case <-timer.C:
		return true
	}
}

// record keeps the request and takes the next reply.
func (s *Server) record(asked Asked, problems []string) Reply {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked, s.problems = append(s.asked, asked), append(s.problems, problems...)
	if len(s.Script) == 0 {
		return Good()
	}
	reply := s.Script[min(s.next, len(s.Script)-1)]
	if reply.RefuseSchemas && asked.Format == "json_schema" {
		return Reply{Status: http.StatusBadRequest}
	}
	s.next++
	return reply
}

func (s *Server) answer(w http.ResponseWriter, reply Reply, asked Asked) {
	w.Header().Set("Content-Type", "application/json")
	switch {
	case reply.Status != 0:
		if reply.RetryAfter > 0 {
			w.Header().Set("Retry-After", strconv.FormatFloat(reply.RetryAfter.Seconds(), 'f', -1, 64))
		}
		w.WriteHeader(reply.Status)
		// Real servers repeat the key in their refusals, so this one does too.
		writeJSON(w, map[string]any{"error": map[string]string{"message": "refused, key " + s.Key}})
	case reply.Raw != "":
		_, _ = io.WriteString(w, reply.Raw)
	case s.Dialect == Messages:
		writeJSON(w, map[string]any{
			"type": "message", "role": "assistant", "model": s.Model, "stop_reason": "end_turn",
			"content": []map[string]string{{"type": "text", "text": reply.Text}},
			"usage":   map[string]int{"input_tokens": len(asked.Body) / 4, "output_tokens": len(reply.Text) / 4},
		})
	default:
		writeJSON(w, map[string]any{
			"object": "chat.completion", "model": s.Model,
			"choices": []map[string]any{{"index": 0, "finish_reason": "stop", "message": Turn{"assistant", reply.Text}}},
			"usage":   map[string]int{"prompt_tokens": len(asked.Body) / 4, "completion_tokens": len(reply.Text) / 4},
		})
	}
}

// writeJSON ignores a client that has left; there is nobody to tell.
func writeJSON(w io.Writer, value any) { _ = json.NewEncoder(w).Encode(value) }

// checker collects what is wrong with one request.
type checker struct{ problems []string }

func (c *checker) expect(ok bool, format string, args ...any) {
	if !ok {
		c.problems = append(c.problems, fmt.Sprintf(format, args...))
	}
}
