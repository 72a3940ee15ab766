package store

import (
	"context"
	"database/sql"
	"net/url"
	"strings"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/uptrace/bun"

	"github.com/airra/airra/internal/airra"
)

// The kinds of databases, as operators see them.
const (
	KindSQLite     = "SQLite"
	KindPostgreSQL = "PostgreSQL"
)

// acceptedForms is the hint of every refused address.
const acceptedForms = "set AIRRA_DATABASE_URL to postgres://USER:PASSWORD@HOST:5432/DATABASE or sqlite:///PATH, or leave it empty for SQLite in the data directory"

// Handle is an open database. It is made by Connect, given to everything that
// needs the database, and closed once, after all of them have stopped.
type Handle struct {
	kind   string
	target string // the file, or host and database: never a password
	write  *bun.DB
	read   *bun.DB
	sqlite *sql.DB
	pool   *pgxpool.Pool
	closes []func() error // in the order of opening
}

// Kind is "SQLite" or "PostgreSQL".
func (h *Handle) Kind() string { return h.kind }

// Target names the database for people: the file, or the host and the name of
// the database. It never holds a password.
func (h *Handle) Target() string { return h.target }

// SQLite is the pool with the one writing connection, nil on PostgreSQL. Who
// holds a transaction must not ask it for a second connection.
func (h *Handle) SQLite() *sql.DB { return h.sqlite }

// Postgres is the connection pool, nil on SQLite.
func (h *Handle) Postgres() *pgxpool.Pool { return h.pool }

// Close closes everything that Connect opened, in reverse, and gives the first
// error.
func (h *Handle) Close() error {
	var first error
	for i := len(h.closes) - 1; i >= 0; i-- {
		if err := h.closes[i](); err != nil && first == nil {
			first = err
		}
	}
	h.closes = nil
	return first
}

// opened registers how something that was just opened is closed.
func (h *Handle) opened(closeIt func() error) { h.closes = append(h.closes, closeIt) }

// Connect opens the database without changing its schema. It takes
// postgres://, postgresql:// and postgresql+asyncpg:// addresses, sqlite:///PATH
// and plain paths. The directory of a SQLite file is made when it is missing,
// readable by its owner only. An address that cannot be understood is
// CodeInvalid and a database that does not answer CodeUnavailable, both with a
// hint and neither with the password.
func Connect(ctx context.Context, databaseURL string) (*Handle, error) {
	scheme, rest, hasScheme := strings.Cut(strings.TrimSpace(databaseURL), "://")
	switch {
	case !hasScheme:
		return connectPath(ctx, strings.TrimSpace(databaseURL))
	case scheme == "sqlite" || scheme == "sqlite3" || scheme == "file":
		path, err := url.PathUnescape(rest)
		if err != nil {
			return nil, refused("the path of the SQLite file is not a valid URL", err)
		}
		return connectPath(ctx, path)
	case scheme == "postgres" || scheme == "postgresql" || strings.HasPrefix(scheme, "postgresql+"):
		return connectPostgres(ctx, "postgres://"+rest)
	default:
		return nil, refused("databases of this kind are not known: "+scheme, nil)
	}
}

// connectPath takes what can only be a path. Text with an equals sign is a
// connection string of another form, and making a file of that name would hide
// the mistake.
func connectPath(ctx context.Context, path string) (*Handle, error) {
	path = strings.TrimPrefix(path, "file:")
	if path == "" || strings.ContainsAny(path, "=\x00") || strings.HasPrefix(path, ":memory:") {
		return nil, refused("the address of the database names no file and no server", nil)
	}
	return connectSQLite(ctx, path)
}

func refused(message string, cause error) error {
	return &airra.Error{
		Code: airra.CodeInvalid, Message: message, Hint: acceptedForms, Err: cause,
		Fields: []airra.FieldError{{Field: "AIRRA_DATABASE_URL", Message: message}},
	}
}

func unreachable(message, hint string, cause error) error {
	return &airra.Error{Code: airra.CodeUnavailable, Message: message, Hint: hint, Err: cause}
}
