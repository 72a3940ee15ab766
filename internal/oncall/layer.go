package oncall

import (
	"fmt"

	"github.com/airra/airra/internal/airra"
)

// MaxEvery is the longest turn: so many days, weeks or hours.
const MaxEvery = 366

// layer is an [airra.Layer] that was read and found right.
type layer struct {
	name         string
	zone         *zone
	first        int64 // the day of the first turn
	last         int64 // the day on which the layer ends
	handoff      int   // minutes since midnight
	days         int64 // the length of a turn in days, or 0
	seconds      int64 // the length of a turn in elapsed time, where days is 0
	members      []airra.EngineerID
	restrictions []restriction

	born int64 // the moment of the first handoff
	dies int64 // that of the handoff on the last day, so that a layer until a date and one from that date touch
}

// turn is one member's time between two handoffs.
type turn struct {
	number int64
	span
}

// layers reads those layers of a rotation that are right; the others have nobody.
func layers(r airra.Rotation, z *zone) []layer {
	read := make([]layer, 0, len(r.Layers))
	for i := range r.Layers {
		var wrong problems
		l := readLayer(&r.Layers[i], i, z, &wrong)
		if len(wrong) > 0 {
			continue
		}
		l.born, l.dies = z.moment(l.first, l.handoff), never
		if l.last != never {
			l.dies = z.moment(l.last, l.handoff)
		}
		read = append(read, l)
	}
	return read
}

// layerName is the name of the i-th layer, for people and for ids.
func layerName(l *airra.Layer, i int) string {
	if l.Name != "" {
		return l.Name
	}
	return fmt.Sprintf("layer %d", i+1)
}

// begin is when turn n begins, whether or not the layer lives so long.
func (l *layer) begin(n int64) int64 {
	if l.days > 0 {
		return l.zone.moment(l.first+n*l.days, l.handoff)
	}
	return l.born + n*l.seconds
}

// near is a turn before the one at a moment, and at most a few before it. Two days
// back, because the day before may be one that was skipped.
func (l *layer) near(at int64) int64 {
	if l.days > 0 {
		return floorDiv(l.zone.day(at)-2-l.first, l.days) - 1
	}
	return floorDiv(at-l.born, l.seconds) - 1
}

// turns gives those that touch the time between two moments, in their order.
func (l *layer) turns(from, to int64) []turn {
	var found []turn
	n := max(0, l.near(from))
	for begin := l.begin(n); begin <= to && begin < l.dies; n++ {
		next := l.begin(n + 1)
		if end := min(next, l.dies); end > begin && end >= from {
			found = append(found, turn{n, span{begin, end}})
		}
		begin = next
	}
	return found
}

// member is whose turn it is.
func (l *layer) member(t turn) airra.EngineerID { return l.members[t.number%int64(len(l.members))] }

// cover gives the time between two moments in which the layer has somebody.
func (l *layer) cover(from, to int64) []span {
	from, to = max(from, l.born), min(to, l.dies)
	switch {
	case from >= to:
		return nil
	case len(l.restrictions) == 0:
		return []span{{from, to}}
	default:
		return within(l.open(from, to), from, to)
	}
}
