package cli

import (
	"time"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
)

func newOnCallCmd(a *App) *cobra.Command {
	return newNounCmd("oncall", "Plan who is on call, and see what follows from it",
		`Who is on call follows from shifts that were written down one by one, from
rotations by which people take turns, and from overrides and swaps that put
somebody else in a turn. A shift for a service goes before one for a team, and that
before one for everything.

People are named by e-mail address, by name, or by a part of the name that fits
nobody else; @me is you.`,
		`  airra oncall show payment-service
  airra oncall override add payments --user bob@example.com --from "2026-03-06 18:00" --to "2026-03-07 09:00"
  airra oncall lint --weeks 12`,
		[]string{"oc", "on-call"},
		newOnCallNowCmd(a), newOnCallShowCmd(a), newShiftCmd(a), newRotationCmd(a), newOverrideCmd(a), newSwapCmd(a), newICalCmd(a),
		newSimulateCmd(a), newLintCmd(a))
}

var entryFields = fieldsOf[airra.OnCallEntry]()

// entryName is what one types to reach somebody: the address is unique, the name is
// not.
func entryName(e airra.OnCallEntry) string { return e.Engineer.Email }

// entryColumns are the columns of people on call.
func entryColumns(a *App) []column[airra.OnCallEntry] {
	s := a.screen()
	text := func(name string, get func(e airra.OnCallEntry) string) column[airra.OnCallEntry] {
		return column[airra.OnCallEntry]{name: name, wide: true, cell: func(e airra.OnCallEntry) cell { return cell{data: get(e)} }}
	}
	return []column[airra.OnCallEntry]{
		{name: "LEVEL", cell: func(e airra.OnCallEntry) cell { return cell{data: string(e.Level)} }},
		{name: "ENGINEER", shrink: true, keep: 20, cell: func(e airra.OnCallEntry) cell { return cell{data: e.Engineer.Name, look: accent} }},
		{name: "EMAIL", shrink: true, keep: 24, drop: true, cell: func(e airra.OnCallEntry) cell { return cell{data: e.Engineer.Email} }},
		{name: "UNTIL", cell: func(e airra.OnCallEntry) cell { return momentCell(s, e.Schedule.EndTime) }},
		{name: "SCHEDULE", shrink: true, drop: true, cell: func(e airra.OnCallEntry) cell { return scheduleCell(e.Schedule) }},
		text("PHONE", func(e airra.OnCallEntry) string { return textOf(e.Engineer.Phone) }),
		text("SLACK", func(e airra.OnCallEntry) string { return textOf(e.Engineer.SlackHandle) }),
		text("TIME_ZONE", func(e airra.OnCallEntry) string { return e.Engineer.TimeZone }),
		text("SERVICE", func(e airra.OnCallEntry) string { return wordOf(e.Schedule.Service) }),
		text("TEAM", func(e airra.OnCallEntry) string { return textOf(e.Schedule.Team) }),
		text("FROM", func(e airra.OnCallEntry) string { return stamp(e.Schedule.StartTime) }),
		text("SHIFT_ID", func(e airra.OnCallEntry) string { return string(e.Schedule.ID) }),
		text("ENGINEER_ID", func(e airra.OnCallEntry) string { return string(e.Engineer.ID) }),
	}
}

// scheduleCell names the schedule that put somebody there, and that an override did.
func scheduleCell(v airra.Shift) cell {
	c := cell{data: textOf(v.ScheduleName)}
	if v.OverrideID != nil {
		c.text = nonEmptyOr(oneLine(c.data), "shift") + ", override"
	}
	return c
}

func nonEmptyOr(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

// momentCell is a moment, for people as they speak of it.
func momentCell(s *screen, t time.Time) cell {
	if t.IsZero() {
		return cell{}
	}
	return cell{data: stamp(t), text: s.date(t)}
}

// scopeCell is a service or team that may be all of them.
func scopeCell[S ~string](value *S) cell {
	if value == nil {
		return cell{text: "all", look: faint}
	}
	return cell{data: string(*value)}
}

// wordOf is a name that may be missing, as data.
func wordOf[S ~string](value *S) string {
	if value == nil {
		return ""
	}
	return string(*value)
}
