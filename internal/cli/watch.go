package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
)

type watchOptions struct {
	app   *App
	key   string
	after int64
	types []string
}

func newWatchCmd(a *App) *cobra.Command {
	o := &watchOptions{app: a}
	cmd := &cobra.Command{
		Use:   "watch [ID]",
		Short: "Follow what happens, live",
		Long: `Follow what happens, one event on each line, until ctrl-c: of everything, or of
one incident. When the connection breaks, it is made again and goes on where it
was, so that nothing is missed.

--after goes on behind an event that was seen earlier; --after 0 begins with the
first event there is.`,
		Example: `  airra watch
  airra watch INC-142
  airra watch -o jsonl --types incident_resolved,action_failed
  airra watch --after 0 --timeout 5s`,
		Args:              takes(0, 1, "one incident, like INC-142"),
		ValidArgsFunction: completeIncidents(a),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.key = strings.Join(args, "")
			return o.run(cmd.Context())
		},
	}
	cmd.Flags().Int64Var(&o.after, "after", client.FromNow, "go on behind the event with this `ID` (default: from now on)")
	cmd.Flags().StringSliceVar(&o.types, "types", nil, "only these `TYPES` of events: "+listOf(airra.EventTypes))
	offers(cmd, eventFields)
	waits(cmd)
	return cmd
}

func (o *watchOptions) run(ctx context.Context) error {
	c, err := o.app.client()
	if err != nil {
		return err
	}
	if o.app.global.timeout > 0 {
		// The time that was given is how long to watch, and its end is no failure.
		limited, cancel := context.WithTimeout(ctx, o.app.global.timeout)
		defer cancel()
		err := o.follow(limited, c)
		if limited.Err() != nil && ctx.Err() == nil {
			return nil
		}
		return err
	}
	return o.follow(ctx, c)
}

func (o *watchOptions) follow(ctx context.Context, c *client.Client) error {
	wanted, err := eventTypes(o.types)
	if err != nil {
		return err
	}
	stream := client.Stream{
		After: o.after, Incident: o.key,
		Lost: func(error) { o.app.say("airra: the connection broke; trying again.") },
		Back: func() { o.app.say("airra: the connection is back; nothing was missed.") },
	}
	for event, err := range c.Events(ctx, stream) {
		if err != nil {
			return err
		}
		if len(wanted) > 0 && !wanted[event.Type] {
			continue
		}
		if err := o.print(ctx, event); err != nil {
			return err
		}
	}
	return nil
}

// print shows one event at once, because somebody is looking.
func (o *watchOptions) print(ctx context.Context, e airra.Event) error {
	a := o.app
	if a.global.output != "" || a.global.jq != "" || len(a.global.fields) > 0 {
		return o.data(ctx, e)
	}
	if !a.OutTTY {
		return gridOf(eventColumns(a), []airra.Event{e}, false).tsv(a.Out, false)
	}
	s := a.screen()
	s.linef("%s  %s  %-22s  %s  %s", s.paint(faint, s.clock(e.At)), s.paint(accent, fmt.Sprintf("%-8s", oneLine(e.IncidentRef))),
		oneLine(words(e.Type)), oneLine(e.Description), s.paint(faint, oneLine(e.Actor)))
	_, err := io.WriteString(a.Out, s.text.String())
	return err
}

// data shows an event in the form that was asked for. Json means one object on
// each line here: a stream has no end at which an array could be closed.
func (o *watchOptions) data(ctx context.Context, e airra.Event) error {
	raw, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("write the event: %w", err)
	}
	r := tableResult(eventColumns(o.app), []airra.Event{e}, func(e airra.Event) string { return jsonText(e.ID) }, "")
	r.raw, r.items = raw, []json.RawMessage{raw}
	lines := *o.app
	lines.global.noHeaders = true
	if out := lines.global.output; out == "" || out == "json" {
		lines.global.output = "jsonl"
	}
	return lines.emit(ctx, r)
}
