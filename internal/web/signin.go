package web

import (
	"crypto/sha256"
	"crypto/subtle"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/airra/airra/internal/airra"
)

const (
	sessionCookie = "airra_session"
	// visitCookie binds the form for signing in to the browser that was shown it, which
	// has no session yet. Without it somebody could be signed in under another's name.
	visitCookie = "airra_visit"
	signInPath  = "/sign-in"
)

// registerSignIn adds the only pages besides the links of messages that need no session.
func (w *Web) registerSignIn() {
	w.mux.HandleFunc("GET "+signInPath, func(rw http.ResponseWriter, r *http.Request) { w.showSignIn(rw, r, signIn{}) })
	w.mux.HandleFunc("POST "+signInPath, w.takeSignIn)
	w.mux.HandleFunc("POST /sign-out", w.act(func(v *visit) (string, error) {
		http.SetCookie(v.rw, w.cookie(v.r, sessionCookie, "", -1))
		return signInPath, nil
	}))
}

// signIn is what the form was filled with, and what was wrong with it.
type signIn struct {
	Name, Next, Token string
	Kept              []string // what was written into a form whose session had ended
	Err               error
}

// showSignIn shows the form. The key is never put back into it.
func (w *Web) showSignIn(rw http.ResponseWriter, r *http.Request, form signIn) {
	nonce, known := visitNonce(r)
	if !known {
		if _, err := io.ReadFull(w.opts.Random, nonce[:]); err != nil {
			w.fail(rw, r, err)
			return
		}
		http.SetCookie(rw, w.cookie(r, visitCookie, encoding.EncodeToString(nonce[:]), int(sessionLasts/time.Second)))
	}
	var err error
	if form.Token, err = w.seal.formToken(nonce, w.opts.Random); err != nil {
		w.fail(rw, r, err)
		return
	}
	if form.Next == "" {
		form.Next = localPath(r.URL.Query().Get("next"), "/")
	}
	status := http.StatusOK
	if form.Err != nil {
		status = w.opts.StatusOf(form.Err)
	}
	w.write(rw, r, status, plainDocument(w.plainFrame(r, "Sign in"), signInPage(form)))
}

// takeSignIn checks the key and the name. Tries are limited by address, so that a key
// cannot be guessed.
func (w *Web) takeSignIn(rw http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(rw, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		w.fail(rw, r, airra.Errorf(airra.CodeBadRequest, "the form could not be read"))
		return
	}
	form := signIn{Name: strings.TrimSpace(r.PostForm.Get("name")), Next: localPath(r.PostForm.Get("next"), "/"), Kept: r.PostForm[keptField]}
	one, err := w.signInAs(r, form.Name)
	if err != nil {
		form.Err = err
		w.showSignIn(rw, r, form)
		return
	}
	http.SetCookie(rw, w.cookie(r, sessionCookie, w.seal.seal(one), int(sessionLasts/time.Second)))
	http.SetCookie(rw, w.cookie(r, visitCookie, "", -1))
	if len(form.Kept) > 0 {
		w.write(rw, r, http.StatusOK, plainDocument(w.plainFrame(r, "Signed in"), signedInAgain(form)))
		return
	}
	http.Redirect(rw, r, form.Next, http.StatusSeeOther)
}

// keptField is the field of the form for signing in that holds what was written before.
const keptField = "kept"

// signInAs makes the session, or says why there is none.
func (w *Web) signInAs(r *http.Request, name string) (session, error) {
	nonce, known := visitNonce(r)
	if !known || !w.seal.isFormToken(nonce, r.PostForm.Get(tokenField)) {
		return session{}, &airra.Error{
			Code: airra.CodeDenied, Message: "This form is too old, or the browser keeps no cookies.", Hint: "try once more; cookies of this site must be allowed",
		}
	}
	if err := w.allow(r, "sign-in", w.opts.LimitSignIn); err != nil {
		return session{}, err
	}
	given, own := sha256.Sum256([]byte(strings.TrimSpace(r.PostForm.Get("key")))), sha256.Sum256([]byte(w.opts.APIKey))
	if w.opts.APIKey == "" || subtle.ConstantTimeCompare(given[:], own[:]) != 1 {
		return session{}, &airra.Error{
			Code: airra.CodeForbidden, Message: "This is not the key of this server.", Hint: "airrad config shows where it is kept",
		}
	}
	if err := airra.CheckPerson("name", name); err != nil {
		return session{}, err
	}
	one := session{Actor: name, Expires: w.now().Add(sessionLasts)}
	if _, err := io.ReadFull(w.opts.Random, one.Nonce[:]); err != nil {
		return session{}, err
	}
	return one, nil
}

// visitNonce reads the cookie of a browser that is not signed in.
func visitNonce(r *http.Request) (nonce [16]byte, known bool) {
	cookie, err := r.Cookie(visitCookie)
	if err != nil {
		return nonce, false
	}
	raw, err := encoding.DecodeString(cookie.Value)
	return nonce, err == nil && copy(nonce[:], raw) == len(nonce) && len(raw) == len(nonce)
}

// cookie makes a cookie that scripts cannot read. It is sent with links that lead here
// from a message, but with no form and no request that another site makes.
func (w *Web) cookie(r *http.Request, name, value string, seconds int) *http.Cookie {
	return &http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: seconds, HttpOnly: true, SameSite: http.SameSiteLaxMode,
		Secure: r.TLS != nil || strings.HasPrefix(w.opts.PublicURL, "https://"),
	}
}

// askToSignIn leads to the form and back. A page that asks for a part of itself is led
// there as a whole, and its stream is told no, so that it does not try for ever.
func (w *Web) askToSignIn(rw http.ResponseWriter, r *http.Request) {
	next := "/"
	if r.Method == http.MethodGet {
		next = r.URL.RequestURI()
	}
	to := signInPath
	if next != "/" {
		to += "?next=" + url.QueryEscape(next)
	}
	switch {
	case r.URL.Path == livePath:
		http.Error(rw, "sign in first", http.StatusUnauthorized)
	case r.Header.Get("Hx-Request") != "":
		rw.Header().Set("Hx-Redirect", to)
		rw.WriteHeader(http.StatusUnauthorized)
	case r.Method == http.MethodPost:
		w.askAgain(rw, r)
	default:
		http.Redirect(rw, r, to, http.StatusSeeOther)
	}
}

// askAgain asks somebody to sign in who sent a form too late. What was written in it is
// carried along, and so is the page it was written on.
func (w *Web) askAgain(rw http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(rw, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		w.fail(rw, r, airra.Errorf(airra.CodeBadRequest, "the form could not be read, or is larger than %d kB", maxForm>>10))
		return
	}
	w.showSignIn(rw, r, signIn{Next: backOf(r), Kept: written(r), Err: &airra.Error{
		Code: airra.CodeForbidden, Message: "You are not signed in, or not any more. Nothing was changed.", Hint: "sign in, and repeat what you did",
	}})
}

// caller is the address a request came from: the peer of the connection, since a header
// can say anything.
func caller(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}
