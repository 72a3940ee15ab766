package oncall_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/oncall"
)

func TestCheckNamesEveryBadField(t *testing.T) {
	t.Parallel()
	for name, v := range map[string]struct {
		spoil func(r *airra.Rotation)
		want  []string
	}{
		"nothing":           {func(*airra.Rotation) {}, nil},
		"no name":           {func(r *airra.Rotation) { r.Name = "  " }, []string{"name"}},
		"a long name":       {func(r *airra.Rotation) { r.Name = strings.Repeat("é", 256) }, []string{"name"}},
		"no level":          {func(r *airra.Rotation) { r.Level = "" }, []string{"priority"}},
		"a zone of nowhere": {func(r *airra.Rotation) { r.TimeZone = "Mars/Olympus" }, []string{"time_zone"}},
		"no zone":           {func(r *airra.Rotation) { r.TimeZone = "" }, []string{"time_zone"}},
		"no layers":         {func(r *airra.Rotation) { r.Layers = nil }, []string{"layers"}},
		"many layers":       {func(r *airra.Rotation) { r.Layers = slices.Repeat(r.Layers, oncall.MaxLayers+1) }, []string{"layers"}},
		"everything in a layer": {func(r *airra.Rotation) {
			r.Layers = append(r.Layers, airra.Layer{
				Kind: "hourly", Every: 0, Start: "2026-02-30", Until: "tomorrow", Handoff: "24:00",
				Restrictions: []airra.Restriction{{From: "09:00", Until: "17:00"}, {Weekdays: []time.Weekday{1, 7}, From: "9:00", Until: "24:01"}},
			})
		}, []string{
			"layers[1].every", "layers[1].kind", "layers[1].handoff", "layers[1].start", "layers[1].until", "layers[1].members",
			"layers[1].restrictions[1].weekdays", "layers[1].restrictions[1].from", "layers[1].restrictions[1].until",
		}},
		"an end before the start": {func(r *airra.Rotation) { r.Layers[0].Until = "2026-03-01" }, []string{"layers[0].until"}},
		"an end at the start":     {func(r *airra.Rotation) { r.Layers[0].Until = "2026-03-02" }, []string{"layers[0].until"}},
		"long turns":              {func(r *airra.Rotation) { r.Layers[0].Every = 367 }, []string{"layers[0].every"}},
		"the longest turns":       {func(r *airra.Rotation) { r.Layers[0].Every = 366 }, nil},
		"a member without a name": {func(r *airra.Rotation) { r.Layers[0].Members[1] = "" }, []string{"layers[0].members[1]"}},
		"years of nobody alive":   {func(r *airra.Rotation) { r.Layers[0].Start = "0001-01-01" }, []string{"layers[0].start"}},
		"midnight both ways": {func(r *airra.Rotation) {
			r.Layers[0].Restrictions = []airra.Restriction{{From: "00:00", Until: "24:00"}, {From: "22:00", Until: "00:00"}}
		}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := weekly("Europe/Berlin", alice, bob)
			v.spoil(&r)
			err := oncall.CheckRotation(r)
			var own *airra.Error
			if errors.As(err, &own) != (v.want != nil) || v.want != nil && own.Code != airra.CodeInvalid {
				t.Fatalf("got %v, want %v", err, v.want)
			}
			if v.want == nil {
				return
			}
			var fields []string
			for _, f := range own.Fields {
				fields = append(fields, f.Field)
				if !strings.Contains(own.Message, f.Field+": "+f.Message) {
					t.Errorf("the message %q does not say %q", own.Message, f.Message)
				}
			}
			if diff := cmp.Diff(v.want, fields); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// FuzzRotation proves that no rule breaks the arithmetic: what passes the check can
// be worked out around any moment, in order, without overlaps and with bounded work,
// and what does not pass has nobody where it is wrong.
func FuzzRotation(f *testing.F) {
	f.Add("Europe/Berlin", "weekly", 1, "2026-03-02", "", "09:00", 3, uint8(0x3e), "09:00", "17:00", int64(1_774_000_000))
	f.Add("Pacific/Apia", "daily", 1, "2011-12-28", "2012-01-03", "00:00", 2, uint8(0), "22:00", "06:00", int64(1_325_200_000))
	f.Add("Australia/Lord_Howe", "custom", 366, "1970-01-01", "2999-12-31", "02:15", 1, uint8(0x41), "00:00", "24:00", int64(-1<<40))
	f.Add("America/New_York", "weekly", 366, "2999-12-31", "", "23:59", 100, uint8(0xff), "00:00", "00:00", int64(1<<40))
	f.Add("Africa/Monrovia", "daily", 366, "1972-01-01", "", "00:44", 7, uint8(1), "00:30", "00:45", int64(63_590_000))
	f.Add("America/New_York", "weekly", 366, "2999-12-31", "", "23:59", 26, uint8(0x6f), "00:00", "00:00", int64(1<<40-9)) // the last day of a leap year
	f.Fuzz(func(t *testing.T, zone, kind string, every int, start, until, handoff string, members int, weekdays uint8, open, shut string, moment int64) {
		l := airra.Layer{
			Kind: airra.LayerKind(kind), Every: every, Start: start, Until: until, Handoff: handoff,
			Members: slices.Repeat([]airra.EngineerID{alice}, min(max(members, 0), 200)),
		}
		if weekdays != 0 {
			restriction := airra.Restriction{From: open, Until: shut}
			for d := range 8 {
				if weekdays&(1<<d) != 0 {
					restriction.Weekdays = append(restriction.Weekdays, time.Weekday(d))
				}
			}
			l.Restrictions = []airra.Restriction{restriction}
		}
		r := airra.Rotation{ID: "r", Name: "r", Level: airra.LevelPrimary, TimeZone: zone, IsActive: true, Layers: []airra.Layer{l, l}}
		err := oncall.CheckRotation(r)
		from := time.Unix(moment%(1<<36), 0) // two thousand years either way
		shifts := oncall.Expand(r, from, from.AddDate(0, 0, 40))
		if err != nil && len(shifts) > 0 {
			t.Errorf("%v, and it has %d shifts", err, len(shifts))
		}
		if len(shifts) > 2000 {
			t.Errorf("forty days have %d shifts", len(shifts))
		}
		for i, s := range shifts {
			if !s.StartTime.Before(s.EndTime) || i > 0 && s.StartTime.Before(shifts[i-1].EndTime) {
				t.Errorf("%s to %s", s.StartTime, s.EndTime)
			}
		}
	})
}
