package store_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/store"
	"github.com/airra/airra/internal/store/storetest"
	"github.com/airra/airra/internal/testservers"
)

// template has the schema in it.
var template = testservers.NewTemplate(storetest.Prepare())

// addresses give a database of each kind with the schema in it and nothing else.
var addresses = map[string]func(t testing.TB) string{
	"SQLite":     template.SQLite,
	"PostgreSQL": template.Postgres,
}

func open(t testing.TB, address string) *store.Store {
	t.Helper()
	return store.New(connected(t, address), noJobs, func(context.Context, int64) {})
}

func connected(t testing.TB, address string) *store.Handle {
	t.Helper()
	handle, err := store.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := handle.Close(); err != nil {
			t.Error(err)
		}
	})
	return handle
}

func noJobs(context.Context, any, []airra.Job) error { return nil }

// percentile gives the share-th of some durations in milliseconds.
func percentile(took []time.Duration, share float64) float64 {
	slices.Sort(took)
	return float64(took[int(float64(len(took)-1)*share)]) / float64(time.Millisecond)
}

// column reads the first column of a question to the database itself, which each
// kind is asked in its own words.
func column[T any](t *testing.T, handle *store.Handle, sqlite, postgres string) []T {
	t.Helper()
	if handle.Kind() == store.KindPostgreSQL {
		rows, err := handle.Postgres().Query(t.Context(), postgres)
		if err != nil {
			t.Fatal(err)
		}
		values, err := pgx.CollectRows(rows, pgx.RowTo[T])
		if err != nil {
			t.Fatal(err)
		}
		return values
	}
	rows, err := handle.SQLite().QueryContext(t.Context(), sqlite)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	var values []T
	for rows.Next() {
		var value T
		if err := rows.Scan(&value); err != nil {
			t.Fatal(err)
		}
		values = append(values, value)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return values
}
