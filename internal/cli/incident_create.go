package cli

import (
	"context"
	"encoding/json"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
)

type incidentCreateOptions struct {
	app         *App
	title       string
	service     string
	severity    string
	description string
	file        string
	components  []string
	metrics     string
	context     string
	source      string
	analyze     bool
	wait        bool
}

func newIncidentCreateCmd(a *App) *cobra.Command {
	o := &incidentCreateOptions{app: a}
	cmd := &cobra.Command{
		Use:     "create",
		Aliases: []string{"new"},
		Short:   "Report an incident",
		Long: `Report an incident that you have seen yourself. It stays detected until
somebody asks for an analysis: at once with --analyze, later with
"airra incident analyze". For an answer in one call, see "airra incident quick".

--metrics takes the values that you know as a JSON object, and --data what else
the reasoner should know, like a deployment; "@FILE" reads either from a file.`,
		Example: `  airra incident create -t "Checkout is slow" --service payment-service --severity high
  airra incident create -t "5xx after deploy" --service order-service --severity critical --metrics '{"error_rate": 9.1}' --analyze --wait
  airra incident create -t "Disk full" --service user-service --severity low -F report.txt -o name`,
		Args: takesNone,
		RunE: func(cmd *cobra.Command, _ []string) error { return o.run(cmd.Context()) },
	}
	f := cmd.Flags()
	f.StringVarP(&o.title, "title", "t", "", "what is wrong, in one line (required)")
	f.StringVar(&o.service, "service", "", "which `SERVICE` it is about (required)")
	f.StringVar(&o.severity, "severity", "medium", "how bad: "+listOf(airra.Severities))
	f.StringVarP(&o.description, "description", "d", "", "what is known about it (default: the title)")
	f.StringVarP(&o.file, "file", "F", "", "read the description from this `FILE`, - for standard input")
	f.StringSliceVar(&o.components, "component", nil, "a further `COMPONENT` that is affected")
	f.StringVar(&o.metrics, "metrics", "", "metrics as a `JSON` object, or @FILE")
	f.StringVar(&o.context, "data", "", "context as a `JSON` object, or @FILE")
	f.StringVar(&o.source, "source", "airra_cli", "where the report comes from")
	f.BoolVar(&o.analyze, "analyze", false, "start the analysis at once")
	f.BoolVar(&o.wait, "wait", false, "with --analyze: wait until the analysis has ended")
	offers(cmd, detailFields)
	return cmd
}

func (o *incidentCreateOptions) run(ctx context.Context) error {
	incident, err := o.incident()
	if err != nil {
		return err
	}
	ctx, c, err := o.app.acting(ctx)
	if err != nil {
		return err
	}
	keeping := c.Keeping()
	created, err := keeping.CreateIncident(ctx, incident)
	if err != nil {
		return err
	}
	raw, shown := keeping.Kept(), *created
	if o.analyze {
		if shown, raw, err = o.analysed(ctx, c, created.Ref); err != nil {
			o.app.say("%s was opened.", created.Ref)
			return err
		}
	}
	return showIncident(ctx, o.app, shown, raw, "opened")
}

// analysed starts the analysis and gives the incident as it stands then.
func (o *incidentCreateOptions) analysed(ctx context.Context, c *client.Client, ref string) (airra.Incident, []byte, error) {
	if _, err := c.AnalyzeIncident(ctx, ref); err != nil {
		return airra.Incident{}, nil, err
	}
	keeping := c.Keeping()
	if o.wait {
		detail, err := waitAnalysed(ctx, o.app, keeping, ref)
		if err != nil {
			return airra.Incident{}, nil, err
		}
		return detail.Incident, keeping.Kept(), nil
	}
	detail, err := keeping.FindIncident(ctx, ref)
	if err != nil {
		return airra.Incident{}, nil, err
	}
	return detail.Incident, keeping.Kept(), nil
}

func (o *incidentCreateOptions) incident() (airra.NewIncident, error) {
	n := airra.NewIncident{
		Title: o.title, Description: o.description, AffectedService: airra.ServiceName(o.service),
		AffectedComponents: o.components, DetectionSource: o.source,
	}
	if o.title == "" {
		return n, usagef("Like: -t \"Checkout is slow\"", "--title is missing")
	}
	if o.service == "" {
		return n, usagef("Like: --service payment-service", "--service is missing")
	}
	if o.wait && !o.analyze {
		return n, usagef("", "--wait needs --analyze: without it there is nothing to wait for")
	}
	severity, err := known("--severity", []string{o.severity}, airra.Severities)
	if err != nil {
		return n, err
	}
	n.Severity = severity[0]
	if o.file != "" {
		if n.Description, err = o.app.textFile(o.file); err != nil {
			return n, err
		}
	}
	if n.Description == "" {
		n.Description = o.title
	}
	if n.MetricsSnapshot, err = o.app.jsonFlag("--metrics", o.metrics); err != nil {
		return n, err
	}
	n.Context, err = o.app.jsonFlag("--data", o.context)
	return n, err
}

// showIncident shows one incident after it was made or changed.
func showIncident(ctx context.Context, a *App, i airra.Incident, raw []byte, verb string) error {
	out := outcome[airra.Incident]{values: []airra.Incident{i}, raws: []json.RawMessage{raw}}
	return show(ctx, a, out, incidentColumns(a), incidentName, func(s *screen, i airra.Incident) {
		incidentSentence(s, i, verb)
	})
}

// incidentSentence says in one line what became of an incident.
func incidentSentence(s *screen, i airra.Incident, verb string) {
	if verb = " " + verb; verb == " "+words(i.Status) {
		verb = "" // The status says it.
	}
	s.linef("%s%s  %s  %s %s  %s", s.paint(accent, oneLine(i.Ref)), verb, paintCell(s, statusCell(i.Status)),
		severityGlyph(i.Severity), oneLine(string(i.AffectedService)), s.paint(faint, oneLine(i.Title)))
}

func paintCell(s *screen, c cell) string { return s.paint(c.look, c.text) }
