package workflow_test

import (
	"strings"
	"testing"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/workflow"
)

func TestLiveIsRefusedAndTheRefusalIsAudited(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		ref, action := h.proposed(t)
		_, err := h.ApproveAction(t.Context(), action.Ref, airra.Approval{ApprovedBy: "alice", ExecutionMode: airra.ModeLive})
		if airra.ErrorCode(err) != airra.CodeDenied {
			t.Fatalf("got %v", err)
		}
		i := h.see(t, ref)
		if i.Status != airra.StatusPendingApproval || i.Actions[0].Status != airra.ActionPendingApproval {
			t.Errorf("nothing was decided, got %s, %s", i.Status, i.Actions[0].Status)
		}
		rows := h.audited(t, i.ID)
		if rows[len(rows)-1] != "policy_blocked blocked alice" {
			t.Errorf("got %v", rows)
		}
	})
}

// The policy is asked again at approval and at execution: here it forbids what
// an earlier version of it had let through.
func TestAPolicyThatChangedStopsWhatWasProposedBefore(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		ref, action := h.proposed(t)
		retarget := func() {
			must(t, h.store.InTx(t.Context(), func(tx airra.Tx) error {
				k, err := airra.ParseKey("action", action.Ref)
				must(t, err)
				x, err := tx.Action(t.Context(), k)
				must(t, err)
				x.TargetService = "orders-postgres"
				return tx.SaveAction(t.Context(), x)
			}))
		}
		t.Run("at approval", func(t *testing.T) {
			retarget()
			_, err := h.ApproveAction(t.Context(), action.Ref, airra.Approval{ApprovedBy: "alice"})
			if airra.ErrorCode(err) != airra.CodeDenied || !strings.Contains(err.Error(), "policy") {
				t.Errorf("got %v", err)
			}
		})
		t.Run("at execution", func(t *testing.T) {
			_, second := h.proposed(t)
			action = second
			_, err := h.ApproveAction(t.Context(), action.Ref, airra.Approval{ApprovedBy: "alice"})
			must(t, err)
			retarget()
			if _, err = h.ExecuteAction(t.Context(), action.Ref); airra.ErrorCode(err) != airra.CodeDenied {
				t.Errorf("got %v", err)
			}
		})
		t.Run("in the job itself", func(t *testing.T) {
			ref, third := h.proposed(t)
			action = third
			_, err := h.ApproveAction(t.Context(), action.Ref, airra.Approval{ApprovedBy: "alice", Execute: true})
			must(t, err)
			retarget()
			h.work(t)
			if i := h.see(t, ref); i.Status != airra.StatusFailed || i.Actions[0].Status != airra.ActionFailed {
				t.Errorf("got %s, %s", i.Status, i.Actions[0].Status)
			}
		})
		if i := h.see(t, ref); i.Status != airra.StatusPendingApproval {
			t.Errorf("a denial decides nothing, got %s", i.Status)
		}
	})
}

func TestADecisionNeedsAName(t *testing.T) {
	t.Parallel()
	h := onOne(t)
	_, action := h.proposed(t)
	for _, name := range []string{"", "a", "two words", "semi;colon", strings.Repeat("x", 256)} {
		if _, err := h.ApproveAction(t.Context(), action.Ref, airra.Approval{ApprovedBy: name}); airra.ErrorCode(err) != airra.CodeInvalid {
			t.Errorf("approve as %q: got %v", name, err)
		}
		if _, err := h.RejectAction(t.Context(), action.Ref, airra.Rejection{RejectedBy: name, RejectionReason: "r"}); airra.ErrorCode(err) != airra.CodeInvalid {
			t.Errorf("reject as %q: got %v", name, err)
		}
	}
	if _, err := h.ApproveAction(t.Context(), action.Ref, airra.Approval{ApprovedBy: "alice", ExecutionMode: "demo"}); airra.ErrorCode(err) != airra.CodeInvalid {
		t.Error("an unknown mode is never read as live or as a rehearsal")
	}
}

func TestNothingIsExecutedWithoutAnApproval(t *testing.T) {
	t.Parallel()
	h := onOne(t)
	_, action := h.proposed(t)
	if _, err := h.ExecuteAction(t.Context(), action.Ref); airra.ErrorCode(err) != airra.CodeConflict {
		t.Errorf("got %v", err)
	}
	if queued := h.takeAll(); len(queued) != 0 {
		t.Errorf("got %v", queued)
	}
}

func TestQuickIncident(t *testing.T) {
	t.Parallel()
	development := func(p *workflow.Parts) { p.Facts.Development = true }

	t.Run("a bare number is judged by the convention and says so", func(t *testing.T) {
		t.Parallel()
		h := onOne(t)
		i := quick(t, h, airra.QuickIncident{ServiceName: "payment-service", MetricsSnapshot: []byte(`{ "error_rate":  9.50 }`)})
		if string(i.MetricsSnapshot) != `{ "error_rate":  9.50 }` {
			t.Errorf("the snapshot comes back as it was given, got %s", i.MetricsSnapshot)
		}
		signals, err := h.IncidentSignals(t.Context(), i.Ref)
		must(t, err)
		if s := signals[0]; !s.Assumed || s.Expected != 4.75 || s.Sigma != 4 || s.Confidence != 0.85 {
			t.Errorf("got %+v", s)
		}
	})
	t.Run("a stored baseline judges better than the convention", func(t *testing.T) {
		t.Parallel()
		h := onOne(t)
		h.watcher.mean, h.watcher.sd = 0.5, 0.025
		i := quick(t, h, airra.QuickIncident{ServiceName: "payment-service", MetricsSnapshot: []byte(`{"error_rate": 9}`)})
		signals, err := h.IncidentSignals(t.Context(), i.Ref)
		must(t, err)
		if s := signals[0]; s.Assumed || s.Expected != 0.5 || s.Sigma < 339 || s.Sigma > 341 {
			t.Errorf("got %+v", s)
		}
	})
	t.Run("a requested severity is kept", func(t *testing.T) {
		t.Parallel()
		i := quick(t, onOne(t), airra.QuickIncident{ServiceName: "payment-service", Severity: airra.SeverityLow, MetricsSnapshot: []byte(`{"error_rate": 9}`)})
		if i.Severity != airra.SeverityLow {
			t.Errorf("got %s", i.Severity)
		}
	})
	t.Run("development invents the contract's trio", func(t *testing.T) {
		t.Parallel()
		h := onOne(t, development)
		i := quick(t, h, airra.QuickIncident{ServiceName: "payment-service"})
		signals, err := h.IncidentSignals(t.Context(), i.Ref)
		must(t, err)
		if len(signals) != 3 || !signals[0].Assumed {
			t.Errorf("got %d signals", len(signals))
		}
	})
	t.Run("production invents nothing", func(t *testing.T) {
		t.Parallel()
		h := onOne(t)
		if _, err := h.QuickIncident(t.Context(), airra.QuickIncident{ServiceName: "payment-service"}); airra.ErrorCode(err) != airra.CodeUnavailable {
			t.Errorf("got %v", err)
		}
	})
	t.Run("hostile documents are named", func(t *testing.T) {
		t.Parallel()
		h := onOne(t)
		for _, snapshot := range []string{`[1]`, `"x"`, `{"error_rate": {"current": "many"}}`, `{"error_rate": null}`} {
			if _, err := h.QuickIncident(t.Context(), airra.QuickIncident{ServiceName: "payment-service", MetricsSnapshot: []byte(snapshot)}); airra.ErrorCode(err) != airra.CodeInvalid {
				t.Errorf("%s: got %v", snapshot, err)
			}
		}
	})
}

// quick reports and works the queue while the caller waits, as the daemon does.
func quick(t *testing.T, h *house, q airra.QuickIncident) *airra.IncidentDetail {
	t.Helper()
	type answer struct {
		incident *airra.IncidentDetail
		err      error
	}
	answered := make(chan answer, 1)
	go func() {
		i, err := h.QuickIncident(t.Context(), q)
		answered <- answer{i, err}
	}()
	for {
		h.work(t)
		select {
		case a := <-answered:
			must(t, a.err)
			if a.incident.Status == airra.StatusAnalyzing || len(a.incident.Hypotheses) == 0 {
				t.Fatalf("got %s with %d hypotheses", a.incident.Status, len(a.incident.Hypotheses))
			}
			return a.incident
		case <-t.Context().Done():
			t.Fatal("no answer")
		default:
		}
	}
}
