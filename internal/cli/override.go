package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
)

func newOverrideCmd(a *App) *cobra.Command {
	return newNounCmd("override", "Put somebody else in a turn for a while",
		`An override puts somebody else on call for a while: in one rotation, whoever has the
turn there, or for one person wherever that person is on call. Name an override by
its id or the beginning of its id.`,
		`  airra oncall override add payments --user bob@example.com --from "2026-03-06 18:00" --to "2026-03-07 09:00"
  airra oncall override list`,
		[]string{"overrides"},
		newOverrideListCmd(a), newOverrideAddCmd(a), newOverrideRmCmd(a))
}

var overrideFields = fieldsOf[airra.Override]()

func overrideName(o airra.Override) string { return string(o.ID) }

// planNames are the names that a table of overrides, swaps or addresses needs.
type planNames struct {
	people    roll
	rotations map[airra.RotationID]string
}

// planNames asks for them. As with all names, whoever is not told keeps the ids.
func (a *App) planNames(ctx context.Context, c *client.Client) planNames {
	names := planNames{people: a.rollCall(ctx, c), rotations: map[airra.RotationID]string{}}
	if !a.forPeople() {
		return names
	}
	rotations, err := c.FindRotations(ctx)
	if err != nil {
		return names
	}
	for _, r := range rotations {
		names.rotations[r.ID] = r.Name
	}
	return names
}

// rotation is a rotation by id for programs and by name for people.
func (n planNames) rotation(id *airra.RotationID) cell {
	if id == nil {
		return cell{text: "all", look: faint}
	}
	return cell{data: string(*id), text: nonEmptyOr(n.rotations[*id], shortID(*id))}
}

func overrideColumns(a *App, names planNames) []column[airra.Override] {
	s := a.screen()
	return []column[airra.Override]{
		{name: "ID", drop: true, cell: func(o airra.Override) cell { return idCell(o.ID) }},
		{name: "ROTATION", shrink: true, keep: 12, cell: func(o airra.Override) cell { return names.rotation(o.RotationID) }},
		{name: "ENGINEER", shrink: true, keep: 20, cell: func(o airra.Override) cell { return names.people.cell(o.EngineerID) }},
		{name: "REPLACES", shrink: true, keep: 12, cell: func(o airra.Override) cell { return replacesCell(o, names) }},
		{name: "START", cell: func(o airra.Override) cell { return momentCell(s, o.StartTime) }},
		{name: "END", cell: func(o airra.Override) cell { return momentCell(s, o.EndTime) }},
		{name: "REASON", shrink: true, cell: func(o airra.Override) cell { return cell{data: o.Reason} }},
		{name: "CREATED_BY", wide: true, cell: func(o airra.Override) cell { return cell{data: o.CreatedBy} }},
		{name: "SWAP_ID", wide: true, cell: func(o airra.Override) cell { return cell{data: wordOf(o.SwapID)} }},
	}
}

func replacesCell(o airra.Override, names planNames) cell {
	if o.Replaces == nil {
		return cell{text: "anybody", look: faint}
	}
	return names.people.cell(*o.Replaces)
}

func overrideSentence(s *screen, o airra.Override, names planNames, verb string) {
	s.linef("%s  %s  %s for %s in %s  %s  %s", s.paint(accent, shortID(o.ID)), verb, names.people.name(o.EngineerID), oneLine(replacesCell(o, names).text),
		oneLine(names.rotation(o.RotationID).text), s.dates(o.StartTime, o.EndTime), s.paint(faint, oneLine(o.Reason)))
}

type overrideListOptions struct {
	app      *App
	rotation string
	from, to string
	all      bool
}

func newOverrideListCmd(a *App) *cobra.Command {
	o := &overrideListOptions{app: a}
	cmd := &cobra.Command{
		Use:     "list",
		Aliases: []string{"ls"},
		Short:   "List the overrides that are going on or will come",
		Long: `List the overrides that are going on or will come, in the order of their start;
--all shows those that are over, too.

` + momentsHelp,
		Example: `  airra oncall override list
  airra oncall override list --rotation payments --from 2026-03-01 --to 2026-04-01`,
		Args: takesNone,
		RunE: func(cmd *cobra.Command, _ []string) error { return o.run(cmd.Context()) },
	}
	f := cmd.Flags()
	f.StringVar(&o.rotation, "rotation", "", "only in this `ROTATION`")
	f.StringVar(&o.from, "from", "", "only those that end after this `TIME` (default: now)")
	f.StringVar(&o.to, "to", "", "only those that begin before this `TIME`")
	f.BoolVar(&o.all, "all", false, "those that are over, too")
	offers(cmd, overrideFields)
	completesFlag(cmd, "rotation", completeRotations(a))
	return cmd
}

func (o *overrideListOptions) run(ctx context.Context) error {
	if o.all && o.from != "" {
		return usagef("", "--all begins with the first one, so --from does not fit")
	}
	filter := airra.OverrideFilter{RotationID: airra.RotationID(o.rotation)} // The API takes the name for it, too.
	now := o.app.Now()
	if !o.all {
		from, err := momentOr("--from", o.from, now, now)
		if err != nil {
			return err
		}
		filter.From = &from
	}
	if o.to != "" {
		to, err := moment("--to", o.to, now)
		if err != nil {
			return err
		}
		filter.To = &to
	}
	c, err := o.app.client()
	if err != nil {
		return err
	}
	keeping := c.Keeping()
	overrides, err := keeping.FindOverrides(ctx, filter)
	if err != nil {
		return err
	}
	r, err := listResult(keeping.Kept(), overrideColumns(o.app, o.app.planNames(ctx, c)), overrides, overrideName, "There is no override.")
	if err != nil {
		return err
	}
	return o.app.emit(ctx, r)
}

// completeOverrides completes the overrides that can still be taken away with any effect.
func completeOverrides(a *App) completer {
	return completing(a, func(ctx context.Context, c *client.Client) ([]string, error) {
		now := a.Now()
		overrides, err := c.FindOverrides(ctx, airra.OverrideFilter{From: &now})
		values := make([]string, len(overrides))
		for i, o := range overrides {
			values[i] = described(string(o.ID), "from "+stamp(o.StartTime)+" "+o.Reason)
		}
		return values, err
	})
}
