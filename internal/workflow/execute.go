package workflow

import (
	"context"
	"log/slog"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/reason"
)

// executePatience is how long a caller of execute waits for the result before
// it is given the action as it stands. A rehearsal takes milliseconds.
const executePatience = 2 * time.Second

// ExecuteAction claims an approved action for one execution, queues it, and
// waits a little for its end.
func (w *Workflow) ExecuteAction(ctx context.Context, key string) (*airra.Action, error) {
	started, err := w.decide(ctx, key, func(tx airra.Tx, x *airra.Action, i *airra.Incident, now time.Time) error {
		if err := w.permit(*x, x.ExecutionMode); err != nil {
			return err
		}
		return w.startExecution(tx, w.tell(ctx, tx, i, now), x, now)
	})
	if err != nil {
		return nil, w.recordDenial(ctx, key, airra.ActorFrom(ctx), "execution", err)
	}
	waiting, cancel := context.WithTimeout(ctx, executePatience)
	defer cancel()
	err = w.await(waiting, func(ctx context.Context) (bool, error) {
		now, err := w.Store.Action(ctx, byID(started.ID))
		if err == nil {
			started = now
		}
		return err == nil && now.Status != airra.ActionExecuting, err
	})
	if err != nil {
		// The execution is committed, and saying otherwise would make the caller
		// ask for it again.
		w.Log.Warn("cannot wait for an execution", "action_id", string(started.ID), "err", err)
	}
	return started, nil
}

// startExecution moves action and incident to executing and queues the job.
func (w *Workflow) startExecution(tx airra.Tx, tell story, x *airra.Action, now time.Time) error {
	if err := x.StartExecution(now); err != nil {
		return err
	}
	if err := tell.incident.MoveTo(airra.StatusExecuting, now); err != nil {
		return err
	}
	tell.event(airra.EventActionStarted, map[string]any{"action_id": x.ID, "action_ref": x.Ref}, "%s started (%s)", x.Ref, modeInWords(x.ExecutionMode))
	tell.audit("action_execute_requested", airra.OutcomeSuccess, x, map[string]any{"execution_mode": x.ExecutionMode})
	tx.Enqueue(airra.Job{Kind: airra.JobExecute, IncidentID: x.IncidentID, ActionID: x.ID})
	return nil
}

// RunExecution is the job's half: note that it begins, call the executor, write
// the result together with the incident's next status. When a process died
// after the note, the executor is called again with the same action; it
// recognises its own work by the action's id.
func (w *Workflow) RunExecution(ctx context.Context, id airra.ActionID, last bool) error {
	x, err := w.beginRun(ctx, id)
	if err != nil || x == nil {
		return err
	}
	result, err := w.call(ctx, *x)
	if err != nil {
		if !final(ctx, err, last) {
			return err
		}
		w.Log.Error("execution failed", slog.String("action_id", string(id)), slog.Any("err", err))
		result = airra.ExecutionResult{
			Status: airra.ExecutionFailed, DryRun: x.ExecutionMode == airra.ModeDryRun,
			Message: "the executor did not come to an end: " + airra.ErrorMessage(err), Details: map[string]any{},
		}
	}
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), outcomePatience)
	defer cancel()
	return w.finishRun(ending, id, result)
}

// whileExecuting runs one step of an execution in a transaction, or nothing when
// the action is no longer executing, and says which of the two was committed.
func (w *Workflow) whileExecuting(ctx context.Context, id airra.ActionID, step func(tx airra.Tx, x *airra.Action, i *airra.Incident, now time.Time) error) (ran bool, err error) {
	err = w.inTx(ctx, func(tx airra.Tx) error {
		ran = false
		x, err := tx.Action(ctx, byID(id))
		if err != nil || x.Status != airra.ActionExecuting {
			return err
		}
		i, err := tx.Incident(ctx, byID(x.IncidentID))
		if err != nil {
			return err
		}
		ran = true
		return step(tx, x, i, w.now())
	})
	return ran && err == nil, err
}

// beginRun notes the start, or that a run is being resumed. It gives nil when
// the action no longer has to be run.
func (w *Workflow) beginRun(ctx context.Context, id airra.ActionID) (*airra.Action, error) {
	var running *airra.Action
	ran, err := w.whileExecuting(ctx, id, func(tx airra.Tx, x *airra.Action, i *airra.Incident, now time.Time) error {
		tell := w.tell(ctx, tx, i, now)
		if x.BeginRun(now) {
			tell.event(airra.EventActionResumed, map[string]any{"action_id": x.ID, "action_ref": x.Ref}, "%s taken up again: its earlier run left no result", x.Ref)
			tell.audit("action_execute_resumed", airra.OutcomeSuccess, x, nil)
		} else {
			tell.audit("action_execute_started", airra.OutcomeSuccess, x, map[string]any{"execution_mode": x.ExecutionMode})
		}
		running = x
		return tx.SaveAction(ctx, x)
	})
	if !ran {
		return nil, err
	}
	return running, nil
}

// call asks policy and server a last time, then runs the executor. A no at this
// point is a result, not an error: trying again would not change it.
func (w *Workflow) call(ctx context.Context, x airra.Action) (airra.ExecutionResult, error) {
	if err := w.permit(x, x.ExecutionMode); err != nil {
		return airra.ExecutionResult{
			Status: airra.ExecutionFailed, Message: airra.ErrorMessage(err), DryRun: x.ExecutionMode == airra.ModeDryRun,
			Details: map[string]any{"blocked": true},
		}, nil
	}
	executor, err := w.Executors.For(x.ExecutionMode, x.ActionType)
	if err != nil {
		return airra.ExecutionResult{}, err
	}
	return executor.Execute(ctx, x)
}

// finishRun writes the result once. A second process that ran the same action
// finds it no longer executing and writes nothing.
func (w *Workflow) finishRun(ctx context.Context, id airra.ActionID, result airra.ExecutionResult) error {
	result.Message = reason.Redact(result.Message)
	var resolved *airra.Incident
	ran, err := w.whileExecuting(ctx, id, func(tx airra.Tx, x *airra.Action, i *airra.Incident, now time.Time) error {
		resolved = nil
		if err := x.Finish(result, now); err != nil {
			return err
		}
		if err := tx.SaveAction(ctx, x); err != nil {
			return err
		}
		wasOpen := i.Open()
		if err := w.settle(ctx, tx, w.tell(ctx, tx, i, now), x, now); err != nil {
			return err
		}
		if wasOpen && !i.Open() {
			resolved = i
		}
		return tx.SaveIncident(ctx, i)
	})
	if ran && resolved != nil {
		w.countResolved(resolved)
	}
	return err
}

// settle tells the end of an execution and moves the incident on, unless a
// person has moved it meanwhile, or it waits for another action by now: then the
// result is recorded with the action only.
func (w *Workflow) settle(ctx context.Context, tx airra.Tx, tell story, x *airra.Action, now time.Time) error {
	i, result := tell.incident, *x.ExecutionResult
	about := map[string]any{"action_id": x.ID, "action_ref": x.Ref, "dry_run": result.DryRun}
	failed := x.Status == airra.ActionFailed
	if failed {
		tell.event(airra.EventActionFailed, about, "%s failed: %s", x.Ref, result.Message)
		tell.audit("action_execute_failed", airra.OutcomeFailure, x, map[string]any{"message": result.Message})
	} else {
		tell.event(airra.EventActionCompleted, about, "%s: %s", x.Ref, result.Message)
		tell.audit("action_execute_succeeded", airra.OutcomeSuccess, x, map[string]any{"dry_run": result.DryRun})
	}
	running, err := tx.Actions(ctx, airra.ActionFilter{Incident: i.ID, Status: airra.ActionExecuting})
	if err != nil {
		return err
	}
	switch {
	case i.Status != airra.StatusExecuting || len(running) > 0:
		return nil
	case failed:
		note := x.Ref + " failed: " + result.Message
		err := i.MoveTo(airra.StatusFailed, now)
		i.StatusNote = &note
		return err
	default:
		return w.resolveByAction(ctx, tell, x, now)
	}
}

// resolveByAction ends the incident after its remedy succeeded. A rehearsal
// changed nothing, so its resolution is marked and stays out of every
// statistic.
func (w *Workflow) resolveByAction(ctx context.Context, tell story, x *airra.Action, now time.Time) error {
	by := airra.SystemActor
	if x.ApprovedBy != nil {
		by = *x.ApprovedBy
	}
	dry := x.ExecutionResult.DryRun
	summary := x.Name + " succeeded"
	if dry {
		summary = x.Name + " rehearsed (dry run, nothing was changed)"
	}
	if err := tell.incident.Resolve(airra.Resolution{By: by, Summary: summary}, dry, now); err != nil {
		return err
	}
	tell.incident.StatusNote = w.stillBurning(tell.incident.AffectedService)
	tell.event(airra.EventResolved, map[string]any{"dry_run": dry, "action_ref": x.Ref}, "Resolved: %s", summary)
	tell.audit("incident_resolved", airra.OutcomeSuccess, x, map[string]any{"dry_run": dry})
	remember(tell.tx, tell.incident, now)
	return w.over(ctx, tell, by)
}

func (w *Workflow) countResolved(i *airra.Incident) {
	if w.Meter != nil {
		w.Meter.IncidentResolved(time.Duration(*i.ResolutionTimeSeconds)*time.Second, i.DryRunResolution)
	}
}
