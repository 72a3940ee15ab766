package config

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/airra/airra/internal/airra"
)

// The parsers say only that a value is wrong; what would be right stands in the
// table, and the line that a person reads is put together in load.go.
var (
	errForm   = errors.New("not of the accepted form")
	errBounds = errors.New("out of bounds")
)

const (
	shortestInterval = 100 * time.Millisecond
	longestInterval  = time.Hour
	longestPause     = 24 * time.Hour
	longestLimit     = 24 * time.Hour
	longestName      = 255
)

// UnmarshalText accepts host:port with a numeric port; the host may be empty,
// which listens everywhere.
func (a *listenAddress) UnmarshalText(text []byte) error {
	_, port, err := net.SplitHostPort(string(text))
	if err != nil {
		return fmt.Errorf("split the address: %w", err)
	}
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return fmt.Errorf("read the port: %w", err)
	}
	*a = listenAddress(text)
	return nil
}

// UnmarshalText accepts an absolute http or https URL and drops a slash at its
// end, so that paths can be appended.
func (u *webURL) UnmarshalText(text []byte) error {
	if _, err := schemedURL(string(text), "http", "https"); err != nil {
		return err
	}
	*u = webURL(strings.TrimSuffix(string(text), "/"))
	return nil
}

// UnmarshalText accepts URLs with commas between them.
func (l *webURLs) UnmarshalText(text []byte) error {
	for one := range strings.SplitSeq(string(text), ",") {
		one = strings.TrimSpace(one)
		if _, err := schemedURL(one, "http", "https"); err != nil {
			return err
		}
		*l = append(*l, one)
	}
	return nil
}

// UnmarshalText accepts what the Redis client reads: a URL with a host.
func (u *redisURL) UnmarshalText(text []byte) error {
	parsed, err := schemedURL(string(text), "redis", "rediss")
	if err != nil {
		return err
	}
	if number := strings.Trim(parsed.Path, "/"); number != "" {
		if _, err := strconv.ParseUint(number, 10, 16); err != nil {
			return fmt.Errorf("read the database number: %w", err)
		}
	}
	*u = redisURL(text)
	return nil
}

// schemedURL parses a URL that has a host and one of the schemes.
func schemedURL(text string, schemes ...string) (*url.URL, error) {
	parsed, err := url.Parse(text)
	if err != nil {
		return nil, errForm // The parser's own error repeats the URL and so the password.
	}
	if !slices.Contains(schemes, parsed.Scheme) || parsed.Host == "" {
		return nil, errForm
	}
	return parsed, nil
}

// UnmarshalText accepts what fits into a header.
func (k *apiKey) UnmarshalText(text []byte) error {
	for _, r := range string(text) {
		if r <= ' ' || r > '~' {
			return errForm
		}
	}
	*k = apiKey(text)
	return nil
}

// UnmarshalText accepts 1 to 5; the comparison is written so that NaN fails it.
func (s *sigma) UnmarshalText(text []byte) error {
	value, err := strconv.ParseFloat(string(text), 64)
	if err != nil {
		return fmt.Errorf("read the number: %w", err)
	}
	if !(value >= 1 && value <= 5) {
		return errBounds
	}
	*s = sigma(value)
	return nil
}

// UnmarshalText accepts a Go duration within the bounds.
func (i *interval) UnmarshalText(text []byte) error {
	d, err := time.ParseDuration(string(text))
	if err != nil {
		return fmt.Errorf("read the duration: %w", err)
	}
	if d < shortestInterval || d > longestInterval {
		return errBounds
	}
	*i = interval(d)
	return nil
}

// UnmarshalText accepts a Go duration within the bounds of what goes on by itself for
// days, or a word that switches it off.
func (p *pause) UnmarshalText(text []byte) error {
	if word := string(text); word == "off" || word == "0" {
		*p = 0
		return nil
	}
	d, err := time.ParseDuration(string(text))
	if err != nil {
		return fmt.Errorf("read the duration: %w", err)
	}
	if d < shortestInterval || d > longestPause {
		return errBounds
	}
	*p = pause(d)
	return nil
}

// UnmarshalText accepts events/period.
func (l *limit) UnmarshalText(text []byte) error {
	events, per, found := strings.Cut(string(text), "/")
	if !found {
		return errForm
	}
	n, err := strconv.ParseUint(strings.TrimSpace(events), 10, 31)
	if err != nil {
		return fmt.Errorf("read the number of events: %w", err)
	}
	d, err := time.ParseDuration(strings.TrimSpace(per))
	if err != nil {
		return fmt.Errorf("read the period: %w", err)
	}
	if n == 0 || d < time.Second || d > longestLimit {
		return errBounds
	}
	*l = limit{Events: int(n), Per: d}
	return nil
}

// UnmarshalText accepts a JSON list of names without doubles, or the star alone.
func (l *serviceList) UnmarshalText(text []byte) error {
	var names []airra.ServiceName
	if err := json.Unmarshal(text, &names); err != nil {
		return fmt.Errorf("read the list: %w", err)
	}
	if names == nil { // JSON's null is not a list.
		return errForm
	}
	for i, name := range names {
		star := name == EveryService && len(names) > 1
		if star || !validName(string(name)) || slices.Contains(names[:i], name) {
			return errForm
		}
	}
	*l = names
	return nil
}

// validName keeps out what no label of a metric and no line of a log should
// hold.
func validName(name string) bool {
	printable := !strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsPrint(r) })
	return name != "" && strings.TrimSpace(name) == name && printable &&
		utf8.ValidString(name) && utf8.RuneCountInString(name) <= longestName
}
