package storetest

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
)

// wait puts incidents on the list of those whose paging has not begun.
func wait(t *testing.T, s Store, since time.Time, ids ...airra.IncidentID) {
	t.Helper()
	inTx(t, s, func(_ context.Context, tx airra.Tx) error {
		for _, id := range ids {
			tx.Enqueue(airra.Job{Kind: airra.JobPage, IncidentID: id, At: since})
		}
		return nil
	})
}

func unpagedWait(t *testing.T, s Store) {
	ids := []airra.IncidentID{"0193abcd-0000-7000-8000-000000000001", "0193abcd-0000-7000-8000-000000000002", "0193abcd-0000-7000-8000-000000000003"}
	wait(t, s, at, ids[2], ids[0])
	wait(t, s, at.Add(time.Minute), ids[1], ids[0]) // The first waits already, and since before.
	for moment, want := range map[time.Duration]int{0: 0, time.Microsecond: 2, time.Hour: 3} {
		if got, err := s.UnpagedSince(t.Context(), at.Add(moment)); got != want || err != nil {
			t.Errorf("before %s: %d, want %d: %v", moment, got, want, err)
		}
	}
	boom := errors.New("boom")
	if err := s.InTx(t.Context(), func(tx airra.Tx) error {
		if _, err := tx.TakeUnpaged(t.Context(), 10); err != nil {
			return err
		}
		return boom
	}); !errors.Is(err, boom) {
		t.Fatal(err)
	}
	var taken [][]airra.IncidentID
	for range 3 {
		inTx(t, s, func(ctx context.Context, tx airra.Tx) error {
			got, err := tx.TakeUnpaged(ctx, 2)
			slices.Sort(got)
			taken = append(taken, got)
			return err
		})
	}
	if diff := cmp.Diff([][]airra.IncidentID{ids[:2], ids[2:], {}}, taken); diff != "" {
		t.Errorf("the oldest first, and a failed transaction has taken nobody: %s", diff)
	}
}

func unpagedRace(t *testing.T, s Store) {
	var ids []airra.IncidentID
	for range 40 {
		ids = append(ids, airra.IncidentID(airra.NewID()))
	}
	wait(t, s, at, ids...)
	var mu sync.Mutex
	times := map[airra.IncidentID]int{}
	for _, err := range together(8, func(int) error {
		for {
			var got []airra.IncidentID
			err := s.InTx(t.Context(), func(tx airra.Tx) (err error) {
				got, err = tx.TakeUnpaged(t.Context(), 3)
				return err
			})
			if err != nil || len(got) == 0 {
				return err
			}
			mu.Lock()
			for _, id := range got {
				times[id]++
			}
			mu.Unlock()
		}
	}) {
		must(t, err)
	}
	for _, id := range ids {
		if times[id] != 1 {
			t.Errorf("%s was taken %d times", id, times[id])
		}
	}
}
