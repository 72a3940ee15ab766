package workflow_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
)

func TestAPolicyThatMeansNobodyIsRefusedByTheNameOfItsField(t *testing.T) {
	t.Parallel()
	h := onOne(t)
	ctx := t.Context()
	h.hire(t, "Ann Lee")
	h.hire(t, "Anna Lee")
	step := func(change func(s *airra.NewStep)) airra.NewPolicy {
		s := airra.NewStep{Targets: []string{"primary"}, Channels: []string{"email"}, WaitSeconds: 60}
		change(&s)
		return airra.NewPolicy{Steps: []airra.NewStep{{Targets: []string{"ann lee"}}, s}}
	}
	for _, c := range []struct {
		field  string
		policy airra.NewPolicy
	}{
		{"steps", airra.NewPolicy{}},
		{"steps", airra.NewPolicy{Steps: slices.Repeat([]airra.NewStep{{Targets: []string{"primary"}}}, 21)}},
		{"repeat", airra.NewPolicy{Steps: []airra.NewStep{{Targets: []string{"primary"}}}, Repeat: 11}},
		{"repeat", airra.NewPolicy{Steps: []airra.NewStep{{Targets: []string{"primary"}}}, Repeat: -1}},
		{"steps[1].targets", step(func(s *airra.NewStep) { s.Targets = nil })},
		{"steps[1].targets", step(func(s *airra.NewStep) { s.Targets = slices.Repeat([]string{"primary"}, 21) })},
		{"steps[1].targets[1]", step(func(s *airra.NewStep) { s.Targets = []string{"primary", "zoe"} })},
		{"steps[1].targets[0]", step(func(s *airra.NewStep) { s.Targets = []string{""} })},
		{"steps[1].channels", step(func(s *airra.NewStep) { s.Channels = []string{"email", "pigeon"} })},
		{"steps[1].wait_seconds", step(func(s *airra.NewStep) { s.WaitSeconds = -1 })},
		{"steps[1].wait_seconds", step(func(s *airra.NewStep) { s.WaitSeconds = 86_401 })},
	} {
		_, err := h.SetPolicy(ctx, c.policy)
		wantField(t, c.field, err, c.field)
	}
	_, err := h.SetPolicy(ctx, step(func(s *airra.NewStep) { s.Targets = []string{"nn"} }))
	if message := wantCode(t, "two people", err, airra.CodeInvalid); !containsAll(message, "Ann Lee", "Anna Lee") {
		t.Errorf("got %q", message)
	}
	if stored, err := h.store.Policies(ctx); err != nil || len(stored) != 0 {
		t.Errorf("nothing of it is stored, got %v, %v", stored, err)
	}
}

func TestAPolicyIsWrittenWithItsDefaults(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		ann := h.hire(t, "Ann Lee")
		p, err := h.SetPolicy(ctx, airra.NewPolicy{Service: "order-service", Steps: []airra.NewStep{
			{Targets: []string{"PRIMARY", "Ann.Lee@example.com"}}, {Targets: []string{"tertiary"}, Channels: []string{"sms", "slack"}, WaitSeconds: 86_400},
		}, Repeat: 10})
		must(t, err)
		want := []airra.EscalationStep{
			{Targets: []airra.PageTarget{{Level: airra.LevelPrimary}, {EngineerID: ann.ID}}, Channels: []string{"email"}, WaitSeconds: 300},
			{Targets: []airra.PageTarget{{Level: airra.LevelTertiary}}, Channels: []string{"sms", "slack"}, WaitSeconds: 86_400},
		}
		stored, err := h.FindPolicy(ctx, string(p.ID))
		must(t, err)
		if diff := cmp.Diff(want, stored.Steps); diff != "" || stored.Name != "order-service" || stored.Repeat != 10 || *stored.Service != "order-service" {
			t.Errorf("%+v (-want +got):\n%s", stored, diff)
		}
		h.clock.move(time.Minute)
		again, err := h.SetPolicy(ctx, airra.NewPolicy{Name: "orders", Service: "order-service", Steps: []airra.NewStep{{Targets: []string{"primary"}, WaitSeconds: 1}}})
		must(t, err)
		if again.ID != p.ID || !again.CreatedAt.Equal(p.CreatedAt) || !again.UpdatedAt.Equal(h.clock.read()) || again.Name != "orders" || len(again.Steps) != 1 {
			t.Errorf("it is written whole and stays the one it was: %+v", again)
		}
		_, err = h.SetPolicy(ctx, airra.NewPolicy{Name: "ORDERS", Steps: []airra.NewStep{{Targets: []string{"primary"}}}})
		wantCode(t, "a name that is taken", err, airra.CodeBadRequest)
	})
}

func TestThePolicyOfAServiceBeatsTheDefaultOneAndThatTheBuiltInOne(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		h.team(t)
		// holds gives whom an incident of a service pages first, by the policy that holds.
		holds := func(service airra.ServiceName) string {
			t.Helper()
			p, err := h.FindPolicy(ctx, string(service))
			must(t, err)
			_, err = h.CreateIncident(ctx, airra.NewIncident{Title: "t", Description: "d", Severity: airra.SeverityLow, AffectedService: service})
			must(t, err)
			h.run(t)
			return p.Name + ": " + strings.Join(h.told(), ", ")
		}
		if got := holds("order-service"); got != "default: Alice Chen" {
			t.Errorf("built in: %s", got)
		}
		_, err := h.SetPolicy(ctx, airra.NewPolicy{Name: "office", Steps: []airra.NewStep{{Targets: []string{"secondary"}}}})
		must(t, err)
		_, err = h.SetPolicy(ctx, airra.NewPolicy{Name: "orders", Service: "order-service", Steps: []airra.NewStep{{Targets: []string{"carol"}}}})
		must(t, err)
		if got := []string{holds("order-service"), holds("database")}; got[0] != "orders: Carol Johnson" || got[1] != "office: Bob Martinez" {
			t.Errorf("stored: %v", got)
		}
		all, err := h.FindPolicies(ctx)
		must(t, err)
		if len(all) != 2 || all[0].Name != "office" || all[1].Name != "orders" {
			t.Errorf("the built-in one is hidden by the default one, got %+v", all)
		}
		if p, err := h.FindPolicy(ctx, "Default"); err != nil || p.Name != "office" {
			t.Errorf("default is what holds by default, got %+v, %v", p, err)
		}
		must(t, h.DeletePolicy(ctx, "orders"))
		if got := holds("order-service"); got != "office: Bob Martinez" {
			t.Errorf("deleted: %s", got)
		}
		must(t, h.DeletePolicy(ctx, "OFFICE"))
		if got := holds("order-service"); got != "default: Alice Chen" {
			t.Errorf("both deleted: %s", got)
		}
		all, err = h.FindPolicies(ctx)
		must(t, err)
		if len(all) != 1 || all[0].ID != "" || all[0].Name != "default" || len(all[0].Steps) != 3 {
			t.Errorf("the built-in one is shown, got %+v", all)
		}
		wantCode(t, "the built-in one stays", h.DeletePolicy(ctx, "default"), airra.CodeNotFound)
		_, err = h.FindPolicy(ctx, "no-such-service")
		wantCode(t, "neither policy nor service", err, airra.CodeNotFound)
	})
}

// An incident is paged by the policy of its beginning, whatever becomes of that.
func TestAnIncidentKeepsThePolicyItBeganWith(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(t *testing.T, h *house){
		"changed": func(t *testing.T, h *house) { h.policy(t, time.Second, 0, "carol") },
		"deleted": func(t *testing.T, h *house) { must(t, h.DeletePolicy(t.Context(), "order-service")) },
		"one of its own beside it": func(t *testing.T, h *house) {
			_, err := h.SetPolicy(t.Context(), airra.NewPolicy{Steps: []airra.NewStep{{Targets: []string{"carol"}}}})
			must(t, err)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onBoth(t, func(t *testing.T, h *house) {
				h.team(t)
				h.policy(t, time.Minute, 1, "bob", "david")
				ref := h.orderReport(t)
				h.run(t)
				change(t, h)
				told := h.told()
				for range 5 {
					h.after(t, time.Minute)
					told = append(told, h.told()...)
				}
				if diff := cmp.Diff([]string{"Bob Martinez", "David Kim", "Bob Martinez", "David Kim"}, told); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
				if x := h.explained(t, ref); x.Paging.Policy.Name != "order-service" || x.Paging.State != airra.PagingExhausted {
					t.Errorf("got %s by %s", x.Paging.State, x.Paging.Policy.Name)
				}
			})
		})
	}
}

func TestOfRacingWritersOfAPolicyOneIsRight(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		h.hire(t, "Ann Lee")
		winners := contest(t, 6, func(k int) error {
			_, err := h.SetPolicy(t.Context(), airra.NewPolicy{Service: "order-service", Steps: []airra.NewStep{{Targets: []string{"ann"}, WaitSeconds: k + 1}}})
			if airra.ErrorCode(err) == airra.CodeBadRequest {
				return airra.Conflict("taken", "somebody else was faster")
			}
			return err
		})
		stored, err := h.store.Policies(t.Context())
		must(t, err)
		if len(winners) == 0 || len(stored) != 1 || !slices.Contains(winners, stored[0].Steps[0].WaitSeconds-1) {
			t.Errorf("%v won, and the stored one waits %d s", winners, stored[0].Steps[0].WaitSeconds)
		}
	})
}
