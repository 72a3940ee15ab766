package measure

import (
	"cmp"
	"slices"

	"github.com/airra/airra/internal/airra"
)

// Exact describes incidents themselves, with quantiles that are exact. It sorts them once
// by each of their two times, and every breakdown deals them out in that order: to sort the
// parts of each breakdown anew would be most of what an answer takes.
type Exact struct {
	prints                 []airra.Footprint
	acknowledged, resolved []timing
}

// timing is how long an incident took, and which one it is.
type timing struct {
	millis int64
	at     int
}

// ExactOf sorts incidents.
func ExactOf(prints []airra.Footprint) *Exact {
	return &Exact{
		prints:       prints,
		acknowledged: timed(prints, func(p *airra.Footprint) *int64 { return p.AcknowledgedMillis }),
		resolved:     timed(prints, func(p *airra.Footprint) *int64 { return p.ResolvedMillis }),
	}
}

func timed(prints []airra.Footprint, took func(p *airra.Footprint) *int64) []timing {
	timings := make([]timing, 0, len(prints))
	for i := range prints {
		if millis := took(&prints[i]); millis != nil {
			timings = append(timings, timing{*millis, i})
		}
	}
	slices.SortFunc(timings, func(a, b timing) int { return cmp.Compare(a.millis, b.millis) })
	return timings
}

// Together describes them all.
func (e *Exact) Together() airra.Breakdown {
	for _, all := range e.By(func(*airra.Footprint) string { return "" }) {
		return all
	}
	return airra.Breakdown{}
}

// By describes the parts that a key tells apart, in no order.
func (e *Exact) By(key func(p *airra.Footprint) string) []airra.Breakdown {
	places, of := map[string]int{}, make([]int, len(e.prints))
	var parts []airra.Breakdown
	for i := range e.prints {
		k := key(&e.prints[i])
		place, known := places[k]
		if !known {
			place = len(parts)
			places[k], parts = place, append(parts, airra.Breakdown{Key: k})
		}
		of[i] = place
		parts[place].Incidents++
	}
	acknowledged, resolved := dealt(e.acknowledged, of, len(parts)), dealt(e.resolved, of, len(parts))
	for i := range parts {
		parts[i].Resolved = len(resolved[i])
		parts[i].MTTA, parts[i].MTTR = exactSpread(acknowledged[i]), exactSpread(resolved[i])
	}
	return parts
}

// dealt gives each part its own times, in their order.
func dealt(timings []timing, of []int, parts int) [][]int64 {
	times := make([][]int64, parts)
	for _, t := range timings {
		times[of[t.at]] = append(times[of[t.at]], t.millis)
	}
	return times
}

// exactSpread describes times that are in order.
func exactSpread(millis []int64) airra.Spread {
	total := int64(0)
	for _, m := range millis {
		total += m
	}
	return spread(int64(len(millis)), total, quantiles(millis))
}

// quantiles gives the function that finds the quantiles of times that are in order.
func quantiles(millis []int64) func(q float64) float64 {
	return func(q float64) float64 { return float64(millis[nearestRank(q, int64(len(millis)))-1]) }
}
