package oncall_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/oncall"
)

// threeLayers is a schedule as large teams have it: somebody all the time, somebody
// else in office hours, and the weekend apart.
func threeLayers(id airra.RotationID) airra.Rotation {
	everybody := []airra.EngineerID{alice, bob, carol, david}
	workdays := []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}
	return airra.Rotation{
		ID: id, Name: string(id), Level: airra.LevelPrimary, TimeZone: "Europe/Berlin", IsActive: true,
		Layers: []airra.Layer{
			{Name: "nights", Kind: airra.LayerWeekly, Every: 1, Start: "2016-03-07", Handoff: "09:00", Members: everybody},
			{
				Name: "office", Kind: airra.LayerDaily, Every: 1, Start: "2016-03-07", Handoff: "08:00", Members: everybody,
				Restrictions: []airra.Restriction{{Weekdays: workdays, From: "08:00", Until: "12:00"}, {Weekdays: workdays, From: "13:00", Until: "18:00"}},
			},
			{
				Name: "weekend", Kind: airra.LayerCustom, Every: 12, Start: "2016-03-07", Handoff: "06:00", Members: everybody,
				Restrictions: []airra.Restriction{{Weekdays: []time.Weekday{time.Saturday, time.Sunday}, From: "00:00", Until: "24:00"}},
			},
		},
	}
}

// report gives the time of one answer, which is what was promised.
func report(b *testing.B) {
	b.ReportMetric(1000*b.Elapsed().Seconds()/float64(b.N), "ms/answer")
}

// BenchmarkYearOfThreeLayers is promised to take less than 50 ms.
func BenchmarkYearOfThreeLayers(b *testing.B) {
	r, from := threeLayers("r"), at("01-01 00:00")
	for b.Loop() {
		if n := len(oncall.Expand(r, from, from.AddDate(1, 0, 0))); n < 700 {
			b.Fatalf("a year has %d shifts", n)
		}
	}
	report(b)
}

// hundredSchedules have two layers each, half of them for the same: then each is in
// the way of every other one, which is as bad as it gets.
func hundredSchedules(alike int) airra.Roster {
	r := airra.Roster{Engineers: staff()}
	for i := range 100 {
		rotation := threeLayers(airra.RotationID(fmt.Sprint("schedule ", i)))
		rotation.Layers = rotation.Layers[:2]
		if i >= alike {
			rotation.Service = ptr(airra.ServiceName(fmt.Sprint("service-", i)))
		}
		r.Rotations = append(r.Rotations, rotation)
	}
	return r
}

// BenchmarkLint52Weeks100Schedules is promised to take less than a second.
func BenchmarkLint52Weeks100Schedules(b *testing.B) {
	for name, alike := range map[string]int{"each for its service": 0, "all for the same": 100} {
		b.Run(name, func(b *testing.B) {
			in := oncall.LintInput{
				Roster: hundredSchedules(alike), From: at("01-05 00:00"), To: at("01-05 00:00").AddDate(0, 0, 52*7),
				Policies: []airra.EscalationPolicy{airra.BuiltInPolicy([]string{airra.ChannelEmail})},
			}
			for b.Loop() {
				if oncall.Lint(in); len(in.Roster.Rotations) != 100 {
					b.Fatal("no schedules")
				}
			}
			report(b)
		})
	}
}

// BenchmarkFind is what every page asks.
func BenchmarkFind(b *testing.B) {
	r := hundredSchedules(0)
	q := oncallQuery("service-7", "06-03 10:00")
	for b.Loop() {
		if oncall.Find(r, q, (*airra.Engineer).Reachable).Entry == nil {
			b.Fatal("nobody")
		}
	}
	report(b)
}

func oncallQuery(service airra.ServiceName, when string) airra.OnCallQuery {
	return airra.OnCallQuery{Service: service, At: at(when)}
}
