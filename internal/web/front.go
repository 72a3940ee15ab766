package web

import (
	"context"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/airra/airra/internal/airra"
)

// ServeHTTP is the way of every request: what is no page goes on to the API, all else
// is named, protected, answered and counted. It is one function, as the API's is, so that the
// order is the order of the lines.
func (w *Web) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	if !w.ours(r) {
		w.opts.Next.ServeHTTP(rw, r)
		return
	}
	began := time.Now()
	id := airra.NewID()
	a := &answer{ResponseWriter: rw}
	w.head.set(a.Header())
	a.Header().Set("X-Request-Id", id)
	r = r.WithContext(context.WithValue(r.Context(), requestIDKey{}, id))
	defer w.finish(a, r, began)

	if err := w.guard.Check(r); err != nil {
		w.fail(a, r, airra.Errorf(airra.CodeDenied, "this form was sent by another site"))
		return
	}
	if p := r.URL.Path; len(p) > 1 && strings.HasSuffix(p, "/") {
		u := *r.URL
		u.Path, u.RawPath = strings.TrimRight(p, "/"), ""
		r.URL = &u
	}
	w.mux.ServeHTTP(a, r)
}

// ours says whether a request is for a page. Programs may ask for any address that is
// no page and get the API's answer; only who asks for HTML is shown a page that says
// that there is none.
func (w *Web) ours(r *http.Request) bool {
	path := r.URL.Path
	for _, theirs := range []string{"/api", "/docs", "/metrics", "/demo", "/openapi.json", "/health", "/ready", "/ical", "/ack"} {
		if path == theirs || strings.HasPrefix(path, theirs+"/") {
			return false
		}
	}
	if prefersHTML(r.Header.Get("Accept")) || r.Header.Get("Hx-Request") != "" {
		return true
	}
	if path == "/" {
		return false // A program that asks here wants to know what this is.
	}
	_, pattern := w.mux.Handler(r)
	return pattern != "" && pattern != "/"
}

type requestIDKey struct{}

// requestID gives the id of the request that the context belongs to.
func requestID(ctx context.Context) string {
	id, _ := ctx.Value(requestIDKey{}).(string)
	return id
}

// finish answers for a handler that panicked, and counts the request.
func (w *Web) finish(a *answer, r *http.Request, began time.Time) {
	ctx := r.Context()
	if cause := recover(); cause != nil {
		w.log.ErrorContext(ctx, "page panicked", "request_id", requestID(ctx), "method", r.Method,
			"page", pageOf(r), "panic", cause, "stack", string(debug.Stack()))
		if a.status != 0 {
			panic(http.ErrAbortHandler) // Part of it has left; the client must see that it broke.
		}
		w.fail(a, r, airra.Errorf(airra.CodeInternal, "panic"))
	}
	took := time.Since(began)
	w.metrics.observe(r, a.status, took)
	w.log.DebugContext(ctx, "page", "request_id", requestID(ctx), "method", r.Method, "page", pageOf(r), "status", a.status, "duration", took)
}

// pageOf names a request by its route. The path itself may hold the token of a link,
// which must never stand in a log.
func pageOf(r *http.Request) string {
	if _, path, found := strings.Cut(r.Pattern, " "); found {
		return path
	}
	return "none"
}

// answer remembers what was answered.
type answer struct {
	http.ResponseWriter
	status int // 0 until something has left
}

// WriteHeader notes the status.
func (a *answer) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
	a.ResponseWriter.WriteHeader(status)
}

func (a *answer) Write(p []byte) (int, error) {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	return a.ResponseWriter.Write(p)
}

// Unwrap lets http.ResponseController reach the connection.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// headers are those of every page. The values are shared; nothing appends to them.
type headers map[string][]string

func headersFor(environment string) headers {
	h := headers{
		"Content-Security-Policy": {"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
			"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"},
		"X-Frame-Options":            {"DENY"},
		"X-Content-Type-Options":     {"nosniff"},
		"Referrer-Policy":            {"same-origin"},
		"Permissions-Policy":         {"geolocation=(), microphone=(), camera=()"},
		"Cross-Origin-Opener-Policy": {"same-origin"},
		"Cache-Control":              {"no-store"},
	}
	if environment == "production" {
		h["Strict-Transport-Security"] = []string{"max-age=31536000; includeSubDomains; preload"}
	}
	return h
}

func (h headers) set(on http.Header) {
	for name, values := range h {
		on[name] = values
	}
}
