package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
)

type onCallShowOptions struct {
	app      *App
	weeks    int
	month    bool
	from     string
	team     string
	engineer string
}

// maxWeeks bounds what is drawn: it is more than anybody plans.
const maxWeeks = 26

func newOnCallShowCmd(a *App) *cobra.Command {
	o := &onCallShowOptions{app: a}
	cmd := &cobra.Command{
		Use:   "show [SCHEDULE|SERVICE]",
		Short: "Draw who is on call in a week or a month",
		Long: `Draw who is on call, for one rotation, for one service, or for everything: this
week from its Monday on, several weeks, or the month. Each row is one person on one
level, each column a day in your own zone; times in which no primary is on call are
marked GAP, and told below. In a pipe it is one line for each shift, as it will be
after overrides.

` + momentsHelp,
		Example: `  airra oncall show payment-service
  airra oncall show payments --month --from 2026-04-01
  airra oncall show --engineer @me --weeks 4 -o csv`,
		Args:              takes(0, 1, "a rotation or a service"),
		ValidArgsFunction: completeSchedules(a),
		RunE: func(cmd *cobra.Command, args []string) error {
			if o.month && cmd.Flags().Changed("weeks") {
				return usagef("", "--weeks and --month both say how much is drawn, so only one of them fits")
			}
			return o.run(cmd.Context(), args)
		},
	}
	f := cmd.Flags()
	f.IntVar(&o.weeks, "weeks", 1, "so many weeks")
	f.BoolVar(&o.month, "month", false, "the month instead of the week")
	f.StringVar(&o.from, "from", "", "begin at this `DATE` (default: Monday, or the first of the month)")
	f.StringVar(&o.team, "team", "", "only the shifts of this `TEAM`, and those of all teams")
	f.StringVar(&o.engineer, "engineer", "", "only the shifts of this `ENGINEER`")
	offers(cmd, fieldsOf[airra.Calendar]())
	completesFlag(cmd, "engineer", completePeople(a))
	return cmd
}

func (o *onCallShowOptions) run(ctx context.Context, args []string) error {
	q, err := o.query()
	if err != nil {
		return err
	}
	c, err := o.app.client()
	if err != nil {
		return err
	}
	title := "everything"
	if len(args) > 0 {
		title = args[0]
		if err := scopeOf(ctx, c, title, &q); err != nil {
			return err
		}
	}
	keeping := c.Keeping()
	calendar, err := keeping.OnCallCalendar(ctx, q)
	if err != nil {
		return err
	}
	names := make([]string, len(calendar.Shifts))
	for i, v := range calendar.Shifts {
		names[i] = string(v.ID)
	}
	return o.app.emit(ctx, result{
		raw: keeping.Kept(), names: names,
		grid:  func(wide bool) grid { return gridOf(plannedColumns(o.app, *calendar), calendar.Shifts, wide) },
		human: func(s *screen) { drawPlan(s, title, q, *calendar) },
		empty: "Nobody is on call in this time.",
	})
}

// query says which days are shown: whole days of the person's own zone.
func (o *onCallShowOptions) query() (airra.CalendarQuery, error) {
	q := airra.CalendarQuery{Team: o.team}
	if o.weeks < 1 || o.weeks > maxWeeks {
		return q, usagef("", "--weeks takes 1 to %d", maxWeeks)
	}
	now := o.app.Now()
	from, err := momentOr("--from", o.from, now, now)
	if err != nil {
		return q, err
	}
	day := midnight(from.In(now.Location()))
	switch {
	case o.month && o.from == "":
		day = day.AddDate(0, 0, 1-day.Day())
	case o.from == "":
		day = day.AddDate(0, 0, -(int(day.Weekday())+6)%7)
	}
	q.From, q.To = day, day.AddDate(0, 0, 7*o.weeks)
	if o.month {
		q.To = day.AddDate(0, 1, 0)
	}
	q.Engineer, err = o.app.person(o.engineer)
	return q, err
}

// scopeOf takes a name for that of a rotation, where there is one of that name, and
// for a service else.
func scopeOf(ctx context.Context, c *client.Client, name string, q *airra.CalendarQuery) error {
	rotations, err := c.FindRotations(ctx)
	if err != nil {
		return err
	}
	if r := rotationNamed(rotations, name); r != nil {
		q.Rotation = string(r.ID)
		return nil
	}
	q.Service = airra.ServiceName(name)
	return nil
}

func rotationNamed(rotations []airra.Rotation, name string) *airra.Rotation {
	for i := range rotations {
		if strings.EqualFold(rotations[i].Name, name) || string(rotations[i].ID) == name {
			return &rotations[i]
		}
	}
	return nil
}
