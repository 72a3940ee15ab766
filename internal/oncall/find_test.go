package oncall_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/oncall"
)

// specific makes a shift one for a service, or for a team, or both.
func specific(s airra.Shift, service airra.ServiceName, team string) airra.Shift {
	if service != "" {
		s.Service = &service
	}
	if team != "" {
		s.Team = &team
	}
	return s
}

func TestFinding(t *testing.T) {
	t.Parallel()
	general := shift("s1", alice, airra.LevelPrimary, "03-02 00:00", "03-09 00:00")
	second := shift("s2", bob, airra.LevelSecondary, "03-02 00:00", "03-09 00:00")
	payment := specific(shift("s3", david, airra.LevelPrimary, "03-01 00:00", "03-09 00:00"), "payment-service", "sre")
	for name, v := range map[string]struct {
		shifts  []airra.Shift
		people  []airra.Engineer
		query   airra.OnCallQuery
		fit     oncall.Fit
		shift   airra.ShiftID
		skipped []string
	}{
		"the service's own beats the general one":     {shifts: []airra.Shift{general, payment}, query: airra.OnCallQuery{Service: "payment-service"}, shift: "s3"},
		"another service's is no answer":              {shifts: []airra.Shift{general, payment}, query: airra.OnCallQuery{Service: "order-service"}, shift: "s1"},
		"without a service the newest start counts":   {shifts: []airra.Shift{payment, general}, shift: "s1"},
		"the team's own beats the general one":        {shifts: []airra.Shift{general, specific(shift("s4", carol, airra.LevelPrimary, "03-01 00:00", "03-09 00:00"), "", "sre")}, query: airra.OnCallQuery{Team: "sre"}, shift: "s4"},
		"a service counts more than a team":           {shifts: []airra.Shift{specific(shift("s4", carol, airra.LevelPrimary, "03-03 00:00", "03-09 00:00"), "", "sre"), specific(general, "order-service", "")}, query: airra.OnCallQuery{Service: "order-service", Team: "sre"}, shift: "s1"},
		"another team's is no answer":                 {shifts: []airra.Shift{general, payment}, query: airra.OnCallQuery{Service: "payment-service", Team: "backend"}, shift: "s1"},
		"of two that match the smaller id counts":     {shifts: []airra.Shift{shift("s9", bob, airra.LevelPrimary, "03-02 00:00", "03-09 00:00"), general}, shift: "s1"},
		"a missing primary falls through":             {shifts: []airra.Shift{second}, shift: "s2"},
		"one on leave does too":                       {shifts: []airra.Shift{general, second}, people: with(staff(), alice, onLeave), fit: (*airra.Engineer).Reachable, shift: "s2", skipped: []string{"Alice Chen is on leave"}},
		"one candidate per level":                     {shifts: []airra.Shift{general, payment, second}, people: with(staff(), david, onLeave), fit: (*airra.Engineer).Reachable, query: airra.OnCallQuery{Service: "payment-service"}, shift: "s2", skipped: []string{"David Kim is on leave"}},
		"capacity, in words":                          {shifts: []airra.Shift{general, second}, people: with(staff(), alice, func(e *airra.Engineer) { e.CurrentReviewCount = 3 }), fit: (*airra.Engineer).CanAccept, shift: "s2", skipped: []string{"Alice Chen is at capacity (3/3)"}},
		"a status, in words":                          {shifts: []airra.Shift{general, second}, people: with(staff(), alice, func(e *airra.Engineer) { e.Status = airra.EngineerBusy }), fit: (*airra.Engineer).CanAccept, shift: "s2", skipped: []string{"Alice Chen's status is busy"}},
		"an engineer who is not known is passed over": {shifts: []airra.Shift{shift("s5", ghost, airra.LevelPrimary, "03-02 00:00", "03-09 00:00"), second}, shift: "s2", skipped: []string{"engineer ghost is not known"}},
		"from the level that was asked":               {shifts: []airra.Shift{general, second}, query: airra.OnCallQuery{Level: airra.LevelSecondary}, shift: "s2"},
		"and not before it":                           {shifts: []airra.Shift{general}, query: airra.OnCallQuery{Level: airra.LevelSecondary}},
		"what is no level finds nobody":               {shifts: []airra.Shift{general}, query: airra.OnCallQuery{Level: "boss"}},
		"nobody":                                      {},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if v.people == nil {
				v.people = staff()
			}
			v.query.At = at("03-04 12:00")
			got := oncall.Find(airra.Roster{Engineers: v.people, Shifts: v.shifts}, v.query, v.fit)
			if diff := cmp.Diff(v.skipped, got.Skipped); diff != "" {
				t.Errorf("skipped (-want +got)\n%s", diff)
			}
			switch {
			case v.shift == "" && got.Entry != nil:
				t.Errorf("got %s", got.Entry.Schedule.ID)
			case v.shift != "" && (got.Entry == nil || got.Entry.Schedule.ID != v.shift):
				t.Errorf("got %+v, want %s", got.Entry, v.shift)
			case got.Entry != nil && (got.Entry.Level != got.Entry.Schedule.Level || got.Entry.Engineer.ID != got.Entry.Schedule.EngineerID):
				t.Errorf("the entry does not agree with itself: %+v", got.Entry)
			}
		})
	}
}

// oracle looks through every shift for one that nothing beats.
func oracle(r airra.Roster, q airra.OnCallQuery, fit oncall.Fit) (id airra.ShiftID) {
	matches := func(s airra.Shift, level airra.OnCallLevel) bool {
		return s.Level == level && s.Covers(q.At) && (q.Service == "" || s.Service == nil || *s.Service == q.Service) && (q.Team == "" || s.Team == nil || *s.Team == q.Team)
	}
	beats := func(a, b airra.Shift) bool {
		if forIt, forThat := a.Service != nil, b.Service != nil; q.Service != "" && forIt != forThat {
			return forIt
		}
		if forIt, forThat := a.Team != nil, b.Team != nil; q.Team != "" && forIt != forThat {
			return forIt
		}
		if !a.StartTime.Equal(b.StartTime) {
			return a.StartTime.After(b.StartTime)
		}
		return a.ID < b.ID
	}
	plan := oncall.Shifts(r, q.At.Add(-time.Hour), q.At.Add(time.Hour))
	for _, level := range airra.OnCallLevels[max(0, slices.Index(airra.OnCallLevels, q.Level)):] {
		for _, s := range plan {
			unbeaten := matches(s, level) && !slices.ContainsFunc(plan, func(o airra.Shift) bool { return matches(o, level) && beats(o, s) })
			e := slices.IndexFunc(r.Engineers, func(e airra.Engineer) bool { return e.ID == s.EngineerID })
			if !unbeaten || e < 0 {
				continue
			}
			if ok, _ := fit(&r.Engineers[e]); ok {
				return s.ID
			}
		}
	}
	return ""
}

func (d *dice) query() airra.OnCallQuery {
	q := airra.OnCallQuery{At: d.moment(4)}
	if d.IntN(2) == 0 {
		q.Service = d.service()
	}
	if d.IntN(3) == 0 {
		q.Team = d.team()
	}
	if d.IntN(3) == 0 {
		q.Level = airra.OnCallLevels[d.IntN(3)]
	}
	return q
}

// handoff moves a question to where two shifts touch, now and then.
func (d *dice) handoff(r airra.Roster, q airra.OnCallQuery) airra.OnCallQuery {
	if plan := oncall.At(r, q.At); len(plan) > 0 && d.IntN(2) == 0 {
		q.At = plan[d.IntN(len(plan))].EndTime
	}
	return q
}

func TestFindAgreesWithLookingThroughEverything(t *testing.T) {
	t.Parallel()
	everywhere(t, 40, func(t *testing.T, d *dice) {
		r := d.roster()
		for range 20 {
			q, fit := d.handoff(r, d.query()), oncall.Fit((*airra.Engineer).Reachable)
			if d.IntN(2) == 0 {
				fit = (*airra.Engineer).CanAccept
			}
			var got airra.ShiftID
			if found := oncall.Find(r, q, fit); found.Entry != nil {
				got = found.Entry.Schedule.ID
			}
			if want := oracle(r, q, fit); got != want {
				t.Errorf("%+v: got %q, want %q", q, got, want)
			}
		}
	})
}

func TestAChainHasNobodyTwice(t *testing.T) {
	t.Parallel()
	everywhere(t, 40, func(t *testing.T, d *dice) {
		r := d.roster()
		for range 20 {
			q := d.handoff(r, d.query())
			seen := map[airra.EngineerID]bool{}
			level := -1
			for _, e := range oncall.Chain(r, q, (*airra.Engineer).Reachable) {
				if seen[e.Engineer.ID] {
					t.Errorf("%s is there twice", e.Engineer.ID)
				}
				seen[e.Engineer.ID] = true
				if next := slices.Index(airra.OnCallLevels, e.Level); next <= level {
					t.Errorf("%s comes after level %d", e.Level, level)
				} else {
					level = next
				}
				if ok, _ := e.Engineer.Reachable(); !ok || !e.Schedule.Covers(q.At) {
					t.Errorf("%+v cannot be called", e)
				}
			}
			q.Level = ""
			if found := oncall.Find(r, q, (*airra.Engineer).Reachable); (found.Entry != nil) != (len(seen) > 0) || found.Entry != nil && !seen[found.Entry.Engineer.ID] {
				t.Errorf("%+v is found and not in the chain", found.Entry)
			}
		}
	})
}

func TestAChainGoesThroughTheLevels(t *testing.T) {
	t.Parallel()
	r := airra.Roster{Engineers: with(staff(), bob, onLeave), Shifts: []airra.Shift{
		shift("s1", alice, airra.LevelPrimary, "03-02 00:00", "03-09 00:00"),
		shift("s2", bob, airra.LevelSecondary, "03-02 00:00", "03-09 00:00"),
		shift("s3", david, airra.LevelTertiary, "03-02 00:00", "03-09 00:00"),
	}}
	var got []airra.EngineerID
	for _, e := range oncall.Chain(r, airra.OnCallQuery{At: at("03-04 00:00"), Level: airra.LevelTertiary}, (*airra.Engineer).Reachable) {
		got = append(got, e.Engineer.ID)
	}
	if diff := cmp.Diff([]airra.EngineerID{alice, david}, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestCurrentIsByLevelThenServiceAndLeavesNobodyOut(t *testing.T) {
	t.Parallel()
	r := airra.Roster{Engineers: with(staff(), alice, onLeave), Shifts: []airra.Shift{
		shift("s1", bob, airra.LevelSecondary, "03-02 00:00", "03-09 00:00"),
		specific(shift("s2", david, airra.LevelPrimary, "03-02 00:00", "03-09 00:00"), "payment-service", ""),
		specific(shift("s3", carol, airra.LevelPrimary, "03-02 00:00", "03-09 00:00"), "order-service", ""),
		shift("s4", alice, airra.LevelPrimary, "03-02 00:00", "03-09 00:00"),
		shift("s5", alice, airra.LevelPrimary, "03-10 00:00", "03-11 00:00"),
		shift("s6", ghost, airra.LevelPrimary, "03-02 00:00", "03-09 00:00"),
	}}
	var got []airra.ShiftID
	for _, e := range oncall.Current(r, at("03-04 00:00")) {
		got = append(got, e.Schedule.ID)
	}
	if diff := cmp.Diff([]airra.ShiftID{"s4", "s3", "s2", "s1"}, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if none := oncall.Current(airra.Roster{}, at("03-04 00:00")); none == nil || len(none) > 0 {
		t.Errorf("nobody is %#v", none)
	}
}

func TestAddressesByChannel(t *testing.T) {
	t.Parallel()
	people := staff()
	for _, v := range []struct {
		who     int
		channel string
		want    string
	}{
		{0, "email", "alice.chen@example.com"},
		{0, "slack", "@alice-chen"},
		{0, "sms", "+15550100"},
		{0, "pager", "+15550100"},
		{2, "slack", "carol.johnson@example.com"},
		{2, "sms", "carol.johnson@example.com"},
	} {
		if got := oncall.Address(&people[v.who], v.channel); got != v.want {
			t.Errorf("%s on %s: got %s, want %s", people[v.who].Name, v.channel, got, v.want)
		}
	}
	if got := oncall.Contact("email", "alice@example.com"); got != "email:alice@example.com" {
		t.Errorf("got %s", got)
	}
}

func TestWarningsTellOfOverlapsInTheSameScope(t *testing.T) {
	t.Parallel()
	r := airra.Roster{
		Engineers: staff(), Rotations: []airra.Rotation{daily("UTC", "2026-03-01", "00:00", alice, bob)},
		Shifts: []airra.Shift{shift("s1", carol, airra.LevelPrimary, "03-03 00:00", "03-04 00:00"), shift("s2", carol, airra.LevelSecondary, "03-03 00:00", "03-04 00:00")},
	}
	s := shift("new", david, airra.LevelPrimary, "03-03 12:00", "03-06 12:00")
	for name, v := range map[string]struct {
		shift airra.Shift
		want  []string
	}{
		"one sentence for each schedule": {s, []string{
			`overlaps with "Week" as primary from 2026-03-03 12:00 UTC to 2026-03-06 12:00 UTC (3 d)`,
			`overlaps with "Plan s1" as primary from 2026-03-03 12:00 UTC to 2026-03-04 00:00 UTC (12 h)`,
		}},
		"another service":          {specific(s, "payment-service", ""), []string{}},
		"another team":             {specific(s, "", "sre"), []string{}},
		"not with itself":          {shift("s2", carol, airra.LevelSecondary, "03-03 00:00", "03-05 00:00"), []string{}},
		"touching is no overlap":   {shift("new", david, airra.LevelSecondary, "03-04 00:00", "03-05 00:00"), []string{}},
		"what is off overlaps not": {func() airra.Shift { off := s; off.IsActive = false; return off }(), []string{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(v.want, oncall.Warnings(r, v.shift)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}
