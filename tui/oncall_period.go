package tui

import (
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"
)

// period is what of the plan is shown: a week or a month, around a day. The zero value
// is the week of today.
type period struct {
	month bool
	day   time.Time // zero means today, whichever day that is by then
}

// key gives the period after a key, and whether it was one that changes it.
func (p period) key(key string, now time.Time) (period, bool) {
	day := p.day
	if day.IsZero() {
		day = now
	}
	switch key {
	case "w":
		p.month = false
	case "m":
		p.month = true
	case "t":
		p.day = time.Time{}
	case "[", "h", "left":
		p.day = p.turned(day, -1)
	case "]", "l", "right":
		p.day = p.turned(day, 1)
	default:
		return p, false
	}
	return p, true
}

// turned is a day of the next period. Of a month it is the first day, because not every
// month has a 31st.
func (p period) turned(day time.Time, by int) time.Time {
	if p.month {
		return time.Date(day.Year(), day.Month()+time.Month(by), 1, 0, 0, 0, 0, day.Location())
	}
	return midnight(day).AddDate(0, 0, 7*by)
}

// grid is the days of the period, in the zone of the person.
func (p period) grid(now time.Time) planGrid {
	day := p.day
	if day.IsZero() {
		day = now
	}
	day = midnight(day.In(now.Location()))
	if !p.month {
		return planGrid{from: day.AddDate(0, 0, -((int(day.Weekday()) + 6) % 7)), days: 7}
	}
	first := day.AddDate(0, 0, 1-day.Day())
	return planGrid{from: first, days: first.AddDate(0, 1, -1).Day(), month: true}
}

// midnight is the beginning of a day in its own zone.
func midnight(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, t.Location())
}

// planGrid is a stretch of days and how it is laid out: each day has the same number of
// cells, so that one of 23 or 25 hours is as wide as the others. Between the days of a
// week, and between the weeks of a month, there is a space.
type planGrid struct {
	from  time.Time
	days  int
	month bool
	cells int // of a day
}

func (g planGrid) day(n int) time.Time { return g.from.AddDate(0, 0, n) }

func (g planGrid) until() time.Time { return g.day(g.days) }

func (g planGrid) word() string {
	if g.month {
		return "month"
	}
	return "week"
}

func (g planGrid) title() string {
	if g.month {
		return g.from.Format("January 2006  MST")
	}
	return g.from.Format("2 Jan") + " – " + g.day(g.days-1).Format("2 Jan 2006  MST")
}

// spaced says whether a space stands behind a day.
func (g planGrid) spaced(n int) bool {
	return n < g.days-1 && (!g.month || g.day(n+1).Weekday() == time.Monday)
}

// fitted is the grid with as many cells to a day as the room has.
func (g planGrid) fitted(room int) planGrid {
	spaces := 0
	for n := range g.days {
		if g.spaced(n) {
			spaces++
		}
	}
	g.cells = dayCells((room - spaces) / g.days)
	return g
}

// columns are where the days begin.
func (g planGrid) columns() []int {
	columns, at := make([]int, g.days), 0
	for n := range columns {
		columns[n] = at
		at += g.cells
		if g.spaced(n) {
			at++
		}
	}
	return columns
}

// heads name the days over their cells: all of them where there is room, else those with
// which a week begins. Today has a mark before its name, and where only some days are
// named a line of its own.
func (g planGrid) heads(now time.Time) []string {
	var names, marks strings.Builder
	columns := g.columns()
	end := columns[len(columns)-1] + g.cells
	put := func(b *strings.Builder, at int, text string) {
		if used := ansi.StringWidth(b.String()); used <= at && at+ansi.StringWidth(text) <= end {
			b.WriteString(strings.Repeat(" ", at-used) + text)
		}
	}
	every := g.cells >= ansi.StringWidth("31")
	for n, at := range columns {
		day := g.day(n)
		label := day.Format("2")
		if !g.month && g.cells >= ansi.StringWidth("▾Mon 31") {
			label = day.Format("Mon 2")
		}
		today := midnight(now).Equal(day)
		switch {
		case g.month && today:
			put(&marks, at, "▾")
		case today:
			label = "▾" + label
		}
		if every && (!g.month || g.cells > ansi.StringWidth("31")) || n == 0 || day.Weekday() == time.Monday {
			put(&names, at, label)
		}
	}
	if marks.Len() == 0 {
		return []string{names.String()}
	}
	return []string{names.String(), marks.String()}
}
