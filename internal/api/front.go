package api

import (
	"context"
	"log/slog"
	"net/http"
	"path"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/airra/airra/internal/airra"
)

// requestIDHeader names a request, in both directions.
const requestIDHeader = "X-Request-Id"

type requestIDKey struct{}

// requestID gives the id of the request that the context belongs to.
func requestID(ctx context.Context) string {
	id, _ := ctx.Value(requestIDKey{}).(string)
	return id
}

// ServeHTTP is the way of every request: it is named, admitted, done, and
// counted. It is one function and not a chain of middlewares, because then the
// order is the order of the lines, and the context is copied once.
func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	began := time.Now()
	s.metrics.inFlight.Inc()
	defer s.metrics.inFlight.Dec()

	a := newAnswer(w, r)
	protect(a.Header(), s.opts.Environment)
	r = s.identify(a, r)
	defer s.finish(a, r, began)

	body, err := s.admit(a, r)
	if err != nil {
		s.problem(r.Context(), err).write(a)
		return
	}
	defer body.release()
	s.once(a, r, body)
}

// identify gives the request its id, its actor and its path without a trailing
// slash, all in one copy of it. Both spellings of a path are the same thing, and
// a redirect would lose the body of a POST in many clients.
func (s *server) identify(a *answer, r *http.Request) *http.Request {
	id := r.Header.Get(requestIDHeader)
	if !saneID(id) {
		id = airra.NewID()
	}
	a.Header().Set(requestIDHeader, id)

	ctx := context.WithValue(r.Context(), requestIDKey{}, id)
	r = r.WithContext(airra.WithActor(ctx, actorOf(r)))
	if p := r.URL.Path; len(p) > 1 && p[len(p)-1] == '/' && !strings.HasSuffix(r.URL.RawPath, "%2F") && !strings.HasSuffix(r.URL.RawPath, "%2f") {
		u := *r.URL
		u.Path, u.RawPath = p[:len(p)-1], strings.TrimSuffix(u.RawPath, "/")
		r.URL = &u
	}
	return r
}

// saneID says whether an id from outside may go into the log and back: it is
// short and has nothing that could forge a line.
func saneID(id string) bool {
	return id != "" && len(id) <= 128 && strings.IndexFunc(id, isOdd) < 0
}

func isOdd(r rune) bool {
	return (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && r != '-' && r != '_' && r != '.'
}

// protect sets what keeps a browser from being used against the user, and
// answers out of shared caches.
func protect(h http.Header, environment string) {
	h["X-Frame-Options"] = frameOptions
	h["X-Content-Type-Options"] = contentTypeOptions
	h["Referrer-Policy"] = referrerPolicy
	h["Permissions-Policy"] = permissionsPolicy
	h["Content-Security-Policy"] = contentPolicy
	h["Cache-Control"] = noStore
	if environment == "production" {
		h["Strict-Transport-Security"] = transportSecurity
	}
}

// The values are shared by all answers; nothing appends to them.
var (
	frameOptions       = []string{"DENY"}
	contentTypeOptions = []string{"nosniff"}
	referrerPolicy     = []string{"strict-origin-when-cross-origin"}
	permissionsPolicy  = []string{"geolocation=(), microphone=(), camera=()"}
	contentPolicy      = []string{"default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
		"object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"}
	noStore           = []string{"no-store"}
	transportSecurity = []string{"max-age=31536000; includeSubDomains; preload"}
)

// dispatch finds the operation. A path that the mux would clean by redirecting
// names nothing here.
func (s *server) dispatch(a *answer, r *http.Request) {
	if p := r.URL.Path; p != path.Clean(p) || !strings.HasPrefix(p, "/") {
		s.unknown(a, r)
		return
	}
	s.mux.ServeHTTP(a, r)
}

// methods are those that an operation may have.
var methods = []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete}

// unknown answers what no operation takes: 405 where another method would do,
// and 404 elsewhere.
func (s *server) unknown(w http.ResponseWriter, r *http.Request) {
	var allowed []string
	for _, method := range methods {
		probe := &http.Request{Method: method, URL: r.URL, Host: r.Host}
		if _, pattern := s.mux.Handler(probe); pattern != "" && pattern != "/" && r.URL.Path == path.Clean(r.URL.Path) {
			allowed = append(allowed, method)
		}
	}
	p := s.problem(r.Context(), airra.Errorf(airra.CodeNotFound, "there is nothing at this path"))
	if len(allowed) > 0 && !slices.Contains(allowed, r.Method) {
		w.Header().Set("Allow", strings.Join(allowed, ", "))
		p.Status, p.Title = http.StatusMethodNotAllowed, http.StatusText(http.StatusMethodNotAllowed)
		p.Code, p.Detail = airra.CodeBadRequest, "this path takes "+strings.Join(allowed, " or ")
	}
	p.write(w)
}

// finish answers for a handler that panicked, sends the answer, and counts it.
func (s *server) finish(a *answer, r *http.Request, began time.Time) {
	ctx := r.Context()
	if cause := recover(); cause != nil {
		s.log.ErrorContext(ctx, "handler panicked", "request_id", requestID(ctx),
			"method", r.Method, "path", loggedPath(r.URL.Path), "panic", cause, "stack", string(debug.Stack()))
		if !a.reset() {
			a.release()
			panic(http.ErrAbortHandler) // The client must see that the stream broke.
		}
		s.problem(ctx, airra.Errorf(airra.CodeInternal, "panic")).write(a)
	}
	status := a.status
	a.partUnread(s.opts.BodyPatience)
	if err := a.send(); err != nil {
		s.log.DebugContext(ctx, "client left before its answer", "request_id", requestID(ctx), "err", err)
	}
	took := time.Since(began)
	s.metrics.observe(r, status, took)
	if !s.log.Enabled(ctx, slog.LevelDebug) {
		return // The arguments alone cost more than the rest of this function.
	}
	s.log.DebugContext(ctx, "request", "request_id", requestID(ctx), "method", r.Method, "path", loggedPath(r.URL.Path),
		"status", status, "duration", took, "actor", airra.ActorFrom(ctx))
}

// loggedPath is a path as it may stand in a log: whoever reads the token behind one
// of these could acknowledge, or read a calendar. It looks anywhere in the path and
// at any case of the letters, because a link that was spoiled on its way still holds
// its token.
func loggedPath(path string) string {
	for i := range path {
		for _, secret := range []string{ackPath, feedPath} {
			if end := i + len(secret); end <= len(path) && strings.EqualFold(path[i:end], secret) {
				return path[:end] + "…"
			}
		}
	}
	return path
}
