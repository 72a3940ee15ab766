package cli

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
)

func newServiceCmd(a *App) *cobra.Command {
	return newNounCmd("service", "Look at what is watched, and what depends on what",
		`A service is what incidents happen to: watched through its signals, known from
the services file, or both.`,
		`  airra service list
  airra service graph payment-service`,
		[]string{"svc", "services"},
		newServiceListCmd(a), newServiceViewCmd(a), newServiceGraphCmd(a))
}

var serviceFields = fieldsOf[airra.ServiceState]()

func serviceName(v airra.ServiceState) string { return string(v.Name) }

func serviceColumns() []column[airra.ServiceState] {
	text := func(name string, wide bool, get func(v airra.ServiceState) string) column[airra.ServiceState] {
		return column[airra.ServiceState]{name: name, wide: wide, cell: func(v airra.ServiceState) cell { return cell{data: get(v)} }}
	}
	return []column[airra.ServiceState]{
		text("NAME", false, serviceName),
		{name: "STATE", cell: serviceStateCell},
		{name: "OPEN", right: true, cell: func(v airra.ServiceState) cell { return cell{data: fmt.Sprint(v.OpenIncidents)} }},
		text("CRITICALITY", false, func(v airra.ServiceState) string { return string(v.Criticality) }),
		text("TIER", false, func(v airra.ServiceState) string { return v.Tier }),
		text("TEAM", false, func(v airra.ServiceState) string { return v.Team }),
		{name: "DEPENDS_ON", shrink: true, cell: func(v airra.ServiceState) cell { return cell{data: namesOf(v.DependsOn)} }},
		text("DEPENDENTS", true, func(v airra.ServiceState) string { return namesOf(v.Dependents) }),
		text("OWNERS", true, func(v airra.ServiceState) string { return strings.Join(v.Owners, ",") }),
	}
}

func namesOf(names []airra.ServiceName) string {
	texts := make([]string, len(names))
	for i, n := range names {
		texts[i] = string(n)
	}
	return strings.Join(texts, ",")
}

// serviceStateCell is the worst state of any signal, or that nobody looks.
func serviceStateCell(v airra.ServiceState) cell {
	if !v.Monitored {
		return cell{data: "not_monitored", text: "○ not monitored", look: faint}
	}
	for _, state := range []string{"anomalous", "no_data", "warming_up"} {
		if slices.ContainsFunc(v.Signals, func(r airra.SignalReading) bool { return r.State == state }) {
			return signalStateCell(state)
		}
	}
	return signalStateCell("normal")
}

func signalStateCell(state string) cell {
	switch state {
	case "anomalous":
		return cell{data: state, text: "▲ anomalous", look: alarm}
	case "no_data":
		return cell{data: state, text: "✗ no data", look: amber}
	case "warming_up":
		return cell{data: state, text: "◐ warming up", look: faint}
	case "normal":
		return cell{data: state, text: "● normal", look: good}
	default:
		return cell{data: state}
	}
}

func newServiceListCmd(a *App) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "list",
		Aliases: []string{"ls"},
		Short:   "List the services that are watched or known",
		Long: `List the services that are watched or known, each with the worst state of its
signals and the number of its open incidents.`,
		Example: `  airra service list
  airra service list -o wide
  airra service list -q '.[] | select(.open_incidents > 0) | .name'`,
		Args: takesNone,
		RunE: func(cmd *cobra.Command, _ []string) error { return listServices(cmd.Context(), a) },
	}
	offers(cmd, serviceFields)
	return cmd
}

func listServices(ctx context.Context, a *App) error {
	c, err := a.client()
	if err != nil {
		return err
	}
	keeping := c.Keeping()
	services, err := keeping.Services(ctx)
	if err != nil {
		return err
	}
	r, err := listResult(keeping.Kept(), serviceColumns(), services, serviceName, "No service is watched or known: set AIRRA_MONITORED_SERVICES or AIRRA_SERVICES_FILE for airrad.")
	if err != nil {
		return err
	}
	return a.emit(ctx, r)
}

func newServiceViewCmd(a *App) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "view SERVICE",
		Aliases: []string{"show"},
		Short:   "Read a service: its signals against their normal bands",
		Long: `Read a service: each signal as it is now against what is normal for it, what the
service needs and who needs it.`,
		Example: `  airra service view payment-service
  airra service view payment-service -o json`,
		Args:              takes(1, 1, "the name of a service"),
		ValidArgsFunction: completeServices(a),
		RunE:              func(cmd *cobra.Command, args []string) error { return viewService(cmd.Context(), a, args[0]) },
	}
	offers(cmd, serviceFields)
	return cmd
}

func viewService(ctx context.Context, a *App, name string) error {
	c, err := a.client()
	if err != nil {
		return err
	}
	keeping := c.Keeping()
	v, err := keeping.Service(ctx, airra.ServiceName(name))
	if err != nil {
		return err
	}
	return a.emit(ctx, result{
		raw: keeping.Kept(), names: []string{string(v.Name)},
		grid:  func(wide bool) grid { return gridOf(readingColumns(a), v.Signals, wide) },
		human: func(s *screen) { drawService(s, a, *v) },
	})
}

func readingColumns(a *App) []column[airra.SignalReading] {
	s := a.screen()
	measured := func(name string, get func(r airra.SignalReading) *float64, write func(v float64, unit string) string) column[airra.SignalReading] {
		return column[airra.SignalReading]{name: name, right: true, cell: func(r airra.SignalReading) cell {
			v := get(r)
			if v == nil {
				return cell{}
			}
			return cell{data: jsonText(*v), text: write(*v, r.Unit)}
		}}
	}
	return []column[airra.SignalReading]{
		{name: "SIGNAL", cell: func(r airra.SignalReading) cell { return cell{data: r.Name} }},
		{name: "STATE", cell: func(r airra.SignalReading) cell { return signalStateCell(r.State) }},
		measured("NOW", func(r airra.SignalReading) *float64 { return r.Current }, quantity),
		measured("NORMAL", func(r airra.SignalReading) *float64 { return r.Expected }, quantity),
		measured("SIGMA", func(r airra.SignalReading) *float64 { return r.Sigma }, func(v float64, _ string) string { return fmt.Sprintf("%.1f", v) }),
		{name: "SAMPLES", right: true, cell: func(r airra.SignalReading) cell { return cell{data: fmt.Sprint(r.Samples)} }},
		{name: "AT", right: true, cell: func(r airra.SignalReading) cell {
			return cell{data: stampOf(r.At), text: readingAge(s, r)}
		}},
		{name: "UNIT", wide: true, cell: func(r airra.SignalReading) cell { return cell{data: r.Unit} }},
		{name: "QUERY", wide: true, cell: func(r airra.SignalReading) cell { return cell{data: r.Query} }},
	}
}

func readingAge(s *screen, r airra.SignalReading) string {
	if r.At == nil {
		return "never"
	}
	return s.ago(*r.At)
}

func drawService(s *screen, a *App, v airra.ServiceState) {
	line := s.paint(strong, oneLine(string(v.Name))) + "  " + paintCell(s, serviceStateCell(v))
	for _, fact := range []string{string(v.Criticality), v.Tier, v.Team} {
		if fact != "" {
			line += "  " + oneLine(fact)
		}
	}
	s.line(line)
	if v.OpenIncidents > 0 {
		s.line(s.paint(amber, plural(v.OpenIncidents, "open incident")) + ": airra incident list --open --service " + oneLine(string(v.Name)))
	}
	if len(v.Signals) > 0 {
		s.section("SIGNALS")
		columns := append([]column[airra.SignalReading]{{name: " ", cell: func(r airra.SignalReading) cell {
			return cell{text: " " + sparkline(r.Recent, sparkWidth), look: accent}
		}}}, readingColumns(a)...)
		gridOf(columns, v.Signals, false).human(s, true, s.width)
	}
	if len(v.DependsOn) > 0 {
		s.section("NEEDS")
		s.wrapped("  ", strings.ReplaceAll(namesOf(v.DependsOn), ",", ", "))
	}
	if len(v.Dependents) > 0 {
		s.section("NEEDED BY")
		s.wrapped("  ", strings.ReplaceAll(namesOf(v.Dependents), ",", ", "))
	}
}

func newServiceGraphCmd(a *App) *cobra.Command {
	var depth int
	cmd := &cobra.Command{
		Use:   "graph [SERVICE]",
		Short: "Draw what depends on what",
		Long: `Draw what each service needs, as a tree, or as a graph for Graphviz (-o dot) or
for Markdown (-o mermaid). With a service, only what that one needs.`,
		Example: `  airra service graph
  airra service graph payment-service --depth 2
  airra service graph -o dot > services.dot`,
		Args:              takes(0, 1, "the name of a service"),
		ValidArgsFunction: completeServices(a),
		RunE: func(cmd *cobra.Command, args []string) error {
			return graphServices(cmd.Context(), a, args, depth)
		},
	}
	cmd.Flags().IntVar(&depth, "depth", 10, "how many steps deep")
	offers(cmd, serviceFields)
	draws(cmd, "dot", "mermaid")
	return cmd
}

func graphServices(ctx context.Context, a *App, args []string, depth int) error {
	c, err := a.client()
	if err != nil {
		return err
	}
	keeping := c.Keeping()
	services, err := keeping.Services(ctx)
	if err != nil {
		return err
	}
	g, err := graphOf(services, args)
	if err != nil {
		return err
	}
	drawings := map[string]func() string{"": func() string { return g.tree(depth) }, "dot": g.dot, "mermaid": g.mermaid}
	if draw, ok := drawings[a.global.output]; ok && a.global.jq == "" && len(a.global.fields) == 0 {
		_, err = io.WriteString(a.Out, draw())
		return err
	}
	r, err := listResult(keeping.Kept(), serviceColumns(), services, serviceName, "")
	if err != nil {
		return err
	}
	return a.emit(ctx, r)
}
