package cli

import (
	"context"
	"encoding/json"
	"time"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
)

// change is a command that does one thing to several incidents.
type change struct {
	app  *App
	verb string // in the past tense, for the sentence
	do   func(ctx context.Context, c *client.Client, key string) (*airra.Incident, error)
}

func (o change) run(ctx context.Context, args []string) error {
	ctx, c, err := o.app.acting(ctx)
	if err != nil {
		return err
	}
	out, err := each(ctx, o.app, c, args, func(c *client.Client, key string) (airra.Incident, error) {
		incident, err := o.do(ctx, c, key)
		if err != nil {
			return airra.Incident{}, err
		}
		return *incident, nil
	})
	if err != nil {
		return err
	}
	return show(ctx, o.app, out, incidentColumns(o.app), incidentName, func(s *screen, i airra.Incident) {
		incidentSentence(s, i, o.verb)
	})
}

// newChangeCmd makes the command around a change.
func newChangeCmd(a *App, cmd *cobra.Command, verb string, do func(ctx context.Context, c *client.Client, key string) (*airra.Incident, error)) *cobra.Command {
	cmd.Args = takes(1, -1, "at least one incident, like INC-142")
	cmd.ValidArgsFunction = completeIncidents(a)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		return change{app: a, verb: verb, do: do}.run(cmd.Context(), args)
	}
	offers(cmd, incidentFields)
	return cmd
}

func newAckCmd(a *App) *cobra.Command {
	var length time.Duration
	cmd := &cobra.Command{
		Use:   "ack ID...",
		Short: "Say that you have taken notice",
		Long: `Say that you have taken notice of incidents, under the name of --as. With --for
the acknowledgement ends after that time, so that a forgotten incident comes
back. A "-" reads the ids from standard input.`,
		Example: `  airra ack INC-142
  airra ack INC-142 INC-143 --for 30m
  airra incident list --open --service payment-service | airra ack -`,
	}
	cmd.Flags().DurationVar(&length, "for", 0, "until this `TIME` has passed, like 30m (default: until further notice)")
	return newChangeCmd(a, cmd, "acknowledged", func(ctx context.Context, c *client.Client, key string) (*airra.Incident, error) {
		if length < 0 {
			return nil, usagef("", "--for cannot be negative")
		}
		return c.AcknowledgeIncident(ctx, key, airra.Acknowledgement{By: airra.ActorFrom(ctx), For: length})
	})
}

func newUnackCmd(a *App) *cobra.Command {
	return newChangeCmd(a, &cobra.Command{
		Use:   "unack ID...",
		Short: "Take your acknowledgement back",
		Long: `Take the acknowledgement of incidents back, so that they count as unseen again.
A "-" reads the ids from standard input.`,
		Example: `  airra unack INC-142
  airra incident list --open -o name | airra unack -`,
	}, "no longer acknowledged", func(ctx context.Context, c *client.Client, key string) (*airra.Incident, error) {
		return c.UnacknowledgeIncident(ctx, key)
	})
}

func newResolveCmd(a *App) *cobra.Command {
	var cause, resolution string
	cmd := &cobra.Command{
		Use:   "resolve ID...",
		Short: "End incidents by hand",
		Long: `End incidents that are over. Actions that still wait for a decision are rejected
with that reason. The cause and the resolution teach the reasoner: it remembers
them when something similar happens again.`,
		Example: `  airra resolve INC-142 --cause "bad deploy v2.5.0" --resolution "rolled back by hand"
  airra incident list --open --search flaky -o name | airra resolve - --cause "test traffic"`,
	}
	cmd.Flags().StringVar(&cause, "cause", "", "what the cause was")
	cmd.Flags().StringVar(&resolution, "resolution", "", "what resolved it")
	return newChangeCmd(a, cmd, "resolved", func(ctx context.Context, c *client.Client, key string) (*airra.Incident, error) {
		return c.ResolveIncident(ctx, key, airra.Resolution{By: airra.ActorFrom(ctx), Cause: cause, Summary: resolution})
	})
}

func newReopenCmd(a *App) *cobra.Command {
	var reason string
	cmd := &cobra.Command{
		Use:   "reopen ID...",
		Short: "Open resolved incidents again",
		Long: `Open resolved incidents again. They are detected then, and can be analyzed anew.
A "-" reads the ids from standard input.`,
		Example: `  airra incident reopen INC-142 --reason "it came back"
  airra incident reopen INC-142 INC-143`,
	}
	cmd.Flags().StringVar(&reason, "reason", "", "why")
	return newChangeCmd(a, cmd, "reopened", func(ctx context.Context, c *client.Client, key string) (*airra.Incident, error) {
		return c.ReopenIncident(ctx, key, reason)
	})
}

func newEscalateCmd(a *App) *cobra.Command {
	var reason string
	cmd := &cobra.Command{
		Use:   "escalate ID...",
		Short: "Call for more people",
		Long: `Mark incidents as escalated: what is proposed is not enough, and somebody else
has to look. A "-" reads the ids from standard input.`,
		Example: `  airra incident escalate INC-142 --reason "needs the database team"
  airra incident escalate INC-142 INC-143`,
	}
	cmd.Flags().StringVar(&reason, "reason", "", "why")
	return newChangeCmd(a, cmd, "escalated", func(ctx context.Context, c *client.Client, key string) (*airra.Incident, error) {
		return c.EscalateIncident(ctx, key, reason)
	})
}

type noteOptions struct {
	app  *App
	file string
}

func newNoteCmd(a *App) *cobra.Command {
	o := &noteOptions{app: a}
	cmd := &cobra.Command{
		Use:   "note ID... TEXT",
		Short: "Write a note on the timeline",
		Long: `Write a note on the timeline of one or more incidents. The last argument is the
text; with -F it is read from a file, or from standard input with "-F -".`,
		Example: `  airra note INC-142 "rolled back by hand, watching"
  airra note INC-142 INC-143 "same cause"
  airra note INC-142 -F findings.txt`,
		Args:              takes(1, -1, "an incident and a text"),
		ValidArgsFunction: completeIncidents(a),
		RunE:              func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), args) },
	}
	cmd.Flags().StringVarP(&o.file, "file", "F", "", "read the text from this `FILE`, - for standard input")
	offers(cmd, eventFields)
	return cmd
}

func (o *noteOptions) run(ctx context.Context, args []string) error {
	keys, text, err := o.split(args)
	if err != nil {
		return err
	}
	ctx, c, err := o.app.acting(ctx)
	if err != nil {
		return err
	}
	out, err := each(ctx, o.app, c, keys, func(c *client.Client, key string) (airra.Event, error) {
		event, err := c.CommentIncident(ctx, key, text)
		if err != nil {
			return airra.Event{}, err
		}
		return *event, nil
	})
	if err != nil {
		return err
	}
	return show(ctx, o.app, out, eventColumns(o.app), eventName, func(s *screen, e airra.Event) {
		s.linef("%s noted by %s", s.paint(accent, oneLine(e.IncidentRef)), oneLine(e.Actor))
	})
}

func (o *noteOptions) split(args []string) (keys []string, text string, err error) {
	if o.file != "" {
		text, err = o.app.textFile(o.file)
		return args, text, err
	}
	if len(args) < 2 {
		return nil, "", usagef(`Like: airra note INC-142 "rolled back by hand"`, "the text is missing")
	}
	return args[:len(args)-1], args[len(args)-1], nil
}

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
when --timeout was over, and with 1 when the analysis failed.`,
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

var eventFields = fieldsOf[airra.Event]()

func eventName(e airra.Event) string { return e.IncidentRef }

// eventColumns are the columns of the timeline.
func eventColumns(a *App) []column[airra.Event] {
	s := a.screen()
	return []column[airra.Event]{
		{name: "TIME", cell: func(e airra.Event) cell { return cell{data: stamp(e.At), text: s.clock(e.At), look: faint} }},
		{name: "INCIDENT", cell: func(e airra.Event) cell { return cell{data: e.IncidentRef, look: accent} }},
		{name: "EVENT", cell: func(e airra.Event) cell { return cell{data: string(e.Type), text: words(e.Type)} }},
		{name: "ACTOR", cell: func(e airra.Event) cell { return cell{data: e.Actor} }},
		{name: "DESCRIPTION", shrink: true, cell: func(e airra.Event) cell { return cell{data: e.Description} }},
		{name: "METADATA", wide: true, cell: func(e airra.Event) cell { return cell{data: compactMap(e.Metadata)} }},
		{name: "EVENT_ID", wide: true, right: true, cell: func(e airra.Event) cell { return cell{data: jsonText(e.ID)} }},
	}
}

func compactMap(m map[string]any) string {
	if len(m) == 0 {
		return ""
	}
	return jsonText(m)
}

func jsonText(v any) string {
	encoded, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return string(encoded)
}
