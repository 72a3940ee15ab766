package oncall_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/oncall"
)

// quiet is a week in which there is nothing to find, for a test to spoil.
func quiet() oncall.LintInput {
	policy := oneStep(levels(airra.LevelPrimary), "email")
	policy.ID = "p1"
	return oncall.LintInput{
		Roster:   airra.Roster{Engineers: staff(), Rotations: []airra.Rotation{weekly("Europe/Berlin", alice, bob)}},
		Policies: []airra.EscalationPolicy{policy},
		Proven:   []string{"email:alice.chen@example.com", "email:bob.martinez@example.com", "email:carol.johnson@example.com", "email:david.kim@example.com"},
		From:     at("03-09 12:00"), To: at("03-16 12:00"),
	}
}

// finding is a [airra.LintResult] as these tables write it.
type finding struct {
	kind       airra.LintKind
	start, end string
	message    string
}

func findings(r airra.LintReport) []finding {
	moment := func(t *time.Time) string {
		if t == nil {
			return ""
		}
		return t.Format("01-02 15:04")
	}
	var all []finding
	for _, f := range r.Findings {
		all = append(all, finding{f.Kind, moment(f.Start), moment(f.End), f.Message})
	}
	return all
}

func TestLintFinds(t *testing.T) {
	t.Parallel()
	for name, v := range map[string]struct {
		spoil func(in *oncall.LintInput)
		want  []finding
	}{
		"nothing": {func(*oncall.LintInput) {}, nil},
		"a gap, its neighbours melted": {func(in *oncall.LintInput) {
			in.Roster.Rotations = nil
			in.Roster.Shifts = []airra.Shift{
				shift("s1", alice, airra.LevelPrimary, "03-09 00:00", "03-10 00:00"), shift("s2", bob, airra.LevelPrimary, "03-10 00:00", "03-11 00:00"),
				shift("s3", bob, airra.LevelSecondary, "03-11 00:00", "03-14 00:00"), shift("s4", bob, airra.LevelPrimary, "03-13 12:30", "03-17 00:00"),
			}
		}, []finding{
			{airra.LintGap, "03-11 00:00", "03-13 12:30", "nobody is on call as primary from 2026-03-11 00:00 UTC to 2026-03-13 12:30 UTC (2 d 12 h)"},
		}},
		"for whom a gap matters": {func(in *oncall.LintInput) {
			in.Roster.Rotations[0].Service = ptr(airra.ServiceName("payment-service"))
			in.Services = []airra.ServiceName{"web", "payment-service", "db", "auth", "mail", "api"}
		}, []finding{
			{airra.LintGap, "03-09 12:00", "03-16 12:00", "nobody is on call as primary for api, auth, db and 2 more services from 2026-03-09 12:00 UTC to 2026-03-16 12:00 UTC (7 d)"},
		}},
		"a gap of a service that has somebody at times": {func(in *oncall.LintInput) {
			in.Roster.Rotations[0].Layers[0].Restrictions = []airra.Restriction{{Weekdays: []time.Weekday{time.Monday}, From: "09:00", Until: "09:00"}}
			in.Roster.Shifts = []airra.Shift{specific(shift("s1", carol, airra.LevelPrimary, "03-10 00:00", "03-16 12:00"), "payment-service", "")}
		}, []finding{
			{airra.LintGap, "03-10 08:00", "03-16 08:00", "nobody is on call as primary from 2026-03-10 08:00 UTC to 2026-03-16 08:00 UTC (6 d)"},
		}},
		"a service with a policy of its own and no schedule": {func(in *oncall.LintInput) {
			in.Roster.Rotations[0].Layers[0].Until = "2026-03-12"
			own := in.Policies[0]
			own.ID, own.Name, own.Service = "p2", "pay", ptr(airra.ServiceName("payment-service"))
			in.Policies = append(in.Policies, own)
		}, []finding{
			{airra.LintGap, "03-12 08:00", "03-16 12:00", "nobody is on call as primary for payment-service from 2026-03-12 08:00 UTC to 2026-03-16 12:00 UTC (4 d 4 h)"},
			{airra.LintGap, "03-12 08:00", "03-16 12:00", "nobody is on call as primary from 2026-03-12 08:00 UTC to 2026-03-16 12:00 UTC (4 d 4 h)"},
		}},
		"whoever does not exist covers nothing": {func(in *oncall.LintInput) {
			in.Roster.Rotations[0].Layers[0].Members[0] = ghost
		}, []finding{
			{airra.LintGap, "03-16 08:00", "03-16 12:00", "nobody is on call as primary from 2026-03-16 08:00 UTC to 2026-03-16 12:00 UTC (4 h)"},
		}},
		"schedules in each other's way, once": {func(in *oncall.LintInput) {
			other := daily("UTC", "2026-03-11", "00:00", carol)
			other.ID, other.Name, other.Layers[0].Until = "r2", "Other", "2026-03-13"
			in.Roster.Rotations = append(in.Roster.Rotations, other)
		}, []finding{
			{airra.LintOverlap, "03-11 00:00", "03-13 00:00", `"Other" and "Week" are both on call as primary from 2026-03-11 00:00 UTC to 2026-03-13 00:00 UTC (2 d)`},
		}},
		"schedules in each other's way, again and again": {func(in *oncall.LintInput) {
			other := daily("UTC", "2026-03-11", "00:00", carol)
			other.ID, other.Name, other.Layers[0].Restrictions = "r2", "Other", []airra.Restriction{{From: "12:00", Until: "13:00"}}
			in.Roster.Rotations = append(in.Roster.Rotations, other)
		}, []finding{
			{airra.LintOverlap, "03-11 12:00", "03-15 13:00", `"Other" and "Week" are both on call as primary, 5 times between 2026-03-11 12:00 UTC and 2026-03-15 13:00 UTC`},
		}},
		"shifts of one schedule": {func(in *oncall.LintInput) {
			a, b := shift("s1", carol, airra.LevelSecondary, "03-10 00:00", "03-12 00:00"), shift("s2", david, airra.LevelSecondary, "03-11 23:00", "03-13 00:00")
			b.ScheduleName = a.ScheduleName
			in.Roster.Shifts = []airra.Shift{a, b}
		}, []finding{
			{airra.LintOverlap, "03-11 23:00", "03-12 00:00", `two shifts of "Plan s1" are on call as secondary at once from 2026-03-11 23:00 UTC to 2026-03-12 00:00 UTC (1 h)`},
		}},
		"no overlap across services": {func(in *oncall.LintInput) {
			in.Roster.Shifts = []airra.Shift{specific(shift("s1", carol, airra.LevelPrimary, "03-10 00:00", "03-12 00:00"), "payment-service", "")}
		}, nil},
		"people whom nothing has ever reached": {func(in *oncall.LintInput) {
			in.Proven = []string{"email:alice.chen@example.com", "slack:@bob-martinez"}
			in.Policies[0].Steps = append(in.Policies[0].Steps, airra.EscalationStep{Targets: byName(carol), Channels: []string{"sms"}})
		}, []finding{
			{airra.LintContact, "03-09 12:00", "", "Bob Martinez is on call from 2026-03-09 12:00 UTC, and nobody has ever acknowledged from email:bob.martinez@example.com or sms:bob.martinez@example.com"},
			{airra.LintContact, "03-09 12:00", "", `Carol Johnson is paged by step 2 of "default", and nobody has ever acknowledged from sms:carol.johnson@example.com`},
		}},
		"the channels are those of the service's policy": {func(in *oncall.LintInput) {
			in.Roster.Shifts = []airra.Shift{specific(shift("s1", david, airra.LevelPrimary, "03-10 00:00", "03-12 00:00"), "payment-service", "")}
			own := oneStep(levels(airra.LevelPrimary), "sms")
			own.ID, own.Name, own.Service = "p2", "pay", ptr(airra.ServiceName("payment-service"))
			in.Policies = append(in.Policies, own)
		}, []finding{
			{airra.LintContact, "03-10 00:00", "", "David Kim is on call from 2026-03-10 00:00 UTC, and nobody has ever acknowledged from sms:+15550103"},
		}},
		"whoever is on call for all is paged by every policy": {func(in *oncall.LintInput) {
			own := oneStep(levels(airra.LevelPrimary), "sms")
			own.ID, own.Name, own.Service = "p2", "pay", ptr(airra.ServiceName("payment-service"))
			in.Policies = append(in.Policies, own)
			in.Proven = []string{"sms:+15550100", "sms:bob.martinez@example.com"}
		}, nil},
		"without a default policy the built-in one counts": {func(in *oncall.LintInput) {
			in.Policies, in.Channels = nil, []airra.ChannelInfo{{Name: "email"}, {Name: "sms", Configured: true}}
		}, []finding{
			{airra.LintContact, "03-09 12:00", "", "Bob Martinez is on call from 2026-03-09 12:00 UTC, and nobody has ever acknowledged from sms:bob.martinez@example.com"},
			{airra.LintContact, "03-16 08:00", "", "Alice Chen is on call from 2026-03-16 08:00 UTC, and nobody has ever acknowledged from sms:+15550100"},
		}},
		"who is on call and on leave": {func(in *oncall.LintInput) {
			with(in.Roster.Engineers, bob, onLeave)
			with(in.Roster.Engineers, alice, onLeave) // next week; what will be then nobody knows
		}, []finding{
			{airra.LintUnpageable, "03-09 12:00", "03-16 08:00", "Bob Martinez is on leave, and on call as primary until 2026-03-16 08:00 UTC"},
		}},
		"a handoff that the clocks jump over": {func(in *oncall.LintInput) {
			in.Roster.Rotations[0] = daily("Europe/Berlin", "2026-03-01", "02:30", alice, bob)
			in.From, in.To = at("03-20 00:00"), at("04-10 00:00")
		}, []finding{
			{airra.LintDST, "03-29 01:00", "", `"Week" hands over at 2026-03-29 02:30, which the clocks of Europe/Berlin are put forward over; it happens at 2026-03-29 03:00 CEST`},
		}},
		"a handoff that happens twice": {func(in *oncall.LintInput) {
			in.Roster.Rotations[0] = daily("Europe/Berlin", "2026-03-01", "02:30", alice, bob)
			in.From, in.To = at("10-20 00:00"), at("10-25 00:30")
		}, []finding{
			{airra.LintDST, "10-25 00:30", "", `"Week" hands over at 2026-10-25 02:30, which happens twice in Europe/Berlin, since the clocks are put back; it happens at the first, 2026-10-25 02:30 CEST`},
		}},
		"only on days with a handoff, and not of elapsed time": {func(in *oncall.LintInput) {
			in.Roster.Rotations[0] = weekly("Europe/Berlin", alice, bob)
			in.Roster.Rotations[0].Layers[0].Handoff = "02:30"
			other := daily("Europe/Berlin", "2026-03-01", "02:30", carol)
			other.ID, other.Name, other.Level, other.Layers[0].Kind, other.Layers[0].Every = "r2", "Other", airra.LevelSecondary, airra.LayerCustom, 24
			in.Roster.Rotations = append(in.Roster.Rotations, other)
			in.From, in.To = at("03-20 00:00"), at("04-10 00:00")
		}, nil},
		"a zone that nobody knows": {func(in *oncall.LintInput) {
			r := weekly("Mars/Olympus", carol)
			r.ID, r.Name = "r2", "Far"
			in.Roster.Rotations = append(in.Roster.Rotations, r)
		}, []finding{
			{airra.LintZone, "", "", `"Far" is in the time zone "Mars/Olympus", which this machine does not know, so it has nobody`},
		}},
		"rules that mean nobody": {func(in *oncall.LintInput) {
			empty, odd, none := weekly("UTC"), weekly("UTC", carol), weekly("UTC", carol)
			empty.ID, empty.Name, odd.ID, odd.Name, none.ID, none.Name, none.Layers = "r2", "Empty", "r3", "Odd", "r4", "None", nil
			odd.Layers[0].Handoff = "nine"
			in.Roster.Rotations = append(in.Roster.Rotations, empty, odd, none)
			in.Policies = append(in.Policies, airra.EscalationPolicy{ID: "p2", Name: "hollow", Service: ptr(airra.ServiceName("payment-service"))})
			in.Policies[0].Steps = append(in.Policies[0].Steps,
				airra.EscalationStep{Targets: append(levels(airra.LevelSecondary), byName(ghost)...)},
				airra.EscalationStep{Targets: append(levels(airra.LevelSecondary), byName(bob)...)},
				airra.EscalationStep{},
			)
		}, []finding{
			{airra.LintEmpty, "", "", `"Empty" has nobody in "base"`},
			{airra.LintEmpty, "", "", `"None" has no layers, so it has nobody`},
			{airra.LintEmpty, "", "", `"Odd" has nobody in "base", since it cannot be read: layers[0].handoff: must be a time of day like 09:00`},
			{airra.LintEmpty, "", "", `policy "hollow" has no steps, so it pages nobody`},
			{airra.LintEmpty, "03-09 12:00", "03-16 12:00", `step 2 of "default" means nobody: nobody is on call as secondary or after it, engineer ghost is not known`},
			{airra.LintEmpty, "03-09 12:00", "03-16 12:00", `step 4 of "default" means nobody: it has no targets`},
		}},
		"what is switched off is on purpose": {func(in *oncall.LintInput) {
			r := weekly("Mars/Olympus")
			r.ID, r.IsActive = "r2", false
			in.Roster.Rotations = append(in.Roster.Rotations, r)
		}, nil},
		"the built-in policy is nobody's mistake": {func(in *oncall.LintInput) {
			in.Policies = []airra.EscalationPolicy{airra.BuiltInPolicy([]string{"email"})}
		}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := quiet()
			v.spoil(&in)
			report := oncall.Lint(in)
			if diff := cmp.Diff(v.want, findings(report), cmp.AllowUnexported(finding{})); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if report.Findings == nil || !report.From.Equal(in.From) || !report.To.Equal(in.To) {
				t.Errorf("the report is %+v", report)
			}
		})
	}
}

// TestLintSaysTheSameOfTheSame shuffles what comes in without an order.
func TestLintSaysTheSameOfTheSame(t *testing.T) {
	t.Parallel()
	everywhere(t, 15, func(t *testing.T, d *dice) {
		in := oncall.LintInput{Roster: d.roster(), From: d.day.AddDate(0, 0, -5), To: d.day.AddDate(0, 0, 5)}
		want := oncall.Lint(in)
		for range 3 {
			d.Shuffle(len(in.Roster.Shifts), func(i, j int) {
				in.Roster.Shifts[i], in.Roster.Shifts[j] = in.Roster.Shifts[j], in.Roster.Shifts[i]
			})
			d.Shuffle(len(in.Roster.Rotations), func(i, j int) {
				in.Roster.Rotations[i], in.Roster.Rotations[j] = in.Roster.Rotations[j], in.Roster.Rotations[i]
			})
			if diff := cmp.Diff(want, oncall.Lint(in)); diff != "" {
				t.Errorf("(-first +again)\n%s", diff)
			}
		}
		if !slices.IsSortedFunc(want.Findings, func(a, b airra.LintResult) int {
			if a.Start == nil || b.Start == nil || !a.Start.Equal(*b.Start) {
				return order(a.Start, b.Start)
			}
			return strings.Compare(string(a.Kind)+a.Message, string(b.Kind)+b.Message)
		}) {
			t.Errorf("out of order: %+v", findings(want))
		}
	})
}

func order(a, b *time.Time) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return -1
	case b == nil:
		return 1
	default:
		return a.Compare(*b)
	}
}

// TestGapsAreWhereNobodyIsFound asks for moments in and beside the gaps.
func TestGapsAreWhereNobodyIsFound(t *testing.T) {
	t.Parallel()
	everywhere(t, 30, func(t *testing.T, d *dice) {
		in := oncall.LintInput{Roster: d.roster(), From: d.day.AddDate(0, 0, -5), To: d.day.AddDate(0, 0, 5)}
		report := oncall.Lint(in)
		for range 20 {
			q := airra.OnCallQuery{Service: d.service(), At: d.moment(4).Add(time.Second / 2)}
			found := oncall.Find(in.Roster, q, nil)
			covered := found.Entry != nil && found.Entry.Level == airra.LevelPrimary
			inGap := slices.ContainsFunc(report.Findings, func(f airra.LintResult) bool {
				return f.Kind == airra.LintGap && f.Service == "" && !q.At.Before(*f.Start) && !q.At.After(*f.End)
			}) && !covered
			own := slices.ContainsFunc(report.Findings, func(f airra.LintResult) bool {
				return f.Kind == airra.LintGap && f.Service == q.Service && !q.At.Before(*f.Start) && !q.At.After(*f.End)
			})
			if covered && own || !covered && !inGap {
				t.Errorf("%s at %s: covered %v, in a gap %v, in one of its own %v", q.Service, q.At, covered, inGap, own)
			}
		}
	})
}
