package oncall_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/oncall"
)

func TestHandoffsFollowTheClockOnTheWall(t *testing.T) {
	t.Parallel()
	for name, v := range map[string]struct {
		zone, start, handoff string
		from, to             string // dates, at noon of UTC
		want                 []row
	}{
		"a day of spring has 23 hours": {"Europe/Berlin", "2026-03-01", "09:00", "2026-03-28", "2026-03-29", []row{
			{bob, "03-28 09:00", "03-29 09:00"}, {alice, "03-29 09:00", "03-30 09:00"},
		}},
		"a handoff in the gap comes at its end": {"Europe/Berlin", "2026-03-01", "02:30", "2026-03-28", "2026-03-29", []row{
			{bob, "03-28 02:30", "03-29 03:00"}, {alice, "03-29 03:00", "03-30 02:30"},
		}},
		"so does one at the first moment of the gap": {"Europe/Berlin", "2026-03-01", "02:00", "2026-03-29", "2026-03-29", []row{
			{alice, "03-29 03:00", "03-30 02:00"},
		}},
		"New York changes on another day": {"America/New_York", "2026-03-01", "02:30", "2026-03-07", "2026-03-08", []row{
			{alice, "03-07 02:30", "03-08 03:00"}, {bob, "03-08 03:00", "03-09 02:30"},
		}},
		"Lord Howe loses half an hour": {"Australia/Lord_Howe", "2026-10-01", "02:15", "2026-10-03", "2026-10-03", []row{
			{alice, "10-03 02:15", "10-04 02:30"},
		}},
		"and keeps what is after it": {"Australia/Lord_Howe", "2026-10-01", "02:30", "2026-10-03", "2026-10-03", []row{
			{alice, "10-03 02:30", "10-04 02:30"},
		}},
		"the last day of a leap year beyond the tables": {"America/New_York", "2040-12-01", "09:00", "2041-01-01", "2041-01-01", []row{
			{alice, "12-31 09:00", "01-01 09:00"},
		}},
		"Samoa skipped a day, and its turn got the next morning": {"Pacific/Apia", "2011-12-28", "09:00", "2011-12-29", "2011-12-31", []row{
			{alice, "12-28 09:00", "12-29 09:00"},
			{bob, "12-29 09:00", "12-31 00:00"},
			{alice, "12-31 00:00", "12-31 09:00"},
			{bob, "12-31 09:00", "01-01 09:00"},
		}},
		"a turn of which nothing is left counts": {"Pacific/Apia", "2011-12-28", "00:00", "2011-12-29", "2011-12-31", []row{
			{bob, "12-29 00:00", "12-31 00:00"}, {bob, "12-31 00:00", "01-01 00:00"}, {alice, "01-01 00:00", "01-02 00:00"},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			noon := func(date string) time.Time {
				d, err := time.Parse(time.DateOnly, date)
				if err != nil {
					t.Fatal(err)
				}
				return d.Add(12 * time.Hour)
			}
			got := oncall.Expand(daily(v.zone, v.start, v.handoff, alice, bob), noon(v.from), noon(v.to))
			if diff := cmp.Diff(v.want, rows(got, place(t, v.zone)), cmp.AllowUnexported(row{})); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestAHandoffThatHappensTwiceHappensAtTheFirst(t *testing.T) {
	t.Parallel()
	for name, v := range map[string]struct{ zone, handoff, want string }{
		"Berlin":                         {"Europe/Berlin", "02:30", "2026-10-25T00:30:00Z"},
		"New York":                       {"America/New_York", "01:30", "2026-11-01T05:30:00Z"},
		"Lord Howe":                      {"Australia/Lord_Howe", "01:45", "2026-04-04T14:45:00Z"},
		"the hour begins the first time": {"Europe/Berlin", "02:00", "2026-10-25T00:00:00Z"},
		"and is over the second":         {"Europe/Berlin", "03:00", "2026-10-25T02:00:00Z"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want, err := time.Parse(time.RFC3339, v.want)
			if err != nil {
				t.Fatal(err)
			}
			got := oncall.Expand(daily(v.zone, "2026-01-01", v.handoff, alice, bob), want, want)
			if len(got) != 2 || !got[0].EndTime.Equal(want) || !got[1].StartTime.Equal(want) {
				t.Errorf("no handoff at %s: %v", want, rows(got, place(t, v.zone)))
			}
		})
	}
}

func TestAtTheMomentADayIsSkippedBothTurnsCover(t *testing.T) {
	t.Parallel()
	skip := time.Date(2011, 12, 30, 10, 0, 0, 0, time.UTC)
	got := oncall.Expand(daily("Pacific/Apia", "2011-12-28", "00:00", alice, bob, carol), skip, skip)
	want := []row{{bob, "12-29 00:00", "12-31 00:00"}, {alice, "12-31 00:00", "01-01 00:00"}} // carol's turn was the day that was not
	if diff := cmp.Diff(want, rows(got, place(t, "Pacific/Apia")), cmp.AllowUnexported(row{})); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestTurnsByKind(t *testing.T) {
	t.Parallel()
	for name, v := range map[string]struct {
		change   func(l *airra.Layer)
		from, to string
		want     []row
	}{
		"weekly turns begin on the weekday of the start": {func(*airra.Layer) {}, "03-08 12:00", "03-10 12:00", []row{
			{alice, "03-02 09:00", "03-09 09:00"}, {bob, "03-09 09:00", "03-16 09:00"},
		}},
		"both ends of a handoff are there at its moment": {func(*airra.Layer) {}, "03-09 09:00", "03-09 09:00", []row{
			{alice, "03-02 09:00", "03-09 09:00"}, {bob, "03-09 09:00", "03-16 09:00"},
		}},
		"two weeks each": {func(l *airra.Layer) { l.Every = 2 }, "03-10 00:00", "03-20 00:00", []row{
			{alice, "03-02 09:00", "03-16 09:00"}, {bob, "03-16 09:00", "03-30 09:00"},
		}},
		"custom turns are elapsed hours": {func(l *airra.Layer) { l.Kind, l.Every = airra.LayerCustom, 12 }, "03-03 10:00", "03-03 22:00", []row{
			{alice, "03-03 09:00", "03-03 21:00"}, {bob, "03-03 21:00", "03-04 09:00"},
		}},
		"nobody before the first handoff": {func(*airra.Layer) {}, "02-20 00:00", "03-02 08:59", []row{}},
		"the layer ends at the handoff of its last day": {func(l *airra.Layer) { l.Until = "2026-03-11" }, "03-10 00:00", "03-20 00:00", []row{
			{bob, "03-09 09:00", "03-11 09:00"},
		}},
		"and has nobody after it": {func(l *airra.Layer) { l.Until = "2026-03-11" }, "03-11 09:01", "03-20 00:00", []row{}},
		"years later the order is what it was": {func(l *airra.Layer) { l.Start = "2015-03-02"; l.Members = []airra.EngineerID{alice, bob, carol} }, "03-03 00:00", "03-03 00:00", []row{
			{bob, "03-02 09:00", "03-09 09:00"}, // 574 weeks later
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := weekly("UTC", alice, bob)
			v.change(&r.Layers[0])
			got := oncall.Expand(r, at(v.from), at(v.to))
			if diff := cmp.Diff(v.want, rows(got, time.UTC), cmp.AllowUnexported(row{})); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestRestrictionsCutALayer(t *testing.T) {
	t.Parallel()
	workdays := []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}
	for name, v := range map[string]struct {
		restrictions []airra.Restriction
		from, to     string
		want         []row
	}{
		"office hours": {[]airra.Restriction{{Weekdays: workdays, From: "09:00", Until: "17:00"}}, "03-05 12:00", "03-08 12:00", []row{
			{alice, "03-05 09:00", "03-05 17:00"}, {alice, "03-06 09:00", "03-06 17:00"},
		}},
		"an evening reaches into the next day": {[]airra.Restriction{{Weekdays: []time.Weekday{time.Friday}, From: "22:00", Until: "06:00"}}, "03-07 05:00", "03-07 07:00", []row{
			{alice, "03-06 22:00", "03-07 06:00"},
		}},
		"the day ends at 24:00": {[]airra.Restriction{{Weekdays: []time.Weekday{time.Saturday}, From: "00:00", Until: "24:00"}}, "03-07 05:00", "03-09 00:00", []row{
			{alice, "03-07 00:00", "03-08 00:00"},
		}},
		"what touches is one": {[]airra.Restriction{{From: "00:00", Until: "12:00"}, {From: "12:00", Until: "24:00"}}, "03-07 05:00", "03-07 05:00", []row{
			{alice, "03-02 09:00", "03-09 09:00"},
		}},
		"a handoff cuts a stretch": {[]airra.Restriction{{From: "08:00", Until: "10:00"}}, "03-09 08:30", "03-09 09:30", []row{
			{alice, "03-09 08:00", "03-09 09:00"}, {bob, "03-09 09:00", "03-09 10:00"},
		}},
		"from nine to nine is a whole day": {[]airra.Restriction{{Weekdays: []time.Weekday{time.Tuesday}, From: "09:00", Until: "09:00"}}, "03-03 12:00", "03-03 12:00", []row{
			{alice, "03-03 09:00", "03-04 09:00"},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := weekly("UTC", alice, bob)
			r.Layers[0].Restrictions = v.restrictions
			got := oncall.Expand(r, at(v.from), at(v.to))
			if diff := cmp.Diff(v.want, rows(got, time.UTC), cmp.AllowUnexported(row{})); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestWhereTwoLayersHaveSomebodyTheLaterOneCounts(t *testing.T) {
	t.Parallel()
	r := weekly("UTC", alice, bob)
	r.Layers = append(r.Layers, airra.Layer{
		Kind: airra.LayerDaily, Every: 1, Start: "2026-03-03", Until: "2026-03-05", Handoff: "00:00", Members: []airra.EngineerID{carol, ghost},
		Restrictions: []airra.Restriction{{From: "09:00", Until: "17:00"}},
	})
	got := oncall.Expand(r, at("03-02 09:00"), at("03-05 00:00"))
	want := []row{
		{alice, "03-02 09:00", "03-03 09:00"},
		{carol, "03-03 09:00", "03-03 17:00"},
		{alice, "03-03 17:00", "03-04 09:00"},
		{ghost, "03-04 09:00", "03-04 17:00"}, // who is not known is kept: the layer has the time
		{alice, "03-04 17:00", "03-09 09:00"},
	}
	if diff := cmp.Diff(want, rows(got, time.UTC), cmp.AllowUnexported(row{})); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if *got[1].Layer != "layer 2" || *got[0].Layer != "base" {
		t.Errorf("the layers are %q and %q", *got[0].Layer, *got[1].Layer)
	}
}

func TestAShiftOfARotationSaysWhereItComesFrom(t *testing.T) {
	t.Parallel()
	r := weekly("Europe/Berlin", alice, bob)
	r.Service, r.Team, r.Level = ptr(airra.ServiceName("payment-service")), ptr("sre"), airra.LevelSecondary
	got := oncall.Expand(r, at("03-03 00:00"), at("03-03 00:00"))
	want := []airra.Shift{{
		// The id is in calendars that people have subscribed to, so it may not change
		// from one version to the next.
		ID:         "203c64c3-0473-563e-8e86-1b16bd0b9df6",
		EngineerID: alice, Service: r.Service, Team: r.Team, Level: airra.LevelSecondary, ScheduleName: ptr("Week"), IsActive: true,
		StartTime: at("03-02 08:00"), EndTime: at("03-09 08:00"), RotationID: ptr(airra.RotationID("r1")), Layer: ptr("base"),
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestWhatCannotBeWorkedOutHasNobody(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(r *airra.Rotation){
		"inactive":         func(r *airra.Rotation) { r.IsActive = false },
		"an unknown zone":  func(r *airra.Rotation) { r.TimeZone = "Mars/Olympus" },
		"the machine's":    func(r *airra.Rotation) { r.TimeZone = "Local" },
		"no members":       func(r *airra.Rotation) { r.Layers[0].Members = nil },
		"turns of nothing": func(r *airra.Rotation) { r.Layers[0].Every = 0 },
		"a start in words": func(r *airra.Rotation) { r.Layers[0].Start = "soon" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := weekly("UTC", alice, bob)
			change(&r)
			if got := oncall.Expand(r, at("03-03 00:00"), at("04-03 00:00")); len(got) > 0 {
				t.Errorf("got %d shifts", len(got))
			}
		})
	}
}
