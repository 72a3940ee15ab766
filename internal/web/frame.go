package web

import (
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// place is an entry of the navigation.
type place struct{ Name, Path string }

// The places. Each is a page of its own; an incident belongs to the list it is in.
var (
	placeDashboard     = place{"Dashboard", "/"}
	placeIncidents     = place{"Incidents", "/incidents"}
	placeApprovals     = place{"Approvals", "/approvals"}
	placeOnCall        = place{"On-call", "/on-call"}
	placeEngineers     = place{"Engineers", "/engineers"}
	placeNotifications = place{"Notifications", "/notifications"}
	placeAnalytics     = place{"Analytics", "/analytics"}
	placeLearning      = place{"Learning", "/learning"}
	placeSimulator     = place{"Simulator", "/simulator"}

	places = []place{
		placeDashboard, placeIncidents, placeApprovals, placeOnCall, placeEngineers, placeNotifications,
		placeAnalytics, placeLearning, placeSimulator,
	}
)

// frame is what stands around a page.
type frame struct {
	Title   string
	Place   place
	Actor   string // empty for who is not signed in
	Token   string
	Theme   string // light, dark, or empty for what the system prefers
	Live    string // address of the page's event stream; empty for a page without
	Self    string // address of the page itself
	Said    string // what an act before it has to say
	Debug   bool
	Version string
	Now     time.Time
}

// frameOf makes the frame of a page for somebody who is signed in. What an act had to
// say is said once.
func (w *Web) frameOf(v *visit, shown view, after int64) frame {
	f := w.plainFrame(v.r, shown.Title)
	f.Place, f.Actor, f.Token, f.Self = shown.Place, v.session.Actor, v.token, v.r.URL.RequestURI()
	f.Said = w.said(v)
	if !shown.Still {
		query := url.Values{"after": {strconv.FormatInt(after, 10)}}
		if shown.Live != "" {
			query.Set("incident", string(shown.Live))
		}
		f.Live = livePath + "?" + query.Encode()
	}
	return f
}

// plainFrame is the frame of a page that anybody may see.
func (w *Web) plainFrame(r *http.Request, title string) frame {
	f := frame{Title: title, Debug: w.opts.Debug, Version: w.opts.Version, Now: w.now()}
	if cookie, err := r.Cookie(themeCookie); err == nil && isTheme(cookie.Value) {
		f.Theme = cookie.Value
	}
	return f
}

const (
	themeCookie = "airra_theme"
	saidCookie  = "airra_said"
)

func isTheme(name string) bool { return name == "light" || name == "dark" }

// registerTheme adds the choice of the colours. It is a form like any other, so that it
// works without a script, and a cookie, so that no page is drawn in the wrong ones first.
func (w *Web) registerTheme() {
	w.mux.HandleFunc("POST /theme", w.act(func(v *visit) (string, error) {
		theme := v.field("theme")
		if !isTheme(theme) {
			http.SetCookie(v.rw, w.cookie(v.r, themeCookie, "", -1))
		} else {
			http.SetCookie(v.rw, w.cookie(v.r, themeCookie, theme, int((365*24*time.Hour).Seconds())))
		}
		return backOf(v.r), nil
	}))
}

// say keeps a sentence for the page that comes next.
func (w *Web) say(v *visit, text string) {
	http.SetCookie(v.rw, w.cookie(v.r, saidCookie, encoding.EncodeToString([]byte(text)), 60))
}

// said takes the sentence. A page that only asks for its changes leaves it alone.
func (w *Web) said(v *visit) string {
	cookie, err := v.r.Cookie(saidCookie)
	if err != nil || v.r.Header.Get("Hx-Request") != "" {
		return ""
	}
	http.SetCookie(v.rw, w.cookie(v.r, saidCookie, "", -1))
	text, err := encoding.DecodeString(cookie.Value)
	if err != nil || len(text) > 500 {
		return ""
	}
	return string(text)
}

// htmxConfig switches off what a page here does not need, and what the content security
// policy would refuse. A disclosure that somebody opened stays open when the page changes,
// and an error never takes the place of a page in which somebody may be typing.
const htmxConfig = `{"extensions":"sse","includeIndicatorCSS":false,"history":false,"noSwap":[204,304,"4xx","5xx"],"morphIgnore":["data-htmx-powered","open"]}`

func liveState(f frame) string {
	if f.Live == "" {
		return "still"
	}
	return "loaded"
}

// liveWord is what stands at the top before a script knows more: without one the page is
// as old as it says.
func liveWord(f frame) string {
	if f.Actor == "" {
		return ""
	}
	return "as of " + f.Now.UTC().Format("15:04:05") + " UTC"
}
