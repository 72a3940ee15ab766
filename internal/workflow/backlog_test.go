package workflow_test

import (
	"fmt"
	"testing"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/store"
)

// An incident that was resolved before there was a memory teaches all the same. The list
// of those is made by the migration; here it is made by hand.
func TestWhatIsOlderThanTheMemoryIsRememberedAFewAtATime(t *testing.T) {
	t.Parallel()
	for kind, address := range map[string]func(t testing.TB) string{"SQLite": template.SQLite, "PostgreSQL": template.Postgres} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			database := address(t)
			h := newHouse(t, database)
			ctx := airra.WithActor(t.Context(), "alice")
			const old = 12
			for range old {
				ref := h.report(t)
				_, err := h.ResolveIncident(ctx, ref, airra.Resolution{By: "alice", Cause: "a bad release", Summary: "rolled back"})
				must(t, err)
			}
			h.takeAll() // The jobs that would remember them are as good as never put in.
			list(t, database, "INSERT INTO memory_backlog SELECT id FROM incidents")

			now := h.report(t)
			for _, want := range []int{10, 2, 0} {
				if got, err := h.RememberBacklog(ctx); err != nil || got != want {
					t.Errorf("remembered %d, want %d: %v", got, want, err)
				}
			}
			alike, err := h.SimilarIncidents(ctx, now, 50)
			must(t, err)
			if len(alike) != old {
				t.Errorf("%d of %d are recalled", len(alike), old)
			}
		})
	}
}

// list runs a statement that the product has no words for.
func list(t *testing.T, database, statement string) {
	t.Helper()
	handle, err := store.Connect(t.Context(), database)
	must(t, err)
	defer func() { must(t, handle.Close()) }()
	if handle.Kind() == store.KindPostgreSQL {
		_, err = handle.Postgres().Exec(t.Context(), statement)
	} else {
		_, err = handle.SQLite().ExecContext(t.Context(), statement)
	}
	if err != nil {
		t.Fatal(fmt.Errorf("%s: %w", statement, err))
	}
}
