package tui

import (
	"slices"
	"strings"
	"time"

	"github.com/airra/airra/internal/airra"
)

// ask puts a word of a filter into what the server is asked, where it has a question for
// it. What it answers may be too much, for the filter looks at it again. A text it looks
// for in titles and descriptions only, and a service has to be written as it is.
func (f *filter) ask(w filterWord, now time.Time) {
	asked := true
	switch w.name {
	case "":
		if len(w.value) > len(f.server.Search) { // It takes one text; the longest tells the most.
			f.server.Search = w.value
		}
	case "status":
		asked = f.askStatus(strings.Split(w.value, ","))
	case "sev", "severity":
		asked = f.askSeverity(w.value)
	case "service":
		asked = !strings.Contains(w.value, ",") && f.server.Service == ""
		if asked {
			f.server.Service = airra.ServiceName(w.value)
		}
	case "started":
		f.server.Start, f.server.End = bounds(w.value, now, f.server.Start, f.server.End)
	case "is":
		asked = w.value == "open" || w.value == "resolved"
		if asked {
			f.askStatus([]string{w.value})
		}
	default:
		asked = false
	}
	f.asks = f.asks || asked
}

// askStatus asks for statuses where all of them are ones that are stored.
func (f *filter) askStatus(values []string) bool {
	if slices.Equal(values, []string{"open"}) {
		f.server.Open = true
		return true
	}
	var statuses []airra.IncidentStatus
	for _, value := range values {
		status := airra.IncidentStatus(strings.ReplaceAll(value, "-", "_"))
		if !slices.Contains(airra.IncidentStatuses, status) {
			return false
		}
		statuses = append(statuses, status)
	}
	f.server.Statuses = statuses
	return true
}

// askSeverity asks for those that a bound or a list means.
func (f *filter) askSeverity(values string) bool {
	wanted, err := severityIs(values)
	if err != nil {
		return false
	}
	f.server.Severities = nil
	for _, s := range airra.Severities {
		if wanted(&airra.Incident{Severity: s}, &asking{}) {
			f.server.Severities = append(f.server.Severities, s)
		}
	}
	return true
}

// bounds narrows a span by that of a started: word.
func bounds(value string, now time.Time, start, end *time.Time) (from, until *time.Time) {
	first, after, err := startedBetween(value, now)
	if err == nil && !first.IsZero() && (start == nil || first.After(*start)) {
		start = &first
	}
	if err == nil && !after.IsZero() && (end == nil || after.Before(*end)) {
		end = &after
	}
	return start, end
}
