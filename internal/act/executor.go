package act

import (
	"context"
	"fmt"

	"github.com/airra/airra/internal/airra"
)

// Executor carries out approved actions in one way. Execute must be safe to
// repeat with the same action: after a crash it is called again, and the
// action's id is the key by which an executor recognises its own work.
//
// An error means that the outcome is unknown and the call may be repeated; a
// remedy that was tried and did not work is a result with status failed.
type Executor interface {
	Supports(t airra.ActionType) bool
	Execute(ctx context.Context, action airra.Action) (airra.ExecutionResult, error)
}

// Executors holds the way to rehearse and, where the server allows it, the way
// to act.
type Executors struct {
	DryRun    Executor
	Live      Executor // nil where nothing can act for real
	AllowLive bool     // the server's own switch: AIRRA_DRY_RUN=false
}

// For chooses the executor for a mode. Live fails closed: it is refused with
// CodeDenied unless the server allows it and something exists that can do it.
func (e Executors) For(mode airra.ExecutionMode, t airra.ActionType) (Executor, error) {
	switch {
	case mode == airra.ModeDryRun:
		return e.DryRun, nil
	case mode != airra.ModeLive:
		return nil, airra.Invalid("execution_mode", "%q is neither dry_run nor live", mode)
	case e.Live == nil || !e.Live.Supports(t):
		return nil, &airra.Error{
			Code: airra.CodeDenied, Message: fmt.Sprintf("this server only rehearses: nothing on it can execute %s for real", t),
			Hint: "approve it as a dry run",
		}
	case !e.AllowLive:
		return nil, &airra.Error{
			Code: airra.CodeDenied, Message: "this server only rehearses: live execution is switched off",
			Hint: "approve it as a dry run, or start airrad with AIRRA_DRY_RUN=false",
		}
	default:
		return e.Live, nil
	}
}

// Rehearsal is the dry-run executor: it says what would be done and changes
// nothing.
type Rehearsal struct{}

// Supports every known action, since saying what would be done is always safe.
func (Rehearsal) Supports(t airra.ActionType) bool { return t.Valid() }

// Execute tells what would have been done.
func (Rehearsal) Execute(_ context.Context, action airra.Action) (airra.ExecutionResult, error) {
	return airra.ExecutionResult{
		Status:  airra.ExecutionSuccess,
		Message: fmt.Sprintf("dry run: %s on %s would have been carried out; nothing was changed", action.ActionType, action.TargetService),
		DryRun:  true,
		Details: map[string]any{"simulated": true, "parameters": action.Parameters},
	}, nil
}
