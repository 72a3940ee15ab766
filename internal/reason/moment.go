package reason

import (
	"encoding/json"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
)

var (
	stampPattern = regexp.MustCompile(`\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?`)
	agoPattern   = regexp.MustCompile(`(?i)\b(\d{1,6}(?:\.\d{1,3})?|an?|one|two|three|half an)\s*(seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?|d|weeks?|w)\s+(?:ago|before|earlier)\b`)
)

// stampLayouts are the forms a time stamp is met in. Without a zone it is UTC,
// as everything in the product is.
var stampLayouts = []string{
	time.RFC3339Nano, "2006-01-02T15:04:05Z0700", "2006-01-02T15:04Z07:00",
	"2006-01-02T15:04:05", "2006-01-02T15:04",
}

// momentOf reads a member that should be a time: a text, or Unix seconds or
// milliseconds.
func momentOf(value any, from time.Time) *time.Time {
	switch v := value.(type) {
	case string:
		return momentIn(v, from)
	case json.Number:
		seconds, err := v.Float64()
		if err != nil || seconds < 1e9 || seconds > 1e14 {
			return nil
		}
		if seconds > 1e11 {
			seconds /= 1000
		}
		whole, part := math.Modf(seconds)
		return plausible(time.Unix(int64(whole), int64(part*1e9)), from)
	}
	return nil
}

// momentIn finds the first time that a text tells, or nil.
func momentIn(text string, from time.Time) *time.Time {
	if found := stampPattern.FindString(text); found != "" {
		stamp := strings.Replace(found, " ", "T", 1)
		for _, layout := range stampLayouts {
			if at, err := time.Parse(layout, stamp); err == nil {
				return plausible(at, from)
			}
		}
	}
	if found := agoPattern.FindStringSubmatch(text); found != nil {
		return plausible(from.Add(-time.Duration(amount(found[1])*float64(unitNamed(found[2])))), from)
	}
	switch lower := strings.ToLower(text); {
	case strings.Contains(lower, "just now"), strings.Contains(lower, "moments ago"):
		return plausible(from, from)
	case strings.Contains(lower, "yesterday"):
		return plausible(from.AddDate(0, 0, -1), from)
	}
	return nil
}

// plausible drops a time more than ten years from the incident: it is a typing
// error or an attempt to overflow something.
func plausible(at, from time.Time) *time.Time {
	at = at.UTC()
	if years := at.Sub(from).Hours() / 24 / 365; !from.IsZero() && (years > 10 || years < -10) {
		return nil
	}
	return &at
}

func amount(word string) float64 {
	switch strings.ToLower(word) {
	case "half an":
		return 0.5
	case "a", "an", "one":
		return 1
	case "two":
		return 2
	case "three":
		return 3
	}
	n, err := strconv.ParseFloat(word, 64)
	if err != nil {
		return 0
	}
	return n
}

// unitNamed goes by the first letter, which tells all of them apart.
func unitNamed(word string) time.Duration {
	switch strings.ToLower(word)[0] {
	case 's':
		return time.Second
	case 'm':
		return time.Minute
	case 'h':
		return time.Hour
	case 'd':
		return 24 * time.Hour
	}
	return 7 * 24 * time.Hour
}
