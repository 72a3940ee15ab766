package cli

import (
	"context"
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

// isOpen and isResolved are the incidents to which a change can be applied.
var (
	isOpen     = airra.IncidentFilter{Open: true}
	isResolved = airra.IncidentFilter{Statuses: []airra.IncidentStatus{airra.StatusResolved}}
)

// newChangeCmd makes the command around a change.
func newChangeCmd(a *App, cmd *cobra.Command, fits airra.IncidentFilter, verb string, do func(ctx context.Context, c *client.Client, key string) (*airra.Incident, error)) *cobra.Command {
	cmd.Args = takes(1, -1, "at least one incident, like INC-142")
	cmd.ValidArgsFunction = completeIncidentsOf(a, fits)
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
	return newChangeCmd(a, cmd, isOpen, "acknowledged", func(ctx context.Context, c *client.Client, key string) (*airra.Incident, error) {
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
	}, isOpen, "no longer acknowledged", func(ctx context.Context, c *client.Client, key string) (*airra.Incident, error) {
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
them when something similar happens again. A "-" reads the ids from standard
input.`,
		Example: `  airra resolve INC-142 --cause "bad deploy v2.5.0" --resolution "rolled back by hand"
  airra incident list --open --search flaky -o name | airra resolve - --cause "test traffic"`,
	}
	cmd.Flags().StringVar(&cause, "cause", "", "what the cause was")
	cmd.Flags().StringVar(&resolution, "resolution", "", "what resolved it")
	return newChangeCmd(a, cmd, isOpen, "resolved", func(ctx context.Context, c *client.Client, key string) (*airra.Incident, error) {
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
	return newChangeCmd(a, cmd, isResolved, "reopened", func(ctx context.Context, c *client.Client, key string) (*airra.Incident, error) {
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
	return newChangeCmd(a, cmd, isOpen, "escalated", func(ctx context.Context, c *client.Client, key string) (*airra.Incident, error) {
		return c.EscalateIncident(ctx, key, reason)
	})
}
