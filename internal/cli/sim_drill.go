package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
)

func newSimDrillCmd(a *App) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "drill [DRILL]",
		Short: "List the drills, or start one",
		Long: `List the written sequences of scenarios; with the name of one, start it. Each step is
a simulation of its own, which "airra sim stop" ends also before it begins.`,
		Example: `  airra sim drill
  airra sim drill busy_day
  airra sim runs --all -q '.[] | select(.drill_id == "busy_day") | .simulation_id' | airra sim stop -`,
		Args:              takes(0, 1, "one drill, like busy_day"),
		ValidArgsFunction: completeDrills(a),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return listDrills(cmd.Context(), a)
			}
			return startDrill(cmd.Context(), a, args[0])
		},
	}
	offers(cmd, bothFields(fieldsOf[airra.Drill](), simulationFields))
	return cmd
}

func drillName(d airra.Drill) string { return d.ID }

func drillColumns() []column[airra.Drill] {
	return []column[airra.Drill]{
		{name: "ID", cell: func(d airra.Drill) cell { return cell{data: d.ID, look: accent} }},
		{name: "STEPS", right: true, cell: func(d airra.Drill) cell { return cell{data: strconv.Itoa(len(d.Steps))} }},
		{name: "DESCRIPTION", shrink: true, cell: func(d airra.Drill) cell { return cell{data: d.Description} }},
	}
}

func listDrills(ctx context.Context, a *App) error {
	c, err := a.client()
	if err != nil {
		return err
	}
	keeping := c.Keeping()
	drills, err := keeping.Drills(ctx)
	if err != nil {
		return err
	}
	r, err := listResult(keeping.Kept(), drillColumns(), drills, drillName, "There is no drill.")
	if err != nil {
		return err
	}
	r.human = func(s *screen) {
		for _, d := range drills {
			drawDrill(s, d)
		}
	}
	return a.emit(ctx, r)
}

func drawDrill(s *screen, d airra.Drill) {
	s.section(oneLine(d.ID))
	s.wrapped("  ", d.Description)
	for _, step := range d.Steps {
		after := "at once"
		if step.DelaySeconds > 0 {
			after = "+" + exact(time.Duration(step.DelaySeconds)*time.Second)
		}
		s.linef("  %8s  %-20s  %s", after, oneLine(string(step.Service)), s.paint(accent, oneLine(step.ScenarioID)))
		s.wrappedIn(faint, fmt.Sprintf("  %8s  ", ""), step.Comment)
	}
}

func startDrill(ctx context.Context, a *App, id string) error {
	ctx, c, err := a.acting(ctx)
	if err != nil {
		return err
	}
	keeping := c.Keeping()
	runs, err := keeping.StartDrill(ctx, id)
	if err != nil {
		return err
	}
	var raws []json.RawMessage
	if err := json.Unmarshal(keeping.Kept(), &raws); err != nil {
		return fmt.Errorf("read the simulations again: %w", err)
	}
	return showSimulations(ctx, a, outcome[airra.SimulationRun]{values: runs, raws: raws, many: true})
}

func completeDrills(a *App) completer {
	return completing(a, func(ctx context.Context, c *client.Client) ([]string, error) {
		drills, err := c.Drills(ctx)
		values := make([]string, len(drills))
		for i, d := range drills {
			values[i] = described(d.ID, d.Name)
		}
		return values, err
	})
}
