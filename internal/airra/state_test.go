package airra_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
)

var at = time.Date(2026, 11, 23, 2, 14, 30, 0, time.UTC)

// The two tables below are written a second time on purpose, in the words of
// the documentation: a move that is added or lost in the code must be argued
// here too.
var allowedIncidentMoves = map[airra.IncidentStatus][]airra.IncidentStatus{
	"detected":         {"analyzing", "resolved", "escalated"},
	"analyzing":        {"pending_approval", "escalated", "failed", "resolved", "detected"},
	"failed":           {"analyzing", "resolved", "escalated"},
	"pending_approval": {"approved", "escalated", "resolved"},
	"escalated":        {"analyzing", "approved", "resolved"},
	"approved":         {"executing", "resolved", "escalated"},
	"executing":        {"resolved", "failed", "escalated"},
	"resolved":         {"detected"},
}

var allowedActionMoves = map[airra.ActionStatus][]airra.ActionStatus{
	"proposed":         {"pending_approval", "rejected"},
	"pending_approval": {"approved", "rejected"},
	"approved":         {"executing", "rejected"},
	"executing":        {"succeeded", "failed"},
	"succeeded":        {"rolled_back"},
}

func contains[S comparable](list []S, s S) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

func TestEveryPairOfIncidentStatuses(t *testing.T) {
	t.Parallel()
	for _, from := range airra.IncidentStatuses {
		for _, to := range airra.IncidentStatuses {
			t.Run(fmt.Sprintf("%s to %s", from, to), func(t *testing.T) {
				t.Parallel()
				incident := airra.Incident{Ref: "INC-1", Status: from}
				err := incident.MoveTo(to, at)
				if contains(allowedIncidentMoves[from], to) {
					if err != nil || incident.Status != to {
						t.Errorf("the move is allowed, got %v and status %s", err, incident.Status)
					}
					return
				}
				var own *airra.Error
				if !errors.As(err, &own) || own.Code != airra.CodeConflict || own.State != string(from) || incident.Status != from {
					t.Errorf("an illegal move is a conflict that names the state and changes nothing, got %v and status %s", err, incident.Status)
				}
			})
		}
	}
}

func TestEveryPairOfActionStatuses(t *testing.T) {
	t.Parallel()
	for _, from := range airra.ActionStatuses {
		for _, to := range airra.ActionStatuses {
			t.Run(fmt.Sprintf("%s to %s", from, to), func(t *testing.T) {
				t.Parallel()
				if got, want := from.CanMoveTo(to), contains(allowedActionMoves[from], to); got != want {
					t.Errorf("got %v, want %v", got, want)
				}
			})
		}
	}
}

func TestEveryIncidentStatusCanBeLeft(t *testing.T) {
	t.Parallel()
	for _, from := range airra.IncidentStatuses {
		if len(allowedIncidentMoves[from]) == 0 {
			t.Errorf("%s has no way out", from)
		}
	}
}

func TestTheApprovalClockRunsOnlyWhilePending(t *testing.T) {
	t.Parallel()
	incident := airra.Incident{Status: airra.StatusAnalyzing}
	must(t, incident.MoveTo(airra.StatusPendingApproval, at))
	if incident.PendingApprovalAt == nil || !incident.PendingApprovalAt.Equal(at) {
		t.Fatalf("the clock starts on entering, got %v", incident.PendingApprovalAt)
	}
	must(t, incident.MoveTo(airra.StatusEscalated, at.Add(time.Hour)))
	if incident.PendingApprovalAt != nil {
		t.Errorf("the clock stops on leaving, got %v", incident.PendingApprovalAt)
	}
}

func TestResolveAndReopen(t *testing.T) {
	t.Parallel()
	incident := airra.Incident{Status: airra.StatusEscalated, DetectedAt: at}
	must(t, incident.Resolve(airra.Resolution{By: "alice", Cause: "bad deploy"}, false, at.Add(90*time.Second+time.Millisecond)))
	if *incident.ResolutionTimeSeconds != 90 || *incident.ResolvedBy != "alice" || incident.ResolutionSummary != nil || incident.Open() {
		t.Errorf("got %+v", incident)
	}
	must(t, incident.MoveTo(airra.StatusDetected, at.Add(time.Hour)))
	if incident.ResolvedAt != nil || incident.ResolutionTimeSeconds != nil || incident.ResolvedBy != nil || !incident.Open() {
		t.Errorf("a reopened incident is not resolved, got %+v", incident)
	}
}

func TestAnIncidentOfTheFutureIsResolvedInNoTime(t *testing.T) {
	t.Parallel()
	incident := airra.Incident{Status: airra.StatusDetected, DetectedAt: at.Add(time.Hour)}
	must(t, incident.Resolve(airra.Resolution{}, false, at))
	if *incident.ResolutionTimeSeconds != 0 {
		t.Errorf("got %d seconds, want 0", *incident.ResolutionTimeSeconds)
	}
}

func TestAnAcknowledgementLapses(t *testing.T) {
	t.Parallel()
	incident := airra.Incident{Status: airra.StatusDetected}
	must(t, incident.Acknowledge(airra.Acknowledgement{By: "alice", For: 30 * time.Minute}, at))
	if !incident.Acknowledged(at.Add(29*time.Minute)) || incident.Acknowledged(at.Add(30*time.Minute)) {
		t.Error("an acknowledgement for 30 minutes is in force for exactly that long")
	}
	must(t, incident.Unacknowledge(at))
	if incident.Acknowledged(at) {
		t.Error("it was taken back")
	}
	if err := incident.Unacknowledge(at); airra.ErrorCode(err) != airra.CodeConflict {
		t.Errorf("there is nothing to take back any more, got %v", err)
	}
}

func TestTheLoserOfARaceLearnsWhoDecided(t *testing.T) {
	t.Parallel()
	action := airra.Action{Ref: "ACT-88", Status: airra.ActionPendingApproval}
	must(t, action.Reject("bob@example.com", "wrong service", at))
	err := action.Approve("alice@example.com", airra.ModeDryRun, "", at)
	if want := "ACT-88 is already rejected by bob@example.com and cannot become approved"; airra.ErrorMessage(err) != want {
		t.Errorf("got %q, want %q", airra.ErrorMessage(err), want)
	}
}

func TestWhatWasApprovedCannotBeRejectedButWithdrawn(t *testing.T) {
	t.Parallel()
	action := airra.Action{Ref: "ACT-88", Status: airra.ActionPendingApproval}
	must(t, action.Approve("alice", airra.ModeDryRun, "", at))
	if err := action.Reject("bob", "no", at); airra.ErrorCode(err) != airra.CodeConflict {
		t.Errorf("alice has decided, got %v", err)
	}
	must(t, action.Withdraw(airra.SystemActor, "the incident was resolved", at))
}

func TestAResumedRunIsNotASecondStart(t *testing.T) {
	t.Parallel()
	action := airra.Action{Status: airra.ActionApproved}
	must(t, action.StartExecution(at))
	if action.BeginRun(at) {
		t.Error("the first run is not a resumed one")
	}
	if !action.BeginRun(at.Add(time.Minute)) || !action.ExecutedAt.Equal(at) {
		t.Error("a second run resumes the first and keeps its start")
	}
	must(t, action.Finish(airra.ExecutionResult{Status: airra.ExecutionSuccess}, at.Add(2*time.Minute)))
	if *action.ExecutionDurationSeconds != 120 || action.Status != airra.ActionSucceeded {
		t.Errorf("got %+v", action)
	}
}

func TestParseKey(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]airra.Key{
		"INC-142":                              {Ref: "INC-142"},
		" inc-7 ":                              {Ref: "INC-7"},
		"0193AbCd":                             {Prefix: "0193abcd"},
		"0193abcd-1111-7222-8333-444455556666": {Prefix: "0193abcd-1111-7222-8333-444455556666"},
	} {
		got, err := airra.ParseKey("id", text)
		if err != nil || got != want {
			t.Errorf("%q: got %+v, %v; want %+v", text, got, err, want)
		}
	}
	for _, text := range []string{"", "abc", "not-a-uuid", "INC-", "INC--1", "0193' or 1=1", "INC-99999999999999999999"} {
		if _, err := airra.ParseKey("id", text); airra.ErrorCode(err) != airra.CodeInvalid {
			t.Errorf("%q names nothing, got %v", text, err)
		}
	}
}

func TestTopologyWalksACycleOnce(t *testing.T) {
	t.Parallel()
	topology := airra.NewTopology([]airra.Service{
		{Name: "a", DependsOn: []airra.ServiceName{"b"}},
		{Name: "b", DependsOn: []airra.ServiceName{"c"}},
		{Name: "c", DependsOn: []airra.ServiceName{"a"}},
	})
	if diff := cmp.Diff([]airra.ServiceName{"b", "c"}, topology.Upstreams("a")); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]airra.ServiceName{"c"}, topology.Dependents("a")); diff != "" {
		t.Error(diff)
	}
}

func TestAForeignErrorIsNotShown(t *testing.T) {
	t.Parallel()
	foreign := fmt.Errorf("dial postgres://u:secret@h: %w", errors.New("refused"))
	if got := airra.ErrorMessage(foreign); got != "internal error" {
		t.Errorf("got %q", got)
	}
	if got := airra.ErrorMessage(fmt.Errorf("find: %w", airra.Errorf(airra.CodeNotFound, "Incident not found"))); got != "Incident not found" {
		t.Errorf("got %q", got)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestCheckPerson(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"al", "alice@example.com", "jürgen", "a_b-c.d+e", strings.Repeat("x", 255), "李雷"} {
		must(t, airra.CheckPerson("by", name))
	}
	for _, name := range []string{"", "a", "two words", "semi;colon", "new\nline", "\xff\xfe", strings.Repeat("x", 256)} {
		if err := airra.CheckPerson("by", name); airra.ErrorCode(err) != airra.CodeInvalid {
			t.Errorf("%q: got %v", name, err)
		}
	}
}
