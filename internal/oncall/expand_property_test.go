package oncall_test

import (
	"cmp"
	"slices"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/oncall"
)

func TestTurnsPartitionTime(t *testing.T) {
	t.Parallel()
	everywhere(t, 80, func(t *testing.T, d *dice) {
		r := d.rotation("r", 1)
		r.Layers[0].Restrictions, r.Layers[0].Until = nil, ""
		r.Layers[0].Start = d.day.AddDate(-1, 0, -d.IntN(3000)).Format(time.DateOnly)
		from := d.moment(4)
		to := from.Add(time.Duration(d.IntN(10*86400)) * time.Second)
		shifts := oncall.Expand(r, from, to)
		if len(shifts) == 0 || shifts[0].StartTime.After(from) || shifts[len(shifts)-1].EndTime.Before(to) {
			t.Fatalf("%+v: %s to %s is not covered", r.Layers[0], from, to)
		}
		for i, s := range shifts {
			if !s.StartTime.Before(s.EndTime) {
				t.Errorf("%+v: an empty turn at %s", r.Layers[0], s.StartTime)
			}
			if i > 0 && !s.StartTime.Equal(shifts[i-1].EndTime) {
				t.Errorf("%+v: one ends at %s, the next begins at %s", r.Layers[0], shifts[i-1].EndTime, s.StartTime)
			}
		}
	})
}

func TestAQuestionInTwoHalvesHasTheSameAnswer(t *testing.T) {
	t.Parallel()
	everywhere(t, 80, func(t *testing.T, d *dice) {
		r := d.rotation("r", 1+d.IntN(3))
		a := d.moment(4)
		b := a.Add(time.Duration(d.IntN(5*86400*1000)) * time.Millisecond)
		c := b.Add(time.Duration(d.IntN(5*86400*1000)) * time.Millisecond)
		halves := append(oncall.Expand(r, a, b), oncall.Expand(r, b, c)...)
		slices.SortFunc(halves, func(x, y airra.Shift) int {
			return cmp.Or(x.StartTime.Compare(y.StartTime), cmp.Compare(x.ID, y.ID))
		})
		halves = slices.CompactFunc(halves, func(x, y airra.Shift) bool { return x.ID == y.ID && x.EndTime.Equal(y.EndTime) })
		if diff := gocmp.Diff(oncall.Expand(r, a, c), halves); diff != "" {
			t.Errorf("(-whole +halves)\n%s", diff)
		}
	})
}

// TestHandoffsAreWhereAPersonWithAWatchSeesThem walks minute by minute through the
// days and looks at the clock.
func TestHandoffsAreWhereAPersonWithAWatchSeesThem(t *testing.T) {
	t.Parallel()
	everywhere(t, 12, func(t *testing.T, d *dice) {
		r := d.rotation("r", 1)
		l := &r.Layers[0]
		l.Restrictions, l.Until, l.Kind, l.Every = nil, "", airra.LayerDaily, 1+d.IntN(3)
		start, err := time.Parse(time.DateOnly, l.Start)
		if err != nil {
			t.Fatal(err)
		}
		begins := map[int64]airra.EngineerID{}
		for _, s := range oncall.Expand(r, d.day.AddDate(0, 0, -3), d.day.AddDate(0, 0, 4)) {
			begins[s.StartTime.Unix()] = s.EngineerID
		}
		for date := d.day.AddDate(0, 0, -2); date.Before(d.day.AddDate(0, 0, 3)); date = date.AddDate(0, 0, 1) {
			days := int(date.Sub(start).Hours()) / 24
			if days < 0 || days%l.Every != 0 {
				continue
			}
			seen, ok := firstSeen(date.Format("2006-01-02 ")+l.Handoff, date, d.place)
			if who, begun := begins[seen.Unix()]; ok && (!begun || who != l.Members[days/l.Every%len(l.Members)]) {
				t.Errorf("%+v: on %s the clock shows it at %s, and then begins %q", l, date.Format(time.DateOnly), seen, who)
			}
		}
	})
}

// firstSeen is when a clock first shows a date and a time.
func firstSeen(shown string, date time.Time, l *time.Location) (time.Time, bool) {
	for m := date.Add(-30 * time.Hour); m.Before(date.Add(54 * time.Hour)); m = m.Add(time.Minute) {
		if m.In(l).Format("2006-01-02 15:04") == shown {
			return m, true
		}
	}
	return time.Time{}, false
}

// TestRestrictionsAndLayersHoldForEveryMinute compares with what a person says who
// looks at the clock and at the rules.
func TestRestrictionsAndLayersHoldForEveryMinute(t *testing.T) {
	t.Parallel()
	everywhere(t, 12, func(t *testing.T, d *dice) {
		r := d.rotation("r", 1+d.IntN(3))
		for i := range r.Layers {
			// Whose turn it is belongs to other tests; here the person names the layer.
			r.Layers[i].Members = []airra.EngineerID{airra.EngineerID(r.Layers[i].Name)}
		}
		from, to := d.day.AddDate(0, 0, -2), d.day.AddDate(0, 0, 2)
		shifts := oncall.Expand(r, from, to)
		for m := from.Add(30 * time.Second); m.Before(to); m = m.Add(time.Minute) {
			if repeated(m, d.place) {
				continue // of an hour that comes twice the first counts, whatever the clock says
			}
			var got airra.EngineerID
			for _, s := range shifts {
				if s.Covers(m) {
					got += s.EngineerID
				}
			}
			if want := layerAt(r, m.In(d.place)); got != want {
				t.Fatalf("at %s the rules say %q, the shifts %q", m.In(d.place), want, got)
			}
		}
	})
}

// repeated says whether the clock shows this time twice.
func repeated(m time.Time, l *time.Location) bool {
	const shape = "2006-01-02 15:04"
	for _, d := range []time.Duration{-60, -30, 30, 60} {
		if m.Add(d*time.Minute).In(l).Format(shape) == m.In(l).Format(shape) {
			return true
		}
	}
	return false
}

// layerAt is the last layer that has somebody, by what the clock shows.
func layerAt(r airra.Rotation, clock time.Time) (name airra.EngineerID) {
	for _, l := range r.Layers {
		shown := clock.Format("2006-01-02 15:04")
		alive := shown >= l.Start+" "+l.Handoff && (l.Until == "" || shown < l.Until+" "+l.Handoff)
		open := len(l.Restrictions) == 0 || slices.ContainsFunc(l.Restrictions, func(r airra.Restriction) bool { return openAt(r, clock) })
		if alive && open {
			name = airra.EngineerID(l.Name)
		}
	}
	return name
}

func openAt(r airra.Restriction, clock time.Time) bool {
	on := func(d time.Weekday) bool { return len(r.Weekdays) == 0 || slices.Contains(r.Weekdays, d) }
	today, yesterday, shown := clock.Weekday(), (clock.Weekday()+6)%7, clock.Format("15:04")
	if r.Until > r.From {
		return on(today) && r.From <= shown && shown < r.Until
	}
	return on(today) && shown >= r.From || on(yesterday) && shown < r.Until
}
