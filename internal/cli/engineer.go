package cli

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
	"github.com/airra/airra/internal/look"
)

func newEngineerCmd(a *App) *cobra.Command {
	return newNounCmd("engineer", "Keep the people who answer pages",
		`An engineer is a person who can be paged, assigned and asked for a review. Name one
by e-mail address, by name, by a part of the name that fits nobody else, or by id;
@me is you.`,
		`  airra engineer list
  airra engineer avail @me on_leave`,
		[]string{"engineers", "user", "users"},
		newEngineerListCmd(a), newEngineerViewCmd(a), newEngineerAddCmd(a), newEngineerEditCmd(a), newEngineerAvailCmd(a), newEngineerRemoveCmd(a))
}

var engineerFields = fieldsOf[airra.Engineer]()

// engineerName is what one types to name somebody: the address is unique, the name
// is not.
func engineerName(e airra.Engineer) string { return e.Email }

func engineerColumns(a *App) []column[airra.Engineer] {
	s := a.screen()
	text := func(name string, get func(e airra.Engineer) string) column[airra.Engineer] {
		return column[airra.Engineer]{name: name, wide: true, cell: func(e airra.Engineer) cell { return cell{data: get(e)} }}
	}
	return []column[airra.Engineer]{
		{name: "EMAIL", shrink: true, keep: 32, cell: func(e airra.Engineer) cell { return cell{data: e.Email, look: accent} }},
		{name: "NAME", shrink: true, keep: 20, cell: func(e airra.Engineer) cell { return cell{data: e.Name} }},
		{name: "STATUS", cell: engineerCell},
		{name: "LOAD", right: true, cell: loadCell},
		{name: "DEPARTMENT", drop: true, cell: func(e airra.Engineer) cell { return cell{data: textOf(e.Department)} }},
		{name: "EXPERTISE", drop: true, cell: func(e airra.Engineer) cell { return cell{data: strings.Join(e.Expertise, ",")} }},
		text("SLACK", func(e airra.Engineer) string { return textOf(e.SlackHandle) }),
		text("PHONE", func(e airra.Engineer) string { return textOf(e.Phone) }),
		text("TIME_ZONE", func(e airra.Engineer) string { return e.TimeZone }),
		text("REVIEWS", func(e airra.Engineer) string { return strconv.Itoa(e.TotalReviewsCompleted) }),
		{name: "CREATED", wide: true, cell: func(e airra.Engineer) cell { return cell{data: stamp(e.CreatedAt), text: s.ago(e.CreatedAt)} }},
		text("ID", func(e airra.Engineer) string { return string(e.ID) }),
	}
}

// engineerCell shows a status. Somebody can be active and still not available, which
// would be a riddle if only the status were shown.
func engineerCell(e airra.Engineer) cell {
	c := cell{data: string(e.Status), text: glyphed(look.Engineer, e.Status)}
	switch {
	case e.Status == airra.EngineerActive && !e.IsAvailable:
		c.text, c.look = c.text+", not available", amber
	case e.Status == airra.EngineerActive:
		c.look = good
	case e.Status == airra.EngineerBusy:
		c.look = amber
	default:
		c.look = faint
	}
	return c
}

// loadCell is how much somebody has of what they can have.
func loadCell(e airra.Engineer) cell {
	c := cell{data: fmt.Sprintf("%d/%d", e.CurrentReviewCount, e.MaxConcurrentReviews)}
	if e.CurrentReviewCount >= e.MaxConcurrentReviews {
		c.look = amber
	}
	return c
}

type engineerListOptions struct {
	app       *App
	status    string
	available bool
	expertise string
	limit     int
	all       bool
}

func newEngineerListCmd(a *App) *cobra.Command {
	o := &engineerListOptions{app: a}
	cmd := &cobra.Command{
		Use:     "list",
		Aliases: []string{"ls"},
		Short:   "List the engineers",
		Long: `List the engineers, the last added first, each with how much they have to do. With
--available only those who can take something on now, the least busy first.`,
		Example: `  airra engineer list
  airra engineer list --status on_leave -o name
  airra engineer list --available --expertise databases -q '.[0].email'`,
		Args: takesNone,
		RunE: func(cmd *cobra.Command, _ []string) error { return o.run(cmd.Context()) },
	}
	f := cmd.Flags()
	f.StringVarP(&o.status, "status", "s", "", "only with this `STATUS`: "+listOf(airra.EngineerStatuses))
	f.BoolVar(&o.available, "available", false, "only those who can take something on")
	f.StringVar(&o.expertise, "expertise", "", "with --available: only those who know about this `SUBJECT`")
	f.IntVarP(&o.limit, "limit", "L", 30, "at most this many")
	f.BoolVar(&o.all, "all", false, "all of them, however many")
	offers(cmd, engineerFields)
	completesFlag(cmd, "status", fixed(airra.EngineerStatuses))
	return cmd
}

const noEngineer = "No engineer fits."

func (o *engineerListOptions) run(ctx context.Context) error {
	switch {
	case o.expertise != "" && !o.available:
		return usagef("", "--expertise needs --available: it chooses among those who can take something on")
	case o.status != "" && o.available:
		return usagef("", "--available leaves out everybody who is not active, so --status does not fit")
	}
	limit, err := limitOf(o.limit, o.all)
	if err != nil {
		return err
	}
	c, err := o.app.client()
	if err != nil {
		return err
	}
	if o.available {
		return o.runAvailable(ctx, c)
	}
	var filter airra.EngineerFilter
	if o.status != "" {
		status, err := known("--status", []string{o.status}, airra.EngineerStatuses)
		if err != nil {
			return err
		}
		filter.Status = status[0]
	}
	list, err := gather(c, limit, func(c *client.Client, p airra.PageRequest) (airra.Page[airra.Engineer], error) {
		filter.Page = p
		return c.FindEngineers(ctx, filter)
	})
	if err != nil {
		return err
	}
	if err := o.app.emit(ctx, list.result(engineerColumns(o.app), engineerName, noEngineer)); err != nil {
		return err
	}
	list.sayMore(o.app)
	return nil
}

// runAvailable lists those who can accept. The API gives all of them at once.
func (o *engineerListOptions) runAvailable(ctx context.Context, c *client.Client) error {
	keeping := c.Keeping()
	engineers, err := keeping.AvailableEngineers(ctx, o.expertise)
	if err != nil {
		return err
	}
	r, err := listResult(keeping.Kept(), engineerColumns(o.app), engineers, engineerName, noEngineer)
	if err != nil {
		return err
	}
	return o.app.emit(ctx, r)
}
