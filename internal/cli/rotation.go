package cli

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
)

func newRotationCmd(a *App) *cobra.Command {
	return newNounCmd("rotation", "Say how people take turns",
		`A rotation is a rule by which people take turns, in the wall clock of a named zone:
who hands over at nine in the morning means nine in summer and in winter. Where two
of its layers have somebody, the later one counts. A rotation is named by its name
or its id.`,
		`  airra oncall rotation set --example > payments.yaml
  airra oncall rotation set -F payments.yaml
  airra oncall rotation view payments`,
		[]string{"rotations"},
		newRotationListCmd(a), newRotationViewCmd(a), newRotationSetCmd(a), newRotationRmCmd(a))
}

var rotationFields = fieldsOf[airra.Rotation]()

func rotationName(r airra.Rotation) string { return r.Name }

func rotationColumns(a *App, names roll) []column[airra.Rotation] {
	s := a.screen()
	return []column[airra.Rotation]{
		{name: "NAME", cell: func(r airra.Rotation) cell { return cell{data: r.Name, look: accent} }},
		{name: "LEVEL", cell: func(r airra.Rotation) cell { return cell{data: string(r.Level)} }},
		{name: "SERVICE", cell: func(r airra.Rotation) cell { return scopeCell(r.Service) }},
		{name: "MEMBERS", shrink: true, keep: 16, drop: true, cell: func(r airra.Rotation) cell { return membersCell(r, names) }},
		{name: "STATE", cell: func(r airra.Rotation) cell { return activeCell(r.IsActive) }},
		{name: "TIME_ZONE", drop: true, cell: func(r airra.Rotation) cell { return cell{data: r.TimeZone} }},
		{name: "TEAM", wide: true, cell: func(r airra.Rotation) cell { return cell{data: textOf(r.Team)} }},
		{name: "LAYERS", wide: true, right: true, cell: func(r airra.Rotation) cell { return cell{data: strconv.Itoa(len(r.Layers))} }},
		{name: "UPDATED", wide: true, cell: func(r airra.Rotation) cell { return cell{data: stamp(r.UpdatedAt), text: s.ago(r.UpdatedAt)} }},
		{name: "ID", wide: true, cell: func(r airra.Rotation) cell { return cell{data: string(r.ID)} }},
	}
}

func activeCell(active bool) cell {
	if active {
		return cell{data: "active", text: "● active", look: good}
	}
	return cell{data: "inactive", text: "⊘ inactive", look: faint}
}

// membersCell is everybody who takes turns, each once.
func membersCell(r airra.Rotation, names roll) cell {
	var ids, people []string
	for _, layer := range r.Layers {
		for _, id := range layer.Members {
			if !slices.Contains(ids, string(id)) {
				ids, people = append(ids, string(id)), append(people, names.name(id))
			}
		}
	}
	return cell{data: strings.Join(ids, ","), text: strings.Join(people, ", ")}
}

func newRotationListCmd(a *App) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "list",
		Aliases: []string{"ls"},
		Short:   "List the rotations",
		Long:    `List the rotations, each with the people who take turns in it.`,
		Example: `  airra oncall rotation list
  airra oncall rotation list -q '.[] | select(.is_active | not) | .name'`,
		Args: takesNone,
		RunE: func(cmd *cobra.Command, _ []string) error { return listRotations(cmd.Context(), a) },
	}
	offers(cmd, rotationFields)
	return cmd
}

func listRotations(ctx context.Context, a *App) error {
	return emitList(ctx, a, func(c *client.Client) ([]airra.Rotation, []column[airra.Rotation], error) {
		rotations, err := c.FindRotations(ctx)
		if err != nil {
			return nil, nil, err
		}
		other := c.Keeping() // What the list said is kept.
		return rotations, rotationColumns(a, a.rollCall(ctx, other)), nil
	}, rotationName, "There is no rotation. Begin with: airra oncall rotation set --example")
}

func newRotationViewCmd(a *App) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "view ROTATION",
		Aliases: []string{"show"},
		Short:   "Read a rotation: its layers, and who takes turns",
		Long: `Read a rotation: for whom it is, and for each of its layers who takes turns, how
long a turn is and when it changes. What -o yaml prints can be edited and written
back with "airra oncall rotation set".`,
		Example: `  airra oncall rotation view payments
  airra oncall rotation view payments -o yaml > payments.yaml`,
		Args:              takes(1, 1, "the name of a rotation"),
		ValidArgsFunction: completeRotations(a),
		RunE:              func(cmd *cobra.Command, args []string) error { return viewRotation(cmd.Context(), a, args[0]) },
	}
	offers(cmd, rotationFields)
	return cmd
}

func viewRotation(ctx context.Context, a *App, key string) error {
	c, err := a.client()
	if err != nil {
		return err
	}
	keeping := c.Keeping()
	r, err := keeping.FindRotation(ctx, key)
	if err != nil {
		return err
	}
	return showRotation(ctx, a, c, *r, keeping.Kept())
}

// showRotation shows one rotation: drawn, or its properties in a pipe.
func showRotation(ctx context.Context, a *App, c *client.Client, r airra.Rotation, raw []byte) error {
	names := a.rollCall(ctx, c)
	return a.emit(ctx, result{
		raw: raw, names: []string{r.Name}, grid: properties(rotationProperties(r)),
		human: func(s *screen) { drawRotation(s, r, names) },
	})
}

func newRotationRmCmd(a *App) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "rm ROTATION...",
		Aliases: []string{"remove"},
		Short:   "Take rotations away, with their overrides",
		Long: `Take rotations away, with their overrides and the requests for swaps in them. From
then on nobody has a turn in them, so it asks first; --yes answers. What is printed
is what they were. A "-" reads the names from standard input.`,
		Example: `  airra oncall rotation rm payments
  airra oncall rotation rm payments orders --yes`,
		Args:              takes(1, -1, "at least one rotation, by its name"),
		ValidArgsFunction: completeRotations(a),
		RunE:              func(cmd *cobra.Command, args []string) error { return removeRotations(cmd.Context(), a, args) },
	}
	offers(cmd, rotationFields)
	return cmd
}

func removeRotations(ctx context.Context, a *App, args []string) error {
	ctx, c, err := a.acting(ctx)
	if err != nil {
		return err
	}
	found, err := each(ctx, a, c, args, func(c *client.Client, key string) (airra.Rotation, error) {
		return valueOf(c.FindRotation(ctx, key))
	})
	if err != nil {
		return err
	}
	gone, err := removing[airra.Rotation]{
		name: rotationName, asks: "Nobody will have a turn in %s any more. Take it away?",
		remove: func(r airra.Rotation) error { return c.DeleteRotation(ctx, string(r.ID)) },
	}.run(ctx, a, found)
	if err != nil {
		return err
	}
	return show(ctx, a, gone, rotationColumns(a, roll{}), rotationName, func(s *screen, r airra.Rotation) {
		s.linef("%s  removed", s.paint(accent, oneLine(r.Name)))
	})
}

// completeRotations completes the names of rotations.
func completeRotations(a *App) completer {
	return completing(a, func(ctx context.Context, c *client.Client) ([]string, error) {
		rotations, err := c.FindRotations(ctx)
		values := make([]string, len(rotations))
		for i, r := range rotations {
			values[i] = described(r.Name, string(r.Level)+" for "+scopeText(airra.Shift{Service: r.Service, Team: r.Team}))
		}
		return values, err
	})
}

// completeSchedules completes rotations and services: both can be looked at.
func completeSchedules(a *App) completer {
	rotations, services := completeRotations(a), completeServices(a)
	return func(cmd *cobra.Command, args []string, toComplete string) ([]string, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		first, _ := rotations(cmd, args, toComplete)
		second, directive := services(cmd, args, toComplete)
		return append(first, second...), directive
	}
}
