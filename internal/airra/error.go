package airra

import (
	"errors"
	"fmt"
	"time"
)

// Code names the kind of a failure for machines. It is stable: scripts read it
// from problem bodies, and the client maps it back to the same error.
type Code string

// The codes. Each has one HTTP status (internal/api) and one exit code
// (internal/cli); neither is known here.
const (
	CodeInvalid         Code = "invalid"         // a field is wrong; Fields names every one
	CodeBadRequest      Code = "bad_request"     // the request as a whole cannot be understood
	CodeUnauthenticated Code = "unauthenticated" // no API key was given
	CodeForbidden       Code = "forbidden"       // the API key is wrong
	CodeDenied          Code = "denied"          // a policy says no
	CodeNotFound        Code = "not_found"
	CodeConflict        Code = "conflict"     // the state has moved on; State says where it is
	CodeTooLarge        Code = "too_large"    // the body is over the limit
	CodeRateLimited     Code = "rate_limited" // RetryAfter says when
	CodeUnavailable     Code = "unavailable"  // a part that is needed does not answer
	CodeInternal        Code = "internal"
)

// FieldError names one bad field of a request.
type FieldError struct {
	Field   string `json:"field"`
	Message string `json:"message"`
}

// Error is the one error type that crosses rooms. Message is for people and
// never contains the text of a foreign error; Err keeps that for operators.
type Error struct {
	Code       Code
	Message    string
	State      string        // the current state, for conflicts
	Hint       string        // the next thing a person can do, as a sentence or a command
	Fields     []FieldError  // for CodeInvalid
	RetryAfter time.Duration // for CodeRateLimited and CodeUnavailable
	Err        error         // the cause, for logs only
}

// Error is the operator's text: the message and, behind it, the cause.
func (e *Error) Error() string {
	if e.Err != nil {
		return e.Message + ": " + e.Err.Error()
	}
	return e.Message
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// Errorf makes an Error with a formatted message for people.
func Errorf(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// Invalid makes a CodeInvalid error for one field.
func Invalid(field, format string, args ...any) *Error {
	message := fmt.Sprintf(format, args...)
	return &Error{Code: CodeInvalid, Message: field + ": " + message, Fields: []FieldError{{Field: field, Message: message}}}
}

// Conflict makes a CodeConflict error that carries the current state.
func Conflict(state, format string, args ...any) *Error {
	return &Error{Code: CodeConflict, State: state, Message: fmt.Sprintf(format, args...)}
}

// ErrStale is returned by a conditional write whose row was changed by somebody
// else since it was read. Use cases answer it by reading again, so it never
// reaches a person unless the contention does not end.
var ErrStale = &Error{Code: CodeConflict, Message: "somebody else changed this at the same moment", Hint: "try again"}

// Hopeless tells whether doing the same again can change nothing: the thing is
// not there, not allowed, not possible in its state or not understood. ErrStale
// is not hopeless, since reading again helps.
func Hopeless(err error) bool {
	switch ErrorCode(err) {
	case CodeDenied, CodeInvalid, CodeConflict, CodeNotFound:
		return !errors.Is(err, ErrStale)
	default:
		return false
	}
}

// ErrorCode gives the code of any error: "" for nil, CodeInternal for a
// foreign one.
func ErrorCode(err error) Code {
	var own *Error
	switch {
	case err == nil:
		return ""
	case errors.As(err, &own):
		return own.Code
	default:
		return CodeInternal
	}
}

// ErrorMessage gives the text that a person may see. A foreign error is never
// shown, since it may hold a query, a path or a secret.
func ErrorMessage(err error) string {
	var own *Error
	switch {
	case err == nil:
		return ""
	case errors.As(err, &own) && own.Code != CodeInternal:
		return own.Message
	default:
		return "internal error"
	}
}
