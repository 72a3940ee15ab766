package api

import (
	"errors"
	"strings"
	"time"

	"github.com/airra/airra/internal/airra"
)

// A time without a zone means another moment to everybody who reads it, so none is
// guessed.
var (
	errMoment = errors.New("must be an RFC 3339 time like 2026-03-01T12:00:00Z, or a date like 2026-03-01")
	errZone   = errors.New("must have a time zone, like 2026-03-01T12:00:00Z")
)

// naive says whether a text is a time of day on some date, and nothing says where.
func naive(text string) bool {
	for _, layout := range []string{"2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02T15:04", "2006-01-02 15:04"} {
		if _, err := time.Parse(layout, text); err == nil {
			return true
		}
	}
	return false
}

// moment reads a time of a query, or a plain date as the moment of that day in
// UTC that lies ofDate after its beginning. Times are kept in microseconds, so a
// day ends one of them before the next. The plus sign of a zone arrives as a
// space when the caller did not escape it.
func moment(text string, ofDate time.Duration) (*time.Time, error) {
	if text == "" {
		return nil, nil
	}
	if day, err := time.Parse(time.DateOnly, text); err == nil {
		day = day.Add(ofDate)
		return &day, nil
	}
	at, err := time.Parse(time.RFC3339, strings.Replace(text, " ", "+", 1))
	switch {
	case err == nil:
		at = airra.Now(at)
		return &at, nil
	case naive(text):
		return nil, errZone
	default:
		return nil, errMoment
	}
}

// endOfDay is the last moment of a day, seen from its first.
const endOfDay = 24*time.Hour - time.Microsecond

// queried is moment for parameters whose years must be ones that can be sent back.
func queried(bad *faults, name, text string, ofDate time.Duration) *time.Time {
	field := "query." + name
	at, err := moment(text, ofDate)
	if err != nil {
		bad.add(airra.Invalid(field, "%s", err.Error()))
		return nil
	}
	at, err = storable(field, at)
	bad.add(err)
	return at
}

// storable puts a time that a caller gave into the product's form. Years that
// cannot be written with four digits in UTC cannot be sent back.
func storable(field string, t *time.Time) (*time.Time, error) {
	if t == nil {
		return nil, nil
	}
	at := airra.Now(*t)
	if at.Year() < 1970 || at.Year() > 9999 {
		return nil, airra.Invalid(field, "must lie between the years 1970 and 9999")
	}
	return &at, nil
}

// Span is the part of a body that says from when to when. It is exported because
// huma does not look into embedded types that are not.
type Span struct {
	StartTime time.Time `json:"start_time"`
	EndTime   time.Time `json:"end_time" doc:"After start_time"`
}

// bounds gives both ends in the product's form.
func (s Span) bounds(bad *faults) (start, end time.Time) {
	from, err := storable("body.start_time", &s.StartTime)
	bad.add(err)
	to, err := storable("body.end_time", &s.EndTime)
	bad.add(err)
	if from == nil || to == nil {
		return start, end
	}
	bad.add(inOrder("body.end_time", "start_time", from, to))
	return *from, *to
}

// inOrder says with CodeInvalid that a span ends before it has begun. It needs both
// ends; where one of them stays as it is stored, only the backend can tell.
func inOrder(field, begin string, from, to *time.Time) error {
	if from != nil && to != nil && !to.After(*from) {
		return airra.Invalid(field, "must be after %s", begin)
	}
	return nil
}
