package store

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"github.com/airra/airra/internal/airra"
)

// attempts is how often a transaction is run that PostgreSQL gave up because of
// another one.
const attempts = 5

// InTx runs fn in one transaction, then writes what fn inserted and commits. A
// transaction that PostgreSQL gave up because of another one is run again from
// the start, after a short wait that grows. Inside of fn nothing may be written
// but through tx: on SQLite there is one writing connection, and a second
// transaction would wait for the first one for ever.
func (s *Store) InTx(ctx context.Context, fn func(tx airra.Tx) error) error {
	for attempt := 1; ; attempt++ {
		lastEvent, err := s.once(ctx, fn)
		s.note(err)
		if err == nil {
			s.totals.wrote()
			if lastEvent > 0 {
				s.announce(ctx, lastEvent)
			}
			return nil
		}
		if !transient(err) {
			return err
		}
		if attempt == attempts {
			return &airra.Error{Code: airra.CodeUnavailable, Message: "the database is busy with other changes", Hint: "try again in a moment", Err: err}
		}
		if err := pause(ctx, time.Duration(attempt)*5*time.Millisecond); err != nil {
			return err
		}
	}
}

// pause waits, or ends early with the context.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// once runs fn in one transaction and gives the id of the last event it wrote.
// The connection is taken first and by name, because on PostgreSQL a job is
// enqueued on the connection below the transaction.
func (s *Store) once(ctx context.Context, fn func(tx airra.Tx) error) (lastEvent int64, err error) {
	if s.prepared != nil {
		if err := s.prepared.prepare(ctx, s.handle.write); err != nil {
			return 0, fault("prepare statements", err)
		}
	}
	conn, err := s.handle.write.Conn(ctx)
	if err != nil {
		return 0, fault("take a connection", err)
	}
	defer func() { _ = conn.Close() }() // Gives it back to the pool; the transaction has ended before.
	begun, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return 0, fault("begin a transaction", err)
	}
	defer func() { _ = begun.Rollback() }() // Does nothing after the commit, and ends the transaction when fn panics.
	raw, err := s.rawOf(&conn, begun)
	if err != nil {
		return 0, err
	}
	work := newTx(begun, raw, s.enqueue, s.prepared)
	if err := fn(work); err != nil {
		return 0, err
	}
	if err := work.flush(ctx); err != nil {
		return 0, err
	}
	return work.lastEvent, fault("commit", begun.Commit())
}

// rawOf gives what a job is enqueued on.
func (s *Store) rawOf(conn *bun.Conn, begun bun.Tx) (any, error) {
	if s.handle.kind == KindSQLite {
		return begun.Tx, nil
	}
	raw, err := rawConn(conn)
	if err != nil {
		return nil, fmt.Errorf("reach the connection below the transaction: %w", err)
	}
	return raw, nil
}
