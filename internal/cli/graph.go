package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/airra/airra/internal/airra"
)

// dependencies is the graph of services as it is drawn: the roots, and what
// each one needs.
type dependencies struct {
	roots []airra.ServiceName
	needs map[airra.ServiceName][]airra.ServiceName
	names []airra.ServiceName
}

// graphOf makes the graph of everything, whose roots nobody needs, or of the
// part below one service.
func graphOf(services []airra.ServiceState, only []string) (dependencies, error) {
	plain := make([]airra.Service, len(services))
	for i, s := range services {
		plain[i] = s.Service
	}
	topology := airra.NewTopology(plain)
	g := dependencies{needs: map[airra.ServiceName][]airra.ServiceName{}, names: topology.Names()}
	if len(only) == 1 {
		root := airra.ServiceName(only[0])
		if _, ok := topology.Service(root); !ok {
			return g, &airra.Error{Code: airra.CodeNotFound, Message: fmt.Sprintf("there is no service %q", root), Hint: "See: airra service list"}
		}
		g.roots, g.names = []airra.ServiceName{root}, append([]airra.ServiceName{root}, topology.Upstreams(root)...)
	}
	for _, name := range g.names {
		service, _ := topology.Service(name)
		g.needs[name] = slices.Sorted(slices.Values(service.DependsOn))
		if len(only) == 0 && len(topology.Dependents(name)) == 0 {
			g.roots = append(g.roots, name)
		}
	}
	if len(g.roots) == 0 {
		g.roots = g.names // Everything stands in cycles, so every service begins one.
	}
	return g, nil
}

// tree draws the graph with lines. A service that is drawn already is only
// named again, so that a cycle or a shared part ends.
func (g dependencies) tree(depth int) string {
	var b strings.Builder
	drawn := map[airra.ServiceName]bool{}
	var walk func(name airra.ServiceName, indent string, left int)
	walk = func(name airra.ServiceName, indent string, left int) {
		needs := g.needs[name]
		if left == 0 || drawn[name] {
			return
		}
		drawn[name] = true
		for i, need := range needs {
			branch, below := "├─ ", "│  "
			if i == len(needs)-1 {
				branch, below = "└─ ", "   "
			}
			mark := ""
			if drawn[need] && len(g.needs[need]) > 0 {
				mark = " (above)"
			}
			b.WriteString(indent + branch + oneLine(string(need)) + mark + "\n")
			walk(need, indent+below, left-1)
		}
	}
	for _, root := range g.roots {
		b.WriteString(oneLine(string(root)) + "\n")
		walk(root, "", depth)
	}
	return b.String()
}

// dot writes the graph for Graphviz.
func (g dependencies) dot() string {
	var b strings.Builder
	b.WriteString("digraph services {\n  rankdir=LR;\n")
	for _, name := range g.names {
		fmt.Fprintf(&b, "  %s;\n", dotName(name))
		for _, need := range g.needs[name] {
			fmt.Fprintf(&b, "  %s -> %s;\n", dotName(name), dotName(need))
		}
	}
	b.WriteString("}\n")
	return b.String()
}

func dotName(name airra.ServiceName) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(oneLine(string(name))) + `"`
}

// mermaid writes the graph for Markdown. Names become labels of numbered nodes,
// because a name may hold what the language takes for its own.
func (g dependencies) mermaid() string {
	var b strings.Builder
	numbers := map[airra.ServiceName]int{}
	number := func(name airra.ServiceName) int {
		if _, ok := numbers[name]; !ok {
			numbers[name] = len(numbers) + 1
			fmt.Fprintf(&b, "  s%d[\"%s\"]\n", numbers[name], strings.ReplaceAll(oneLine(string(name)), `"`, "#quot;"))
		}
		return numbers[name]
	}
	b.WriteString("graph LR\n")
	for _, name := range g.names {
		from := number(name)
		for _, need := range g.needs[name] {
			to := number(need)
			fmt.Fprintf(&b, "  s%d --> s%d\n", from, to)
		}
	}
	return b.String()
}
