package tui

import (
	"time"

	"github.com/airra/airra/internal/look"
)

// times is how moments are shown: as how long ago, or as clocks of a zone.
type times int

// The ways to show moments, in the order in which T walks through them.
const (
	timesRelative times = iota
	timesLocal
	timesUTC
	timesCount
)

var timesWords = [timesCount]string{"how long ago", "local clocks", "clocks in UTC"}

// turnTimes shows moments the next way, everywhere.
func (m *Model) turnTimes() {
	m.times = (m.times + 1) % timesCount
	m.toast.say(m.opts.Now(), "times are "+timesWords[m.times])
}

// here is a moment in the zone that clocks are shown in, and the present in the same.
func (m *Model) here(t time.Time) (at, now time.Time) {
	now = m.opts.Now()
	if m.times == timesUTC {
		now = now.UTC()
	}
	return t.In(now.Location()), now
}

// location is the zone that clocks are shown in.
func (m *Model) location() *time.Location {
	_, now := m.here(m.opts.Now())
	return now.Location()
}

func sameDay(a, b time.Time) bool { return a.Year() == b.Year() && a.YearDay() == b.YearDay() }

// clock is a moment of today as a time, and any other as a date with it.
func (m *Model) clock(t time.Time) string {
	at, now := m.here(t)
	if sameDay(at, now) {
		return at.Format("15:04:05")
	}
	return at.Format("2006-01-02 15:04")
}

// shortClock is a moment without its seconds, with the weekday where it is not today.
func (m *Model) shortClock(t time.Time) string {
	at, now := m.here(t)
	if sameDay(at, now) {
		return at.Format("15:04")
	}
	return at.Format("Mon 15:04")
}

// ago is the moment of a row in few cells: how long ago it was, or else its clock, and
// the date alone of another day.
func (m *Model) ago(t time.Time) string {
	at, now := m.here(t)
	switch {
	case m.times == timesRelative:
		return m.span(t)
	case sameDay(at, now):
		return at.Format("15:04")
	case at.Year() == now.Year():
		return at.Format("2 Jan")
	default:
		return at.Format("Jan 06")
	}
}

// span is how long ago a moment was, whatever way moments are shown in.
func (m *Model) span(t time.Time) string { return look.Span(m.opts.Now().Sub(t)) }

// zone names the zone of the clocks where it is not the one that one expects.
func (m *Model) zone() string {
	if m.times == timesUTC {
		return " UTC"
	}
	return ""
}
