package workflow

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/airra/airra/internal/act"
	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/reason"
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
		if err := w.startAnalysis(tx, w.tell(ctx, tx, i, now), now); err != nil {
			return err
		}
		return tx.SaveIncident(ctx, i)
	})
	if err != nil {
		return nil, err
	}
	return &airra.Accepted{Status: "accepted", IncidentID: id, Poll: "/api/v1/incidents/" + string(id)}, nil
}

// startAnalysis moves the incident to analyzing and queues the job. The round
// tells this analysis from earlier ones of the same incident.
func (w *Workflow) startAnalysis(tx airra.Tx, tell story, now time.Time) error {
	i := tell.incident
	if err := i.MoveTo(airra.StatusAnalyzing, now); err != nil {
		return err
	}
	tell.event(airra.EventAnalyzingStarted, nil, "Analysis started")
	tell.audit("analysis_requested", airra.OutcomeSuccess, nil, nil)
	tx.Enqueue(airra.Job{Kind: airra.JobAnalyze, IncidentID: i.ID, Round: i.Version + 1})
	return nil
}

// RunAnalysis is the job's half. The slow part, asking the reasoner, happens
// outside any transaction; what it answers is written only if the incident is
// still waiting for it. So an analysis that ran twice, because its first
// process died or was paused, leaves one result.
func (w *Workflow) RunAnalysis(ctx context.Context, id airra.IncidentID, _ int64, last bool) error {
	var err error
	for range attempts {
		if err = w.analyzeOnce(ctx, id); !errors.Is(err, errRootMoved) {
			break
		}
	}
	return w.giveUp(ctx, id, last, err)
}

// errRootMoved says that the incident was given to a deeper service while its
// old one was being analysed.
var errRootMoved = airra.Errorf(airra.CodeInternal, "the incident moved to a deeper service")

func (w *Workflow) analyzeOnce(ctx context.Context, id airra.IncidentID) error {
	c, err := w.buildCase(ctx, id)
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
// incident no longer waits for an analysis.
func (w *Workflow) buildCase(ctx context.Context, id airra.IncidentID) (*airra.Case, error) {
	i, err := w.Store.Incident(ctx, byID(id))
	if err != nil || i.Status != airra.StatusAnalyzing {
		return nil, err
	}
	signals, err := w.caseSignals(ctx, *i)
	if err != nil {
		return nil, err
	}
	history, err := w.Store.PastIncidents(ctx, *i, signals, maxHistory)
	if err != nil {
		return nil, err
	}
	return &airra.Case{
		Incident: *i, Signals: signals, Topology: w.Topology, History: history, Now: w.now(),
		Changes: reason.Changes(i.Context, i.AffectedService, i.DetectedAt),
	}, nil
}

// maxHistory bounds how many past incidents are put before the reasoner.
const maxHistory = 10

// caseSignals gives the stored signals. An incident that was only reported has
// none yet: then its snapshot is judged once, and the judgement is stored, so
// that every later analysis starts from the same numbers.
func (w *Workflow) caseSignals(ctx context.Context, i airra.Incident) ([]airra.Signal, error) {
	signals, err := w.Store.Signals(ctx, i.ID)
	if err != nil || len(signals) > 0 {
		return signals, err
	}
	signals, err = w.snapshotSignals(i.AffectedService, i.MetricsSnapshot, i.DetectedAt)
	if err != nil || len(signals) == 0 {
		return nil, err
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
	if err != nil || i.Status != airra.StatusAnalyzing {
		return err
	}
	if i.AffectedService != c.Incident.AffectedService {
		return errRootMoved
	}
	now := w.now()
	tell := w.tell(ctx, tx, i, now)
	if err := w.dropOldProposals(ctx, tx, tell); err != nil {
		return err
	}
	tx.PutHypotheses(i.ID, analysis.Hypotheses)
	i.Reasoner = analysis.Reasoner
	tell.event(airra.EventHypothesesGenerated, map[string]any{"count": len(analysis.Hypotheses), "reasoner": analysis.Reasoner, "note": analysis.Note},
		"%s by %s", plural(len(analysis.Hypotheses), "hypothesis", "hypotheses"), analysis.Reasoner)
	tell.audit("analysis_complete", airra.OutcomeSuccess, nil, map[string]any{"reasoner": analysis.Reasoner, "inconclusive": analysis.Inconclusive})
	if err := w.propose(tx, tell, analysis, now); err != nil {
		return err
	}
	if analysis.Note != "" {
		i.StatusNote = join(i.StatusNote, analysis.Note)
	}
	return tx.SaveIncident(ctx, i)
}

// propose selects an action and moves the incident on: to a person's decision
// when there is something to decide, else to a person's attention.
func (w *Workflow) propose(tx airra.Tx, tell story, analysis airra.Analysis, now time.Time) error {
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
	tx.InsertAction(proposal.Action)
	tell.event(airra.EventPendingApproval, map[string]any{"action_id": proposal.Action.ID, "action_type": proposal.Action.ActionType},
		"%s proposed, risk %.2f (%s); waiting for a decision", proposal.Action.Name, proposal.Action.RiskScore, proposal.Action.RiskLevel)
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

// dropOldProposals rejects what an earlier analysis proposed and nobody
// decided, so that there is never more than one proposal to decide on.
func (w *Workflow) dropOldProposals(ctx context.Context, tx airra.Tx, tell story) error {
	return withdraw(ctx, tx, tell, "superseded by a new analysis", airra.ActionPendingApproval)
}

// giveUp ends a failed analysis. As long as the job will be tried again the
// error is handed back and the incident keeps waiting; after the last attempt
// the incident is failed, from where it can be analysed again by hand. A
// process that is shutting down has not failed: its job stays for the next one.
func (w *Workflow) giveUp(ctx context.Context, id airra.IncidentID, last bool, cause error) error {
	if cause == nil || !last || ctx.Err() != nil {
		return cause
	}
	w.Log.Error("analysis failed", slog.String("incident_id", string(id)), slog.Any("err", cause))
	return w.inTx(ctx, func(tx airra.Tx) error {
		i, err := tx.Incident(ctx, byID(id))
		if err != nil || i.Status != airra.StatusAnalyzing {
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
