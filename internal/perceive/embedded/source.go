package embedded

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/promql/parser"

	"github.com/airra/airra/internal/airra"
)

// How queries are bounded.
const (
	queryTimeout = 20 * time.Second
	maxSamples   = 5_000_000 // held by one query: 80 MB at worst
	lookback     = 5 * time.Minute
)

// Options is what a Source needs. Zero values take the defaults beside them.
type Options struct {
	Targets []string // URLs of metrics pages to scrape
	// Self writes this process's own metrics page as of a moment; it is scraped
	// without a connection, and its series get no further labels. Nil means
	// there is none.
	Self      func(io.Writer, time.Time)
	Interval  time.Duration // between scrapes; 15 s
	Retention time.Duration // how long samples are kept; 2 h
	MaxSeries int           // further series are refused; 10,000
	MaxBody   int64         // bytes of one metrics page; 10 MiB
	Client    *http.Client  // http.DefaultClient when nil
	Log       *slog.Logger
	Now       func() time.Time
}

func (o Options) withDefaults() Options {
	if o.Interval <= 0 {
		o.Interval = 15 * time.Second
	}
	if o.Retention <= 0 {
		o.Retention = 2 * time.Hour
	}
	if o.MaxSeries <= 0 {
		o.MaxSeries = 10_000
	}
	if o.MaxBody <= 0 {
		o.MaxBody = 10 << 20
	}
	if o.Client == nil {
		o.Client = http.DefaultClient
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return o
}

// Source scrapes and answers PromQL. It is safe for concurrent use.
type Source struct {
	options Options
	targets []*target
	ring    *ring
	engine  *promql.Engine
	full    atomic.Bool // series were refused
}

// New makes a source; nothing is scraped before Run or Scrape.
func New(options Options) *Source {
	o := options.withDefaults()
	s := &Source{options: o, ring: newRing(o.Retention, o.MaxSeries)}
	if o.Self != nil {
		s.targets = append(s.targets, selfTarget(o.Self))
	}
	for _, address := range o.Targets {
		s.targets = append(s.targets, urlTarget(address, o.Client, o.MaxBody))
	}
	s.engine = promql.NewEngine(promql.EngineOpts{
		Logger: o.Log, MaxSamples: maxSamples, Timeout: queryTimeout, LookbackDelta: lookback,
		EnableAtModifier: true, EnableNegativeOffset: true, Parser: parser.NewParser(parser.Options{}),
		NoStepSubqueryIntervalFn: func(int64) int64 { return o.Interval.Milliseconds() },
	})
	return s
}

// Backfill puts a computed past of this process's own series into the ring, as
// if it had been scraped. It must be called before the first scrape, since
// samples that are older than what is there are dropped.
func (s *Source) Backfill(past []airra.Series) {
	points := 0
	for _, series := range past {
		lset := labels.FromMap(series.Labels)
		for _, p := range series.Points {
			s.ring.add(lset, sample{p.At.UnixMilli(), p.Value})
		}
		points = max(points, len(series.Points))
	}
	for _, t := range s.targets {
		if t.name == selfName {
			t.mu.Lock()
			t.state.points += points
			t.mu.Unlock()
		}
	}
}

// QueryRange evaluates expr over what the ring holds.
func (s *Source) QueryRange(ctx context.Context, expr string, from, to time.Time, step time.Duration) ([]airra.Series, error) {
	query, err := s.engine.NewRangeQuery(ctx, s.ring, nil, expr, from, to, step)
	if err != nil {
		refused := airra.Invalid("query", "is no PromQL that can be evaluated over a range")
		refused.Err = err
		return nil, refused
	}
	defer query.Close()
	matrix, err := query.Exec(ctx).Matrix()
	if err != nil {
		return nil, failure(err)
	}
	found := make([]airra.Series, 0, len(matrix))
	for _, series := range matrix {
		found = append(found, airra.Series{Labels: series.Metric.Map(), Points: pointsOf(series.Floats)})
	}
	return found, nil
}

// failure tells a query that is wrong from one that could not be finished.
func failure(err error) error {
	var timeout promql.ErrQueryTimeout
	var canceled promql.ErrQueryCanceled
	if errors.As(err, &timeout) || errors.As(err, &canceled) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		late := airra.Errorf(airra.CodeUnavailable, "the embedded metrics engine did not finish in time")
		late.Err = err
		return late
	}
	refused := airra.Invalid("query", "cannot be evaluated")
	refused.Err = fmt.Errorf("evaluate query: %w", err)
	return refused
}

func pointsOf(floats []promql.FPoint) []airra.Point {
	points := make([]airra.Point, 0, len(floats))
	for _, f := range floats {
		if !math.IsNaN(f.F) && !math.IsInf(f.F, 0) {
			points = append(points, airra.Point{At: time.UnixMilli(f.T).UTC(), Value: f.F})
		}
	}
	return points
}
