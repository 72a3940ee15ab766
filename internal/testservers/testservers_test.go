package testservers_test

import (
	"context"
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
