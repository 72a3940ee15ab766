package store

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	_ "modernc.org/sqlite" // registers the driver "sqlite"
)

// sqliteReaders is how many reading connections there are. More do not help:
// each one keeps its own page cache, and reads are short.
const sqliteReaders = 4

// connectSQLite opens the file twice: once with the single connection that
// writes, and once with a few that cannot. A write through a reading
// connection is an error and not a slow surprise.
func connectSQLite(ctx context.Context, path string) (*Handle, error) {
	if err := prepareFile(path); err != nil {
		return nil, unreachable("the SQLite file "+path+" cannot be opened", "check that its directory exists and can be written, or "+acceptedForms, err)
	}
	h := &Handle{kind: KindSQLite, target: path}
	writer, err := openSQLite(ctx, h, path, "_txlock=immediate", 1)
	if err != nil {
		return nil, err
	}
	reader, err := openSQLite(ctx, h, path, "_pragma=query_only(1)", sqliteReaders)
	if err != nil {
		return nil, err
	}
	h.sqlite = writer
	h.write = bun.NewDB(writer, sqlitedialect.New())
	h.read = bun.NewDB(reader, sqlitedialect.New())
	return h, nil
}

// openSQLite opens one pool and proves that the file is a database. On failure
// it closes the whole handle.
func openSQLite(ctx context.Context, h *Handle, path, option string, connections int) (*sql.DB, error) {
	db, err := sql.Open("sqlite", sqliteDSN(path)+"&"+option)
	if err != nil {
		_ = h.Close()
		return nil, fmt.Errorf("open SQLite pool: %w", err)
	}
	h.opened(db.Close)
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	if _, err := db.ExecContext(ctx, "SELECT count(*) FROM sqlite_master"); err != nil {
		_ = h.Close()
		return nil, unreachable("the SQLite file "+path+" cannot be read as a database", "move it away or name another file in AIRRA_DATABASE_URL", err)
	}
	return db, nil
}

// sqliteDSN writes the address. Characters that end the path in a URI are
// escaped, so that a directory may have any name.
func sqliteDSN(path string) string {
	escaped := strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(path)
	pragmas := []string{"busy_timeout(5000)", "journal_mode(WAL)", "synchronous(NORMAL)", "foreign_keys(1)", "temp_store(MEMORY)", "cache_size(-4000)", "wal_autocheckpoint(4000)"}
	for i, pragma := range pragmas {
		pragmas[i] = "_pragma=" + url.QueryEscape(pragma)
	}
	return "file:" + escaped + "?" + strings.Join(pragmas, "&") + "&_time_format=sqlite"
}

// prepareFile makes the directory and the file readable by the owner only,
// because incidents tell about the inside of a company. SQLite gives its WAL
// the permissions of the file.
func prepareFile(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600) //nolint:gosec // The operator names this path.
	if err != nil {
		return err
	}
	return file.Close()
}
