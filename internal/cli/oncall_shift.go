package cli

import (
	"context"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
)

func newShiftCmd(a *App) *cobra.Command {
	return newNounCmd("shift", "Write single shifts down",
		`A shift puts one person on call from one moment to another: on a level, for a
service, for a team, or for everything. What repeats is a rotation. Name a shift by
its id or the beginning of its id; a "-" reads the ids from standard input.`,
		`  airra oncall shift list --engineer @me
  airra oncall shift add alice@example.com --from "2026-03-02 09:00" --to "2026-03-09 09:00"`,
		[]string{"shifts"},
		newShiftListCmd(a), newShiftViewCmd(a), newShiftAddCmd(a), newShiftEditCmd(a), newShiftRmCmd(a))
}

var shiftFields = fieldsOf[airra.Shift]()

func shiftName(v airra.Shift) string { return string(v.ID) }

func shiftColumns(a *App, names roll) []column[airra.Shift] {
	s := a.screen()
	return []column[airra.Shift]{
		{name: "ID", drop: true, cell: func(v airra.Shift) cell { return idCell(v.ID) }},
		{name: "LEVEL", cell: func(v airra.Shift) cell { return cell{data: string(v.Level)} }},
		{name: "ENGINEER", shrink: true, keep: 20, cell: func(v airra.Shift) cell { return names.cell(v.EngineerID) }},
		{name: "STATE", cell: func(v airra.Shift) cell { return shiftStateCell(v, s.now) }},
		{name: "START", cell: func(v airra.Shift) cell { return momentCell(s, v.StartTime) }},
		{name: "END", cell: func(v airra.Shift) cell { return momentCell(s, v.EndTime) }},
		{name: "SERVICE", shrink: true, cell: func(v airra.Shift) cell { return scopeCell(v.Service) }},
		{name: "TEAM", wide: true, cell: func(v airra.Shift) cell { return cell{data: textOf(v.Team)} }},
		{name: "SCHEDULE", wide: true, cell: func(v airra.Shift) cell { return cell{data: textOf(v.ScheduleName)} }},
		{name: "WEEK", wide: true, cell: func(v airra.Shift) cell { return cell{data: weekText(v)} }},
		{name: "CREATED", wide: true, cell: func(v airra.Shift) cell { return cell{data: stamp(v.CreatedAt)} }},
	}
}

// cell is a person by id for programs and by name for people.
func (r roll) cell(id airra.EngineerID) cell { return cell{data: string(id), text: r.name(id)} }

// named is cell for somebody who may be missing.
func (r roll) named(id *airra.EngineerID) cell {
	if id == nil {
		return cell{text: "–", look: faint}
	}
	return r.cell(*id)
}

// shiftStateCell says where a shift stands in time. One that was switched off never
// counts, whatever its time.
func shiftStateCell(v airra.Shift, now time.Time) cell {
	switch {
	case !v.IsActive:
		return cell{data: "inactive", text: "⊘ inactive", look: faint}
	case v.Covers(now):
		return cell{data: "current", text: "● now", look: good}
	case now.Before(v.StartTime):
		return cell{data: "future", text: "○ ahead"}
	default:
		return cell{data: "past", text: "✓ over", look: faint}
	}
}

func weekText(v airra.Shift) string {
	if v.RotationWeek == nil {
		return ""
	}
	return strconv.Itoa(*v.RotationWeek)
}

type shiftListOptions struct {
	app      *App
	service  string
	team     string
	engineer string
	active   bool
	chosen   bool // --active was given
	limit    int
	all      bool
}

func newShiftListCmd(a *App) *cobra.Command {
	o := &shiftListOptions{app: a}
	cmd := &cobra.Command{
		Use:     "list",
		Aliases: []string{"ls"},
		Short:   "List the shifts that were written down",
		Long: `List the shifts that were written down, the latest start first. Those that follow
from rotations are in "airra oncall show".`,
		Example: `  airra oncall shift list --service payment-service
  airra oncall shift list --engineer @me --active -o name`,
		Args: takesNone,
		RunE: func(cmd *cobra.Command, _ []string) error {
			o.chosen = cmd.Flags().Changed("active")
			return o.run(cmd.Context())
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.service, "service", "", "only for this `SERVICE`")
	f.StringVar(&o.team, "team", "", "only for this `TEAM`")
	f.StringVar(&o.engineer, "engineer", "", "only of this `ENGINEER`")
	f.BoolVar(&o.active, "active", false, "only those that were not switched off; --active=false for the others")
	f.IntVarP(&o.limit, "limit", "L", 30, "at most this many")
	f.BoolVar(&o.all, "all", false, "all of them, however many")
	offers(cmd, shiftFields)
	completesFlag(cmd, "engineer", completePeople(a))
	return cmd
}

func (o *shiftListOptions) run(ctx context.Context) error {
	limit, err := limitOf(o.limit, o.all)
	if err != nil {
		return err
	}
	filter := airra.ShiftFilter{Service: airra.ServiceName(o.service), Team: o.team}
	if o.chosen {
		filter.IsActive = &o.active
	}
	if filter.EngineerID, err = o.app.engineerKey(o.engineer); err != nil {
		return err
	}
	c, err := o.app.client()
	if err != nil {
		return err
	}
	list, err := gather(c, limit, func(c *client.Client, p airra.PageRequest) (airra.Page[airra.Shift], error) {
		filter.Page = p
		return c.FindShifts(ctx, filter)
	})
	if err != nil {
		return err
	}
	columns := shiftColumns(o.app, o.app.rollCall(ctx, c))
	if err := o.app.emit(ctx, list.result(columns, shiftName, "No shift fits.")); err != nil {
		return err
	}
	list.sayMore(o.app)
	return nil
}

func newShiftViewCmd(a *App) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "view ID...",
		Aliases: []string{"show"},
		Short:   "Read shifts",
		Long:    `Read shifts with everything that is known of them. A "-" reads the ids from standard input.`,
		Example: `  airra oncall shift view 0198f000-0000-7abc
  airra oncall shift list --active -o name | airra oncall shift view - -q '.[].end_time'`,
		Args:              takes(1, -1, "at least one shift, by its id"),
		ValidArgsFunction: completeShifts(a),
		RunE:              func(cmd *cobra.Command, args []string) error { return viewShifts(cmd.Context(), a, args) },
	}
	offers(cmd, shiftFields)
	return cmd
}

func viewShifts(ctx context.Context, a *App, args []string) error {
	c, err := a.client()
	if err != nil {
		return err
	}
	out, err := each(ctx, a, c, args, func(c *client.Client, key string) (airra.Shift, error) {
		return valueOf(c.FindShift(ctx, key))
	})
	if err != nil {
		return err
	}
	names := a.rollCall(ctx, c)
	return show(ctx, a, out, shiftColumns(a, names), shiftName, func(s *screen, v airra.Shift) {
		s.blank()
		drawShift(s, v, names)
	})
}

// drawShift makes the screen of one shift.
func drawShift(s *screen, v airra.Shift, names roll) {
	shiftSentence(s, v, names, "")
	drawFact(s, "  ", "for", scopeText(v))
	drawFact(s, "  ", "schedule", oneLine(textOf(v.ScheduleName)), weekFact(v))
	drawFact(s, "  ", "id", oneLine(string(v.ID)))
}

func weekFact(v airra.Shift) string {
	if v.RotationWeek == nil {
		return ""
	}
	return "week " + weekText(v)
}

// scopeText is what somebody is on call for.
func scopeText(v airra.Shift) string {
	switch {
	case v.Service != nil && v.Team != nil:
		return oneLine(string(*v.Service)) + " of team " + oneLine(*v.Team)
	case v.Service != nil:
		return oneLine(string(*v.Service))
	case v.Team != nil:
		return "team " + oneLine(*v.Team)
	default:
		return "everything"
	}
}

// shiftSentence says in one line what became of a shift.
func shiftSentence(s *screen, v airra.Shift, names roll, verb string) {
	if verb != "" {
		verb = "  " + verb
	}
	s.linef("%s%s  %s  %s  %s  %s", s.paint(accent, shortID(v.ID)), verb, paintCell(s, shiftStateCell(v, s.now)), oneLine(string(v.Level)),
		names.name(v.EngineerID), s.dates(v.StartTime, v.EndTime))
}

// completeShifts completes the shifts that were written down.
func completeShifts(a *App) completer {
	return completing(a, func(ctx context.Context, c *client.Client) ([]string, error) {
		page, err := c.FindShifts(ctx, airra.ShiftFilter{Page: airra.PageRequest{PageSize: 50}})
		values := make([]string, len(page.Items))
		for i, v := range page.Items {
			values[i] = described(string(v.ID), string(v.Level)+" from "+stamp(v.StartTime))
		}
		return values, err
	})
}
