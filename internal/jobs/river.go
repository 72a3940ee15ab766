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
	// workersPerQueue bounds how many jobs of one kind this process runs at once.
	workersPerQueue = 8
)

// Every kind of job has a queue of its own, so that slow analyses never keep an
// approved execution waiting.
const (
	analysisQueue  = "analysis"
	executionQueue = "execution"
)

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
}

func driverOf(db Database) driver {
	if db.Postgres != nil {
		return postgresDriver{pool: db.Postgres}
	}
	return sqliteDriver{db: db.SQLite}
}

// riverConfig is the configuration of a client that only enqueues or, with
// workers, of one that works.
func riverConfig(opt Options, workers *river.Workers) *river.Config {
	config := &river.Config{
		ID:            opt.ID,
		FetchCooldown: fetchCooldown,
		JobTimeout:    jobTimeout,
		MaxAttempts:   maxAttempts,
		RetryPolicy:   shortBackOff{},
		Logger:        slog.New(newQuiet(opt.Log.Handler())),
	}
	if workers != nil {
		config.Workers = workers
		config.Queues = map[string]river.QueueConfig{
			analysisQueue:  {MaxWorkers: workersPerQueue},
			executionQueue: {MaxWorkers: workersPerQueue},
		}
	}
	return config
}

// shortBackOff waits seconds between attempts, where River would wait for hours
// after some failures: an incident does not wait so long.
type shortBackOff struct{}

var waits = []time.Duration{time.Second, 2 * time.Second, 5 * time.Second, 10 * time.Second}

func (shortBackOff) NextRetry(job *rivertype.JobRow) time.Time {
	failed := max(1, len(job.Errors)+1)
	return time.Now().Add(waits[min(failed, len(waits))-1])
}
