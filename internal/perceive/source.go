package perceive

import (
	"context"
	"time"

	"github.com/airra/airra/internal/airra"
)

// Source answers range queries in PromQL. There are two: a remote Prometheus
// and the embedded engine. A source that cannot answer returns an error of
// airra.CodeUnavailable, whose text never holds credentials; a query that is
// wrong returns airra.CodeInvalid.
type Source interface {
	// QueryRange evaluates expr at from, from+step, … up to and including to.
	// The points of a series are in the order of time; a moment at which the
	// series had no value is missing, and values that are no numbers are left
	// out.
	QueryRange(ctx context.Context, expr string, from, to time.Time, step time.Duration) ([]airra.Series, error)
	// Check tells how the source is, under the name "metrics". It may ask the
	// source, and is bounded by ctx.
	Check(ctx context.Context) airra.Check
}
