package client

import (
	"context"
	"errors"
	"net"
	"net/http/httptrace"
	"time"
)

// How long each kind of call waits for the first byte of its answer. One bound
// for all was rejected: it would have to be as long as the slowest call, and a
// server that takes connections but is stopped would hold every script up for
// that long.
const (
	// quickAnswer is for reads and decisions. The server gives an execution two
	// seconds before it answers.
	quickAnswer = 5 * time.Second
	// thinkingAnswer is for a quick incident, which may think for ten seconds.
	thinkingAnswer = 15 * time.Second
	// sourceAnswer is for what is asked of the metrics source, to which the
	// server gives thirty seconds.
	sourceAnswer = 35 * time.Second
	// sendingAnswer is for a test message, which is handed over to a foreign server
	// while the caller waits.
	sendingAnswer = 35 * time.Second
	// bodyTimeout is what an answer that has begun gets on top.
	bodyTimeout = 30 * time.Second
	// dialTimeout keeps the promise that a missing server is told within two
	// seconds, even where packets are dropped silently.
	dialTimeout = 1800 * time.Millisecond
)

// Dial makes a connection, as [net.Dialer.DialContext] does.
type Dial func(ctx context.Context, network, address string) (net.Conn, error)

// bounded ends every attempt to connect after dialTimeout, whoever dials.
func (d Dial) bounded() Dial {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		ctx, cancel := context.WithTimeout(ctx, dialTimeout)
		defer cancel()
		return d(ctx, network, address)
	}
}

// silentError says that a server took a request and gave no answer in time, or
// began one and did not finish it.
type silentError struct {
	after time.Duration
	begun bool
}

func (e *silentError) Error() string {
	if e.begun {
		return "did not finish its answer within " + e.after.String()
	}
	return "did not answer within " + e.after.String()
}

// patience gives how long a call waits for its answer to begin. What a person
// asked for replaces the call's own bound, and Longest cuts both.
func (c *Client) patience(own time.Duration) time.Duration {
	if own <= 0 {
		own = quickAnswer
	}
	if c.timeout > 0 {
		own = c.timeout
	}
	if c.longest > 0 {
		own = min(own, c.longest)
	}
	return own
}

// impatient gives a context for one exchange that ends with a silentError: when
// the answer has not begun within the bound, and when the rest of it takes too
// long. Bounding only the whole was rejected, because a long answer over a slow
// line is not a silent server. The returned function has to be called when the
// exchange is over.
func impatient(ctx context.Context, bound time.Duration) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(ctx)
	whole := bound + bodyTimeout
	first := time.AfterFunc(bound, func() { cancel(&silentError{after: bound}) })
	last := time.AfterFunc(whole, func() { cancel(&silentError{after: whole, begun: true}) })
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotFirstResponseByte: func() { first.Stop() }})
	return ctx, func() {
		first.Stop()
		last.Stop()
		cancel(nil)
	}
}

// silenced gives the reason of a context that impatient had ended, or the error
// of the exchange itself.
func silenced(ctx context.Context, err error) error {
	var late *silentError
	if errors.As(context.Cause(ctx), &late) {
		return late
	}
	return err
}
