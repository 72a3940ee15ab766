package airra

import (
	"strings"
	"time"
)

// MoveTo changes the status, or says with CodeConflict why it cannot. It keeps
// the facts that belong to a status true: the clock of a pending approval
// starts when the incident enters pending_approval and at no other moment, and
// a reopened incident is no longer resolved.
func (i *Incident) MoveTo(to IncidentStatus, now time.Time) error {
	if !i.Status.CanMoveTo(to) {
		return Conflict(string(i.Status), "%s is %s and cannot become %s", i.name(), words(i.Status), words(to))
	}
	if i.Status == StatusResolved {
		i.ResolvedAt, i.ResolutionTimeSeconds, i.ResolutionSummary = nil, nil, nil
		i.ResolutionCause, i.ResolvedBy, i.DryRunResolution = nil, nil, false
	}
	i.PendingApprovalAt = nil
	if to == StatusPendingApproval {
		i.PendingApprovalAt = &now
	}
	i.Status, i.StatusNote, i.UpdatedAt = to, nil, now
	return nil
}

// Resolve ends the incident. The time to resolve counts from detection in
// whole seconds and is never negative, even where a caller reported an
// incident of the future.
func (i *Incident) Resolve(r Resolution, dryRun bool, now time.Time) error {
	if err := i.MoveTo(StatusResolved, now); err != nil {
		return err
	}
	seconds := max(0, int64(now.Sub(i.DetectedAt)/time.Second))
	i.ResolvedAt, i.ResolutionTimeSeconds, i.DryRunResolution = &now, &seconds, dryRun
	i.ResolvedBy, i.ResolutionSummary, i.ResolutionCause = optional(r.By), optional(r.Summary), optional(r.Cause)
	return nil
}

// Acknowledge records who has taken notice and until when. A resolved incident
// needs no acknowledgement, so that is a conflict.
func (i *Incident) Acknowledge(a Acknowledgement, now time.Time) error {
	if i.Status == StatusResolved {
		return Conflict(string(i.Status), "%s is already resolved", i.name())
	}
	i.AcknowledgedBy, i.AcknowledgedAt, i.AcknowledgedUntil = &a.By, &now, nil
	if i.FirstAcknowledged == nil {
		i.FirstAcknowledged = &now
	}
	if a.For > 0 {
		until := now.Add(a.For)
		i.AcknowledgedUntil = &until
	}
	i.UpdatedAt = now
	return nil
}

// Unacknowledge takes the acknowledgement back.
func (i *Incident) Unacknowledge(now time.Time) error {
	if i.AcknowledgedBy == nil {
		return Conflict(string(i.Status), "%s is not acknowledged", i.name())
	}
	i.AcknowledgedBy, i.AcknowledgedAt, i.AcknowledgedUntil = nil, nil, nil
	i.UpdatedAt = now
	return nil
}

// Acknowledged says whether an acknowledgement is in force at now.
func (i *Incident) Acknowledged(now time.Time) bool {
	return i.AcknowledgedBy != nil && (i.AcknowledgedUntil == nil || now.Before(*i.AcknowledgedUntil))
}

// Open says whether somebody may still have to do something.
func (i *Incident) Open() bool { return i.Status != StatusResolved }

// name is the ref once there is one, for messages.
func (i *Incident) name() string {
	if i.Ref != "" {
		return i.Ref
	}
	return "this incident"
}

// Approve records the decision of a named person. It does not look at the
// incident or at the policy; the use case does.
func (a *Action) Approve(by string, mode ExecutionMode, notes string, now time.Time) error {
	if err := a.moveTo(ActionApproved, now); err != nil {
		return err
	}
	a.ApprovedBy, a.ApprovedAt, a.ExecutionMode, a.ApprovalNotes = &by, &now, mode, optional(notes)
	return nil
}

// Reject records a named person's no to a proposal. What was already decided
// stays decided: of a yes and a no at the same moment, only one may win.
func (a *Action) Reject(by, reason string, now time.Time) error {
	if a.Status != ActionPendingApproval {
		return Conflict(string(a.Status), "%s is %s and cannot be rejected any more", a.name(), a.statusSentence())
	}
	return a.Withdraw(by, reason, now)
}

// Withdraw rejects an action that has not been started, decided or not, because
// its incident went on without it.
func (a *Action) Withdraw(by, reason string, now time.Time) error {
	if err := a.moveTo(ActionRejected, now); err != nil {
		return err
	}
	a.RejectedBy, a.RejectedAt, a.RejectionReason = &by, &now, &reason
	return nil
}

// StartExecution claims the action for one execution. Of two racing requests
// one finds it no longer approved.
func (a *Action) StartExecution(now time.Time) error { return a.moveTo(ActionExecuting, now) }

// BeginRun notes that the executor is about to be called, and says whether that
// had been noted before: then a process died in between, and the same execution
// is being resumed under the same key.
func (a *Action) BeginRun(now time.Time) (resumed bool) {
	if a.ExecutedAt != nil {
		return true
	}
	a.ExecutedAt, a.UpdatedAt = &now, now
	return false
}

// Finish records what the executor said. The duration counts whole seconds from
// the start of the execution.
func (a *Action) Finish(result ExecutionResult, now time.Time) error {
	to := ActionSucceeded
	if result.Status != ExecutionSuccess {
		to = ActionFailed
	}
	if err := a.moveTo(to, now); err != nil {
		return err
	}
	a.ExecutionResult = &result
	if a.ExecutedAt != nil {
		seconds := max(0, int64(now.Sub(*a.ExecutedAt)/time.Second))
		a.ExecutionDurationSeconds = &seconds
	}
	return nil
}

func (a *Action) moveTo(to ActionStatus, now time.Time) error {
	if !a.Status.CanMoveTo(to) {
		return Conflict(string(a.Status), "%s is %s and cannot become %s", a.name(), a.statusSentence(), words(to))
	}
	a.Status, a.UpdatedAt = to, now
	return nil
}

// statusSentence tells who decided, since that is what the loser of a race
// wants to know.
func (a *Action) statusSentence() string {
	switch {
	case a.Status == ActionRejected && a.RejectedBy != nil:
		return "already rejected by " + *a.RejectedBy
	case a.Status != ActionPendingApproval && a.ApprovedBy != nil:
		return words(a.Status) + " (approved by " + *a.ApprovedBy + ")"
	default:
		return words(a.Status)
	}
}

func (a *Action) name() string {
	if a.Ref != "" {
		return a.Ref
	}
	return "this action"
}

// words makes a status readable: pending_approval is "pending approval".
func words[S ~string](status S) string { return strings.ReplaceAll(string(status), "_", " ") }

// optional is nil for text that is not there.
func optional(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}
