package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
)

func newActionVerdictCmd(a *App) *cobra.Command {
	o := &verdictOptions{app: a}
	cmd := &cobra.Command{
		Use:   "verdict ACTION confirmed|rejected|unknown",
		Short: "Say whether an action helped",
		Long: `Say whether an action that has run helped: confirmed when it did, rejected when it
did not. "unknown" takes an earlier verdict back. That an action succeeded is no
verdict, since nobody has looked whether the trouble went because of it. It ends
with 5 while the action has not run.`,
		Example: `  airra action verdict ACT-88 confirmed
  airra action verdict ACT-88 rejected --note "the errors went on"`,
		Args: takes(2, 2, "an action and one of "+listOf(verdictWords)),
		RunE: func(cmd *cobra.Command, args []string) error { return o.action(cmd.Context(), args[0], args[1]) },
	}
	actions, words := completeActions(a, ""), fixed(verdictWords)
	cmd.ValidArgsFunction = func(cmd *cobra.Command, args []string, toComplete string) ([]string, cobra.ShellCompDirective) {
		if len(args) == 0 {
			return actions(cmd, args, toComplete)
		}
		return words(cmd, args, toComplete)
	}
	o.bind(cmd)
	offers(cmd, actionFields)
	return cmd
}

func (o *verdictOptions) action(ctx context.Context, key, word string) error {
	v, err := o.read(word)
	if err != nil {
		return err
	}
	ctx, c, err := o.app.acting(ctx)
	if err != nil {
		return err
	}
	keeping := c.Keeping()
	act, err := keeping.JudgeAction(ctx, key, v)
	if err != nil {
		return err
	}
	r := tableResult(actionColumns(o.app), []airra.Action{*act}, actionName, "")
	r.raw = keeping.Kept()
	r.human = func(s *screen) { s.linef("%s  %s", s.paint(strong, act.Ref), v.Verdict) }
	return o.app.emit(ctx, r)
}
