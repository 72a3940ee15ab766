package web

import (
	"errors"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/airra/airra/internal/airra"
)

// trouble is an error as a person reads it: what is wrong, and what to do now.
type trouble struct {
	Title, Text, Hint string
	Fields            []airra.FieldError
	RequestID         string   // only where the log has more to say
	Kept              []string // what somebody wrote into the form that did not work
	Back              string
}

// fail shows an error to somebody who need not be signed in.
func (w *Web) fail(rw http.ResponseWriter, r *http.Request, err error) {
	status := w.status(rw, err)
	w.logTrouble(r, status, err)
	w.write(rw, r, status, plainDocument(w.plainFrame(r, http.StatusText(status)), troublePart(troubleOf(r, err))))
}

// failFor shows an error to somebody who is signed in, within the frame of a page.
func (w *Web) failFor(v *visit, err error) {
	status := w.status(v.rw, err)
	w.logTrouble(v.r, status, err)
	t := troubleOf(v.r, err)
	w.show(v, status, 0, view{Title: t.Title, Still: true, Body: troublePart(t)})
}

// missing answers for what is at no address.
func (w *Web) missing(rw http.ResponseWriter, r *http.Request) {
	w.fail(rw, r, airra.Errorf(airra.CodeNotFound, "There is no page at this address."))
}

// status gives the status of an error, and sets when to come back.
func (w *Web) status(rw http.ResponseWriter, err error) int {
	var own *airra.Error
	if errors.As(err, &own) && own.RetryAfter > 0 {
		rw.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(own.RetryAfter.Seconds()))))
	}
	return w.opts.StatusOf(err)
}

// logTrouble keeps for operators what people are not told.
func (w *Web) logTrouble(r *http.Request, status int, err error) {
	if status >= http.StatusInternalServerError && r.Context().Err() == nil {
		w.log.ErrorContext(r.Context(), "page failed", "request_id", requestID(r.Context()), "page", pageOf(r), "err", err)
	}
}

func troubleOf(r *http.Request, err error) trouble {
	t := trouble{Title: titles[airra.ErrorCode(err)], Text: airra.ErrorMessage(err), Kept: written(r), Back: backOf(r)}
	var own *airra.Error
	if errors.As(err, &own) {
		if t.Hint = own.Hint; len(own.Fields) > 1 { // One alone is the text itself.
			t.Fields = own.Fields
		}
	}
	if r.Method == http.MethodGet && airra.ErrorCode(err) == airra.CodeInvalid {
		t.Title = "Something in the address is not right"
	}
	if code := airra.ErrorCode(err); code == airra.CodeInternal || code == airra.CodeUnavailable {
		t.RequestID = requestID(r.Context())
	}
	if t.Title == "" {
		t.Title = "That did not work"
	}
	return t
}

// titles say in a few words which kind of trouble it is.
var titles = map[airra.Code]string{
	airra.CodeInvalid:     "Something in the form is not right",
	airra.CodeBadRequest:  "This could not be understood",
	airra.CodeForbidden:   "This key is not valid",
	airra.CodeDenied:      "This is not allowed",
	airra.CodeNotFound:    "There is nothing here",
	airra.CodeConflict:    "Somebody was faster",
	airra.CodeTooLarge:    "This is too large",
	airra.CodeRateLimited: "Too many at once",
	airra.CodeUnavailable: "A part of the server does not answer",
	airra.CodeInternal:    "Something went wrong",
}

// prose are the fields into which people write sentences.
var prose = []string{
	"title", "description", "text", "reason", "notes", "note", "cause", "summary", "factors", "well", "wrong", "lessons", "prevention",
}

// written is what somebody wrote into a form: browsers do not keep it for a page that
// must not be stored, and nobody likes to write a note twice.
func written(r *http.Request) (texts []string) {
	for _, name := range prose {
		if text := strings.TrimSpace(r.PostForm.Get(name)); text != "" {
			texts = append(texts, text)
		}
	}
	return texts
}

// backOf is the page that a form was sent from, as far as that is one of ours; from a
// list that was asked for in vain, the list itself.
func backOf(r *http.Request) string {
	if r.Method == http.MethodGet {
		if r.URL.RawQuery != "" {
			return localPath(r.URL.EscapedPath(), "/")
		}
		return "/"
	}
	u, err := url.Parse(r.Referer())
	if err != nil || u.Host != r.Host {
		return "/"
	}
	return localPath(u.RequestURI(), "/")
}
