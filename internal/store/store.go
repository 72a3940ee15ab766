package store

import (
	"context"
	"sync/atomic"

	"github.com/airra/airra/internal/airra"
)

// Enqueue puts jobs into the queue as part of a transaction. The raw
// transaction is a *sql.Tx on SQLite and, on PostgreSQL, the *pgx.Conn on which
// a transaction is open.
type Enqueue func(ctx context.Context, raw any, jobs []airra.Job) error

// Announce is told the id of the newest event after a commit that appended
// some. It must not block.
type Announce func(ctx context.Context, lastEventID int64)

// Store implements airra.Store and airra.IdempotencyStore.
type Store struct {
	reader
	handle   *Handle
	enqueue  Enqueue
	announce Announce
	prepared *prepared             // nil on PostgreSQL
	sick     atomic.Pointer[error] // why the last write failed, when it was the file's fault
}

var (
	_ airra.Store            = (*Store)(nil)
	_ airra.IdempotencyStore = (*Store)(nil)
)

// New makes a store over an open and migrated database. The store does not own
// the handle.
func New(handle *Handle, enqueue Enqueue, announce Announce) *Store {
	s := &Store{reader: reader{db: handle.read, totals: newTotals(), texts: newHeldTexts(mostTexts)}, handle: handle, enqueue: enqueue, announce: announce}
	if handle.kind == KindSQLite {
		s.prepared = &prepared{}
	}
	return s
}

// Kind is "SQLite" or "PostgreSQL".
func (s *Store) Kind() string { return s.handle.kind }
