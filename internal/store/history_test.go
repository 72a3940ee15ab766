package store_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/store"
	"github.com/airra/airra/internal/store/storetest"
	"github.com/airra/airra/migrations"
)

// The incidents that were there before the sums are counted by the start of the first
// program that knows sums. What the migration says is run here once more, over a
// database whose sums are empty.
func TestIncidentsFromBeforeTheSumsAreCounted(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, handle *store.Handle) {
		s := store.New(handle, noJobs, func(context.Context, int64) {})
		at := time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)
		ended := at.Add(90 * time.Second)
		if err := s.InTx(t.Context(), func(tx airra.Tx) error {
			for n := range 3 {
				i := storetest.Incident(at.AddDate(0, 0, -n))
				i.Reasoner = "offline rules"
				tx.InsertIncident(i)
			}
			resolved := storetest.Incident(at)
			resolved.Status, resolved.ResolvedAt, resolved.FirstAcknowledged, resolved.Severity = airra.StatusResolved, &ended, &at, airra.SeverityCritical
			tx.InsertIncident(resolved)
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		execute(t, handle, "DELETE FROM analytics_deltas")
		execute(t, handle, migrationStatement(t, "INSERT INTO analytics_history"))
		for range 2 { // A second start counts nothing again.
			if err := store.Migrate(t.Context(), handle); err != nil {
				t.Fatal(err)
			}
		}
		rows, err := s.SpanSums(t.Context(), airra.SpanQuery{Spans: airra.Spans{Days: [][2]string{{"2026-11-21", "2026-11-24"}}}})
		if err != nil {
			t.Fatal(err)
		}
		var sum airra.IncidentSum
		for _, row := range rows {
			sum.Incidents += row.Incidents
			sum.Open += row.Open
			sum.Critical += row.Critical
			sum.Analysed += row.Analysed
			sum.Resolved += row.Resolved
			sum.ResolvedMillis += row.ResolvedMillis
			sum.Acknowledged += row.Acknowledged
		}
		want := airra.IncidentSum{Incidents: 4, Open: 3, Critical: 1, Analysed: 3, Resolved: 1, ResolvedMillis: 90_000, Acknowledged: 1}
		if sum != want {
			t.Errorf("got %+v, want %+v", sum, want)
		}
	})
}

// migrationStatement finds a statement of the migration by its beginning.
func migrationStatement(t *testing.T, begins string) string {
	t.Helper()
	text, err := migrations.FS.ReadFile("00005_analytics.sql")
	if err != nil {
		t.Fatal(err)
	}
	_, after, found := strings.Cut(string(text), begins)
	if !found {
		t.Fatalf("there is no %q", begins)
	}
	statement, _, _ := strings.Cut(after, ";")
	return begins + statement
}

func execute(t *testing.T, handle *store.Handle, statement string) {
	t.Helper()
	var err error
	if handle.Kind() == store.KindPostgreSQL {
		_, err = handle.Postgres().Exec(t.Context(), statement)
	} else {
		_, err = handle.SQLite().ExecContext(t.Context(), statement)
	}
	if err != nil {
		t.Fatal(err)
	}
}
