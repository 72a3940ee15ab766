package look

import (
	"slices"
	"strings"
)

var sparkBlocks = []rune("▁▂▃▄▅▆▇█")

// Spark draws values in at most so many cells, the lowest of them at the bottom. Where
// several values share a cell, the highest counts: a peak must not vanish.
func Spark(values []float64, width int) string {
	if len(values) == 0 {
		return ""
	}
	return SparkBetween(values, slices.Min(values), slices.Max(values), width)
}

// SparkBetween is Spark with the values of the lowest and of the highest block given.
// All is halved before it is subtracted, so that no difference is beyond what a number
// can hold.
func SparkBetween(values []float64, low, high float64, width int) string {
	columns := max(0, min(width, len(values)))
	var b strings.Builder
	for n := range columns {
		top := slices.Max(values[n*len(values)/columns : (n+1)*len(values)/columns])
		level := 0
		if high > low {
			level = int((top/2 - low/2) / (high/2 - low/2) * float64(len(sparkBlocks)-1))
		}
		b.WriteRune(sparkBlocks[min(max(level, 0), len(sparkBlocks)-1)])
	}
	return b.String()
}
