package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
)

type incidentTimelineOptions struct{ app *App }

func newIncidentTimelineCmd(a *App) *cobra.Command {
	o := &incidentTimelineOptions{app: a}
	cmd := &cobra.Command{
		Use:   "timeline ID...",
		Short: "Read everything that happened to an incident",
		Long: `Read everything that happened to an incident, oldest first: what the product did,
what people decided, and what they noted. To follow it live, see "airra watch".
A "-" reads the ids from standard input.`,
		Example: `  airra incident timeline INC-142
  airra incident timeline INC-142 -o jsonl`,
		Args:              takes(1, -1, "at least one incident, like INC-142"),
		ValidArgsFunction: completeIncidents(a),
		RunE:              func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), args) },
	}
	offers(cmd, eventFields)
	return cmd
}

func (o *incidentTimelineOptions) run(ctx context.Context, args []string) error {
	c, err := o.app.client()
	if err != nil {
		return err
	}
	items := []json.RawMessage{}
	out, err := each(ctx, o.app, c, args, func(c *client.Client, key string) ([]airra.Event, error) {
		timeline, err := c.Timeline(ctx, key)
		if err != nil {
			return nil, err
		}
		var body struct {
			Events []json.RawMessage `json:"events"`
		}
		if err := json.Unmarshal(c.Kept(), &body); err != nil {
			return nil, fmt.Errorf("read the timeline again: %w", err)
		}
		items = append(items, body.Events...)
		return timeline.Events, nil
	})
	if err != nil || len(out.values) == 0 {
		return errors.Join(err, out.failed)
	}
	r := tableResult(eventColumns(o.app), slices.Concat(out.values...), func(e airra.Event) string { return jsonText(e.ID) }, "Nothing has happened yet.")
	r.raw, r.items = joined(out.raws), items
	if !out.many {
		r.raw = out.raws[0]
	}
	if err := o.app.emit(ctx, r); err != nil {
		return err
	}
	return out.failed
}
