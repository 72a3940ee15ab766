package post

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/airra/airra/internal/notify"
)

// longestRetryAfter bounds how long a receiver can put a message off. A page that
// comes a day late is lost.
const longestRetryAfter = time.Hour

// longestCause bounds what is repeated of an error of the network.
const longestCause = 200

// refused reads a status that is not one of success. What the receiver wrote beside
// it is not repeated, because receivers repeat what they were asked for.
func (c *Client) refused(host string, status int, header http.Header) *notify.Failure {
	f := &notify.Failure{Message: host + " answered " + line(status), Err: fmt.Errorf("status %d", status)}
	switch {
	case waits(status):
		f.RetryAfter = retryAfter(header.Get("Retry-After"), c.now())
	case status >= 500:
	default:
		f.Permanent, f.Gone = true, status == http.StatusGone
	}
	return f
}

// waits says whether a status means to come back later. A request that took the
// receiver too long to read is among them, since nothing is wrong with it.
func waits(status int) bool {
	switch status {
	case http.StatusTooManyRequests, http.StatusRequestTimeout,
		http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	default:
		return false
	}
}

// Forbidden is an address that may not be called. It comes out of a dialler.
type Forbidden struct{ Reason string }

func (f *Forbidden) Error() string { return f.Reason }

// unreached reads an error of the network. The URL is dropped from it, since its path
// may be a secret.
func (c *Client) unreached(caller context.Context, host string, err error) *notify.Failure {
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		err = wrapped.Err
	}
	var forbidden *Forbidden
	switch {
	case errors.As(err, &forbidden):
		return &notify.Failure{Message: host + " " + forbidden.Reason, Permanent: true, Err: forbidden}
	case caller.Err() != nil:
		return &notify.Failure{Message: "the call of " + host + " was broken off", Err: caller.Err()}
	case errors.Is(err, context.DeadlineExceeded):
		return &notify.Failure{Message: fmt.Sprintf("%s did not answer within %s", host, c.timeout), Err: context.DeadlineExceeded}
	default:
		return &notify.Failure{Message: host + " cannot be reached: " + notify.OneLine(err.Error(), longestCause), Err: err}
	}
}

// retryAfter reads whole or broken seconds, or an HTTP date. What it cannot read is
// no wish.
func retryAfter(value string, now time.Time) time.Duration {
	if seconds, err := strconv.ParseFloat(value, 64); err == nil {
		if !(seconds > 0) {
			return 0
		}
		return time.Duration(min(seconds, longestRetryAfter.Seconds()) * float64(time.Second))
	}
	if at, err := http.ParseTime(value); err == nil {
		return min(max(0, at.Sub(now)), longestRetryAfter)
	}
	return 0
}

// line is a status for people.
func line(status int) string {
	if text := http.StatusText(status); text != "" {
		return fmt.Sprintf("%d %s", status, text)
	}
	return strconv.Itoa(status)
}
