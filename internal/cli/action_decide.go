package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
)

type approveOptions struct {
	app     *App
	by      string
	notes   string
	live    bool
	execute bool
	wait    bool
}

func newApproveCmd(a *App) *cobra.Command {
	o := &approveOptions{app: a}
	cmd := &cobra.Command{
		Use:   "approve ACTION...",
		Short: "Say yes to a proposed action, by name",
		Long: `Approve proposed actions under the name of --by. An approved action is executed
only when somebody says so: at once with --execute, later with
"airra action execute".

Without --live it is a dry run, which changes nothing and asks nothing. A live
approval asks first; --yes answers, and --no-input without --yes ends with 2.
A "-" reads the ids from standard input.

With --execute --wait the command ends when the execution has ended: with 0 when
it succeeded, 5 when somebody else decided, 6 when a policy forbids it, 8 when
--timeout is over, 9 when the execution failed.`,
		Example: `  airra approve ACT-88 --by you@example.com
  airra approve ACT-88 --by you@example.com --execute --wait --timeout 60s --no-input
  airra approve ACT-88 --by you@example.com --live --execute --notes "seen twice before"`,
		Args:              takes(1, -1, "at least one action, like ACT-88"),
		ValidArgsFunction: completeActions(a, airra.ActionPendingApproval),
		RunE:              func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), args) },
	}
	f := cmd.Flags()
	f.StringVar(&o.by, "by", "", "your `NAME`, as it stands in the audit trail (default: that of --as)")
	f.StringVar(&o.notes, "notes", "", "why, or what to watch")
	f.BoolVar(&o.live, "live", false, "not a dry run: change things")
	f.BoolVar(&o.execute, "execute", false, "execute it at once")
	f.BoolVar(&o.wait, "wait", false, "with --execute: wait until the execution has ended")
	offers(cmd, actionFields)
	return cmd
}

func (o *approveOptions) run(ctx context.Context, args []string) error {
	if o.wait && !o.execute {
		return usagef("Add --execute, or leave --wait out.", "--wait needs --execute: without it there is nothing to wait for")
	}
	approval := airra.Approval{ApprovalNotes: o.notes, ExecutionMode: airra.ModeDryRun, Execute: o.execute}
	if o.live {
		approval.ExecutionMode = airra.ModeLive
		if err := o.app.confirm(ctx, "This changes things on "+strings.Join(args, ", ")+" for real. Approve it?"); err != nil {
			return err
		}
	}
	ctx, c, err := o.app.deciding(ctx, o.by)
	if err != nil {
		return err
	}
	approval.ApprovedBy = airra.ActorFrom(ctx)
	out, err := each(ctx, o.app, c, args, func(c *client.Client, key string) (airra.Action, error) {
		act, err := c.ApproveAction(ctx, key, approval)
		if err != nil {
			return airra.Action{}, conflictHint(approvedHint(err, key), key)
		}
		return *act, nil
	})
	if err != nil {
		return err
	}
	if err := finishActions(ctx, o.app, c, out, o.wait); err != nil {
		return err
	}
	o.sayNext(out.values)
	return nil
}

// sayNext tells a person that an approval alone starts nothing.
func (o *approveOptions) sayNext(actions []airra.Action) {
	for _, act := range actions {
		if act.Status == airra.ActionApproved && o.app.ErrTTY {
			o.app.say("Nothing runs yet. Next: %s", oneLine(nextStep(act)))
		}
	}
}

// approvedHint names the next command to somebody who approves what is approved.
func approvedHint(err error, key string) error {
	own, ok := err.(*airra.Error) //nolint:errorlint // Only an error that nobody wrapped may be changed.
	if ok && own.Code == airra.CodeConflict && own.State == string(airra.ActionApproved) {
		own.Hint = "To start it: airra action execute " + key
	}
	return err
}

// deciding is acting under the name of --by, which is a name like any other.
func (a *App) deciding(ctx context.Context, by string) (context.Context, *client.Client, error) {
	if by != "" {
		if a.global.as != "" && a.global.as != by {
			return nil, nil, usagef("", "--by %s and --as %s are two different people", by, a.global.as)
		}
		a.global.as = by
	}
	return a.acting(ctx)
}

// conflictHint adds where to read who decided, when the server gave no advice.
func conflictHint(err error, key string) error {
	own, ok := err.(*airra.Error) //nolint:errorlint // Only an error that nobody wrapped may be changed.
	if ok && own.Code == airra.CodeConflict && own.Hint == "" {
		own.Hint = "See why: airra action view " + key
	}
	return err
}

// finishActions waits for executions, where asked to, and shows what became of
// them. A failed execution ends the command with its own code, after the result
// was shown.
func finishActions(ctx context.Context, a *App, c *client.Client, out outcome[airra.Action], wait bool) error {
	if wait {
		for i := range out.values {
			if err := awaitAction(ctx, a, c, &out, i); err != nil {
				return err
			}
		}
	}
	err := show(ctx, a, out, actionColumns(a), actionName, actionSentence)
	if err != nil || !wait {
		return err
	}
	for _, act := range out.values {
		if err := verdict(act); err != nil {
			return err
		}
	}
	return nil
}

// awaitAction replaces the i-th action by what it is when it has ended.
func awaitAction(ctx context.Context, a *App, c *client.Client, out *outcome[airra.Action], i int) error {
	act := out.values[i]
	if finished(act.Status) {
		return nil
	}
	keeping := c.Keeping()
	ended, err := await(ctx, a, keeping, act.IncidentRef,
		func(ctx context.Context) (*airra.Action, error) { return keeping.FindAction(ctx, act.Ref) },
		func(act *airra.Action) bool { return finished(act.Status) })
	if err != nil {
		return err
	}
	out.values[i], out.raws[i] = *ended, keeping.Kept()
	return nil
}

// verdict gives the error of an execution that did not succeed.
func verdict(act airra.Action) error {
	switch act.Status {
	case airra.ActionFailed, airra.ActionRolledBack:
		return &exitError{
			code: ExitExecutionFailed, message: act.Ref + " was executed and failed: " + resultText(act),
			hint: "See: airra incident view " + act.IncidentRef,
		}
	case airra.ActionRejected:
		return &exitError{
			code: ExitConflict, message: act.Ref + " was rejected by " + textOf(act.RejectedBy) + " before it ran: " + textOf(act.RejectionReason),
			hint: "See why: airra action view " + act.Ref,
		}
	default:
		return nil
	}
}

func actionSentence(s *screen, act airra.Action) {
	s.linef("%s  %s %s  %s  %s", s.paint(accent, oneLine(act.Ref)), oneLine(string(act.ActionType)), oneLine(string(act.TargetService)),
		paintCell(s, actionStatusCell(act.Status)), s.paint(faint, oneLine(decisionLine(s, act))))
}

type rejectOptions struct {
	app    *App
	by     string
	reason string
}

func newRejectCmd(a *App) *cobra.Command {
	o := &rejectOptions{app: a}
	cmd := &cobra.Command{
		Use:   "reject ACTION... --reason TEXT",
		Short: "Say no to a proposed action, by name",
		Long: `Reject proposed actions under the name of --by. The incident is escalated then,
because what it needs is somebody with a better idea. A "-" reads the ids from
standard input.`,
		Example: `  airra reject ACT-88 --by you@example.com --reason "the deploy is not the cause"
  airra reject ACT-88 ACT-89 --reason "known maintenance"`,
		Args:              takes(1, -1, "at least one action, like ACT-88"),
		ValidArgsFunction: completeActions(a, airra.ActionPendingApproval),
		RunE:              func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), args) },
	}
	cmd.Flags().StringVar(&o.by, "by", "", "your `NAME`, as it stands in the audit trail (default: that of --as)")
	cmd.Flags().StringVar(&o.reason, "reason", "", "why not (required)")
	offers(cmd, actionFields)
	return cmd
}

func (o *rejectOptions) run(ctx context.Context, args []string) error {
	if strings.TrimSpace(o.reason) == "" {
		return usagef(`Like: --reason "the deploy is not the cause"`, "--reason is missing")
	}
	ctx, c, err := o.app.deciding(ctx, o.by)
	if err != nil {
		return err
	}
	out, err := each(ctx, o.app, c, args, func(c *client.Client, key string) (airra.Action, error) {
		act, err := c.RejectAction(ctx, key, airra.Rejection{RejectedBy: airra.ActorFrom(ctx), RejectionReason: o.reason})
		if err != nil {
			return airra.Action{}, conflictHint(err, key)
		}
		return *act, nil
	})
	if err != nil {
		return err
	}
	return show(ctx, o.app, out, actionColumns(o.app), actionName, actionSentence)
}

type executeOptions struct {
	app  *App
	wait bool
}

func newExecuteCmd(a *App) *cobra.Command {
	o := &executeOptions{app: a}
	cmd := &cobra.Command{
		Use:   "execute ACTION...",
		Short: "Execute an approved action",
		Long: `Execute approved actions in the mode in which they were approved. --wait waits
until the execution has ended, and then ends with 0 when it succeeded and with 9
when it failed. An action that was approved live asks first. A "-" reads the ids
from standard input.`,
		Example: `  airra action execute ACT-88
  airra action execute ACT-88 --wait --timeout 5m`,
		Args:              takes(1, -1, "at least one action, like ACT-88"),
		ValidArgsFunction: completeActions(a, airra.ActionApproved),
		RunE:              func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), args) },
	}
	cmd.Flags().BoolVar(&o.wait, "wait", false, "wait until the execution has ended")
	offers(cmd, actionFields)
	return cmd
}

func (o *executeOptions) run(ctx context.Context, args []string) error {
	ctx, c, err := o.app.acting(ctx)
	if err != nil {
		return err
	}
	out, err := each(ctx, o.app, c, args, func(c *client.Client, key string) (airra.Action, error) {
		return o.execute(ctx, c, key)
	})
	if err != nil {
		return err
	}
	return finishActions(ctx, o.app, c, out, o.wait)
}

// execute looks first in which mode the action was approved, because a live one
// has to be confirmed.
func (o *executeOptions) execute(ctx context.Context, c *client.Client, key string) (airra.Action, error) {
	before, err := c.FindAction(ctx, key)
	if err != nil {
		return airra.Action{}, err
	}
	if before.ExecutionMode == airra.ModeLive {
		if err := o.app.confirm(ctx, before.Ref+" changes things on "+oneLine(string(before.TargetService))+" for real. Execute it?"); err != nil {
			return airra.Action{}, err
		}
	}
	act, err := c.ExecuteAction(ctx, key)
	if err != nil {
		return airra.Action{}, conflictHint(err, key)
	}
	return *act, nil
}
