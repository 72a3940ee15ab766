package testservers_test

import (
	"context"
	"errors"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/redis/go-redis/v9"

	"github.com/airra/airra/internal/testservers"
)

func TestPostgresGivesEveryCallerAnEmptyDatabase(t *testing.T) {
	t.Parallel()
	first, second := testservers.Postgres(t), testservers.Postgres(t)
	if first == second {
		t.Fatalf("two calls share %s", first)
	}
	for _, dsn := range []string{first, second} {
		conn, err := pgx.Connect(t.Context(), dsn)
		if err != nil {
			t.Fatal(err)
		}
		// The second CREATE would fail if both names led to one database.
		if _, err := conn.Exec(t.Context(), "CREATE TABLE mine (n int)"); err != nil {
			t.Error(err)
		}
		if err := conn.Close(context.Background()); err != nil {
			t.Error(err)
		}
	}
}

func TestEveryCopyOfATemplateIsWhatWasPreparedAndNothingElse(t *testing.T) {
	t.Parallel()
	prepared := 0
	template := testservers.NewTemplate(func(ctx context.Context, dsn string) error {
		prepared++
		conn, err := pgx.Connect(ctx, dsn)
		if err != nil {
			return err
		}
		_, err = conn.Exec(ctx, "CREATE TABLE prepared AS SELECT 1 AS n")
		return errors.Join(err, conn.Close(ctx))
	})
	for _, dsn := range []string{template.Postgres(t), template.Postgres(t)} {
		conn, err := pgx.Connect(t.Context(), dsn)
		if err != nil {
			t.Fatal(err)
		}
		var rows int
		if err := conn.QueryRow(t.Context(), "INSERT INTO prepared VALUES (2) RETURNING (SELECT count(*) FROM prepared)").Scan(&rows); err != nil || rows != 1 {
			t.Errorf("got %d rows before ours, %v; want the one that was prepared", rows, err)
		}
		if err := conn.Close(context.Background()); err != nil {
			t.Error(err)
		}
	}
	if prepared != 1 {
		t.Errorf("it was prepared %d times", prepared)
	}
}

func TestRedisKeepsCallersApart(t *testing.T) {
	t.Parallel()
	first, second := open(t, testservers.Redis(t)), open(t, testservers.Redis(t))
	if err := first.Set(t.Context(), "key", "value", 0).Err(); err != nil {
		t.Fatal(err)
	}
	if got := second.Exists(t.Context(), "key").Val(); got != 0 {
		t.Errorf("the second caller sees %d keys of the first", got)
	}
}

func open(t *testing.T, url string) *redis.Client {
	t.Helper()
	options, err := redis.ParseURL(url)
	if err != nil {
		t.Fatal(err)
	}
	client := redis.NewClient(options)
	t.Cleanup(func() { _ = client.Close() })
	return client
}
