// Package migrations holds the schema as goose SQL: one directory of DDL that
// SQLite and PostgreSQL both accept, so there is one history and not two that
// drift apart.
//
// What makes the DDL portable: text, bigint, boolean, double precision and
// timestamptz only; no sequences, no arrays, no functions. JSON documents are
// text, because a caller gets back the bytes it gave and a json type would
// rewrite them. Numbers that grow come from the counters table, since a sequence
// hands them out in another order than the one in which transactions commit.
package migrations

import "embed"

// FS holds the migration files at its root.
//
//go:embed *.sql
var FS embed.FS
