package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/airra/airra/internal/airra"
)

// Codes of PostgreSQL.
const (
	pgSerialization = "40001"
	pgDeadlock      = "40P01"
	pgLockTimeout   = "55P03"
	pgForeignKey    = "23503"
	pgUnique        = "23505"
)

// fault says what was being done when a database failed. A database that is
// away is told apart from one that refuses, because the caller of the first may
// simply ask again.
func fault(doing string, err error) error {
	var own *airra.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &own), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("%s: %w", doing, err)
	case dangling(err): // What it refers to was there when the use case looked, so it may look again.
		return fmt.Errorf("%s: %w: %w", doing, airra.ErrStale, err)
	case unwritable(err):
		return &airra.Error{Code: airra.CodeUnavailable, Message: "the database cannot be written: look at its disk", Err: fmt.Errorf("%s: %w", doing, err)}
	case away(err):
		return &airra.Error{Code: airra.CodeUnavailable, Message: "the database does not answer", Hint: "try again in a moment", Err: fmt.Errorf("%s: %w", doing, err)}
	default:
		return fmt.Errorf("%s: %w", doing, err)
	}
}

// away tells whether the database could not be reached or was busy for too
// long.
func away(err error) bool {
	var network net.Error
	var refusedConn *pgconn.ConnectError
	if errors.As(err, &network) || errors.As(err, &refusedConn) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) ||
		errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) {
		return true
	}
	var postgres *pgconn.PgError
	if errors.As(err, &postgres) {
		class := postgres.Code[:min(2, len(postgres.Code))]
		return class == "08" || class == "53" || class == "57" // connection, resources, operator intervention
	}
	var lite *sqlite.Error
	return errors.As(err, &lite) && lite.Code()&0xff == sqlite3.SQLITE_BUSY
}

// unwritable tells whether an SQLite file cannot be written any more: the disk is
// full, fails, or was made read-only under the process.
func unwritable(err error) bool {
	var lite *sqlite.Error
	if !errors.As(err, &lite) {
		return false
	}
	switch lite.Code() & 0xff {
	case sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN:
		return true
	default:
		return false
	}
}

// dangling tells whether a write refers to a row that is not there, or takes away
// one that others refer to.
func dangling(err error) bool {
	var postgres *pgconn.PgError
	if errors.As(err, &postgres) {
		return postgres.Code == pgForeignKey
	}
	var lite *sqlite.Error
	return errors.As(err, &lite) && lite.Code() == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY
}

// clash tells which unique index a write ran into: its name on PostgreSQL, its
// columns on SQLite, which both hold the name of the column that matters. It is
// empty for any other failure.
func clash(err error) string {
	var postgres *pgconn.PgError
	if errors.As(err, &postgres) && postgres.Code == pgUnique {
		return postgres.ConstraintName
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) && (lite.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE || lite.Code() == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY) {
		return lite.Error()
	}
	return ""
}

// transient tells whether PostgreSQL gave up a transaction only because of
// another one, so that running it again can succeed.
func transient(err error) bool {
	var postgres *pgconn.PgError
	return errors.As(err, &postgres) && (postgres.Code == pgSerialization || postgres.Code == pgDeadlock || postgres.Code == pgLockTimeout)
}
