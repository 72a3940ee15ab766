package store_test

import (
	"context"
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/store"
	"github.com/airra/airra/internal/store/storetest"
)

func TestAfterAResetNothingIsLeftToCount(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, handle *store.Handle) {
		s := store.New(handle, noJobs, func(context.Context, int64) {})
		insert := func() *airra.Incident {
			incident := storetest.Incident(time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC))
			if err := s.InTx(t.Context(), func(tx airra.Tx) error {
				tx.InsertIncident(incident)
				return nil
			}); err != nil {
				t.Fatal(err)
			}
			return incident
		}
		insert()
		insert()
		if err := store.Reset(t.Context(), handle); err != nil {
			t.Fatal(err)
		}
		if first := insert(); first.Ref != "INC-1" {
			t.Errorf("refs start over, got %s", first.Ref)
		}
		page, err := s.Incidents(t.Context(), airra.IncidentFilter{})
		if err != nil || page.Total != 1 || len(page.Items) != 1 {
			t.Errorf("got %d of %d, %v", len(page.Items), page.Total, err)
		}
		open, err := s.CountOpen(t.Context())
		if err != nil || open[first(page).Severity] != 1 {
			t.Errorf("got %v, %v", open, err)
		}
	})
}

func first(page airra.Page[airra.Incident]) airra.Incident { return page.Items[0] }

func TestALeaseThatWasGivenBackIsFree(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, handle *store.Handle) {
		s := store.New(handle, nil, nil)
		at := time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)
		lease := func(holder string) bool {
			mine, err := s.Lease(t.Context(), "monitor", holder, time.Hour, at)
			if err != nil {
				t.Fatal(err)
			}
			return mine
		}
		if !lease("a") || lease("b") {
			t.Fatal("one has it")
		}
		if err := s.ReleaseLeases(t.Context(), "a"); err != nil {
			t.Fatal(err)
		}
		if !lease("b") {
			t.Error("it was given back")
		}
		if err := s.ReleaseLeases(t.Context(), ""); err != nil {
			t.Fatal(err)
		}
		if !lease("c") {
			t.Error("everybody's were given back")
		}
	})
}

// onBoth gives a migrated database of each kind.
func onBoth(t *testing.T, story func(t *testing.T, handle *store.Handle)) {
	t.Helper()
	for kind, address := range addresses {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			story(t, migrated(t, address(t)))
		})
	}
}
