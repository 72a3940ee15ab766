package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
)

// assigned is what became of one incident. The API's answer does not name it, so
// the name under which it was asked for stands beside.
type assigned struct {
	airra.Assignment
	incident string
}

var assignStrategies = []airra.AssignStrategy{airra.AssignOnCall, airra.AssignLoadBalanced}

type assignOptions struct {
	app      *App
	auto     bool
	strategy string
	force    bool
	none     bool
}

func newIncidentAssignCmd(a *App) *cobra.Command {
	o := &assignOptions{app: a}
	cmd := &cobra.Command{
		Use:   "assign ID ENGINEER|--auto|--none",
		Short: "Give an incident to somebody",
		Long: `Give an incident to an engineer, who is told of it. An engineer is named by
e-mail address, name or id; @me is you. Giving it to somebody else takes it from
the one who has it.

--auto finds somebody: with the strategy on_call whoever is on call for the
service, else the least busy one; with load_balanced the least busy one at once.
It ends with 5 when the incident is assigned already, or when nobody is
available. --none takes the incident from whoever has it. In the place of the
id, "-" reads ids from standard input.`,
		Example: `  airra incident assign INC-142 alice@example.com
  airra incident assign INC-142 @me
  airra incident assign INC-142 --auto --strategy load_balanced
  airra incident list --service payment-service -o name | airra incident assign - bob@example.com --force`,
		Args:              takes(1, 2, "an incident and an engineer"),
		ValidArgsFunction: completeAssign(a),
		RunE:              func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), args) },
	}
	f := cmd.Flags()
	f.BoolVar(&o.auto, "auto", false, "find somebody")
	f.StringVar(&o.strategy, "strategy", "", "with --auto: the `STRATEGY`, "+listOf(assignStrategies)+" (default on_call)")
	f.BoolVar(&o.force, "force", false, "also to somebody who is away or has enough to do")
	f.BoolVar(&o.none, "none", false, "to nobody")
	offers(cmd, fieldsOf[airra.Assignment]())
	completesFlag(cmd, "strategy", fixed(assignStrategies))
	return cmd
}

func (o *assignOptions) run(ctx context.Context, args []string) error {
	do, err := o.act(args[1:])
	if err != nil {
		return err
	}
	return assignEach(ctx, o.app, args[:1], do)
}

// assigning does one thing to one incident.
type assigning func(ctx context.Context, c *client.Client, key string) (*airra.Assignment, error)

// act decides what is to be done: exactly one of a name, --auto and --none.
func (o *assignOptions) act(names []string) (assigning, error) {
	ways := len(names)
	for _, way := range []bool{o.auto, o.none} {
		if way {
			ways++
		}
	}
	switch {
	case ways != 1:
		return nil, usagef("Like: airra incident assign INC-142 alice@example.com", "exactly one of an engineer, --auto and --none is needed")
	case o.strategy != "" && !o.auto:
		return nil, usagef("", "--strategy needs --auto")
	case o.force && len(names) == 0:
		return nil, usagef("", "--force needs an engineer: --auto takes only somebody who can accept")
	case o.none:
		return unassign, nil
	case o.auto:
		return o.find()
	}
	engineer, err := o.app.person(names[0])
	return func(ctx context.Context, c *client.Client, key string) (*airra.Assignment, error) {
		return c.AssignIncidentTo(ctx, key, engineer, o.force)
	}, err
}

func (o *assignOptions) find() (assigning, error) {
	var strategy airra.AssignStrategy
	if o.strategy != "" {
		chosen, err := known("--strategy", []string{o.strategy}, assignStrategies)
		if err != nil {
			return nil, err
		}
		strategy = chosen[0]
	}
	return func(ctx context.Context, c *client.Client, key string) (*airra.Assignment, error) {
		return c.AssignIncident(ctx, key, strategy)
	}, nil
}

func newIncidentUnassignCmd(a *App) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "unassign ID...",
		Short: "Take incidents from whoever has them",
		Long: `Take incidents from whoever has them. A "-" reads the ids from standard input.
The same as "airra incident assign ID --none", for several.`,
		Example: `  airra incident unassign INC-142
  airra incident unassign INC-142 INC-143`,
		Args:              takes(1, -1, "at least one incident, like INC-142"),
		ValidArgsFunction: completeIncidentsOf(a, isOpen),
		RunE:              func(cmd *cobra.Command, args []string) error { return assignEach(cmd.Context(), a, args, unassign) },
	}
	offers(cmd, fieldsOf[airra.Assignment]())
	return cmd
}

func unassign(ctx context.Context, c *client.Client, key string) (*airra.Assignment, error) {
	return c.UnassignIncident(ctx, key)
}

// assignEach does it to every incident and shows what became of them.
func assignEach(ctx context.Context, a *App, args []string, do assigning) error {
	ctx, c, err := a.acting(ctx)
	if err != nil {
		return err
	}
	out, err := each(ctx, a, c, args, func(c *client.Client, key string) (assigned, error) {
		answer, err := do(ctx, c, key)
		switch {
		case err != nil:
			return assigned{}, err
		case !answer.Success:
			return assigned{}, &exitError{code: ExitConflict, message: orDash(textOf(answer.Reason))}
		}
		return assigned{*answer, key}, nil
	})
	if err != nil {
		return err
	}
	return show(ctx, a, out, assignedColumns(), func(v assigned) string { return v.incident }, assignedSentence)
}

func assignedColumns() []column[assigned] {
	return []column[assigned]{
		{name: "INCIDENT", cell: func(v assigned) cell { return cell{data: v.incident} }},
		{name: "ENGINEER", cell: func(v assigned) cell {
			return cell{data: engineerText(v.Engineer, func(e airra.Engineer) string { return e.Email })}
		}},
		{name: "NAME", cell: func(v assigned) cell {
			return cell{data: engineerText(v.Engineer, func(e airra.Engineer) string { return e.Name })}
		}},
		{name: "LOAD", cell: func(v assigned) cell { return cell{data: engineerText(v.Engineer, loadText)} }},
		{name: "STRATEGY", cell: func(v assigned) cell { return cell{data: wordOf(v.Strategy)} }},
		{name: "REASON", cell: func(v assigned) cell { return cell{data: textOf(v.Reason)} }},
	}
}

func engineerText(e *airra.Engineer, get func(e airra.Engineer) string) string {
	if e == nil {
		return ""
	}
	return get(*e)
}

// loadText is how much somebody has of what can be had at once.
func loadText(e airra.Engineer) string {
	return fmt.Sprintf("%d/%d", e.CurrentReviewCount, e.MaxConcurrentReviews)
}

// assignedSentence says in one line who has the incident now.
func assignedSentence(s *screen, v assigned) {
	line := s.paint(accent, oneLine(v.incident))
	if v.Engineer == nil {
		line += " assigned to nobody"
	} else {
		line += " assigned to " + s.paint(strong, oneLine(v.Engineer.Name)) + fmt.Sprintf(" (has %d of %d)", v.Engineer.CurrentReviewCount, v.Engineer.MaxConcurrentReviews)
	}
	if strategy := wordOf(v.Strategy); strategy != "" {
		line += "  " + oneLine(words(strategy))
	}
	if reason := textOf(v.Reason); reason != "" {
		line += "  " + s.paint(faint, oneLine(reason))
	}
	s.line(line)
}

// completeAssign completes an incident, and then somebody to give it to.
func completeAssign(a *App) completer {
	incidents, people := completeIncidentsOf(a, isOpen), completePeople(a)
	return func(cmd *cobra.Command, args []string, toComplete string) ([]string, cobra.ShellCompDirective) {
		switch len(args) {
		case 0:
			return incidents(cmd, args, toComplete)
		case 1:
			return people(cmd, args, toComplete)
		default:
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
	}
}
