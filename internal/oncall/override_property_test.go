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

// holder is who has a place in the plan at a moment.
type holder struct {
	place    string // a rotation or a written shift
	engineer airra.EngineerID
}

// holdersAt asks the rules one by one what becomes of each place at a moment.
func holdersAt(r airra.Roster, m time.Time) []holder {
	rules := slices.Clone(r.Overrides)
	slices.SortFunc(rules, func(a, b airra.Override) int {
		return cmp.Or(a.CreatedAt.Compare(b.CreatedAt), cmp.Compare(a.ID, b.ID))
	})
	decide := func(rotation airra.RotationID, turnOf airra.EngineerID) airra.EngineerID {
		now := turnOf
		for _, o := range rules {
			here := o.RotationID == nil || *o.RotationID == rotation
			concerns := o.Replaces == nil || turnOf != "" && *o.Replaces == turnOf || now != "" && *o.Replaces == now
			if here && concerns && !m.Before(o.StartTime) && !m.After(o.EndTime) {
				now = o.EngineerID
			}
		}
		return now
	}
	var all []holder
	for _, s := range r.Shifts {
		if s.Covers(m) {
			all = append(all, holder{string(s.ID), decide("", s.EngineerID)})
		}
	}
	for _, rotation := range r.Rotations {
		var turnOf airra.EngineerID
		for _, s := range oncall.Expand(rotation, m, m) {
			turnOf = s.EngineerID
		}
		if now := decide(rotation.ID, turnOf); now != "" {
			all = append(all, holder{string(rotation.ID), now})
		}
	}
	return all
}

// TestOverridesDecideEveryMoment asks for moments half a second beside whole seconds,
// where no two shifts touch.
func TestOverridesDecideEveryMoment(t *testing.T) {
	t.Parallel()
	everywhere(t, 40, func(t *testing.T, d *dice) {
		r := d.roster()
		plan := oncall.Shifts(r, d.day.AddDate(0, 0, -5), d.day.AddDate(0, 0, 5))
		for range 60 {
			m := d.moment(4).Add(time.Second / 2)
			want := map[string]int{}
			for _, h := range holdersAt(r, m) {
				want[string(h.engineer)]++
			}
			got := map[string]int{}
			for _, s := range plan {
				if s.Covers(m) {
					got[string(s.EngineerID)]++
				}
			}
			if diff := gocmp.Diff(want, got); diff != "" {
				t.Errorf("at %s (-rules +plan)\n%s", m, diff)
			}
		}
	})
}

func TestOverridesOnlyEverAddTimeWhereTheyFillGaps(t *testing.T) {
	t.Parallel()
	everywhere(t, 50, func(t *testing.T, d *dice) {
		r := d.roster()
		bare := r
		bare.Overrides = nil
		for range 20 {
			m := d.moment(4).Add(time.Second / 2)
			before, after := oncall.At(bare, m), oncall.At(r, m)
			filled := 0
			for _, s := range after {
				if s.RotationID != nil && s.Layer == nil {
					filled++
				}
			}
			if len(before)+filled != len(after) {
				t.Errorf("at %s: %d shifts without overrides, %d with, %d of them in gaps", m, len(before), len(after), filled)
			}
		}
	})
}

func TestThePlanIsTheSameHoweverItIsAskedFor(t *testing.T) {
	t.Parallel()
	everywhere(t, 50, func(t *testing.T, d *dice) {
		r := d.roster()
		whole := oncall.Shifts(r, d.day.AddDate(0, 0, -6), d.day.AddDate(0, 0, 6))
		byID := map[airra.ShiftID]airra.Shift{}
		for _, s := range whole {
			if _, twice := byID[s.ID]; twice {
				t.Errorf("%s is there twice", s.ID)
			}
			byID[s.ID] = s
		}
		from := d.moment(4)
		to := from.Add(time.Duration(d.IntN(86400)) * time.Second)
		want := []airra.Shift{}
		for _, s := range whole {
			if !s.StartTime.After(to) && !s.EndTime.Before(from) {
				want = append(want, s)
			}
		}
		if diff := gocmp.Diff(want, oncall.Shifts(r, from, to)); diff != "" {
			t.Errorf("(-part of the whole +asked for)\n%s", diff)
		}
	})
}
