package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
)

type notifyListOptions struct {
	app       *App
	engineer  string
	incident  string
	status    string
	channel   string
	escalated bool
	limit     int
	all       bool
}

func newNotifyListCmd(a *App) *cobra.Command {
	o := &notifyListOptions{app: a}
	cmd := &cobra.Command{
		Use:     "list",
		Aliases: []string{"ls"},
		Short:   "List what was sent, newest first",
		Long: `List messages to people, newest first, each with what became of it and whether
it was answered in time. What failed for good is in "--status failed"; what
never left because its channel is not set up, in "--status simulated".

An engineer is named by e-mail address, name or id; @me is you.`,
		Example: `  airra notify list --incident INC-142
  airra notify list --engineer @me -L 5
  airra notify list --status failed -o name | airra notify resend -`,
		Args: takesNone,
		RunE: func(cmd *cobra.Command, _ []string) error { return o.run(cmd.Context()) },
	}
	f := cmd.Flags()
	f.StringVar(&o.engineer, "engineer", "", "only to this `ENGINEER`")
	f.StringVar(&o.incident, "incident", "", "only about this `INCIDENT`")
	f.StringVarP(&o.status, "status", "s", "", "only with this `STATUS`: "+listOf(airra.NotificationStatuses))
	f.StringVar(&o.channel, "channel", "", "only on this `CHANNEL`, like email")
	f.BoolVar(&o.escalated, "escalated", false, "only those that nobody answered before the next step was taken")
	f.IntVarP(&o.limit, "limit", "L", 30, "at most this many")
	f.BoolVar(&o.all, "all", false, "all of them, however many")
	offers(cmd, notificationFields)
	completesFlag(cmd, "engineer", completePeople(a))
	completesFlag(cmd, "channel", completeChannels(a))
	completesFlag(cmd, "status", fixed(airra.NotificationStatuses))
	return cmd
}

func (o *notifyListOptions) run(ctx context.Context) error {
	limit, err := limitOf(o.limit, o.all)
	if err != nil {
		return err
	}
	filter, err := o.filter()
	if err != nil {
		return err
	}
	c, err := o.app.client()
	if err != nil {
		return err
	}
	list, err := gather(c, limit, func(c *client.Client, p airra.PageRequest) (airra.Page[airra.Notification], error) {
		filter.Page = p
		return c.FindNotifications(ctx, filter)
	})
	if err != nil {
		return err
	}
	if err := o.app.emit(ctx, list.result(notificationColumns(o.app), notificationName, "No notification fits.")); err != nil {
		return err
	}
	list.sayMore(o.app)
	return nil
}

func (o *notifyListOptions) filter() (airra.NotificationFilter, error) {
	filter := airra.NotificationFilter{IncidentID: airra.IncidentID(o.incident), Channel: o.channel}
	if o.escalated {
		filter.Escalated = &o.escalated
	}
	if o.status != "" {
		status, err := known("--status", []string{o.status}, airra.NotificationStatuses)
		if err != nil {
			return filter, err
		}
		filter.Status = status[0]
	}
	var err error
	filter.EngineerID, err = o.app.engineerKey(o.engineer)
	return filter, err
}

// limitOf is how many things are listed at most; 0 means all.
func limitOf(limit int, all bool) (int, error) {
	if limit < 1 {
		return 0, usagef("", "--limit has to be at least 1")
	}
	if all {
		return 0, nil
	}
	return limit, nil
}
