package workflow

import (
	"context"
	"time"

	"github.com/airra/airra/internal/act"
	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/reason"
)

// PendingApprovals lists what waits for a decision, oldest first.
func (w *Workflow) PendingApprovals(ctx context.Context) ([]airra.Action, error) {
	return w.Store.Actions(ctx, airra.ActionFilter{Status: airra.ActionPendingApproval, OldestFirst: true, Limit: maxPending})
}

// maxPending bounds the list of pending approvals.
const maxPending = 1000

// ApproveAction records a person's yes, and when asked starts the execution in
// the same transaction. The policy is asked again, because it may have changed
// since the proposal.
func (w *Workflow) ApproveAction(ctx context.Context, key string, a airra.Approval) (*airra.Action, error) {
	if a.ExecutionMode == "" {
		a.ExecutionMode = airra.ModeDryRun
	}
	if err := checkApproval(a); err != nil {
		return nil, err
	}
	approved, err := w.decide(ctx, key, func(tx airra.Tx, x *airra.Action, i *airra.Incident, now time.Time) error {
		if err := w.permit(*x, a.ExecutionMode); err != nil {
			return err
		}
		if err := x.Approve(a.ApprovedBy, a.ExecutionMode, reason.Redact(a.ApprovalNotes), now); err != nil {
			return err
		}
		if err := i.MoveTo(airra.StatusApproved, now); err != nil {
			return err
		}
		tell := w.tell(ctx, tx, i, now).as(a.ApprovedBy)
		tell.event(airra.EventActionApproved, map[string]any{"action_id": x.ID, "action_ref": x.Ref, "execution_mode": x.ExecutionMode},
			"%s approved by %s (%s)", x.Ref, a.ApprovedBy, modeInWords(x.ExecutionMode))
		tell.audit("action_approved", airra.OutcomeSuccess, x, map[string]any{"execution_mode": x.ExecutionMode, "declared_by": airra.ActorFrom(ctx)})
		if a.Execute {
			return w.startExecution(tx, tell, x, now)
		}
		return nil
	})
	return approved, w.recordDenial(ctx, key, a.ApprovedBy, "approval", err)
}

func checkApproval(a airra.Approval) error {
	if err := airra.CheckPerson("approved_by", a.ApprovedBy); err != nil {
		return err
	}
	if !a.ExecutionMode.Valid() {
		return airra.Invalid("execution_mode", "%q is neither dry_run nor live", a.ExecutionMode)
	}
	return nil
}

// RejectAction records a person's no. The incident is then somebody's to look
// at, so it is escalated.
func (w *Workflow) RejectAction(ctx context.Context, key string, r airra.Rejection) (*airra.Action, error) {
	if err := airra.CheckPerson("rejected_by", r.RejectedBy); err != nil {
		return nil, err
	}
	if r.RejectionReason == "" {
		return nil, airra.Invalid("rejection_reason", "is needed, so that the next person knows why")
	}
	return w.decide(ctx, key, func(tx airra.Tx, x *airra.Action, i *airra.Incident, now time.Time) error {
		why := reason.Redact(r.RejectionReason)
		if err := x.Reject(r.RejectedBy, why, now); err != nil {
			return err
		}
		tell := w.tell(ctx, tx, i, now).as(r.RejectedBy)
		tell.event(airra.EventActionRejected, map[string]any{"action_id": x.ID, "action_ref": x.Ref}, "%s rejected by %s: %s", x.Ref, r.RejectedBy, why)
		tell.audit("action_rejected", airra.OutcomeBlocked, x, map[string]any{"reason": why, "declared_by": airra.ActorFrom(ctx)})
		if i.Status == airra.StatusPendingApproval {
			return w.escalate(tell, x.Ref+" was rejected by "+r.RejectedBy, now)
		}
		return nil
	})
}

// decide runs one decision about an action and its incident. Both rows are
// saved under the version that was read, so of two racing decisions one wins
// and the other sees what it decided.
func (w *Workflow) decide(ctx context.Context, key string, decision func(airra.Tx, *airra.Action, *airra.Incident, time.Time) error) (*airra.Action, error) {
	var decided *airra.Action
	err := w.inTx(ctx, func(tx airra.Tx) error {
		x, err := action(ctx, tx, key)
		if err != nil {
			return err
		}
		i, err := tx.Incident(ctx, byID(x.IncidentID))
		if err != nil {
			return err
		}
		if err := decision(tx, x, i, w.now()); err != nil {
			return err
		}
		if err := tx.SaveAction(ctx, x); err != nil {
			return err
		}
		decided = x
		return tx.SaveIncident(ctx, i)
	})
	if err != nil {
		return nil, err
	}
	return decided, nil
}

// permit asks the policy and the server whether an action may run in a mode.
func (w *Workflow) permit(x airra.Action, mode airra.ExecutionMode) error {
	if err := act.Allowed(x.ActionType, x.TargetService); err != nil {
		return err
	}
	_, err := w.Executors.For(mode, x.ActionType)
	return err
}

// recordDenial leaves a row in the audit trail when a policy said no. It needs
// a transaction of its own, since the one of the act was rolled back.
func (w *Workflow) recordDenial(ctx context.Context, key, actor, stage string, denied error) error {
	if airra.ErrorCode(denied) != airra.CodeDenied {
		return denied
	}
	err := w.inTx(ctx, func(tx airra.Tx) error {
		x, err := action(ctx, tx, key)
		if err != nil {
			return err
		}
		i, err := tx.Incident(ctx, byID(x.IncidentID))
		if err != nil {
			return err
		}
		tell := w.tell(ctx, tx, i, w.now()).as(actor)
		tell.event(airra.EventPolicyBlocked, map[string]any{"action_id": x.ID, "action_ref": x.Ref}, "%s blocked at %s: %s", x.Ref, stage, airra.ErrorMessage(denied))
		tell.audit("policy_blocked", airra.OutcomeBlocked, x, map[string]any{"reason": airra.ErrorMessage(denied), "stage": stage})
		return nil
	})
	if err != nil {
		w.Log.Error("denial not recorded", "action", key, "err", err)
	}
	return denied
}

func modeInWords(m airra.ExecutionMode) string {
	if m == airra.ModeLive {
		return "live"
	}
	return "dry run"
}

// withdraw rejects what was proposed or approved for an incident and has not
// been started, in the name of the product.
func withdraw(ctx context.Context, tx airra.Tx, tell story, why string) error {
	for _, status := range []airra.ActionStatus{airra.ActionPendingApproval, airra.ActionApproved} {
		actions, err := tx.Actions(ctx, airra.ActionFilter{Incident: tell.incident.ID, Status: status})
		if err != nil {
			return err
		}
		for n := range actions {
			x := &actions[n]
			if err := x.Withdraw(airra.SystemActor, why, tell.at); err != nil {
				return err
			}
			tell.event(airra.EventActionRejected, map[string]any{"action_id": x.ID, "action_ref": x.Ref}, "%s withdrawn: %s", x.Ref, why)
			tell.audit("action_rejected", airra.OutcomeBlocked, x, map[string]any{"reason": why})
			if err := tx.SaveAction(ctx, x); err != nil {
				return err
			}
		}
	}
	return nil
}
