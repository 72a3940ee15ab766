package cli

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
)

func newSimCmd(a *App) *cobra.Command {
	return newNounCmd("sim", "Start scenarios and drills, and ask what an action would do",
		`A scenario is a written disturbance. One that is started moves the demo's gauges of
a service and reports nothing: the monitor has to find it, as it would find anything
else. Stopping it puts the gauges back. A drill is a sequence of scenarios.

The server needs its demo gauges for this, which it has with AIRRA_DEMO=true.`,
		`  airra sim list
  airra sim start memory_leak_gradual
  airra sim whatif restart_pod payment-service --category memory_leak`,
		[]string{"simulator"},
		newSimListCmd(a), newSimViewCmd(a), newSimStartCmd(a), newSimStopCmd(a), newSimRunsCmd(a), newSimDrillCmd(a), newSimWhatIfCmd(a))
}

var scenarioFields = fieldsOf[airra.Scenario]()

func scenarioName(s airra.Scenario) string { return s.ID }

// The words that scenarios are chosen by. The server has the same and refuses others.
var (
	difficulties = []string{"beginner", "intermediate", "advanced"}
	scenarioTags = []string{"resource", "performance", "availability", "external", "configuration"}
)

func scenarioColumns() []column[airra.Scenario] {
	return []column[airra.Scenario]{
		{name: "ID", cell: func(s airra.Scenario) cell { return cell{data: s.ID, look: accent} }},
		{name: "SEVERITY", cell: func(s airra.Scenario) cell { return severityCell(s.Severity) }},
		{name: "DIFFICULTY", drop: true, cell: func(s airra.Scenario) cell { return cell{data: s.Difficulty} }},
		{name: "SECONDS", right: true, cell: func(s airra.Scenario) cell { return cell{data: strconv.FormatInt(s.DurationSeconds, 10)} }},
		{name: "NAME", shrink: true, keep: 12, cell: func(s airra.Scenario) cell { return cell{data: s.Name} }},
		{name: "SERVICE", wide: true, cell: func(s airra.Scenario) cell { return cell{data: string(s.Service)} }},
		{name: "TAGS", wide: true, cell: func(s airra.Scenario) cell { return cell{data: strings.Join(s.Tags, ",")} }},
		{name: "METRICS", wide: true, right: true, cell: func(s airra.Scenario) cell { return cell{data: strconv.Itoa(s.MetricCount)} }},
	}
}

func newSimListCmd(a *App) *cobra.Command {
	var filter airra.ScenarioFilter
	cmd := &cobra.Command{
		Use:     "list",
		Aliases: []string{"ls"},
		Short:   "List the scenarios that can be started",
		Long:    `List the scenarios that can be started.`,
		Example: `  airra sim list
  airra sim list --difficulty beginner --tag resource`,
		Args: takesNone,
		RunE: func(cmd *cobra.Command, _ []string) error { return listScenarios(cmd.Context(), a, filter) },
	}
	cmd.Flags().StringVar(&filter.Difficulty, "difficulty", "", "only those of this `DIFFICULTY`: "+listOf(difficulties))
	cmd.Flags().StringVar(&filter.Tag, "tag", "", "only those with this `TAG`: "+listOf(scenarioTags))
	offers(cmd, scenarioFields)
	completesFlag(cmd, "difficulty", fixed(difficulties))
	completesFlag(cmd, "tag", fixed(scenarioTags))
	return cmd
}

func listScenarios(ctx context.Context, a *App, filter airra.ScenarioFilter) error {
	if filter.Difficulty != "" {
		if _, err := known("--difficulty", []string{filter.Difficulty}, difficulties); err != nil {
			return err
		}
	}
	if filter.Tag != "" {
		if _, err := known("--tag", []string{filter.Tag}, scenarioTags); err != nil {
			return err
		}
	}
	return emitList(ctx, a, func(c *client.Client) ([]airra.Scenario, []column[airra.Scenario], error) {
		scenarios, err := c.FindScenarios(ctx, filter)
		return scenarios, scenarioColumns(), err
	}, scenarioName, "No scenario fits.")
}

func newSimViewCmd(a *App) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "view SCENARIO",
		Aliases: []string{"show"},
		Short:   "Show a scenario, and what it does to the gauges",
		Long: `Show what a scenario tells, what it does to which gauge, and what a good analysis
finds and proposes.`,
		Example: `  airra sim view memory_leak_gradual
  airra sim view pod_crash_loop -q .expected_root_cause`,
		Args:              takes(1, 1, "a scenario, like memory_leak_gradual"),
		ValidArgsFunction: completeScenarios(a),
		RunE:              func(cmd *cobra.Command, args []string) error { return viewScenario(cmd.Context(), a, args[0]) },
	}
	offers(cmd, scenarioFields)
	return cmd
}

func viewScenario(ctx context.Context, a *App, id string) error {
	c, err := a.client()
	if err != nil {
		return err
	}
	keeping := c.Keeping()
	s, err := keeping.FindScenario(ctx, id)
	if err != nil {
		return err
	}
	return a.emit(ctx, result{
		raw: keeping.Kept(), names: []string{s.ID}, grid: properties(scenarioProperties(*s)), human: func(out *screen) { drawScenario(out, *s) },
	})
}

func scenarioProperties(s airra.Scenario) []property {
	list := []property{
		{"id", s.ID},
		{"name", s.Name},
		{"service", string(s.Service)},
		{"severity", string(s.Severity)},
		{"difficulty", s.Difficulty},
		{"tags", strings.Join(s.Tags, ",")},
		{"duration_seconds", strconv.FormatInt(s.DurationSeconds, 10)},
		{"description", s.Description},
	}
	for _, g := range s.Gauges {
		list = append(list, property{"gauge_" + g.Gauge, fmt.Sprintf("%s %s", factorText(g.Factor), g.Shape)})
	}
	for _, m := range s.Metrics {
		list = append(list, property{"metric_" + m.Name, fmt.Sprintf("%v for %v %s (%+.1f sigma, %s)", m.Value, m.Baseline, m.Unit, m.DeviationSigma, m.PatternType)})
	}
	return append(list, property{"expected_root_cause", s.ExpectedRootCause}, property{"expected_action_types", strings.Join(s.ExpectedActionTypes, ",")})
}

// factorText is a factor as people write it.
func factorText(factor float64) string { return "×" + strconv.FormatFloat(factor, 'g', 4, 64) }

func drawScenario(s *screen, v airra.Scenario) {
	s.flow("", "  ", s.paint(strong, oneLine(v.Name))+"  "+paintCell(s, severityCell(v.Severity))+"  "+oneLine(string(v.Service))+"  "+
		exact(time.Duration(v.DurationSeconds)*time.Second)+"  "+s.paint(faint, oneLine(v.Difficulty+", "+strings.Join(v.Tags, ", "))))
	s.wrapped("  ", v.Description)
	s.section("GAUGES")
	for _, g := range v.Gauges {
		s.linef("  %-14s %-7s %s", oneLine(g.Gauge), factorText(g.Factor), oneLine(g.Shape))
	}
	s.section("THE STORY")
	for _, m := range v.Metrics {
		s.linef("  %s  %s for %s  %s", oneLine(m.Name), quantity(m.Value, m.Unit), quantity(m.Baseline, m.Unit), s.paint(faint, fmt.Sprintf("%+.1f σ, %s", m.DeviationSigma, oneLine(m.PatternType))))
	}
	s.section("A GOOD ANALYSIS")
	s.linef("  finds %s and proposes %s", s.paint(accent, oneLine(v.ExpectedRootCause)), oneLine(strings.Join(v.ExpectedActionTypes, " or ")))
	s.section("NEXT")
	s.line("  " + s.paint(accent, "airra sim start "+oneLine(v.ID)))
}

func completeScenarios(a *App) completer {
	return completing(a, func(ctx context.Context, c *client.Client) ([]string, error) {
		scenarios, err := c.FindScenarios(ctx, airra.ScenarioFilter{})
		values := make([]string, len(scenarios))
		for i, s := range scenarios {
			values[i] = described(s.ID, s.Name)
		}
		return values, err
	})
}
