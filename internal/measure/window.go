package measure

import (
	"time"

	"github.com/airra/airra/internal/airra"
)

// The forms in which days and months are written, which sort as they follow each other.
const (
	dayForm   = time.DateOnly
	monthForm = "2006-01"
)

// Day names the UTC day of a moment.
func Day(at time.Time) string { return at.UTC().Format(dayForm) }

// Month names the month of a day.
func Month(day string) string { return day[:min(len(day), len(monthForm))] }

// Monday names the Monday of the ISO week of a day.
func Monday(day string) string {
	at, err := time.Parse(dayForm, day)
	if err != nil {
		return day
	}
	return at.AddDate(0, 0, -(int(at.Weekday())+6)%7).Format(dayForm)
}

// Window is a span of whole UTC days: From is its first moment, To the first one
// behind it.
type Window struct{ From, To time.Time }

// WindowOf is the last days whole days, the one of now among them.
func WindowOf(days int, now time.Time) Window {
	to := now.UTC().Truncate(24*time.Hour).AddDate(0, 0, 1)
	return Window{From: to.AddDate(0, 0, -days), To: to}
}

// Days names the days of the window, the oldest first.
func (w Window) Days() []string {
	var days []string
	for at := w.From; at.Before(w.To); at = at.AddDate(0, 0, 1) {
		days = append(days, at.Format(dayForm))
	}
	return days
}

// Spans covers the window with as few rows as there are: the months that lie in it
// whole, and the days around them.
func (w Window) Spans() airra.Spans {
	begin := time.Date(w.From.Year(), w.From.Month(), 1, 0, 0, 0, 0, time.UTC)
	if begin.Before(w.From) {
		begin = begin.AddDate(0, 1, 0)
	}
	end := time.Date(w.To.Year(), w.To.Month(), 1, 0, 0, 0, 0, time.UTC)
	if !begin.Before(end) {
		return airra.Spans{Days: [][2]string{{Day(w.From), Day(w.To)}}}
	}
	return airra.Spans{
		Months: [2]string{begin.Format(monthForm), end.Format(monthForm)},
		Days:   [][2]string{{Day(w.From), Day(begin)}, {Day(end), Day(w.To)}},
	}
}

// ByDay covers the window with days alone.
func (w Window) ByDay() airra.Spans { return airra.Spans{Days: [][2]string{{Day(w.From), Day(w.To)}}} }
