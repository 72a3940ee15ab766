package api_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"html"
	"log/slog"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/api"
	"github.com/airra/airra/internal/memory"
)

const goodLink = "/ack/" + goodToken

// stranger is send without the key.
func (b *bench) stranger(method, path, body string, headers ...string) *httptest.ResponseRecorder {
	b.Helper()
	return b.send(method, path, body, append([]string{"X-API-Key", ""}, headers...)...)
}

// page checks what all pages of links promise, and gives the text.
func (b *bench) page(w *httptest.ResponseRecorder, status int) string {
	b.Helper()
	if w.Code != status {
		b.Errorf("status %d, want %d: %s", w.Code, status, w.Body)
	}
	for name, want := range map[string]string{
		"Content-Type": "text/html; charset=utf-8", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow",
		"Cache-Control": "no-store", "X-Frame-Options": "DENY",
	} {
		if got := w.Header().Get(name); got != want {
			b.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if !strings.Contains(w.Header().Get("Content-Security-Policy"), "form-action 'self'") {
		b.Errorf("policy %q", w.Header().Get("Content-Security-Policy"))
	}
	text := w.Body.String()
	if active := regexp.MustCompile(`(?i)<script|style=|\son\w+=|https?://|src=`).FindString(text); active != "" {
		b.Errorf("the page has %q:\n%s", active, text)
	}
	if strings.Contains(text, goodToken) {
		b.Errorf("the page has the token:\n%s", text)
	}
	return text
}

func (b *backend) noticeStatus() airra.NotificationStatus {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.notification.Status
}

func TestALinkIsReadAndThenAnswered(t *testing.T) {
	t.Parallel()
	for _, slash := range []string{"", "/"} {
		b := setup(t)
		for _, method := range []string{"GET", "HEAD", "GET"} { // scanners of mails come first, and more than once
			text := b.page(b.stranger(method, goodLink+slash, ""), 200)
			for _, want := range []string{"Alice Chen", "INC-1", "[HIGH] Errors", "It is bad.", `<form method="post">`, "<button"} {
				if method == "GET" && !strings.Contains(text, want) {
					t.Errorf("the page does not say %q:\n%s", want, text)
				}
			}
		}
		if got := b.backend.noticeStatus(); got != airra.NotificationSent {
			t.Fatalf("reading made it %s", got)
		}
		if text := b.page(b.stranger("POST", goodLink+slash, ""), 200); !strings.Contains(text, "INC-1 is acknowledged") || !strings.Contains(text, "2026-03-01 12:01:00 UTC") {
			t.Errorf("the answer:\n%s", text)
		}
		if got := b.backend.noticeStatus(); got != airra.NotificationAcknowledged {
			t.Fatalf("the button made it %s", got)
		}
		if text := b.page(b.stranger("POST", goodLink+slash, ""), 200); !strings.Contains(text, "INC-1 was already acknowledged") {
			t.Errorf("the second answer:\n%s", text)
		}
		if text := b.page(b.stranger("GET", goodLink+slash, ""), 200); strings.Contains(text, "<form") || !strings.Contains(text, "acknowledged already") {
			t.Errorf("the page afterwards:\n%s", text)
		}
	}
}

func TestAProgramAnswersWithoutTheKey(t *testing.T) {
	t.Parallel()
	const body = `{"token":"` + goodToken + `"}`
	for _, key := range []string{"", "wrong", key} {
		for _, slash := range []string{"", "/"} {
			b := setup(t)
			w := b.send("POST", acknowledgePath+slash, body, "X-API-Key", key, "X-Airra-Actor", "not a name")
			if w.Code != 200 || !strings.Contains(w.Body.String(), `"status":"acknowledged"`) {
				t.Errorf("key %q: %d %s", key, w.Code, w.Body)
			}
			if _, actor, _ := b.backend.lastCall(); actor != "api" {
				t.Errorf("the actor is %q, as a stranger said", actor)
			}
		}
	}
	b := setup(t)
	for _, r := range []struct{ method, path string }{
		{"GET", acknowledgePath},
		{"PATCH", acknowledgePath},
		{"DELETE", acknowledgePath + "/"},
		{"POST", acknowledgePath + "/x"},
		{"POST", acknowledgePath + "//"},
		{"POST", acknowledgePath + "%2F"},
		{"POST", "/api/v1/notifications%2Facknowledge"},
		{"POST", "/api/v1/notifications/%61cknowledge"},
		{"POST", "/api/v1/notifications/Acknowledge"},
		{"POST", "/api/v1//notifications/acknowledge"},
		{"POST", "/api/v1/x/../notifications/acknowledge"},
		{"POST", "/api/v1/notifications/acknowledges"},
	} {
		if w := b.stranger(r.method, r.path, body); w.Code != 401 && w.Code != 404 {
			t.Errorf("%s %s without a key: %d %s", r.method, r.path, w.Code, w.Body)
		}
	}
	if _, _, calls := b.backend.lastCall(); calls != 0 {
		t.Errorf("the backend was asked %d times", calls)
	}
}

func TestABadTokenIsNotToldWhatIsWrongWithIt(t *testing.T) {
	t.Parallel()
	const tokens = "x a-good-toke A-GOOD-TOKEN"
	var pages, problems []string
	for i, token := range append(strings.Fields(tokens), strings.Repeat("x", 400)) {
		b := setup(t)
		if i == 0 {
			b.backend.breakWith(airra.Errorf(airra.CodeNotFound, "no such thing as %s", token))
		}
		for _, method := range []string{"GET", "POST"} {
			pages = append(pages, b.page(b.stranger(method, "/ack/"+token, ""), 403))
		}
		p := b.problem(b.stranger("POST", acknowledgePath, `{"token":"`+token+`"}`), 403, airra.CodeForbidden)
		if p.Detail != "Invalid or expired token" || p.Hint != "" || p.State != "" {
			t.Errorf("%+v", p)
		}
		p.RequestID = ""
		problems = append(problems, fmt.Sprintf("%+v", p))
	}
	for _, all := range [][]string{pages, problems} {
		for _, one := range all {
			if one != all[0] {
				t.Errorf("two refusals differ:\n%s\n%s", all[0], one)
			}
		}
	}
}

func TestPagesTellPeopleWhatWentWrong(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		err    error
		status int
		says   string
	}{
		{"a conflict", airra.Conflict("cancelled", "this notification is cancelled <i>"), 409, "this notification is cancelled &lt;i&gt;"},
		{"a database that is away", airra.Errorf(airra.CodeUnavailable, "no database"), 503, "req-1"},
		{"a failure of ours", errors.New("password=hunter2"), 500, "req-1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			b.backend.breakWith(c.err)
			for _, method := range []string{"GET", "POST"} {
				text := b.page(b.stranger(method, goodLink, "", "X-Request-Id", "req-1"), c.status)
				if !strings.Contains(text, c.says) || strings.Contains(text, "hunter2") {
					t.Errorf("%s says:\n%s", method, text)
				}
			}
		})
	}
}

func TestHostileTextStaysText(t *testing.T) {
	t.Parallel()
	const hostile = `</pre></h2></p></title><script>alert(1)</script><img src=x onerror="alert(2)"> & "quotes"`
	b := setup(t)
	n := &b.backend.notification
	n.EngineerName, n.Subject, n.Message, n.IncidentRef = hostile, hostile, hostile, hostile
	for _, method := range []string{"GET", "POST", "POST"} {
		text := b.stranger(method, goodLink, "").Body.String()
		for _, tag := range []string{"<script", "<img", `onerror="`} {
			if strings.Contains(text, tag) {
				t.Errorf("%s lets %q through:\n%s", method, tag, text)
			}
		}
		if !strings.Contains(text, html.EscapeString(hostile)) {
			t.Errorf("%s does not show the text:\n%s", method, text)
		}
	}
}

func TestTheFormsBodyIsIgnored(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{"a form": "a=b&c=d", "no text": "\xff\x00", "a lot": strings.Repeat("x", 2<<20)} {
		b := setup(t)
		w := b.stranger("POST", goodLink, body, "Content-Type", "application/x-www-form-urlencoded")
		if text := b.page(w, 200); !strings.Contains(text, "is acknowledged") {
			t.Errorf("%s: %s", name, text)
		}
	}
	b := setup(t)
	b.problem(b.stranger("POST", acknowledgePath, `{"token":"`+strings.Repeat(" ", 5000)+`"}`), 413, airra.CodeTooLarge)
	if w := b.stranger("PUT", goodLink, ""); w.Code != 405 || w.Header().Get("Allow") != "GET, POST" {
		t.Errorf("another method: %d, allow %q", w.Code, w.Header().Get("Allow"))
	}
}

func TestLinksShareOneLimit(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		limit airra.Limit
		count int
	}{{"of ten in a minute where none is set", airra.Limit{}, 10}, {"that is set", airra.Limit{Events: 3, Per: time.Minute}, 3}} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			now := noon
			b := setup(t, func(o *api.Options) {
				o.LimitAck, o.Limiter = c.limit, memory.NewLimiter(func() time.Time { return now })
			})
			ways := []func() *httptest.ResponseRecorder{
				func() *httptest.ResponseRecorder { return b.stranger("GET", goodLink, "") },
				func() *httptest.ResponseRecorder { return b.stranger("POST", "/ack/bad", "") },
				func() *httptest.ResponseRecorder { return b.stranger("POST", acknowledgePath, `{"token":"bad"}`) },
			}
			for i := range c.count {
				if w := ways[i%len(ways)](); w.Code == 429 {
					t.Fatalf("request %d was refused", i+1)
				}
			}
			b.problem(ways[2](), 429, airra.CodeRateLimited)
			for _, way := range ways[:2] {
				w := way()
				if text := b.page(w, 429); w.Header().Get("Retry-After") == "" || !strings.Contains(text, "Too many") {
					t.Errorf("Retry-After %q: %s", w.Header().Get("Retry-After"), text)
				}
			}
			if w := b.send("POST", "/api/v1/approvals/ACT-1/reject", `{}`); w.Code == 429 {
				t.Error("the limit of links is that of decisions too")
			}
			now = now.Add(time.Minute / time.Duration(c.count))
			if w := ways[0](); w.Code != 200 {
				t.Errorf("after the wait: %d", w.Code)
			}
		})
	}
}

func TestAStrangerCannotUseIdempotencyKeys(t *testing.T) {
	t.Parallel()
	b := setup(t, func(o *api.Options) { o.Idempotency = untouchable{} })
	for path, body := range map[string]string{goodLink: "", acknowledgePath: `{"token":"` + goodToken + `"}`, "/nothing": ""} {
		if w := b.stranger("POST", path, body, "Idempotency-Key", "k"); w.Code >= 500 {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
}

// Every way in which a token can come along, links that were spoiled on their way
// included.
func TestATokenIsNeverInTheLog(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	b := setup(t, func(o *api.Options) {
		o.Log = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		o.Limiter, o.Feeds = nil, &feeds{}
	})
	visit := func() {
		for _, path := range []string{
			goodLink, goodLink + "/", goodLink + "/x", "/ACK/" + goodToken, "/x/../ack/" + goodToken, "//ack/" + goodToken, "/ack//" + goodToken,
			"/airra/ack/" + goodToken, "/ack/ä" + goodToken, "/İ/ack/" + goodToken,
			"/ical/v1/" + goodToken, "/ical/v1/" + goodToken + ".ics", "/ical/" + goodToken, "/Ical/v1/" + goodToken + "/",
		} {
			for _, method := range []string{"GET", "POST", "PUT"} {
				b.stranger(method, path, "")
			}
		}
		b.stranger("POST", acknowledgePath, `{"token":"`+goodToken+`"}`)
		b.stranger("POST", acknowledgePath, `{"token":"`+goodToken+`","token":1}`)
		b.stranger("POST", acknowledgePath, `{"token":"`+goodToken)
	}
	visit()
	b.backend.breakWith(errors.New("the database is away"))
	visit()
	shown := b.send("GET", "/metrics", "").Body.String()
	b.handler = api.New(api.Options{Backend: paniclink{b.backend}, APIKey: key, Log: slog.New(slog.NewTextHandler(&log, nil))})
	b.stranger("POST", goodLink, "")
	text := log.String()
	if strings.Contains(text, goodToken) {
		at := strings.Index(text, goodToken)
		t.Errorf("the log has the token: %s", text[max(0, at-300):at+50])
	}
	if !strings.Contains(text, "/ack/…") || !strings.Contains(text, "/ical/…") || !strings.Contains(text, "handler panicked") {
		t.Errorf("the log does not have the requests:\n%s", text)
	}
	if strings.Contains(shown, goodToken) || !strings.Contains(shown, `handler="/ack/{token}"`) || !strings.Contains(shown, `handler="/ical/v1/{token}"`) {
		t.Errorf("the metrics:\n%s", shown)
	}
}

// paniclink is a backend that fails in the middle of an acknowledgement.
type paniclink struct{ *backend }

func (paniclink) AcknowledgeNotification(context.Context, string) (*airra.NotificationAck, error) {
	panic("oh no")
}
