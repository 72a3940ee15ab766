package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
)

type incidentQuickOptions struct {
	app         *App
	service     string
	title       string
	description string
	severity    string
	metrics     string
	context     string
	wait        bool
}

func newIncidentQuickCmd(a *App) *cobra.Command {
	o := &incidentQuickOptions{app: a}
	cmd := &cobra.Command{
		Use:   "quick SERVICE",
		Short: "Report an incident and get the causes and the remedy in one call",
		Long: `Report that a service is disturbed and get the ranked causes and the proposed
remedy back. The server answers when the analysis has ended, after ten seconds
at most; then the incident is still analyzing, and --wait goes on waiting.

Without --metrics the server takes what it measures now. A development server
that measures nothing unusual invents an example, and marks it as assumed.`,
		Example: `  airra incident quick payment-service
  airra incident quick payment-service --metrics '{"error_rate": 9.1, "latency_p95": 0.31}' --wait`,
		Args: takes(1, 1, "the name of a service"),
		RunE: func(cmd *cobra.Command, args []string) error { o.service = args[0]; return o.run(cmd.Context()) },
	}
	f := cmd.Flags()
	f.StringVarP(&o.title, "title", "t", "", "what is wrong (default: made from the deviations)")
	f.StringVarP(&o.description, "description", "d", "", "what is known about it")
	f.StringVar(&o.severity, "severity", "", "how bad (default: judged from the deviations): "+listOf(airra.Severities))
	f.StringVar(&o.metrics, "metrics", "", "metrics as a `JSON` object, or @FILE")
	f.StringVar(&o.context, "data", "", "context as a `JSON` object, or @FILE")
	f.BoolVar(&o.wait, "wait", false, "wait until the analysis has ended")
	offers(cmd, detailFields)
	return cmd
}

func (o *incidentQuickOptions) run(ctx context.Context) error {
	q := airra.QuickIncident{ServiceName: airra.ServiceName(o.service), Title: o.title, Description: o.description}
	var err error
	if o.severity != "" {
		severity, err := known("--severity", []string{o.severity}, airra.Severities)
		if err != nil {
			return err
		}
		q.Severity = severity[0]
	}
	if q.MetricsSnapshot, err = o.app.jsonFlag("--metrics", o.metrics); err != nil {
		return err
	}
	if q.Context, err = o.app.jsonFlag("--data", o.context); err != nil {
		return err
	}
	ctx, c, err := o.app.acting(ctx)
	if err != nil {
		return err
	}
	keeping := c.Keeping()
	detail, err := keeping.QuickIncident(ctx, q)
	if err != nil {
		return err
	}
	if o.wait && undecided(detail.Status) {
		if detail, err = waitAnalysed(ctx, o.app, keeping, detail.Ref); err != nil {
			return err
		}
	}
	return showDetail(ctx, o.app, incidentView{detail: *detail}, keeping.Kept())
}

// undecided says whether an analysis has still to end.
func undecided(s airra.IncidentStatus) bool {
	return s == airra.StatusAnalyzing || s == airra.StatusDetected
}
