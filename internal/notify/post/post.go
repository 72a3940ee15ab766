// Package post is one HTTP request of a channel and what its answer means. Slack
// and webhooks differ in what they say and in whom they trust; when another attempt
// can help, how long to wait for it, and what may be repeated of an answer is the
// same for both.
package post

import (
	"context"
	"io"
	"net/http"
	"time"

	"github.com/go-resty/resty/v2"

	"github.com/airra/airra/internal/airra"
)

// mostRead bounds what is read of an answer. Nobody needs more to know how it went,
// and a receiver could send without end.
const mostRead = 1 << 10

// Client posts. It follows no redirect: where a message goes was decided by whoever
// set the channel up, and not by who answers there.
type Client struct {
	http    *resty.Client
	timeout time.Duration
	now     func() time.Time
}

// New makes a client. The timeout is that of a whole request with its answer.
func New(transport http.RoundTripper, timeout time.Duration, now func() time.Time) *Client {
	h := resty.New().SetTransport(transport).SetLogger(silent{}).
		SetHeader("User-Agent", "airra/"+airra.Version).
		SetRedirectPolicy(resty.RedirectPolicyFunc(func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }))
	return &Client{http: h, timeout: timeout, now: now}
}

// Request is what is posted, always JSON.
type Request struct {
	Host    string // how the receiver is called in what people read; the URL is never repeated
	URL     string
	Headers map[string]string
	Body    []byte
}

// Answer is one with a status of success.
type Answer struct {
	Status string // 200 OK
	Body   string // at most 1 KiB of it
}

// Do posts once. Every error is a *notify.Failure.
func (c *Client) Do(ctx context.Context, r Request) (Answer, error) {
	limited, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	answer, err := c.http.R().SetContext(limited).SetDoNotParseResponse(true).
		SetHeader("Content-Type", "application/json").SetHeaders(r.Headers).
		SetBody(r.Body).Post(r.URL)
	if answer != nil && answer.RawResponse != nil && answer.RawResponse.Body != nil {
		defer func() { _ = answer.RawResponse.Body.Close() }() // What was not read is of no interest.
	}
	if err != nil {
		return Answer{}, c.unreached(ctx, r.Host, err)
	}
	status := answer.StatusCode()
	if status < 200 || status > 299 {
		return Answer{}, c.refused(r.Host, status, answer.Header())
	}
	// The status is the answer. A body that breaks off does not make the receiver
	// forget the message, and sending it again would be the greater evil.
	body, _ := io.ReadAll(io.LimitReader(answer.RawBody(), mostRead))
	return Answer{Status: line(status), Body: string(body)}, nil
}

// Close lets go of the connections that nobody uses.
func (c *Client) Close() { c.http.GetClient().CloseIdleConnections() }

// silent keeps resty from writing requests, and with them the URL, anywhere.
type silent struct{}

func (silent) Errorf(string, ...any) {}
func (silent) Warnf(string, ...any)  {}
func (silent) Debugf(string, ...any) {}
