package store_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/store"
	"github.com/airra/airra/internal/store/storetest"
)

// A file that may not grow answers as a full disk does.
func TestAFullDiskIsSaidAndForgottenWhenThereIsRoomAgain(t *testing.T) {
	t.Parallel()
	handle := connected(t, template.SQLite(t))
	s := store.New(handle, noJobs, func(context.Context, int64) {})
	limit := func(pages string) {
		if _, err := handle.SQLite().ExecContext(t.Context(), "PRAGMA max_page_count = "+pages); err != nil {
			t.Fatal(err)
		}
	}
	insert := func() error {
		incident := storetest.Incident(time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC))
		incident.Description = strings.Repeat("x", 1<<20)
		return s.InTx(t.Context(), func(tx airra.Tx) error {
			tx.InsertIncident(incident)
			return nil
		})
	}
	limit("1") // SQLite takes the present size instead
	if err := insert(); airra.ErrorCode(err) != airra.CodeUnavailable {
		t.Fatalf("got %v", err)
	}
	if err := s.Ping(t.Context()); airra.ErrorCode(err) != airra.CodeUnavailable {
		t.Errorf("readiness must know, got %v", err)
	}
	limit("1000000")
	if err := insert(); err != nil {
		t.Fatal(err)
	}
	if err := s.Ping(t.Context()); err != nil {
		t.Errorf("got %v", err)
	}
}
