package workflow_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/workflow"
)

// The stories here are of states that nobody could leave, and of results that
// came too late. Each was seen once.

func TestAnUnreadableSnapshotIsNoReasonToFail(t *testing.T) {
	t.Parallel()
	h := onOne(t)
	i, err := h.CreateIncident(t.Context(), airra.NewIncident{
		Title: "t", Description: "d", Severity: airra.SeverityLow, AffectedService: "payment-service",
		MetricsSnapshot: []byte(`{"cpu": "95%", "error_rate": 9}`),
	})
	must(t, err)
	_, err = h.AnalyzeIncident(t.Context(), i.Ref)
	must(t, err)
	h.work(t)
	after := h.see(t, i.Ref)
	if after.Status != airra.StatusPendingApproval || string(after.MetricsSnapshot) != `{"cpu": "95%", "error_rate": 9}` {
		t.Errorf("got %s with %s", after.Status, after.MetricsSnapshot)
	}
}

// denied is a reasoner whose refusal no further attempt can change.
type denied struct{ broken }

func (denied) Analyze(context.Context, airra.Case) (airra.Analysis, error) {
	return airra.Analysis{}, airra.Errorf(airra.CodeDenied, "no")
}

func TestAHopelessAnalysisFailsAtOnce(t *testing.T) {
	t.Parallel()
	h := onOne(t, func(p *workflow.Parts) { p.Reasoner = denied{} })
	ref := h.report(t)
	_, err := h.AnalyzeIncident(t.Context(), ref)
	must(t, err)
	must(t, h.RunAnalysis(t.Context(), h.see(t, ref).ID, 1, false))
	if i := h.see(t, ref); i.Status != airra.StatusFailed {
		t.Errorf("got %s", i.Status)
	}
}

// late is a reasoner that answers when the time of its job is over.
type late struct{ broken }

func (late) Analyze(ctx context.Context, _ airra.Case) (airra.Analysis, error) {
	<-ctx.Done()
	return airra.Analysis{}, ctx.Err()
}

func TestTheTimeOfAJobThatRunsOutIsNoShutdown(t *testing.T) {
	t.Parallel()
	h := onOne(t, func(p *workflow.Parts) { p.Reasoner = late{} })
	ref := h.report(t)
	_, err := h.AnalyzeIncident(t.Context(), ref)
	must(t, err)
	id := h.see(t, ref).ID

	stopping, stop := context.WithCancel(t.Context())
	stop()
	if err := h.RunAnalysis(stopping, id, 1, true); !errors.Is(err, context.Canceled) {
		t.Fatalf("a process that stops leaves the job to the next one, got %v", err)
	}
	if i := h.see(t, ref); i.Status != airra.StatusAnalyzing {
		t.Fatalf("got %s", i.Status)
	}
	// Long enough to get as far as the reasoner on a slow machine.
	timed, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	must(t, h.RunAnalysis(timed, id, 1, true))
	if i := h.see(t, ref); i.Status != airra.StatusFailed {
		t.Errorf("got %s", i.Status)
	}
}

func TestAResultOfAnEarlierRoundComesTooLate(t *testing.T) {
	t.Parallel()
	h := onOne(t)
	ref := h.report(t)
	_, err := h.AnalyzeIncident(t.Context(), ref)
	must(t, err)
	h.takeAll()
	_, err = h.ResolveIncident(t.Context(), ref, airra.Resolution{By: "alice"})
	must(t, err)
	_, err = h.ReopenIncident(t.Context(), ref, "")
	must(t, err)
	_, err = h.AnalyzeIncident(t.Context(), ref)
	must(t, err)
	id := h.see(t, ref).ID
	must(t, h.RunAnalysis(t.Context(), id, 1, true))
	if i := h.see(t, ref); i.Status != airra.StatusAnalyzing || len(i.Hypotheses) != 0 {
		t.Fatalf("round 1 is over, got %s with %d hypotheses", i.Status, len(i.Hypotheses))
	}
	must(t, h.RunAnalysis(t.Context(), id, 2, true))
	if i := h.see(t, ref); i.Status != airra.StatusPendingApproval {
		t.Errorf("got %s", i.Status)
	}
}

func TestAnApprovedActionDoesNotOutliveAnEscalation(t *testing.T) {
	t.Parallel()
	h := onOne(t)
	ref, first := h.proposed(t)
	_, err := h.ApproveAction(t.Context(), first.Ref, airra.Approval{ApprovedBy: "alice"})
	must(t, err)
	_, err = h.EscalateIncident(t.Context(), ref, "")
	must(t, err)
	_, err = h.AnalyzeIncident(t.Context(), ref)
	must(t, err)
	h.work(t)
	second := h.see(t, ref).Actions[1]
	_, err = h.ApproveAction(t.Context(), second.Ref, airra.Approval{ApprovedBy: "bob"})
	must(t, err)
	if _, err := h.ExecuteAction(t.Context(), first.Ref); airra.ErrorCode(err) != airra.CodeConflict {
		t.Errorf("the first action was withdrawn, got %v", err)
	}
}

func TestTheEndOfOneActionDoesNotEndAnIncidentThatWaitsForAnother(t *testing.T) {
	t.Parallel()
	h := onOne(t)
	ref, first := h.proposed(t)
	_, err := h.ApproveAction(t.Context(), first.Ref, airra.Approval{ApprovedBy: "alice", Execute: true})
	must(t, err)
	h.takeAll()
	_, err = h.EscalateIncident(t.Context(), ref, "")
	must(t, err)
	_, err = h.AnalyzeIncident(t.Context(), ref)
	must(t, err)
	h.work(t)
	second := h.see(t, ref).Actions[1]
	_, err = h.ApproveAction(t.Context(), second.Ref, airra.Approval{ApprovedBy: "bob", Execute: true})
	must(t, err)

	must(t, h.RunExecution(t.Context(), first.ID, true))
	if i := h.see(t, ref); i.Status != airra.StatusExecuting || i.Actions[0].Status != airra.ActionSucceeded {
		t.Fatalf("got %s, first action %s", i.Status, i.Actions[0].Status)
	}
	must(t, h.RunExecution(t.Context(), second.ID, true))
	if i := h.see(t, ref); i.Status != airra.StatusResolved {
		t.Errorf("got %s", i.Status)
	}
}

func TestAReportIsJudgedByTheBaselineOfItsOwnTime(t *testing.T) {
	t.Parallel()
	h := onOne(t)
	h.watcher.mean, h.watcher.sd = 0.5, 0.025
	reported, err := h.CreateIncident(t.Context(), airra.NewIncident{
		Title: "t", Description: "d", Severity: airra.SeverityLow, AffectedService: "payment-service", MetricsSnapshot: []byte(`{"error_rate": 9}`),
	})
	must(t, err)
	ref := reported.Ref
	h.watcher.mean, h.watcher.sd = 9.1, 1 // an hour later the monitor has got used to it
	h.clock.move(time.Hour)
	_, err = h.AnalyzeIncident(t.Context(), ref)
	must(t, err)
	h.work(t)
	signals, err := h.IncidentSignals(t.Context(), ref)
	must(t, err)
	if len(signals) != 1 || signals[0].Assumed || signals[0].Sigma < 300 {
		t.Errorf("got %+v", signals)
	}
}

func TestNobodyCanPoseAsTheMonitor(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		_, err := h.CreateIncident(t.Context(), airra.NewIncident{
			Title: "mine", Description: "d", Severity: airra.SeverityLow, AffectedService: "payment-service", DetectionSource: airra.SourceMonitor,
		})
		must(t, err)
		must(t, h.Observe(t.Context(), start, []airra.Signal{spike(start, true)}))
		page, err := h.FindIncidents(t.Context(), airra.IncidentFilter{})
		must(t, err)
		if page.Total != 2 {
			t.Errorf("the real spike has an incident of its own, got %d", page.Total)
		}
	})
}

func TestTheMonitorDoesNotUndoWhatAPersonCorrected(t *testing.T) {
	t.Parallel()
	h := onOne(t)
	must(t, h.Observe(t.Context(), start, []airra.Signal{spike(start, true)}))
	low, words := airra.SeverityLow, "known and harmless"
	_, err := h.UpdateIncident(t.Context(), "INC-1", airra.IncidentUpdate{Severity: &low, Description: &words})
	must(t, err)
	now := h.clock.move(15 * time.Second)
	must(t, h.Observe(t.Context(), now, []airra.Signal{spike(now, true)}))
	if i := h.see(t, "INC-1"); i.Severity != low || i.Description != words {
		t.Fatalf("got %s, %q", i.Severity, i.Description)
	}
	worse := spike(h.clock.move(15*time.Second), true)
	worse.PeakSigma, worse.Sigma = 900, 900
	must(t, h.Observe(t.Context(), worse.LastSeen, []airra.Signal{worse}))
	if i := h.see(t, "INC-1"); i.Severity != airra.SeverityCritical {
		t.Errorf("a disturbance that has grown is told, got %s", i.Severity)
	}
}

func TestSignalsOfDifferentKindsAreWeighedWhenTheSecondOneFolds(t *testing.T) {
	t.Parallel()
	h := onOne(t)
	must(t, h.Observe(t.Context(), start, []airra.Signal{spike(start, true)}))
	now := h.clock.move(time.Minute)
	alert := spike(now, true)
	alert.Name, alert.Kind, alert.FirstSeen, alert.Confidence = "HighErrorRate", airra.KindAlert, now, 0.85
	must(t, h.Observe(t.Context(), now, []airra.Signal{spike(now, true), alert}))
	if got := string(h.see(t, "INC-1").Context); !containsAll(got, `"correlation_confidence":`, `"correlated_signal_count":2`, `"blast_radius":`) {
		t.Errorf("got %s", got)
	}
}

func TestTheTimeOfAResolutionIsCorrectedOnlyWhereThereIsOne(t *testing.T) {
	t.Parallel()
	h := onOne(t)
	ref := h.report(t)
	at := start.Add(-time.Hour)
	if _, err := h.UpdateIncident(t.Context(), ref, airra.IncidentUpdate{ResolvedAt: &at}); airra.ErrorCode(err) != airra.CodeConflict {
		t.Errorf("got %v", err)
	}
}

// tally counts what a daemon would export.
type tally struct{ opened, acknowledged, resolved, rehearsed int }

func (m *tally) IncidentOpened(string, airra.Severity) { m.opened++ }
func (m *tally) IncidentAcknowledged(time.Duration)    { m.acknowledged++ }
func (*tally) PagingStarted(int)                       {}
func (*tally) NotificationSent(string, string, time.Duration) {
}

func (m *tally) IncidentResolved(_ time.Duration, dryRun bool) {
	if dryRun {
		m.rehearsed++
	} else {
		m.resolved++
	}
}

func TestARehearsalStaysOutOfTheTimeToResolve(t *testing.T) {
	t.Parallel()
	var counted tally
	h := onOne(t, func(p *workflow.Parts) { p.Meter = &counted })
	_, action := h.proposed(t)
	_, err := h.ApproveAction(t.Context(), action.Ref, airra.Approval{ApprovedBy: "alice", Execute: true})
	must(t, err)
	h.work(t)
	if counted != (tally{opened: 1, rehearsed: 1}) {
		t.Errorf("got %+v", counted)
	}
}

func TestEachIncidentCountsOnce(t *testing.T) {
	t.Parallel()
	var counted tally
	h := onOne(t, func(p *workflow.Parts) { p.Meter = &counted })
	ref, action := h.proposed(t)
	for range 2 {
		_, err := h.AcknowledgeIncident(t.Context(), ref, airra.Acknowledgement{By: "alice"})
		must(t, err)
		_, err = h.UnacknowledgeIncident(t.Context(), ref)
		must(t, err)
	}
	_, err := h.ApproveAction(t.Context(), action.Ref, airra.Approval{ApprovedBy: "alice", Execute: true})
	must(t, err)
	_, err = h.ResolveIncident(t.Context(), ref, airra.Resolution{By: "alice"})
	must(t, err)
	h.work(t)
	if counted != (tally{opened: 1, acknowledged: 1, resolved: 1}) {
		t.Errorf("got %+v", counted)
	}
}

func TestAQuickIncidentIsAnsweredAfterTenSecondsInAnyCase(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := onOne(t) // nobody works its jobs
		began := time.Now()
		i, err := h.QuickIncident(t.Context(), airra.QuickIncident{ServiceName: "payment-service", MetricsSnapshot: []byte(`{"error_rate": 9}`)})
		must(t, err)
		if waited := time.Since(began); i.Status != airra.StatusAnalyzing || waited < 9*time.Second || waited > 11*time.Second {
			t.Errorf("got %s after %v", i.Status, waited)
		}
	})
}
