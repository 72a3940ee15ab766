package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
)

type incidentAnalyzeOptions struct {
	app  *App
	wait bool
}

func newIncidentAnalyzeCmd(a *App) *cobra.Command {
	o := &incidentAnalyzeOptions{app: a}
	cmd := &cobra.Command{
		Use:   "analyze ID...",
		Short: "Look for the causes, and propose a remedy",
		Long: `Start the analysis of incidents. It goes on by itself; --wait waits until it has
ended, and then ends with 0 when there is something to decide or to read, with 8
when --timeout was over, and with 1 when the analysis failed. A "-" reads the ids
from standard input.`,
		Example: `  airra incident analyze INC-142
  airra incident analyze INC-142 --wait --timeout 60s`,
		Args:              takes(1, -1, "at least one incident, like INC-142"),
		ValidArgsFunction: completeIncidents(a),
		RunE:              func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), args) },
	}
	cmd.Flags().BoolVar(&o.wait, "wait", false, "wait until the analysis has ended")
	offers(cmd, detailFields)
	return cmd
}

func (o *incidentAnalyzeOptions) run(ctx context.Context, args []string) error {
	ctx, c, err := o.app.acting(ctx)
	if err != nil {
		return err
	}
	out, err := each(ctx, o.app, c, args, func(c *client.Client, key string) (airra.Incident, error) {
		if _, err := c.AnalyzeIncident(ctx, key); err != nil {
			return airra.Incident{}, err
		}
		detail, err := o.after(ctx, c, key)
		if err != nil {
			return airra.Incident{}, err
		}
		return detail.Incident, nil
	})
	if err != nil {
		return err
	}
	return show(ctx, o.app, out, incidentColumns(o.app), incidentName, func(s *screen, i airra.Incident) {
		verb := "is being analyzed"
		if !undecided(i.Status) {
			verb = "analyzed"
		}
		incidentSentence(s, i, verb)
	})
}

// after gives the incident after the analysis was started or has ended.
func (o *incidentAnalyzeOptions) after(ctx context.Context, c *client.Client, key string) (*airra.IncidentDetail, error) {
	if !o.wait {
		return c.FindIncident(ctx, key)
	}
	return waitAnalysed(ctx, o.app, c, key)
}
