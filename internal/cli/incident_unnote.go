package cli

import (
	"context"
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
)

func newUnnoteCmd(a *App) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "unnote ID [EVENT]",
		Short: "Take a note of yours back",
		Long: `Take back a note that you wrote in the last ten minutes: by the id of its event,
which "airra incident timeline ID -o wide" shows, or without one your newest note
on the incident. What it said is gone for good; that there was one stays on the
timeline.`,
		Example: `  airra unnote INC-142
  airra unnote INC-142 4711`,
		Args:              takes(1, 2, "an incident, like INC-142"),
		ValidArgsFunction: completeIncidents(a),
		RunE:              func(cmd *cobra.Command, args []string) error { return unnote(cmd.Context(), a, args) },
	}
	offers(cmd, eventFields)
	return cmd
}

func unnote(ctx context.Context, a *App, args []string) error {
	ctx, c, err := a.acting(ctx)
	if err != nil {
		return err
	}
	out, err := each(ctx, a, c, args[:1], func(c *client.Client, key string) (airra.Event, error) {
		id, err := noteToRetract(ctx, c, key, args[1:])
		if err != nil {
			return airra.Event{}, err
		}
		event, err := c.RetractComment(ctx, key, id)
		if err != nil {
			return airra.Event{}, err
		}
		return *event, nil
	})
	if err != nil {
		return err
	}
	return show(ctx, a, out, eventColumns(a), eventName, func(s *screen, e airra.Event) {
		s.linef("%s note %d retracted", s.paint(accent, oneLine(e.IncidentRef)), e.ID)
	})
}

// noteToRetract is the event that was named, or the newest note of the person.
func noteToRetract(ctx context.Context, c *client.Client, key string, named []string) (int64, error) {
	if len(named) > 0 {
		id, err := strconv.ParseInt(named[0], 10, 64)
		if err != nil || id <= 0 {
			return 0, usagef("Like: airra unnote INC-142 4711", "%q is not the id of an event", named[0])
		}
		return id, nil
	}
	life, err := c.Timeline(ctx, key)
	if err != nil {
		return 0, err
	}
	for _, e := range slices.Backward(life.Events) {
		if e.Type == airra.EventComment && e.Actor == airra.ActorFrom(ctx) && !e.Retracted() {
			return e.ID, nil
		}
	}
	return 0, airra.Errorf(airra.CodeNotFound, "there is no note of yours on %s", key)
}
