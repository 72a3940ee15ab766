package tui

import (
	"cmp"
	"context"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/look"
)

// weighOverride asks the server what an override would take away and who takes over,
// before anybody is asked whether it shall be so.
func (m *Model) weighOverride(e airra.OnCallEntry, t takeover) tea.Cmd {
	now := m.opts.Now()
	q := airra.CalendarQuery{From: t.start(now).UTC(), To: t.until.UTC(), Engineer: e.Engineer.Email}
	if e.Schedule.RotationID != nil {
		q.Rotation, q.Engineer = string(*e.Schedule.RotationID), ""
	}
	return func() tea.Msg {
		person, err := m.opts.Backend.FindEngineer(m.ctx, t.person)
		if err != nil {
			return weighed{entry: e, takeover: t, err: err}
		}
		plan, err := m.opts.Backend.OnCallCalendar(m.ctx, q)
		return weighed{entry: e, takeover: t, person: person, plan: plan, err: err}
	}
}

// weighed is what an override would change.
type weighed struct {
	entry    airra.OnCallEntry
	takeover takeover
	person   *airra.EngineerDetail
	plan     *airra.Calendar
	err      error
}

func (w weighed) apply(m *Model) tea.Cmd {
	if w.err != nil {
		m.toast.say(m.opts.Now(), "not weighed: "+airra.ErrorMessage(w.err))
		return nil
	}
	pieces := replaced(w.plan.Shifts, w.entry.Engineer.ID, w.takeover.start(m.opts.Now()), w.takeover.until)
	if len(pieces) == 0 {
		m.toast.say(m.opts.Now(), w.entry.Engineer.Name+" is not on call then: there is nothing to take over")
		return nil
	}
	a := m.override(w.entry, w.takeover, w.person.Engineer)
	return m.ask(&question{
		title:   "Take over?",
		lines:   func(m *Model, width int) []string { return m.overrideLines(w, pieces, width) },
		choices: []choice{{"y", "take over", func(m *Model) tea.Cmd { return m.perform(a) }}},
	})
}

// piece is a part of a shift that somebody else would have.
type piece struct {
	from, to time.Time
	shift    airra.Shift
}

// replaced gives the parts of somebody's shifts that lie in a span of time, in the order
// of their beginning.
func replaced(shifts []airra.Shift, who airra.EngineerID, from, until time.Time) []piece {
	var pieces []piece
	for _, v := range shifts {
		p := piece{from: v.StartTime, to: v.EndTime, shift: v}
		if p.from.Before(from) {
			p.from = from
		}
		if p.to.After(until) {
			p.to = until
		}
		if v.IsActive && v.EngineerID == who && p.from.Before(p.to) {
			pieces = append(pieces, p)
		}
	}
	slices.SortStableFunc(pieces, func(a, b piece) int { return a.from.Compare(b.from) })
	return pieces
}

// overrideLines write out the consequence: who is called and who not, which parts of the
// plan that replaces, and what is so afterwards.
func (m *Model) overrideLines(w weighed, pieces []piece, width int) []string {
	old, now := w.entry.Engineer.Name, w.person.Name
	when := "from now"
	if !w.takeover.from.IsZero() {
		when = "from " + m.dutyTime(w.takeover.from)
	}
	lines := wrap(now+" is called in the place of "+old+", "+when+" until "+m.dutyTime(w.takeover.until)+".", width)
	if ok, why := w.person.Reachable(); !ok {
		lines = append(lines, m.styles.Alarm.Render("✗ "+look.Line(now)+" "+look.Line(why)+": a page would not reach them"))
	}
	lines = append(lines, "", m.styles.Strong.Render("It replaces"))
	for _, p := range pieces {
		what := string(p.shift.Level)
		if name := cmp.Or(textAt(p.shift.ScheduleName), textAt(p.shift.Layer)); name != "" {
			what += ", " + name
		}
		if p.shift.OverrideID != nil {
			what += ", itself an override"
		}
		lines = append(lines, indented(wrap(m.dutySpan(p.from, p.to)+"  "+old+"  ("+what+")", width-2), 2)...)
	}
	last := pieces[len(pieces)-1]
	after := "After that the plan holds again."
	if left := last.shift.EndTime.Sub(last.to); left > 0 {
		after = "After that " + old + " is called again, until " + m.dutyTime(last.shift.EndTime) + "."
	}
	return append(append(lines, ""), wrap(after, width)...)
}

// override puts somebody in the place of somebody else: in the rotation that the turn
// comes from, or wherever that person is on call.
func (m *Model) override(e airra.OnCallEntry, t takeover, person airra.Engineer) act {
	n := airra.NewOverride{Replaces: e.Engineer.Email, Engineer: person.Email, EndTime: t.until.UTC()}
	line := "airra oncall override add"
	if e.Schedule.RotationID != nil {
		n.Rotation = string(*e.Schedule.RotationID)
		line += " " + quoted(n.Rotation)
	}
	from := "now"
	if !t.from.IsZero() {
		from = t.from.UTC().Format(time.RFC3339)
	}
	line += " --replaces " + quoted(n.Replaces) + " --user " + quoted(n.Engineer) + " --from " + from + " --to " + n.EndTime.Format(time.RFC3339)
	back := &act{said: "the override is gone", line: "airra oncall override list"}
	return act{line: line, said: look.Line(person.Name) + " is on call until " + m.dutyTime(t.until), undo: back, do: func(ctx context.Context) error {
		n.StartTime = t.start(m.opts.Now()).UTC()
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
