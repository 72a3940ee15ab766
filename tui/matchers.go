package tui

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/airra/airra/internal/airra"
)

// labels are the names that a matcher finds in every incident. Any other name is looked
// for among the words of its context, where reporters put a region or a pod.
var labels = map[string]func(i *airra.Incident, a *asking) []string{
	"ref":       func(i *airra.Incident, _ *asking) []string { return []string{i.Ref} },
	"title":     func(i *airra.Incident, _ *asking) []string { return []string{i.Title} },
	"service":   func(i *airra.Incident, _ *asking) []string { return []string{string(i.AffectedService)} },
	"component": func(i *airra.Incident, _ *asking) []string { return i.AffectedComponents },
	"severity":  func(i *airra.Incident, _ *asking) []string { return []string{string(i.Severity)} },
	"status":    func(i *airra.Incident, _ *asking) []string { return []string{string(i.Status)} },
	"source":    func(i *airra.Incident, _ *asking) []string { return []string{i.DetectionSource} },
	"origin":    func(i *airra.Incident, _ *asking) []string { return []string{string(i.Origin)} },
	"team":      func(i *airra.Incident, a *asking) []string { return []string{a.teams[i.AffectedService]} },
}

// contextValue is a word of an incident's context, empty where there is none. Most have
// none, and looking for the name is much cheaper than reading JSON.
func contextValue(i *airra.Incident, name string) string {
	if !bytes.Contains(i.Context, []byte(strconv.Quote(name))) {
		return ""
	}
	var fields map[string]json.RawMessage
	if json.Unmarshal(i.Context, &fields) != nil {
		return ""
	}
	var text string
	if json.Unmarshal(fields[name], &text) == nil {
		return text
	}
	return string(fields[name])
}

// matching makes a test of matchers as Prometheus has them, without the braces. As
// there, a missing label is the empty word, and all matchers have to hold.
func matching(text string) (test, error) {
	var tests []test
	for rest := strings.TrimSpace(text); rest != ""; {
		var t test
		var err error
		if t, rest, err = matcher(rest); err != nil {
			return nil, err
		}
		tests = append(tests, t)
	}
	if len(tests) == 0 {
		return nil, errors.New(`there is no matcher between the braces; write {service="checkout",pod=~"api-.*"}`)
	}
	return func(i *airra.Incident, a *asking) bool {
		return !slices.ContainsFunc(tests, func(t test) bool { return !t(i, a) })
	}, nil
}

var matcherStart = regexp.MustCompile(`^([a-zA-Z_][a-zA-Z0-9_]*)\s*(=~|!~|!=|=)\s*`)

// matcher takes the first matcher off a list of them.
func matcher(text string) (t test, rest string, err error) {
	parts := matcherStart.FindStringSubmatch(text)
	if parts == nil {
		return nil, "", fmt.Errorf("%q is no matcher; one is a label, one of = != =~ !~, and a value; labels are component, origin, ref, service, severity, source, status, team, title and those of the context", text)
	}
	value, rest, err := matcherValue(text[len(parts[0]):])
	if err != nil {
		return nil, "", err
	}
	holds := func(got string) bool { return got == value }
	if strings.HasSuffix(parts[2], "~") {
		re, err := regexp.Compile("^(?:" + value + ")$")
		if err != nil {
			return nil, "", fmt.Errorf("%q is no regular expression", value)
		}
		holds = re.MatchString
	}
	t = byLabel(parts[1], holds)
	if parts[2][0] == '!' {
		t = not(t)
	}
	return t, rest, nil
}

// byLabel tests any value of a label.
func byLabel(name string, holds func(string) bool) test {
	get, known := labels[name]
	if !known {
		get = func(i *airra.Incident, _ *asking) []string { return []string{contextValue(i, name)} }
	}
	return func(i *airra.Incident, a *asking) bool {
		values := get(i, a)
		return slices.ContainsFunc(values, holds) || len(values) == 0 && holds("")
	}
}

// matcherValue takes a value off, with or without quotes, and the comma behind it.
func matcherValue(text string) (value, rest string, err error) {
	quoted, failure := strconv.QuotedPrefix(text)
	switch {
	case failure == nil:
		if value, err = strconv.Unquote(quoted); err != nil {
			return "", "", fmt.Errorf("%s is no value", quoted)
		}
		rest = strings.TrimSpace(text[len(quoted):])
	case strings.HasPrefix(text, `"`):
		return "", "", errors.New("a quotation mark is never closed")
	default:
		value, rest = text, ""
		if at := strings.IndexByte(text, ','); at >= 0 {
			value, rest = text[:at], text[at:]
		}
		value = strings.TrimSpace(value)
	}
	after, comma := strings.CutPrefix(rest, ",")
	if rest != "" && !comma {
		return "", "", fmt.Errorf("a comma is missing before %q", rest)
	}
	return value, strings.TrimSpace(after), nil
}

// closing finds the brace that ends matchers, outside quotes; -1 for none.
func closing(text string) int {
	for n := 1; n < len(text); n++ {
		switch text[n] {
		case '}':
			return n
		case '"', '`':
			quoted, err := strconv.QuotedPrefix(text[n:])
			if err != nil {
				return -1
			}
			n += len(quoted) - 1
		}
	}
	return -1
}
