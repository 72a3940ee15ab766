package jobs

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/riverqueue/river"
)

// interruptGrace is how long Stop waits for interrupted jobs to put themselves
// back. What has not done so by then is taken over by another process.
const interruptGrace = 5 * time.Second

var errStarted = errors.New("the job queue is already started")

// Start begins to work jobs and returns when the workers are ready. What it
// starts is stopped by Stop, and not by the end of ctx.
func (q *Queue) Start(ctx context.Context, useCases UseCases) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.worker != nil {
		return errStarted
	}
	worker, err := q.driver.newClient(q.riverConfig(q.workers(useCases)))
	if err != nil {
		return fmt.Errorf("make the job workers: %w", err)
	}
	// The first sign of life comes before the first job, so that nobody sees a
	// job of a process that seems not to exist.
	watcher, err := q.driver.watch(ctx, q.opt)
	if err != nil {
		return err
	}
	if err := worker.Start(context.WithoutCancel(ctx)); err != nil {
		watcher.stop(ctx)
		return fmt.Errorf("start the job workers: %w", err)
	}
	q.worker = worker
	q.promoter = startPromoter(ctx, q.driver, q.opt)
	q.watcher.Store(watcher)
	return nil
}

// workers joins every kind of job to its use case.
func (q *Queue) workers(useCases UseCases) *river.Workers {
	workers := river.NewWorkers()
	river.AddWorker(workers, &analyzeWorker{queue: q, useCases: useCases})
	river.AddWorker(workers, &executeWorker{queue: q, useCases: useCases})
	river.AddWorker(workers, &tireless[pageArgs]{queue: q, do: func(ctx context.Context, _ pageArgs) error {
		return useCases.StartPaging(ctx)
	}})
	river.AddWorker(workers, &tireless[escalateArgs]{queue: q, do: func(ctx context.Context, a escalateArgs) error {
		return useCases.TakeEscalationStep(ctx, a.IncidentID, a.Round)
	}})
	river.AddWorker(workers, &tireless[sendArgs]{queue: q, do: func(ctx context.Context, a sendArgs) error {
		return useCases.SendQueued(ctx, a.NotificationID, a.Round)
	}})
	river.AddWorker(workers, &tireless[deadlineArgs]{queue: q, do: func(ctx context.Context, a deadlineArgs) error {
		return useCases.ExpireApproval(ctx, a.IncidentID, a.Round)
	}})
	river.AddWorker(workers, &tireless[lapseArgs]{queue: q, do: func(ctx context.Context, a lapseArgs) error {
		return useCases.LapseAcknowledgement(ctx, a.IncidentID, a.Round)
	}})
	river.AddWorker(workers, &tireless[rememberArgs]{queue: q, do: func(ctx context.Context, a rememberArgs) error {
		return useCases.RememberIncident(ctx, a.IncidentID)
	}})
	return workers
}

// Stop takes no new jobs, waits for the running ones until ctx ends, then
// interrupts what still runs and puts it back; that takes five seconds at most.
// No job is lost, whatever ctx says. Before Start and after a Stop it does
// nothing.
func (q *Queue) Stop(ctx context.Context) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.worker == nil {
		return nil
	}
	err := q.worker.Stop(ctx)
	if err != nil {
		err = q.interrupt(ctx)
	}
	q.promoter.stop()
	leaving, cancel := context.WithTimeout(context.WithoutCancel(ctx), interruptGrace)
	defer cancel()
	q.watcher.Swap(nil).stop(leaving)
	q.worker, q.promoter = nil, nil
	return err
}

// interrupt ends the contexts of the jobs that still run.
func (q *Queue) interrupt(ctx context.Context) error {
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), interruptGrace)
	defer cancel()
	if err := q.worker.StopAndCancel(grace); err != nil {
		return fmt.Errorf("interrupt running jobs: %w", err)
	}
	return nil
}
