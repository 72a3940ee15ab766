package jobs

import (
	"context"
	"log/slog"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

// How River is run.
const (
	// maxAttempts is how often a job is tried in all.
	maxAttempts = 5
	// jobTimeout ends an attempt that hangs. A model may think for minutes.
	jobTimeout = 10 * time.Minute
	// fetchCooldown is the shortest time between two looks for work. River also
	// sends no second notice of new work within it, and a job that comes in that
	// gap waits for the next poll, a whole second away; so it is as short as River
	// allows.
	fetchCooldown = time.Millisecond
	// workersPerQueue bounds how many jobs of one queue this process runs at once.
	workersPerQueue = 8
	// sendersByDefault is the same for messages. It also bounds how many of them can
	// arrive twice when the process is killed, so it can be set.
	sendersByDefault = 8
)

// Every kind of slowness has a queue of its own, so that long analyses never keep
// an approved execution waiting, nor a channel that hangs the next step of an
// escalation.
const (
	analysisQueue  = "analysis"
	executionQueue = "execution"
	startingQueue  = "starting" // the beginning of pagings, for all incidents that wait
	pagingQueue    = "paging"   // short transactions: timers and deadlines
	sendingQueue   = "sending"  // conversations with channels
	learningQueue  = "learning" // what is written down after an incident; nobody waits for it
)

// queues are all of them.
var queues = []string{analysisQueue, executionQueue, startingQueue, pagingQueue, sendingQueue, learningQueue}

// workers says how many jobs of each queue this process runs at once.
func (o Options) workers() map[string]river.QueueConfig {
	each := map[string]river.QueueConfig{}
	for _, queue := range queues {
		each[queue] = river.QueueConfig{MaxWorkers: workersPerQueue}
	}
	// One takes everything off the list that waits there, and more would only share a
	// storm into smaller transactions. The second is there for when the first one hangs.
	each[startingQueue] = river.QueueConfig{MaxWorkers: 2}
	// Memories are written one after the other anyway.
	each[learningQueue] = river.QueueConfig{MaxWorkers: 1}
	each[sendingQueue] = river.QueueConfig{MaxWorkers: o.Senders}
	return each
}

// client is what is used of a River client, whichever database is below it.
type client interface {
	Start(ctx context.Context) error
	Stop(ctx context.Context) error
	StopAndCancel(ctx context.Context) error
	JobGet(ctx context.Context, id int64) (*rivertype.JobRow, error)
	JobList(ctx context.Context, params *river.JobListParams) (*river.JobListResult, error)
	JobRetry(ctx context.Context, id int64) (*rivertype.JobRow, error)
	insert(ctx context.Context, raw any, params []river.InsertManyParams) error
}

// driver is one of the two databases.
type driver interface {
	newClient(config *river.Config) (client, error)
	migrate(ctx context.Context) error
	// watch looks after the jobs of dead processes, from now on until the watcher
	// is stopped.
	watch(ctx context.Context, opt Options) (*watcher, error)
	depth(ctx context.Context) (depth, error)
	// dueQueues names the queues with jobs that are due at now and wait to be made
	// available, or that are available and have become due since then.
	dueQueues(ctx context.Context, now, since time.Time) ([]string, error)
	// promote makes jobs available that are due at now, promoteAtMost of them.
	promote(ctx context.Context, now time.Time) error
	// wake tells the workers of every process that there is something in the queues.
	wake(ctx context.Context, queues []string) error
}

func driverOf(db Database) driver {
	if db.Postgres != nil {
		return postgresDriver{pool: db.Postgres}
	}
	return sqliteDriver{db: db.SQLite}
}

// riverConfig is the configuration of a client that only enqueues or, with
// workers, of one that works.
func (q *Queue) riverConfig(workers *river.Workers) *river.Config {
	config := &river.Config{
		ID:            q.opt.ID,
		FetchCooldown: fetchCooldown,
		JobTimeout:    jobTimeout,
		MaxAttempts:   maxAttempts,
		RetryPolicy:   shortBackOff{now: q.opt.Now},
		Logger:        slog.New(newQuiet(q.opt.Log.Handler())),
	}
	if workers != nil {
		config.Workers, config.Queues = workers, q.opt.workers()
	}
	if q.moved {
		// River's leader looks after old rows by the wall clock. It would delete the
		// jobs of a past that a test invented, or run them twice; timers need no leader.
		config.Test.Time = clock{now: q.opt.Now}
		config.LeaderElectionDisabled = true
	}
	return config
}

// shortBackOff waits seconds between attempts, where River would wait for hours
// after some failures: an incident does not wait so long.
type shortBackOff struct{ now func() time.Time }

// longestWait is where the waits stop to grow.
const longestWait = 10 * time.Second

var waits = []time.Duration{time.Second, 2 * time.Second, 5 * time.Second, longestWait}

// NextRetry is when a job that has just failed is tried again.
func (b shortBackOff) NextRetry(job *rivertype.JobRow) time.Time {
	failed := max(1, len(job.Errors)+1)
	return b.now().Add(waits[min(failed, len(waits))-1])
}
