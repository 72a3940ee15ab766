package oncall_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/oncall"
)

// crew is the week as it is seeded: three levels for all, and one of a service.
func crew(people []airra.Engineer) airra.Roster {
	named := func(s airra.Shift, name string) airra.Shift {
		s.ScheduleName = &name
		return s
	}
	return airra.Roster{Engineers: people, Shifts: []airra.Shift{
		named(shift("s1", alice, airra.LevelPrimary, "03-02 00:00", "03-09 00:00"), "General"),
		named(shift("s2", bob, airra.LevelSecondary, "03-02 00:00", "03-09 00:00"), "General"),
		named(shift("s3", david, airra.LevelTertiary, "03-02 00:00", "03-09 00:00"), "General"),
		specific(named(shift("s4", david, airra.LevelPrimary, "03-02 00:00", "03-09 00:00"), "Payment"), "payment-service", "sre"),
	}}
}

func levels(of ...airra.OnCallLevel) []airra.PageTarget {
	var targets []airra.PageTarget
	for _, l := range of {
		targets = append(targets, airra.PageTarget{Level: l})
	}
	return targets
}

func byName(ids ...airra.EngineerID) []airra.PageTarget {
	var targets []airra.PageTarget
	for _, id := range ids {
		targets = append(targets, airra.PageTarget{EngineerID: id})
	}
	return targets
}

func oneStep(targets []airra.PageTarget, channels ...string) airra.EscalationPolicy {
	return airra.EscalationPolicy{Name: "default", Steps: []airra.EscalationStep{{Targets: targets, Channels: channels, WaitSeconds: 300}}}
}

func TestAStepOfAPolicy(t *testing.T) {
	t.Parallel()
	primary := levels(airra.LevelPrimary)
	allOnLeave := func() []airra.Engineer {
		people := staff()
		for i := range people {
			onLeave(&people[i])
		}
		return people
	}
	for name, v := range map[string]struct {
		roster    airra.Roster
		policy    airra.EscalationPolicy
		service   airra.ServiceName
		contacts  []string
		sentences []string // one for each contact
		nobody    []string
	}{
		"the primary on every channel": {
			crew(staff()), oneStep(primary, "email", "slack"), "order-service",
			[]string{"email:alice.chen@example.com", "slack:@alice-chen"},
			[]string{`step 1 of "default" pages the primary: Alice Chen, from "General"`, `step 1 of "default" pages the primary: Alice Chen, from "General"`},
			nil,
		},
		"the service's own primary": {
			crew(staff()), oneStep(primary, "email"), "payment-service",
			[]string{"email:david.kim@example.com"},
			[]string{`step 1 of "default" pages the primary: David Kim, from "Payment"`},
			nil,
		},
		"one on leave is passed over": {
			crew(with(staff(), alice, onLeave)), oneStep(primary, "email"), "order-service",
			[]string{"email:bob.martinez@example.com"},
			[]string{`step 1 of "default" pages the primary: Bob Martinez as secondary, from "General", because Alice Chen is on leave`},
			nil,
		},
		"a level that nobody has": {
			func() airra.Roster { r := crew(staff()); r.Shifts = r.Shifts[1:2]; return r }(), oneStep(primary, "email"), "order-service",
			[]string{"email:bob.martinez@example.com"},
			[]string{`step 1 of "default" pages the primary: Bob Martinez as secondary, from "General", because nobody is on call as primary`},
			nil,
		},
		"busy people are paged: capacity is for assignments": {
			crew(with(staff(), alice, func(e *airra.Engineer) { e.Status, e.CurrentReviewCount = airra.EngineerBusy, 9 })), oneStep(primary, "email"), "order-service",
			[]string{"email:alice.chen@example.com"},
			[]string{`step 1 of "default" pages the primary: Alice Chen, from "General"`},
			nil,
		},
		"before a page is lost, another one on call gets it": {
			func() airra.Roster {
				r := crew(with(staff(), david, onLeave))
				r.Shifts = []airra.Shift{r.Shifts[0], r.Shifts[3]}
				return r
			}(), oneStep(primary, "email"), "payment-service",
			[]string{"email:alice.chen@example.com"},
			[]string{`step 1 of "default" pages the primary: Alice Chen, from "General", because David Kim is on leave`},
			nil,
		},
		"and when nobody is reachable, the first one": {
			crew(allOnLeave()), oneStep(primary, "email"), "order-service",
			[]string{"email:alice.chen@example.com"},
			[]string{`step 1 of "default" pages the primary: Alice Chen, from "General", although Alice Chen is on leave and Bob Martinez is on leave and David Kim is on leave, since nobody else is on call`},
			nil,
		},
		"nobody at all": {
			airra.Roster{Engineers: staff()},
			oneStep(levels(airra.LevelSecondary), "email"), "order-service",
			nil, nil,
			[]string{"nobody is on call as secondary or after it"},
		},
		"a person by name": {
			crew(staff()), oneStep(byName(carol), "email"), "order-service",
			[]string{"email:carol.johnson@example.com"},
			[]string{`step 1 of "default" pages Carol Johnson by name`},
			nil,
		},
		"a person who is not known": {
			crew(staff()), oneStep(byName(ghost, carol), "email"), "order-service",
			[]string{"email:carol.johnson@example.com"},
			[]string{`step 1 of "default" pages Carol Johnson by name`},
			[]string{"engineer ghost is not known"},
		},
		"a person on leave, beside others": {
			crew(with(staff(), carol, onLeave)), oneStep(append(byName(carol), primary...), "email"), "order-service",
			[]string{"email:alice.chen@example.com"},
			[]string{`step 1 of "default" pages the primary: Alice Chen, from "General"`},
			[]string{"Carol Johnson is on leave"},
		},
		"a person on leave, alone": {
			crew(with(staff(), carol, onLeave)), oneStep(byName(carol), "email"), "order-service",
			[]string{"email:carol.johnson@example.com"},
			[]string{`step 1 of "default" pages Carol Johnson by name, although Carol Johnson is on leave, since the step reaches nobody else`},
			nil,
		},
		"people on leave, beside nobody": {
			airra.Roster{Engineers: with(with(staff(), carol, onLeave), bob, onLeave)},
			oneStep(append(byName(carol, ghost, bob), primary...), "email"), "order-service",
			[]string{"email:carol.johnson@example.com", "email:bob.martinez@example.com"},
			[]string{`step 1 of "default" pages Carol Johnson by name, although Carol Johnson is on leave, since the step reaches nobody else`, `step 1 of "default" pages Bob Martinez by name, although Bob Martinez is on leave, since the step reaches nobody else`},
			[]string{"engineer ghost is not known", "nobody is on call as primary or after it"},
		},
		"no contact twice": {
			crew(staff()), oneStep(append(levels(airra.LevelPrimary, airra.LevelPrimary), byName(alice)...), "sms", "pager", "sms"), "order-service",
			[]string{"sms:+15550100", "pager:+15550100"},
			[]string{`step 1 of "default" pages the primary: Alice Chen, from "General"`, `step 1 of "default" pages the primary: Alice Chen, from "General"`},
			nil,
		},
		"without a channel it is e-mail": {
			crew(staff()), oneStep(primary), "order-service",
			[]string{"email:alice.chen@example.com"},
			[]string{`step 1 of "default" pages the primary: Alice Chen, from "General"`},
			nil,
		},
		"an override says for whom": {
			func() airra.Roster {
				r := crew(staff())
				r.Overrides = []airra.Override{cover("o1", alice, carol, "03-04 00:00", "03-05 00:00")}
				return r
			}(), oneStep(primary, "email"), "order-service",
			[]string{"email:carol.johnson@example.com"},
			[]string{`step 1 of "default" pages the primary: Carol Johnson, from "General", by an override for Alice Chen`},
			nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := oncall.Plan(v.roster, v.policy, 0, 0, v.service, at("03-04 12:00"))
			var contacts, sentences []string
			for _, p := range got.Pages {
				contacts, sentences = append(contacts, p.Contact), append(sentences, p.Why.Sentence)
				if p.Contact != oncall.Contact(p.Channel, p.Address) {
					t.Errorf("%s is not %s at %s", p.Contact, p.Channel, p.Address)
				}
			}
			if diff := cmp.Diff([][]string{v.contacts, v.sentences}, [][]string{contacts, sentences}); diff != "" {
				t.Errorf("pages (-want +got)\n%s", diff)
			}
			if diff := cmp.Diff(append([]string{}, v.nobody...), got.Nobody); diff != "" {
				t.Errorf("nobody (-want +got)\n%s", diff)
			}
		})
	}
}

func TestAPageCarriesTheWholeReason(t *testing.T) {
	t.Parallel()
	r := crew(with(staff(), alice, onLeave))
	r.Overrides = []airra.Override{cover("o1", bob, carol, "03-04 00:00", "03-05 00:00")}
	p := airra.EscalationPolicy{Name: "pay", Steps: []airra.EscalationStep{{}, {Targets: levels(airra.LevelPrimary), Channels: []string{"sms"}}}}
	got := oncall.Plan(r, p, 1, 2, "", at("03-04 12:00")).Pages
	want := []airra.SimulatedPage{{
		Engineer: staff()[2], Channel: "sms", Address: "carol.johnson@example.com", Contact: "sms:carol.johnson@example.com",
		Why: airra.PageReason{
			Policy: "pay", Step: 2, Round: 3, Level: airra.LevelPrimary, UsedLevel: airra.LevelSecondary, Schedule: "General",
			OverrideID: "o1", Skipped: []string{"Alice Chen is on leave"},
			Sentence: `step 2 of "pay", in round 3, pages the primary: Carol Johnson as secondary, from "General", by an override for Bob Martinez, because Alice Chen is on leave`,
		},
	}}
	if len(got) != 1 || got[0].Why.ShiftID == "" {
		t.Fatalf("got %+v", got)
	}
	want[0].Why.ShiftID = got[0].Why.ShiftID
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestAStepThatIsNotThereMeansNobody(t *testing.T) {
	t.Parallel()
	for _, step := range []int{-1, 1} {
		if got := oncall.Plan(crew(staff()), oneStep(levels(airra.LevelPrimary), "email"), step, 0, "", at("03-04 12:00")); len(got.Pages)+len(got.Nobody) > 0 || got.Pages == nil || got.Nobody == nil {
			t.Errorf("step %d: %+v", step, got)
		}
	}
}

func TestASimulationWalksAllStepsOfAllRounds(t *testing.T) {
	t.Parallel()
	r := crew(staff())
	r.Shifts = append(r.Shifts[:2], shift("next", carol, airra.LevelPrimary, "03-04 12:06", "03-09 00:00"))
	p := airra.BuiltInPolicy([]string{"email", "sms", "ops"})
	gone := at("03-01 00:00")
	got := oncall.Simulate(r, p, airra.SimulationQuery{Service: "order-service", At: at("03-04 12:00")}, []airra.ChannelInfo{
		{Name: "email", Configured: false}, {Name: "ops", Configured: true, DisabledAt: &gone, DisabledReason: "it answered 410"},
	})
	type step struct {
		Number, Round int
		At            string
		After         int64
		Who           airra.EngineerID
		Nobody        int
	}
	var steps []step
	for _, s := range got.Steps {
		one := step{s.Number, s.Round, s.At.Format("15:04"), s.AfterSeconds, "", len(s.Nobody)}
		if len(s.Pages) > 0 {
			one.Who = s.Pages[0].Engineer.ID
		}
		steps = append(steps, one)
	}
	want := []step{
		{1, 1, "12:00", 0, alice, 0},
		{2, 1, "12:05", 300, bob, 0},
		{3, 1, "12:10", 600, "", 1},
		{4, 2, "12:15", 900, carol, 0},
		{5, 2, "12:20", 1200, bob, 0},
		{6, 2, "12:25", 1500, "", 1},
	}
	if diff := cmp.Diff(want, steps); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	notes := []string{
		"email is not set up: pages there are recorded as simulated",
		"sms is not set up: pages there are recorded as simulated",
		"ops is switched off: it answered 410",
		"nobody is on call as tertiary at 2026-03-04 12:10 UTC",
	}
	if diff := cmp.Diff(notes, got.Notes); diff != "" {
		t.Errorf("notes (-want +got)\n%s", diff)
	}
	if !got.ExhaustedAt.Equal(at("03-04 12:30")) || got.Policy != "default" || got.Severity != airra.SeverityHigh {
		t.Errorf("got %s %s %s", got.ExhaustedAt, got.Policy, got.Severity)
	}
}

func TestASimulationIsThePlanStepByStep(t *testing.T) {
	t.Parallel()
	everywhere(t, 15, func(t *testing.T, d *dice) {
		r := d.roster()
		p := airra.EscalationPolicy{Name: "p", Repeat: d.IntN(3)}
		for range 1 + d.IntN(4) {
			s := airra.EscalationStep{Channels: []string{"email", "sms"}[:1+d.IntN(2)], WaitSeconds: 1 + d.IntN(7200)}
			for range 1 + d.IntN(3) {
				if d.IntN(3) == 0 {
					s.Targets = append(s.Targets, byName(d.someone())...)
				} else {
					s.Targets = append(s.Targets, levels(airra.OnCallLevels[d.IntN(3)])...)
				}
			}
			p.Steps = append(p.Steps, s)
		}
		q := airra.SimulationQuery{Service: d.service(), At: d.moment(3)}
		sim, now := oncall.Simulate(r, p, q, nil), q.At
		if len(sim.Steps) != len(p.Steps)*(p.Repeat+1) {
			t.Fatalf("%d steps of %d in %d rounds", len(sim.Steps), len(p.Steps), p.Repeat+1)
		}
		paging := airra.Paging{Policy: p}
		for _, s := range sim.Steps {
			want := oncall.Plan(r, p, paging.Step, paging.Round, q.Service, now)
			if diff := cmp.Diff([]any{now, want.Pages, want.Nobody}, []any{s.At, s.Pages, s.Nobody}); diff != "" {
				t.Errorf("step %d (-plan +simulation)\n%s", s.Number, diff)
			}
			seen := map[string]bool{}
			for _, page := range s.Pages {
				if seen[page.Contact] {
					t.Errorf("%s is paged twice in step %d", page.Contact, s.Number)
				}
				seen[page.Contact] = true
			}
			paging.Advance(len(want.Pages) > 0, now)
			now = *paging.DueAt
		}
		if !paging.Finished() || !sim.ExhaustedAt.Equal(now) {
			t.Errorf("paging ends at %s, the simulation at %s", now, sim.ExhaustedAt)
		}
	})
}

func TestAPolicyWithoutStepsIsNoted(t *testing.T) {
	t.Parallel()
	got := oncall.Simulate(crew(staff()), airra.EscalationPolicy{Name: "none", Repeat: 3}, airra.SimulationQuery{At: at("03-04 12:00")}, nil)
	want := airra.Simulation{
		At: at("03-04 12:00"), Severity: airra.SeverityHigh, Policy: "none", Steps: []airra.SimulatedStep{}, ExhaustedAt: at("03-04 12:00"),
		Notes: []string{`policy "none" has no steps, so nobody is ever paged`},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
