package embedded

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/labels"
)

// target is one metrics page and how it was at the last look.
type target struct {
	name  string // URL without credentials, or "self"
	extra []labels.Label
	fetch func(ctx context.Context, at time.Time) ([]byte, error)

	mu     sync.Mutex
	state  health
	series []labels.Labels // what the page held at the last scrape
}

// health is what is known about a target.
type health struct {
	trouble string // why it is down, in words for people; empty when it is up
	points  int    // scrapes that succeeded, the computed past included
}

// trouble is a failure of a scrape: what people may read, and the cause.
type trouble struct {
	words string
	cause error
}

func (t *trouble) Error() string {
	if t.cause == nil {
		return t.words
	}
	return fmt.Sprintf("%s: %v", t.words, t.cause)
}

func (t *trouble) Unwrap() error { return t.cause }

// selfName is the name of this process among the targets.
const selfName = "self"

func selfTarget(write func(io.Writer, time.Time)) *target {
	return &target{
		name: selfName,
		fetch: func(_ context.Context, at time.Time) ([]byte, error) {
			var page bytes.Buffer
			write(&page, at)
			return page.Bytes(), nil
		},
	}
}

func urlTarget(address string, client *http.Client, limit int64) *target {
	t := &target{name: "an address that is no URL"}
	parsed, err := url.Parse(address)
	if err != nil || parsed.Host == "" {
		// The address is not shown: what cannot be parsed may hide a password.
		t.fetch = func(context.Context, time.Time) ([]byte, error) {
			return nil, &trouble{words: "must look like http://host:port/metrics"}
		}
		return t
	}
	shown := *parsed
	shown.User, shown.RawQuery = nil, ""
	t.name = shown.String()
	t.extra = []labels.Label{{Name: "instance", Value: parsed.Host}, {Name: "job", Value: "airra"}}
	t.fetch = func(ctx context.Context, _ time.Time) ([]byte, error) { return get(ctx, client, address, limit) }
	return t
}

// get reads a page of at most limit bytes.
func get(ctx context.Context, client *http.Client, address string, limit int64) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, &trouble{"cannot be asked", err}
	}
	request.Header.Set("Accept", "text/plain;version=0.0.4")
	request.Header.Set("User-Agent", "airra")
	response, err := client.Do(request)
	if err != nil {
		return nil, &trouble{"does not answer", err}
	}
	defer func() { _ = response.Body.Close() }() // a page that was read has nothing left to fail
	if response.StatusCode != http.StatusOK {
		return nil, &trouble{fmt.Sprintf("answered %d", response.StatusCode), nil}
	}
	page, err := io.ReadAll(io.LimitReader(response.Body, limit+1))
	switch {
	case err != nil:
		return nil, &trouble{"broke off its page", err}
	case int64(len(page)) > limit:
		return nil, &trouble{fmt.Sprintf("has a page of more than %d bytes", limit), nil}
	}
	return page, nil
}

// up is the series that tells whether the target could be read.
func (t *target) up() labels.Labels {
	instance := t.name
	for _, l := range t.extra {
		if l.Name == "instance" {
			instance = l.Value
		}
	}
	return labels.FromStrings(model.MetricNameLabel, "up", "instance", instance, "job", "airra")
}

func (t *target) health() health {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.state
}
