package tui

import (
	"context"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/tui/look"
)

// startOverride asks in the entry line who takes over from the person under the cursor,
// and until when.
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
	m.line = newEntry("in the place of "+look.Line(entry.Engineer.Name)+": person until (+4h, 18:00):", "@me +4h", func(text string) tea.Cmd {
		person, until, err := takeover(text, m.opts.Now())
		if err != nil {
			m.toast.say(m.opts.Now(), airra.ErrorMessage(err))
			return nil
		}
		if person == "@me" {
			person = m.opts.Actor
		}
		return m.confirmOverride(entry, person, until)
	})
}

// takeover reads a person, by whatever name, and behind it the end of the override.
func takeover(text string, now time.Time) (person string, until time.Time, err error) {
	words := strings.Fields(text)
	for _, used := range []int{2, 1} {
		if len(words) <= used {
			continue
		}
		at := len(words) - used
		until, ok := untilOf(strings.Join(words[at:], " "), now)
		if ok && until.After(now) {
			return strings.Join(words[:at], " "), until, nil
		}
		if ok {
			break
		}
	}
	return "", time.Time{}, airra.Invalid("until", "a person and a time ahead are needed, like: bob@example.com +4h, or bob 18:00, or bob 2026-03-07 09:00")
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

// confirmOverride says who is called from now on before that is so.
func (m *Model) confirmOverride(e airra.OnCallEntry, person string, until time.Time) tea.Cmd {
	a := m.override(e, person, until)
	return m.ask(&question{
		title: "Take over?",
		lines: func(m *Model, width int) []string {
			return wrap(person+" is called in the place of "+e.Engineer.Name+" ("+string(e.Level)+"), from now until "+m.dutyTime(until)+
				". After that the plan holds again.", width)
		},
		choices: []choice{{"y", "take over", func(m *Model) tea.Cmd { return m.perform(a) }}},
	})
}

// override puts somebody in the place of somebody else: in the rotation that the turn
// comes from, or wherever that person is on call.
func (m *Model) override(e airra.OnCallEntry, person string, until time.Time) act {
	n := airra.NewOverride{Replaces: e.Engineer.Email, Engineer: person, EndTime: until.UTC()}
	line := "airra oncall override add"
	if e.Schedule.RotationID != nil {
		n.Rotation = string(*e.Schedule.RotationID)
		line += " " + quoted(n.Rotation)
	}
	line += " --replaces " + quoted(n.Replaces) + " --user " + quoted(person) + " --from now --to " + until.UTC().Format(time.RFC3339)
	back := &act{said: "the override is gone", line: "airra oncall override list"}
	return act{line: line, said: look.Line(person) + " is on call until " + m.dutyTime(until), undo: back, do: func(ctx context.Context) error {
		n.StartTime = m.opts.Now().UTC()
		made, err := m.opts.Backend.CreateOverride(ctx, n)
		if err != nil {
			return err
		}
		id := string(made.ID)
		back.line = "airra oncall override rm " + id
		back.do = func(ctx context.Context) error { return m.opts.Backend.DeleteOverride(ctx, id) }
		return nil
	}}
}
