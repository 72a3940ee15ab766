package store_test

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	diff "github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/measure"
	"github.com/airra/airra/internal/store"
	"github.com/airra/airra/internal/store/storetest"
)

// An incident is measured as the same one with a text, without one as those of before the
// texts are, and with words too long for one. The next start writes the texts that
// are missing.
func TestFootprintsAreTheSameWithAndWithoutTheirTexts(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, handle *store.Handle) {
		s := store.New(handle, noJobs, func(context.Context, int64) {})
		at := time.Date(2026, 11, 23, 2, 0, 0, 123456000, time.UTC)
		ended := at.Add(90*time.Second + 700*time.Microsecond)
		resolved, analysed, lengthy := storetest.Incident(at), storetest.Incident(at.Add(time.Second)), storetest.Incident(at.Add(2*time.Second))
		resolved.Status, resolved.ResolvedAt, resolved.FirstAcknowledged, resolved.DryRunResolution = airra.StatusResolved, &ended, &at, true
		analysed.Reasoner, analysed.DetectionSource, analysed.Origin = "offline rules", "", airra.OriginSimulated
		lengthy.DetectionSource = strings.Repeat("a long word ", 200)
		want := []airra.Footprint{measure.PrintOf(resolved), measure.PrintOf(analysed)}
		insert := func(i *airra.Incident) {
			if err := s.InTx(t.Context(), func(tx airra.Tx) error { tx.InsertIncident(i); return nil }); err != nil {
				t.Fatal(err)
			}
		}
		measured := func(when string) {
			t.Helper()
			got, err := s.Footprints(t.Context(), at, at.Add(time.Hour))
			slices.SortFunc(got, func(a, b airra.Footprint) int { return cmp.Compare(a.DetectedAt.UnixMicro(), b.DetectedAt.UnixMicro()) })
			if d := diff.Diff(want, got); d != "" || err != nil {
				t.Errorf("%s: %v %s", when, err, d)
			}
		}
		withTexts := func(when string, texts int) {
			t.Helper()
			if got := withText(t, handle); got != texts {
				t.Errorf("%s: %d have a text, want %d", when, got, texts)
			}
		}
		insert(resolved)
		insert(analysed)
		measured("with texts")
		withTexts("as they were written", 2)
		execute(t, handle, "UPDATE incidents SET footprint = ''")
		measured("without texts")
		insert(lengthy)
		want = append(want, measure.PrintOf(lengthy))
		for range 2 {
			if err := store.Migrate(t.Context(), handle); err != nil {
				t.Fatal(err)
			}
			measured("after a start")
			withTexts("after a start", 2)
		}
	})
}

func withText(t *testing.T, handle *store.Handle) (count int) {
	t.Helper()
	const counting = "SELECT count(*) FROM incidents WHERE footprint <> ''"
	var err error
	if handle.Kind() == store.KindPostgreSQL {
		err = handle.Postgres().QueryRow(t.Context(), counting).Scan(&count)
	} else {
		err = handle.SQLite().QueryRowContext(t.Context(), counting).Scan(&count)
	}
	if err != nil {
		t.Fatal(err)
	}
	return count
}

// A start waits for nobody who holds an incident. The next one writes what it passed over.
func TestAStartPassesOverAnIncidentThatIsHeld(t *testing.T) {
	t.Parallel()
	handle := connected(t, addresses["PostgreSQL"](t))
	s := store.New(handle, noJobs, func(context.Context, int64) {})
	at := time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)
	held, free := storetest.Incident(at), storetest.Incident(at)
	if err := s.InTx(t.Context(), func(tx airra.Tx) error { tx.InsertIncident(held); tx.InsertIncident(free); return nil }); err != nil {
		t.Fatal(err)
	}
	execute(t, handle, "UPDATE incidents SET footprint = ''")
	holder, err := handle.Postgres().Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = holder.Rollback(context.Background()) }() // Or the database is never closed.
	if _, err := holder.Exec(t.Context(), "SELECT id FROM incidents WHERE id = $1 FOR UPDATE", string(held.ID)); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second) // One that waits would do so for ever.
	defer cancel()
	for want := 1; want <= 2; want++ {
		if err := store.Migrate(ctx, handle); err != nil {
			t.Fatal(err)
		}
		if got := withText(t, handle); got != want {
			t.Errorf("%d have a text, want %d", got, want)
		}
		if want == 1 {
			if err := holder.Rollback(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	}
}
