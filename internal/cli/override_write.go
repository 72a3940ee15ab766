package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
)

type overrideAddOptions struct {
	app      *App
	user     string
	replaces string
	from, to string
	reason   string
}

func newOverrideAddCmd(a *App) *cobra.Command {
	o := &overrideAddOptions{app: a}
	cmd := &cobra.Command{
		Use:   "add [ROTATION] --user ENGINEER --from TIME --to TIME",
		Short: "Take over for somebody",
		Long: `Put --user on call in the place of somebody else: in a rotation, in the place of
whoever has the turn there or only of --replaces; or without a rotation wherever
--replaces is on call.

` + momentsHelp,
		Example: `  airra oncall override add payments --user bob@example.com --from "2026-03-06 18:00" --to "2026-03-07 09:00" --reason flight
  airra oncall override add --replaces alice@example.com --user @me --from now --to +4h`,
		Args:              takes(0, 1, "a rotation"),
		ValidArgsFunction: completeRotations(a),
		RunE:              func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), args) },
	}
	f := cmd.Flags()
	f.StringVar(&o.user, "user", "", "the `ENGINEER` who takes over (required)")
	f.StringVar(&o.replaces, "replaces", "", "in the place of this `ENGINEER` only")
	f.StringVar(&o.from, "from", "", "from this `TIME` on (required)")
	f.StringVar(&o.to, "to", "", "to this `TIME` (required)")
	f.StringVar(&o.reason, "reason", "", "why")
	offers(cmd, overrideFields)
	completesFlag(cmd, "user", completePeople(a))
	completesFlag(cmd, "replaces", completePeople(a))
	return cmd
}

func (o *overrideAddOptions) run(ctx context.Context, args []string) error {
	n, err := o.override(args)
	if err != nil {
		return err
	}
	ctx, c, err := o.app.acting(ctx)
	if err != nil {
		return err
	}
	keeping := c.Keeping()
	added, err := keeping.CreateOverride(ctx, n)
	if err != nil {
		return err
	}
	out := outcome[airra.Override]{values: []airra.Override{*added}, raws: []json.RawMessage{keeping.Kept()}}
	return showOverrides(ctx, o.app, c, out, "added")
}

func (o *overrideAddOptions) override(args []string) (airra.NewOverride, error) {
	n := airra.NewOverride{Reason: o.reason}
	if len(args) > 0 {
		n.Rotation = args[0]
	}
	if n.Rotation == "" && o.replaces == "" {
		return n, usagef("Like: airra oncall override add payments --user @me --from now --to +4h", "it is not said whose turn is taken over: a rotation or --replaces is missing")
	}
	if o.user == "" {
		return n, usagef("Like: --user bob@example.com, or --user @me", "--user is missing")
	}
	var err error
	if n.Engineer, err = o.app.person(o.user); err != nil {
		return n, err
	}
	if n.Replaces, err = o.app.person(o.replaces); err != nil {
		return n, err
	}
	n.StartTime, n.EndTime, err = o.app.stretch(o.from, o.to)
	return n, err
}

func showOverrides(ctx context.Context, a *App, c *client.Client, out outcome[airra.Override], verb string) error {
	names := a.planNames(ctx, c)
	return show(ctx, a, out, overrideColumns(a, names), overrideName, func(s *screen, o airra.Override) { overrideSentence(s, o, names, verb) })
}

func newOverrideRmCmd(a *App) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "rm ID...",
		Aliases: []string{"remove"},
		Short:   "Take overrides away",
		Long: `Take overrides away, so that those who have the turn are on call again. What is
printed is what they were. A "-" reads the ids from standard input.`,
		Example: `  airra oncall override rm 0198f000-0000-7abc
  airra oncall override list --rotation payments -o name | airra oncall override rm -`,
		Args:              takes(1, -1, "at least one override, by its id"),
		ValidArgsFunction: completeOverrides(a),
		RunE:              func(cmd *cobra.Command, args []string) error { return removeOverrides(cmd.Context(), a, args) },
	}
	offers(cmd, overrideFields)
	return cmd
}

func removeOverrides(ctx context.Context, a *App, args []string) error {
	ctx, c, err := a.acting(ctx)
	if err != nil {
		return err
	}
	keeping := c.Keeping()
	overrides, err := keeping.FindOverrides(ctx, airra.OverrideFilter{})
	if err != nil {
		return err
	}
	var items []json.RawMessage
	if err := json.Unmarshal(keeping.Kept(), &items); err != nil {
		return fmt.Errorf("read the overrides again: %w", err)
	}
	removed := map[airra.OverrideID]json.RawMessage{}
	out, err := each(ctx, a, c, args, func(c *client.Client, key string) (airra.Override, error) {
		at, err := overrideAt(overrides, key)
		if err != nil {
			return airra.Override{}, err
		}
		removed[overrides[at].ID] = items[at]
		return overrides[at], c.DeleteOverride(ctx, string(overrides[at].ID))
	})
	for i, o := range out.values {
		out.raws[i] = removed[o.ID] // The API answers a deletion with nothing.
	}
	if err != nil {
		return err
	}
	return showOverrides(ctx, a, c, out, "removed")
}

// leastPrefix is how much of an id names a thing.
const leastPrefix = 4

// overrideAt finds an override by its id or by the beginning of it. The API gives no
// single override, so it is found among all.
func overrideAt(overrides []airra.Override, key string) (int, error) {
	found := -1
	for i, o := range overrides {
		switch {
		case string(o.ID) == key:
			return i, nil
		case len(key) < leastPrefix || !strings.HasPrefix(string(o.ID), strings.ToLower(key)):
		case found >= 0:
			return 0, usagef("Give more of the id, as it stands in: airra oncall override list -o name", "more than one override begins with %s", key)
		default:
			found = i
		}
	}
	if found < 0 {
		return 0, &exitError{code: ExitNotFound, message: "there is no override " + key, hint: "See: airra oncall override list --all"}
	}
	return found, nil
}
