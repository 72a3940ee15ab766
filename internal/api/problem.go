package api

import (
	"context"
	"errors"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/validation"

	"github.com/airra/airra/internal/airra"
)

// Problem is the body of every error: an RFC 9457 problem with the members that
// scripts and the client need besides.
type Problem struct {
	Title     string         `json:"title" doc:"The HTTP status in words"`
	Status    int            `json:"status" doc:"The HTTP status"`
	Detail    string         `json:"detail" doc:"What is wrong, for people"`
	Code      airra.Code     `json:"code" doc:"What is wrong, for machines; stable"`
	State     string         `json:"state,omitempty" doc:"The current state of what the request wanted to change"`
	Hint      string         `json:"hint,omitempty" doc:"What to do next"`
	Errors    []ProblemField `json:"errors,omitempty" doc:"Every bad field"`
	RequestID string         `json:"request_id,omitempty" doc:"Finds the request in the log"`

	retryAfter time.Duration
}

// ProblemField names one bad field of a request.
type ProblemField struct {
	Location string `json:"location" doc:"Where it stands: body.title, query.page, path.id"`
	Message  string `json:"message"`
}

// Error is the detail.
func (p *Problem) Error() string { return p.Detail }

// GetStatus tells huma the status.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType tells huma the media type of problems.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// GetHeaders tells huma what goes beside the body: how to sign in, or when to
// try again, in whole seconds and rounded up, since a caller who comes a moment
// too early is refused once more.
func (p *Problem) GetHeaders() http.Header {
	h := http.Header{}
	if p.Status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", `ApiKey header="`+keyHeader+`"`)
	}
	if p.retryAfter > 0 {
		h.Set("Retry-After", strconv.FormatInt(int64(math.Ceil(p.retryAfter.Seconds())), 10))
	}
	return h
}

// statuses gives each code its HTTP status. Nothing else in the house knows
// about HTTP statuses of errors.
var statuses = map[airra.Code]int{
	airra.CodeInvalid:         http.StatusUnprocessableEntity,
	airra.CodeBadRequest:      http.StatusBadRequest,
	airra.CodeUnauthenticated: http.StatusUnauthorized,
	airra.CodeForbidden:       http.StatusForbidden,
	airra.CodeDenied:          http.StatusForbidden,
	airra.CodeNotFound:        http.StatusNotFound,
	airra.CodeConflict:        http.StatusConflict,
	airra.CodeTooLarge:        http.StatusRequestEntityTooLarge,
	airra.CodeRateLimited:     http.StatusTooManyRequests,
	airra.CodeUnavailable:     http.StatusServiceUnavailable,
	airra.CodeInternal:        http.StatusInternalServerError,
}

// Status is the HTTP status of an error: 200 for nil, 500 for a foreign one.
func Status(err error) int {
	if err == nil {
		return http.StatusOK
	}
	return statuses[airra.ErrorCode(err)]
}

// problem turns any error into a problem body. The text of a foreign error goes
// to the log, once, and never to the caller.
func (s *server) problem(ctx context.Context, err error) *Problem {
	var ready *Problem
	if errors.As(err, &ready) {
		named := *ready
		named.RequestID = requestID(ctx)
		return &named
	}
	if ctx.Err() != nil {
		err = &airra.Error{Code: airra.CodeUnavailable, Message: "the request was given up before it was answered", Err: err}
	}
	code := airra.ErrorCode(err)
	status, known := statuses[code]
	if !known {
		code, status = airra.CodeInternal, http.StatusInternalServerError
	}
	p := &Problem{
		Title: http.StatusText(status), Status: status, Code: code,
		Detail: airra.ErrorMessage(err), RequestID: requestID(ctx),
	}
	if code == airra.CodeInternal {
		p.Hint = "the server's log has the reason under this request_id"
		s.log.ErrorContext(ctx, "request failed", "request_id", p.RequestID, "err", err)
		return p
	}
	p.fill(err)
	return p
}

// fill copies what an error of the domain says besides its message.
func (p *Problem) fill(err error) {
	var own *airra.Error
	if !errors.As(err, &own) {
		return
	}
	p.State, p.Hint, p.retryAfter = own.State, own.Hint, own.RetryAfter
	for _, field := range own.Fields {
		p.Errors = append(p.Errors, ProblemField{Location: field.Field, Message: field.Message})
	}
}

// write sends a problem where no operation of huma is at work.
func (p *Problem) write(w http.ResponseWriter) {
	for name, values := range p.GetHeaders() {
		w.Header()[name] = values
	}
	w.Header().Set("Content-Type", p.ContentType(""))
	w.WriteHeader(p.Status)
	_ = jsonFormat.Marshal(w, p) // The writer is our own buffer, which does not fail.
}

// init gives huma our problem body for the errors that it finds itself. huma
// knows this setting only as a variable of its package; it is set here once,
// before anything can read it.
func init() {
	huma.NewErrorWithContext = func(ctx huma.Context, status int, message string, errs ...error) huma.StatusError {
		p := refusal(status, message, errs)
		p.RequestID = requestID(ctx.Context())
		return p
	}
	huma.NewError = func(status int, message string, errs ...error) huma.StatusError {
		return refusal(status, message, errs)
	}
	huma.DefaultArrayNullable = false
}

// refusal is the problem for a request that huma could not read. Its detail
// names every bad field too, because a script often shows nothing else.
func refusal(status int, message string, errs []error) *Problem {
	p := &Problem{Title: http.StatusText(status), Status: status, Code: codeOf(status), Detail: message}
	var all []string
	for _, err := range errs {
		field := ProblemField{Message: err.Error()}
		if detailer, ok := err.(huma.ErrorDetailer); ok {
			detail := detailer.ErrorDetail()
			field.Location, field.Message = detail.Location, detail.Message
			field.nameZone(detail.Value)
		}
		field.nameMissing()
		p.Errors = append(p.Errors, field)
		all = append(all, strings.TrimPrefix(field.Location, "body.")+": "+field.Message)
	}
	if len(all) > 0 {
		p.Detail = strings.Join(all, "; ")
	}
	return p
}

// nameMissing points at a field that is not there; huma points at the object
// that lacks it and names the field only in the text.
func (f *ProblemField) nameMissing() {
	rest, found := strings.CutPrefix(f.Message, "expected required property ")
	if name, ok := strings.CutSuffix(rest, " to be present"); found && ok {
		f.Location, f.Message = f.Location+"."+name, "is required"
	}
}

// nameZone says of a time that cannot be read what is most often wrong with it.
func (f *ProblemField) nameZone(value any) {
	if f.Message != validation.MsgExpectedRFC3339DateTime {
		return
	}
	f.Message = "must be a time like 2026-03-01T12:00:00Z"
	if text, ok := value.(string); ok && naive(text) {
		f.Message = errZone.Error()
	}
}

// codeOf gives the code for a status that huma chose.
func codeOf(status int) airra.Code {
	switch {
	case status == http.StatusUnprocessableEntity:
		return airra.CodeInvalid
	case status == http.StatusRequestEntityTooLarge:
		return airra.CodeTooLarge
	case status == http.StatusNotFound:
		return airra.CodeNotFound
	case status >= http.StatusInternalServerError:
		return airra.CodeInternal
	default:
		return airra.CodeBadRequest
	}
}
