package api

import (
	"bytes"
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// answer holds an answer back until it is complete. So a handler that fails
// half-way can still be answered with a proper problem, the answer can be kept
// for a repetition, and it goes out with its length in one write. An event
// stream never completes; it switches to writing through.
type answer struct {
	http.ResponseWriter
	status int // 0 until WriteHeader
	body   *bytes.Buffer
	direct bool // the held answer has left, or the handler streams
	unread bool // part of the request's body may still be on its way
	secret bool // holds what is shown once, and must not be kept
}

var bodies = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// largestKept is the capacity above which a buffer is left to the collector,
// so that one long list does not stay in memory for ever.
const largestKept = 256 << 10

func newAnswer(w http.ResponseWriter, r *http.Request) *answer {
	body, _ := bodies.Get().(*bytes.Buffer)
	return &answer{ResponseWriter: w, body: body, unread: hasBody(r)}
}

// WriteHeader notes the status; the first one stands.
func (a *answer) WriteHeader(status int) {
	if a.status != 0 {
		return
	}
	a.status = status
	if a.direct {
		a.ResponseWriter.WriteHeader(status)
	}
}

// Write collects the body, or writes through once the handler streams.
func (a *answer) Write(p []byte) (int, error) {
	if a.status == 0 {
		a.WriteHeader(http.StatusOK)
	}
	if a.direct {
		return a.ResponseWriter.Write(p)
	}
	return a.body.Write(p)
}

// Unwrap lets http.ResponseController reach the connection.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// stream sends the headers and lets everything from now on through.
func (a *answer) stream() {
	a.direct = true
	if a.status == 0 {
		a.status = http.StatusOK
	}
	a.ResponseWriter.WriteHeader(a.status)
}

// reset forgets what was collected, so that another answer can take its place.
// It reports false when bytes have left already.
func (a *answer) reset() bool {
	if a.direct {
		return false
	}
	a.status = 0
	a.body.Reset()
	return true
}

// farewell is how long a body that nobody wants may go on arriving, if it may
// take that long at all. Closing at once could take the answer from a client
// that has not read it yet.
const farewell = time.Second

// partUnread makes this the last answer of its connection when the body was not
// read to its end. Without the header net/http would wait for the rest of the
// body before it answers, and without the deadline before it closes, in both
// cases for as long as the client likes.
func (a *answer) partUnread(patience time.Duration) {
	if !a.unread {
		return
	}
	a.Header().Set("Connection", "close")
	_ = http.NewResponseController(a.ResponseWriter).SetReadDeadline(time.Now().Add(min(farewell, patience))) // A writer without deadlines is a test's.
}

// send lets the answer go, and gives the buffer back.
func (a *answer) send() error {
	defer a.release()
	if a.direct {
		return nil
	}
	a.direct = true
	if a.status == 0 {
		a.status = http.StatusOK
	}
	if a.body.Len() > 0 || a.status == http.StatusOK {
		a.Header().Set("Content-Length", strconv.Itoa(a.body.Len()))
	}
	a.ResponseWriter.WriteHeader(a.status)
	if _, err := a.ResponseWriter.Write(a.body.Bytes()); err != nil {
		return fmt.Errorf("write answer: %w", err)
	}
	return nil
}

func (a *answer) release() {
	if a.body.Cap() <= largestKept {
		a.body.Reset()
		bodies.Put(a.body)
	}
	a.body = nil
}
