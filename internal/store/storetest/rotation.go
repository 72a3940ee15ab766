package storetest

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
)

var rotationStories = []story{
	{"a rotation comes back with its layers", rotationComesBack},
	{"a rotation is found by id and name, and the name is its own", rotationIsNamed},
	{"overrides come in the order of their start", overridesAreListed},
	{"a swap is taken once", swapIsTaken},
	{"a feed is found by its token and revoked once", feedIsRevoked},
	{"a deleted rotation takes along what is about it", rotationTakesAlong},
}

func rotationComesBack(t *testing.T, s Store) {
	bare := &airra.Rotation{ID: airra.RotationID(airra.NewID()), CreatedAt: at, UpdatedAt: at, Layers: []airra.Layer{{Restrictions: []airra.Restriction{{}}}}}
	rotations := []*airra.Rotation{bare}
	for _, words := range hostile {
		full := Rotation(words, at, "a", airra.EngineerID(words))
		full.Service, full.Team, full.TimeZone, full.Level = pointer(airra.ServiceName(words)), pointer(words), words, airra.LevelTertiary
		wantFilled(t, full)
		full.Layers = append(full.Layers, airra.Layer{
			Name: words, Kind: airra.LayerCustom, Every: 12, Start: "2026-03-02", Until: "2027-01-01", Handoff: "17:30", Members: []airra.EngineerID{"b"},
			Restrictions: []airra.Restriction{{Weekdays: []time.Weekday{time.Sunday, time.Friday}, From: "09:00", Until: "24:00"}},
		})
		rotations = append(rotations, full)
	}
	for _, want := range rotations {
		inTx(t, s, func(ctx context.Context, tx airra.Tx) error { return tx.InsertRotation(ctx, want) })
		got, err := s.Rotation(t.Context(), string(want.ID))
		must(t, err)
		if diff := cmp.Diff(want, got, equalTimes); diff != "" || got.Version != 1 {
			t.Errorf("version %d: %s", got.Version, diff)
		}
		if l := got.Layers[0]; l.Members == nil || l.Restrictions == nil || len(l.Restrictions) > 0 && l.Restrictions[0].Weekdays == nil {
			t.Errorf("lists are not nil, got %+v", l)
		}
		want.Layers, want.Team, want.IsActive = want.Layers[:1], nil, false
		inTx(t, s, func(ctx context.Context, tx airra.Tx) error { return tx.SaveRotation(ctx, want) })
		got, err = s.Rotation(t.Context(), string(want.ID))
		must(t, err)
		if diff := cmp.Diff(want, got, equalTimes); diff != "" || got.Version != 2 {
			t.Errorf("version %d: %s", got.Version, diff)
		}
	}
	oneWins(t, s, func(ctx context.Context, tx airra.Tx, i int) error {
		mine := *bare
		mine.TimeZone = fmt.Sprint("racer ", i)
		return tx.SaveRotation(ctx, &mine)
	})
}

func rotationIsNamed(t *testing.T, s Store) {
	if none, err := s.Rotations(t.Context()); err != nil || none == nil || len(none) != 0 {
		t.Errorf("got %v, %v", none, err)
	}
	a, b, c := Rotation("Zeta", at), Rotation("Größe", at), Rotation("alpha team", at)
	inTx(t, s, func(ctx context.Context, tx airra.Tx) error {
		for _, r := range []*airra.Rotation{a, b, c} {
			must(t, tx.InsertRotation(ctx, r))
		}
		return nil
	})
	for key, want := range map[string]*airra.Rotation{
		string(a.ID): a, "zeta": a, "GRÖßE": b, " Alpha Team ": c, "alpha": nil, "": nil, airra.NewID(): nil, "0000": nil,
	} {
		got, err := s.Rotation(t.Context(), key)
		if want == nil {
			wantMessage(t, err, airra.CodeNotFound, "Rotation not found")
		} else if err != nil || got.ID != want.ID {
			t.Errorf("%q: got %v, %v", key, got, err)
		}
	}
	all, err := s.Rotations(t.Context())
	must(t, err)
	if len(all) != 3 || all[0].ID != c.ID || all[1].ID != b.ID || all[2].ID != a.ID {
		t.Errorf("by name, in any case, got %+v", all)
	}
	err = s.InTx(t.Context(), func(tx airra.Tx) error { return tx.InsertRotation(t.Context(), Rotation("ZETA", at)) })
	wantMessage(t, err, airra.CodeBadRequest, "a rotation with the name ZETA exists already")
	c.Name = "zeta"
	err = s.InTx(t.Context(), func(tx airra.Tx) error { return tx.SaveRotation(t.Context(), c) })
	wantMessage(t, err, airra.CodeBadRequest, "a rotation with the name zeta exists already")
}

func overridesAreListed(t *testing.T, s Store) {
	alice, rotation, other := Engineer("Alice", at), Rotation("a", at), Rotation("b", at)
	hire(t, s, alice)
	full, later, early := Override(rotation.ID, alice.ID, at.Add(time.Hour)), Override(other.ID, alice.ID, at.Add(3*time.Hour)), Override(rotation.ID, alice.ID, at)
	swap := Swap(alice.ID, at)
	full.Replaces, full.SwapID, full.Reason, full.CreatedBy = &alice.ID, &swap.ID, strings.Join(hostile, ""), hostile[0]
	later.RotationID, later.Replaces = nil, &alice.ID
	inTx(t, s, func(ctx context.Context, tx airra.Tx) error {
		for _, err := range []error{
			tx.InsertRotation(ctx, rotation), tx.InsertRotation(ctx, other), tx.InsertSwap(ctx, swap),
			tx.InsertOverride(ctx, later), tx.InsertOverride(ctx, full), tx.InsertOverride(ctx, early),
		} {
			must(t, err)
		}
		return nil
	})
	wantFilled(t, full)
	for _, want := range []*airra.Override{full, later, early} {
		got, err := s.Override(t.Context(), byID(want.ID))
		must(t, err)
		if diff := cmp.Diff(want, got, equalTimes); diff != "" {
			t.Error(diff)
		}
	}
	for name, c := range map[string]struct {
		filter airra.OverrideFilter
		want   []airra.OverrideID
	}{
		"all":              {airra.OverrideFilter{}, []airra.OverrideID{early.ID, full.ID, later.ID}},
		"of a rotation":    {airra.OverrideFilter{RotationID: rotation.ID}, []airra.OverrideID{early.ID, full.ID}},
		"from, inclusive":  {airra.OverrideFilter{From: pointer(full.EndTime)}, []airra.OverrideID{full.ID, later.ID}},
		"until, inclusive": {airra.OverrideFilter{To: pointer(full.StartTime)}, []airra.OverrideID{early.ID, full.ID}},
		"a moment":         {airra.OverrideFilter{From: pointer(later.StartTime), To: pointer(later.StartTime)}, []airra.OverrideID{later.ID}},
		"nothing":          {airra.OverrideFilter{RotationID: other.ID}, nil},
	} {
		got, err := s.Overrides(t.Context(), c.filter)
		must(t, err)
		var ids []airra.OverrideID
		for _, override := range got {
			ids = append(ids, override.ID)
		}
		if diff := cmp.Diff(c.want, ids); diff != "" || got == nil {
			t.Errorf("%s: %s", name, diff)
		}
	}
	inTx(t, s, func(ctx context.Context, tx airra.Tx) error { return tx.DeleteOverride(ctx, full.ID) })
	err := s.InTx(t.Context(), func(tx airra.Tx) error { return tx.DeleteOverride(t.Context(), full.ID) })
	wantMessage(t, err, airra.CodeNotFound, "Override not found")
	_, err = s.Override(t.Context(), byID(full.ID))
	wantMessage(t, err, airra.CodeNotFound, "Override not found")
}

func swapIsTaken(t *testing.T, s Store) {
	alice, bob, rotation := Engineer("Alice", at), Engineer("Bob", at), Rotation("a", at)
	hire(t, s, alice, bob)
	open, later := Swap(alice.ID, at), Swap(alice.ID, at.Add(time.Hour))
	open.RotationID, open.Reason = &rotation.ID, strings.Join(hostile, "")
	inTx(t, s, func(ctx context.Context, tx airra.Tx) error {
		must(t, tx.InsertRotation(ctx, rotation))
		must(t, tx.InsertSwap(ctx, later))
		return tx.InsertSwap(ctx, open)
	})
	must(t, open.Take(bob.ID, at.Add(-time.Hour)))
	wantFilled(t, open)
	before := *open
	oneWins(t, s, func(ctx context.Context, tx airra.Tx, i int) error {
		mine := before
		return tx.SaveSwap(ctx, &mine)
	})
	open.Version = 2
	got, err := s.Swap(t.Context(), byID(open.ID))
	must(t, err)
	if diff := cmp.Diff(open, got, equalTimes); diff != "" {
		t.Error(diff)
	}
	for status, want := range map[airra.SwapStatus][]airra.SwapID{
		"": {open.ID, later.ID}, airra.SwapTaken: {open.ID}, airra.SwapOpen: {later.ID}, airra.SwapCancelled: nil,
	} {
		swaps, err := s.Swaps(t.Context(), status)
		must(t, err)
		var ids []airra.SwapID
		for _, swap := range swaps {
			ids = append(ids, swap.ID)
		}
		if diff := cmp.Diff(want, ids); diff != "" || swaps == nil {
			t.Errorf("%q: %s", status, diff)
		}
	}
	_, err = s.Swap(t.Context(), airra.Key{Ref: "INC-1"})
	wantMessage(t, err, airra.CodeNotFound, "Swap not found")
}

func feedIsRevoked(t *testing.T, s Store) {
	alice, rotation := Engineer("Alice", at), Rotation("a", at)
	hire(t, s, alice)
	mine, ours := Feed(alice.ID, at), Feed(alice.ID, at.Add(time.Second))
	ours.EngineerID, ours.RotationID, ours.CreatedBy = nil, &rotation.ID, hostile[0]
	inTx(t, s, func(ctx context.Context, tx airra.Tx) error {
		must(t, tx.InsertRotation(ctx, rotation))
		must(t, tx.InsertFeed(ctx, ours))
		return tx.InsertFeed(ctx, mine)
	})
	revoke := func(after time.Duration) {
		revoked := *mine
		revoked.RevokedAt = pointer(at.Add(after))
		inTx(t, s, func(ctx context.Context, tx airra.Tx) error { return tx.SaveFeed(ctx, &revoked) })
	}
	revoke(time.Hour)
	revoke(2 * time.Hour) // The first moment stays.
	mine.RevokedAt = pointer(at.Add(time.Hour))
	wantFilled(t, mine, "RotationID", "URL")
	feeds, err := s.Feeds(t.Context())
	must(t, err)
	if diff := cmp.Diff([]airra.Feed{*mine, *ours}, feeds, equalTimes); diff != "" {
		t.Errorf("in the order in which they were made: %s", diff)
	}
	for _, want := range feeds {
		byToken, err := s.FeedByHash(t.Context(), want.TokenHash)
		must(t, err)
		byKey, err := s.Feed(t.Context(), byID(want.ID))
		must(t, err)
		if diff := cmp.Diff(byToken, byKey); diff != "" || byKey.ID != want.ID {
			t.Error(diff)
		}
	}
	_, err = s.FeedByHash(t.Context(), "another")
	wantMessage(t, err, airra.CodeNotFound, "Feed not found")
	_, err = s.Feed(t.Context(), byID(rotation.ID))
	wantMessage(t, err, airra.CodeNotFound, "Feed not found")
	err = s.InTx(t.Context(), func(tx airra.Tx) error { return tx.SaveFeed(t.Context(), Feed(alice.ID, at)) })
	wantMessage(t, err, airra.CodeNotFound, "Feed not found")
}

func rotationTakesAlong(t *testing.T, s Store) {
	alice, gone, kept := Engineer("Alice", at), Rotation("gone", at), Rotation("kept", at)
	hire(t, s, alice)
	swap, other, feed := Swap(alice.ID, at), Swap(alice.ID, at), Feed(alice.ID, at)
	swap.RotationID, feed.EngineerID, feed.RotationID = &gone.ID, nil, &gone.ID
	swapped := Override(kept.ID, alice.ID, at)
	swapped.SwapID = &swap.ID
	inTx(t, s, func(ctx context.Context, tx airra.Tx) error {
		for _, err := range []error{
			tx.InsertRotation(ctx, gone), tx.InsertRotation(ctx, kept), tx.InsertSwap(ctx, swap), tx.InsertSwap(ctx, other), tx.InsertFeed(ctx, feed),
			tx.InsertFeed(ctx, Feed(alice.ID, at)), tx.InsertOverride(ctx, Override(gone.ID, alice.ID, at)), tx.InsertOverride(ctx, Override(kept.ID, alice.ID, at)),
			tx.InsertOverride(ctx, swapped),
		} {
			must(t, err)
		}
		return nil
	})
	inTx(t, s, func(ctx context.Context, tx airra.Tx) error { return tx.DeleteRotation(ctx, gone.ID) })
	rotations, err := s.Rotations(t.Context())
	must(t, err)
	overrides, err := s.Overrides(t.Context(), airra.OverrideFilter{})
	must(t, err)
	swaps, err := s.Swaps(t.Context(), "")
	must(t, err)
	feeds, err := s.Feeds(t.Context())
	must(t, err)
	if len(rotations) != 1 || len(overrides) != 1 || len(swaps) != 1 || len(feeds) != 1 || rotations[0].ID != kept.ID || swaps[0].ID != other.ID {
		t.Errorf("got %v, %v, %v, %v", rotations, overrides, swaps, feeds)
	}
	err = s.InTx(t.Context(), func(tx airra.Tx) error { return tx.DeleteRotation(t.Context(), gone.ID) })
	wantMessage(t, err, airra.CodeNotFound, "Rotation not found")
}
