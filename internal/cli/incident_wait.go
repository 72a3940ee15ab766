package cli

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
)

type incidentWaitOptions struct {
	app       *App
	condition string
}

func newIncidentWaitCmd(a *App) *cobra.Command {
	o := &incidentWaitOptions{app: a}
	cmd := &cobra.Command{
		Use:   "wait ID... --for CONDITION",
		Short: "Wait until something is true of an incident",
		Long: `Wait until a condition is true of an incident, and end with 0 then, or with 8
when --timeout is over. Of several incidents it has to become true of each; they
share the time. A "-" reads the ids from standard input. The conditions:

  analyzed       the analysis has ended, whatever came of it
  acked          somebody has taken notice
  status=NAME    the incident has this status, like status=resolved
  action=done    its newest action was executed or rejected
  action=NAME    its newest action has this status, like action=succeeded`,
		Example: `  airra incident wait INC-142 --for analyzed
  airra incident wait INC-142 --for status=resolved --timeout 10m`,
		Args:              takes(1, -1, "at least one incident, like INC-142"),
		ValidArgsFunction: completeIncidents(a),
		RunE:              func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), args) },
	}
	cmd.Flags().StringVar(&o.condition, "for", "", "the `CONDITION` to wait for (required)")
	offers(cmd, detailFields)
	waits(cmd)
	return cmd
}

func (o *incidentWaitOptions) run(ctx context.Context, args []string) error {
	met, err := condition(o.condition, o.app)
	if err != nil {
		return err
	}
	c, err := o.app.client()
	if err != nil {
		return err
	}
	out, err := each(ctx, o.app, c, args, func(c *client.Client, key string) (airra.Incident, error) {
		return o.wait(ctx, c, key, met)
	})
	if err != nil {
		return err
	}
	return show(ctx, o.app, out, incidentColumns(o.app), incidentName, func(s *screen, i airra.Incident) {
		incidentSentence(s, i, "has come to "+o.condition+":")
	})
}

// wait looks once before it waits: a server that is away now is told at once,
// only one that goes away later is waited for. And what is true already needs no
// time, so it does not matter when waiting for the incident before used it up.
func (o *incidentWaitOptions) wait(ctx context.Context, c *client.Client, key string, met func(*airra.IncidentDetail) bool) (airra.Incident, error) {
	look := func(ctx context.Context) (*airra.IncidentDetail, error) { return c.FindIncident(ctx, key) }
	detail, err := look(ctx)
	if err == nil && !met(detail) {
		detail, err = await(ctx, o.app, c, key, look, met)
	}
	if err != nil {
		return airra.Incident{}, err
	}
	return detail.Incident, nil
}

// condition reads what to wait for.
func condition(text string, a *App) (func(*airra.IncidentDetail) bool, error) {
	name, value, _ := strings.Cut(text, "=")
	switch {
	case text == "analyzed":
		return func(d *airra.IncidentDetail) bool { return !undecided(d.Status) }, nil
	case text == "acked":
		return func(d *airra.IncidentDetail) bool { return d.Acknowledged(a.Now()) }, nil
	case name == "status" && airra.IncidentStatus(value).Valid():
		return func(d *airra.IncidentDetail) bool { return d.Status == airra.IncidentStatus(value) }, nil
	case name == "action" && value == "done":
		return func(d *airra.IncidentDetail) bool { return newestAction(d, finished) }, nil
	case name == "action" && airra.ActionStatus(value).Valid():
		return func(d *airra.IncidentDetail) bool {
			return newestAction(d, func(s airra.ActionStatus) bool { return s == airra.ActionStatus(value) })
		}, nil
	default:
		return nil, usagef("It takes analyzed, acked, status=NAME, action=done or action=NAME.", "--for cannot be %q", text)
	}
}

func newestAction(d *airra.IncidentDetail, met func(airra.ActionStatus) bool) bool {
	return len(d.Actions) > 0 && met(d.Actions[len(d.Actions)-1].Status)
}

// finished says whether nothing more will happen to an action by itself.
func finished(s airra.ActionStatus) bool {
	return slices.Contains([]airra.ActionStatus{airra.ActionSucceeded, airra.ActionFailed, airra.ActionRejected, airra.ActionRolledBack}, s)
}
