package llm

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/sony/gobreaker/v2"

	"github.com/airra/airra/internal/airra"
)

// failure is one attempt that brought no answer.
type failure struct {
	status     int           // 0 when no answer came
	retryAfter time.Duration // what the provider asked for; 0 when it did not
	err        error         // the cause, free of anything the provider said
}

func (f *failure) Error() string {
	if f.status != 0 {
		return fmt.Sprintf("status %d", f.status)
	}
	return f.err.Error()
}

func (f *failure) Unwrap() error { return f.err }

// transient says whether the same request may succeed later.
func (f *failure) transient() bool {
	return f.status == 0 || f.status == http.StatusTooManyRequests || f.status == http.StatusRequestTimeout || f.status >= 500
}

// connectionFailure drops the address from an HTTP error: a server of one's own
// may have its secret there.
func connectionFailure(err error) *failure {
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		err = wrapped.Err
	}
	return &failure{err: fmt.Errorf("call model: %w", err)}
}

// statusFailure reads a refusal.
func statusFailure(status int, header http.Header, now time.Time) *failure {
	return &failure{status: status, retryAfter: retryAfter(header.Get("Retry-After"), now), err: errors.New(http.StatusText(status))}
}

// retryAfter reads whole or broken seconds, or an HTTP date. What it cannot
// read is no wish.
func retryAfter(value string, now time.Time) time.Duration {
	if seconds, err := strconv.ParseFloat(value, 64); err == nil && seconds > 0 && seconds < 1e6 {
		return time.Duration(seconds * float64(time.Second))
	}
	if at, err := http.ParseTime(value); err == nil {
		return max(0, at.Sub(now))
	}
	return 0
}

// told turns what went wrong into the error that leaves the package, and the
// word that metrics count it under. The message is for people.
func (c *client) told(caller context.Context, err error) (*airra.Error, string) {
	message, code, label, wait := "does not answer", airra.CodeUnavailable, "unavailable", time.Duration(0)
	var failed *failure
	switch {
	case errors.Is(err, gobreaker.ErrOpenState), errors.Is(err, gobreaker.ErrTooManyRequests):
		message, label = "failed several times in a row and is left alone for a while", "circuit_open"
	case caller.Err() == nil && errors.Is(err, context.DeadlineExceeded):
		message, label = "did not answer in time", "timeout"
	case !errors.As(err, &failed):
	case failed.status == http.StatusOK:
		message = "gave an answer that cannot be read"
	case failed.status == http.StatusTooManyRequests:
		message, code, label, wait = "asks to wait", airra.CodeRateLimited, "rate_limited", failed.retryAfter
	case failed.status == http.StatusUnauthorized, failed.status == http.StatusForbidden:
		message, label = "refused the API key", "refused"
	case failed.status != 0 && !failed.transient():
		message, label = fmt.Sprintf("refused the request (status %d)", failed.status), "refused"
	case failed.status != 0:
		message = fmt.Sprintf("failed (status %d)", failed.status)
	}
	return &airra.Error{Code: code, Message: c.config.Provider + " " + message, RetryAfter: wait, Err: err}, label
}
