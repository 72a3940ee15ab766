package cli

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
)

type incidentTimelineOptions struct{ app *App }

func newIncidentTimelineCmd(a *App) *cobra.Command {
	o := &incidentTimelineOptions{app: a}
	cmd := &cobra.Command{
		Use:   "timeline ID",
		Short: "Read everything that happened to an incident",
		Long: `Read everything that happened to an incident, oldest first: what the product did,
what people decided, and what they noted. To follow it live, see "airra watch".`,
		Example: `  airra incident timeline INC-142
  airra incident timeline INC-142 -o jsonl`,
		Args:              takes(1, 1, "one incident, like INC-142"),
		ValidArgsFunction: completeIncidents(a),
		RunE:              func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), args[0]) },
	}
	offers(cmd, eventFields)
	return cmd
}

func (o *incidentTimelineOptions) run(ctx context.Context, key string) error {
	c, err := o.app.client()
	if err != nil {
		return err
	}
	keeping := c.Keeping()
	timeline, err := keeping.Timeline(ctx, key)
	if err != nil {
		return err
	}
	var body struct {
		Events []json.RawMessage `json:"events"`
	}
	if err := json.Unmarshal(keeping.Kept(), &body); err != nil {
		return fmt.Errorf("read the timeline again: %w", err)
	}
	r := tableResult(eventColumns(o.app), timeline.Events, func(e airra.Event) string { return jsonText(e.ID) }, "Nothing has happened yet.")
	r.raw, r.items = keeping.Kept(), rowsOf(body.Events)
	return o.app.emit(ctx, r)
}
