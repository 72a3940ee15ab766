package client

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/airra/airra/internal/airra"
)

// problem is a refusal as the API writes it: RFC 9457 with our own members.
type problem struct {
	Detail    string     `json:"detail"`
	Code      airra.Code `json:"code"`
	State     string     `json:"state"`
	Hint      string     `json:"hint"`
	RequestID string     `json:"request_id"`
	Errors    []struct {
		Location string `json:"location"`
		Message  string `json:"message"`
	} `json:"errors"`
}

// Answer is what the server said, unread.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// refusal gives the error that the answer carries, or nil for a good answer.
func (a *Answer) refusal(server string) error {
	if a.Status >= 200 && a.Status < 300 {
		return nil
	}
	var p problem
	if err := json.Unmarshal(a.Body, &p); err != nil || p.Code == "" {
		return strange(server, a)
	}
	return p.domain(a.Header)
}

// domain turns a problem into the error that the server had made.
func (p problem) domain(header http.Header) *airra.Error {
	own := &airra.Error{Code: p.Code, Message: p.Detail, State: p.State, Hint: p.Hint, RetryAfter: retryAfter(header)}
	if own.Code == airra.CodeInternal && p.RequestID != "" {
		own.Message = "airrad failed: " + p.Detail
		own.Hint = "Look for request " + p.RequestID + " in the log of airrad."
	}
	for _, e := range p.Errors {
		own.Fields = append(own.Fields, airra.FieldError{Field: fieldName(e.Location), Message: e.Message})
	}
	return own
}

// fieldName drops the part of the request that the field stood in: a person
// who typed a flag does not know that it travelled in the body.
func fieldName(location string) string {
	for _, part := range []string{"body.", "query.", "path.", "header."} {
		if name, ok := strings.CutPrefix(location, part); ok {
			return name
		}
	}
	return location
}

// retryAfter reads the header in its form of seconds, the only one airrad uses.
func retryAfter(header http.Header) time.Duration {
	seconds, err := strconv.Atoi(header.Get("Retry-After"))
	if err != nil || seconds < 0 {
		return 0
	}
	return time.Duration(seconds) * time.Second
}

// strange tells of an answer that has no code, which airrad never gives: a
// proxy in between, or another server altogether.
func strange(server string, a *Answer) error {
	switch {
	case a.Status == http.StatusBadGateway || a.Status == http.StatusServiceUnavailable || a.Status == http.StatusGatewayTimeout:
		return &airra.Error{
			Code: airra.CodeUnavailable, Message: "something in front of airrad at " + server + " answered " + strconv.Itoa(a.Status) + ", so airrad itself is away",
			Hint: "Is airrad running? Start it with: airrad", RetryAfter: retryAfter(a.Header),
		}
	case a.Status >= 300 && a.Status < 400:
		return &airra.Error{
			Code: airra.CodeBadRequest, Message: server + " answered with a redirect to " + a.Header.Get("Location") + ", which is not followed, since that would hand over the key",
			Hint: "Give the right address with --server or AIRRA_SERVER.",
		}
	default:
		return &airra.Error{
			Code: airra.CodeBadRequest, Message: server + " answered " + strconv.Itoa(a.Status) + " without saying why, so it is probably not airrad",
			Hint: "Check --server, AIRRA_SERVER and: airra context list",
		}
	}
}

// foreign tells of a good answer that cannot be read.
func (c *Client) foreign(status int, err error) error {
	return &airra.Error{
		Code: airra.CodeBadRequest, Message: c.server + " answered " + strconv.Itoa(status) + " with something that airrad does not send",
		Hint: "Check --server, AIRRA_SERVER and: airra context list", Err: err,
	}
}

// away turns a failed exchange into CodeUnavailable. A caller who gave up is
// told so with its own error, and not that the server is missing.
func (c *Client) away(ctx context.Context, err error) error {
	var late *silentError
	if err = silenced(ctx, err); ctx.Err() != nil && !errors.As(err, &late) {
		return context.Cause(ctx)
	}
	own := &airra.Error{Code: airra.CodeUnavailable, Err: err, Hint: "Is airrad running? Start it with: airrad"}
	var dns *net.DNSError
	var operation *net.OpError
	switch {
	case errors.As(err, &dns):
		own.Message = "the name of " + c.server + " cannot be found"
		own.Hint = "Check --server, AIRRA_SERVER and: airra context list"
	case errors.As(err, &operation) && operation.Op == "dial":
		own.Message = "airrad does not answer at " + c.server
	case errors.As(err, &late):
		own.Message = "airrad at " + c.server + " " + late.Error()
		own.Hint = "It may be busy or stopped: look at airra doctor."
		if c.longest == 0 {
			own.Hint = "It may be busy or stopped: give it longer with --timeout, or look at: airra doctor"
		}
	default:
		own.Message = "the connection to airrad at " + c.server + " broke"
	}
	return own
}

// broken says whether the connection ended after it had been made, so that
// sending again can help.
func broken(err error) bool {
	var operation *net.OpError
	if errors.As(err, &operation) && operation.Op == "dial" {
		return false
	}
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
}
