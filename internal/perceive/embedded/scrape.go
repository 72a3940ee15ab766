package embedded

import (
	"bytes"
	"context"
	"errors"
	"sync"
	"time"

	"github.com/prometheus/prometheus/model/labels"
)

// How scrapes are bounded.
const (
	scrapeTimeout  = 10 * time.Second
	scrapeParallel = 8
)

// Run scrapes at once and then at every interval, until the context ends. It
// returns nil then, after the last scrape has come back.
func (s *Source) Run(ctx context.Context) error {
	ticker := time.NewTicker(s.options.Interval)
	defer ticker.Stop()
	for {
		s.Scrape(ctx, s.options.Now())
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
	}
}

// Scrape reads every target once. All samples carry the moment now, whenever
// their page arrives, so that what belongs together stands together.
func (s *Source) Scrape(ctx context.Context, now time.Time) {
	ctx, cancel := context.WithTimeout(ctx, min(scrapeTimeout, max(s.options.Interval, time.Second)))
	defer cancel()
	var running sync.WaitGroup
	slots := make(chan struct{}, scrapeParallel)
	for _, t := range s.targets {
		slots <- struct{}{}
		running.Go(func() {
			defer func() { <-slots }()
			s.scrapeTarget(ctx, t, now)
		})
	}
	running.Wait()
	s.ring.sweep(now.UnixMilli())
}

func (s *Source) scrapeTarget(ctx context.Context, t *target, now time.Time) {
	page, err := t.fetch(ctx, now)
	var found []scraped
	if err == nil {
		if found, err = parsePage(bytes.NewReader(page), now, t.extra); err != nil {
			err = &trouble{"has a page that cannot be read", err}
		}
	}
	if err != nil && ctx.Err() != nil && errors.Is(ctx.Err(), context.Canceled) {
		return // the daemon stops: that says nothing about the target
	}
	s.store(t, found, err == nil, now)
	s.note(ctx, t, err)
}

// store puts a page into the ring and marks stale what it no longer holds.
func (s *Source) store(t *target, found []scraped, readable bool, now time.Time) {
	at := now.UnixMilli()
	present := make([]labels.Labels, 0, len(found))
	seen := make(map[uint64]struct{}, len(found))
	refused := 0
	for _, f := range found {
		if !s.ring.add(f.labels, f.sample) {
			refused++
			continue
		}
		present = append(present, f.labels)
		seen[f.labels.Hash()] = struct{}{}
	}
	t.mu.Lock()
	before := t.series
	t.series = present
	t.mu.Unlock()
	for _, lset := range before {
		if _, still := seen[lset.Hash()]; !still {
			s.ring.markStale(lset, at)
		}
	}
	up := 0.0
	if readable {
		up = 1
	}
	s.ring.add(t.up(), sample{at, up})
	s.reportRefused(t, refused)
}

// reportRefused says once that the ring is full; it would repeat with every
// scrape.
func (s *Source) reportRefused(t *target, refused int) {
	if refused > 0 && s.full.CompareAndSwap(false, true) {
		s.options.Log.Warn("too many series, further ones are not kept",
			"limit", s.options.MaxSeries, "target", t.name, "refused", refused)
	}
}

// note keeps the health of a target and logs when it changes.
func (s *Source) note(ctx context.Context, t *target, err error) {
	words := ""
	if err != nil {
		words = "cannot be read"
		var known *trouble
		if errors.As(err, &known) {
			words = known.words
		}
	}
	t.mu.Lock()
	before := t.state
	t.state.trouble = words
	if err == nil {
		t.state.points++
	}
	t.mu.Unlock()
	switch {
	case words == before.trouble:
	case err != nil:
		s.options.Log.WarnContext(ctx, "scrape target is down", "target", t.name, "err", err)
	default:
		s.options.Log.InfoContext(ctx, "scrape target is up again", "target", t.name)
	}
}
