package oncall_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/oncall"
)

// piece is a row with who was replaced there.
type piece struct {
	row
	replaces airra.EngineerID
	override airra.OverrideID
}

func pieces(shifts []airra.Shift) []piece {
	all := make([]piece, len(shifts))
	for i, r := range rows(shifts, time.UTC) {
		all[i] = piece{row: r}
		if s := shifts[i]; s.OverrideID != nil {
			all[i].override = *s.OverrideID
			if s.Replaces != nil {
				all[i].replaces = *s.Replaces
			}
		}
	}
	return all
}

// inRotation makes an override one of the rotation r1, for whoever has the turn.
func inRotation(o airra.Override) airra.Override {
	o.RotationID, o.Replaces = ptr(airra.RotationID("r1")), nil
	return o
}

func TestOverridesCutWhatTheyCover(t *testing.T) {
	t.Parallel()
	officeHours := weekly("UTC", alice, bob)
	officeHours.Layers[0].Restrictions = []airra.Restriction{{From: "09:00", Until: "17:00"}}
	made := func(o airra.Override, when string) airra.Override {
		o.CreatedAt = at(when)
		return o
	}
	for name, v := range map[string]struct {
		rotation  airra.Rotation
		overrides []airra.Override
		from, to  string
		want      []piece
	}{
		"the middle of a turn": {weekly("UTC", alice, bob), []airra.Override{inRotation(cover("o1", "", carol, "03-04 00:00", "03-05 00:00"))}, "03-03 00:00", "03-06 00:00", []piece{
			{row{alice, "03-02 09:00", "03-04 00:00"}, "", ""},
			{row{carol, "03-04 00:00", "03-05 00:00"}, alice, "o1"},
			{row{alice, "03-05 00:00", "03-09 09:00"}, "", ""},
		}},
		"across a handoff each part says whom it replaces": {weekly("UTC", alice, bob), []airra.Override{inRotation(cover("o1", "", carol, "03-09 00:00", "03-10 00:00"))}, "03-09 00:01", "03-09 23:59", []piece{
			{row{carol, "03-09 00:00", "03-09 09:00"}, alice, "o1"},
			{row{carol, "03-09 09:00", "03-10 00:00"}, bob, "o1"},
		}},
		"only where the named person has the turn": {weekly("UTC", alice, bob), []airra.Override{cover("o1", bob, carol, "03-09 00:00", "03-10 00:00")}, "03-09 00:01", "03-10 01:00", []piece{
			{row{alice, "03-02 09:00", "03-09 09:00"}, "", ""},
			{row{carol, "03-09 09:00", "03-10 00:00"}, bob, "o1"},
			{row{bob, "03-10 00:00", "03-16 09:00"}, "", ""},
		}},
		"one of a rotation has the gaps too": {officeHours, []airra.Override{inRotation(cover("o1", "", carol, "03-08 00:00", "03-09 00:00"))}, "03-08 00:00", "03-08 12:00", []piece{
			{row{carol, "03-08 00:00", "03-08 09:00"}, "", "o1"},
			{row{carol, "03-08 09:00", "03-08 17:00"}, alice, "o1"},
			{row{carol, "03-08 17:00", "03-09 00:00"}, "", "o1"},
		}[:2]},
		"one for a person has not": {officeHours, []airra.Override{cover("o1", alice, carol, "03-08 00:00", "03-09 00:00")}, "03-08 00:00", "03-09 00:00", []piece{
			{row{carol, "03-08 09:00", "03-08 17:00"}, alice, "o1"},
		}},
		"the later of two counts": {weekly("UTC", alice, bob), []airra.Override{
			made(cover("o2", alice, david, "03-04 12:00", "03-06 00:00"), "01-02 00:00"),
			made(cover("o1", alice, carol, "03-04 00:00", "03-05 00:00"), "01-01 00:00"),
		}, "03-04 00:00", "03-06 00:00", []piece{
			{row{alice, "03-02 09:00", "03-04 00:00"}, "", ""},
			{row{carol, "03-04 00:00", "03-04 12:00"}, alice, "o1"},
			{row{david, "03-04 12:00", "03-06 00:00"}, alice, "o2"},
			{row{alice, "03-06 00:00", "03-09 09:00"}, "", ""},
		}},
		"whoever took over can be replaced": {weekly("UTC", alice, bob), []airra.Override{
			made(cover("o1", alice, carol, "03-04 00:00", "03-05 00:00"), "01-01 00:00"),
			made(cover("o2", carol, david, "03-04 00:00", "03-05 00:00"), "01-02 00:00"),
		}, "03-04 01:00", "03-04 23:00", []piece{
			{row{david, "03-04 00:00", "03-05 00:00"}, carol, "o2"},
		}},
		"who has the turn anyway keeps it": {weekly("UTC", alice, bob), []airra.Override{inRotation(cover("o1", "", alice, "03-04 00:00", "03-05 00:00"))}, "03-04 00:00", "03-05 00:00", []piece{
			{row{alice, "03-02 09:00", "03-09 09:00"}, "", ""},
		}},
		"another rotation's does not concern it": {weekly("UTC", alice, bob), []airra.Override{func() airra.Override {
			o := inRotation(cover("o1", "", carol, "03-04 00:00", "03-05 00:00"))
			o.RotationID = ptr(airra.RotationID("r2"))
			return o
		}()}, "03-04 00:00", "03-05 00:00", []piece{
			{row{alice, "03-02 09:00", "03-09 09:00"}, "", ""},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := airra.Roster{Engineers: staff(), Rotations: []airra.Rotation{v.rotation}, Overrides: v.overrides}
			got := pieces(oncall.Shifts(r, at(v.from), at(v.to)))
			if diff := cmp.Diff(v.want, got, cmp.AllowUnexported(row{}, piece{})); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestWrittenShiftsAreOverriddenByPersonOnly(t *testing.T) {
	t.Parallel()
	r := airra.Roster{
		Engineers: staff(),
		Shifts:    []airra.Shift{shift("s1", alice, airra.LevelPrimary, "03-02 00:00", "03-09 00:00")},
		Overrides: []airra.Override{
			inRotation(cover("o1", "", bob, "03-03 00:00", "03-04 00:00")),
			cover("o2", alice, carol, "03-05 00:00", "03-06 00:00"),
		},
	}
	got := oncall.Shifts(r, at("03-02 00:00"), at("03-09 00:00"))
	want := []piece{
		{row{alice, "03-02 00:00", "03-05 00:00"}, "", ""},
		{row{carol, "03-05 00:00", "03-06 00:00"}, alice, "o2"},
		{row{alice, "03-06 00:00", "03-09 00:00"}, "", ""},
	}
	if diff := cmp.Diff(want, pieces(got), cmp.AllowUnexported(row{}, piece{})); diff != "" {
		t.Fatalf("(-want +got)\n%s", diff)
	}
	if got[0].ID != "s1" || got[1].ID == "s1" || got[2].ID == "s1" || got[1].ID == got[2].ID {
		t.Errorf("the ids are %s, %s and %s", got[0].ID, got[1].ID, got[2].ID)
	}
	if *got[1].ScheduleName != "Plan s1" {
		t.Errorf("the override stands in %q", *got[1].ScheduleName)
	}
}

func TestAtAHandoffBothCoverAndWhoeverBeginsIsFound(t *testing.T) {
	t.Parallel()
	r := airra.Roster{Engineers: staff(), Rotations: []airra.Rotation{weekly("UTC", alice, bob)}, Overrides: []airra.Override{
		cover("o1", bob, carol, "03-11 00:00", "03-12 00:00"),
	}}
	for when, want := range map[string]airra.EngineerID{
		"03-09 08:59": alice, "03-09 09:00": bob, "03-11 00:00": carol, "03-11 23:59": carol, "03-12 00:00": bob,
	} {
		found := oncall.Find(r, airra.OnCallQuery{At: at(when)}, nil)
		if found.Entry == nil || found.Entry.Engineer.ID != want {
			t.Errorf("at %s it is %+v, want %s", when, found.Entry, want)
		}
	}
	if n := len(oncall.At(r, at("03-09 09:00"))); n != 2 {
		t.Errorf("at the handoff %d cover, want 2", n)
	}
}

func TestWhatIsNotActiveIsNotPlanned(t *testing.T) {
	t.Parallel()
	off := shift("s1", alice, airra.LevelPrimary, "03-02 00:00", "03-09 00:00")
	off.IsActive = false
	rotation := weekly("UTC", alice, bob)
	rotation.IsActive = false
	r := airra.Roster{
		Engineers: staff(), Shifts: []airra.Shift{off}, Rotations: []airra.Rotation{rotation},
		Overrides: []airra.Override{inRotation(cover("o1", "", carol, "03-04 00:00", "03-05 00:00"))},
	}
	if got := oncall.Shifts(r, at("03-02 00:00"), at("03-09 00:00")); len(got) > 0 {
		t.Errorf("got %d shifts", len(got))
	}
}
