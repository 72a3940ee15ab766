package measure

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// growth is how much wider each bucket is than the one before it. Half a bucket away
// from its middle, on the scale of logarithms, is 1.98 percent.
const growth = 1.04

var logGrowth = math.Log(growth)

// Histogram counts durations by bucket, in the order of the buckets and without empty
// ones. Bucket 0 holds what took less than a millisecond, bucket n what took growth^(n-1)
// to growth^n milliseconds. The nil histogram is empty. Counts below zero are what is to
// be taken away.
type Histogram []bucketCount

type bucketCount struct {
	Bucket int
	Count  int64
}

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
	if n != 0 {
		h.Merge(Histogram{{bucket, n}})
	}
}

// Merge adds another histogram. It goes through both at once, since an answer about a
// year merges thousands of them.
func (h *Histogram) Merge(other Histogram) {
	if len(other) == 0 {
		return
	}
	old := *h
	merged := make(Histogram, 0, len(old)+len(other))
	for len(old) > 0 && len(other) > 0 {
		switch a, b := old[0], other[0]; {
		case a.Bucket < b.Bucket:
			merged, old = append(merged, a), old[1:]
		case a.Bucket > b.Bucket:
			merged, other = append(merged, b), other[1:]
		default:
			if a.Count += b.Count; a.Count != 0 {
				merged = append(merged, a)
			}
			old, other = old[1:], other[1:]
		}
	}
	merged = append(append(merged, old...), other...)
	if len(merged) == 0 {
		merged = nil
	}
	*h = merged
}

// Quantile gives the duration, in milliseconds, that the share q of all does not
// exceed, by the nearest rank; 0 when the histogram is empty.
func (h Histogram) Quantile(q float64) float64 {
	var total int64
	for _, b := range h {
		total += b.Count
	}
	rank, passed := nearestRank(q, total), int64(0)
	for _, b := range h {
		if passed += b.Count; passed >= rank {
			return middleOf(b.Bucket)
		}
	}
	return 0
}

// String writes the buckets that are not empty: "0:2,117:1".
func (h Histogram) String() string {
	var text strings.Builder
	for _, b := range h {
		if text.Len() > 0 {
			text.WriteByte(',')
		}
		text.WriteString(strconv.Itoa(b.Bucket))
		text.WriteByte(':')
		text.WriteString(strconv.FormatInt(b.Count, 10))
	}
	return text.String()
}

// MergeText adds a histogram that String has written so many times; with -1 it takes it
// away. An answer about a year reads thousands of them, most of which count the same
// buckets, so they are added where they stand and nothing is made on the way.
func (h *Histogram) MergeText(text string, times int64) error {
	at, last, gone := 0, -1, false
	for len(text) > 0 {
		bucket, count, rest, ok := readBucket(text)
		if !ok || bucket <= last {
			return fmt.Errorf("read histogram %.40q: it is not as it was written", text)
		}
		for at < len(*h) && (*h)[at].Bucket < bucket {
			at++
		}
		if at == len(*h) || (*h)[at].Bucket != bucket {
			*h = slices.Insert(*h, at, bucketCount{Bucket: bucket})
		}
		(*h)[at].Count += times * count
		gone = gone || (*h)[at].Count == 0
		text, last = rest, bucket
	}
	if gone {
		*h = slices.DeleteFunc(*h, func(b bucketCount) bool { return b.Count == 0 })
	}
	if len(*h) == 0 {
		*h = nil
	}
	return nil
}

// readBucket reads the first bucket of a text, and gives what follows it.
func readBucket(text string) (bucket int, count int64, rest string, ok bool) {
	left, text, found := readNumber(text)
	if !found || left < 0 || text == "" || text[0] != ':' {
		return 0, 0, "", false
	}
	count, text, found = readNumber(text[1:])
	switch {
	case !found:
		return 0, 0, "", false
	case text == "":
		return int(left), count, "", true
	case text[0] == ',' && len(text) > 1:
		return int(left), count, text[1:], true
	default:
		return 0, 0, "", false
	}
}

// readNumber reads a whole number of at most 18 digits.
func readNumber(text string) (n int64, rest string, ok bool) {
	negative := text != "" && text[0] == '-'
	if negative {
		text = text[1:]
	}
	digits := 0
	for digits < len(text) && text[digits] >= '0' && text[digits] <= '9' {
		n = n*10 + int64(text[digits]-'0')
		digits++
	}
	if negative {
		n = -n
	}
	return n, text[digits:], digits > 0 && digits <= 18
}
