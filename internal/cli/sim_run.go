package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
)

var simulationFields = fieldsOf[airra.SimulationRun]()

func simulationName(r airra.SimulationRun) string { return r.ID }

// simulationCell shows a state. One that runs stands out.
func simulationCell(status string) cell {
	switch status {
	case airra.SimulationRunning:
		return cell{data: status, text: "● " + status, look: amber}
	case airra.SimulationScheduled:
		return cell{data: status, text: "◷ " + status}
	default:
		return cell{data: status, text: "○ " + oneLine(status), look: faint}
	}
}

func simulationColumns(a *App) []column[airra.SimulationRun] {
	s := a.screen()
	return []column[airra.SimulationRun]{
		{name: "ID", cell: func(r airra.SimulationRun) cell { return cell{data: r.ID, look: accent} }},
		{name: "STATUS", cell: func(r airra.SimulationRun) cell { return simulationCell(r.Status) }},
		{name: "SCENARIO", shrink: true, keep: 12, cell: func(r airra.SimulationRun) cell { return cell{data: r.ScenarioID} }},
		{name: "SERVICE", shrink: true, keep: 12, cell: func(r airra.SimulationRun) cell { return cell{data: string(r.Service)} }},
		{name: "INCIDENT", cell: func(r airra.SimulationRun) cell { return cell{data: r.IncidentRef} }},
		{name: "STARTS", drop: true, cell: func(r airra.SimulationRun) cell { return cell{data: stamp(r.StartsAt), text: s.clock(r.StartsAt)} }},
		{name: "ENDS", drop: true, cell: func(r airra.SimulationRun) cell {
			if neverBegan(r) {
				return cell{text: "never began", look: faint}
			}
			return cell{data: stamp(r.Until()), text: s.clock(r.Until())}
		}},
		{name: "STARTED_BY", wide: true, cell: func(r airra.SimulationRun) cell { return cell{data: r.StartedBy} }},
		{name: "DRILL", wide: true, cell: func(r airra.SimulationRun) cell { return cell{data: r.DrillID} }},
	}
}

// neverBegan says whether a simulation was stopped before its time came.
func neverBegan(r airra.SimulationRun) bool { return r.Until().Before(r.StartsAt) }

// simulationSentence says in one line what became of a simulation.
func simulationSentence(s *screen, r airra.SimulationRun) {
	when := "until " + s.clock(r.Until())
	if r.Status == airra.SimulationScheduled {
		when = "from " + s.clock(r.StartsAt) + " " + when
	}
	found := ""
	if r.IncidentRef != "" {
		found = "found as " + s.paint(accent, oneLine(r.IncidentRef)) + "  "
	}
	s.linef("%s  %s  %s%s on %s  %s", s.paint(accent, oneLine(r.ID)), paintCell(s, simulationCell(r.Status)), found, oneLine(r.ScenarioID), oneLine(string(r.Service)), s.paint(faint, when))
}

func showSimulations(ctx context.Context, a *App, out outcome[airra.SimulationRun]) error {
	return show(ctx, a, out, simulationColumns(a), simulationName, simulationSentence)
}

type simStartOptions struct {
	app      *App
	service  string
	duration time.Duration
}

func newSimStartCmd(a *App) *cobra.Command {
	o := &simStartOptions{app: a}
	cmd := &cobra.Command{
		Use:   "start SCENARIO",
		Short: "Let a scenario disturb a service",
		Long: `Let a scenario move the demo's gauges of a service for a while. No incident is made:
when the monitor finds one, "airra sim runs" names it. Incidents that come of it are
marked as simulated and count in no measure of how people did.

Signals of an incident that was just resolved are kept closed until they have been
normal for five minutes. A scenario that moves nothing else is not found before; it
is started all the same, and a warning says from when on it would be found.`,
		Example: `  airra sim start memory_leak_gradual
  airra sim start cpu_spike_traffic_surge --service order-service --for 2m`,
		Args:              takes(1, 1, "a scenario, like memory_leak_gradual"),
		ValidArgsFunction: completeScenarios(a),
		RunE:              func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), args[0]) },
	}
	cmd.Flags().StringVar(&o.service, "service", "", "disturb this `SERVICE` (default: the scenario's own)")
	cmd.Flags().DurationVar(&o.duration, "for", 0, "how long, like 2m (default: the scenario's own)")
	offers(cmd, simulationFields)
	return cmd
}

func (o *simStartOptions) run(ctx context.Context, scenario string) error {
	if o.duration < 0 || o.duration%time.Second != 0 {
		return usagef("Like: --for 2m", "--for takes whole seconds, not %s", o.duration)
	}
	ctx, c, err := o.app.acting(ctx)
	if err != nil {
		return err
	}
	keeping := c.Keeping()
	r, err := keeping.StartScenario(ctx, scenario, airra.NewSimulation{Service: airra.ServiceName(o.service), DurationSeconds: int64(o.duration / time.Second)})
	if err != nil {
		return err
	}
	if r.Warning != "" {
		defer o.app.say("%s", oneLine(r.Warning))
	}
	return showSimulations(ctx, o.app, outcome[airra.SimulationRun]{values: []airra.SimulationRun{*r}, raws: []json.RawMessage{keeping.Kept()}})
}

func newSimStopCmd(a *App) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "stop SIMULATION...",
		Short: "End simulations, so that their gauges are what they were",
		Long: `End simulations that run or have still to begin, whoever started them. A "-" reads
the ids from standard input.`,
		Example: `  airra sim stop sim_0a1b2c3d
  airra sim runs -o name | airra sim stop -`,
		Args:              takes(1, -1, "at least one simulation, like sim_0a1b2c3d"),
		ValidArgsFunction: completeSimulations(a),
		RunE:              func(cmd *cobra.Command, args []string) error { return stopSimulations(cmd.Context(), a, args) },
	}
	offers(cmd, simulationFields)
	return cmd
}

func stopSimulations(ctx context.Context, a *App, args []string) error {
	ctx, c, err := a.acting(ctx)
	if err != nil {
		return err
	}
	out, err := each(ctx, a, c, args, func(c *client.Client, key string) (airra.SimulationRun, error) {
		return valueOf(c.StopSimulation(ctx, key))
	})
	if err != nil {
		return err
	}
	return showSimulations(ctx, a, out)
}

func newSimRunsCmd(a *App) *cobra.Command {
	var all bool
	cmd := &cobra.Command{
		Use:   "runs [SIMULATION]",
		Short: "List what is being simulated, or show one simulation",
		Long: `List the simulations that run now, the latest first, with the incident that the
monitor made of each; --all lists those that are over or have still to begin, too.`,
		Example: `  airra sim runs
  airra sim runs --all
  airra sim runs sim_0a1b2c3d -q .incident_ref`,
		Args:              takes(0, 1, "one simulation, like sim_0a1b2c3d"),
		ValidArgsFunction: completeSimulations(a),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 {
				return viewSimulation(cmd.Context(), a, args)
			}
			return emitList(cmd.Context(), a, func(c *client.Client) ([]airra.SimulationRun, []column[airra.SimulationRun], error) {
				runs, err := c.FindSimulations(cmd.Context(), all)
				return runs, simulationColumns(a), err
			}, simulationName, "Nothing is being simulated.")
		},
	}
	cmd.Flags().BoolVar(&all, "all", false, "those that are over or have still to begin, too")
	offers(cmd, simulationFields)
	return cmd
}

func viewSimulation(ctx context.Context, a *App, args []string) error {
	c, err := a.client()
	if err != nil {
		return err
	}
	out, err := each(ctx, a, c, args, func(c *client.Client, key string) (airra.SimulationRun, error) {
		return valueOf(c.FindSimulation(ctx, key))
	})
	if err != nil {
		return err
	}
	return show(ctx, a, out, simulationColumns(a), simulationName, func(s *screen, r airra.SimulationRun) {
		simulationSentence(s, r)
		s.line("  " + s.paint(faint, fmt.Sprintf("started by %s; %s moved; %s, %s", oneLine(r.StartedBy), plural(r.MetricsInjected, "gauge"), plural(r.HypothesesCount, "hypothesis"), plural(r.ActionsCount, "action"))))
	})
}

func completeSimulations(a *App) completer {
	return completing(a, func(ctx context.Context, c *client.Client) ([]string, error) {
		runs, err := c.FindSimulations(ctx, false)
		values := make([]string, len(runs))
		for i, r := range runs {
			values[i] = described(r.ID, r.ScenarioID+" on "+string(r.Service))
		}
		return values, err
	})
}
