package oncall

import (
	"math"
	"sync"
	"time"

	"github.com/airra/airra/internal/airra"
)

const (
	secondsPerDay = 24 * 60 * 60
	minutesPerDay = 24 * 60
	// reach is farther than any zone has ever been from UTC, or from what it was
	// before its clocks changed.
	reach = 48 * 60 * 60
	// never and always are moments outside of every calendar.
	never  = math.MaxInt64 / 4
	always = math.MinInt64 / 4
)

// zone is the wall clock of a place. It remembers the stretch between two changes
// of the clocks in which it was last asked, because it is asked for one day after
// the other. Moments are Unix seconds, days are counted from 1970-01-01.
type zone struct {
	place *time.Location
	known stretch
}

// stretch is a time in which a zone keeps one distance from UTC.
type stretch struct{ start, end, offset int64 }

// places are the zones that were read. Reading one takes a file, and the files do
// not change while a program runs.
var places sync.Map

// openZone gives the zone of a name, or nil where this machine does not know it.
func openZone(name string) *zone {
	if place, ok := places.Load(name); ok {
		return &zone{place: place.(*time.Location)}
	}
	if airra.CheckZone("time_zone", name) != nil {
		return nil
	}
	place, err := time.LoadLocation(name)
	if err != nil {
		return nil
	}
	places.Store(name, place)
	return &zone{place: place}
}

// moment is the first moment at which the clock shows this time of this day or a
// later one. That is the rule of the package for times that do not exist or happen
// twice; it never decreases from one time to a later one.
func (z *zone) moment(day int64, minute int) int64 {
	wall := day*secondsPerDay + int64(minute)*60
	if at := wall - z.known.offset; z.known.start+reach <= at && at < z.known.end {
		return at
	}
	for s := z.stretchAt(wall - reach); ; s = z.stretchAt(s.end) {
		switch at := wall - s.offset; {
		case at < s.start: // the clocks were put forward over it
			return s.start
		case at < s.end:
			z.known = s
			return at
		}
	}
}

// day is the date that the clock shows at a moment.
func (z *zone) day(at int64) int64 {
	return floorDiv(at+z.stretchAt(at).offset, secondsPerDay)
}

func (z *zone) stretchAt(at int64) stretch {
	if z.known.start <= at && at < z.known.end {
		return z.known
	}
	t := time.Unix(at, 0).In(z.place)
	_, offset := t.Zone()
	s := stretch{start: always, end: never, offset: int64(offset)}
	start, end := t.ZoneBounds()
	if !start.IsZero() {
		s.start = start.Unix()
	}
	if !end.IsZero() {
		s.end = end.Unix()
	}
	if s.end <= at {
		// Beyond the years of its tables the standard library gives every year 365 days,
		// and says on the last day of a leap year that the stretch has ended already.
		s.end = (floorDiv(at, secondsPerDay) + 1) * secondsPerDay
	}
	return s
}

// local is a moment as the clock of the zone shows it.
func (z *zone) local(at int64) time.Time { return time.Unix(at, 0).In(z.place) }

// weekday is that of a date, whether or not the zone ever had that date.
func weekday(day int64) time.Weekday {
	return time.Weekday(day + 4 - 7*floorDiv(day+4, 7)) // the first day was a Thursday
}

// dayOf reads a date like 2026-03-02. Years are those of people alive, so that no
// sum of days can leave the calendar.
func dayOf(text string) (day int64, ok bool) {
	date, err := time.Parse(time.DateOnly, text)
	if err != nil || date.Year() < 1970 || date.Year() > 2999 {
		return 0, false
	}
	return date.Unix() / secondsPerDay, true
}

// minuteOf reads a time of day like 09:00, at most last.
func minuteOf(text string, last int) (minute int, ok bool) {
	if len(text) != len("09:00") || text[2] != ':' {
		return 0, false
	}
	for _, i := range []int{0, 1, 3, 4} {
		if text[i] < '0' || text[i] > '9' {
			return 0, false
		}
	}
	hours, minutes := int(text[0]-'0')*10+int(text[1]-'0'), int(text[3]-'0')*10+int(text[4]-'0')
	minute = hours*60 + minutes
	return minute, minutes < 60 && minute <= last
}

// floorDiv divides and rounds down, below zero too.
func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
