package store_test

import (
	"context"
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/store"
	"github.com/airra/airra/internal/store/storetest"
)

// A storm writes the policy once, and again only when it has become another one.
func TestThePolicyOfManyPagingsIsKeptOnce(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, handle *store.Handle) {
		s := store.New(handle, noJobs, func(context.Context, int64) {})
		at := time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)
		policy := storetest.Policy("default", "", at)
		begin := func() (pagings []*airra.Paging) {
			for range 10 {
				incident := storetest.Incident(at)
				paging := storetest.Paging(incident, *policy, at)
				paging.Policy.Version = policy.Version
				pagings = append(pagings, paging)
				err := s.InTx(t.Context(), func(tx airra.Tx) error {
					tx.InsertIncident(incident)
					_, err := tx.InsertPagings(t.Context(), pagings[len(pagings)-1:])
					return err
				})
				if err != nil {
					t.Fatal(err)
				}
			}
			return pagings
		}
		want := func(when string, kept int64) {
			t.Helper()
			const count = "SELECT count(*) FROM policy_snapshots"
			if got := column[int64](t, handle, count, count)[0]; got != kept {
				t.Errorf("%s: got %d, want %d", when, got, kept)
			}
		}
		pagings := begin()
		want("ten under one policy", 1)
		policy.Version = 7
		begin()
		want("the version is no content", 1)
		policy.Repeat++
		begin()
		want("it was changed", 2)
		pagings[0].Policy = *storetest.Policy("another", "", at)
		pagings[0].Restart(at)
		if err := s.InTx(t.Context(), func(tx airra.Tx) error { return tx.SavePaging(t.Context(), pagings[0]) }); err != nil {
			t.Fatal(err)
		}
		want("one begins anew under another", 3)
	})
}

// Another daemon hires somebody, and no event tells about it.
func TestATotalOfPeopleIsNeverAnOldOne(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, handle *store.Handle) {
		here := store.New(handle, noJobs, func(context.Context, int64) {})
		there := store.New(handle, noJobs, func(context.Context, int64) {})
		for hired := range 3 {
			page, err := here.Engineers(t.Context(), airra.EngineerFilter{})
			if err != nil || page.Total != hired || len(page.Items) != hired {
				t.Errorf("%d were hired: got %d of %d, %v", hired, len(page.Items), page.Total, err)
			}
			err = there.InTx(t.Context(), func(tx airra.Tx) error {
				return tx.InsertEngineer(t.Context(), storetest.Engineer(airra.NewID(), time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)))
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	})
}
