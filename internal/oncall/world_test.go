package oncall_test

import (
	"testing"
	"time"
	_ "time/tzdata" // so that the zones are the same on every machine

	"github.com/airra/airra/internal/airra"
)

const (
	alice airra.EngineerID = "alice"
	bob   airra.EngineerID = "bob"
	carol airra.EngineerID = "carol"
	david airra.EngineerID = "david"
	ghost airra.EngineerID = "ghost" // nobody
)

// zones are those in which clocks do what they rarely do: an hour, an hour on other
// days, half an hour, and a whole day.
var zones = []struct {
	name    string
	changes []string // dates around which something happens
}{
	{"Europe/Berlin", []string{"2026-03-29", "2026-10-25"}},
	{"America/New_York", []string{"2026-03-08", "2026-11-01"}},
	{"Australia/Lord_Howe", []string{"2026-04-05", "2026-10-04"}},
	{"Pacific/Apia", []string{"2011-12-30", "2011-04-02", "2011-09-24"}},
}

// staff are four people who are there, each reachable in the usual ways.
func staff() []airra.Engineer {
	people := []airra.Engineer{
		{ID: alice, Name: "Alice Chen", Email: "alice.chen@example.com", SlackHandle: ptr("@alice-chen"), Phone: ptr("+15550100")},
		{ID: bob, Name: "Bob Martinez", Email: "bob.martinez@example.com", SlackHandle: ptr("@bob-martinez")},
		{ID: carol, Name: "Carol Johnson", Email: "carol.johnson@example.com"},
		{ID: david, Name: "David Kim", Email: "david.kim@example.com", Phone: ptr("+15550103")},
	}
	for i := range people {
		people[i].Status, people[i].IsAvailable, people[i].MaxConcurrentReviews = airra.EngineerActive, true, 3
	}
	return people
}

// with changes one of them.
func with(people []airra.Engineer, id airra.EngineerID, change func(e *airra.Engineer)) []airra.Engineer {
	for i := range people {
		if people[i].ID == id {
			change(&people[i])
		}
	}
	return people
}

func onLeave(e *airra.Engineer) { e.Status = airra.EngineerOnLeave }

// weekly is a rotation of one layer that hands over on Mondays at nine.
func weekly(zone string, members ...airra.EngineerID) airra.Rotation {
	return airra.Rotation{
		ID: "r1", Name: "Week", Level: airra.LevelPrimary, TimeZone: zone, IsActive: true,
		Layers: []airra.Layer{{Name: "base", Kind: airra.LayerWeekly, Every: 1, Start: "2026-03-02", Handoff: "09:00", Members: members}},
	}
}

func daily(zone, start, handoff string, members ...airra.EngineerID) airra.Rotation {
	r := weekly(zone, members...)
	r.Layers[0].Kind, r.Layers[0].Start, r.Layers[0].Handoff = airra.LayerDaily, start, handoff
	return r
}

// shift writes one down, from and to like "03-02 09:00" in 2026.
func shift(id airra.ShiftID, who airra.EngineerID, level airra.OnCallLevel, from, to string) airra.Shift {
	return airra.Shift{ID: id, EngineerID: who, Level: level, StartTime: at(from), EndTime: at(to), IsActive: true, ScheduleName: ptr("Plan " + string(id))}
}

// cover is an override of what somebody has.
func cover(id airra.OverrideID, replaces, by airra.EngineerID, from, to string) airra.Override {
	return airra.Override{ID: id, Replaces: &replaces, EngineerID: by, StartTime: at(from), EndTime: at(to), CreatedAt: at("01-01 00:00")}
}

// at is a moment of 2026 in UTC.
func at(text string) time.Time {
	t, err := time.Parse("2006-01-02 15:04", "2026-"+text)
	if err != nil {
		panic(err)
	}
	return t
}

func place(t testing.TB, name string) *time.Location {
	t.Helper()
	l, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func ptr[T any](v T) *T { return &v }

// row is a shift as the tables of these tests write it: in the zone of the rotation.
type row struct {
	who      airra.EngineerID
	from, to string
}

func rows(shifts []airra.Shift, l *time.Location) []row {
	all := make([]row, len(shifts))
	for i, s := range shifts {
		all[i] = row{s.EngineerID, s.StartTime.In(l).Format("01-02 15:04"), s.EndTime.In(l).Format("01-02 15:04")}
	}
	return all
}
