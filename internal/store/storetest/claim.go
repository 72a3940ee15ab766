package storetest

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
)

func leaseHasOneHolder(t *testing.T, s Store) {
	for _, step := range []struct {
		name, holder string
		after        time.Duration
		want         bool
	}{
		{"monitor", "a", 0, true},
		{"monitor", "b", time.Second, false},
		{"generator", "b", time.Second, true},
		{"monitor", "a", 5 * time.Second, true}, // Renewed until 15 s.
		{"monitor", "b", 14 * time.Second, false},
		{"monitor", "b", 15 * time.Second, true},
		{"monitor", "a", 16 * time.Second, false},
	} {
		got, err := s.Lease(t.Context(), step.name, step.holder, 10*time.Second, at.Add(step.after))
		must(t, err)
		if got != step.want {
			t.Errorf("%s asks for %s after %s: got %v", step.holder, step.name, step.after, got)
		}
	}
}

func leaseIsAtomic(t *testing.T, s Store) {
	for round := range 10 {
		errs := together(8, func(i int) error {
			got, err := s.Lease(t.Context(), fmt.Sprint("role ", round), fmt.Sprint("holder ", i), time.Minute, at)
			if err == nil && !got {
				return errors.New("somebody else has it")
			}
			return err
		})
		if got := successes(errs); got != 1 {
			t.Fatalf("%d holders: %v", got, errs)
		}
	}
}

func keyAnswersAgain(t *testing.T, s Store) {
	ctx := t.Context()
	claim := func(key, fingerprint string, after time.Duration) (*airra.StoredAnswer, error) {
		return s.ClaimKey(ctx, key, fingerprint, at.Add(after))
	}
	answer, err := claim("k", "POST /incidents abc", 0)
	if answer != nil || err != nil {
		t.Errorf("the first claim is free, got %v, %v", answer, err)
	}
	_, err = claim("k", "POST /incidents abc", time.Second)
	wantCode(t, err, airra.CodeConflict)
	_, err = claim("k", "POST /incidents other", time.Second)
	wantCode(t, err, airra.CodeInvalid)
	want := airra.StoredAnswer{Status: 201, ContentType: "application/json", Location: "/api/v1/incidents/1", Body: []byte("{\"a\":1}\n\x00\xff")}
	must(t, s.FinishKey(ctx, "k", want))
	must(t, s.ReleaseKey(ctx, "k")) // Comes too late and forgets nothing.
	for _, after := range []time.Duration{time.Second, time.Hour, 24 * time.Hour} {
		answer, err = claim("k", "POST /incidents abc", after)
		must(t, err)
		if diff := cmp.Diff(&want, answer); diff != "" {
			t.Errorf("after %s: %s", after, diff)
		}
	}
	_, err = claim("k", "POST /incidents other", time.Hour)
	wantCode(t, err, airra.CodeInvalid)

	if answer, err = claim("k", "POST /incidents abc", 25*time.Hour); answer != nil || err != nil {
		t.Errorf("after a day it is forgotten, got %v, %v", answer, err)
	}
	must(t, s.ReleaseKey(ctx, "k"))
	if answer, err = claim("k", "POST /incidents new", 25*time.Hour); answer != nil || err != nil {
		t.Errorf("a released key is free, got %v, %v", answer, err)
	}
	_, err = claim("k", "POST /incidents new", 25*time.Hour+4*time.Minute)
	wantCode(t, err, airra.CodeConflict)
	if answer, err = claim("k", "POST /incidents new", 25*time.Hour+6*time.Minute); answer != nil || err != nil {
		t.Errorf("the claim of a dead process lapses, got %v, %v", answer, err)
	}
}

func claimIsAtomic(t *testing.T, s Store) {
	for round := range 10 {
		errs := together(8, func(int) error {
			_, err := s.ClaimKey(t.Context(), fmt.Sprint("key ", round), "same", at)
			return err
		})
		if got := successes(errs); got != 1 {
			t.Fatalf("%d were first: %v", got, errs)
		}
	}
}
