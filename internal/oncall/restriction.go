package oncall

import (
	"time"

	"github.com/airra/airra/internal/airra"
)

// restriction is an [airra.Restriction] that was read and found right.
type restriction struct {
	weekdays    [7]bool
	from, until int // minutes since midnight; from 24 hours on, of the next day
}

// open gives the stretches of the week in which the layer may have somebody, for all
// days that can reach into the time between two moments. A stretch that the clocks
// have jumped over is not there.
func (l *layer) open(from, to int64) []span {
	var spans []span
	// Two days back: the evening before may reach into the day, and where a day was
	// skipped the evening before that one.
	for day := l.zone.day(from) - 2; day <= l.zone.day(to); day++ {
		for _, r := range l.restrictions {
			if r.weekdays[weekday(day)] {
				spans = append(spans, span{l.zone.moment(day, r.from), l.zone.moment(day+int64(r.until/minutesPerDay), r.until%minutesPerDay)})
			}
		}
	}
	return union(spans)
}

// readRestriction notes under the field's name what is wrong.
func readRestriction(r airra.Restriction, field func(string) string, wrong *problems) restriction {
	var read restriction
	for _, d := range r.Weekdays {
		if d < time.Sunday || d > time.Saturday {
			wrong.add(field("weekdays"), "%d is not a day of the week; they are 0 for Sunday to 6 for Saturday", int(d))
			continue
		}
		read.weekdays[d] = true
	}
	if len(r.Weekdays) == 0 {
		read.weekdays = [7]bool{true, true, true, true, true, true, true}
	}
	var ok bool
	if read.from, ok = minuteOf(r.From, minutesPerDay-1); !ok {
		wrong.add(field("from"), "must be a time of day like 09:00")
	}
	if read.until, ok = minuteOf(r.Until, minutesPerDay); !ok {
		wrong.add(field("until"), "must be a time of day like 17:00, or 24:00 for the end of the day")
	}
	if read.until <= read.from {
		read.until += minutesPerDay
	}
	return read
}
