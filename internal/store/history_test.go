package store_test

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/measure"
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
		execute(t, handle, migrationStatement(t, "00005_analytics.sql", "INSERT INTO analytics_history"))
		for range 2 { // A second start counts nothing again.
			if err := store.Migrate(t.Context(), handle); err != nil {
				t.Fatal(err)
			}
		}
		rows, err := s.SpanSums(t.Context(), airra.SpanQuery{Spans: airra.Days("2026-11-21", "2026-11-24")})
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

// Sums of before there were years and weeks are added up to them by the next start, once:
// what is folded later is added to them by the fold.
func TestSumsFromBeforeTheYearsAreAddedUp(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, handle *store.Handle) {
		s := store.New(handle, noJobs, func(context.Context, int64) {})
		at := time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)
		report := func(daysAgo ...int) {
			t.Helper()
			if err := s.InTx(t.Context(), func(tx airra.Tx) error {
				for _, n := range daysAgo {
					resolved, ended := storetest.Incident(at.AddDate(0, 0, -n)), at.AddDate(0, 0, -n).Add(time.Hour)
					resolved.Status, resolved.ResolvedAt = airra.StatusResolved, &ended
					tx.InsertIncident(resolved)
				}
				return nil
			}); err != nil {
				t.Fatal(err)
			}
			if err := s.InTx(t.Context(), func(tx airra.Tx) error { _, err := tx.FoldAnalytics(t.Context(), 100); return err }); err != nil {
				t.Fatal(err)
			}
		}
		report(0, 1, 8, 70, 400)
		execute(t, handle, "DELETE FROM analytics_sums WHERE span IN ('week', 'year')")
		execute(t, handle, migrationStatement(t, "00014_sums_of_weeks_and_years.sql", "INSERT INTO analytics_narrow"))
		for range 2 {
			if err := store.Migrate(t.Context(), handle); err != nil {
				t.Fatal(err)
			}
			report(2)
		}
		for name, want := range map[airra.SpanRange]map[string]int64{
			{Span: airra.SpanYear, From: "2025", To: "2027"}:             {"2025": 1, "2026": 6},
			{Span: airra.SpanWeek, From: "2026-11-09", To: "2026-12-01"}: {"2026-11-09": 1, "2026-11-16": 3, "2026-11-23": 1},
		} {
			if got := resolvedIn(t, s, name); !maps.Equal(got, want) {
				t.Errorf("%s: got %v, want %v", name.Span, got, want)
			}
		}
	})
}

// Verdicts of before there were sums of them are counted by the next start, once.
func TestVerdictsFromBeforeTheirSumsAreCounted(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, handle *store.Handle) {
		s := store.New(handle, noJobs, func(context.Context, int64) {})
		at := time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)
		incident := storetest.Incident(at)
		judgement := storetest.Judgement(incident, "memory_leak", airra.VerdictConfirmed, at)
		judgement.Confidence = 0.75
		if err := s.InTx(t.Context(), func(tx airra.Tx) error { tx.InsertIncident(incident); return nil }); err != nil {
			t.Fatal(err)
		}
		if err := s.InTx(t.Context(), func(tx airra.Tx) error { return tx.PutJudgement(t.Context(), judgement) }); err != nil {
			t.Fatal(err)
		}
		execute(t, handle, "DELETE FROM judgement_sums")
		execute(t, handle, migrationStatement(t, "00015_sums_of_verdicts.sql", "INSERT INTO judgement_history"))
		for range 2 {
			if err := store.Migrate(t.Context(), handle); err != nil {
				t.Fatal(err)
			}
			got, err := s.JudgedHypotheses(t.Context(), airra.Days("2026-11-23", "2026-11-24"), []airra.Origin{airra.OriginReal})
			want := []airra.JudgedBin{{Bin: 7, Judged: 1, Confirmed: 1, Confidence: 0.75}}
			if err != nil || !slices.Equal(got, want) {
				t.Errorf("got %v, %v, want %v", got, err, want)
			}
		}
	})
}

// resolvedIn counts the times that the histograms of sums hold, by start.
func resolvedIn(t *testing.T, s airra.Store, spans airra.SpanRange) map[string]int64 {
	t.Helper()
	rows, err := s.SpanSums(t.Context(), airra.SpanQuery{Spans: airra.Spans{Add: []airra.SpanRange{spans}}, Histograms: true})
	if err != nil {
		t.Fatal(err)
	}
	counts := map[string]int64{}
	for _, row := range rows {
		var sum measure.Sum
		if err := sum.MergeRow(row); err != nil {
			t.Fatal(err)
		}
		for _, bucket := range sum.Resolution {
			counts[row.Start] += bucket.Count
		}
	}
	return counts
}

// migrationStatement finds a statement of the migration by its beginning.
func migrationStatement(t *testing.T, file, begins string) string {
	t.Helper()
	text, err := migrations.FS.ReadFile(file)
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
