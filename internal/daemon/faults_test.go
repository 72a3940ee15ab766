package daemon_test

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/daemon"
	"github.com/airra/airra/internal/notify/notifytest"
	"github.com/airra/airra/internal/testservers"
)

// Everything goes wrong at once: the mail server is dead, Slack answers with 500 and
// then with 429, and a webhook takes the message and never answers. Each page is tried
// again under its key until it is there or given up, and the explanation says of each
// what happened to it.
func TestEveryChannelThatFailsIsTriedAgainAndExplained(t *testing.T) {
	t.Parallel()
	slack := notifytest.NewSlack(t, notifytest.Reply{Status: 500}, notifytest.Reply{Status: 429, RetryAfter: "30"}, notifytest.Reply{})
	hook := notifytest.NewWebhook(t, notifytest.Reply{Hang: true}, notifytest.Reply{})
	c := &clock{}
	r := startWith(t, []daemon.Option{daemon.WithClock(c.now)},
		"AIRRA_SMTP_HOST="+net.JoinHostPort("127.0.0.1", strconv.Itoa(testservers.FreePort(t))), "AIRRA_SMTP_TLS=none", "AIRRA_SMTP_FROM=airra@example.com",
		"AIRRA_SLACK_WEBHOOK_URL="+slack.URL, "AIRRA_WEBHOOK_ALLOW_PRIVATE=true", "AIRRA_NOTIFY_MAX_RETRIES=2",
	)
	r.ask(t, http.MethodPost, "/api/v1/notifications/channels", fmt.Sprintf(`{"name":"ops","url":%q,"secret":%q}`, hook.URL, notifytest.WebhookSecret))
	r.ask(t, http.MethodPut, "/api/v1/escalation-policies", `{"steps":[{"targets":["primary"],"channels":["email","slack","ops"],"wait_seconds":86400}]}`)
	r.ask(t, http.MethodPost, "/api/v1/incidents", `{"title":"Slow","description":"orders hang","severity":"high","affected_service":"order-service"}`)

	// A message that hangs holds nobody up, and its own time ends by itself; the clock
	// moves on for those that wait for their next try.
	pages := r.pages(t)
	until(t, func() bool {
		pages = r.pages(t)
		settled := len(pages) == 3
		for _, p := range pages {
			settled = settled && p.Status != airra.NotificationPending && p.Status != airra.NotificationSending
			if p.Status == airra.NotificationPending && p.RetryCount > 0 {
				c.move(10 * time.Second)
			}
		}
		return settled
	})

	mail, message, signed := page(t, pages, "email"), page(t, pages, "slack"), page(t, pages, "ops")
	if mail.Status != airra.NotificationFailed || mail.RetryCount != 3 || mail.LastError == nil || mail.SentAt != nil {
		t.Errorf("the dead mail server: %s after %d failures: %v", mail.Status, mail.RetryCount, mail.LastError)
	}
	if message.Status != airra.NotificationSent || message.RetryCount != 2 || message.PossiblyTwice {
		t.Errorf("Slack: %s after %d failures, possibly twice %v", message.Status, message.RetryCount, message.PossiblyTwice)
	}
	if signed.Status != airra.NotificationSent || signed.RetryCount != 1 {
		t.Errorf("the webhook: %s after %d failures: %v", signed.Status, signed.RetryCount, signed.LastError)
	}
	tried := hook.Requests()
	if len(tried) != 2 || tried[0].Header.Get("Webhook-Id") != signed.Key || tried[1].Header.Get("Webhook-Id") != signed.Key {
		t.Errorf("both tries carry the key %s: %d tries", signed.Key, len(tried))
	}
	notifytest.AssertLeaksNoSecret(t, slices.Concat(slack.Secrets, hook.Secrets), r.ask(t, http.MethodGet, "/api/v1/incidents/INC-1/pages", ""),
		r.ask(t, http.MethodGet, "/api/v1/notifications/channels", ""), r.ask(t, http.MethodGet, "/api/v1/audit", ""))
	timeline := r.ask(t, http.MethodGet, "/api/v1/incidents/INC-1/timeline", "")
	if !strings.Contains(timeline, "could not be told by email") {
		t.Errorf("the timeline tells of the dead letter:\n%s", timeline)
	}
}

// pages gives the pages of the first incident as the explanation tells them.
func (r running) pages(t *testing.T) []airra.Notification {
	t.Helper()
	var x airra.PageExplanation
	must(t, json.Unmarshal([]byte(r.ask(t, http.MethodGet, "/api/v1/incidents/INC-1/pages", "")), &x))
	return x.Pages
}

func page(t *testing.T, pages []airra.Notification, channel string) airra.Notification {
	t.Helper()
	at := slices.IndexFunc(pages, func(n airra.Notification) bool { return n.Channel == channel })
	if at < 0 {
		t.Fatalf("no page by %s", channel)
	}
	return pages[at]
}
