package cli

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/airra/airra/internal/airra"
)

// The exit codes. Scripts depend on them, so a number never changes its
// meaning; `airra help exit-codes` prints this list.
const (
	ExitOK              = 0
	ExitFailed          = 1
	ExitUsage           = 2
	ExitNotFound        = 3
	ExitNotSignedIn     = 4
	ExitConflict        = 5
	ExitDenied          = 6
	ExitAway            = 7
	ExitPending         = 8
	ExitExecutionFailed = 9
	ExitCondition       = 10
	ExitInterrupted     = 130
)

// exitMeanings is the text of the help topic.
var exitMeanings = []struct {
	code    int
	meaning string
}{
	{ExitOK, "It worked, or the condition that was waited for is met."},
	{ExitFailed, "It failed, or the server made a mistake."},
	{ExitUsage, "The command line is wrong, a value is not accepted, or an answer is missing that --no-input forbids to ask for."},
	{ExitNotFound, "There is no such thing."},
	{ExitNotSignedIn, "No API key was given, or a wrong one."},
	{ExitConflict, "Somebody else has decided already, or the state has moved on. Look again before trying again."},
	{ExitDenied, "A policy says no. Trying again does not help."},
	{ExitAway, "airrad does not answer."},
	{ExitPending, "The time given with --timeout is over and it is still pending."},
	{ExitExecutionFailed, "The action was executed and failed."},
	{ExitCondition, "The condition that was asked about is true."},
	{ExitInterrupted, "Interrupted with ctrl-c."},
}

// exitError is an error that brings its own exit code, for the outcomes that
// are no failure of the server.
type exitError struct {
	code    int
	message string
	hint    string
}

func (e *exitError) Error() string { return e.message }

// usagef says that the command line is wrong.
func usagef(hint, format string, args ...any) error {
	return &exitError{code: ExitUsage, message: fmt.Sprintf(format, args...), hint: hint}
}

// errReported ends a command whose failures have all been printed already.
type errReported struct{ code int }

func (e errReported) Error() string { return "already reported" }

// exitCode is the one place where errors become exit codes.
func exitCode(err error) int {
	var own *exitError
	var reported errReported
	switch {
	case err == nil:
		return ExitOK
	case errors.As(err, &reported):
		return reported.code
	case errors.As(err, &own):
		return own.code
	default:
		return codeExit(airra.ErrorCode(err))
	}
}

func codeExit(code airra.Code) int {
	switch code {
	case airra.CodeInvalid, airra.CodeBadRequest:
		return ExitUsage
	case airra.CodeNotFound:
		return ExitNotFound
	case airra.CodeUnauthenticated, airra.CodeForbidden:
		return ExitNotSignedIn
	case airra.CodeConflict:
		return ExitConflict
	case airra.CodeDenied:
		return ExitDenied
	case airra.CodeUnavailable:
		return ExitAway
	default:
		return ExitFailed
	}
}

// worse gives the exit code of two failures: the higher number, because that is
// the one a script can do the least about.
func worse(a, b int) int { return max(a, b) }

// report prints an error the way every error of airra looks: what happened,
// then why or what to do next, indented below it.
func report(w io.Writer, err error) {
	var reported errReported
	if err == nil || errors.As(err, &reported) {
		return
	}
	lines := []string{"airra: " + sentence(oneLine(messageOf(err)))}
	for _, more := range hintsOf(err) {
		lines = append(lines, "       "+oneLine(more))
	}
	// Standard error is the last resort: when it cannot be written to, nobody
	// can be told.
	_, _ = io.WriteString(w, strings.Join(lines, "\n")+"\n")
}

func messageOf(err error) string {
	var own *airra.Error
	if errors.As(err, &own) {
		return own.Message
	}
	return err.Error()
}

// hintsOf lists what stands below the message: every bad field, when to try
// again, and what the server or the command advises.
func hintsOf(err error) []string {
	var hints []string
	var own *airra.Error
	var exit *exitError
	switch {
	case errors.As(err, &exit):
		hints = append(hints, exit.hint)
	case errors.As(err, &own):
		for _, f := range own.Fields {
			if !strings.Contains(own.Message, f.Message) {
				hints = append(hints, f.Field+": "+f.Message)
			}
		}
		if own.Code == airra.CodeRateLimited && own.RetryAfter > 0 {
			hints = append(hints, "Try again in "+span(own.RetryAfter.Round(time.Second))+".")
		}
		hints = append(hints, own.Hint, keyHint(own.Code))
	}
	return nonEmpty(hints)
}

// keyHint says where keys come from, which the server cannot know.
func keyHint(code airra.Code) string {
	switch code {
	case airra.CodeUnauthenticated, airra.CodeForbidden:
		return "Set AIRRA_API_KEY, or keep the key in a context: airra context add NAME --server URL --key-file FILE"
	default:
		return ""
	}
}

func nonEmpty(texts []string) []string {
	var kept []string
	for _, text := range texts {
		if text != "" {
			kept = append(kept, text)
		}
	}
	return kept
}

// sentence ends a text with a period when it has no end of its own.
func sentence(text string) string {
	if text == "" || strings.ContainsAny(text[len(text)-1:], ".!?:") {
		return text
	}
	return text + "."
}
