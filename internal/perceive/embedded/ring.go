package embedded

import (
	"math"
	"slices"
	"sync"
	"time"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/value"
)

// sample is one value of a series.
type sample struct {
	at    int64 // Unix milliseconds
	value float64
}

// stored is a series in the ring.
type stored struct {
	labels  labels.Labels
	samples []sample // in the order of time
}

// ring keeps the samples of the last hours. It is safe for concurrent use:
// scrapes write, queries copy what they need and go on without the lock.
type ring struct {
	retention int64 // milliseconds
	maxSeries int

	mu     sync.RWMutex
	byHash map[uint64][]*stored
	count  int
}

func newRing(retention time.Duration, maxSeries int) *ring {
	return &ring{retention: retention.Milliseconds(), maxSeries: maxSeries, byHash: map[uint64][]*stored{}}
}

// add appends a sample and says whether the series fitted in. A sample that is
// not newer than the last one of its series is dropped: the first one counts.
func (r *ring) add(lset labels.Labels, s sample) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	series := r.find(lset)
	if series == nil {
		if r.count >= r.maxSeries {
			return false
		}
		series = &stored{labels: lset}
		r.byHash[lset.Hash()] = append(r.byHash[lset.Hash()], series)
		r.count++
	}
	if last := len(series.samples) - 1; last >= 0 && series.samples[last].at >= s.at {
		return true
	}
	series.samples = append(series.samples, s)
	series.dropBefore(s.at - r.retention)
	return true
}

// markStale ends a series at a moment.
func (r *ring) markStale(lset labels.Labels, at int64) {
	r.add(lset, sample{at, math.Float64frombits(value.StaleNaN)})
}

func (r *ring) find(lset labels.Labels) *stored {
	for _, s := range r.byHash[lset.Hash()] {
		if labels.Equal(s.labels, lset) {
			return s
		}
	}
	return nil
}

// dropBefore forgets old samples. They are moved out in larger lots, since
// moving the rest for every new sample would cost more than the sample.
func (s *stored) dropBefore(limit int64) {
	old, _ := slices.BinarySearchFunc(s.samples, limit, func(s sample, at int64) int { return int(min(1, max(-1, s.at-at))) })
	if old > 32 && old > len(s.samples)/8 {
		s.samples = slices.Delete(s.samples, 0, old)
	}
}

// sweep forgets series that had no sample since the retention began.
func (r *ring) sweep(now int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for hash, bucket := range r.byHash {
		kept := slices.DeleteFunc(bucket, func(s *stored) bool {
			return len(s.samples) == 0 || s.samples[len(s.samples)-1].at < now-r.retention
		})
		r.count -= len(bucket) - len(kept)
		if len(kept) == 0 {
			delete(r.byHash, hash)
		} else {
			r.byHash[hash] = kept
		}
	}
}

// selectSeries copies what matches between two moments, both included.
func (r *ring) selectSeries(from, to int64, matchers []*labels.Matcher) []stored {
	r.mu.RLock()
	defer r.mu.RUnlock()
	var found []stored
	for _, bucket := range r.byHash {
		for _, s := range bucket {
			if matches(s.labels, matchers) {
				if part := between(s.samples, from, to); len(part) > 0 {
					found = append(found, stored{s.labels, slices.Clone(part)})
				}
			}
		}
	}
	return found
}

func matches(lset labels.Labels, matchers []*labels.Matcher) bool {
	for _, m := range matchers {
		if !m.Matches(lset.Get(m.Name)) {
			return false
		}
	}
	return true
}

func between(samples []sample, from, to int64) []sample {
	position := func(at int64) int {
		i, _ := slices.BinarySearchFunc(samples, at, func(s sample, at int64) int { return int(min(1, max(-1, s.at-at))) })
		return i
	}
	first, last := position(from), position(to+1)
	return samples[first:max(first, last)]
}
