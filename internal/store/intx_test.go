package store_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/store"
	"github.com/airra/airra/internal/store/storetest"
)

func TestACommitIsAnnouncedWhenItHasEvents(t *testing.T) {
	t.Parallel()
	var announced []int64
	s := store.New(connected(t, template.SQLite(t)), noJobs, func(_ context.Context, last int64) { announced = append(announced, last) })
	incident := storetest.Incident(time.Now())
	for _, fn := range []func(tx airra.Tx) error{
		func(tx airra.Tx) error { tx.InsertIncident(incident); return nil },
		func(tx airra.Tx) error {
			tx.Append(airra.Event{IncidentID: incident.ID, At: time.Now()})
			return errors.New("no")
		},
		func(tx airra.Tx) error { tx.Append(airra.Event{IncidentID: incident.ID, At: time.Now()}); return nil },
		func(tx airra.Tx) error {
			tx.Append(airra.Event{IncidentID: incident.ID, At: time.Now()})
			tx.Append(airra.Event{IncidentID: incident.ID, At: time.Now()})
			return nil
		},
	} {
		_ = s.InTx(t.Context(), fn)
	}
	if diff := cmp.Diff([]int64{1, 3}, announced); diff != "" {
		t.Error(diff)
	}
}

func TestAFailureToEnqueueUndoesTheChange(t *testing.T) {
	t.Parallel()
	for name, address := range addresses {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			full := errors.New("the queue is full")
			var on any
			s := store.New(connected(t, address(t)), func(_ context.Context, raw any, _ []airra.Job) error {
				on = raw
				return full
			}, func(context.Context, int64) {})
			err := s.InTx(t.Context(), func(tx airra.Tx) error {
				tx.InsertIncident(storetest.Incident(time.Now()))
				tx.Enqueue(airra.Job{Kind: airra.JobAnalyze})
				return nil
			})
			if !errors.Is(err, full) {
				t.Errorf("got %v", err)
			}
			page, err := s.Incidents(t.Context(), airra.IncidentFilter{})
			if err != nil || page.Total != 0 {
				t.Errorf("got %d incidents, %v", page.Total, err)
			}
			if _, isPostgres := on.(*pgx.Conn); isPostgres != (name == "PostgreSQL") {
				t.Errorf("enqueued on %T", on)
			}
		})
	}
}

// TestADeadlockIsResolvedByTryingAgain lets two transactions take the same two
// rows in opposite order. PostgreSQL gives one of them up, which must not reach
// the caller.
func TestADeadlockIsResolvedByTryingAgain(t *testing.T) {
	t.Parallel()
	s := open(t, template.Postgres(t))
	a, b := storetest.Incident(time.Now()), storetest.Incident(time.Now())
	if err := s.InTx(t.Context(), func(tx airra.Tx) error { tx.InsertIncident(a); tx.InsertIncident(b); return nil }); err != nil {
		t.Fatal(err)
	}
	var met, done sync.WaitGroup
	met.Add(2)
	runs := make([]int, 2)
	for i, order := range [][]airra.IncidentID{{a.ID, b.ID}, {b.ID, a.ID}} {
		done.Go(func() {
			err := s.InTx(t.Context(), func(tx airra.Tx) error {
				runs[i]++
				for n, id := range order {
					incident, err := tx.Incident(t.Context(), airra.Key{Prefix: string(id)})
					if err != nil {
						return err
					}
					if err := tx.SaveIncident(t.Context(), incident); err != nil {
						return err
					}
					if n == 0 && runs[i] == 1 {
						met.Done()
						met.Wait() // Both hold their first row now.
					}
				}
				return nil
			})
			if err != nil && !errors.Is(err, airra.ErrStale) {
				t.Error(err)
			}
		})
	}
	done.Wait()
	if runs[0]+runs[1] < 3 {
		t.Errorf("one of the two was run again, got %v", runs)
	}
}

func TestALostServerIsUnavailableAndIsUsedAgainWhenItIsBack(t *testing.T) {
	t.Parallel()
	address := template.Postgres(t)
	s := open(t, address)
	admin, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = admin.Close(context.Background()) })
	err = s.InTx(t.Context(), func(tx airra.Tx) error {
		tx.InsertIncident(storetest.Incident(time.Now()))
		_, err := admin.Exec(t.Context(), "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
		return err
	})
	if airra.ErrorCode(err) != airra.CodeUnavailable {
		t.Errorf("got %v", err)
	}
	if err := s.InTx(t.Context(), func(tx airra.Tx) error { tx.InsertIncident(storetest.Incident(time.Now())); return nil }); err != nil {
		t.Errorf("the next one takes a new connection, got %v", err)
	}
}

func TestALeaseDoesNotWaitForALongTransaction(t *testing.T) {
	t.Parallel()
	s := open(t, template.Postgres(t))
	err := s.InTx(t.Context(), func(tx airra.Tx) error {
		tx.InsertIncident(storetest.Incident(time.Now()))
		got, err := s.Lease(t.Context(), "monitor", "a", time.Minute, time.Now())
		if !got {
			t.Error("the role is free")
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func TestReadersDoNotWaitForAWriterAndCannotWrite(t *testing.T) {
	t.Parallel()
	s := open(t, template.SQLite(t))
	err := s.InTx(t.Context(), func(tx airra.Tx) error {
		tx.InsertIncident(storetest.Incident(time.Now()))
		_, err := s.Incidents(t.Context(), airra.IncidentFilter{})
		return errors.Join(err, s.Ping(t.Context()))
	})
	if err != nil {
		t.Error(err)
	}
}
