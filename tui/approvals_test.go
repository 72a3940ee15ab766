package tui

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
)

// atApprovals is the cockpit with the queue before it, and an action as it was changed.
func atApprovals(t *testing.T, width, height int, change func(*airra.Action), more ...func(*Options)) (*Model, *caseClock, *caseBackend) {
	t.Helper()
	b := aCase()
	if change != nil {
		change(&b.detail.Actions[0])
	}
	m, clock := caseModel(t, b, width, height, more...)
	tap(m, "3")
	return m, clock, b
}

func approvedAction(a *airra.Action) { a.Status = airra.ActionApproved }

func criticalAction(a *airra.Action) { a.RiskLevel, a.RiskScore = airra.RiskCritical, 0.97 }

func TestADialogIgnoresKeysInFlight(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		after time.Duration
		done  bool
	}{
		"at once":             {0, false},
		"just before":         {399 * time.Millisecond, false},
		"when it has woken":   {400 * time.Millisecond, true},
		"a good while later":  {time.Minute, true},
		"a clock set back":    {-time.Hour, false},
		"in the same instant": {time.Nanosecond, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, clock, b := atApprovals(t, 80, 24, nil)
			tap(m, "y")
			clock.at = clock.at.Add(c.after)
			tap(m, "y")
			if got := len(b.did) == 1; got != c.done {
				t.Errorf("done is %v after %v", got, c.after)
			}
		})
	}
}

func TestEachDecisionIsTwoStepsAndLeavesItsLine(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*airra.Action)
		keys   string
		did    any
		line   string
	}{
		"approve": {nil, "yy", airra.Approval{ApprovedBy: "alice@example.com", ExecutionMode: airra.ModeDryRun}, "airra approve ACT-88 --by alice@example.com"},
		"execute": {approvedAction, "Xy", "alice@example.com executes", "airra action execute ACT-88"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, clock, b := atApprovals(t, 80, 24, c.change)
			tap(m, c.keys[:1])
			if m.dialog() == nil || len(b.did) != 0 {
				t.Fatal("one key must open a dialog and do nothing")
			}
			clock.at = clock.at.Add(time.Second)
			tap(m, c.keys[1:])
			if diff := cmp.Diff([]any{c.did}, b.did); diff != "" {
				t.Errorf("done (-want +got):\n%s", diff)
			}
			if got := m.acts.last(); got != c.line {
				t.Errorf("the log says %q and not %q", got, c.line)
			}
		})
	}
}

func TestAfterAnApprovalTheActionWaitsForItsExecution(t *testing.T) {
	t.Parallel()
	m, clock, b := atApprovals(t, 120, 40, nil)
	tap(m, "y")
	clock.at = clock.at.Add(time.Second)
	tap(m, "y")
	if frame := plainFrame(m); !strings.Contains(frame, "0 to decide, 1 to execute") || !strings.Contains(frame, "◓ ACT-88") {
		t.Errorf("the approved action is not in the queue:\n%s", frame)
	}
	tap(m, "X")
	if frame := plainFrame(m); !strings.Contains(frame, "Executing rehearses rollback_deployment on payment-service: nothing is changed.") {
		t.Errorf("the consequence is not written out:\n%s", frame)
	}
	clock.at = clock.at.Add(time.Second)
	tap(m, "y")
	if len(b.did) != 2 || !strings.Contains(plainFrame(m), "Nothing waits for a decision") {
		t.Errorf("did %v:\n%s", b.did, plainFrame(m))
	}
}

func TestACriticalRiskNeedsTheNameOfTheTarget(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		typed string
		done  bool
	}{
		"nothing":         {"", false},
		"another service": {"order-service", false},
		"half of it":      {"payment", false},
		"the name":        {"payment-service", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, clock, b := atApprovals(t, 80, 24, criticalAction)
			tap(m, "y")
			clock.at = clock.at.Add(time.Second)
			write(m, c.typed)
			tap(m, "y")
			if got := len(b.did) == 1; got != c.done {
				t.Errorf("done is %v after typing %q:\n%s", got, c.typed, plainFrame(m))
			}
		})
	}
}

func TestARejectionNeedsAReason(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		reason string
		did    []any
	}{
		"none":    {"", nil},
		"blanks":  {"   ", nil},
		"one":     {" it's y ", []any{airra.Rejection{RejectedBy: "alice@example.com", RejectionReason: "it's y"}}},
		"a chord": {"n", []any{airra.Rejection{RejectedBy: "alice@example.com", RejectionReason: "n"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, clock, b := atApprovals(t, 80, 24, nil)
			tap(m, "n")
			clock.at = clock.at.Add(time.Second)
			write(m, c.reason)
			tap(m, "enter")
			if diff := cmp.Diff(c.did, b.did); diff != "" {
				t.Errorf("done (-want +got):\n%s", diff)
			}
			if c.did == nil && !strings.Contains(plainFrame(m), "a reason is needed") {
				t.Errorf("nothing says that a reason is needed:\n%s", plainFrame(m))
			}
			if name == "one" && m.acts.last() != `airra reject ACT-88 --by alice@example.com --reason 'it'\''s y'` {
				t.Errorf("the log says %q", m.acts.last())
			}
		})
	}
}

func TestTypingInFlightDoesNotBecomeAReason(t *testing.T) {
	t.Parallel()
	m, _, b := atApprovals(t, 80, 24, nil)
	tap(m, "n")
	write(m, "kubectl get pods")
	tap(m, "enter")
	if r, ok := m.dialog().(*refusal); !ok || r.reason != "" || len(b.did) != 0 {
		t.Errorf("keys in flight arrived: %+v, %v", m.dialog(), b.did)
	}
}

func TestWhatCannotBeDecidedOpensNoDialog(t *testing.T) {
	t.Parallel()
	readOnly := func(o *Options) { o.ReadOnly = true }
	for name, c := range map[string]struct {
		change func(*airra.Action)
		key    string
		more   []func(*Options)
		said   string
	}{
		"executing before approving": {nil, "X", nil, "has to be approved first"},
		"approving twice":            {approvedAction, "y", nil, "ACT-88 is approved"},
		"approving read only":        {nil, "y", []func(*Options){readOnly}, "read only"},
		"rejecting read only":        {nil, "n", []func(*Options){readOnly}, "read only"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, _, b := atApprovals(t, 80, 24, c.change, c.more...)
			tap(m, c.key)
			if m.dialog() != nil || len(b.did) != 0 || !strings.Contains(plainFrame(m), c.said) {
				t.Errorf("did %v:\n%s", b.did, plainFrame(m))
			}
		})
	}
}

func TestARefusalOfTheServerIsSaid(t *testing.T) {
	t.Parallel()
	m, clock, b := atApprovals(t, 80, 24, nil)
	b.refuse = airra.Errorf(airra.CodeConflict, "ACT-88 was already rejected by bob")
	tap(m, "y")
	clock.at = clock.at.Add(time.Second)
	tap(m, "y")
	if frame := plainFrame(m); !strings.Contains(frame, "ACT-88 was already rejected by bob") {
		t.Errorf("the reason is not said:\n%s", frame)
	}
}

func TestLiveIsOfferedOnlyWhereTheServerAllowsIt(t *testing.T) {
	t.Parallel()
	m, clock, b := atApprovals(t, 80, 24, nil)
	tap(m, "y")
	clock.at = clock.at.Add(time.Second)
	if tap(m, "L"); m.dialog() == nil || strings.Contains(plainFrame(m), "L  live") {
		t.Errorf("live is offered by a server that only rehearses:\n%s", plainFrame(m))
	}
	tap(m, "esc")
	m.data.status = &airra.SystemStatus{DryRun: false}
	tap(m, "y")
	clock.at = clock.at.Add(time.Second)
	tap(m, "L", "y")
	if len(b.did) != 0 {
		t.Fatal("the second dialog took a key before it had woken")
	}
	clock.at = clock.at.Add(time.Second)
	tap(m, "y")
	want := []any{airra.Approval{ApprovedBy: "alice@example.com", ExecutionMode: airra.ModeLive}}
	if diff := cmp.Diff(want, b.did); diff != "" || m.acts.last() != "airra approve ACT-88 --by alice@example.com --live" {
		t.Errorf("%s\n%s", m.acts.last(), diff)
	}
}

func TestTheClockOfAnApproval(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		severity airra.Severity
		waited   time.Duration
		want     string
		late     bool
	}{
		"critical has 15 minutes":  {airra.SeverityCritical, 4 * time.Minute, "11 min left", false},
		"low has two hours":        {airra.SeverityLow, 4 * time.Minute, "1 h left", false},
		"at the end":               {airra.SeverityCritical, 15 * time.Minute, "over 0 s", true},
		"over":                     {airra.SeverityCritical, 40 * time.Minute, "over 25 min", true},
		"a severity nobody knows":  {"urgent", 4 * time.Minute, "waits 4 min", false},
		"a server that runs ahead": {airra.SeverityCritical, -time.Second, "15 min left", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := aCase()
			b.detail.Severity, b.detail.PendingApprovalAt = c.severity, pointer(caseTime.Add(-c.waited))
			m, _ := caseModel(t, b, 80, 24)
			if got, late := m.slaClock(b.detail.Actions[0]); got != c.want || late != c.late {
				t.Errorf("%q, late %v; want %q, %v", got, late, c.want, c.late)
			}
		})
	}
}

func TestTheQueueKeepsItsCursorOnTheAction(t *testing.T) {
	t.Parallel()
	m, _, b := atApprovals(t, 120, 40, nil)
	first := b.detail.Actions[0]
	m.data.pending = nil
	for n := range 3 {
		act := first
		act.ID, act.Ref = airra.ActionID(fmt.Sprint("act-", n)), fmt.Sprint("ACT-", n)
		m.data.pending = append(m.data.pending, act)
	}
	tap(m, "j")
	m.data.pending = append([]airra.Action{first}, m.data.pending...)
	if got := m.screens[2].(*approvals).chosen(m); got == nil || got.Ref != "ACT-1" {
		t.Errorf("the cursor went to %+v", got)
	}
}

func TestEnterOpensTheIncidentAtItsActions(t *testing.T) {
	t.Parallel()
	m, _, _ := atApprovals(t, 80, 24, nil)
	tap(m, "enter")
	if m.detail == nil || m.detail.tab != actionsTab || !strings.Contains(plainFrame(m), "[Actions 1]") {
		t.Errorf("the actions are not shown:\n%s", plainFrame(m))
	}
}

func TestALostServerLeavesTheQueue(t *testing.T) {
	t.Parallel()
	m, _, _ := atApprovals(t, 80, 24, nil)
	m.Update(loaded{err: errors.New("gone")})
	if frame := plainFrame(m); !strings.Contains(frame, "ACT-88") {
		t.Errorf("the queue is gone:\n%s", frame)
	}
}
