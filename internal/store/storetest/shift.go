package storetest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
)

var shiftStories = []story{
	{"a shift comes back as given", shiftComesBack},
	{"shifts are listed, the latest start first", shiftsAreListed},
	{"a roster holds what touches the span, both ends inclusive", rosterTouches},
	{"a shift of somebody who is gone is late, not broken", shiftOfNobody},
}

func shiftComesBack(t *testing.T, s Store) {
	alice := Engineer("Alice", at)
	hire(t, s, alice)
	bare := Shift(alice.ID, at)
	bare.IsActive = false
	shifts := []*airra.Shift{bare}
	for _, words := range hostile {
		full := Shift(alice.ID, at)
		full.Service, full.Team, full.ScheduleName = pointer(airra.ServiceName(words)), pointer(words), pointer(words)
		full.RotationWeek, full.Level = pointer(52), airra.LevelTertiary
		wantFilled(t, full, "RotationID", "Layer", "OverrideID", "Replaces")
		shifts = append(shifts, full)
	}
	for _, want := range shifts {
		inTx(t, s, func(ctx context.Context, tx airra.Tx) error { return tx.InsertShift(ctx, want) })
		got, err := s.Shift(t.Context(), byID(want.ID))
		must(t, err)
		if diff := cmp.Diff(want, got, equalTimes); diff != "" || got.Version != 1 || got.EndTime.Location() != time.UTC {
			t.Errorf("version %d: %s", got.Version, diff)
		}
		want.Service, want.Team, want.EndTime, want.RotationWeek, want.IsActive = nil, pointer("sre"), at.Add(3*time.Hour), nil, true
		inTx(t, s, func(ctx context.Context, tx airra.Tx) error { return tx.SaveShift(ctx, want) })
		got, err = s.Shift(t.Context(), byID(want.ID))
		must(t, err)
		if diff := cmp.Diff(want, got, equalTimes); diff != "" || got.Version != 2 {
			t.Errorf("version %d: %s", got.Version, diff)
		}
	}
	oneWins(t, s, func(ctx context.Context, tx airra.Tx, i int) error {
		mine := *bare
		mine.Team = pointer(fmt.Sprint("racer ", i))
		return tx.SaveShift(ctx, &mine)
	})
	inTx(t, s, func(ctx context.Context, tx airra.Tx) error { return tx.DeleteShift(ctx, bare.ID) })
	const gone = "On-call schedule not found"
	err := s.InTx(t.Context(), func(tx airra.Tx) error { return tx.DeleteShift(t.Context(), bare.ID) })
	wantMessage(t, err, airra.CodeNotFound, gone)
	for _, key := range []airra.Key{byID(bare.ID), {Ref: "INC-1"}, {Prefix: "dead"}} {
		_, err := s.Shift(t.Context(), key)
		wantMessage(t, err, airra.CodeNotFound, gone)
	}
	_, err = s.Shift(t.Context(), airra.Key{Prefix: string(bare.ID)[:4]})
	wantCode(t, err, airra.CodeInvalid)
	if got := airra.ErrorMessage(err); !strings.Contains(got, string(shifts[1].ID)) || !strings.HasSuffix(got, "give more characters") {
		t.Errorf("the candidates are named, got %q", got)
	}
}

func shiftsAreListed(t *testing.T, s Store) {
	alice, bob := Engineer("Alice", at), Engineer("Bob", at)
	hire(t, s, alice, bob)
	var all []*airra.Shift
	for i, name := range []string{"a", "b", "c", "d"} {
		shift := Shift(alice.ID, at.Add(time.Duration(i/2)*time.Hour)) // Two at a time begin together.
		shift.ScheduleName = pointer(name)
		all = append(all, shift)
	}
	all[1].Service, all[2].Team, all[3].IsActive, all[3].EngineerID = pointer(airra.ServiceName("payment-service")), pointer("sre"), false, bob.ID
	inTx(t, s, func(ctx context.Context, tx airra.Tx) error {
		for _, shift := range all {
			must(t, tx.InsertShift(ctx, shift))
		}
		return nil
	})
	for name, c := range map[string]struct {
		filter airra.ShiftFilter
		want   string
	}{
		"all":             {airra.ShiftFilter{}, "d c b a"},
		"of a service":    {airra.ShiftFilter{Service: "payment-service"}, "b"},
		"of a team":       {airra.ShiftFilter{Team: "sre"}, "c"},
		"of an engineer":  {airra.ShiftFilter{EngineerID: bob.ID}, "d"},
		"active":          {airra.ShiftFilter{IsActive: pointer(true)}, "c b a"},
		"not active":      {airra.ShiftFilter{IsActive: pointer(false)}, "d"},
		"the second page": {airra.ShiftFilter{Page: airra.PageRequest{Page: 2, PageSize: 3}}, "a"},
		"nothing":         {airra.ShiftFilter{Service: "payment-service", Team: "sre"}, ""},
	} {
		page, err := s.Shifts(t.Context(), c.filter)
		must(t, err)
		if got := shiftNames(page.Items); got != c.want || page.Items == nil {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
	first, err := s.Shifts(t.Context(), airra.ShiftFilter{Page: airra.PageRequest{PageSize: 1}})
	must(t, err)
	rest, err := s.Shifts(t.Context(), airra.ShiftFilter{Page: airra.PageRequest{Cursor: first.NextCursor}})
	must(t, err)
	if got := shiftNames(rest.Items); got != "c b a" {
		t.Errorf("behind the cursor: got %q", got)
	}
}

func shiftNames(shifts []airra.Shift) string {
	var names []string
	for _, shift := range shifts {
		names = append(names, *shift.ScheduleName)
	}
	return strings.Join(names, " ")
}

func rosterTouches(t *testing.T, s Store) {
	bob, alice := Engineer("bob", at), Engineer("Alice", at)
	hire(t, s, bob, alice)
	rotation, asleep := Rotation("Beta", at, alice.ID), Rotation("alpha", at, bob.ID)
	asleep.IsActive = false
	inTx(t, s, func(ctx context.Context, tx airra.Tx) error {
		must(t, tx.InsertRotation(ctx, rotation))
		must(t, tx.InsertRotation(ctx, asleep))
		for i, name := range []string{"a", "b", "c"} { // From hour 0, 1 and 2, an hour each.
			shift, override := Shift(bob.ID, at.Add(time.Duration(i)*time.Hour)), Override(rotation.ID, alice.ID, at.Add(time.Duration(i)*time.Hour))
			shift.ScheduleName, override.Reason = pointer(name), name
			must(t, tx.InsertShift(ctx, shift))
			must(t, tx.InsertOverride(ctx, override))
		}
		off := Shift(bob.ID, at)
		off.ScheduleName, off.IsActive, off.EndTime = pointer("off"), false, at.Add(9*time.Hour)
		return tx.InsertShift(ctx, off)
	})
	for name, c := range map[string]struct {
		from, to time.Duration
		want     string
	}{
		"before all":            {-2 * time.Hour, -time.Microsecond, ""},
		"the first moment":      {0, 0, "a"},
		"up to the first":       {-time.Hour, 0, "a"},
		"inside":                {time.Minute, 2 * time.Minute, "a"},
		"where two touch":       {time.Hour, time.Hour, "a b"},
		"just after they touch": {time.Hour + time.Microsecond, time.Hour + time.Microsecond, "b"},
		"all":                   {0, 9 * time.Hour, "a b c"},
		"around one":            {90 * time.Minute, 91 * time.Minute, "b"},
		"the last moment":       {3 * time.Hour, 9 * time.Hour, "c"},
		"after all":             {3*time.Hour + time.Microsecond, 9 * time.Hour, ""},
	} {
		roster, err := s.Roster(t.Context(), at.Add(c.from), at.Add(c.to))
		must(t, err)
		var reasons []string
		for _, override := range roster.Overrides {
			reasons = append(reasons, override.Reason)
		}
		if got := shiftNames(roster.Shifts); got != c.want {
			t.Errorf("%s: got the shifts %q, want %q", name, got, c.want)
		}
		if got := strings.Join(reasons, " "); got != c.want {
			t.Errorf("%s: got the overrides %q, want %q", name, got, c.want)
		}
		if roster.Shifts == nil || roster.Overrides == nil || roster.Engineers[0].Name != "Alice" || roster.Engineers[1].Name != "bob" ||
			roster.Rotations[0].Name != "alpha" || roster.Rotations[1].Name != "Beta" {
			t.Errorf("%s: everybody and every rotation by name, got %+v", name, roster)
		}
	}
	inTx(t, s, func(ctx context.Context, tx airra.Tx) error {
		inside, err := tx.Roster(ctx, at, at)
		if err == nil && len(inside.Shifts) != 1 {
			t.Errorf("a transaction reads the same, got %+v", inside)
		}
		return err
	})
}

func shiftOfNobody(t *testing.T, s Store) {
	err := s.InTx(t.Context(), func(tx airra.Tx) error { return tx.InsertShift(t.Context(), Shift("nobody", at)) })
	if !errors.Is(err, airra.ErrStale) {
		t.Errorf("who looks again finds out, got %v", err)
	}
}
