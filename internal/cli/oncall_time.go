package cli

import (
	"strconv"
	"strings"
	"time"
)

// localLayouts are the ways to write a moment without a zone. It is then that of
// the person who types it, and never guessed by the server.
var localLayouts = []string{"2006-01-02 15:04", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02T15:04:05", time.DateOnly}

// momentsHelp says in the help of a command what its times look like.
const momentsHelp = `A time is written as "2026-03-01 09:00" in your own zone, as a date for its first
moment, in RFC 3339 (2026-03-01T09:00:00+01:00), or as a span from now: +2h, +3d,
"2h ago".`

// moment reads a time that may lie ahead, which is why a bare span like 2h is
// refused: one person reads it as since then and the next as from then.
func moment(flag, text string, now time.Time) (time.Time, error) {
	text = strings.TrimSpace(text)
	if text == "now" {
		return now, nil
	}
	if ahead, ok := strings.CutPrefix(text, "+"); ok {
		if t, ok := shifted(ahead, 1, now); ok {
			return t, nil
		}
	}
	if past, ok := strings.CutSuffix(text, " ago"); ok {
		if t, ok := shifted(strings.TrimSpace(past), -1, now); ok {
			return t, nil
		}
	}
	if t, err := time.Parse(time.RFC3339Nano, text); err == nil {
		return t, nil
	}
	for _, layout := range localLayouts {
		t, err := time.ParseInLocation(layout, text, now.Location())
		if err != nil {
			continue
		}
		if layout != time.DateOnly && t.Format(layout) != text {
			return time.Time{}, usagef("Give it with its zone, like "+t.Format(time.RFC3339), "%s %q does not exist in %s: the clocks are changed then", flag, text, zoneName(now))
		}
		return t, nil
	}
	return time.Time{}, usagef("", `%s takes a time like "2026-03-01 09:00" or 2026-03-01T09:00:00Z, a date, or a span like +2h or "2h ago", not %q`, flag, text)
}

// momentOr is moment for a flag that may be left out, with what it means then.
func momentOr(flag, text string, now, otherwise time.Time) (time.Time, error) {
	if text == "" {
		return otherwise, nil
	}
	return moment(flag, text, now)
}

// shifted is now, moved by a number of days on the calendar or by a duration.
func shifted(text string, sign int, now time.Time) (time.Time, bool) {
	if days, ok := strings.CutSuffix(text, "d"); ok {
		n, err := strconv.Atoi(days)
		return now.AddDate(0, 0, sign*n), err == nil && n >= 0
	}
	d, err := time.ParseDuration(text)
	return now.Add(time.Duration(sign) * d), err == nil && d >= 0
}

// stretch reads a span that a command needs both ends of.
func (a *App) stretch(from, to string) (start, end time.Time, err error) {
	for _, bound := range []struct {
		flag, text string
		at         *time.Time
	}{{"--from", from, &start}, {"--to", to, &end}} {
		if bound.text == "" {
			return start, end, usagef(`Like: --from "2026-03-01 09:00" --to +8h`, "%s is missing", bound.flag)
		}
		if *bound.at, err = moment(bound.flag, bound.text, a.Now()); err != nil {
			return start, end, err
		}
	}
	if !end.After(start) {
		return start, end, usagef("", "--to %s is not after --from %s", stamp(end), stamp(start))
	}
	return start.UTC(), end.UTC(), nil
}

// date is a moment as people speak of it: of today the time, of the days that come
// the weekday, and of all others the date, always in the zone of the person.
func (s *screen) date(t time.Time) string {
	t = t.In(s.now.Location())
	days := midnight(t).Sub(midnight(s.now)).Hours() / 24
	switch {
	case t.Year() == s.now.Year() && t.YearDay() == s.now.YearDay():
		return t.Format("15:04")
	case days > 0 && days < 6.5:
		return t.Format("Mon 15:04")
	case t.Year() == s.now.Year():
		return t.Format("Mon 2 Jan 15:04")
	default:
		return t.Format("Mon 2 Jan 2006 15:04")
	}
}

// dates is a span of time. Where it ends on the day on which it begins, that is not
// named again, and the end of a day is 24:00 of it and not 00:00 of the next.
func (s *screen) dates(start, end time.Time) string {
	start, end = start.In(s.now.Location()), end.In(s.now.Location())
	switch {
	case end.Equal(nextMidnight(start)):
		return s.dated(start) + "–24:00"
	case midnight(start).Equal(midnight(end)):
		return s.dated(start) + "–" + end.Format("15:04")
	default:
		return s.dated(start) + " – " + s.dated(end)
	}
}

// dated is date where a bare time would be taken for one of another day.
func (s *screen) dated(t time.Time) string {
	if midnight(t).Equal(midnight(s.now)) {
		return "today " + s.date(t)
	}
	return s.date(t)
}

func midnight(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, t.Location())
}

func nextMidnight(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day()+1, 0, 0, 0, 0, t.Location())
}

// zoneName is what the zone of a moment is called.
func zoneName(t time.Time) string {
	if name := t.Location().String(); name != "Local" {
		return name
	}
	return t.Format("MST")
}
