// Package redis shares between several airrad what the memory package keeps for
// one: cached answers, the counts of the rate limits, and the hints that events
// were committed. Nothing in Redis is needed to be right, only to be shared. So
// a Redis that is lost costs nobody a request: the cache misses, the limits
// count per process, and listeners hear of their own process's events until it
// is back.
package redis

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/airra/airra/internal/airra"
)

// Everything the product keeps in Redis begins with this, so that a shared
// server can be cleaned up by hand.
const prefix = "airra:"

const (
	dialTimeout = time.Second
	callTimeout = 500 * time.Millisecond
	// pause is how long a lost server is left alone, so that a request does
	// not wait for a time-out each time.
	pause = time.Second
)

// silenceLibrary switches off what go-redis writes to standard error by itself. A
// lost server is told by this package, once and in the form of the log. The switch
// is global to the library, so it is thrown once.
var silenceLibrary = sync.OnceFunc(func() { redis.SetLogger(silence{}) })

type silence struct{}

func (silence) Printf(context.Context, string, ...any) {}

// Options is what a connection needs.
type Options struct {
	URL     string // redis://[user:password@]host:port/db
	Log     *slog.Logger
	Now     func() time.Time
	Limiter airra.Limiter // counts while Redis is lost
	Bus     airra.Bus     // carries announcements within this process
}

// Client is one connection pool to Redis and its state. Close ends it.
type Client struct {
	rdb  *redis.Client
	opts Options

	lostUntil atomic.Int64 // Unix nanoseconds; 0 while the server answers
	bus       *Bus
	closeOnce sync.Once
	closeErr  error
}

// Open makes a client. The server need not answer yet; a URL that cannot be
// understood is an error.
func Open(opts Options) (*Client, error) {
	silenceLibrary()
	parsed, err := redis.ParseURL(opts.URL)
	if err != nil {
		// The text of the foreign error repeats the URL with its password.
		return nil, airra.Errorf(airra.CodeInvalid, "the Redis URL cannot be understood: it must look like redis://host:6379/0")
	}
	parsed.DialTimeout, parsed.ReadTimeout, parsed.WriteTimeout = dialTimeout, callTimeout, callTimeout
	parsed.MaxRetries = -1
	parsed.ContextTimeoutEnabled = true
	c := &Client{rdb: redis.NewClient(parsed), opts: opts}
	c.bus = startBus(c)
	return c, nil
}

// Close ends the subscription and the pool, and returns when both have ended.
// It may be called more than once.
func (c *Client) Close() error {
	c.closeOnce.Do(func() {
		c.bus.stop()
		if err := c.rdb.Close(); err != nil {
			c.closeErr = fmt.Errorf("close redis: %w", err)
		}
	})
	return c.closeErr
}

// Check asks the server for an answer and names the part "redis". The product
// works without it, so it is never required.
func (c *Client) Check(ctx context.Context) airra.Check {
	check := airra.Check{Name: "redis", Kind: "Redis", State: airra.CheckUp}
	if err := c.rdb.Ping(ctx).Err(); err != nil {
		c.lost(ctx, err)
		check.State = airra.CheckDegraded
		check.Detail = "Redis does not answer: limits count per process and nothing is cached in common until it does"
		return check
	}
	c.answered(ctx)
	return check
}

// usable says whether it is worth asking the server now.
func (c *Client) usable() bool {
	until := c.lostUntil.Load()
	return until == 0 || c.opts.Now().UnixNano() >= until
}

// lost notes that the server did not answer, and logs it when that is news. A
// caller that gave up says nothing about the server.
func (c *Client) lost(ctx context.Context, err error) {
	if ctx.Err() != nil {
		return
	}
	if c.lostUntil.Swap(c.opts.Now().Add(pause).UnixNano()) == 0 {
		c.opts.Log.WarnContext(ctx, "redis lost, going on without it", "err", err)
	}
}

// answered notes that the server is there.
func (c *Client) answered(ctx context.Context) {
	if c.lostUntil.Load() != 0 && c.lostUntil.Swap(0) != 0 {
		c.opts.Log.InfoContext(ctx, "redis is back")
	}
}
