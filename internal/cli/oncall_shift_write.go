package cli

import (
	"context"
	"encoding/json"
	"time"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
)

// shiftOptions are the facts of a shift, for those that add and edit one.
type shiftOptions struct {
	app      *App
	from, to string
	level    string
	service  string
	team     string
	schedule string
	week     int
	active   bool
	given    func(flag string) bool
}

func (o *shiftOptions) bind(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&o.from, "from", "", "on call from this `TIME` on")
	f.StringVar(&o.to, "to", "", "to this `TIME`")
	f.StringVar(&o.level, "level", string(airra.LevelPrimary), "the `LEVEL`: "+listOf(airra.OnCallLevels))
	f.StringVar(&o.service, "service", "", "for this `SERVICE` (default: for all)")
	f.StringVar(&o.team, "team", "", "for this `TEAM` (default: for all)")
	f.StringVar(&o.schedule, "schedule", "", "the `NAME` of the schedule it belongs to")
	f.IntVar(&o.week, "week", 0, "the week of a rotation, 1 to 52, as a label")
	f.BoolVar(&o.active, "active", true, "whether it counts; --active=false keeps it without effect")
	offers(cmd, append(fieldsOf[airra.Shift](), "warnings"))
	completesFlag(cmd, "level", fixed(airra.OnCallLevels))
	o.given = cmd.Flags().Changed
}

func newShiftAddCmd(a *App) *cobra.Command {
	o := &shiftOptions{app: a}
	cmd := &cobra.Command{
		Use:   "add ENGINEER --from TIME --to TIME",
		Short: "Put somebody on call for a while",
		Long: `Write a shift down. Both ends count as on call, so that two shifts that touch leave
no gap. A shift that overlaps another of the same level is taken, and said.

` + momentsHelp,
		Example: `  airra oncall shift add alice@example.com --from "2026-03-02 09:00" --to "2026-03-09 09:00"
  airra oncall shift add @me --from now --to +8h --service payment-service --level secondary`,
		Args:              takes(1, 1, "an engineer, like alice@example.com"),
		ValidArgsFunction: completePeople(a),
		RunE:              func(cmd *cobra.Command, args []string) error { return o.add(cmd.Context(), args[0]) },
	}
	o.bind(cmd)
	return cmd
}

func (o *shiftOptions) add(ctx context.Context, engineer string) error {
	n := airra.NewShift{
		Service: airra.ServiceName(o.service), Team: o.team, ScheduleName: o.schedule, RotationWeek: o.week,
	}
	level, err := known("--level", []string{o.level}, airra.OnCallLevels)
	if err != nil {
		return err
	}
	n.Level = level[0]
	if o.given("active") {
		n.IsActive = &o.active
	}
	if n.StartTime, n.EndTime, err = o.app.stretch(o.from, o.to); err != nil {
		return err
	}
	if n.Engineer, err = o.app.person(engineer); err != nil {
		return err
	}
	ctx, c, err := o.app.acting(ctx)
	if err != nil {
		return err
	}
	keeping := c.Keeping()
	added, err := keeping.CreateShift(ctx, n)
	if err != nil {
		return err
	}
	return o.show(ctx, c, outcome[airra.ShiftAnswer]{values: []airra.ShiftAnswer{*added}, raws: []json.RawMessage{keeping.Kept()}}, "added")
}

// show shows shifts that were written, and says what is odd about them.
func (o *shiftOptions) show(ctx context.Context, c *client.Client, out outcome[airra.ShiftAnswer], verb string) error {
	shifts := outcome[airra.Shift]{raws: out.raws, many: out.many, failed: out.failed}
	for _, v := range out.values {
		shifts.values = append(shifts.values, v.Shift)
	}
	names := o.app.rollCall(ctx, c)
	err := show(ctx, o.app, shifts, shiftColumns(o.app, names), shiftName, func(s *screen, v airra.Shift) { shiftSentence(s, v, names, verb) })
	for _, v := range out.values {
		for _, warning := range v.Warnings {
			o.app.say("Mind: %s", oneLine(warning))
		}
	}
	return err
}

func newShiftEditCmd(a *App) *cobra.Command {
	o := &shiftOptions{app: a}
	cmd := &cobra.Command{
		Use:   "edit ID...",
		Short: "Change shifts",
		Long: `Change what the flags name, and nothing else. An empty value takes a service, a
team or a schedule away, and 0 the week. The engineer of a shift cannot be changed:
that is what "airra oncall override" is for. A "-" reads the ids from standard input.

` + momentsHelp,
		Example: `  airra oncall shift edit 0198f000-0000-7abc --to "2026-03-09 12:00"
  airra oncall shift edit 0198f000-0000-7abc --service "" --level secondary`,
		Args:              takes(1, -1, "at least one shift, by its id"),
		ValidArgsFunction: completeShifts(a),
		RunE:              func(cmd *cobra.Command, args []string) error { return o.edit(cmd.Context(), args) },
	}
	o.bind(cmd)
	return cmd
}

func (o *shiftOptions) edit(ctx context.Context, args []string) error {
	update, err := o.update()
	if err != nil {
		return err
	}
	ctx, c, err := o.app.acting(ctx)
	if err != nil {
		return err
	}
	out, err := each(ctx, o.app, c, args, func(c *client.Client, key string) (airra.ShiftAnswer, error) {
		return valueOf(c.UpdateShift(ctx, key, update))
	})
	if err != nil {
		return err
	}
	return o.show(ctx, c, out, "changed")
}

func (o *shiftOptions) update() (airra.ShiftUpdate, error) {
	var u airra.ShiftUpdate
	any := false
	given := func(flag string) bool {
		any = any || o.given(flag)
		return o.given(flag)
	}
	if given("service") {
		u.Service = &o.service
	}
	if given("team") {
		u.Team = &o.team
	}
	if given("schedule") {
		u.ScheduleName = &o.schedule
	}
	if given("week") {
		u.RotationWeek = &o.week
	}
	if given("active") {
		u.IsActive = &o.active
	}
	if given("level") {
		level, err := known("--level", []string{o.level}, airra.OnCallLevels)
		if err != nil {
			return u, err
		}
		u.Level = &level[0]
	}
	for _, bound := range []struct {
		flag, text string
		at         **time.Time
	}{{"from", o.from, &u.StartTime}, {"to", o.to, &u.EndTime}} {
		if !given(bound.flag) {
			continue
		}
		at, err := moment("--"+bound.flag, bound.text, o.app.Now())
		if err != nil {
			return u, err
		}
		at = at.UTC()
		*bound.at = &at
	}
	if !any {
		return u, usagef("Like: --to +2h", "nothing is said that should change")
	}
	return u, nil
}

func newShiftRmCmd(a *App) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "rm ID...",
		Aliases: []string{"remove"},
		Short:   "Take shifts away",
		Long: `Take shifts away. What is printed is what they were. A "-" reads the ids from
standard input.`,
		Example: `  airra oncall shift rm 0198f000-0000-7abc
  airra oncall shift list --engineer bob@example.com -o name | airra oncall shift rm -`,
		Args:              takes(1, -1, "at least one shift, by its id"),
		ValidArgsFunction: completeShifts(a),
		RunE:              func(cmd *cobra.Command, args []string) error { return removeShifts(cmd.Context(), a, args) },
	}
	offers(cmd, shiftFields)
	return cmd
}

func removeShifts(ctx context.Context, a *App, args []string) error {
	ctx, c, err := a.acting(ctx)
	if err != nil {
		return err
	}
	out, err := each(ctx, a, c, args, func(c *client.Client, key string) (airra.Shift, error) {
		v, err := c.FindShift(ctx, key)
		if err != nil {
			return airra.Shift{}, err
		}
		return *v, c.DeleteShift(ctx, string(v.ID))
	})
	if err != nil {
		return err
	}
	names := a.rollCall(ctx, c)
	return show(ctx, a, out, shiftColumns(a, names), shiftName, func(s *screen, v airra.Shift) { shiftSentence(s, v, names, "removed") })
}
