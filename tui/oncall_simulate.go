package tui

import (
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/look"
	"github.com/airra/airra/tui/ruler"
)

// startSimulation asks in the entry line for what should have happened, and when.
func (s *oncallScreen) startSimulation(m *Model) {
	service := s.service
	if service == "" && len(m.data.services) > 0 {
		service = m.data.services[0].Name
	}
	m.line = newEntry("who would be contacted? labels, and at when:", "service="+string(service)+" severity=high at now", func(text string) tea.Cmd {
		q, err := simulationQuery(text, m.opts.Now())
		if err != nil {
			m.toast.say(m.opts.Now(), airra.ErrorMessage(err))
			return nil
		}
		return s.simulate(m, q)
	})
}

// simulationQuery reads what an incident would be like, by labels or by the bare words
// of a service and a severity, and behind "at" when it would happen.
func simulationQuery(text string, now time.Time) (airra.SimulationQuery, error) {
	q := airra.SimulationQuery{Severity: airra.SeverityHigh}
	like, when, timed := strings.Cut(" "+strings.TrimSpace(text)+" ", " at ")
	for n, word := range strings.FieldsFunc(like, func(r rune) bool { return r == ' ' || r == ',' }) {
		name, value, labelled := strings.Cut(word, "=")
		if !labelled {
			value, name = word, "service"
			if n > 0 {
				name = "severity"
			}
		}
		switch name {
		case "service":
			q.Service = airra.ServiceName(value)
		case "severity":
			q.Severity = airra.Severity(value)
		default:
			return q, airra.Invalid("label", "paging depends on service and severity, and not on %s", look.Line(name))
		}
	}
	switch at, ok := untilOf(strings.TrimSpace(when), now); {
	case q.Service == "":
		return q, airra.Invalid("service", "a service is needed, like: service=payment-service severity=critical at +2h")
	case !q.Severity.Valid():
		return q, airra.Invalid("severity", "a severity is critical, high, medium or low, and not %s", look.Line(string(q.Severity)))
	case !timed || strings.TrimSpace(when) == "now":
		return q, nil
	case !ok:
		return q, airra.Invalid("at", "a time is now, +2h, 18:00 or 2026-12-24 20:00, and not %s", look.Line(strings.TrimSpace(when)))
	default:
		q.At = at.UTC()
		return q, nil
	}
}

// simulate asks the server. Nothing is sent to anybody.
func (s *oncallScreen) simulate(m *Model, q airra.SimulationQuery) tea.Cmd {
	return func() tea.Msg {
		sim, err := m.opts.Backend.SimulatePaging(m.ctx, q)
		return simulated{screen: s, at: q.At, sim: sim, err: err}
	}
}

// simulated is the answer. A refusal is told and is no sign of a lost server.
type simulated struct {
	screen *oncallScreen
	at     time.Time
	sim    *airra.Simulation
	err    error
}

func (a simulated) apply(m *Model) tea.Cmd {
	if a.err != nil {
		m.toast.say(m.opts.Now(), "not simulated: "+airra.ErrorMessage(a.err))
		return nil
	}
	a.screen.sim, a.screen.simAt, a.screen.top = a.sim, a.at, 0
	return nil
}

// simulationLines draw the ladder: each step with its time, and under it everybody who
// is told then, how, and why. Its command names the time that was asked for.
func (m *Model) simulationLines(sim airra.Simulation, at time.Time, width int) []string {
	head := look.Line(string(sim.Service)) + "  " + m.severityStyle(sim.Severity).Render(look.Severity(sim.Severity)+" "+look.Line(string(sim.Severity)))
	lines := []string{m.section("WHO WOULD BE CONTACTED", head+"  at "+m.dutyTime(sim.At)+"  policy "+look.Line(sim.Policy))}
	command := fmt.Sprintf("airra oncall simulate -l service=%s,severity=%s", look.Line(string(sim.Service)), look.Line(string(sim.Severity)))
	if !at.IsZero() {
		command += " --at " + at.Format(time.RFC3339)
	}
	lines = append(lines, m.styles.Faint.Render(" "+command), "")
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
	head := ruler.Fit(fmt.Sprintf(" %3d  %s", step.Number, after), indent)
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
