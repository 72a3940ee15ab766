package webhook_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/notify"
	"github.com/airra/airra/internal/notify/notifytest"
	"github.com/airra/airra/internal/notify/webhook"
)

var now = time.Date(2026, 3, 2, 9, 4, 5, 0, time.UTC)

func message() notify.Message {
	return notify.Message{
		Key: "0198c0de-0000-7000-8000-000000000007.s0.ops.a1", Kind: airra.NotifyPage, Channel: "ops", Priority: airra.PriorityHigh,
		Subject: "⚠️ [HIGH] <Errors> & more", Text: "Hello,\n", Recipient: notify.Recipient{Name: "Alice", Address: "ops"},
		Incident: &notify.Incident{ID: "i", Ref: "INC-7", Title: "Errors", Service: "s", Severity: airra.SeverityHigh, Status: airra.StatusDetected, DetectedAt: now},
		AckURL:   "https://airra.example/ack/t0kent0kent0ken", Attempt: 1, At: now.Add(-time.Minute),
	}
}

// open lets webhooks lead to the servers of a test, which are on this machine.
func open(o webhook.Options) *webhook.Hooks {
	o.AllowPrivate = true
	o.Now = func() time.Time { return now }
	return webhook.New(o)
}

func hook(url string) airra.WebhookChannel {
	return airra.WebhookChannel{Name: "ops", URL: url, Secret: notifytest.WebhookSecret, AllowPrivate: true}
}

func TestAMessageIsSignedAndKeepsItsIdOverAttempts(t *testing.T) {
	t.Parallel()
	server := notifytest.NewWebhook(t, notifytest.Reply{Status: 500}, notifytest.Reply{Status: 204})
	channel := open(webhook.Options{}).Channel(hook(server.URL))
	_, err := channel.Send(t.Context(), message())
	var failure *notify.Failure
	if !errors.As(err, &failure) || failure.Permanent {
		t.Fatalf("the first attempt: %v", err)
	}
	receipt, err := channel.Send(t.Context(), message())
	if err != nil || receipt != (notify.Receipt{Answer: "204 No Content"}) {
		t.Fatalf("the second attempt: %+v, %v", receipt, err)
	}
	requests := server.Requests()
	if len(requests) != 2 {
		t.Fatalf("%d requests came", len(requests))
	}
	for _, r := range requests {
		if id := r.Header.Get("webhook-id"); id != message().Key {
			t.Errorf("webhook-id is %q", id)
		}
		if at := r.Header.Get("webhook-timestamp"); at != strconv.FormatInt(now.Unix(), 10) {
			t.Errorf("webhook-timestamp is %q", at)
		}
	}
	var event struct {
		Type      string         `json:"type"`
		Timestamp time.Time      `json:"timestamp"`
		Data      notify.Message `json:"data"`
	}
	if err := json.Unmarshal(requests[1].Body, &event); err != nil {
		t.Fatal(err)
	}
	want := message()
	if event.Type != "page.sent" || !event.Timestamp.Equal(want.At) || event.Data.Subject != want.Subject || event.Data.Incident.Ref != "INC-7" || event.Data.AckURL != want.AckURL {
		t.Errorf("got %+v", event)
	}
}

func TestEveryKindHasItsType(t *testing.T) {
	t.Parallel()
	server := notifytest.NewWebhook(t)
	channel := open(webhook.Options{}).Channel(hook(server.URL))
	want := []string{"page.sent", "incident.assigned", "notification.sent", "notification.test", "notification.sent"}
	for _, kind := range []airra.NotificationKind{airra.NotifyPage, airra.NotifyAssignment, airra.NotifyManual, airra.NotifyTest, "new"} {
		m := message()
		m.Kind = kind
		if _, err := channel.Send(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	for i, r := range server.Requests() {
		if r.JSON["type"] != want[i] {
			t.Errorf("request %d is %v, want %s", i, r.JSON["type"], want[i])
		}
	}
}

func TestWhatAnAnswerMeans(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name            string
		reply           notifytest.Reply
		permanent, gone bool
		wait            time.Duration
	}{
		{"gone", notifytest.Reply{Status: 410}, true, true, 0},
		{"not found", notifytest.Reply{Status: 404}, true, false, 0},
		{"refused", notifytest.Reply{Status: 401}, true, false, 0},
		{"moved for good", notifytest.Reply{Status: 301, Location: "/elsewhere"}, true, false, 0},
		{"moved for now", notifytest.Reply{Status: 307, Location: "/elsewhere"}, true, false, 0},
		{"not modified", notifytest.Reply{Status: 304}, true, false, 0},
		{"too many", notifytest.Reply{Status: 429, RetryAfter: "7"}, false, false, 7 * time.Second},
		{"bad gateway", notifytest.Reply{Status: 502, RetryAfter: "7"}, false, false, 7 * time.Second},
		{"unavailable", notifytest.Reply{Status: 503, RetryAfter: now.Add(time.Minute).Format(http.TimeFormat)}, false, false, time.Minute},
		{"gateway timeout", notifytest.Reply{Status: 504, RetryAfter: "0.5"}, false, false, 500 * time.Millisecond},
		{"slow request", notifytest.Reply{Status: 408}, false, false, 0},
		{"broken", notifytest.Reply{Status: 500, RetryAfter: "7"}, false, false, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			server := notifytest.NewWebhook(t, tt.reply)
			channel := open(webhook.Options{}).Channel(hook(server.URL))
			receipt, err := channel.Send(t.Context(), message())
			var failure *notify.Failure
			if !errors.As(err, &failure) {
				t.Fatalf("%+v, %v", receipt, err)
			}
			if failure.Permanent != tt.permanent || failure.Gone != tt.gone || failure.RetryAfter != tt.wait || !strings.Contains(failure.Message, strconv.Itoa(tt.reply.Status)) {
				t.Errorf("got %+v", failure)
			}
			if got := len(server.Requests()); got != 1 {
				t.Errorf("%d requests came: a redirect was followed", got)
			}
			notifytest.AssertLeaksNoSecret(t, server.Secrets, err, receipt, channel.Info())
		})
	}
}

func TestOfAnAnswerOnlyTheStatusIsKept(t *testing.T) {
	t.Parallel()
	server := notifytest.NewWebhook(t, notifytest.Reply{Body: "root:x:0:0 " + strings.Repeat("x", 1<<20)})
	receipt, err := open(webhook.Options{}).Channel(hook(server.URL)).Send(t.Context(), message())
	if err != nil || receipt.Answer != "200 OK" {
		t.Errorf("%+v, %v", receipt, err)
	}
}

func TestAHookThatHangsIsGivenUp(t *testing.T) {
	t.Parallel()
	server := notifytest.NewWebhook(t, notifytest.Reply{Hang: true})
	hooks := open(webhook.Options{Timeout: 20 * time.Millisecond})
	_, err := hooks.Channel(hook(server.URL)).Send(t.Context(), message())
	var failure *notify.Failure
	if !errors.As(err, &failure) || failure.Permanent || !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(failure.Message, "did not answer within 20ms") {
		t.Errorf("got %v", err)
	}
	notifytest.AssertLeaksNoSecret(t, server.Secrets, err)
}

// The name is harmless to look at; where it leads is found out when it is dialled.
func TestAPrivateAddressIsRefusedWhereverTheNameLeads(t *testing.T) {
	t.Parallel()
	server := notifytest.NewWebhook(t)
	byName := strings.Replace(server.URL, "127.0.0.1", "localhost", 1)
	for _, tt := range []struct {
		name         string
		server, hook bool // who allows it
		url          string
		want         bool
	}{
		{"by address", false, false, server.URL, false},
		{"by name", false, false, byName, false},
		{"the webhook alone would", false, true, byName, false},
		{"the server alone would", true, false, byName, false},
		{"both allow it", true, true, byName, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			h := hook(tt.url)
			h.AllowPrivate = tt.hook
			_, err := webhook.New(webhook.Options{AllowPrivate: tt.server}).Channel(h).Send(t.Context(), message())
			if tt.want {
				if err != nil {
					t.Error(err)
				}
				return
			}
			var failure *notify.Failure
			if !errors.As(err, &failure) || !failure.Permanent || !strings.Contains(failure.Message, "leads to a private address") {
				t.Errorf("got %v", err)
			}
			notifytest.AssertLeaksNoSecret(t, server.Secrets, err)
		})
	}
}

// A proxy would be dialled in place of the receiver, so the environment's is not used.
func TestNoProxyIsAsked(t *testing.T) {
	asked := make(chan string, 1)
	proxy := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { asked <- r.URL.String() }))
	t.Cleanup(proxy.Close)
	t.Setenv("HTTP_PROXY", proxy.URL)
	t.Setenv("http_proxy", proxy.URL)
	channel := webhook.New(webhook.Options{AllowPrivate: true, Timeout: 50 * time.Millisecond}).Channel(hook("http://hook.invalid/x"))
	if _, err := channel.Send(t.Context(), message()); err == nil {
		t.Error("somebody answered for a name that cannot be")
	}
	select {
	case url := <-asked:
		t.Errorf("the proxy was asked for %s", url)
	default:
	}
}

func TestAWebhookThatCannotBeUsedSaysSo(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(*airra.WebhookChannel){
		"secret": func(h *airra.WebhookChannel) { h.Secret = "hunter2" },
		"URL":    func(h *airra.WebhookChannel) { h.URL = "http://hunter2\x7f" },
	} {
		h := hook("http://127.0.0.1/")
		spoil(&h)
		_, err := open(webhook.Options{}).Channel(h).Send(t.Context(), message())
		var failure *notify.Failure
		if !errors.As(err, &failure) || !failure.Permanent || !strings.Contains(failure.Message, name) {
			t.Errorf("%s: %v", name, err)
		}
		notifytest.AssertLeaksNoSecret(t, []string{"hunter2"}, err)
	}
}

func TestALongMessageStaysSmall(t *testing.T) {
	t.Parallel()
	server := notifytest.NewWebhook(t)
	i := &airra.Incident{Ref: "INC-7", Title: strings.Repeat("🚨", 900), Description: strings.Repeat("🚨", 9000), AffectedService: airra.ServiceName(strings.Repeat("🚨", 255)), DetectedAt: now}
	m := message()
	m.Subject, m.Text = notify.Compose(notify.Letter{Kind: airra.NotifyPage, Engineer: strings.Repeat("🚨", 255), Incident: i, Custom: strings.Repeat("🚨", 9000)})
	if _, err := open(webhook.Options{}).Channel(hook(server.URL)).Send(t.Context(), m); err != nil {
		t.Error(err)
	}
}
