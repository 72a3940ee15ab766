package cli

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
)

type incidentWaitOptions struct {
	app       *App
	key       string
	condition string
}

func newIncidentWaitCmd(a *App) *cobra.Command {
	o := &incidentWaitOptions{app: a}
	cmd := &cobra.Command{
		Use:   "wait ID --for CONDITION",
		Short: "Wait until something is true of an incident",
		Long: `Wait until a condition is true of an incident, and end with 0 then, or with 8
when --timeout is over. The conditions:

  analyzed       the analysis has ended, whatever came of it
  acked          somebody has taken notice
  status=NAME    the incident has this status, like status=resolved
  action=done    its newest action was executed or rejected
  action=NAME    its newest action has this status, like action=succeeded`,
		Example: `  airra incident wait INC-142 --for analyzed
  airra incident wait INC-142 --for status=resolved --timeout 10m`,
		Args:              takes(1, 1, "one incident, like INC-142"),
		ValidArgsFunction: completeIncidents(a),
		RunE:              func(cmd *cobra.Command, args []string) error { o.key = args[0]; return o.run(cmd.Context()) },
	}
	cmd.Flags().StringVar(&o.condition, "for", "", "the `CONDITION` to wait for (required)")
	offers(cmd, detailFields)
	return cmd
}

func (o *incidentWaitOptions) run(ctx context.Context) error {
	met, err := condition(o.condition, o.app)
	if err != nil {
		return err
	}
	c, err := o.app.client()
	if err != nil {
		return err
	}
	keeping := c.Keeping()
	// A server that is away now is told at once; only one that goes away later
	// is waited for.
	if _, err := keeping.FindIncident(ctx, o.key); err != nil {
		return err
	}
	detail, err := await(ctx, o.app, keeping, o.key,
		func(ctx context.Context) (*airra.IncidentDetail, error) { return keeping.FindIncident(ctx, o.key) }, met)
	if err != nil {
		return err
	}
	return showIncident(ctx, o.app, detail.Incident, keeping.Kept(), "has come to "+o.condition+":")
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
