package jobs

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"sync/atomic"
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

	// The following are tried until they succeed or their subject is not found, so
	// there is no last attempt to tell of. They judge by the number whether they are
	// still meant, never by the time: the clock that found a timer due may be a
	// little ahead of their own, and a timer that did nothing does not come again.

	// StartPaging begins the paging of all incidents that wait for it. It leaves out
	// those that are gone: not to find one would end the job for all of them.
	StartPaging(ctx context.Context) error
	// TakeEscalationStep takes the next step of an incident's paging.
	TakeEscalationStep(ctx context.Context, id airra.IncidentID, timer int64) error
	// SendQueued tries to send a notification.
	SendQueued(ctx context.Context, id airra.NotificationID, try int64) error
	// ExpireApproval ends the wait for a decision that began at since.
	ExpireApproval(ctx context.Context, id airra.IncidentID, since int64) error
	// LapseAcknowledgement ends an acknowledgement that was given until then.
	LapseAcknowledgement(ctx context.Context, id airra.IncidentID, until int64) error
	// RememberIncident writes down what an incident teaches, as far as it is known.
	RememberIncident(ctx context.Context, id airra.IncidentID) error
}

// Options are what a queue can be told. The zero value works.
type Options struct {
	// Log takes what the queue and River say; nil discards it.
	Log *slog.Logger
	// Now is the clock by which silent processes are found and timers are due. Nil
	// and time.Now are the wall clock. Any other one is taken for a clock that a test
	// moves, and River then lives in its time too.
	Now func() time.Time
	// ID names this process among all that work on the database; it must be new
	// at every start. Empty makes one.
	ID string
	// Senders is how many messages this process sends at once; 0 means eight.
	Senders int
	// Observe is told about every attempt: the kind of the job, how the attempt
	// ended (one of the Attempt words) and how long it took. It must not block.
	Observe func(kind airra.JobKind, state string, took time.Duration)
}

// Queue enqueues, works and shows jobs.
type Queue struct {
	db     Database
	opt    Options
	moved  bool   // the clock is one that a test moves
	driver driver // knows which of the two databases it is
	client client // enqueues and shows, works nothing

	mu       sync.Mutex
	worker   client // set between Start and Stop, as is the promoter
	promoter *promoter
	watcher  atomic.Pointer[watcher]
}

// New makes a queue that can enqueue and show jobs, and works none until it is
// started. The database must have been migrated before it is used.
func New(db Database, opt Options) (*Queue, error) {
	if opt.Log == nil {
		opt.Log = slog.New(slog.DiscardHandler)
	}
	moved := !isWallClock(opt.Now)
	if opt.Now == nil {
		opt.Now = time.Now
	}
	if opt.Senders <= 0 {
		opt.Senders = sendersByDefault
	}
	if opt.ID == "" {
		opt.ID = processID()
	}
	if opt.Observe == nil {
		opt.Observe = func(airra.JobKind, string, time.Duration) {}
	}
	q := &Queue{db: db, opt: opt, moved: moved, driver: driverOf(db)}
	inserting, err := q.driver.newClient(q.riverConfig(nil))
	if err != nil {
		return nil, fmt.Errorf("make the job client: %w", err)
	}
	q.client = inserting
	return q, nil
}

// processID names this process so that no other one, and no earlier one of this
// machine, has the same name.
func processID() string {
	host, err := os.Hostname()
	if err != nil {
		host = "airrad"
	}
	return fmt.Sprintf("%.60s/%d/%s", host, os.Getpid(), airra.NewID())
}

// Enqueue adds jobs as part of a transaction: raw is a *sql.Tx on SQLite, and on
// PostgreSQL the *pgx.Conn on which a transaction is open. A job that already
// waits or runs is not added again. A job whose time is to come waits for it in
// the database.
func (q *Queue) Enqueue(ctx context.Context, raw any, jobs []airra.Job) error {
	params, err := insertParams(jobs, q.opt.Now())
	if err != nil || len(params) == 0 {
		return err
	}
	if err := q.client.insert(ctx, raw, params); err != nil {
		return fmt.Errorf("insert jobs: %w", err)
	}
	return nil
}
