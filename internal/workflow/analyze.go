package workflow

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/airra/airra/internal/act"
	"github.com/airra/airra/internal/airra"
)

// AnalyzeIncident queues an analysis and says where to look for its result.
func (w *Workflow) AnalyzeIncident(ctx context.Context, key string) (*airra.Accepted, error) {
	var id airra.IncidentID
	err := w.inTx(ctx, func(tx airra.Tx) error {
		i, err := incident(ctx, tx, key)
		if err != nil {
			return err
		}
		id = i.ID
		now := w.now()
		if err := w.startAnalysis(ctx, tx, w.tell(ctx, tx, i, now), now); err != nil {
			return err
		}
		return tx.SaveIncident(ctx, i)
	})
	if err != nil {
		return nil, err
	}
	return &airra.Accepted{Status: "accepted", IncidentID: id, Poll: "/api/v1/incidents/" + string(id)}, nil
}

// startAnalysis moves the incident to analyzing and queues the job. What was
// proposed or approved before and has not been started is withdrawn, so that
// there is never more than one proposal, and none that nobody can decide on.
func (w *Workflow) startAnalysis(ctx context.Context, tx airra.Tx, tell story, now time.Time) error {
	i := tell.incident
	if err := i.MoveTo(airra.StatusAnalyzing, now); err != nil {
		return err
	}
	if err := withdraw(ctx, tx, tell, "superseded by a new analysis"); err != nil {
		return err
	}
	i.AnalysisRound++
	tell.event(airra.EventAnalyzingStarted, nil, "Analysis started")
	tell.audit("analysis_requested", airra.OutcomeSuccess, nil, nil)
	tx.Enqueue(airra.Job{Kind: airra.JobAnalyze, IncidentID: i.ID, Round: i.AnalysisRound})
	return nil
}

// RunAnalysis is the job's half. The slow part, asking the reasoner, happens
// outside any transaction; what it answers is written only if the incident is
// still waiting for it. So an analysis that ran twice, because its first
// process died or was paused, leaves one result.
func (w *Workflow) RunAnalysis(ctx context.Context, id airra.IncidentID, round int64, last bool) error {
	var err error
	for range attempts {
		if err = w.analyzeOnce(ctx, id, round); !errors.Is(err, errRootMoved) {
			break
		}
	}
	if err != nil && final(ctx, err, last) {
		return w.giveUp(ctx, id, round, err)
	}
	return err
}

// final tells whether a job that failed will not be tried again: because this
// was the last attempt, or because trying again can change nothing. A process
// that is being stopped has not failed: its job stays for the next one.
func final(ctx context.Context, err error, last bool) bool {
	return (last || airra.Hopeless(err)) && !errors.Is(ctx.Err(), context.Canceled)
}

// waitsFor tells whether the incident still waits for the analysis of a round.
func waitsFor(i *airra.Incident, round int64) bool {
	return i.Status == airra.StatusAnalyzing && i.AnalysisRound == round
}

// errRootMoved says that the incident was given to a deeper service while its
// old one was being analysed.
var errRootMoved = airra.Errorf(airra.CodeInternal, "the incident moved to a deeper service")

func (w *Workflow) analyzeOnce(ctx context.Context, id airra.IncidentID, round int64) error {
	c, err := w.buildCase(ctx, id, round)
	if err != nil || c == nil {
		return err
	}
	analysis, err := w.Reasoner.Analyze(ctx, *c)
	if err != nil {
		return err
	}
	return w.inTx(ctx, func(tx airra.Tx) error { return w.conclude(ctx, tx, *c, analysis) })
}

// buildCase collects what is stored about an incident. It gives nil when the
// incident no longer waits for this analysis.
func (w *Workflow) buildCase(ctx context.Context, id airra.IncidentID, round int64) (*airra.Case, error) {
	i, err := w.Store.Incident(ctx, byID(id))
	if err != nil || !waitsFor(i, round) {
		return nil, err
	}
	signals, err := w.caseSignals(ctx, *i)
	if err != nil {
		return nil, err
	}
	c := w.caseOf(*i, signals)
	if err := w.recollect(ctx, &c); err != nil {
		return nil, err
	}
	return &c, nil
}

// maxHistory bounds how many past incidents are put before the reasoner.
const maxHistory = 10

// caseSignals gives the stored signals. An incident that was only reported may
// have none yet: nothing was known about its service at the time, so its snapshot
// is judged by the convention, now as at any later moment.
func (w *Workflow) caseSignals(ctx context.Context, i airra.Incident) ([]airra.Signal, error) {
	signals, err := w.Store.Signals(ctx, i.ID)
	if err != nil || len(signals) > 0 {
		return signals, err
	}
	signals = readableSignals(i.AffectedService, i.MetricsSnapshot, nobodyKnows, i.DetectedAt)
	if len(signals) == 0 {
		return nil, nil
	}
	err = w.inTx(ctx, func(tx airra.Tx) error {
		tx.PutSignals(i.ID, signals)
		return nil
	})
	return signals, err
}

// conclude writes hypotheses, action and status in one go.
func (w *Workflow) conclude(ctx context.Context, tx airra.Tx, c airra.Case, analysis airra.Analysis) error {
	i, err := tx.Incident(ctx, byID(c.Incident.ID))
	if err != nil || !waitsFor(i, c.Incident.AnalysisRound) {
		return err
	}
	if i.AffectedService != c.Incident.AffectedService {
		return errRootMoved
	}
	now := w.now()
	tell := w.tell(ctx, tx, i, now)
	stands, err := tx.IncidentJudgements(ctx, i.ID)
	if err != nil {
		return err
	}
	applyVerdicts(analysis.Hypotheses, stands)
	tx.PutHypotheses(i.ID, analysis.Hypotheses)
	i.Reasoner = analysis.Reasoner
	about := map[string]any{"count": len(analysis.Hypotheses), "reasoner": analysis.Reasoner, "note": analysis.Note}
	if err := noteReuse(ctx, tx, i, analysis, about, now); err != nil {
		return err
	}
	tell.event(airra.EventHypothesesGenerated, about,
		"%s by %s", plural(len(analysis.Hypotheses), "hypothesis", "hypotheses"), analysis.Reasoner)
	tell.audit("analysis_complete", airra.OutcomeSuccess, nil, map[string]any{"reasoner": analysis.Reasoner, "inconclusive": analysis.Inconclusive})
	if err := w.propose(ctx, tx, tell, analysis, now); err != nil {
		return err
	}
	if analysis.Note != "" {
		i.StatusNote = join(i.StatusNote, analysis.Note)
	}
	return tx.SaveIncident(ctx, i)
}

// propose selects an action and moves the incident on: to a person's decision
// when there is something to decide, else to a person's attention.
func (w *Workflow) propose(ctx context.Context, tx airra.Tx, tell story, analysis airra.Analysis, now time.Time) error {
	i := tell.incident
	if analysis.Inconclusive {
		return w.escalate(tell, "the analysis is inconclusive: no cause stands out", now)
	}
	proposal := act.Propose(*i, analysis.Hypotheses, w.Topology, airra.ModeDryRun, now)
	for _, v := range proposal.Vetoes {
		tell.event(airra.EventPolicyBlocked, map[string]any{"action_type": v.ActionType}, "Not proposed: %s", v.Reason)
		tell.audit("policy_blocked", airra.OutcomeBlocked, nil, map[string]any{"action_type": v.ActionType, "reason": v.Reason, "stage": "proposal"})
	}
	if proposal.Action == nil {
		return w.escalate(tell, "no hypothesis has an allowed action", now)
	}
	if err := i.MoveTo(airra.StatusPendingApproval, now); err != nil {
		return err
	}
	w.awaitDecision(tell)
	tx.InsertAction(proposal.Action)
	tell.event(airra.EventPendingApproval, map[string]any{"action_id": proposal.Action.ID, "action_type": proposal.Action.ActionType},
		"%s proposed, risk %.2f (%s); waiting for a decision", proposal.Action.Name, proposal.Action.RiskScore, proposal.Action.RiskLevel)
	return w.remindOfRejection(ctx, tx, i, proposal.Action)
}

// remindOfRejection notes that a person has said no to the same remedy before, so
// that nobody has to find that out from the timeline.
func (w *Workflow) remindOfRejection(ctx context.Context, tx airra.Tx, i *airra.Incident, x *airra.Action) error {
	rejected, err := tx.Actions(ctx, airra.ActionFilter{Incident: i.ID, Status: airra.ActionRejected})
	if err != nil {
		return err
	}
	for _, r := range rejected {
		if r.ActionType == x.ActionType && r.RejectedBy != nil && *r.RejectedBy != airra.SystemActor {
			note := fmt.Sprintf("%s has rejected the same action before (%s): %s", *r.RejectedBy, r.Ref, *r.RejectionReason)
			i.StatusNote = &note
			return nil
		}
	}
	return nil
}

// escalate hands the incident to people, with the reason in words.
func (w *Workflow) escalate(tell story, why string, now time.Time) error {
	if err := tell.incident.MoveTo(airra.StatusEscalated, now); err != nil {
		return err
	}
	tell.incident.StatusNote = &why
	tell.event(airra.EventEscalated, nil, "Escalated: %s", why)
	return nil
}

// outcomePatience bounds the writing of an outcome after the time of its job is
// over.
const outcomePatience = 10 * time.Second

// giveUp ends an analysis that will not be tried again: the incident is failed,
// from where it can be analysed by hand. It has time of its own, because the
// job's time may be what ran out.
func (w *Workflow) giveUp(ctx context.Context, id airra.IncidentID, round int64, cause error) error {
	w.Log.Error("analysis failed", slog.String("incident_id", string(id)), slog.Any("err", cause))
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), outcomePatience)
	defer cancel()
	return w.inTx(ctx, func(tx airra.Tx) error {
		i, err := tx.Incident(ctx, byID(id))
		if airra.ErrorCode(err) == airra.CodeNotFound {
			return nil // Deleted meanwhile; there is nobody to tell.
		}
		if err != nil || !waitsFor(i, round) {
			return err
		}
		now := w.now()
		if err := i.MoveTo(airra.StatusFailed, now); err != nil {
			return err
		}
		note := "the analysis failed: " + airra.ErrorMessage(cause)
		i.StatusNote = &note
		tell := w.tell(ctx, tx, i, now)
		tell.event(airra.EventAnalysisFailed, nil, "Analysis failed: %s", airra.ErrorMessage(cause))
		tell.audit("analysis_complete", airra.OutcomeFailure, nil, map[string]any{"reason": airra.ErrorMessage(cause)})
		return tx.SaveIncident(ctx, i)
	})
}

// plural counts things in words.
func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// join adds a note to the one that is already there.
func join(note *string, more string) *string {
	if note != nil {
		more = *note + "; " + more
	}
	return &more
}
