package api

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/airra/airra/internal/airra"
)

// MaxBody is the largest body that is read, in bytes.
const MaxBody = 1 << 20

// maxOpenBody is that of a request that needs no key: a token, and some room.
const maxOpenBody = 4 << 10

// bodyLimit says how much of a body is read. Outside of the API proper nothing takes
// one, and nobody waits for what a stranger sends there; the form of an
// acknowledgement page says everything by its address.
func bodyLimit(r *http.Request) int64 {
	switch {
	case needsKey(r):
		return MaxBody
	case acknowledges(r):
		return maxOpenBody
	default:
		return 0
	}
}

// admit decides whether a request may reach an operation, and reads its body.
// The key is asked for before anything is read, so that a stranger cannot make
// the server work. The caller releases the body.
func (s *server) admit(a *answer, r *http.Request) (*requestBody, error) {
	if err := checkPath(r.URL); err != nil {
		return nil, err
	}
	if err := s.authorize(r); err != nil {
		return nil, err
	}
	if err := checkActor(r); err != nil {
		return nil, err
	}
	if err := checkQuery(r.URL); err != nil {
		return nil, err
	}
	body, err := s.readBody(a, r)
	if err != nil {
		return nil, err
	}
	if err := checkBody(body.Bytes()); err != nil {
		body.release()
		return nil, err
	}
	return body, nil
}

// requestBody is a body that was read as a whole. A nil one is empty.
type requestBody struct{ bytes.Buffer }

var requests = sync.Pool{New: func() any { return new(requestBody) }}

// Bytes gives what was read.
func (b *requestBody) Bytes() []byte {
	if b == nil {
		return nil
	}
	return b.Buffer.Bytes()
}

func (b *requestBody) release() {
	if b != nil && b.Cap() <= largestKept {
		b.Reset()
		requests.Put(b)
	}
}

// readBody reads the body and puts what it read in the body's place. It is read
// here and not by the operation, because its text must be checked, and a
// repetition recognised, before anything happens.
//
// The deadline is lifted when all has come: one that passes while an operation
// runs would cancel its context. When not all has come it stays, until the
// answer sets its own.
func (s *server) readBody(a *answer, r *http.Request) (*requestBody, error) {
	limit := bodyLimit(r)
	if !a.unread || limit == 0 {
		r.Body = http.NoBody
		return nil, nil
	}
	if r.ContentLength > limit {
		return nil, tooLarge(limit)
	}
	if err := takeAsJSON(r.Header); err != nil {
		return nil, err
	}
	control := http.NewResponseController(a.ResponseWriter)
	_ = control.SetReadDeadline(time.Now().Add(s.opts.BodyPatience)) // A writer without deadlines is a test's.
	body, _ := requests.Get().(*requestBody)
	if _, err := body.ReadFrom(http.MaxBytesReader(a.ResponseWriter, r.Body, limit)); err != nil {
		body.release()
		return nil, unread(err)
	}
	_ = control.SetReadDeadline(time.Time{})
	a.unread = false
	r.Body = io.NopCloser(bytes.NewReader(body.Bytes()))
	return body, nil
}

// hasBody says whether something follows the headers of a request.
func hasBody(r *http.Request) bool {
	return r.Body != nil && r.Body != http.NoBody && r.ContentLength != 0
}

func tooLarge(limit int64) error {
	return airra.Errorf(airra.CodeTooLarge, "the body is larger than %d bytes", limit)
}

// unread says why a body could not be read. It is never the server's fault. It
// is a ready problem, because a read that fails ends the request's context too,
// and then every other error would be told as a request that was given up.
func unread(err error) error {
	var over *http.MaxBytesError
	switch {
	case errors.As(err, &over):
		return tooLarge(over.Limit)
	case errors.Is(err, os.ErrDeadlineExceeded):
		return incomplete("the body did not arrive in time")
	default:
		return incomplete("the body did not arrive completely")
	}
}

func incomplete(detail string) *Problem {
	return &Problem{
		Title: http.StatusText(http.StatusBadRequest), Status: http.StatusBadRequest,
		Code: airra.CodeBadRequest, Detail: detail,
	}
}

// takeAsJSON lets a body be JSON without being called so: `curl -d` calls it a
// form, and nothing here takes forms. What is called something else altogether
// is refused, since it was meant for somebody else.
func takeAsJSON(h http.Header) error {
	given := h.Get("Content-Type")
	if given == "application/json" {
		return nil
	}
	media, _, err := mime.ParseMediaType(given)
	switch {
	case given == "", err == nil && (media == "application/json" || media == "application/x-www-form-urlencoded" || media == "text/plain"):
		h.Set("Content-Type", "application/json")
		return nil
	default:
		return errNotJSON
	}
}

// errNotJSON is a ready problem: no code of the domain stands for 415.
var errNotJSON = &Problem{
	Title: http.StatusText(http.StatusUnsupportedMediaType), Status: http.StatusUnsupportedMediaType,
	Code: airra.CodeBadRequest, Detail: "the body must be application/json",
}
