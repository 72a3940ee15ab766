package tui

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/airra/airra/internal/airra"
)

// statusIs takes the statuses, and open for all but resolved.
func statusIs(values string) (test, error) {
	return either(values, func(value string) (test, error) {
		switch value {
		case "open":
			return func(i *airra.Incident, _ *asking) bool { return i.Open() }, nil
		case "acked":
			return func(i *airra.Incident, a *asking) bool { return i.Acknowledged(a.now) }, nil
		}
		status := airra.IncidentStatus(strings.ReplaceAll(value, "-", "_"))
		if !slices.Contains(airra.IncidentStatuses, status) {
			return nil, fmt.Errorf("there is no status %q; there are open, acked, %s", value, namesOf(airra.IncidentStatuses))
		}
		return func(i *airra.Incident, _ *asking) bool { return i.Status == status }, nil
	})
}

// severityIs takes severities, and bounds like >=high.
func severityIs(values string) (test, error) {
	return either(values, func(value string) (test, error) {
		sign, name := comparison(value)
		severity := airra.Severity(name)
		if !severity.Valid() {
			return nil, fmt.Errorf("there is no severity %q; there are critical, high, medium and low", name)
		}
		return func(i *airra.Incident, _ *asking) bool { return holds(sign, i.Severity.Rank()-severity.Rank()) }, nil
	})
}

// ageIs takes a bound like <2h or >=3d.
func ageIs(value string) (test, error) {
	sign, text := comparison(value)
	age, err := span(text)
	if err != nil || sign == "" {
		return nil, fmt.Errorf("age: takes a bound like <2h or >3d, not %q", value)
	}
	return func(i *airra.Incident, a *asking) bool { return holds(sign, int(a.now.Sub(i.DetectedAt)-age)) }, nil
}

// startedIs takes a bound like >2026-09-01 or <=2026-09-01T14:30. A day alone is the whole
// of it: after it is from its end on.
func startedIs(value string, now time.Time) (test, error) {
	from, until, err := startedBetween(value, now)
	if err != nil {
		return nil, err
	}
	return func(i *airra.Incident, _ *asking) bool {
		return (from.IsZero() || !i.DetectedAt.Before(from)) && (until.IsZero() || i.DetectedAt.Before(until))
	}, nil
}

// startedBetween gives the bounds of started:, the first inclusive, the second not.
func startedBetween(value string, now time.Time) (from, until time.Time, err error) {
	sign, text := comparison(value)
	first, after, err := dated(text, now.Location())
	if err != nil {
		return from, until, fmt.Errorf("started: takes a day or a moment like >2026-09-01 or <2026-09-01T14:30, not %q", value)
	}
	switch sign {
	case ">":
		return after, until, nil
	case ">=":
		return first, until, nil
	case "<":
		return from, first, nil
	case "<=":
		return from, after, nil
	default:
		return first, after, nil
	}
}

// dated gives the span that a date or a moment names: the whole day, minute or second.
func dated(text string, zone *time.Location) (first, after time.Time, err error) {
	if t, err := time.ParseInLocation("2006-01-02", text, zone); err == nil {
		return t, t.AddDate(0, 0, 1), nil
	}
	if t, err := time.ParseInLocation("2006-01-02T15:04", text, zone); err == nil {
		return t, t.Add(time.Minute), nil
	}
	t, err := time.Parse(time.RFC3339, text)
	return t, t.Add(time.Second), err
}

// namesOf lists words for a message.
func namesOf[S ~string](all []S) string {
	names := make([]string, len(all))
	for n, one := range all {
		names[n] = string(one)
	}
	return strings.Join(names, ", ")
}

// span is a duration as people write it: Go's, and days.
func span(text string) (time.Duration, error) {
	if days, isDays := strings.CutSuffix(text, "d"); isDays {
		n, err := strconv.Atoi(days)
		return time.Duration(n) * 24 * time.Hour, err
	}
	return time.ParseDuration(text)
}

// comparison takes the sign off a bound.
func comparison(value string) (sign, rest string) {
	for _, sign := range []string{">=", "<=", ">", "<"} {
		if rest, has := strings.CutPrefix(value, sign); has {
			return sign, rest
		}
	}
	return "", value
}

// holds says whether a difference is what a sign asks for.
func holds(sign string, difference int) bool {
	switch sign {
	case ">=":
		return difference >= 0
	case "<=":
		return difference <= 0
	case ">":
		return difference > 0
	case "<":
		return difference < 0
	default:
		return difference == 0
	}
}

// assigned takes the id of an engineer, @me, or none.
func assigned(value string) test {
	return func(i *airra.Incident, a *asking) bool {
		switch value {
		case "none":
			return i.AssignedEngineerID == nil
		case "@me":
			return mine(i, a)
		default:
			return i.AssignedEngineerID != nil && *i.AssignedEngineerID == value
		}
	}
}

// mine says whether an incident is the person's: assigned to them, or acknowledged by
// them.
func mine(i *airra.Incident, a *asking) bool {
	if a.me != nil && i.AssignedEngineerID != nil && *i.AssignedEngineerID == string(a.me.ID) {
		return true
	}
	return i.AcknowledgedBy != nil && *i.AcknowledgedBy == a.actor && i.Acknowledged(a.now)
}

// trait takes what an incident is or has.
func (w filterWord) trait(value string) (test, error) {
	switch w.name + ":" + value {
	case "is:open":
		return func(i *airra.Incident, _ *asking) bool { return i.Open() }, nil
	case "is:resolved":
		return func(i *airra.Incident, _ *asking) bool { return !i.Open() }, nil
	case "is:acked":
		return func(i *airra.Incident, a *asking) bool { return i.Acknowledged(a.now) }, nil
	case "is:unacked":
		return func(i *airra.Incident, a *asking) bool { return i.Open() && !i.Acknowledged(a.now) }, nil
	case "is:mine":
		return mine, nil
	case "has:approval":
		return func(i *airra.Incident, a *asking) bool { return a.pending[i.ID] }, nil
	case "has:assignee":
		return func(i *airra.Incident, _ *asking) bool { return i.AssignedEngineerID != nil }, nil
	default:
		return nil, fmt.Errorf("there is no %s:%s; there are is:open, resolved, acked, unacked, mine and has:approval, assignee", w.name, value)
	}
}
