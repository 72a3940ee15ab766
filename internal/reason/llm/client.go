package llm

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/go-resty/resty/v2"
	"github.com/sony/gobreaker/v2"
)

// client is a Model over HTTP. A request goes through the cache, joins the call
// that is already under way for the same prompt, and is tried up to three times
// behind a circuit breaker.
type client struct {
	config  Config
	wire    wire
	http    *resty.Client
	breaker *gobreaker.CircuitBreaker[Response]
	shared  flights
	way     atomic.Int64 // index of the strictest way of asking for JSON that the server took
}

// The bounds of a call.
const (
	attempts      = 3
	firstWait     = 2 * time.Second
	longestWait   = 10 * time.Second
	tripAfter     = 5 // failed attempts in a row
	restingTime   = 30 * time.Second
	maxAnswerSize = 1 << 20
)

func newClient(c Config) *client {
	h := resty.New().SetBaseURL(c.BaseURL).SetRedirectPolicy(resty.NoRedirectPolicy()).SetLogger(silent{})
	if c.Transport != nil {
		h.SetTransport(c.Transport)
	}
	return &client{
		config: c, wire: wireOf(c.Provider), http: h,
		breaker: gobreaker.NewCircuitBreaker[Response](gobreaker.Settings{
			Name: c.Provider, Timeout: restingTime,
			ReadyToTrip:  func(n gobreaker.Counts) bool { return n.ConsecutiveFailures >= tripAfter },
			IsSuccessful: answered, IsExcluded: undecided,
		}),
	}
}

// answered: a refusal proves that the provider is there.
func answered(err error) bool {
	var failed *failure
	return err == nil || (errors.As(err, &failed) && !failed.transient() && failed.status != http.StatusOK)
}

// undecided: a caller who leaves, or a wish to wait, says nothing about the
// provider's health.
func undecided(err error) bool {
	var failed *failure
	return errors.Is(err, context.Canceled) || (errors.As(err, &failed) && failed.status == http.StatusTooManyRequests)
}

// Name is provider and model.
func (c *client) Name() string { return c.config.Provider + " " + c.config.Model }

// Complete answers a request, see Model.
func (c *client) Complete(ctx context.Context, r Request) (Response, error) {
	key, begun := c.cacheKey(r), c.config.Now()
	if kept, ok := c.cached(ctx, key); ok {
		c.observe(kept, begun, "")
		return kept, nil
	}
	response, err := c.shared.do(ctx, key, func(ctx context.Context) (Response, error) { return c.call(ctx, key, r) })
	if err != nil && ctx.Err() != nil {
		return Response{}, ctx.Err()
	}
	return response, err
}

// call is the one call of everybody who asks the same at the same time.
func (c *client) call(ctx context.Context, key string, r Request) (Response, error) {
	begun := c.config.Now()
	limited, cancel := context.WithTimeout(ctx, c.config.Timeout)
	defer cancel()
	response, err := c.persist(limited, r)
	if err != nil {
		failed, label := c.told(ctx, err)
		if ctx.Err() != nil {
			label = "canceled"
		}
		c.observe(Response{}, begun, label)
		return Response{}, failed
	}
	c.observe(response, begun, "")
	if r.Accept == nil || r.Accept(response.Text) {
		c.keep(ctx, key, response)
	}
	return response, nil
}

// persist tries up to three times. A wish to wait longer than there is time
// for ends it at once.
func (c *client) persist(ctx context.Context, r Request) (Response, error) {
	for attempt := 1; ; attempt++ {
		response, err := c.breaker.Execute(func() (Response, error) { return c.adapt(ctx, r) })
		var failed *failure
		if err == nil || attempt == attempts || !errors.As(err, &failed) || !failed.transient() {
			return response, err
		}
		wait := max(c.backoff(attempt), failed.retryAfter)
		if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) < wait {
			return Response{}, err
		}
		if waiting := pause(ctx, wait); waiting != nil {
			return Response{}, waiting
		}
	}
}

// backoff doubles from wait to wait and is spread over its upper half, so that
// many daemons that failed together do not come back together.
func (c *client) backoff(attempt int) time.Duration {
	wait := min(longestWait, firstWait<<(attempt-1))
	return wait/2 + time.Duration(c.config.Rand()*float64(wait/2))
}

func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// adapt asks for JSON as strictly as the server allows, and remembers what it
// allowed: a 400 to the stricter way leads to the next one.
func (c *client) adapt(ctx context.Context, r Request) (Response, error) {
	ways := c.wire.ways()
	if len(r.Schema) == 0 {
		return c.post(ctx, r, formatText)
	}
	for i := int(c.way.Load()); ; i++ {
		response, err := c.post(ctx, r, ways[i])
		var failed *failure
		if !errors.As(err, &failed) || failed.status != http.StatusBadRequest || i == len(ways)-1 {
			if err == nil {
				c.way.Store(int64(i))
			}
			return response, err
		}
		c.config.Log.WarnContext(ctx, "model server refuses this way of asking for JSON", "provider", c.config.Provider, "way", int(ways[i]))
	}
}

// post is one HTTP request.
func (c *client) post(ctx context.Context, r Request, how format) (response Response, err error) {
	answer, err := c.http.R().SetContext(ctx).SetDoNotParseResponse(true).
		SetHeader("Content-Type", "application/json").
		SetHeaders(c.wire.headers(c.config.APIKey)).
		SetBody(c.wire.body(c.config, r, how)).
		Post(c.wire.path(c.config.BaseURL))
	if err != nil {
		if answer != nil && answer.RawResponse != nil && answer.RawResponse.Body != nil {
			_ = answer.RawResponse.Body.Close()
		}
		return Response{}, connectionFailure(err)
	}
	raw := answer.RawBody()
	defer func() { err = errors.Join(err, raw.Close()) }()
	if status := answer.StatusCode(); status != http.StatusOK {
		return Response{}, statusFailure(status, answer.Header(), c.config.Now())
	}
	body, err := io.ReadAll(io.LimitReader(raw, maxAnswerSize+1))
	if err != nil {
		return Response{}, connectionFailure(err)
	}
	if len(body) > maxAnswerSize {
		return Response{}, &failure{status: http.StatusOK, err: fmt.Errorf("answer over %d bytes", maxAnswerSize)}
	}
	response, err = c.wire.read(body)
	if err != nil {
		return Response{}, &failure{status: http.StatusOK, err: err}
	}
	response.Model = c.config.Model
	return response, nil
}

func (c *client) observe(r Response, begun time.Time, failed string) {
	c.config.Observe(Observation{
		Provider: c.config.Provider, Model: c.config.Model, Duration: c.config.Now().Sub(begun),
		Cached: r.Cached, PromptTokens: r.PromptTokens, CompletionTokens: r.CompletionTokens, Error: failed,
	})
}

// silent keeps resty from writing requests, and with them the key, anywhere.
type silent struct{}

func (silent) Errorf(string, ...any) {}
func (silent) Warnf(string, ...any)  {}
func (silent) Debugf(string, ...any) {}
