package web

import (
	"bytes"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/a-h/templ"

	"github.com/airra/airra/internal/airra"
)

// visit is one request of somebody who is signed in, with what every page needs.
type visit struct {
	rw      http.ResponseWriter
	r       *http.Request
	session session
	now     time.Time
	token   string // for the forms of the page
}

// view is a page as its handler describes it.
type view struct {
	Title string
	Place place            // which entry of the navigation it belongs to
	Live  airra.IncidentID // the incident whose changes concern it; empty for all
	Still bool             // nothing on it changes by itself
	Body  templ.Component
}

// handler answers a visit by itself.
type handler func(v *visit) error

// signedIn lets only those in who are signed in. Others are asked to sign in, and
// brought back afterwards.
func (w *Web) signedIn(next handler) http.HandlerFunc {
	return func(rw http.ResponseWriter, r *http.Request) {
		v := &visit{rw: rw, r: r, now: airra.Now(w.now())}
		cookie, err := r.Cookie(sessionCookie)
		known := false
		if err == nil {
			v.session, known = w.seal.open(cookie.Value, v.now)
		}
		if !known {
			w.askToSignIn(rw, r)
			return
		}
		v.r = r.WithContext(airra.WithActor(r.Context(), v.session.Actor))
		if v.token, err = w.seal.formToken(v.session.Nonce, w.opts.Random); err == nil {
			err = next(v)
		}
		if err != nil {
			w.failFor(v, err)
		}
	}
}

// page shows what a handler describes: whole, or to a page that asks for itself only the
// part that can change.
func (w *Web) page(describe func(v *visit) (view, error)) http.HandlerFunc {
	return w.signedIn(func(v *visit) error {
		after, err := w.opts.Backend.LastEventID(v.r.Context()) // Before the page is read, so that no change falls in between.
		if err != nil {
			return err
		}
		shown, err := describe(v)
		if err != nil {
			return err
		}
		w.show(v, http.StatusOK, after, shown)
		return nil
	})
}

// show writes a page.
func (w *Web) show(v *visit, status int, after int64, shown view) {
	frame := w.frameOf(v, shown, after)
	if v.r.Header.Get("Hx-Request") != "" {
		v.rw.Header().Set("Vary", "Hx-Request")
		w.write(v.rw, v.r, status, content(frame, shown.Body))
		return
	}
	w.write(v.rw, v.r, status, document(frame, shown.Body))
}

// act does what a form asks for, and goes on to where the handler says. The token was
// checked before anything is read from the form.
func (w *Web) act(do func(v *visit) (next string, err error)) http.HandlerFunc {
	return w.signedIn(func(v *visit) error {
		v.r.Body = http.MaxBytesReader(v.rw, v.r.Body, maxForm)
		if err := v.r.ParseForm(); err != nil {
			return airra.Errorf(airra.CodeBadRequest, "the form could not be read, or is larger than %d kB", maxForm>>10)
		}
		if !w.seal.isFormToken(v.session.Nonce, v.r.PostForm.Get(tokenField)) {
			return &airra.Error{
				Code: airra.CodeDenied, Message: "This form is too old, or did not come from here. Nothing was changed.",
				Hint: "open the page again and repeat what you did",
			}
		}
		next, err := do(v)
		if errors.Is(err, errShown) {
			return nil
		}
		if err != nil {
			return err
		}
		http.Redirect(v.rw, v.r, next, http.StatusSeeOther)
		return nil
	})
}

// errShown says that the answer has been given already.
var errShown = errors.New("the form was shown again")

// again shows a form once more, with what is wrong with it above what was written. Other
// errors are passed on: filling the form in differently would not help.
func (w *Web) again(v *visit, err error, form func(err error) (view, error)) error {
	switch airra.ErrorCode(err) {
	case airra.CodeInvalid, airra.CodeConflict, airra.CodeNotFound, airra.CodeDenied:
	default:
		return err
	}
	shown, broken := form(err)
	if broken != nil {
		return broken
	}
	w.show(v, w.opts.StatusOf(err), 0, shown)
	return errShown
}

const (
	// tokenField is the form field with the token.
	tokenField = "token"
	// maxForm is the largest form that is read, in bytes.
	maxForm = 256 << 10
)

// field gives a field of the form without the space around it.
func (v *visit) field(name string) string { return strings.TrimSpace(v.r.PostForm.Get(name)) }

// query gives a parameter of the address without the space around it.
func (v *visit) query(name string) string { return strings.TrimSpace(v.r.URL.Query().Get(name)) }

// page reads which page of a list is asked for.
func (v *visit) page(size int) (airra.PageRequest, error) {
	request := airra.PageRequest{Page: 1, PageSize: size, Cursor: v.query("cursor")}
	if text := v.query("page"); text != "" {
		page, err := strconv.Atoi(text)
		if err != nil || page < 1 {
			return request, airra.Invalid("page", "must be a whole number from 1")
		}
		request.Page = page
	}
	return request, nil
}

// key gives the part of the path that names the thing.
func (v *visit) key() string { return v.r.PathValue("key") }

// allow asks a limit, under the name that the API uses too: the page must not be a way
// around it.
func (w *Web) allow(r *http.Request, name string, limit airra.Limit) error {
	if w.opts.Limiter == nil {
		return nil
	}
	ok, wait, err := w.opts.Limiter.Allow(r.Context(), "ratelimit:"+name+":"+caller(r), limit)
	if err != nil {
		return err
	}
	if !ok {
		return &airra.Error{
			Code: airra.CodeRateLimited, RetryAfter: wait,
			Message: "That was too often in too short a time. Nothing was changed.", Hint: "wait for a minute and try again",
		}
	}
	return nil
}

// limited puts an act under the limit for writing.
func (w *Web) limited(do func(v *visit) (string, error)) func(v *visit) (string, error) {
	return func(v *visit) (string, error) {
		if err := w.allow(v.r, "write", w.opts.LimitWrite); err != nil {
			return "", err
		}
		return do(v)
	}
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// largestKept is the capacity above which a buffer is left to the collector.
const largestKept = 512 << 10

// write renders a page and sends it, compressed for those who can take that. It is
// rendered as a whole first: a page that fails half-way must not be shown.
func (w *Web) write(rw http.ResponseWriter, r *http.Request, status int, page templ.Component) {
	b, _ := buffers.Get().(*bytes.Buffer)
	b.Reset()
	defer func() {
		if b.Cap() <= largestKept {
			buffers.Put(b)
		}
	}()
	if err := page.Render(r.Context(), b); err != nil {
		panic(err) // A buffer does not fail; only a mistake in a template does.
	}
	h := rw.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Add("Vary", "Accept-Encoding")
	content := b.Bytes()
	if takesGzip(r) && len(content) > 1024 {
		h.Set("Content-Encoding", "gzip")
		content = packPage(content)
	}
	h.Set("Content-Length", strconv.Itoa(len(content)))
	rw.WriteHeader(status)
	_, _ = rw.Write(content) // A browser that has left needs no page.
}

// localPath gives an address of this server for where to go next, and fallback for
// anything that could lead elsewhere.
func localPath(next, fallback string) string {
	u, err := url.Parse(next)
	if err != nil || u.IsAbs() || u.Host != "" || u.Opaque != "" || !strings.HasPrefix(next, "/") ||
		strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n\t") {
		return fallback
	}
	return next
}
