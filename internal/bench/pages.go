package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"time"
)

// paging gives airrad a channel that takes every page at once, a command that does
// nothing, so that what is measured is the way to it.
func (p programs) paging() (string, error) {
	path := filepath.Join(p.dir, "channels.yaml")
	return "AIRRA_CHANNELS_FILE=" + path, os.WriteFile(path, []byte("channels:\n  sms:\n    command: [\"true\"]\n"), 0o600)
}

// firstPages measures from the report of an incident until its first page has left,
// each time for another service, so that none of them is bundled.
func firstPages(ctx context.Context, p programs) (_ []result, err error) {
	channel, err := p.paging()
	if err != nil {
		return nil, err
	}
	d, err := p.start(ctx, "AIRRA_DEMO=false", channel)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, d.stop()) }()
	const pages = 20
	var took []time.Duration
	for n := range pages {
		one, err := d.firstPage(ctx, fmt.Sprintf("paged-%d", n))
		if err != nil {
			return nil, err
		}
		took = append(took, one)
	}
	return []result{
		{name: fmt.Sprintf("first page after the incident, median of %d", pages), value: median(took) / 1000, bound: 2, unit: "s"},
		{name: fmt.Sprintf("first page after the incident, slowest of %d", pages), value: quantile(took, 1) / 1000, bound: 2, unit: "s"},
	}, nil
}

// firstPage reports an incident and waits until somebody was told of it.
func (d *daemon) firstPage(ctx context.Context, service string) (time.Duration, error) {
	began := time.Now()
	body := fmt.Sprintf(`{"title":"page","description":"reported by the benchmark","severity":"high","affected_service":%q}`, service)
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, d.url+"/api/v1/incidents", bytes.NewBufferString(body))
	if err != nil {
		return 0, err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("X-API-Key", d.key)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, err
	}
	defer func() { _ = response.Body.Close() }()
	content, err := io.ReadAll(response.Body)
	if err != nil {
		return 0, err
	}
	var made struct{ ID string }
	if err := json.Unmarshal(content, &made); err != nil || made.ID == "" {
		return 0, fmt.Errorf("POST answered %d: %s", response.StatusCode, content)
	}
	for ctx.Err() == nil && time.Since(began) < 5*time.Minute {
		var pages []byte
		if _, err := d.get(ctx, "/api/v1/incidents/"+made.ID+"/pages", &pages); err != nil {
			return 0, err
		}
		if bytes.Contains(pages, []byte(`"status":"sent"`)) {
			return time.Since(began), nil
		}
		pause(ctx, time.Millisecond)
	}
	return 0, errors.New("the page did not leave within five minutes")
}
