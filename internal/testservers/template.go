package testservers

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

// Template is a database that was prepared once, with a schema most often, and of
// which every test gets a copy. Copying takes a few milliseconds; preparing takes a
// hundred times as long under the race detector, and would be most of a run.
type Template struct {
	file   func() ([]byte, error) // the prepared SQLite file
	source func() (string, error) // the name of the prepared database in PostgreSQL
}

// NewTemplate gives a template that prepare makes at the first call for a copy.
// Prepare gets the address of an empty database, and must have closed it when it
// returns: PostgreSQL does not copy a database that somebody uses.
func NewTemplate(prepare func(ctx context.Context, address string) error) *Template {
	return &Template{
		file: sync.OnceValues(func() ([]byte, error) { return preparedFile(prepare) }),
		source: sync.OnceValues(func() (string, error) {
			server, err := sharedPostgres()
			if err != nil {
				return "", err
			}
			ctx := context.Background()
			name, err := server.create(ctx, "template1")
			if err != nil {
				return "", err
			}
			return name, prepare(ctx, server.dsn(name))
		}),
	}
}

// SQLite gives the path of a copy, which ends with the test.
func (m *Template) SQLite(t testing.TB) string {
	t.Helper()
	content, err := m.file()
	if err != nil {
		t.Fatal(err)
	}
	holder, err := copies()
	if err != nil {
		t.Fatal(err)
	}
	dir, err := os.MkdirTemp(holder.dir, "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	path := filepath.Join(dir, "airra.db")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// Postgres gives the DSN of a copy, which ends with the test as that of
// [Postgres] does.
func (m *Template) Postgres(t testing.TB) string {
	t.Helper()
	needs(t, "PostgreSQL")
	source, err := m.source()
	if err != nil {
		t.Fatal(err)
	}
	return postgresFrom(t, source)
}

// preparedFile reads a prepared SQLite file into memory. Closing it has folded its
// WAL into it, so that the one file is all of it.
func preparedFile(prepare func(context.Context, string) error) (content []byte, err error) {
	dir, err := tempDir("template")
	if err != nil {
		return nil, err
	}
	defer func() {
		if removed := os.RemoveAll(dir); err == nil {
			err = removed
		}
	}()
	path := filepath.Join(dir, "airra.db")
	if err := prepare(context.Background(), path); err != nil {
		return nil, err
	}
	if _, err := os.Stat(path + "-wal"); err == nil {
		return nil, fmt.Errorf("%s was not closed by what prepared it", path)
	}
	return os.ReadFile(path) //nolint:gosec // The path is our own.
}
