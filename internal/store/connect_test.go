package store_test

import (
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/store"
	"github.com/airra/airra/internal/testservers"
	"github.com/airra/airra/migrations"
)

func TestASQLiteFileIsMadeForItsOwnerOnly(t *testing.T) {
	t.Parallel()
	for name, address := range map[string]func(path string) string{
		"a path":           func(path string) string { return path },
		"a sqlite address": func(path string) string { return "sqlite://" + (&url.URL{Path: path}).EscapedPath() },
		"a file address":   func(path string) string { return "file:" + path },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "new", "100% odd #1? dir", "airra.db")
			handle := connected(t, address(path))
			if err := store.Migrate(t.Context(), handle); err != nil {
				t.Fatal(err)
			}
			if handle.Kind() != store.KindSQLite || handle.Target() != path || handle.SQLite() == nil || handle.Postgres() != nil {
				t.Errorf("got %s at %s", handle.Kind(), handle.Target())
			}
			for path, want := range map[string]os.FileMode{filepath.Dir(path): 0o700, path: 0o600, path + "-wal": 0o600} {
				info, err := os.Stat(path)
				if err != nil {
					t.Fatal(err)
				}
				if got := info.Mode().Perm(); got != want {
					t.Errorf("%s: got %o, want %o", path, got, want)
				}
			}
		})
	}
}

func TestPostgresIsReachedUnderEverySpelling(t *testing.T) {
	t.Parallel()
	address := testservers.Postgres(t)
	_, rest, _ := strings.Cut(address, "://")
	if strings.Contains(rest, "?") {
		rest, _, _ = strings.Cut(rest, "?")
	}
	for _, spelling := range []string{"postgres://", "postgresql://", "postgresql+asyncpg://"} {
		handle, err := store.Connect(t.Context(), spelling+rest+"?ssl=false")
		if err != nil {
			t.Fatal(err)
		}
		if handle.Kind() != store.KindPostgreSQL || handle.Postgres() == nil || handle.SQLite() != nil {
			t.Errorf("got %s", handle.Kind())
		}
		if err := handle.Close(); err != nil {
			t.Error(err)
		}
		if err := handle.Close(); err != nil {
			t.Errorf("a second close does nothing, got %v", err)
		}
	}
}

func TestARefusedAddressSaysWhatToDoAndHidesThePassword(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	noDatabase := filepath.Join(dir, "notes.txt")
	if err := os.WriteFile(noDatabase, []byte(strings.Repeat("just some text ", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		address string
		code    airra.Code
	}{
		"nothing":                    {"", airra.CodeInvalid},
		"an unknown kind":            {"mysql://u:hunter2@db/airra", airra.CodeInvalid},
		"a database in memory":       {":memory:", airra.CodeInvalid},
		"keywords":                   {"host=db user=u password=hunter2", airra.CodeInvalid},
		"a broken escape":            {"sqlite:///%zz", airra.CodeInvalid},
		"no host":                    {"postgres:///", airra.CodeInvalid},
		"a port that is no number":   {"postgres://u:hunter2@db:port/airra", airra.CodeInvalid},
		"a broken password":          {"postgres://u:hunter2%@db/airra", airra.CodeInvalid},
		"an unknown option":          {"postgres://u:hunter2@db/airra?sslmode=maybe", airra.CodeInvalid},
		"nobody listens":             {"postgres://u:hunter2@127.0.0.1:1/airra", airra.CodeUnavailable},
		"a directory":                {dir, airra.CodeUnavailable},
		"a file that is something":   {noDatabase, airra.CodeUnavailable},
		"a directory that is a file": {filepath.Join(noDatabase, "airra.db"), airra.CodeUnavailable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := store.Connect(t.Context(), c.address)
			var own *airra.Error
			if !errors.As(err, &own) || own.Code != c.code || own.Hint == "" || own.Message == "" {
				t.Fatalf("got %#v", err)
			}
			if text := err.Error() + own.Message + own.Hint; strings.Contains(text, "hunter2") {
				t.Errorf("the password stands in %q", text)
			}
		})
	}
}

func TestTheSchemaIsBroughtUpToDateOnce(t *testing.T) {
	t.Parallel()
	for name, empty := range map[string]func(t testing.TB) string{
		"SQLite":     func(t testing.TB) string { return filepath.Join(t.TempDir(), "airra.db") },
		"PostgreSQL": testservers.Postgres,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			handle := connected(t, empty(t))
			before, err := store.Status(t.Context(), handle)
			if err != nil {
				t.Fatal(err)
			}
			files, err := fs.Glob(migrations.FS, "*.sql")
			if err != nil {
				t.Fatal(err)
			}
			latest := latestOf(t, files)
			want := store.MigrationStatus{Current: 0, Latest: latest, Pending: files}
			if diff := cmp.Diff(want, before); diff != "" {
				t.Error(diff)
			}
			errs := make(chan error)
			for range 3 { // Several at once, and again.
				go func() { errs <- store.Migrate(t.Context(), handle) }()
			}
			for range 3 {
				if err := <-errs; err != nil {
					t.Error(err)
				}
			}
			after, err := store.Status(t.Context(), handle)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(store.MigrationStatus{Current: latest, Latest: latest, Pending: []string{}}, after); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// latestOf gives the version of the last of some migration files.
func latestOf(t *testing.T, files []string) int64 {
	t.Helper()
	number, _, _ := strings.Cut(files[len(files)-1], "_")
	version, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return version
}
