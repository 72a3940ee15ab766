package tui

import (
	"fmt"
	"strings"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/tui/look"
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
	lines = append(lines, "", m.section("NEEDS", ""))
	lines = append(lines, serviceList(v.DependsOn, "nothing that is known", width)...)
	lines = append(lines, "", m.section("NEEDED BY", ""))
	return append(lines, serviceList(v.Dependents, "nothing that is known", width)...)
}

func serviceList(names []airra.ServiceName, none string, width int) []string {
	texts := make([]string, len(names))
	for n, name := range names {
		texts[n] = string(name)
	}
	text := strings.Join(texts, ", ")
	if text == "" {
		text = none
	}
	return indented(wrap(text, width-4), 3)
}

func (m *Model) readingLines(v airra.ServiceState, width int) []string {
	if len(v.Signals) == 0 || !v.Monitored {
		return m.nothing("Nobody watches it: AIRRA_MONITORED_SERVICES, where airrad starts, does not name it.", "", width)
	}
	const row = " %s  %s  %s  %s  %s  %s"
	lines := []string{m.styles.Faint.Render(fmt.Sprintf(row, look.Fit("signal", 14), look.Fit("", 14), look.Right("now", 11), look.Right("normal", 11), look.Right("sigma", 6), "state"))}
	for _, r := range v.Signals {
		text, style := m.signalState(r.State)
		lines = append(lines, fmt.Sprintf(row, look.Fit(look.Line(r.Name), 14), m.styles.Accent.Render(look.Fit(readingSpark(r, 14), 14)),
			look.Right(measured(r.Current, r.Unit), 11), look.Right(measured(r.Expected, r.Unit), 11), look.Right(sigmaText(r.Sigma), 6), style.Render(text)))
	}
	return lines
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
