package cli_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/cli"
)

const (
	davidID = "0198f000-0000-7dad-8000-000000000dad"
	weekID  = "0198f000-0000-7a0b-8000-000000000a0b"
)

func theDavid() airra.Engineer { return responder(davidID, "David Kim", "david@example.com") }

// day is a time of March 2026, which began on a Sunday.
func day(date, hour int) time.Time { return time.Date(2026, 3, date, hour, 0, 0, 0, time.UTC) }

// turn is a shift of the rotation payments.
func turn(id airra.EngineerID, level airra.OnCallLevel, start, end time.Time) airra.Shift {
	return airra.Shift{
		ID: airra.ShiftID("0198f000-0000-7511-8000-0000" + start.Format("0102150405")[2:]), EngineerID: id, Service: ptr(airra.ServiceName("payment-service")), StartTime: start, EndTime: end, Level: level,
		ScheduleName: ptr("payments"), IsActive: true, CreatedAt: now, UpdatedAt: now, RotationID: ptr(airra.RotationID(weekID)), Layer: ptr("week"),
	}
}

// entries are those who are on call now: Alice until Monday, then Bob.
func entries() []airra.OnCallEntry {
	return []airra.OnCallEntry{
		{Engineer: theAlice(), Schedule: turn(aliceID, airra.LevelPrimary, day(-6, 9), day(2, 9)), Level: airra.LevelPrimary},
		{Engineer: theBob(), Schedule: turn(bobID, airra.LevelSecondary, day(-6, 9), day(2, 9)), Level: airra.LevelSecondary},
	}
}

// plan is the calendar of the week from the second of March on: after Bob's override
// on Thursday evening nobody is primary from Sunday 18:00.
func plan(from, to time.Time) airra.Calendar {
	cover := turn(bobID, airra.LevelPrimary, day(5, 18), day(6, 9))
	cover.OverrideID, cover.Replaces = ptr(airra.OverrideID("0198f000-0000-70e1-8000-00000000000e")), ptr(airra.EngineerID(davidID))
	return airra.Calendar{
		From: from, To: to, Engineers: []airra.Engineer{theAlice(), theBob(), theDavid()},
		Shifts: []airra.Shift{
			turn(aliceID, airra.LevelPrimary, day(-6, 9), day(2, 9)),
			turn(davidID, airra.LevelPrimary, day(2, 9), day(5, 18)), cover, turn(davidID, airra.LevelPrimary, day(6, 9), day(8, 18)),
			turn(bobID, airra.LevelSecondary, day(-6, 9), day(2, 9)), turn(aliceID, airra.LevelSecondary, day(2, 9), day(9, 9)),
		},
		Gaps: []airra.LintResult{{Kind: airra.LintGap, Start: ptr(day(8, 18)), End: ptr(day(9, 0)), Service: "payment-service", Level: airra.LevelPrimary, Message: "nobody is on call"}},
	}
}

func rotation() airra.Rotation {
	return airra.Rotation{
		ID: weekID, Name: "payments", Service: ptr(airra.ServiceName("payment-service")), Level: airra.LevelPrimary, TimeZone: "Europe/Berlin", IsActive: true, CreatedAt: now.Add(-time.Hour), UpdatedAt: now.Add(-time.Hour),
		Layers: []airra.Layer{
			{Name: "week", Kind: airra.LayerWeekly, Every: 1, Start: "2026-03-02", Handoff: "09:00", Members: []airra.EngineerID{aliceID, bobID}},
			{Name: "office", Kind: airra.LayerDaily, Every: 2, Start: "2026-03-02", Until: "2026-12-31", Handoff: "09:00", Members: []airra.EngineerID{bobID}, Restrictions: []airra.Restriction{{Weekdays: []time.Weekday{1, 2, 3, 4, 5}, From: "09:00", Until: "17:00"}}},
		},
	}
}

// rotationsAsked is the question for the rotations there are.
func rotationsAsked() exchange {
	return exchange{method: "GET", target: "/api/v1/on-call/rotations", answer: []airra.Rotation{rotation()}}
}

// chainAsked is the question who is on call, with its answer.
func chainAsked(body string, chain ...airra.OnCallEntry) exchange {
	return exchange{method: "POST", target: "/api/v1/on-call/escalation-chain", body: body, answer: chain}
}

// runAt types a command at another moment, in another zone.
func (s shell) runAt(t *testing.T, server string, at time.Time, args ...string) typed {
	t.Helper()
	var out, errOut bytes.Buffer
	env := map[string]string{"AIRRA_API_KEY": "secret", "AIRRA_USER": "jane@example.com", "AIRRA_SERVER": server, "HOME": t.TempDir()}
	code := cli.Run(t.Context(), cli.Streams{
		In: bytes.NewReader([]byte(s.in)), Out: &out, Err: &errOut, InTTY: s.inTTY, OutTTY: s.tty, ErrTTY: s.tty, Width: s.columns(),
		Env: func(name string) string { return env[name] }, Now: func() time.Time { return at },
	}, args)
	return typed{code, out.String(), errOut.String()}
}

// zone loads a zone that every test machine has to know.
func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	location, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return location
}
