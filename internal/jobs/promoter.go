package jobs

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/riverqueue/river/riverdriver"
)

// How timers are looked after.
const (
	// promoteEvery is how late a timer is at most, the taking of the job aside.
	promoteEvery = 250 * time.Millisecond
	// promoteAtMost bounds one round. After an outage thousands of timers can be
	// due, and one statement for all of them would keep other writers waiting.
	promoteAtMost = 1000
	// wakeFor is how long a job that has become due is announced while nobody takes
	// it. The database's clock, by which jobs are taken, may be a little slower than
	// ours, and what is announced too early is not heard.
	wakeFor = time.Second
)

// The statements are the same on both databases, and every condition up to the
// time is an equality, so that the index of the fetchers serves them, however
// many timers wait. All jobs have the default priority. Moving a job on cannot
// collide with an equal one: a job that waits as a timer or for its next attempt
// keeps equal ones out already.
var (
	ofOurs     = " AND queue IN ('" + strings.Join(queues, "', '") + "') AND priority = 1"
	isDue      = "state IN ('retryable', 'scheduled')" + ofOurs + " AND scheduled_at <= $1"
	isNewlyDue = "state = 'available'" + ofOurs + " AND scheduled_at > $2 AND scheduled_at <= $1"

	findDueQueues = "SELECT queue FROM river_job WHERE " + isDue + " UNION SELECT queue FROM river_job WHERE " + isNewlyDue
)

// promoteDue makes due jobs available. Locking says how rows that somebody else
// is working on are treated, where there can be somebody else.
func promoteDue(locking string) string {
	return fmt.Sprintf("UPDATE river_job SET state = 'available' WHERE id IN (SELECT id FROM river_job WHERE %s LIMIT %d %s)", isDue, promoteAtMost, locking)
}

// promoter makes jobs available when their time has come. River does that too,
// but only in one process, its leader, every five seconds; and when the leader
// has been killed, for some fifteen seconds nobody does. A page cannot wait so
// long, so every process looks for itself. That costs one reading statement as
// long as nothing is due, and of several promoters that find the same job one
// moves it on.
//
// It also announces jobs that are available but were not due until now, as River
// leaves them when it looks ahead or when an attempt is soon tried again: nobody
// else does, and without an announcement they are found a second later.
type promoter struct {
	loop

	driver driver
	log    *slog.Logger
	now    func() time.Time
	looked time.Time // when the last round was
}

func startPromoter(ctx context.Context, driver driver, opt Options) *promoter {
	p := newPromoter(driver, opt)
	p.loop = startLoop(ctx, promoteEvery, p.round, func(ctx context.Context, err error) {
		p.log.ErrorContext(ctx, "cannot look for timers that are due", "err", err)
	})
	return p
}

func newPromoter(driver driver, opt Options) *promoter {
	return &promoter{driver: driver, log: opt.Log, now: opt.Now, looked: opt.Now()}
}

// round moves what is due on and wakes the workers. Only after it has succeeded
// does the next one begin where this one ended.
func (p *promoter) round(ctx context.Context) error {
	now := p.now()
	queues, err := p.driver.dueQueues(ctx, now, p.looked.Add(-wakeFor))
	if err != nil {
		return fmt.Errorf("look for due jobs: %w", err)
	}
	if len(queues) > 0 {
		if err := p.driver.promote(ctx, now); err != nil {
			return fmt.Errorf("make due jobs available: %w", err)
		}
		if err := p.driver.wake(ctx, queues); err != nil {
			return fmt.Errorf("wake the workers: %w", err)
		}
	}
	p.looked = now
	return nil
}

// wakeWith tells the workers of every process to look into the queues, in the
// words in which River announces an insertion.
func wakeWith[Tx any](ctx context.Context, driver riverdriver.Driver[Tx], queues []string) error {
	payloads := make([]string, len(queues))
	for i, queue := range queues {
		payload, err := json.Marshal(map[string]string{"queue": queue})
		if err != nil {
			return err
		}
		payloads[i] = string(payload)
	}
	return driver.GetExecutor().NotifyMany(ctx, &riverdriver.NotifyManyParams{Topic: "river_insert", Payload: payloads})
}
