package oncall_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
)

// everywhere runs a property for many seeds around every change of the clocks.
func everywhere(t *testing.T, seeds int, check func(t *testing.T, d *dice)) {
	t.Helper()
	for _, z := range zones {
		for _, change := range z.changes {
			t.Run(z.name+" "+change, func(t *testing.T) {
				t.Parallel()
				day, err := time.Parse(time.DateOnly, change)
				if err != nil {
					t.Fatal(err)
				}
				for seed := range seeds {
					d := &dice{rand.New(rand.NewPCG(uint64(seed), uint64(day.Unix()))), z.name, place(t, z.name), day, seed}
					check(t, d)
					if t.Failed() {
						t.Fatalf("seed %d", seed)
					}
				}
			})
		}
	}
}

// dice throw rotations and rosters around a day.
type dice struct {
	*rand.Rand
	zone  string
	place *time.Location
	day   time.Time
	seed  int
}

// moment is within so many days of the day, on a whole second.
func (d *dice) moment(days int) time.Time {
	return d.day.Add(time.Duration(d.IntN(2*days*86400)-days*86400) * time.Second)
}

// date is within so many days before the day.
func (d *dice) date(days int) string {
	return d.day.AddDate(0, 0, -d.IntN(days)).Format(time.DateOnly)
}

// clock is a time of day, often one of the night, in which clocks change.
func (d *dice) clock() string {
	if d.IntN(2) == 0 {
		return fmt.Sprintf("%02d:%02d", d.IntN(4), 15*d.IntN(4))
	}
	return fmt.Sprintf("%02d:%02d", d.IntN(24), d.IntN(60))
}

func (d *dice) someone() airra.EngineerID {
	return []airra.EngineerID{alice, bob, carol, david}[d.IntN(4)]
}

func (d *dice) layer(name string) airra.Layer {
	l := airra.Layer{
		Name: name, Kind: airra.LayerKinds[d.IntN(3)], Every: 1 + d.IntN(3), Start: d.date(30), Handoff: d.clock(),
	}
	if l.Kind == airra.LayerCustom {
		l.Every = 1 + d.IntN(40)
	}
	if d.IntN(5) == 0 {
		l.Until = d.day.AddDate(0, 0, 1+d.IntN(10)).Format(time.DateOnly)
	}
	for range 1 + d.IntN(5) {
		l.Members = append(l.Members, d.someone())
	}
	for range d.IntN(4) {
		l.Restrictions = append(l.Restrictions, d.restriction())
	}
	return l
}

func (d *dice) restriction() airra.Restriction {
	r := airra.Restriction{From: d.clock(), Until: d.clock()}
	if d.IntN(8) == 0 {
		r.Until = "24:00"
	}
	for range d.IntN(5) {
		r.Weekdays = append(r.Weekdays, time.Weekday(d.IntN(7)))
	}
	return r
}

func (d *dice) rotation(id airra.RotationID, layers int) airra.Rotation {
	r := airra.Rotation{ID: id, Name: string(id), Level: airra.OnCallLevels[d.IntN(3)], TimeZone: d.zone, IsActive: true}
	for i := range layers {
		r.Layers = append(r.Layers, d.layer(fmt.Sprint("layer ", i)))
	}
	if d.IntN(2) == 0 {
		r.Service = ptr(d.service())
	}
	if d.IntN(4) == 0 {
		r.Team = ptr(d.team())
	}
	return r
}

func (d *dice) service() airra.ServiceName {
	return []airra.ServiceName{"payment-service", "order-service"}[d.IntN(2)]
}

func (d *dice) team() string { return []string{"sre", "backend"}[d.IntN(2)] }

// roster is some of everything.
func (d *dice) roster() airra.Roster {
	r := airra.Roster{Engineers: staff()}
	for i := range r.Engineers {
		e := &r.Engineers[i]
		e.Status, e.IsAvailable = airra.EngineerStatuses[d.IntN(4)], d.IntN(4) > 0
	}
	for i := range 1 + d.IntN(3) {
		r.Rotations = append(r.Rotations, d.rotation(airra.RotationID(fmt.Sprint("r", i)), 1+d.IntN(3)))
	}
	for i := range d.IntN(6) {
		start := d.moment(4)
		s := airra.Shift{
			ID: airra.ShiftID(fmt.Sprint("s", i)), EngineerID: d.someone(), Level: airra.OnCallLevels[d.IntN(3)],
			StartTime: start, EndTime: start.Add(time.Duration(1+d.IntN(72)) * time.Hour), IsActive: d.IntN(6) > 0,
		}
		if d.IntN(2) == 0 {
			s.Service = ptr(d.service())
		}
		if d.IntN(3) == 0 {
			s.Team = ptr(d.team())
		}
		r.Shifts = append(r.Shifts, s)
	}
	for i := range d.IntN(6) {
		r.Overrides = append(r.Overrides, d.override(i))
	}
	d.Shuffle(len(r.Overrides), func(i, j int) { r.Overrides[i], r.Overrides[j] = r.Overrides[j], r.Overrides[i] })
	return r
}

func (d *dice) override(i int) airra.Override {
	start := d.moment(4)
	o := airra.Override{
		ID: airra.OverrideID(fmt.Sprint("o", i)), EngineerID: d.someone(), StartTime: start,
		EndTime: start.Add(time.Duration(1+d.IntN(100*3600)) * time.Second), CreatedAt: d.day.Add(time.Duration(i) * time.Second),
	}
	if d.IntN(3) > 0 {
		o.RotationID = ptr(airra.RotationID(fmt.Sprint("r", d.IntN(3))))
	}
	if o.RotationID == nil || d.IntN(2) == 0 {
		o.Replaces = ptr(d.someone())
	}
	return o
}
