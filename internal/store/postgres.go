package store

import (
	"context"
	"fmt"
	"net/url"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
)

// connectTimeout bounds one attempt to reach the server.
const connectTimeout = 5 * time.Second

// defaultConns is how many connections one process opens at most when the
// address does not say. Requests and workers share them.
const defaultConns = 16

// connectPostgres opens one pool that the store and the job queue share.
func connectPostgres(ctx context.Context, address string) (*Handle, error) {
	config, err := postgresConfig(address)
	if err != nil {
		return nil, err
	}
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("open PostgreSQL pool: %w", err)
	}
	h := &Handle{kind: KindPostgreSQL, target: postgresTarget(config), pool: pool}
	h.opened(func() error { pool.Close(); return nil })
	pinging, cancel := context.WithTimeout(ctx, connectTimeout)
	defer cancel()
	if err := pool.Ping(pinging); err != nil {
		_ = h.Close()
		return nil, unreachable("PostgreSQL at "+postgresTarget(config)+" does not let us in",
			"check host, user, password and database in AIRRA_DATABASE_URL, or unset it to use SQLite", err)
	}
	db := stdlib.OpenDBFromPool(pool)
	h.opened(db.Close)
	h.write = bun.NewDB(db, pgdialect.New())
	h.read = h.write
	return h, nil
}

// postgresConfig reads the address. Its errors never hold the address, since a
// password stands in it.
func postgresConfig(address string) (*pgxpool.Config, error) {
	parsed, err := url.Parse(address)
	if err != nil || parsed.Host == "" && parsed.Query().Get("host") == "" {
		return nil, refused("this is not the address of a PostgreSQL database", nil)
	}
	query := parsed.Query()
	if ssl := query.Get("ssl"); ssl != "" { // as other drivers spell sslmode
		query.Del("ssl")
		query.Set("sslmode", sslMode(ssl))
	}
	if query.Get("default_query_exec_mode") == "" {
		// bun writes the arguments into the text of a statement, so a cache of
		// prepared statements would only ever be filled and never hit.
		query.Set("default_query_exec_mode", "exec")
	}
	parsed.RawQuery = query.Encode()
	config, err := pgxpool.ParseConfig(parsed.String())
	if err != nil {
		return nil, refused("this is not the address of a PostgreSQL database", nil)
	}
	config.ConnConfig.ConnectTimeout = connectTimeout
	config.ConnConfig.RuntimeParams["standard_conforming_strings"] = "on" // what the quoting of bun relies on
	for parameter, limit := range limits {
		if config.ConnConfig.RuntimeParams[parameter] == "" {
			config.ConnConfig.RuntimeParams[parameter] = limit
		}
	}
	if config.ConnConfig.RuntimeParams["application_name"] == "" {
		config.ConnConfig.RuntimeParams["application_name"] = "airra"
	}
	if !query.Has("pool_max_conns") {
		config.MaxConns = defaultConns
	}
	return config, nil
}

// limits end what would otherwise keep every daemon waiting: a lock that somebody
// does not give back, a statement without end, a process that was frozen in the
// middle of a transaction. An address may name other values.
var limits = map[string]string{
	"lock_timeout": "5s", "statement_timeout": "30s", "idle_in_transaction_session_timeout": "15s",
}

func sslMode(word string) string {
	switch word {
	case "true", "1":
		return "require"
	case "false", "0":
		return "disable"
	default:
		return word
	}
}

func postgresTarget(config *pgxpool.Config) string {
	c := config.ConnConfig
	return fmt.Sprintf("%s:%d/%s", c.Host, c.Port, c.Database)
}

// rawConn gives the pgx connection below a connection of database/sql, which
// is what a job is enqueued on.
func rawConn(conn *bun.Conn) (*pgx.Conn, error) {
	var raw *pgx.Conn
	err := conn.Raw(func(driver any) error {
		below, ok := driver.(*stdlib.Conn)
		if !ok {
			return fmt.Errorf("unexpected driver connection %T", driver)
		}
		raw = below.Conn()
		return nil
	})
	return raw, err
}
