// Package webhook posts messages to URLs that people added over the API, in the form
// of Standard Webhooks 1.0: JSON with an id that stays the same in every attempt, a
// time, and a signature over both and the body, by which the receiver knows that it
// was this server who sent it.
//
// Because anybody with an API key can add one, the daemon must not become their hand
// inside its network. Every address is judged when it is dialled and not when the
// webhook is added, since a name may lead elsewhere by then, and nothing of what a
// receiver answers is shown but its status.
package webhook

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/notify"
	"github.com/airra/airra/internal/notify/post"
)

// Options are what all webhooks have in common. Zero values take the defaults that
// are named beside them.
type Options struct {
	AllowPrivate bool              // the server's settings let webhooks lead into private networks
	Timeout      time.Duration     // of one attempt; 0 means 15 s
	Now          func() time.Time  // default time.Now
	Transport    http.RoundTripper // for tests that need no network; nil: one that judges addresses
}

const defaultTimeout = 15 * time.Second

// Hooks makes the channels of webhooks. They share connections, so it is made once.
type Hooks struct {
	options      Options
	public, open *post.Client
}

// New makes it.
func New(o Options) *Hooks {
	if o.Timeout == 0 {
		o.Timeout = defaultTimeout
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	client := func(judge judge) *post.Client {
		if o.Transport != nil {
			return post.New(o.Transport, o.Timeout, o.Now)
		}
		return post.New(transport(judge), o.Timeout, o.Now)
	}
	return &Hooks{options: o, public: client(publicOnly), open: client(anywhere)}
}

// Close lets go of the connections that nobody uses.
func (h *Hooks) Close() {
	h.public.Close()
	h.open.Close()
}

// Channel gives the channel of one webhook. It may lead into private networks when
// both the webhook and the server's settings allow that.
func (h *Hooks) Channel(c airra.WebhookChannel) notify.Channel {
	client := h.public
	if c.AllowPrivate && h.options.AllowPrivate {
		client = h.open
	}
	return &channel{hook: c, client: client, now: h.options.Now}
}

type channel struct {
	hook   airra.WebhookChannel
	client *post.Client
	now    func() time.Time
}

// Info shows the host alone.
func (c *channel) Info() airra.ChannelInfo { return notify.HookInfo(c.hook) }

// Send signs a message and posts it.
func (c *channel) Send(ctx context.Context, m notify.Message) (notify.Receipt, error) {
	key, err := notify.SecretKey(c.hook.Secret)
	if err != nil {
		return notify.Receipt{}, unusable("the secret of the webhook cannot be used: add the webhook again", err)
	}
	u, err := url.Parse(c.hook.URL)
	if err != nil {
		return notify.Receipt{}, unusable("the URL of the webhook cannot be read: add the webhook again", nil)
	}
	body, err := payload(m)
	if err != nil {
		return notify.Receipt{}, unusable("the message cannot be written as JSON", err)
	}
	answer, err := c.client.Do(ctx, post.Request{Host: u.Host, URL: c.hook.URL, Headers: headers(key, m, body, c.now()), Body: body})
	if err != nil {
		return notify.Receipt{}, err
	}
	return notify.Receipt{Answer: answer.Status}, nil
}

func unusable(why string, err error) *notify.Failure {
	return &notify.Failure{Message: why, Permanent: true, Err: err}
}

// event is the body of a request.
type event struct {
	Type      string          `json:"type"`
	Timestamp time.Time       `json:"timestamp"`
	Data      json.RawMessage `json:"data"` // the message
}

// types name the kinds of messages in the hierarchy of Standard Webhooks.
var types = map[airra.NotificationKind]string{
	airra.NotifyPage:       "page.sent",
	airra.NotifyAssignment: "incident.assigned",
	airra.NotifyManual:     "notification.sent",
	airra.NotifyTest:       "notification.test",
}

func payload(m notify.Message) ([]byte, error) {
	data, err := m.JSON()
	if err != nil {
		return nil, err
	}
	kind, known := types[m.Kind]
	if !known {
		kind = types[airra.NotifyManual]
	}
	body, err := json.Marshal(event{Type: kind, Timestamp: m.At.UTC(), Data: data})
	if err != nil {
		return nil, fmt.Errorf("write the event: %w", err)
	}
	return body, nil
}
