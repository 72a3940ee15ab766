package api

import (
	"html"
	"net/http"
	"strings"
	"time"

	"github.com/airra/airra/internal/airra"
)

// The page behind the link of a message. It is what somebody sees on a telephone in
// the night, so it says whom and what, and has one button. Programs that look at the
// links of a mail before people do ask for the page and change nothing by it; only
// the button does, which is a plain form and needs no script. Its body is not read:
// everything it could say is in the address.

// showLink shows what would be acknowledged.
func (s *server) showLink(w http.ResponseWriter, r *http.Request) {
	if err := s.allow(r, "ack", s.opts.LimitAck); err != nil {
		s.refusePage(w, r, err)
		return
	}
	preview, err := s.opts.Backend.PreviewAcknowledgement(r.Context(), r.PathValue("token"))
	if err != nil {
		s.refusePage(w, r, badToken(err))
		return
	}
	writePage(w, http.StatusOK, "Acknowledge "+or(preview.IncidentRef, "the message"), previewText(preview))
}

// takeLink acknowledges, and says what came of it.
func (s *server) takeLink(w http.ResponseWriter, r *http.Request) {
	if err := s.allow(r, "ack", s.opts.LimitAck); err != nil {
		s.refusePage(w, r, err)
		return
	}
	ack, err := s.acknowledge(r.Context(), r.PathValue("token"))
	if err != nil {
		s.refusePage(w, r, err)
		return
	}
	title, text := resultText(ack)
	writePage(w, http.StatusOK, title, text)
}

// previewText is the inside of the page before the answer. The form has no action,
// so that it goes to the address of the page, wherever a proxy may have put that,
// and the token stands nowhere in the page.
func previewText(p *airra.AckPreview) string {
	text := paragraph("For "+p.EngineerName) + `<h2>` + html.EscapeString(p.Subject) + `</h2>
<pre>` + html.EscapeString(p.Message) + `</pre>
` + incidentLink(p.IncidentRef)
	if p.Status == airra.NotificationAcknowledged {
		return text + paragraph("This is acknowledged already. There is nothing left to do here.")
	}
	return text + `<form method="post"><button type="submit">Acknowledge</button></form>
` + paragraph("Nothing has changed yet. With the button you say that you are looking after it.")
}

// resultText is the title and the inside of the page after the answer.
func resultText(a *airra.NotificationAck) (title, text string) {
	what := or(a.IncidentRef, "The message")
	at := "At " + a.AcknowledgedAt.UTC().Format(time.DateTime) + " UTC."
	if a.Status == "already_acknowledged" {
		title, text = what+" was already acknowledged", paragraph(at+" Nothing has changed.")
	} else {
		title, text = what+" is acknowledged", paragraph(at+" Thank you.")
	}
	if len(a.Others) > 0 {
		text += paragraph("The same message spoke for these, which are acknowledged too: " + strings.Join(a.Others, ", "))
	}
	if a.IncidentRef != "" {
		text += incidentLink(a.IncidentRef) + `<pre>airra incident view ` + html.EscapeString(a.IncidentRef) + `</pre>
`
	}
	return title, text
}

// incidentLink leads to the web page, which stands beside the API and asks who has no
// session to sign in. The token does not go along: these pages pass no address on.
func incidentLink(ref string) string {
	if ref == "" {
		return ""
	}
	ref = html.EscapeString(ref)
	return `<p><a href="/incidents/` + ref + `">All about ` + ref + `</a></p>
`
}

// refusePage says an error to a person. The status and the headers are those that
// the API would give.
func (s *server) refusePage(w http.ResponseWriter, r *http.Request, err error) {
	p := s.problem(r.Context(), err)
	for name, values := range p.GetHeaders() {
		w.Header()[name] = values
	}
	title, text := "This cannot be acknowledged", p.Detail
	switch p.Code {
	case airra.CodeForbidden:
		title, text = "This link is not valid", "It may be incomplete, or too old. Open the link in the newest message, or acknowledge with airra incident ack."
	case airra.CodeRateLimited:
		title, text = "Too many requests", "Wait for a minute and open the link again."
	case airra.CodeInternal, airra.CodeUnavailable:
		title, text = "Something went wrong", "Open the link again; to acknowledge twice does no harm. If that does not help, the server's log has the reason under "+p.RequestID+"."
	}
	writePage(w, p.Status, title, paragraph(text))
}

func paragraph(text string) string { return "<p>" + html.EscapeString(text) + "</p>\n" }

// writePage writes a page for whoever has the link and for nobody else: no address
// is passed on, and no search engine keeps it.
func writePage(w http.ResponseWriter, status int, title, text string) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Robots-Tag", "noindex, nofollow")
	title = html.EscapeString(title)
	w.WriteHeader(status)
	_, _ = w.Write([]byte(pageHead + title + " - AIRRA</title></head><body class=\"plain\"><main id=\"main\"><section class=\"card narrow\">\n<h1>" + title + "</h1>\n" + text + "</section></main></body></html>\n")) // The writer is our own buffer, which does not fail.
}

// pageHead begins every page. It wears the stylesheet of the web page, which airrad serves
// beside it; without that it is as readable and as plain as a letter.
const pageHead = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow"><meta name="color-scheme" content="light dark">
<link rel="stylesheet" href="/static/airra.css"><title>`
