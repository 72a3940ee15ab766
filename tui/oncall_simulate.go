package tui

import (
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/tui/look"
)

// startSimulation asks in the entry line for what should have happened.
func (s *oncallScreen) startSimulation(m *Model) {
	service := s.service
	if service == "" && len(m.data.services) > 0 {
		service = m.data.services[0].Name
	}
	m.line = newEntry("who would be contacted? service severity:", strings.TrimSpace(string(service)+" high"), func(text string) tea.Cmd {
		q, err := simulationQuery(text)
		if err != nil {
			m.toast.say(m.opts.Now(), airra.ErrorMessage(err))
			return nil
		}
		return s.simulate(m, q)
	})
}

// simulationQuery reads a service and, where it is said, a severity.
func simulationQuery(text string) (airra.SimulationQuery, error) {
	words := strings.Fields(text)
	q := airra.SimulationQuery{Severity: airra.SeverityHigh}
	if len(words) == 0 || len(words) > 2 {
		return q, airra.Invalid("service", "a service and a severity are needed, like: payment-service critical")
	}
	q.Service = airra.ServiceName(words[0])
	if len(words) == 2 {
		q.Severity = airra.Severity(words[1])
	}
	if !q.Severity.Valid() {
		return q, airra.Invalid("severity", "a severity is critical, high, medium or low, and not %s", look.Line(string(q.Severity)))
	}
	return q, nil
}

// simulate asks the server. Nothing is sent to anybody.
func (s *oncallScreen) simulate(m *Model, q airra.SimulationQuery) tea.Cmd {
	return func() tea.Msg {
		sim, err := m.opts.Backend.SimulatePaging(m.ctx, q)
		return simulated{screen: s, sim: sim, err: err}
	}
}

// simulated is the answer. A refusal is told and is no sign of a lost server.
type simulated struct {
	screen *oncallScreen
	sim    *airra.Simulation
	err    error
}

func (a simulated) apply(m *Model) tea.Cmd {
	if a.err != nil {
		m.toast.say(m.opts.Now(), "not simulated: "+airra.ErrorMessage(a.err))
		return nil
	}
	a.screen.sim, a.screen.top = a.sim, 0
	return nil
}

// simulationLines draw the ladder: each step with its time, and under it everybody who
// is told then, how, and why.
func (m *Model) simulationLines(sim airra.Simulation, width int) []string {
	head := look.Line(string(sim.Service)) + "  " + m.severityStyle(sim.Severity).Render(look.Severity(sim.Severity)+" "+look.Line(string(sim.Severity)))
	lines := []string{m.section("WHO WOULD BE CONTACTED", head+"  policy "+look.Line(sim.Policy))}
	lines = append(lines, m.styles.Faint.Render(fmt.Sprintf(" airra oncall simulate -l service=%s,severity=%s", look.Line(string(sim.Service)), look.Line(string(sim.Severity)))), "")
	round := 1
	for _, step := range sim.Steps {
		if step.Round != round {
			round = step.Round
			lines = append(lines, m.styles.Faint.Render(fmt.Sprintf(" round %d", round)))
		}
		lines = append(lines, m.simulatedStep(step, width)...)
	}
	lines = append(lines, "", " Nobody is left after "+look.Span(sim.ExhaustedAt.Sub(sim.At))+", at "+m.dutyTime(sim.ExhaustedAt)+".")
	for _, note := range sim.Notes {
		lines = append(lines, indented(wrap("◐ "+note, width-4), 2)...)
	}
	return lines
}

func (m *Model) simulatedStep(step airra.SimulatedStep, width int) []string {
	const indent = 16
	after := "at once"
	if step.AfterSeconds > 0 {
		after = "+" + look.Span(time.Duration(step.AfterSeconds)*time.Second)
	}
	head := look.Fit(fmt.Sprintf(" %3d  %s", step.Number, after), indent)
	var lines []string
	add := func(text string) {
		lines = append(lines, head+text)
		head = strings.Repeat(" ", indent)
	}
	for n, p := range step.Pages {
		add(m.styles.Accent.Render(look.Line(p.Engineer.Name)) + " by " + look.Line(p.Channel) + "  " + look.Line(p.Address))
		if n+1 == len(step.Pages) || step.Pages[n+1].Engineer.ID != p.Engineer.ID {
			for _, line := range wrap(p.Why.Sentence, width-indent-1) {
				add(m.styles.Faint.Render(line))
			}
		}
	}
	for _, nobody := range step.Nobody {
		add(m.styles.Warn.Render("✗ nobody: " + look.Line(nobody)))
	}
	return lines
}
