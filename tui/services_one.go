package tui

import (
	"fmt"
	"strings"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/look"
)

// serviceLines tell one service: each signal against what is normal for it, what the
// service needs, and who needs it.
func (m *Model) serviceLines(v airra.ServiceState, width int) []string {
	text, style := m.serviceState(v)
	head := " " + m.styles.Strong.Render(look.Line(string(v.Name))) + "  " + style.Render(text)
	for _, fact := range []string{string(v.Criticality), v.Tier, v.Team, strings.Join(v.Owners, ", ")} {
		if fact != "" {
			head += "  " + look.Line(fact)
		}
	}
	lines := []string{head}
	if v.OpenIncidents > 0 {
		lines = append(lines, " "+m.styles.Warn.Render(plural(v.OpenIncidents, "open incident"))+"  2 lists the incidents")
	}
	lines = append(append(lines, ""), m.readingLines(v, width)...)
	lines = append(lines, m.needLines(v, width)...)
	return append(lines, m.neededByLines(v, width)...)
}

// needLines draw what a service depends on, and say where that is known from.
func (m *Model) needLines(v airra.ServiceState, width int) []string {
	origin := "declared in the services file"
	if !v.Known {
		origin = "it does not stand in the services file, so nobody has said"
	}
	lines := []string{"", m.section("NEEDS", origin)}
	if len(v.DependsOn) == 0 {
		return append(lines, "   nothing that is known")
	}
	return append(lines, m.treeLines(v.Name, m.needs, width)...)
}

func (m *Model) neededByLines(v airra.ServiceState, width int) []string {
	lines := []string{"", m.section("NEEDED BY", "those that declare it")}
	if len(v.Dependents) == 0 {
		return append(lines, "   nothing that is known")
	}
	return append(lines, m.treeLines(v.Name, m.neededBy, width)...)
}

// measured is a number with its unit. What nobody has measured is no number.
func measured(value *float64, unit string) string {
	if value == nil {
		return "–"
	}
	return airra.Quantity(*value, look.Line(strings.TrimPrefix(unit, "req")))
}

func sigmaText(sigma *float64) string {
	if sigma == nil {
		return "–"
	}
	return fmt.Sprintf("%.1f", *sigma)
}
