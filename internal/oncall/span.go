package oncall

import (
	"cmp"
	"slices"
	"time"

	"github.com/airra/airra/internal/airra"
)

// span is a stretch of time from its start up to its end: in Unix seconds while turns
// are worked out, since handoffs are whole seconds, and in microseconds, which is what
// a written shift has, from then on.
type span struct{ start, end int64 }

// spanOf gives microseconds.
func spanOf(start, end time.Time) span { return span{start.UnixMicro(), end.UnixMicro()} }

func spansOf(shifts []airra.Shift) []span {
	spans := make([]span, len(shifts))
	for i := range shifts {
		spans[i] = spanOf(shifts[i].StartTime, shifts[i].EndTime)
	}
	return spans
}

// from and to are the ends of a span that is in microseconds.
func (s span) from() time.Time { return time.UnixMicro(s.start).UTC() }
func (s span) to() time.Time   { return time.UnixMicro(s.end).UTC() }

// union sorts spans and melts those that overlap or touch. Empty ones go.
func union(spans []span) []span {
	slices.SortFunc(spans, func(a, b span) int { return cmp.Compare(a.start, b.start) })
	merged := spans[:0]
	for _, s := range spans {
		switch last := len(merged) - 1; {
		case s.start >= s.end:
		case last >= 0 && s.start <= merged[last].end:
			merged[last].end = max(merged[last].end, s.end)
		default:
			merged = append(merged, s)
		}
	}
	return merged
}

// within gives the parts of melted spans that lie between two moments.
func within(spans []span, start, end int64) []span {
	first, _ := slices.BinarySearchFunc(spans, start, func(s span, at int64) int {
		if s.end <= at {
			return -1
		}
		return 1
	})
	var parts []span
	for _, s := range spans[first:] {
		if s.start >= end {
			break
		}
		parts = append(parts, span{max(s.start, start), min(s.end, end)})
	}
	return parts
}

// without gives what is left of melted spans when others, melted too, are taken out.
func without(spans, others []span) []span {
	var left []span
	next := 0
	for _, s := range spans {
		for next < len(others) && others[next].end <= s.start {
			next++
		}
		for i := next; i < len(others) && others[i].start < s.end; i++ {
			if s.start < others[i].start {
				left = append(left, span{s.start, others[i].start})
			}
			s.start = others[i].end
		}
		if s.start < s.end {
			left = append(left, s)
		}
	}
	return left
}
