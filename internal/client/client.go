package client

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/go-resty/resty/v2"
	"github.com/google/uuid"

	"github.com/airra/airra/internal/airra"
)

const (
	// prefix is where the API's routes begin.
	prefix = "/api/v1"
	// maxBody bounds what a broken or foreign server can make us keep.
	maxBody = 64 << 20
)

// Options say where the server is and who asks.
type Options struct {
	Server    string        // base URL, like http://127.0.0.1:8000
	APIKey    string        // may be empty: health and readiness need none
	UserAgent string        // empty means "airra"
	Timeout   time.Duration // until an answer begins, in place of what each call gives it (5 s mostly); 0 keeps that
	Longest   time.Duration // no call waits longer for its answer, whatever its own bound; 0 means no such limit
	Dial      Dial          // makes the connections, each within two seconds; nil means TCP
}

// Client is an [airra.Backend] over HTTP. It is safe for concurrent use, except
// for one made by Keeping.
type Client struct {
	http    *resty.Client
	server  string
	timeout time.Duration // 0 means the bound of each call
	longest time.Duration // 0 means none
	kept    *[]byte
}

var _ airra.Backend = (*Client)(nil)

// New makes a client. It opens no connection. It fails with CodeInvalid when
// the server is not an http or https URL.
func New(o Options) (*Client, error) {
	base, err := url.Parse(o.Server)
	if err != nil || base.Host == "" || (base.Scheme != "http" && base.Scheme != "https") {
		return nil, airra.Invalid("server", "%q is not a URL like http://127.0.0.1:8000", o.Server)
	}
	if o.Dial == nil {
		o.Dial = (&net.Dialer{}).DialContext
	}
	if o.UserAgent == "" {
		o.UserAgent = "airra"
	}
	server := strings.TrimRight(base.String(), "/")
	c := resty.New().
		SetTransport(transport(o.Dial)).
		SetBaseURL(server).
		SetHeader("User-Agent", o.UserAgent).
		SetLogger(silence{}).
		SetResponseBodyLimit(maxBody).
		// A redirect would carry the key to wherever it points, and the API
		// makes none, so one is shown to the person instead of being followed.
		SetRedirectPolicy(resty.RedirectPolicyFunc(func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }))
	if o.APIKey != "" {
		c.SetHeader("X-API-Key", o.APIKey)
	}
	return &Client{http: c, server: server, timeout: o.Timeout, longest: o.Longest}, nil
}

func transport(dial Dial) http.RoundTripper {
	return &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           dial.bounded(),
		TLSHandshakeTimeout:   5 * time.Second,
		ForceAttemptHTTP2:     true,
		MaxIdleConnsPerHost:   8,
		IdleConnTimeout:       time.Minute,
		ExpectContinueTimeout: time.Second,
	}
}

// Server gives the base URL without a slash at its end.
func (c *Client) Server() string { return c.server }

// Keeping gives a client over the same connections that remembers the body of
// its last good answer for Kept. It is for one goroutine. A second return value
// on every method was rejected: it would leave the domain's interfaces.
func (c *Client) Keeping() *Client {
	keeping := *c
	keeping.kept = new([]byte)
	return &keeping
}

// Kept gives the unchanged body of the last good answer, or nil when the client
// was not made by Keeping or nothing was answered yet.
func (c *Client) Kept() []byte {
	if c.kept == nil {
		return nil
	}
	return *c.kept
}

// request is one call of the API, before it is sent.
type request struct {
	method   string
	path     string // from the root of the server
	query    url.Values
	patience time.Duration // until the answer begins; 0 means quickAnswer
	body     any           // marshalled as JSON; []byte goes as it is; nil sends none
}

// ask sends a request under the API's prefix and reads the answer into T.
func ask[T any](ctx context.Context, c *Client, r request) (T, error) {
	var value T
	answer, err := c.accepted(ctx, r)
	if err != nil {
		return value, err
	}
	if err := json.Unmarshal(answer.Body, &value); err != nil {
		return value, c.foreign(answer.Status, err)
	}
	if c.kept != nil {
		*c.kept = answer.Body
	}
	return value, nil
}

// askFor is ask for the many answers that are one object.
func askFor[T any](ctx context.Context, c *Client, r request) (*T, error) {
	value, err := ask[T](ctx, c, r)
	if err != nil {
		return nil, err
	}
	return &value, nil
}

// tell sends a request whose good answer has nothing in it, so that there is
// nothing to keep either.
func (c *Client) tell(ctx context.Context, r request) error {
	_, err := c.accepted(ctx, r)
	return err
}

// accepted sends a request under the API's prefix and gives the answer, unless
// that is a refusal.
func (c *Client) accepted(ctx context.Context, r request) (*Answer, error) {
	r.path = prefix + r.path
	answer, err := c.send(ctx, r)
	if err != nil {
		return nil, err
	}
	return answer, answer.refusal(c.server)
}

// send does one request. When the connection breaks after it was made, the
// request is sent once more: a read may always be repeated, and a write carries
// an Idempotency-Key under which the server does it once.
func (c *Client) send(ctx context.Context, r request) (*Answer, error) {
	req := c.http.R().SetHeader("Accept", "application/json, application/problem+json")
	if r.query != nil {
		req.SetQueryParamsFromValues(r.query)
	}
	if r.body != nil {
		body, err := encode(r.body)
		if err != nil {
			return nil, err
		}
		req.SetHeader("Content-Type", "application/json").SetBody(body)
	}
	if actor := airra.ActorFrom(ctx); actor != airra.SystemActor {
		req.SetHeader("X-Airra-Actor", actor)
	}
	if r.method == http.MethodPost {
		req.SetHeader("Idempotency-Key", uuid.NewString())
	}
	answer, err := c.once(ctx, req, r)
	if err != nil && broken(err) && repeatable(r.method) && ctx.Err() == nil {
		answer, err = c.once(ctx, req, r)
	}
	if err != nil {
		return nil, c.away(ctx, err)
	}
	return answer, nil
}

func (c *Client) once(ctx context.Context, req *resty.Request, r request) (*Answer, error) {
	ctx, over := impatient(ctx, c.patience(r.patience))
	defer over()
	resp, err := req.SetContext(ctx).Execute(r.method, r.path)
	if err != nil {
		return nil, silenced(ctx, err)
	}
	return &Answer{Status: resp.StatusCode(), Header: resp.Header(), Body: resp.Body()}, nil
}

func repeatable(method string) bool {
	return method == http.MethodGet || method == http.MethodHead || method == http.MethodPost
}

func encode(body any) ([]byte, error) {
	if raw, ok := body.([]byte); ok {
		return raw, nil
	}
	encoded, err := json.Marshal(body)
	if err != nil {
		return nil, airra.Errorf(airra.CodeInvalid, "the request cannot be written as JSON: %v", err)
	}
	return encoded, nil
}

// silence keeps resty from writing to the terminal: what it would say is in the
// errors already.
type silence struct{}

func (silence) Errorf(string, ...any) {}
func (silence) Warnf(string, ...any)  {}
func (silence) Debugf(string, ...any) {}
