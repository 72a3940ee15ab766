package tui

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/look"
)

// startOverride asks in the entry line who takes over from the person under the cursor,
// and when.
func (s *oncallScreen) startOverride(m *Model) {
	if m.opts.ReadOnly || len(s.chain) == 0 {
		text := "read only: nothing is changed from here"
		if len(s.chain) == 0 {
			text = "nobody is on call whose turn could be taken; use: airra oncall shift add"
		}
		m.toast.say(m.opts.Now(), text)
		return
	}
	entry := s.chain[s.cursor.index]
	m.line = newEntry("in the place of "+look.Line(entry.Engineer.Name)+": person until (+4h, 18:00, or from..until):", "@me +4h", func(text string) tea.Cmd {
		t, err := takeoverOf(text, m.opts.Now())
		if err != nil {
			m.toast.say(m.opts.Now(), airra.ErrorMessage(err))
			return nil
		}
		if t.person == "@me" {
			t.person = m.opts.Actor
		}
		return m.weighOverride(entry, t)
	})
}

// takeover is who takes over, and when.
type takeover struct {
	person string
	from   time.Time // zero means from the moment on at which it is done
	until  time.Time
}

func (t takeover) start(now time.Time) time.Time {
	if t.from.IsZero() {
		return now
	}
	return t.from
}

// takeoverOf reads a person, by whatever name, and behind it when they take over: until
// a time, or from one to another with two dots between them.
func takeoverOf(text string, now time.Time) (takeover, error) {
	text, end, spans := strings.Cut(text, "..")
	words := strings.Fields(text)
	for _, used := range []int{2, 1} {
		if len(words) <= used {
			continue
		}
		first, ok := untilOf(strings.Join(words[len(words)-used:], " "), now)
		if !ok {
			continue
		}
		t := takeover{person: strings.Join(words[:len(words)-used], " "), until: first}
		if spans {
			t.from = first
			t.until, ok = untilOf(strings.TrimSpace(end), first)
		}
		if ok && t.until.After(now) && (!spans || t.until.After(t.from) && !t.from.Before(now)) {
			return t, nil
		}
		break
	}
	return takeover{}, airra.Invalid("until", "a person and a time ahead are needed, like: bob@example.com +4h, or bob 18:00, or bob 2026-03-07 09:00..2026-03-07 18:00")
}

// untilOf reads a time: a span from now, a time of day, which is the next one of its
// name, or a date with a time, in the zone of the person.
func untilOf(text string, now time.Time) (time.Time, bool) {
	if span, err := time.ParseDuration(strings.TrimPrefix(text, "+")); err == nil {
		return now.Add(span), true
	}
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return t, true
	}
	if t, err := time.ParseInLocation("2006-01-02 15:04", text, now.Location()); err == nil {
		return t, true
	}
	clock, err := time.Parse("15:04", text)
	if err != nil {
		return time.Time{}, false
	}
	t := time.Date(now.Year(), now.Month(), now.Day(), clock.Hour(), clock.Minute(), 0, 0, now.Location())
	if !t.After(now) {
		t = time.Date(now.Year(), now.Month(), now.Day()+1, clock.Hour(), clock.Minute(), 0, 0, now.Location())
	}
	return t, true
}
