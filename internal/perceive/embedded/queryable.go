package embedded

import (
	"context"
	"slices"
	"sort"

	"github.com/prometheus/prometheus/model/histogram"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/tsdb/chunkenc"
	"github.com/prometheus/prometheus/tsdb/chunks"
	"github.com/prometheus/prometheus/util/annotations"
)

// Querier makes the ring a storage.Queryable.
func (r *ring) Querier(from, to int64) (storage.Querier, error) {
	return querier{ring: r, from: from, to: to}, nil
}

// querier is a view of the ring between two moments.
type querier struct {
	ring     *ring
	from, to int64
}

// Select answers always in the order of the labels: sorting a few thousand
// series costs less than an answer whose order changes.
func (q querier) Select(_ context.Context, _ bool, hints *storage.SelectHints, matchers ...*labels.Matcher) storage.SeriesSet {
	from, to := q.from, q.to
	if hints != nil {
		from, to = max(from, hints.Start), min(to, hints.End)
	}
	found := q.ring.selectSeries(from, to, matchers)
	slices.SortFunc(found, func(a, b stored) int { return labels.Compare(a.labels, b.labels) })
	return &seriesSet{series: found, at: -1}
}

// LabelValues lists the values of a label among the matching series.
func (q querier) LabelValues(_ context.Context, name string, _ *storage.LabelHints, matchers ...*labels.Matcher) ([]string, annotations.Annotations, error) {
	return q.distinct(matchers, func(lset labels.Labels, add func(string)) {
		if value := lset.Get(name); value != "" {
			add(value)
		}
	}), nil, nil
}

// LabelNames lists the labels of the matching series.
func (q querier) LabelNames(_ context.Context, _ *storage.LabelHints, matchers ...*labels.Matcher) ([]string, annotations.Annotations, error) {
	return q.distinct(matchers, func(lset labels.Labels, add func(string)) {
		lset.Range(func(l labels.Label) { add(l.Name) })
	}), nil, nil
}

// Close has nothing to release.
func (q querier) Close() error { return nil }

func (q querier) distinct(matchers []*labels.Matcher, each func(labels.Labels, func(string))) []string {
	seen := map[string]bool{}
	var all []string
	for _, s := range q.ring.selectSeries(q.from, q.to, matchers) {
		each(s.labels, func(text string) {
			if !seen[text] {
				seen[text] = true
				all = append(all, text)
			}
		})
	}
	sort.Strings(all)
	return all
}

// seriesSet walks over copied series; nothing can fail on the way.
type seriesSet struct {
	series []stored
	at     int
}

func (s *seriesSet) Next() bool                        { s.at++; return s.at < len(s.series) }
func (s *seriesSet) At() storage.Series                { return &s.series[s.at] }
func (s *seriesSet) Err() error                        { return nil }
func (s *seriesSet) Warnings() annotations.Annotations { return nil }

// Labels makes a copied series, with Iterator, a storage.Series.
func (s *stored) Labels() labels.Labels { return s.labels }

// Iterator walks over the samples.
func (s *stored) Iterator(chunkenc.Iterator) chunkenc.Iterator {
	return storage.NewListSeriesIterator(sampleList(s.samples))
}

// sampleList lets the engine read samples. It hands out pointers, since a value
// in an interface would cost an allocation each.
type sampleList []sample

func (l sampleList) Get(i int) chunks.Sample { return &l[i] }
func (l sampleList) Len() int                { return len(l) }

func (s *sample) T() int64                      { return s.at }
func (s *sample) ST() int64                     { return 0 }
func (s *sample) F() float64                    { return s.value }
func (s *sample) H() *histogram.Histogram       { return nil }
func (s *sample) FH() *histogram.FloatHistogram { return nil }
func (s *sample) Type() chunkenc.ValueType      { return chunkenc.ValFloat }
func (s *sample) Copy() chunks.Sample           { c := *s; return &c }
