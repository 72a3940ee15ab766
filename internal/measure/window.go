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

// Spans covers the window with as few rows as there are. The last month is taken whole
// and the days behind the window are taken away from it again: behind today there is
// hardly ever anything. The first month is taken in the same way when that is shorter
// than to add its days up.
func (w Window) Spans() airra.Spans {
	first, last := monthOf(w.From), monthOf(w.To.AddDate(0, 0, -1))
	begin, end, before := first, last.AddDate(0, 1, 0), w.From.Sub(first)
	if first.Equal(last) && w.To.Sub(w.From) <= before {
		return w.ByDay()
	}
	spans := airra.Spans{Less: between(w.To, end)}
	if second := first.AddDate(0, 1, 0); first.Before(last) && second.Sub(w.From) <= before {
		begin, spans.Days = second, between(w.From, second)
	} else {
		spans.Less = append(spans.Less, between(first, w.From)...)
	}
	spans.Months = [2]string{begin.Format(monthForm), end.Format(monthForm)}
	return spans
}

// monthOf is the first moment of the month of a moment.
func monthOf(at time.Time) time.Time {
	return time.Date(at.Year(), at.Month(), 1, 0, 0, 0, 0, time.UTC)
}

// between is the days from one to another one, none when there are none.
func between(from, to time.Time) [][2]string {
	if !from.Before(to) {
		return nil
	}
	return [][2]string{{Day(from), Day(to)}}
}

// ByDay covers the window with days alone.
func (w Window) ByDay() airra.Spans { return airra.Spans{Days: [][2]string{{Day(w.From), Day(w.To)}}} }
