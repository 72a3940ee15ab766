package invent

import (
	"math"
	"math/rand/v2"

	"github.com/airra/airra/internal/airra"
)

// span is a range of numbers.
type span struct{ from, to float64 }

// at is the number at a share of the way through.
func (s span) at(share float64) float64 { return s.from + share*(s.to-s.from) }

func (s span) draw(dice *rand.Rand) float64 { return s.at(dice.Float64()) }

// bands are the deviations of the worst metric by severity, in the steps in which the
// monitor judges what it finds itself. They keep away from the bounds, because a
// deviation is told with one decimal place.
var bands = map[airra.Severity]span{
	airra.SeverityLow:      {3.1, 3.9},
	airra.SeverityMedium:   {4.1, 5.9},
	airra.SeverityHigh:     {6.1, 11.9},
	airra.SeverityCritical: {12.1, 24.9},
}

// drawSeverity draws one that a service of this importance can have: when search goes
// wrong nobody is ruined, however far its latency moves.
func drawSeverity(dice *rand.Rand, worst airra.Severity) airra.Severity {
	all := airra.Severities[len(airra.Severities)-worst.Rank():]
	return all[dice.IntN(len(all))]
}

// badness is where between mild and worst the metrics of a severity stand, 0..1.
func badness(dice *rand.Rand, s airra.Severity) float64 {
	step := float64(s.Rank()-1) / float64(len(airra.Severities))
	return step + dice.Float64()/float64(len(airra.Severities))
}

// measure is how a pattern moves one metric. Abnormal is what the metric goes to, mild
// first and worst last: the value itself, or with fold a multiple of what is normal.
type measure struct {
	name, unit string
	normal     span
	abnormal   span
	fold       bool
}

// read makes the numbers of a metric: as far gone as bad says, and told as so many
// standard deviations away.
func (m measure) read(dice *rand.Rand, bad, sigma float64) Metric {
	expected := m.round(m.normal.draw(dice))
	current := m.abnormal.at(bad)
	if m.fold {
		current *= expected
	}
	current = m.round(current)
	if current < expected {
		sigma = -sigma
	}
	return Metric{Name: m.name, Unit: m.unit, Current: current, Expected: expected, Deviation: math.Round(sigma*10) / 10}
}

// metrics reads three to five of a pattern's measures, the first of them always: it is
// the one that the title tells of and that moved furthest.
func (p pattern) metrics(dice *rand.Rand, s airra.Severity) []Metric {
	more := dice.IntN(len(p.measures) - fewestMetrics + 1)
	peak := bands[s].draw(dice)
	found := []Metric{p.measures[0].read(dice, badness(dice, s), peak)}
	for _, m := range p.measures[1 : fewestMetrics+more] {
		found = append(found, m.read(dice, badness(dice, s), span{3, max(3, peak-0.2)}.draw(dice)))
	}
	return found
}

// round keeps three digits, which is what people measure to, and of what is counted
// whole numbers. A large number keeps all digits before the point.
func (m measure) round(x float64) float64 {
	if x == 0 || m.unit == "" {
		return math.Round(x)
	}
	scale := math.Pow(10, max(0, 2-math.Floor(math.Log10(math.Abs(x)))))
	return math.Round(x*scale) / scale
}
