// Package slack posts to an incoming webhook of Slack, or of anything that copies
// it. The URL of such a webhook is all that it takes to write there, so it is treated
// as a password: of it only the host is ever shown.
package slack

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/notify"
	"github.com/airra/airra/internal/notify/post"
)

// Options say where to post. Zero values take the defaults that are named beside them.
type Options struct {
	URL       string            // of the incoming webhook; empty: not set up
	Timeout   time.Duration     // of one attempt; 0 means 10 s
	Transport http.RoundTripper // default: one like net/http's own, which knows the proxies of the environment
	Now       func() time.Time  // default time.Now
}

const defaultTimeout = 10 * time.Second

// Channel is Slack as a channel.
type Channel struct {
	url, host string
	client    *post.Client
}

// New makes the channel. It does not call Slack.
func New(o Options) *Channel {
	if o.Timeout == 0 {
		o.Timeout = defaultTimeout
	}
	if o.Transport == nil {
		o.Transport = transport()
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	c := &Channel{url: o.URL, host: "Slack", client: post.New(o.Transport, o.Timeout, o.Now)}
	if u, err := url.Parse(o.URL); err == nil && u.Host != "" {
		c.host = u.Host
	}
	return c
}

// transport has connections of its own, so that closing them is nobody else's loss.
func transport() http.RoundTripper {
	if usual, ok := http.DefaultTransport.(*http.Transport); ok {
		return usual.Clone()
	}
	return http.DefaultTransport
}

// Close lets go of the connections that nobody uses.
func (c *Channel) Close() { c.client.Close() }

// Info shows the host alone.
func (c *Channel) Info() airra.ChannelInfo {
	info := airra.ChannelInfo{Name: airra.ChannelSlack, Kind: airra.KindSlack, Configured: c.url != ""}
	if info.Configured {
		info.Target = c.host
	}
	return info
}

// accepted is what Slack answers when it has taken a message.
const accepted = "ok"

// Send posts a message. Only the word with which Slack says that it took it counts:
// whoever else answers there with 200, such as the sign-in page of a network, did not.
func (c *Channel) Send(ctx context.Context, m notify.Message) (notify.Receipt, error) {
	body, err := json.Marshal(render(m))
	if err != nil {
		return notify.Receipt{}, &notify.Failure{Message: "the message cannot be written as JSON", Permanent: true, Err: fmt.Errorf("write blocks: %w", err)}
	}
	answer, err := c.client.Do(ctx, post.Request{Host: c.host, URL: c.url, Body: body})
	if err != nil {
		return notify.Receipt{}, err
	}
	if strings.TrimSpace(answer.Body) != accepted {
		return notify.Receipt{}, &notify.Failure{Message: c.host + " answered " + answer.Status + ", but not as Slack does"}
	}
	return notify.Receipt{Answer: answer.Status + ": " + accepted}, nil
}
