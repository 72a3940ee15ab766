package jobs

import (
	"context"
	"fmt"
	"time"

	"github.com/airra/airra/internal/airra"
)

// lateAfter is how long a job may wait, or a timer be overdue, before the queue
// counts as degraded.
const lateAfter = time.Minute

// depth is how much work there is.
type depth struct {
	waiting, running int
	oldest           time.Time // since when the oldest waiting job could run
	timers           int       // jobs that wait for their time or their next attempt
	next             time.Time // when the first of them is due
}

// Check tells how the queue stands: how many jobs wait and since when, whether
// timers are overdue, and how many processes have died.
func (q *Queue) Check(ctx context.Context) airra.Check {
	check := airra.Check{Name: "jobs", Kind: "River", State: airra.CheckUp, Required: true}
	found, err := q.driver.depth(ctx)
	if err != nil {
		check.State, check.Detail = airra.CheckDown, "the queue cannot be read"
		q.opt.Log.WarnContext(ctx, "cannot read the job queue", "err", err)
		return check
	}
	check.Detail = fmt.Sprintf("%d waiting, %d running", found.waiting, found.running)
	now := q.opt.Now()
	if late := now.Sub(found.oldest); found.waiting > 0 && late > lateAfter {
		check.State = airra.CheckDegraded
		check.Detail += fmt.Sprintf("; the oldest has been waiting for %s", late.Round(time.Second))
	}
	if late := now.Sub(found.next); found.timers > 0 && late > lateAfter {
		check.State = airra.CheckDegraded
		check.Detail += fmt.Sprintf("; a timer is overdue by %s", late.Round(time.Second))
	}
	if dead := q.watcher.Load().silentProcesses(); dead > 0 {
		check.Detail += fmt.Sprintf("; %d other processes fell silent lately", dead)
	}
	return check
}
