package testservers

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"
)

const postgresMissing = "PostgreSQL is not installed: apt-get install postgresql"

// postgresServer is one running PostgreSQL.
type postgresServer struct {
	process *process
	port    int
	sockets string
}

var (
	sharedPostgres = sync.OnceValues(startPostgres)
	databases      atomic.Int64
)

// Postgres returns the DSN of a fresh, empty database on a real PostgreSQL that
// this test process shares. The database is dropped when the test ends, whoever
// is still connected to it.
func Postgres(t testing.TB) string {
	t.Helper()
	needs(t, "PostgreSQL")
	return postgresFrom(t, "template1")
}

// postgresFrom gives a copy of a database of the shared server for the time of a test.
func postgresFrom(t testing.TB, source string) string {
	t.Helper()
	server, err := sharedPostgres()
	if err != nil {
		t.Fatal(err)
	}
	name, err := server.create(context.Background(), source)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.exec(context.Background(), "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Errorf("drop the test's database: %v", err)
		}
	})
	return server.dsn(name)
}

// create makes a copy of a database and gives its name.
func (s *postgresServer) create(ctx context.Context, source string) (string, error) {
	name := fmt.Sprintf("airra_%d", databases.Add(1))
	return name, s.exec(ctx, "CREATE DATABASE "+name+" TEMPLATE "+source)
}

func (s *postgresServer) dsn(database string) string {
	return fmt.Sprintf("postgres://postgres@127.0.0.1:%d/%s?sslmode=disable", s.port, database)
}

// exec runs one statement as the administrator. It goes through the private Unix
// socket, which no other server can answer, even when it has taken our port.
func (s *postgresServer) exec(ctx context.Context, statement string) error {
	conn, err := pgx.Connect(ctx, fmt.Sprintf("host=%s port=%d user=postgres database=postgres", s.sockets, s.port))
	if err != nil {
		return fmt.Errorf("connect to the test PostgreSQL: %w", err)
	}
	defer func() { _ = conn.Close(ctx) }()
	if _, err := conn.Exec(ctx, statement); err != nil {
		return fmt.Errorf("%s: %w", statement, err)
	}
	return nil
}

func startPostgres() (*postgresServer, error) {
	bin, err := postgresBin()
	if err != nil {
		return nil, err
	}
	return onFreePort(func(port int) (*postgresServer, error) { return startPostgresOn(bin, port) })
}

func startPostgresOn(bin string, port int) (*postgresServer, error) {
	dir, err := tempDir("pg")
	if err != nil {
		return nil, err
	}
	as, err := postgresUser(dir)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	data := filepath.Join(dir, "data")
	initdb := detached(filepath.Join(bin, "initdb"), "-D", data, "-A", "trust", "-U", "postgres",
		"-E", "UTF8", "--no-locale", "--no-sync")
	initdb.Dir, initdb.SysProcAttr.Credential = dir, as
	if out, err := initdb.CombinedOutput(); err != nil {
		return nil, errors.Join(fmt.Errorf("initdb: %w: %s", err, out), os.RemoveAll(dir))
	}
	server := &postgresServer{port: port, sockets: dir}
	server.process, err = launch(dir, as, filepath.Join(bin, "postgres"), "-D", data, "-k", dir,
		"-p", strconv.Itoa(port), "-c", "listen_addresses=127.0.0.1", "-c", "max_connections=300",
		"-c", "fsync=off", "-c", "full_page_writes=off",
		"-c", "synchronous_commit=off", "-c", "wal_level=minimal", "-c", "max_wal_senders=0")
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	ready := func(ctx context.Context) error { return server.exec(ctx, "SELECT 1") }
	if err := server.process.await(ready); err != nil {
		server.process.stop()
		return nil, err
	}
	return server, nil
}

// postgresBin finds the newest installed server. Debian keeps it outside PATH.
func postgresBin() (string, error) {
	best, bestVersion := "", -1
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	for _, initdb := range found {
		bin := filepath.Dir(initdb)
		version, err := strconv.Atoi(filepath.Base(filepath.Dir(bin)))
		if err == nil && version > bestVersion {
			best, bestVersion = bin, version
		}
	}
	if best != "" {
		return best, nil
	}
	initdb, err := exec.LookPath("initdb")
	if err != nil {
		return "", errors.New(postgresMissing)
	}
	return filepath.Dir(initdb), nil
}

// postgresUser hands dir to the account PostgreSQL runs as. The server refuses to
// run as root, so root uses the account that the package made; everybody else
// runs it as themselves and gets nil.
func postgresUser(dir string) (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil //nolint:nilnil // No credential is exec's own word for "as ourselves".
	}
	account, err := user.Lookup("postgres")
	if err != nil {
		return nil, fmt.Errorf("%s: %w", postgresMissing, err)
	}
	uid, err := strconv.ParseUint(account.Uid, 10, 32)
	if err != nil {
		return nil, fmt.Errorf("read the postgres account: %w", err)
	}
	gid, err := strconv.ParseUint(account.Gid, 10, 32)
	if err != nil {
		return nil, fmt.Errorf("read the postgres account: %w", err)
	}
	if err := os.Chown(dir, int(uid), int(gid)); err != nil {
		return nil, fmt.Errorf("hand the directory to postgres: %w", err)
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
}
