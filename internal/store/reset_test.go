package store_test

import (
	"context"
	"errors"
	"slices"
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

// stays are the tables that a reset leaves as they are: the schema's own, the
// counters, whose ids go on, and the processes that are alive.
var stays = []string{"goose_db_version", "sqlite_sequence", "counters", "daemons"}

func TestAResetEmptiesEveryTable(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, handle *store.Handle) {
		s := store.New(handle, noJobs, func(context.Context, int64) {})
		fillEveryTable(t, s)
		execute(t, handle, "INSERT INTO memory_backlog SELECT id FROM incidents") // Only a migration writes there,
		execute(t, handle, "INSERT INTO analytics_narrow VALUES ('2026-11-23')")  // and there.
		tables := column[string](t, handle, "SELECT name FROM sqlite_master WHERE type = 'table'",
			"SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
		rows := func(table string) int64 {
			count := "SELECT count(*) FROM " + table
			return column[int64](t, handle, count, count)[0]
		}
		tables = slices.DeleteFunc(tables, func(table string) bool { return slices.Contains(stays, table) })
		for _, table := range tables {
			if rows(table) == 0 && !slices.Contains([]string{"analytics_history", "judgement_history"}, table) { // The start has emptied those already.
				t.Errorf("%s is empty before the reset: put something in", table)
			}
		}
		if err := store.Reset(t.Context(), handle); err != nil {
			t.Fatal(err)
		}
		for _, table := range tables {
			if left := rows(table); left != 0 {
				t.Errorf("%d rows are left in %s", left, table)
			}
		}
		fillEveryTable(t, s) // And everything can begin again.
	})
}

// fillEveryTable puts something into every table, with references wherever there
// can be one.
func fillEveryTable(t *testing.T, s *store.Store) {
	t.Helper()
	at := time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)
	incident, alice := storetest.Incident(at), storetest.Engineer("Alice", at)
	incident.AssignedEngineerID = (*string)(&alice.ID)
	rotation, policy, swap, feed := storetest.Rotation("Platform", at, alice.ID), storetest.Policy("default", "", at), storetest.Swap(alice.ID, at), storetest.Feed(alice.ID, at)
	override := storetest.Override(rotation.ID, alice.ID, at)
	override.SwapID, swap.RotationID, swap.TakenBy, feed.RotationID = &swap.ID, &rotation.ID, &alice.ID, &rotation.ID
	ctx := t.Context()
	err := s.InTx(ctx, func(tx airra.Tx) error {
		tx.InsertIncident(incident)
		tx.PutSignals(incident.ID, []airra.Signal{storetest.Signal("latency_p95", at)})
		tx.PutHypotheses(incident.ID, []airra.Hypothesis{{ID: airra.HypothesisID(airra.NewID()), CreatedAt: at}})
		tx.InsertAction(storetest.Action(incident.ID, at))
		tx.Append(airra.Event{IncidentID: incident.ID, At: at})
		tx.Enqueue(airra.Job{Kind: airra.JobPage, IncidentID: incident.ID, At: at})
		tx.Record(airra.AuditEntry{At: at})
		_, pagings := tx.InsertPagings(ctx, []*airra.Paging{storetest.Paging(incident, *policy, at)})
		return errors.Join(pagings, tx.InsertEngineer(ctx, alice), tx.InsertShift(ctx, storetest.Shift(alice.ID, at)), tx.InsertRotation(ctx, rotation),
			tx.InsertSwap(ctx, swap), tx.InsertOverride(ctx, override), tx.InsertFeed(ctx, feed), tx.InsertPolicy(ctx, policy),
			tx.InsertNotifications(ctx, []*airra.Notification{storetest.PageOf(incident, "email:alice@example.com", at)}),
			tx.InsertWebhookChannel(ctx, storetest.Channel("ops", at)), tx.InsertSimulation(ctx, storetest.Simulation("sim_00000001", at)))
	})
	if err == nil {
		err = s.InTx(ctx, func(tx airra.Tx) error {
			return errors.Join(tx.InsertReview(ctx, storetest.Review(incident.ID, alice.ID, at)), tx.InsertPostmortem(ctx, storetest.Postmortem(incident, "words", at)))
		})
	}
	if err == nil {
		err = s.InTx(ctx, func(tx airra.Tx) error {
			incident.Title = "Other words"
			return errors.Join(tx.SaveIncident(ctx, incident), tx.PutJudgement(ctx, storetest.Judgement(incident, "a", airra.VerdictConfirmed, at)),
				tx.Remember(ctx, storetest.Memory(incident, at)), tx.PutReuse(ctx, airra.Reuse{IncidentID: incident.ID, At: at}))
		})
	}
	if err == nil {
		err = s.InTx(ctx, func(tx airra.Tx) error { _, err := tx.FoldAnalytics(ctx, 1); return err })
	}
	if err == nil { // Another change, which is not folded yet.
		err = s.InTx(ctx, func(tx airra.Tx) error { tx.InsertIncident(storetest.Incident(at)); return nil })
	}
	_, leased := s.Lease(ctx, "monitor", "a", time.Hour, at)
	_, claimed := s.ClaimKey(ctx, "key", "POST /incidents", at)
	if err := errors.Join(err, leased, claimed); err != nil {
		t.Fatal(err)
	}
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
			story(t, connected(t, address(t)))
		})
	}
}
