package notifytest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
)

// Reply is one scripted answer of a receiver.
type Reply struct {
	Status     int    // 0 means 200
	Body       string // of a success: ok when empty
	RetryAfter string
	Location   string
	Hang       bool // never answers
}

// Receiver is an HTTP server of a test that records what is posted to it.
type Receiver struct {
	URL     string   // where to post
	Secrets []string // what must stand nowhere

	check func(c *checker, r *http.Request, body []byte)

	mu       sync.Mutex
	script   []Reply
	received []Received
	problems []string
}

// Received is one request.
type Received struct {
	Header http.Header
	Body   []byte
	JSON   map[string]any // the body again
}

// receive starts a server on this machine. It ends with the test, which fails when
// anything about the requests was not as it should be.
func receive(t testing.TB, path string, script []Reply, check func(*checker, *http.Request, []byte)) *Receiver {
	t.Helper()
	r := &Receiver{script: script, check: check}
	server := httptest.NewServer(r)
	r.URL = server.URL + path
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
		for _, problem := range r.Problems() {
			t.Error(problem)
		}
	})
	return r
}

// Requests lists what was received so far.
func (r *Receiver) Requests() []Received {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.received)
}

// Problems lists what was wrong with the requests so far.
func (r *Receiver) Problems() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.problems)
}

// ServeHTTP checks a request and answers by the script.
func (r *Receiver) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	body, err := io.ReadAll(request.Body)
	if err != nil {
		return // The client has left.
	}
	reply := r.record(request, body)
	if reply.Hang {
		<-request.Context().Done()
		return
	}
	header := w.Header()
	if reply.RetryAfter != "" {
		header.Set("Retry-After", reply.RetryAfter)
	}
	if reply.Location != "" {
		header.Set("Location", reply.Location+request.URL.Path) // Redirects repeat what was asked for, too.
	}
	status := reply.Status
	if status == 0 {
		status = http.StatusOK
	}
	w.WriteHeader(status)
	if reply.Body == "" && status < 300 {
		reply.Body = "ok"
	}
	if reply.Body == "" {
		// Careless servers repeat what they were asked for.
		reply.Body = fmt.Sprintf("cannot %s %s, signed %s", request.Method, request.URL, request.Header.Get("webhook-signature"))
	}
	_, _ = io.WriteString(w, reply.Body)
}

// record keeps the request and takes the next reply; the last one repeats.
func (r *Receiver) record(request *http.Request, body []byte) Reply {
	c := &checker{}
	c.expect(request.Method == http.MethodPost, "the method is %s", request.Method)
	c.expect(request.Header.Get("Content-Type") == "application/json", "the content type is %q", request.Header.Get("Content-Type"))
	received := Received{Header: request.Header.Clone(), Body: body}
	c.expect(json.Unmarshal(body, &received.JSON) == nil, "the body is no JSON object: %s", body)
	r.check(c, request, body)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.received, r.problems = append(r.received, received), append(r.problems, c.problems...)
	if len(r.script) == 0 {
		return Reply{}
	}
	reply := r.script[0]
	if len(r.script) > 1 {
		r.script = r.script[1:]
	}
	return reply
}

// checker collects what is wrong with one request.
type checker struct{ problems []string }

func (c *checker) expect(ok bool, format string, args ...any) {
	if !ok {
		c.problems = append(c.problems, fmt.Sprintf(format, args...))
	}
}
