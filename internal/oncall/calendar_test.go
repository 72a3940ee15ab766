package oncall_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/oncall"
)

func TestTheCalendarShowsWhatWasAskedFor(t *testing.T) {
	t.Parallel()
	second := weekly("UTC", carol)
	second.ID, second.Name, second.Level = "r2", "Second", airra.LevelSecondary
	second.Layers[0].Restrictions = []airra.Restriction{{Weekdays: []time.Weekday{time.Wednesday}, From: "00:00", Until: "24:00"}}
	web := specific(shift("s2", bob, airra.LevelSecondary, "03-01 00:00", "03-02 12:00"), "web", "")
	roster := airra.Roster{
		Engineers: staff(),
		Rotations: []airra.Rotation{second, weekly("UTC", alice, bob)},
		Shifts:    []airra.Shift{specific(shift("s1", david, airra.LevelPrimary, "03-01 00:00", "03-02 12:00"), "payment-service", "sre"), web},
		Overrides: []airra.Override{cover("o1", alice, bob, "03-03 00:00", "03-04 00:00")},
	}
	for name, v := range map[string]struct {
		query    airra.CalendarQuery
		rotation airra.RotationID
		engineer airra.EngineerID
		want     []row
		people   []airra.EngineerID
		gaps     []string
	}{
		"everything, by level, then by start": {want: []row{
			{david, "03-01 00:00", "03-02 12:00"},
			{alice, "03-02 09:00", "03-03 00:00"},
			{bob, "03-03 00:00", "03-04 00:00"},
			{alice, "03-04 00:00", "03-09 09:00"},
			{bob, "03-01 00:00", "03-02 12:00"},
			{carol, "03-04 00:00", "03-05 00:00"},
		}, people: []airra.EngineerID{alice, bob, carol, david}},
		"a secondary fills no gap": {query: airra.CalendarQuery{Service: "web"}, engineer: david, want: []row{}, gaps: []string{
			"nobody is on call as primary for web from 2026-03-02 00:00 UTC to 2026-03-02 09:00 UTC (9 h)",
		}},
		"another service": {query: airra.CalendarQuery{Service: "order-service"}, want: []row{
			{alice, "03-02 09:00", "03-03 00:00"}, {bob, "03-03 00:00", "03-04 00:00"}, {alice, "03-04 00:00", "03-09 09:00"}, {carol, "03-04 00:00", "03-05 00:00"},
		}, people: []airra.EngineerID{alice, bob, carol}, gaps: []string{"nobody is on call as primary for order-service from 2026-03-02 00:00 UTC to 2026-03-02 09:00 UTC (9 h)"}},
		"another team": {query: airra.CalendarQuery{Service: "payment-service", Team: "web"}, want: []row{
			{alice, "03-02 09:00", "03-03 00:00"}, {bob, "03-03 00:00", "03-04 00:00"}, {alice, "03-04 00:00", "03-09 09:00"}, {carol, "03-04 00:00", "03-05 00:00"},
		}, people: []airra.EngineerID{alice, bob, carol}, gaps: []string{"nobody is on call as primary for payment-service from 2026-03-02 00:00 UTC to 2026-03-02 09:00 UTC (9 h)"}},
		"a rotation, at its own level": {rotation: "r2", want: []row{
			{carol, "03-04 00:00", "03-05 00:00"},
		}, people: []airra.EngineerID{carol}, gaps: []string{
			`nobody has the turn in "Second" from 2026-03-02 00:00 UTC to 2026-03-04 00:00 UTC (2 d)`,
			`nobody has the turn in "Second" from 2026-03-05 00:00 UTC to 2026-03-06 00:00 UTC (1 d)`,
		}},
		"an engineer, with who was replaced": {engineer: bob, want: []row{
			{bob, "03-03 00:00", "03-04 00:00"}, {bob, "03-01 00:00", "03-02 12:00"},
		}, people: []airra.EngineerID{alice, bob}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v.query.From, v.query.To = at("03-02 00:00"), at("03-06 00:00")
			got := oncall.Calendar(oncall.CalendarInput{Roster: roster, Query: v.query, RotationID: v.rotation, EngineerID: v.engineer})
			if diff := cmp.Diff(v.want, rows(got.Shifts, time.UTC), cmp.AllowUnexported(row{})); diff != "" {
				t.Errorf("shifts (-want +got)\n%s", diff)
			}
			var people []airra.EngineerID
			for _, e := range got.Engineers {
				people = append(people, e.ID)
			}
			if diff := cmp.Diff(v.people, people); diff != "" {
				t.Errorf("people (-want +got)\n%s", diff)
			}
			var gaps []string
			for _, g := range got.Gaps {
				gaps = append(gaps, g.Message)
			}
			if diff := cmp.Diff(v.gaps, gaps); diff != "" {
				t.Errorf("gaps (-want +got)\n%s", diff)
			}
		})
	}
}

func TestAnEmptyCalendarHasLists(t *testing.T) {
	t.Parallel()
	got := oncall.Calendar(oncall.CalendarInput{Query: airra.CalendarQuery{From: at("03-02 00:00"), To: at("03-02 00:00")}})
	want := airra.Calendar{From: at("03-02 00:00"), To: at("03-02 00:00"), Shifts: []airra.Shift{}, Engineers: []airra.Engineer{}, Gaps: []airra.LintResult{}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
