package workflow_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
)

// hours are times of the first day.
func hours(from, to int) (begin, end time.Time) {
	return start.Add(time.Duration(from) * time.Hour), start.Add(time.Duration(to) * time.Hour)
}

// asked requests a swap of Ann's, from two hours on until four.
func (h *house) asked(t *testing.T) *airra.Swap {
	t.Helper()
	from, to := hours(2, 4)
	s, err := h.RequestSwap(t.Context(), airra.NewSwap{Requester: "ann", StartTime: from, EndTime: to, Reason: "dentist"})
	must(t, err)
	return s
}

// threePeople are Ann, who is on call as primary, Ben and Cleo.
func (h *house) threePeople(t *testing.T) {
	t.Helper()
	for _, name := range []string{"Ann Lee", "Ben Ray", "Cleo Fox"} {
		h.hire(t, name)
	}
	h.shift(t, "ann", airra.LevelPrimary)
}

// dutyOf says who is on call in the middle of some hours.
func (h *house) dutyOf(t *testing.T, hours ...int) (names []string) {
	t.Helper()
	for _, n := range hours {
		names = append(names, h.onDuty(t, start.Add(time.Duration(n)*time.Hour+30*time.Minute)))
	}
	return names
}

func TestAnOverridePutsSomebodyElseOnCallAndNobodyAfterIt(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		ctx := airra.WithActor(t.Context(), "cleo.fox@example.com")
		h.threePeople(t)
		from, to := hours(2, 4)
		o, err := h.CreateOverride(ctx, airra.NewOverride{Replaces: "ann", Engineer: "ben", StartTime: from, EndTime: to, Reason: "dentist, password=hunter2hunter2"})
		must(t, err)
		if o.CreatedBy != "cleo.fox@example.com" || o.RotationID != nil || o.Reason != "dentist, password=[REDACTED]" {
			t.Errorf("got %+v", o)
		}
		if diff := cmp.Diff([]string{"Ann Lee", "Ben Ray", "Ben Ray", "Ann Lee"}, h.dutyOf(t, 1, 2, 3, 4)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		h.clock.move(3 * time.Hour)
		h.orderReport(t)
		h.run(t)
		h.wantTold(t, "during it", "Ben Ray")
		must(t, h.DeleteOverride(ctx, string(o.ID)))
		h.orderReport(t)
		h.run(t)
		h.wantTold(t, "taken back", "Ann Lee")
		wantCode(t, "taken back twice", h.DeleteOverride(ctx, string(o.ID)), airra.CodeNotFound)
		if left, err := h.FindOverrides(ctx, airra.OverrideFilter{}); err != nil || left == nil || len(left) != 0 {
			t.Errorf("got %v, %v", left, err)
		}
	})
}

func TestAnOverrideOfARotationGoesToWhoeverHasTheTurn(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		h.threePeople(t)
		r, err := h.CreateRotation(ctx, airra.RotationUpdate{Name: "Days", Service: "order-service", Layers: []airra.NewLayer{{Kind: airra.LayerDaily, Handoff: "00:00", Members: []string{"ann", "ben"}}}})
		must(t, err)
		from, to := hours(2, 48)
		o, err := h.CreateOverride(ctx, airra.NewOverride{Rotation: "days", Engineer: "cleo", StartTime: from, EndTime: to})
		must(t, err)
		var got []string
		for _, at := range []int{1, 3, 30, 60} {
			found, err := h.FindOnCall(ctx, airra.OnCallQuery{Service: "order-service", At: start.Add(time.Duration(at) * time.Hour)})
			must(t, err)
			got = append(got, found.Engineer.Name)
		}
		if diff := cmp.Diff([]string{"Ann Lee", "Cleo Fox", "Cleo Fox", "Ann Lee"}, got); diff != "" {
			t.Errorf("both turns (-want +got):\n%s", diff)
		}
		other, err := h.FindOnCall(ctx, airra.OnCallQuery{Service: "payment-service", At: start.Add(3 * time.Hour)})
		must(t, err)
		if other.Engineer.Name != "Ann Lee" {
			t.Errorf("and nothing but the rotation, got %s", other.Engineer.Name)
		}
		found, err := h.FindOverrides(ctx, airra.OverrideFilter{RotationID: r.ID, From: &from})
		must(t, err)
		if len(found) != 1 || found[0].ID != o.ID {
			t.Errorf("got %+v", found)
		}
		must(t, h.DeleteRotation(ctx, "DAYS"))
		if left, err := h.FindOverrides(ctx, airra.OverrideFilter{}); err != nil || len(left) != 0 {
			t.Errorf("overrides go with their rotation, got %v, %v", left, err)
		}
	})
}

func TestAnOverrideThatCannotBeIsRefused(t *testing.T) {
	t.Parallel()
	h := onOne(t)
	h.threePeople(t)
	from, to := hours(2, 4)
	for _, c := range []struct {
		field string
		n     airra.NewOverride
	}{
		{"rotation", airra.NewOverride{Engineer: "ben", StartTime: from, EndTime: to}},
		{"rotation", airra.NewOverride{Engineer: "ben", Rotation: "none", StartTime: from, EndTime: to}},
		{"engineer_id", airra.NewOverride{Engineer: "zoe", Replaces: "ann", StartTime: from, EndTime: to}},
		{"engineer_id", airra.NewOverride{Replaces: "ann", StartTime: from, EndTime: to}},
		{"replaces", airra.NewOverride{Engineer: "ben", Replaces: "zoe", StartTime: from, EndTime: to}},
		{"replaces", airra.NewOverride{Engineer: "ben", Replaces: "ben.ray@example.com", StartTime: from, EndTime: to}},
		{"end_time", airra.NewOverride{Engineer: "ben", Replaces: "ann", StartTime: to, EndTime: from}},
		{"end_time", airra.NewOverride{Engineer: "ben", Replaces: "ann", StartTime: start.Add(-time.Hour), EndTime: start}},
		{"start_time", airra.NewOverride{Engineer: "ben", Replaces: "ann", EndTime: to}},
	} {
		_, err := h.CreateOverride(t.Context(), c.n)
		wantField(t, fmt.Sprintf("%+v", c.n), err, c.field)
	}
	if _, err := h.CreateOverride(t.Context(), airra.NewOverride{Engineer: "ben", Replaces: "ann", StartTime: start.Add(-time.Hour), EndTime: to}); err != nil {
		t.Errorf("one that began before is fine while it lasts, got %v", err)
	}
}

func TestWhoTakesASwapIsOnCallForIt(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		ctx := airra.WithActor(t.Context(), "ben.ray@example.com")
		h.threePeople(t)
		s := h.asked(t)
		if s.Status != airra.SwapOpen || s.TakenBy != nil {
			t.Errorf("got %+v", s)
		}
		if diff := cmp.Diff([]string{"Ann Lee"}, h.dutyOf(t, 2)); diff != "" {
			t.Errorf("a question changes nothing (-want +got):\n%s", diff)
		}
		_, err := h.TakeSwap(ctx, string(s.ID), "ann.lee@example.com")
		wantField(t, "by who asked", err, "engineer_id")
		_, err = h.TakeSwap(ctx, string(s.ID), "zoe")
		wantField(t, "by nobody", err, "engineer_id")
		at := h.clock.move(time.Minute)
		taken, err := h.TakeSwap(ctx, string(s.ID), "ben")
		must(t, err)
		if taken.Status != airra.SwapTaken || *taken.TakenBy != h.meet(t, "ben").ID || !taken.TakenAt.Equal(at) {
			t.Errorf("got %+v", taken)
		}
		if diff := cmp.Diff([]string{"Ann Lee", "Ben Ray", "Ben Ray", "Ann Lee"}, h.dutyOf(t, 1, 2, 3, 4)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		overrides, err := h.FindOverrides(ctx, airra.OverrideFilter{})
		must(t, err)
		if len(overrides) != 1 || *overrides[0].SwapID != s.ID || *overrides[0].Replaces != s.Requester || overrides[0].Reason != "dentist" || overrides[0].CreatedBy != "ben.ray@example.com" {
			t.Errorf("the override says where it comes from: %+v", overrides)
		}
		_, err = h.TakeSwap(ctx, string(s.ID), "cleo")
		wantCode(t, "it is taken", err, airra.CodeConflict)
		_, err = h.CancelSwap(ctx, string(s.ID))
		wantCode(t, "it is taken", err, airra.CodeConflict)
		swaps, err := h.FindSwaps(ctx, airra.SwapTaken)
		must(t, err)
		if open, err := h.FindSwaps(ctx, airra.SwapOpen); err != nil || len(swaps) != 1 || open == nil || len(open) != 0 {
			t.Errorf("got %d taken, %v open, %v", len(swaps), open, err)
		}
	})
}

func TestASwapThatIsTakenBackCannotBeTaken(t *testing.T) {
	t.Parallel()
	h := onOne(t)
	ctx := t.Context()
	h.threePeople(t)
	s := h.asked(t)
	cancelled, err := h.CancelSwap(ctx, string(s.ID))
	must(t, err)
	if cancelled.Status != airra.SwapCancelled {
		t.Errorf("got %s", cancelled.Status)
	}
	_, err = h.TakeSwap(ctx, string(s.ID), "ben")
	wantCode(t, "taken back", err, airra.CodeConflict)
	_, err = h.CancelSwap(ctx, string(s.ID))
	wantCode(t, "taken back twice", err, airra.CodeConflict)

	s = h.asked(t)
	h.clock.move(4 * time.Hour)
	_, err = h.TakeSwap(ctx, string(s.ID), "ben")
	if message := wantCode(t, "over", err, airra.CodeConflict); !containsAll(message, "ended at") {
		t.Errorf("got %q", message)
	}
	if overrides, err := h.FindOverrides(ctx, airra.OverrideFilter{}); err != nil || len(overrides) != 0 {
		t.Errorf("nothing of it is left, got %v, %v", overrides, err)
	}
	from, to := hours(1, 3)
	for field, n := range map[string]airra.NewSwap{
		"end_time":     {Requester: "ann", StartTime: from, EndTime: to},
		"requester_id": {Requester: "zoe", StartTime: from, EndTime: to.Add(9 * time.Hour)},
		"rotation":     {Requester: "ann", Rotation: "none", StartTime: from, EndTime: to.Add(9 * time.Hour)},
	} {
		_, err := h.RequestSwap(ctx, n)
		wantField(t, field, err, field)
	}
	_, err = h.TakeSwap(ctx, "what?", "ben")
	wantField(t, "no id", err, "swap_id")
}

func TestOfRacingTakersOneHasTheSwap(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		h.threePeople(t)
		for round := range 5 {
			s := h.asked(t)
			winners := contest(t, 8, func(k int) (err error) {
				switch k {
				case 7:
					_, err = h.CancelSwap(t.Context(), string(s.ID))
				default:
					_, err = h.TakeSwap(t.Context(), string(s.ID), []string{"ben", "cleo"}[k%2])
				}
				return err
			})
			if len(winners) != 1 {
				t.Fatalf("round %d: %v won", round, winners)
			}
			overrides, err := h.FindOverrides(t.Context(), airra.OverrideFilter{})
			must(t, err)
			want := 1
			if winners[0] == 7 {
				want = 0
			}
			if len(overrides) != want {
				t.Fatalf("round %d: contender %d won, and there are %d overrides", round, winners[0], len(overrides))
			}
			for _, o := range overrides {
				must(t, h.DeleteOverride(t.Context(), string(o.ID)))
			}
		}
	})
}
