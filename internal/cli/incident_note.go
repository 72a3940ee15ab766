package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
)

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
