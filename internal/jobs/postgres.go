package jobs

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
)

// postgresDriver is River on PostgreSQL.
type postgresDriver struct{ pool *pgxpool.Pool }

// postgresClient is River on PostgreSQL.
type postgresClient struct{ *river.Client[pgx.Tx] }

func (d postgresDriver) newClient(config *river.Config) (client, error) {
	c, err := river.NewClient(riverpgxv5.New(d.pool), config)
	return postgresClient{c}, err
}

func (c postgresClient) insert(ctx context.Context, raw any, params []river.InsertManyParams) error {
	conn, ok := raw.(*pgx.Conn)
	if !ok {
		return fmt.Errorf("enqueue on %T: want *pgx.Conn", raw)
	}
	_, err := c.InsertManyTx(ctx, openTx{conn: conn}, params)
	return err
}

// openTx lets River write on a connection whose transaction somebody else has
// begun and will end. Nesting is refused, since a savepoint that is rolled back
// would not be what its owner expects.
type openTx struct{ conn *pgx.Conn }

var errNested = errors.New("a transaction of somebody else cannot be nested")

func (openTx) Begin(context.Context) (pgx.Tx, error) { return nil, errNested }
func (openTx) Commit(context.Context) error          { return nil }
func (openTx) Rollback(context.Context) error        { return nil }
func (openTx) LargeObjects() pgx.LargeObjects        { return pgx.LargeObjects{} }
func (t openTx) Conn() *pgx.Conn                     { return t.conn }

func (t openTx) CopyFrom(ctx context.Context, table pgx.Identifier, columns []string, rows pgx.CopyFromSource) (int64, error) {
	return t.conn.CopyFrom(ctx, table, columns, rows)
}

func (t openTx) SendBatch(ctx context.Context, batch *pgx.Batch) pgx.BatchResults {
	return t.conn.SendBatch(ctx, batch)
}

func (t openTx) Prepare(ctx context.Context, name, statement string) (*pgconn.StatementDescription, error) {
	return t.conn.Prepare(ctx, name, statement)
}

func (t openTx) Exec(ctx context.Context, statement string, args ...any) (pgconn.CommandTag, error) {
	return t.conn.Exec(ctx, statement, args...)
}

func (t openTx) Query(ctx context.Context, statement string, args ...any) (pgx.Rows, error) {
	return t.conn.Query(ctx, statement, args...)
}

func (t openTx) QueryRow(ctx context.Context, statement string, args ...any) pgx.Row {
	return t.conn.QueryRow(ctx, statement, args...)
}

// migrationLock is the number of the advisory lock under which the tables are
// changed. It is an arbitrary number of our own.
const migrationLock = 4_711_088_142

func (d postgresDriver) migrate(ctx context.Context) error {
	conn, err := d.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock($1)", int64(migrationLock)); err != nil {
		return err
	}
	err = migrateWith(ctx, riverpgxv5.New(d.pool))
	// The lock belongs to the connection, which goes back to the pool, so it has
	// to be given up even when the time of the caller is over.
	_, unlock := conn.Exec(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock($1)", int64(migrationLock))
	return errors.Join(err, unlock)
}

func (d postgresDriver) watch(ctx context.Context, opt Options) (*watcher, error) {
	return startWatcher(ctx, d, opt)
}

func (d postgresDriver) depth(ctx context.Context) (found depth, err error) {
	var oldest, next int64
	err = d.pool.QueryRow(ctx, `SELECT count(*) FILTER (WHERE state = 'available'), count(*) FILTER (WHERE state = 'running'),
		coalesce(extract(epoch FROM min(scheduled_at) FILTER (WHERE state = 'available')), 0)::bigint,
		count(*) FILTER (WHERE state IN ('retryable', 'scheduled')),
		coalesce(extract(epoch FROM min(scheduled_at) FILTER (WHERE state IN ('retryable', 'scheduled'))), 0)::bigint
		FROM river_job WHERE state IN ('available', 'running', 'retryable', 'scheduled')`).
		Scan(&found.waiting, &found.running, &oldest, &found.timers, &next)
	found.oldest, found.next = time.Unix(oldest, 0), time.Unix(next, 0)
	return found, err
}

func (d postgresDriver) dueQueues(ctx context.Context, now, since time.Time) ([]string, error) {
	rows, err := d.pool.Query(ctx, findDueQueues, now, since)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

// promote leaves out what another promoter or River's own is moving on: waiting
// for it would be in vain, and two that lock the same rows in different orders
// would wait for each other.
func (d postgresDriver) promote(ctx context.Context, now time.Time) error {
	_, err := d.pool.Exec(ctx, promoteDue("FOR UPDATE SKIP LOCKED"), now)
	return err
}

func (d postgresDriver) wake(ctx context.Context, queues []string) error {
	return wakeWith(ctx, riverpgxv5.New(d.pool), queues)
}
