package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

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
	s.linef("%s %s  %s  %s %s  %s", s.paint(accent, oneLine(i.Ref)), verb, paintCell(s, statusCell(i.Status)),
		severityGlyphs[i.Severity], oneLine(string(i.AffectedService)), s.paint(faint, oneLine(i.Title)))
}

func paintCell(s *screen, c cell) string { return s.paint(c.look, c.text) }

// jsonFlag reads a JSON object from a flag or from the file it names.
func (a *App) jsonFlag(flag, text string) (json.RawMessage, error) {
	if text == "" {
		return nil, nil
	}
	if text[0] == '@' {
		content, err := a.textFile(text[1:])
		if err != nil {
			return nil, err
		}
		text = content
	}
	var object map[string]json.RawMessage
	if err := json.Unmarshal([]byte(text), &object); err != nil || object == nil {
		return nil, usagef("Like: "+flag+` '{"error_rate": 9.1}'`, "%s takes a JSON object", flag)
	}
	return json.RawMessage(text), nil
}

// maxInput bounds what is read from a file: the server takes no more anyway.
const maxInput = 1 << 20

// textFile reads a whole file, or standard input for "-".
func (a *App) textFile(name string) (string, error) {
	in := a.In
	if name != "-" {
		file, err := os.Open(name)
		if err != nil {
			return "", usagef("", "%s cannot be read: %v", name, cause(err))
		}
		defer file.Close() //nolint:errcheck // It was only read.
		in = file
	}
	content, err := io.ReadAll(io.LimitReader(in, maxInput+1))
	if err != nil {
		return "", fmt.Errorf("read %s: %w", name, err)
	}
	if len(content) > maxInput {
		return "", usagef("", "%s is larger than the 1 MiB that airrad takes", name)
	}
	return string(content), nil
}

// cause leaves the operation and the path out of a file error, since the
// message names the path already.
func cause(err error) error {
	var path *os.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}

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

Without --metrics the server takes what it measures now.`,
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

// pause is how often a wait looks again unasked, in case the event stream is
// quiet or away.
const pause = 2 * time.Second
