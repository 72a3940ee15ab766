package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
)

func newEscalationRmCmd(a *App) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "rm POLICY...",
		Aliases: []string{"remove"},
		Short:   "Take policies away",
		Long: `Take policies away, so that the default one holds for their services again, or
the built-in one in place of the default. It asks first; --yes answers. What is
printed is what they were. A "-" reads the names from standard input.`,
		Example: `  airra escalation rm payments
  airra escalation rm payments orders --yes`,
		Args:              takes(1, -1, "at least one policy, by its name"),
		ValidArgsFunction: completePolicies(a),
		RunE:              func(cmd *cobra.Command, args []string) error { return removePolicies(cmd.Context(), a, args) },
	}
	offers(cmd, policyFields)
	return cmd
}

func removePolicies(ctx context.Context, a *App, args []string) error {
	ctx, c, err := a.acting(ctx)
	if err != nil {
		return err
	}
	found, err := each(ctx, a, c, args, func(c *client.Client, key string) (airra.EscalationPolicy, error) {
		policy, err := valueOf(c.FindPolicy(ctx, key))
		if err == nil {
			err = ownPolicy(policy, key)
		}
		return policy, err
	})
	if err != nil {
		return err
	}
	gone, err := removing[airra.EscalationPolicy]{
		name: policyName, asks: "Incidents that begin from now on are paged without %s. Take it away?",
		remove: func(p airra.EscalationPolicy) error { return c.DeletePolicy(ctx, string(p.ID)) },
	}.run(ctx, a, found)
	if err != nil {
		return err
	}
	return show(ctx, a, gone, policyColumns(a, nil), policyName, func(s *screen, p airra.EscalationPolicy) {
		s.linef("%s  removed", s.paint(accent, oneLine(p.Name)))
	})
}

// ownPolicy refuses the policy that only holds where the key names none: whoever
// takes that of a service away does not mean the one of all the others.
func ownPolicy(p airra.EscalationPolicy, key string) error {
	named := strings.EqualFold(p.Name, key) || strings.HasPrefix(string(p.ID), strings.ToLower(key)) || p.Service != nil && string(*p.Service) == key
	switch {
	case p.ID == "":
		return &exitError{code: ExitNotFound, message: "the built-in policy holds for " + key + ", and that cannot be taken away"}
	case !named:
		return &exitError{code: ExitNotFound, message: key + " has no policy of its own; the one that holds there is " + p.Name, hint: "See: airra escalation list"}
	default:
		return nil
	}
}
