package workflow_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
)

// hire adds an engineer, whose address follows from the name.
func (h *house) hire(t *testing.T, name string, change ...func(n *airra.NewEngineer)) *airra.Engineer {
	t.Helper()
	n := airra.NewEngineer{Name: name, Email: mailOf(name)}
	for _, c := range change {
		c(&n)
	}
	e, err := h.CreateEngineer(t.Context(), n)
	must(t, err)
	return e
}

func mailOf(name string) string {
	return strings.ReplaceAll(strings.ToLower(name), " ", ".") + "@example.com"
}

// most bounds how much somebody takes on at once.
func most(n int) func(*airra.NewEngineer) {
	return func(e *airra.NewEngineer) { e.MaxConcurrentReviews = n }
}

// meet gives an engineer as a front end sees them.
func (h *house) meet(t *testing.T, key string) *airra.EngineerDetail {
	t.Helper()
	e, err := h.FindEngineer(t.Context(), key)
	must(t, err)
	return e
}

// shift puts somebody on call for all services, from now on for a day.
func (h *house) shift(t *testing.T, engineer string, level airra.OnCallLevel) *airra.ShiftAnswer {
	t.Helper()
	s, err := h.CreateShift(t.Context(), airra.NewShift{Engineer: engineer, Level: level, StartTime: h.clock.read(), EndTime: h.clock.read().Add(24 * time.Hour)})
	must(t, err)
	return s
}

// wantCode fails unless an error has a code, and gives what it says to people.
func wantCode(t *testing.T, what string, err error, want airra.Code) string {
	t.Helper()
	if got := airra.ErrorCode(err); got != want {
		t.Errorf("%s: want %s, got %q: %v", what, want, got, err)
	}
	return airra.ErrorMessage(err)
}

// wantField fails unless an error names one field as wrong.
func wantField(t *testing.T, what string, err error, field string) {
	t.Helper()
	message := wantCode(t, what, err, airra.CodeInvalid)
	if !strings.HasPrefix(message, field+": ") {
		t.Errorf("%s: want the field %s named, got %q", what, field, message)
	}
}

func ptr[T any](value T) *T { return &value }

func TestAnEngineerBeginsWithTheDefaults(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		made, err := h.CreateEngineer(t.Context(), airra.NewEngineer{Name: " Eve Adams ", Email: " Eve@example.com ", SlackHandle: " @@Eve ", Phone: " "})
		must(t, err)
		want := &airra.EngineerDetail{Engineer: airra.Engineer{
			ID: made.ID, Name: "Eve Adams", Email: "Eve@example.com", Expertise: []string{}, Status: airra.EngineerActive, IsAvailable: true,
			MaxConcurrentReviews: 3, SlackHandle: ptr("@eve"), TimeZone: "UTC", AdditionalInfo: json.RawMessage(`{}`),
			CreatedAt: start, UpdatedAt: start, Version: 1,
		}}
		if diff := cmp.Diff(want, h.meet(t, string(made.ID))); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(&want.Engineer, made); diff != "" {
			t.Errorf("the answer is what was stored (-want +got):\n%s", diff)
		}
	})
}

func TestAnAddressIsTakenInEveryCaseOfItsLetters(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		h.hire(t, "Alice Chen")
		_, err := h.CreateEngineer(ctx, airra.NewEngineer{Name: "Another", Email: "ALICE.Chen@Example.com"})
		wantCode(t, "a second one", err, airra.CodeBadRequest)
		bob := h.hire(t, "Bob Martinez")
		_, err = h.UpdateEngineer(ctx, string(bob.ID), airra.EngineerUpdate{Email: ptr("alice.chen@EXAMPLE.com")})
		wantCode(t, "a change into it", err, airra.CodeBadRequest)
		changed, err := h.UpdateEngineer(ctx, string(bob.ID), airra.EngineerUpdate{Email: ptr("BOB.Martinez@example.com")})
		must(t, err)
		if changed.Email != "BOB.Martinez@example.com" || h.meet(t, "bob.martinez@example.com").ID != bob.ID {
			t.Errorf("one's own address may be written otherwise, got %s", changed.Email)
		}
	})
}

func TestWhatCannotBeAnEngineerIsRefused(t *testing.T) {
	t.Parallel()
	h := onOne(t)
	ctx := t.Context()
	alice := string(h.hire(t, "Alice Chen").ID)
	for _, c := range []struct {
		field string
		add   func(n *airra.NewEngineer)
		to    airra.EngineerUpdate
	}{
		{"name", func(n *airra.NewEngineer) { n.Name = "" }, airra.EngineerUpdate{Name: ptr("")}},
		{"name", func(n *airra.NewEngineer) { n.Name = " \t" }, airra.EngineerUpdate{Name: ptr(" \t")}},
		{"email", func(n *airra.NewEngineer) { n.Email = "" }, airra.EngineerUpdate{Email: ptr("")}},
		{"email", func(n *airra.NewEngineer) { n.Email = "eve" }, airra.EngineerUpdate{Email: ptr("eve")}},
		{"email", func(n *airra.NewEngineer) { n.Email = "Eve <eve@example.com>" }, airra.EngineerUpdate{Email: ptr("Eve <eve@example.com>")}},
		{"email", func(n *airra.NewEngineer) { n.Email = "eve@example.com\r\nBcc: all@example.com" }, airra.EngineerUpdate{Email: ptr("a@b.c, d@e.f")}},
		{"time_zone", func(n *airra.NewEngineer) { n.TimeZone = "Mars/Olympus" }, airra.EngineerUpdate{TimeZone: ptr("Mars/Olympus")}},
		{"time_zone", func(n *airra.NewEngineer) { n.TimeZone = "Local" }, airra.EngineerUpdate{TimeZone: ptr("")}},
		{"max_concurrent_reviews", most(11), airra.EngineerUpdate{MaxConcurrentReviews: ptr(11)}},
		{"max_concurrent_reviews", most(-1), airra.EngineerUpdate{MaxConcurrentReviews: ptr(0)}},
		{"additional_info", func(n *airra.NewEngineer) { n.AdditionalInfo = json.RawMessage(`[1]`) }, airra.EngineerUpdate{AdditionalInfo: json.RawMessage(`"x"`)}},
	} {
		n := airra.NewEngineer{Name: "Eve Adams", Email: "eve@example.com"}
		c.add(&n)
		_, err := h.CreateEngineer(ctx, n)
		wantField(t, "new", err, c.field)
		_, err = h.UpdateEngineer(ctx, alice, c.to)
		wantField(t, "changed", err, c.field)
	}
	_, err := h.UpdateEngineer(ctx, alice, airra.EngineerUpdate{Status: ptr(airra.EngineerStatus("asleep"))})
	wantField(t, "a status", err, "status")
	_, err = h.UpdateEngineer(ctx, "nobody", airra.EngineerUpdate{Name: ptr("X")})
	wantCode(t, "nobody", err, airra.CodeNotFound)
}

func TestAStatusDecidesAboutTheAvailability(t *testing.T) {
	t.Parallel()
	h := onOne(t)
	h.hire(t, "Alice Chen")
	for _, c := range []struct {
		update    airra.EngineerUpdate
		available bool
		reason    string
	}{
		{airra.EngineerUpdate{Status: ptr(airra.EngineerBusy)}, false, "Engineer status is busy"},
		{airra.EngineerUpdate{Status: ptr(airra.EngineerOnLeave), IsAvailable: ptr(true)}, false, "Engineer status is on_leave"},
		{airra.EngineerUpdate{Status: ptr(airra.EngineerActive), IsAvailable: ptr(false)}, true, ""},
		{airra.EngineerUpdate{IsAvailable: ptr(false)}, false, "Engineer is not available"},
		{airra.EngineerUpdate{Name: ptr("Alice Chen")}, false, "Engineer is not available"},
	} {
		e, err := h.UpdateEngineer(t.Context(), "alice", c.update)
		must(t, err)
		a, err := h.EngineerAvailability(t.Context(), "alice")
		must(t, err)
		got := ""
		if a.Reason != nil {
			got = *a.Reason
		}
		if e.IsAvailable != c.available || a.IsAvailable != c.available || a.CanAcceptReview != c.available || got != c.reason {
			t.Errorf("%+v: got %v, %q", c.update, e.IsAvailable, got)
		}
	}
}

func TestEmptyTextTakesAnOptionalFieldAway(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		h.hire(t, "Alice Chen", func(n *airra.NewEngineer) {
			n.Department, n.Phone, n.SlackHandle, n.Expertise = "SRE", "+49 1", "alice", []string{"go"}
			n.AdditionalInfo = json.RawMessage(`{"desk": 7}`)
		})
		answer, err := h.UpdateEngineer(t.Context(), "alice", airra.EngineerUpdate{
			Department: ptr(""), Phone: ptr(" "), SlackHandle: ptr(" @ "), Expertise: ptr([]string(nil)), AdditionalInfo: json.RawMessage(`null`),
		})
		must(t, err)
		e := h.meet(t, "alice")
		if e.Department != nil || e.Phone != nil || e.SlackHandle != nil || len(e.Expertise) != 0 || string(e.AdditionalInfo) != `{}` {
			t.Errorf("got %+v", e.Engineer)
		}
		encoded, err := json.Marshal(answer)
		must(t, err)
		if !containsAll(string(encoded), `"expertise":[]`, `"additional_info":{}`, `"department":null`) {
			t.Errorf("the answer says the same, got %s", encoded)
		}
	})
}

func TestWhoHasWorkOrStandsInAPlanIsNotRemoved(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		eve, other := h.hire(t, "Eve Adams"), h.hire(t, "Frank Moss")
		shift := h.shift(t, "eve", airra.LevelPrimary)
		rotation := airra.RotationUpdate{Name: "Nights", Layers: []airra.NewLayer{{Members: []string{"eve", "frank"}}}}
		_, err := h.CreateRotation(ctx, rotation)
		must(t, err)
		policy := airra.NewPolicy{Steps: []airra.NewStep{{Targets: []string{"eve@adams.example", "primary"}}}}
		policy.Steps[0].Targets[0] = string(eve.ID)
		_, err = h.SetPolicy(ctx, policy)
		must(t, err)
		ref := h.report(t)
		_, err = h.AssignIncidentTo(ctx, ref, "eve", false)
		must(t, err)
		h.run(t)

		remove := func(what string, inTheWay ...string) {
			t.Helper()
			if message := wantCode(t, what, h.DeleteEngineer(ctx, "eve"), airra.CodeConflict); !containsAll(message, inTheWay...) {
				t.Errorf("%s: the answer names what is in the way, got %q", what, message)
			}
		}
		remove("with an incident", "Eve Adams has 1 assigned")
		_, err = h.ResolveIncident(ctx, ref, airra.Resolution{By: "frank"})
		must(t, err)
		remove("in a rotation", "Nights")
		rotation.Layers[0].Members = []string{"frank"}
		_, err = h.ReplaceRotation(ctx, "nights", rotation)
		must(t, err)
		remove("in a policy", `"default"`)
		must(t, h.DeletePolicy(ctx, "default"))
		must(t, h.DeleteEngineer(ctx, "eve"))

		_, err = h.FindEngineer(ctx, string(eve.ID))
		wantCode(t, "the engineer", err, airra.CodeNotFound)
		_, err = h.FindShift(ctx, string(shift.ID))
		wantCode(t, "the shift", err, airra.CodeNotFound)
		sent, err := h.FindNotifications(ctx, airra.NotificationFilter{EngineerID: eve.ID})
		must(t, err)
		if sent.Total == 0 || sent.Items[0].EngineerName != "Eve Adams" {
			t.Errorf("what was sent stays on the record, got %d", sent.Total)
		}
		info, err := h.IncidentAssignment(ctx, ref)
		must(t, err)
		if info.IsAssigned || h.meet(t, "frank").ID != other.ID {
			t.Errorf("nobody is left in an incident of the past who is gone: %+v", info)
		}
	})
}

func TestAnEngineerIsFoundByAnyNameThatMeansOne(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		ann := h.hire(t, "Ann Lee", func(n *airra.NewEngineer) { n.Email = "al@example.com" })
		anna := h.hire(t, "Anna Lee")
		for key, want := range map[string]airra.EngineerID{
			string(ann.ID): ann.ID, strings.ToUpper(string(anna.ID)): anna.ID, string(anna.ID)[:35]: anna.ID,
			"AL@example.COM": ann.ID, "anna.lee@example.com": anna.ID, " ann lee ": ann.ID, "ANNA": anna.ID, "nna l": anna.ID,
		} {
			if got := h.meet(t, key).ID; got != want {
				t.Errorf("%q: got %s, want %s", key, got, want)
			}
		}
		_, err := h.FindEngineer(t.Context(), "lee")
		if message := wantCode(t, "a part of two names", err, airra.CodeInvalid); !containsAll(message, "Ann Lee (al@example.com)", "Anna Lee") {
			t.Errorf("the answer says who could be meant, got %q", message)
		}
		for _, nobody := range []string{"", "%", "_", "zoe", "al@example"} {
			_, err := h.FindEngineer(t.Context(), nobody)
			wantCode(t, nobody, err, airra.CodeNotFound)
		}
	})
}

func TestThoseWhoCanAcceptComeLeastBusyFirst(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		knows := func(subjects ...string) func(*airra.NewEngineer) {
			return func(n *airra.NewEngineer) { n.Expertise = subjects }
		}
		for _, name := range []string{"Ann", "Ben", "Cleo", "Dan"} {
			h.hire(t, name, knows("go", name), most(2))
			h.clock.move(time.Second)
		}
		h.hire(t, "Eli", most(1))
		for who, incidents := range map[string]int{"ann": 1, "cleo": 2, "eli": 1} {
			for range incidents {
				_, err := h.AssignIncidentTo(ctx, h.report(t), who, false)
				must(t, err)
			}
		}
		names := func(expertise string) (all []string) {
			found, err := h.AvailableEngineers(ctx, expertise)
			must(t, err)
			for _, e := range found {
				all = append(all, e.Name)
			}
			return all
		}
		if got := names(""); !slices.Equal(got, []string{"Ben", "Dan", "Ann"}) {
			t.Errorf("the full ones are left out, the others come by what they have to do: %v", got)
		}
		if got := names("Dan"); !slices.Equal(got, []string{"Dan"}) {
			t.Errorf("a subject that one knows, got %v", got)
		}
		if found, err := h.AvailableEngineers(ctx, "g"); err != nil || found == nil || len(found) != 0 {
			t.Errorf("a subject is a whole word, and a list is never null: %v, %v", found, err)
		}
	})
}
