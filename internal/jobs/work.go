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
	workers := river.NewWorkers()
	river.AddWorker(workers, &analyzeWorker{queue: q, useCases: useCases})
	river.AddWorker(workers, &executeWorker{queue: q, useCases: useCases})
	worker, err := q.driver.newClient(riverConfig(q.opt, workers))
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
	q.watcher.Store(watcher)
	return nil
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
	leaving, cancel := context.WithTimeout(context.WithoutCancel(ctx), interruptGrace)
	defer cancel()
	q.watcher.Swap(nil).stop(leaving)
	q.worker = nil
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
