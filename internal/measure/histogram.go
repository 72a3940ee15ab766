package measure

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
)

// growth is how much wider each bucket is than the one before it. Half a bucket away
// from its middle, on the scale of logarithms, is 1.98 percent.
const growth = 1.04

var logGrowth = math.Log(growth)

// Histogram counts durations by bucket. Bucket 0 holds what took less than a
// millisecond, bucket n what took growth^(n-1) to growth^n milliseconds. The nil
// histogram is empty and can be read. Counts below zero are what is to be taken away.
type Histogram map[int]int64

// bucketOf gives the bucket of a duration in milliseconds.
func bucketOf(millis int64) int {
	if millis < 1 {
		return 0
	}
	return 1 + int(math.Log(float64(millis))/logGrowth)
}

// middleOf gives the duration that stands for a bucket, in milliseconds: the middle
// between its bounds as ratios go.
func middleOf(bucket int) float64 {
	if bucket <= 0 {
		return 0
	}
	return math.Pow(growth, float64(bucket)-0.5)
}

// add counts a duration n times.
func (h *Histogram) add(millis, n int64) { h.count(bucketOf(millis), n) }

func (h *Histogram) count(bucket int, n int64) {
	if n == 0 {
		return
	}
	if *h == nil {
		*h = Histogram{}
	}
	if (*h)[bucket] += n; (*h)[bucket] == 0 {
		delete(*h, bucket)
	}
}

// Merge adds another histogram.
func (h *Histogram) Merge(other Histogram) {
	for bucket, n := range other {
		h.count(bucket, n)
	}
}

// Quantile gives the duration, in milliseconds, that the share q of all does not
// exceed, by the nearest rank; 0 when the histogram is empty.
func (h Histogram) Quantile(q float64) float64 {
	var total int64
	for _, n := range h {
		total += n
	}
	rank, passed := nearestRank(q, total), int64(0)
	for _, bucket := range slices.Sorted(maps.Keys(h)) {
		if passed += h[bucket]; passed >= rank {
			return middleOf(bucket)
		}
	}
	return 0
}

// String writes the buckets that are not empty: "0:2,117:1".
func (h Histogram) String() string {
	var b strings.Builder
	for _, bucket := range slices.Sorted(maps.Keys(h)) {
		if b.Len() > 0 {
			b.WriteByte(',')
		}
		b.WriteString(strconv.Itoa(bucket))
		b.WriteByte(':')
		b.WriteString(strconv.FormatInt(h[bucket], 10))
	}
	return b.String()
}

// MergeText adds a histogram that String has written so many times; with -1 it takes it
// away.
func (h *Histogram) MergeText(text string, times int64) error {
	if text == "" {
		return nil
	}
	for pair := range strings.SplitSeq(text, ",") {
		left, right, _ := strings.Cut(pair, ":")
		bucket, err := strconv.Atoi(left)
		if err != nil {
			return fmt.Errorf("read histogram %q: %w", pair, err)
		}
		n, err := strconv.ParseInt(right, 10, 64)
		if err != nil {
			return fmt.Errorf("read histogram %q: %w", pair, err)
		}
		h.count(bucket, times*n)
	}
	return nil
}
