package tui

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/airra/airra/internal/airra"
)

// filter is what was typed after the slash, understood. It has the grammar that all of
// airra filters incidents with: status:open,acked sev:>=high -service:batch "text", and
// {label="value"}; and ways of its own: !re and ~re, -f and letters.
type filter struct {
	text   string
	tests  []test
	server airra.IncidentFilter // what of it the server can be asked
	asks   bool                 // it can be asked something
}

// asking is what a test may know besides the incident.
type asking struct {
	now     time.Time
	actor   string
	me      *airra.Engineer
	pending map[airra.IncidentID]bool // has an action that waits for a decision
	teams   map[airra.ServiceName]string
}

// test says whether an incident is wanted.
type test func(i *airra.Incident, a *asking) bool

func (f filter) matches(i *airra.Incident, a *asking) bool {
	for _, t := range f.tests {
		if !t(i, a) {
			return false
		}
	}
	return true
}

// parseFilter understands a line, or says which word it does not understand. Ages and
// dates are of the zone of now.
func parseFilter(text string, now time.Time) (filter, error) {
	f := filter{text: strings.TrimSpace(text)}
	t, whole, err := wholeLine(f.text)
	if err != nil {
		return filter{}, err
	}
	if whole {
		f.tests = []test{t}
		return f, nil
	}
	words, err := filterWords(f.text)
	if err != nil {
		return filter{}, err
	}
	for _, w := range words {
		t, err := w.test(now)
		if err != nil {
			return filter{}, err
		}
		if w.not {
			t = not(t)
		} else {
			f.ask(w, now)
		}
		f.tests = append(f.tests, t)
	}
	return f, nil
}

// wholeLine understands the lines that are one thing from their first sign on.
func wholeLine(text string) (t test, whole bool, err error) {
	switch {
	case strings.HasPrefix(text, "!"):
		t, err = like(text[1:])
		return not(t), true, err
	case strings.HasPrefix(text, "~"):
		t, err = like(text[1:])
		return t, true, err
	case strings.HasPrefix(text, "-f "):
		return resembles(strings.TrimSpace(text[3:])), true, nil
	case strings.HasPrefix(text, "-l "):
		t, err = matching(text[3:])
		return t, true, err
	default:
		return nil, false, nil
	}
}

func not(t test) test {
	return func(i *airra.Incident, a *asking) bool { return !t(i, a) }
}

// filterWord is one word of a filter: name:value, {matchers}, or text to look for.
type filterWord struct {
	not         bool
	name, value string
}

// matchersName is the name of a word in braces.
const matchersName = "{"

// filterWords splits a line at spaces outside quotes and braces.
func filterWords(text string) ([]filterWord, error) {
	var words []filterWord
	for text = strings.TrimSpace(text); text != ""; text = strings.TrimSpace(text) {
		var w filterWord
		if rest, minus := strings.CutPrefix(text, "-"); minus && rest != "" {
			w.not, text = true, rest
		}
		if strings.HasPrefix(text, "{") {
			end := closing(text)
			if end < 0 {
				return nil, errors.New("a brace is never closed")
			}
			w.name, w.value, text = matchersName, text[1:end], text[end+1:]
			words = append(words, w)
			continue
		}
		if at := strings.IndexAny(text, `:" `); at > 0 && text[at] == ':' {
			w.name, text = text[:at], text[at+1:]
		}
		if quoted, begins := strings.CutPrefix(text, `"`); begins {
			value, rest, ends := strings.Cut(quoted, `"`)
			if !ends {
				return nil, errors.New("a quotation mark is never closed")
			}
			w.value, text = value, rest
		} else {
			w.value, text, _ = strings.Cut(text, " ")
		}
		words = append(words, w)
	}
	return words, nil
}

// test makes a test of a word.
func (w filterWord) test(now time.Time) (test, error) {
	switch w.name {
	case "":
		return contains(w.value), nil
	case matchersName:
		return matching(w.value)
	case "status":
		return statusIs(w.value)
	case "sev", "severity":
		return severityIs(w.value)
	case "service":
		return either(w.value, func(value string) (test, error) {
			return func(i *airra.Incident, _ *asking) bool { return strings.EqualFold(string(i.AffectedService), value) }, nil
		})
	case "team":
		return either(w.value, func(value string) (test, error) {
			return func(i *airra.Incident, a *asking) bool { return strings.EqualFold(a.teams[i.AffectedService], value) }, nil
		})
	case "assignee":
		return assigned(w.value), nil
	case "is", "has":
		return either(w.value, w.trait)
	case "age":
		return ageIs(w.value)
	case "started":
		return startedIs(w.value, now)
	default:
		return nil, fmt.Errorf("there is no %s: to filter by; there are status, sev, service, team, assignee, is, has, age, started and {label=\"value\"}", w.name)
	}
}

// either makes one test of values with commas between them: one of them is enough.
func either(values string, one func(value string) (test, error)) (test, error) {
	var tests []test
	for value := range strings.SplitSeq(values, ",") {
		t, err := one(value)
		if err != nil {
			return nil, err
		}
		tests = append(tests, t)
	}
	return func(i *airra.Incident, a *asking) bool {
		return slices.ContainsFunc(tests, func(t test) bool { return t(i, a) })
	}, nil
}

// contains looks for text in what an incident says of itself.
func contains(text string) test {
	text = strings.ToLower(text)
	return func(i *airra.Incident, _ *asking) bool {
		for _, field := range words(i) {
			if strings.Contains(strings.ToLower(field), text) {
				return true
			}
		}
		return false
	}
}
