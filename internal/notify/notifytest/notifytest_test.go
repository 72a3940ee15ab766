package notifytest_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/airra/airra/internal/notify/notifytest"
)

// spy takes the complaints that are meant for a test.
type spy struct {
	testing.TB
	said []string
}

func (s *spy) Helper()           {}
func (s *spy) Error(args ...any) { s.said = append(s.said, fmt.Sprint(args...)) }
func (s *spy) Errorf(format string, args ...any) {
	s.said = append(s.said, fmt.Sprintf(format, args...))
}

func post(t *testing.T, url, body string, header map[string]string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	for name, value := range header {
		request.Header.Set(name, value)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
}

func TestSlackIsStrict(t *testing.T) {
	t.Parallel()
	const good = `{"text":"a &amp; b","unfurl_links":false,"blocks":[{"type":"header","text":{"type":"plain_text","text":"h"}},` +
		`{"type":"section","fields":[{"type":"mrkdwn","text":"*t* <!date^1^{time}|now>","verbatim":true}]},` +
		`{"type":"actions","elements":[{"type":"button","url":"https://x","text":{"type":"plain_text","text":"b"}}]}]}`
	for _, tt := range []struct{ name, body, problem string }{
		{"a proper message", good, ""},
		{"no JSON", "{", "no JSON object"},
		{"no text", strings.Replace(good, "a &amp; b", "", 1), "no text for notifications"},
		{"unfolded links", strings.Replace(good, `"unfurl_links":false,`, "", 1), "unfolded"},
		{"a mention", strings.Replace(good, `"h"`, `"<!channel>"`, 1), "not escaped"},
		{"a bare ampersand", strings.Replace(good, "&amp;", "&", 1), "not escaped"},
		{"a long header", strings.Replace(good, `"h"`, `"`+strings.Repeat("h", 151)+`"`, 1), "151 characters of at most 150"},
		{"a header of markup", strings.Replace(good, "plain_text", "mrkdwn", 1), "header is not plain"},
		{"markup that makes links", strings.Replace(good, `,"verbatim":true`, "", 1), "not verbatim"},
		{"a button that leads nowhere", strings.Replace(good, `"url":"https://x",`, "", 1), "a button is"},
		{"a block of its own", strings.Replace(good, `"header"`, `"banner"`, 1), `type "banner"`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			server := notifytest.NewSlack(&spy{TB: t})
			post(t, server.URL, tt.body, nil)
			if got := strings.Join(server.Problems(), "; "); (got == "") != (tt.problem == "") || !strings.Contains(got, tt.problem) {
				t.Errorf("problems %q, want %q", got, tt.problem)
			}
		})
	}
}

// The signature was worked out with another program.
func TestSignaturesAreVerified(t *testing.T) {
	t.Parallel()
	const (
		secret    = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
		body      = `{"test": 2432232314}`
		signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
	)
	for _, tt := range []struct {
		name, secret, id, at, signature, body string
		ok                                    bool
	}{
		{"a right one", secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", signature, body, true},
		{"one of two", secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", "v1,AAAA " + signature, body, true},
		{"another body", secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", signature, body + " ", false},
		{"another time", secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265331", signature, body, false},
		{"another id", secret, "msg_x", "1614265330", signature, body, false},
		{"no id", secret, "", "1614265330", signature, body, false},
		{"no time", secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", "now", signature, body, false},
		{"another secret", notifytest.WebhookSecret, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", signature, body, false},
		{"no version", secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", signature[3:], body, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			header := http.Header{}
			header.Set("webhook-id", tt.id)
			header.Set("webhook-timestamp", tt.at)
			header.Set("webhook-signature", tt.signature)
			if err := notifytest.VerifyWebhook(tt.secret, header, []byte(tt.body)); (err == nil) != tt.ok {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestAWebhookWithoutASignatureFailsTheTest(t *testing.T) {
	t.Parallel()
	var watched *spy
	t.Run("receiver", func(t *testing.T) {
		watched = &spy{TB: t}
		post(t, notifytest.NewWebhook(watched).URL, `{"type":"page.sent","timestamp":"2026-03-02T09:00:00Z","data":{"key":"k"}}`, nil)
	})
	if len(watched.said) != 1 || !strings.Contains(watched.said[0], "the signature") {
		t.Errorf("the test was told %q", watched.said)
	}
}

func TestALeakIsFoundInEveryForm(t *testing.T) {
	t.Parallel()
	type holder struct{ Text string }
	for name, tt := range map[string]struct {
		value any
		found bool
	}{
		"nothing":              {"harmless", false},
		"nil":                  {nil, false},
		"as it is":             {holder{"x s3cret/x"}, true},
		"behind a pointer":     {&holder{"s3cret/x"}, true},
		"escaped for a URL":    {"s3cret%2Fx", true},
		"in base64":            {"czNjcmV0L3g=", true},
		"in an error":          {errors.New("s3cret/x"), true},
		"in the cause beneath": {hiding{errors.New("s3cret/x")}, true},
	} {
		watched := &spy{TB: t}
		notifytest.AssertLeaksNoSecret(watched, []string{"s3cret/x"}, tt.value)
		if (len(watched.said) > 0) != tt.found {
			t.Errorf("%s: %q", name, watched.said)
		}
	}
}

// hiding is an error whose cause says more than it does.
type hiding struct{ cause error }

func (hiding) Error() string   { return "failed" }
func (h hiding) Unwrap() error { return h.cause }
