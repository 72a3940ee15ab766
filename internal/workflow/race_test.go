package workflow_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/airra/airra/internal/act"
	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/workflow"
)

// contest lets n contenders act at the same moment and counts who won. Losers
// must be told that they lost, not that something broke.
func contest(t *testing.T, n int, do func(k int) error) (winners []int) {
	t.Helper()
	results := make([]error, n)
	var ready, done sync.WaitGroup
	ready.Add(n)
	gate := make(chan struct{})
	for k := range n {
		done.Go(func() {
			ready.Done()
			<-gate
			results[k] = do(k)
		})
	}
	ready.Wait()
	close(gate)
	done.Wait()
	for k, err := range results {
		switch {
		case err == nil:
			winners = append(winners, k)
		case airra.ErrorCode(err) != airra.CodeConflict:
			t.Errorf("contender %d: a loser gets a conflict, got %v", k, err)
		}
	}
	return winners
}

func TestOfRacingDecisionsOneWins(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		for round := range 5 {
			ref, action := h.proposed(t)
			winners := contest(t, 8, func(k int) error {
				if k%2 == 0 {
					_, err := h.ApproveAction(t.Context(), action.Ref, airra.Approval{ApprovedBy: fmt.Sprintf("approver-%d", k)})
					return err
				}
				_, err := h.RejectAction(t.Context(), action.Ref, airra.Rejection{RejectedBy: fmt.Sprintf("rejecter-%d", k), RejectionReason: "no"})
				return err
			})
			if len(winners) != 1 {
				t.Fatalf("round %d: got %d winners, want 1", round, len(winners))
			}
			decided := h.see(t, ref).Actions[0]
			wantApproved := winners[0]%2 == 0
			if (decided.Status == airra.ActionApproved) != wantApproved {
				t.Errorf("round %d: contender %d won, but the action is %s", round, winners[0], decided.Status)
			}
		}
	})
}

func TestOfRacingExecutionsOneRuns(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		_, action := h.proposed(t)
		_, err := h.ApproveAction(t.Context(), action.Ref, airra.Approval{ApprovedBy: "alice"})
		must(t, err)
		impatient, cancel := context.WithTimeout(t.Context(), time.Minute)
		cancelOnce := sync.OnceFunc(cancel)
		defer cancelOnce()
		winners := contest(t, 8, func(int) error {
			_, err := h.ExecuteAction(impatient, action.Ref)
			return err
		})
		if len(winners) != 1 {
			t.Errorf("got %d winners, want 1", len(winners))
		}
		if queued := h.takeAll(); len(queued) != 1 || queued[0].Kind != airra.JobExecute {
			t.Errorf("one execution is queued, got %v", queued)
		}
	})
}

// flaky is an executor that counts its calls and can die in the middle.
type flaky struct {
	act.Rehearsal
	calls *[]airra.ActionID
	fail  func(call int) error
}

func (f flaky) Execute(ctx context.Context, a airra.Action) (airra.ExecutionResult, error) {
	*f.calls = append(*f.calls, a.ID)
	if err := f.fail(len(*f.calls)); err != nil {
		return airra.ExecutionResult{}, err
	}
	return f.Rehearsal.Execute(ctx, a)
}

func TestAProcessThatDiesInTheMiddleOfAnExecutionIsFollowedByAnother(t *testing.T) {
	t.Parallel()
	var calls []airra.ActionID
	h := onOne(t, func(p *workflow.Parts) {
		p.Executors.DryRun = flaky{calls: &calls, fail: func(call int) error {
			if call == 1 {
				return context.Canceled
			}
			return nil
		}}
	})
	ref, action := h.proposed(t)
	_, err := h.ApproveAction(t.Context(), action.Ref, airra.Approval{ApprovedBy: "alice", Execute: true})
	must(t, err)
	if err := h.RunExecution(t.Context(), action.ID, false); !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v", err)
	}
	must(t, h.RunExecution(t.Context(), action.ID, false))
	must(t, h.RunExecution(t.Context(), action.ID, false)) // a third delivery finds nothing to do

	if len(calls) != 2 || calls[0] != calls[1] {
		t.Errorf("the executor is called again under the same key, got %v", calls)
	}
	story := h.story(t, ref)
	for _, want := range []airra.EventType{airra.EventActionStarted, airra.EventActionResumed, airra.EventActionCompleted, airra.EventResolved} {
		if count(story, want) != 1 {
			t.Errorf("%s stands %d times in %v, want once", want, count(story, want), story)
		}
	}
}

func TestAFailedExecutionLeavesAWayOut(t *testing.T) {
	t.Parallel()
	var calls []airra.ActionID
	h := onOne(t, func(p *workflow.Parts) {
		p.Executors.DryRun = flaky{calls: &calls, fail: func(int) error { return errors.New("boom: secret detail") }}
	})
	ref, action := h.proposed(t)
	_, err := h.ApproveAction(t.Context(), action.Ref, airra.Approval{ApprovedBy: "alice", Execute: true})
	must(t, err)
	must(t, h.RunExecution(t.Context(), action.ID, true))
	i := h.see(t, ref)
	if i.Status != airra.StatusFailed || i.Actions[0].Status != airra.ActionFailed {
		t.Fatalf("got %s, %s", i.Status, i.Actions[0].Status)
	}
	if got := *i.StatusNote; got != action.Ref+" failed: the executor did not come to an end: internal error" {
		t.Errorf("the note is for people and shows no foreign error, got %q", got)
	}
	_, err = h.AnalyzeIncident(t.Context(), ref)
	must(t, err)
}

func TestAnAnalysisThatRanTwiceLeavesOneResult(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		ref := h.report(t)
		_, err := h.AnalyzeIncident(t.Context(), ref)
		must(t, err)
		id := h.see(t, ref).ID
		if late := contest(t, 4, func(int) error { return h.RunAnalysis(t.Context(), id, 1, false) }); len(late) != 4 {
			t.Errorf("a delivery that comes too late is no failure, but %d of 4 failed", 4-len(late))
		}
		i := h.see(t, ref)
		if len(i.Actions) != 1 || count(h.story(t, ref), airra.EventHypothesesGenerated) != 1 {
			t.Errorf("got %d actions and the story %v", len(i.Actions), h.story(t, ref))
		}
	})
}

// broken is a reasoner that cannot answer.
type broken struct{}

func (broken) Analyze(context.Context, airra.Case) (airra.Analysis, error) {
	return airra.Analysis{}, errors.New("boom")
}
func (broken) Name() string { return "broken" }

func TestAnAnalysisThatKeepsFailingLeavesAWayOut(t *testing.T) {
	t.Parallel()
	h := onOne(t, func(p *workflow.Parts) { p.Reasoner = broken{} })
	ref := h.report(t)
	_, err := h.AnalyzeIncident(t.Context(), ref)
	must(t, err)
	id := h.see(t, ref).ID
	if err := h.RunAnalysis(t.Context(), id, 1, false); err == nil {
		t.Fatal("an attempt that is not the last one hands the error to the queue")
	}
	if i := h.see(t, ref); i.Status != airra.StatusAnalyzing {
		t.Fatalf("got %s", i.Status)
	}
	must(t, h.RunAnalysis(t.Context(), id, 1, true))
	if i := h.see(t, ref); i.Status != airra.StatusFailed {
		t.Fatalf("got %s", i.Status)
	}
	_, err = h.AnalyzeIncident(t.Context(), ref)
	must(t, err)
}

func TestReportsThatArriveTogetherShareACommitAndKeepTheirOwnRefs(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		const reports = 60
		refs := make([]string, reports)
		contest(t, reports, func(k int) error {
			i, err := h.CreateIncident(t.Context(), airra.NewIncident{
				Title: fmt.Sprintf("t%d", k), Description: "d", Severity: airra.SeverityLow, AffectedService: "s",
			})
			if err == nil {
				refs[k] = i.Ref
			}
			return err
		})
		slices.Sort(refs)
		if distinct := slices.Compact(refs); len(distinct) != reports || distinct[0] == "" {
			t.Errorf("got %d distinct refs, want %d", len(distinct), reports)
		}
	})
}

// A plan names people in a document. Who is deleted while a plan is written is either
// in it, and the deletion is a conflict, or gone, and the plan names nobody.
func TestAPlanNeverNamesWhoIsDeletedMeanwhile(t *testing.T) {
	t.Parallel()
	for plan, write := range map[string]func(ctx context.Context, h *house, round int, engineer string) error{
		"policy": func(ctx context.Context, h *house, round int, engineer string) error {
			_, err := h.SetPolicy(ctx, airra.NewPolicy{
				Service: airra.ServiceName(fmt.Sprintf("service-%d", round)), Steps: []airra.NewStep{{Targets: []string{"primary", engineer}}},
			})
			return err
		},
		"rotation": func(ctx context.Context, h *house, round int, engineer string) error {
			_, err := h.CreateRotation(ctx, airra.RotationUpdate{Name: fmt.Sprintf("week %d", round), Layers: []airra.NewLayer{{Members: []string{engineer}}}})
			return err
		},
	} {
		t.Run(plan, func(t *testing.T) {
			t.Parallel()
			onBoth(t, func(t *testing.T, h *house) {
				for round := range 12 {
					e := h.hire(t, fmt.Sprintf("Person %d", round))
					var written, deleted error
					contest(t, 2, func(k int) error {
						if k == 0 {
							deleted = h.DeleteEngineer(t.Context(), string(e.ID))
							return deleted
						}
						if written = write(t.Context(), h, round, e.Email); airra.ErrorCode(written) != airra.CodeInvalid {
							return written
						}
						return nil // It was told that there is nobody of that name.
					})
					if (written == nil) == (deleted == nil) {
						t.Errorf("round %d: one of the two wins; writing ended with %v, deleting with %v", round, written, deleted)
					}
				}
			})
		})
	}
}

func count(story []airra.EventType, t airra.EventType) int {
	n := 0
	for _, e := range story {
		if e == t {
			n++
		}
	}
	return n
}
