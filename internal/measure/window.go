package measure

import (
	"slices"
	"time"

	"github.com/airra/airra/internal/airra"
)

// The forms in which days, months and years are written, which sort as they follow each other.
const (
	dayForm   = time.DateOnly
	monthForm = "2006-01"
	yearForm  = "2006"
)

// Day names the UTC day of a moment.
func Day(at time.Time) string { return at.UTC().Format(dayForm) }

// Month names the month of a day.
func Month(day string) string { return day[:min(len(day), len(monthForm))] }

// Year names the year of a day.
func Year(day string) string { return day[:min(len(day), len(yearForm))] }

// Monday names the Monday of the ISO week of a day.
func Monday(day string) string {
	at, err := time.Parse(dayForm, day)
	if err != nil {
		return day
	}
	return at.AddDate(0, 0, -sinceMonday(at)).Format(dayForm)
}

// sinceMonday is how many days have passed since the Monday of a week.
func sinceMonday(at time.Time) int { return (int(at.Weekday()) + 6) % 7 }

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
	spans := airra.Spans{Less: between(airra.SpanDay, dayForm, w.To, end)}
	if second := first.AddDate(0, 1, 0); first.Before(last) && second.Sub(w.From) <= before {
		begin, spans.Add = second, between(airra.SpanDay, dayForm, w.From, second)
	} else {
		spans.Less = append(spans.Less, between(airra.SpanDay, dayForm, first, w.From)...)
	}
	for year := begin.Year(); year <= last.Year(); year++ {
		add, less := monthsOf(year, begin, end)
		spans.Add, spans.Less = append(spans.Add, add...), append(spans.Less, less...)
	}
	return spans
}

// monthsOf covers those months of a year that are between two others: by themselves, or as
// the year without the rest of it when that is fewer rows. The rest behind the window
// costs nothing, since there is hardly ever anything.
func monthsOf(year int, begin, end time.Time) (add, less []airra.SpanRange) {
	first := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)
	next := first.AddDate(1, 0, 0)
	from, to := first, next
	if from.Before(begin) {
		from = begin
	}
	if to.After(end) {
		to = end
	}
	if to.Sub(from) <= from.Sub(first) {
		return between(airra.SpanMonth, monthForm, from, to), nil
	}
	less = append(between(airra.SpanMonth, monthForm, first, from), between(airra.SpanMonth, monthForm, to, next)...)
	return between(airra.SpanYear, yearForm, first, next), less
}

// monthOf is the first moment of the month of a moment.
func monthOf(at time.Time) time.Time {
	return time.Date(at.Year(), at.Month(), 1, 0, 0, 0, 0, time.UTC)
}

// between is the spans from one moment to another one, none when there are none.
func between(span airra.Span, form string, from, to time.Time) []airra.SpanRange {
	if !from.Before(to) {
		return nil
	}
	return []airra.SpanRange{{Span: span, From: from.Format(form), To: to.Format(form)}}
}

// ByDay covers the window with days alone.
func (w Window) ByDay() airra.Spans { return airra.Days(Day(w.From), Day(w.To)) }

// ByWeek covers the window with its whole weeks and the days around them, so that
// Monday tells of each span to which week it belongs.
func (w Window) ByWeek() airra.Spans {
	const toMonday = 6
	first, last := w.From.AddDate(0, 0, toMonday), w.To
	first, last = first.AddDate(0, 0, -sinceMonday(first)), last.AddDate(0, 0, -sinceMonday(last))
	if !first.Before(last) {
		return w.ByDay()
	}
	return airra.Spans{Add: slices.Concat(
		between(airra.SpanDay, dayForm, w.From, first), between(airra.SpanWeek, dayForm, first, last), between(airra.SpanDay, dayForm, last, w.To),
	)}
}
