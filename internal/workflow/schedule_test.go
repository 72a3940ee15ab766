package workflow_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
)

// rotation adds a rotation of weekly turns that hands over on Mondays at nine, UTC.
func (h *house) rotation(t *testing.T, name string, members ...string) *airra.Rotation {
	t.Helper()
	r, err := h.CreateRotation(t.Context(), airra.RotationUpdate{Name: name, Layers: []airra.NewLayer{{Members: members}}})
	must(t, err)
	return r
}

// onDuty says who is on call as primary for all services at a moment.
func (h *house) onDuty(t *testing.T, at time.Time) string {
	t.Helper()
	found, err := h.FindOnCall(t.Context(), airra.OnCallQuery{At: at})
	if airra.ErrorCode(err) == airra.CodeNotFound {
		return "nobody"
	}
	must(t, err)
	return found.Engineer.Name
}

func TestAShiftThatOverlapsIsTakenWithAWarning(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		h.hire(t, "Ann Lee")
		h.hire(t, "Ben Ray")
		if first := h.shift(t, "ann", ""); first.Warnings == nil || len(first.Warnings) != 0 || first.Level != airra.LevelPrimary || !first.IsActive {
			t.Errorf("nothing is odd about the first: %+v", first)
		}
		second := h.shift(t, "ben", airra.LevelPrimary)
		if len(second.Warnings) != 1 || !containsAll(second.Warnings[0], "overlaps with", "Ann Lee", "primary") {
			t.Errorf("got %v", second.Warnings)
		}
		moved, err := h.UpdateShift(ctx, string(second.ID), airra.ShiftUpdate{Level: ptr(airra.LevelSecondary)})
		must(t, err)
		if len(moved.Warnings) != 0 {
			t.Errorf("another level is no overlap, got %v", moved.Warnings)
		}
		moved, err = h.UpdateShift(ctx, string(second.ID), airra.ShiftUpdate{Level: ptr(airra.LevelPrimary), Service: ptr("payment-service")})
		must(t, err)
		if len(moved.Warnings) != 0 || *moved.Service != "payment-service" {
			t.Errorf("another service is no overlap, got %v", moved.Warnings)
		}
		moved, err = h.UpdateShift(ctx, string(second.ID), airra.ShiftUpdate{Service: ptr(""), IsActive: ptr(false)})
		must(t, err)
		if len(moved.Warnings) != 0 || moved.Service != nil || moved.IsActive {
			t.Errorf("one that is not active overlaps nothing, got %v", moved)
		}
		must(t, h.DeleteShift(ctx, string(second.ID)))
		wantCode(t, "deleted twice", h.DeleteShift(ctx, string(second.ID)), airra.CodeNotFound)
	})
}

func TestAShiftThatCannotBeIsRefused(t *testing.T) {
	t.Parallel()
	h := onOne(t)
	ctx := t.Context()
	h.hire(t, "Ann Lee")
	stored := h.shift(t, "ann", airra.LevelPrimary)
	for _, c := range []struct {
		field  string
		spoil  func(n *airra.NewShift)
		change airra.ShiftUpdate
	}{
		{"end_time", func(n *airra.NewShift) { n.EndTime = n.StartTime }, airra.ShiftUpdate{EndTime: ptr(stored.StartTime)}},
		{"end_time", func(n *airra.NewShift) { n.EndTime = n.StartTime.Add(-time.Hour) }, airra.ShiftUpdate{StartTime: ptr(stored.EndTime.Add(time.Second))}},
		{"end_time", func(n *airra.NewShift) { n.EndTime = n.StartTime.AddDate(11, 0, 0) }, airra.ShiftUpdate{EndTime: ptr(start.AddDate(11, 0, 0))}},
		{"end_time", func(n *airra.NewShift) { n.EndTime = time.Time{} }, airra.ShiftUpdate{EndTime: &time.Time{}}},
		{"start_time", func(n *airra.NewShift) { n.StartTime = time.Time{} }, airra.ShiftUpdate{StartTime: &time.Time{}}},
		{"priority", func(n *airra.NewShift) { n.Level = "first" }, airra.ShiftUpdate{Level: ptr(airra.OnCallLevel(""))}},
		{"rotation_week", func(n *airra.NewShift) { n.RotationWeek = 53 }, airra.ShiftUpdate{RotationWeek: ptr(-1)}},
	} {
		n := airra.NewShift{Engineer: "ann", StartTime: start, EndTime: start.Add(time.Hour)}
		c.spoil(&n)
		_, err := h.CreateShift(ctx, n)
		wantField(t, "new", err, c.field)
		_, err = h.UpdateShift(ctx, string(stored.ID), c.change)
		wantField(t, "changed", err, c.field)
	}
	_, err := h.CreateShift(ctx, airra.NewShift{Engineer: "zoe", StartTime: start, EndTime: start.Add(time.Hour)})
	wantField(t, "an engineer who is not there is a wrong field", err, "engineer_id")
	again, err := h.FindShift(ctx, string(stored.ID))
	must(t, err)
	if diff := cmp.Diff(&stored.Shift, again); diff != "" {
		t.Errorf("a refusal changes nothing (-want +got):\n%s", diff)
	}
}

func TestARotationThatCannotBeReadIsRefusedByTheNameOfItsField(t *testing.T) {
	t.Parallel()
	h := onOne(t)
	ctx := t.Context()
	h.hire(t, "Ann Lee")
	kept := h.rotation(t, "Days", "ann")
	good := func() airra.RotationUpdate {
		return airra.RotationUpdate{Name: "Nights", Layers: []airra.NewLayer{{Members: []string{"ann"}}}}
	}
	for field, spoil := range map[string]func(r *airra.RotationUpdate){
		"time_zone":            func(r *airra.RotationUpdate) { r.TimeZone = "Mars/Olympus" },
		"priority":             func(r *airra.RotationUpdate) { r.Level = "first" },
		"layers":               func(r *airra.RotationUpdate) { r.Layers = nil },
		"layers[0].members":    func(r *airra.RotationUpdate) { r.Layers[0].Members = nil },
		"layers[0].members[1]": func(r *airra.RotationUpdate) { r.Layers[0].Members = []string{"ann", "zoe"} },
		"layers[0].handoff":    func(r *airra.RotationUpdate) { r.Layers[0].Handoff = "25:00" },
		"layers[0].start":      func(r *airra.RotationUpdate) { r.Layers[0].Start = "2026-02-30" },
		"layers[0].every":      func(r *airra.RotationUpdate) { r.Layers[0].Every = -1 },
		"layers[0].kind":       func(r *airra.RotationUpdate) { r.Layers[0].Kind = "hourly" },
		"layers[0].until":      func(r *airra.RotationUpdate) { r.Layers[0].Until = "2020-01-01" },
		"layers[0].restrictions[0].from": func(r *airra.RotationUpdate) {
			r.Layers[0].Restrictions = []airra.Restriction{{From: "9", Until: "17:00"}}
		},
		"layers[0].restrictions[0].until": func(r *airra.RotationUpdate) {
			r.Layers[0].Restrictions = []airra.Restriction{{From: "09:00", Until: "5pm"}}
		},
	} {
		bad := good()
		spoil(&bad)
		_, err := h.CreateRotation(ctx, bad)
		wantField(t, "new", err, field)
		_, err = h.ReplaceRotation(ctx, "days", bad)
		wantField(t, "replaced", err, field)
	}
	nameless := good()
	nameless.Name = " "
	_, err := h.CreateRotation(ctx, nameless)
	wantField(t, "without a name", err, "name")
	twice := good()
	twice.Name = "DAYS"
	_, err = h.CreateRotation(ctx, twice)
	wantCode(t, "a name that is taken", err, airra.CodeBadRequest)
	again, err := h.FindRotation(ctx, string(kept.ID))
	must(t, err)
	if diff := cmp.Diff(kept, again); diff != "" {
		t.Errorf("a refusal changes nothing (-want +got):\n%s", diff)
	}
}

func TestARotationThatIsWrittenAnewKeepsItsTurns(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		for _, name := range []string{"Ann Lee", "Ben Ray", "Cleo Fox"} {
			h.hire(t, name)
		}
		r := h.rotation(t, "Days", "ann", "ben", "cleo")
		if r.Layers[0].Start != "2026-11-23" || r.Layers[0].Handoff != "09:00" || r.Layers[0].Name != "layer 1" || r.TimeZone != "UTC" {
			t.Errorf("the defaults: this Monday at nine, got %+v", r.Layers[0])
		}
		turns := func() (all []string) {
			for week := range 7 {
				all = append(all, h.onDuty(t, start.Add(7*time.Hour).AddDate(0, 0, 7*week)))
			}
			return all
		}
		want := []string{"Ann Lee", "Ben Ray", "Cleo Fox", "Ann Lee", "Ben Ray", "Cleo Fox", "Ann Lee"}
		if diff := cmp.Diff(want, turns()); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		h.clock.move(17 * 24 * time.Hour)
		same := airra.RotationUpdate{Layers: []airra.NewLayer{{Members: []string{"ann", "ben", "cleo"}, Start: r.Layers[0].Start}}}
		changed, err := h.ReplaceRotation(t.Context(), string(r.ID), same)
		must(t, err)
		if diff := cmp.Diff(want, turns()); diff != "" || changed.Name != "Days" || changed.ID != r.ID {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

func TestQuestionsThatCannotBeAnsweredAreRefused(t *testing.T) {
	t.Parallel()
	h := onOne(t)
	ctx := t.Context()
	h.hire(t, "Ann Lee")
	_, err := h.OnCallCalendar(ctx, airra.CalendarQuery{From: start, To: start})
	wantField(t, "no time at all", err, "to")
	_, err = h.OnCallCalendar(ctx, airra.CalendarQuery{From: start, To: start.AddDate(1, 0, 2)})
	wantField(t, "more than a year", err, "to")
	_, err = h.OnCallCalendar(ctx, airra.CalendarQuery{Rotation: "none"})
	wantField(t, "a rotation", err, "rotation")
	_, err = h.OnCallCalendar(ctx, airra.CalendarQuery{Engineer: "zoe"})
	wantField(t, "an engineer", err, "engineer")
	_, err = h.FindOnCall(ctx, airra.OnCallQuery{Level: "first"})
	wantField(t, "a level", err, "priority")
	_, err = h.FindOnCall(ctx, airra.OnCallQuery{Service: "order-service"})
	if message := wantCode(t, "nobody", err, airra.CodeNotFound); message != "Nobody is on call for order-service at 2026-11-23T02:14:30Z" {
		t.Errorf("got %q", message)
	}
	_, err = h.EscalationChain(ctx, airra.OnCallQuery{})
	wantCode(t, "nobody", err, airra.CodeNotFound)
	if all, err := h.CurrentOnCall(ctx); err != nil || all == nil || len(all) != 0 {
		t.Errorf("nobody is an empty list, got %v, %v", all, err)
	}
	for _, weeks := range []int{-1, 105} {
		_, err = h.LintOnCall(ctx, weeks)
		wantField(t, fmt.Sprint(weeks), err, "weeks")
	}
	_, err = h.SimulatePaging(ctx, airra.SimulationQuery{Severity: "urgent"})
	wantField(t, "a severity", err, "severity")

	h.rotation(t, "Days", "ann")
	c, err := h.OnCallCalendar(ctx, airra.CalendarQuery{})
	must(t, err)
	if !c.From.Equal(start) || !c.To.Equal(start.AddDate(0, 0, 7)) || len(c.Shifts) != 1 || c.Engineers[0].Name != "Ann Lee" || len(c.Gaps) != 1 {
		t.Errorf("a week from now on, with the gap before nine: %+v", c)
	}
	if c, err = h.OnCallCalendar(ctx, airra.CalendarQuery{From: start, To: start.AddDate(1, 0, 0)}); err != nil || len(c.Shifts) == 0 {
		t.Errorf("a year is fine, got %v", err)
	}
}

func TestTheChainAndTheFinderAgree(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		h.team(t)
		var got []string
		chain, err := h.EscalationChain(t.Context(), airra.OnCallQuery{Service: "payment-service"})
		must(t, err)
		for _, e := range chain {
			got = append(got, string(e.Level)+" "+e.Engineer.Name)
		}
		if diff := cmp.Diff([]string{"primary David Kim", "secondary Bob Martinez"}, got); diff != "" {
			t.Errorf("nobody twice (-want +got):\n%s", diff)
		}
		for level, want := range map[airra.OnCallLevel]string{"": "David Kim", airra.LevelSecondary: "Bob Martinez", airra.LevelTertiary: "David Kim"} {
			found, err := h.FindOnCall(t.Context(), airra.OnCallQuery{Service: "payment-service", Level: level})
			must(t, err)
			if found.Engineer.Name != want {
				t.Errorf("from %q on: got %s", level, found.Engineer.Name)
			}
		}
		all, err := h.CurrentOnCall(t.Context())
		must(t, err)
		if len(all) != 4 || all[0].Level != airra.LevelPrimary || all[3].Level != airra.LevelTertiary {
			t.Errorf("got %d", len(all))
		}
	})
}

func TestLintOfNothingAndOfTheSeededTeam(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		kinds := func() (all map[airra.LintKind]int, messages string) {
			r, err := h.LintOnCall(t.Context(), 0)
			must(t, err)
			if !r.From.Equal(h.clock.read()) || r.To.Sub(r.From) != 12*7*24*time.Hour || r.Findings == nil {
				t.Errorf("twelve weeks from now, got %s to %s", r.From, r.To)
			}
			all = map[airra.LintKind]int{}
			var lines []string
			for _, f := range r.Findings {
				all[f.Kind]++
				lines = append(lines, f.Message)
			}
			return all, strings.Join(lines, "\n")
		}
		if found, messages := kinds(); found[airra.LintGap] == 0 || found[airra.LintContact]+found[airra.LintOverlap]+found[airra.LintEmpty] != 0 || !containsAll(messages, "payment-service") {
			t.Errorf("nobody is on call, not even for what is watched: %v\n%s", found, messages)
		}
		h.team(t)
		found, messages := kinds()
		if diff := cmp.Diff(map[airra.LintKind]int{airra.LintContact: 4}, found); diff != "" {
			t.Errorf("no contact of the four is proven, and nothing else is wrong (-want +got):\n%s\n%s", diff, messages)
		}
		h.orderReport(t)
		h.run(t)
		_, err := h.AcknowledgeNotification(t.Context(), link(t, h.post.take(), "Alice Chen"))
		must(t, err)
		if found, messages = kinds(); found[airra.LintContact] != 3 || strings.Contains(messages, "Alice Chen") {
			t.Errorf("whoever has clicked is proven, got %s", messages)
		}
		_, err = h.UpdateEngineer(t.Context(), "alice", airra.EngineerUpdate{Email: ptr("alice@elsewhere.example")})
		must(t, err)
		if found, messages = kinds(); found[airra.LintContact] != 4 {
			t.Errorf("a new address is not, got %s", messages)
		}
	})
}

// told is a page as a simulation and as the record tell it.
type told struct {
	After time.Duration // since the incident
	To    string        // the contact, which names the channel and the person
	Why   airra.PageReason
}

// reasonOf leaves out what a simulation cannot know: what began the round, and into
// which pieces a shift is cut by overrides that are over when the page is made.
func reasonOf(why airra.PageReason) airra.PageReason {
	why.Cause, why.ShiftID = "", ""
	return why
}

// simulated gives what a simulation foretells, and when it ends.
func (h *house) simulated(t *testing.T, service airra.ServiceName) (pages []told, end time.Duration) {
	t.Helper()
	at := h.clock.read()
	s, err := h.SimulatePaging(t.Context(), airra.SimulationQuery{Service: service})
	must(t, err)
	for _, step := range s.Steps {
		for _, p := range step.Pages {
			pages = append(pages, told{After: step.At.Sub(at), To: p.Contact, Why: reasonOf(p.Why)})
		}
	}
	return pages, s.ExhaustedAt.Sub(at)
}

// lived opens an incident, lets all timers run, each at its moment, and gives the
// pages that were really made.
func (h *house) lived(t *testing.T, service airra.ServiceName) (pages []told, end time.Duration) {
	t.Helper()
	at := h.clock.read()
	i, err := h.CreateIncident(t.Context(), airra.NewIncident{Title: "t", Description: "d", Severity: airra.SeverityHigh, AffectedService: service})
	must(t, err)
	h.run(t)
	for range 100 {
		x := h.explained(t, i.Ref)
		if x.Paging.State != airra.PagingActive {
			break
		}
		h.after(t, x.Paging.DueAt.Sub(h.clock.read()))
	}
	for _, p := range h.pages(t, i.Ref) {
		pages = append(pages, told{After: p.CreatedAt.Sub(at), To: p.Contact, Why: reasonOf(p.Why)})
	}
	return pages, h.clock.read().Sub(at)
}

// What a simulation foretells is what an incident of that moment then does: the same
// people on the same channels for the same reasons, each at the same second.
func TestASimulationForetellsWhatAnIncidentDoes(t *testing.T) {
	t.Parallel()
	for name, world := range map[string]func(t *testing.T, h *house){
		"the seeded team":               func(*testing.T, *house) {},
		"the primary is away":           func(t *testing.T, h *house) { h.away(t, "alice") },
		"everybody is away":             func(t *testing.T, h *house) { h.away(t, "alice"); h.away(t, "bob"); h.away(t, "david") },
		"an override in the middle":     func(t *testing.T, h *house) { h.override(t, "alice", "carol", 8*time.Minute, time.Hour) },
		"an override that ends at once": func(t *testing.T, h *house) { h.override(t, "bob", "carol", time.Second, 5*time.Minute) },
		"a policy of three rounds":      func(t *testing.T, h *house) { h.policy(t, 90*time.Second, 2, "secondary", "carol", "primary") },
		"several at once on several channels": func(t *testing.T, h *house) {
			_, err := h.SetPolicy(t.Context(), airra.NewPolicy{Repeat: 1, Steps: []airra.NewStep{
				{Targets: []string{"primary", "alice", "secondary"}, Channels: []string{"email", "sms", "slack"}, WaitSeconds: 1},
				{Targets: []string{"carol", "tertiary"}, WaitSeconds: 3600},
			}})
			must(t, err)
		},
		"a step in the middle means nobody": func(t *testing.T, h *house) {
			page, err := h.FindShifts(t.Context(), airra.ShiftFilter{})
			must(t, err)
			for _, s := range page.Items {
				if s.Level == airra.LevelTertiary {
					must(t, h.DeleteShift(t.Context(), string(s.ID)))
				}
			}
			h.policy(t, 2*time.Minute, 1, "primary", "tertiary", "carol", "tertiary")
		},
		"one who is away is named": func(t *testing.T, h *house) { h.away(t, "carol"); h.policy(t, time.Minute, 0, "carol", "primary") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := onOne(t)
			h.team(t)
			world(t, h)
			week := 7 * 24 * time.Hour
			for _, moment := range []time.Duration{0, week - 7*time.Minute, week - 5*time.Minute, week, week + time.Hour, 2*week - 12*time.Minute} {
				for _, service := range []airra.ServiceName{"payment-service", "order-service", "nobody-knows-it"} {
					h.clock.mu.Lock()
					h.clock.now = start.Add(moment)
					h.clock.mu.Unlock()
					foretold, exhausted := h.simulated(t, service)
					pages, ended := h.lived(t, service)
					if diff := cmp.Diff(foretold, pages); diff != "" || exhausted != ended || len(pages) == 0 {
						t.Errorf("%s after %s: it ends after %s and was to end after %s (-foretold +made):\n%s", service, moment, ended, exhausted, diff)
					}
				}
			}
		})
	}
}

func (h *house) override(t *testing.T, replaces, engineer string, from, to time.Duration) *airra.Override {
	t.Helper()
	o, err := h.CreateOverride(t.Context(), airra.NewOverride{Replaces: replaces, Engineer: engineer, StartTime: start.Add(from), EndTime: start.Add(to)})
	must(t, err)
	return o
}
