package tui

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/look"
	"github.com/airra/airra/tui/ruler"
)

// simulatorDialog lists what can be simulated, and above it what is: scenarios that
// disturb a service of the demo, and drills, which are many of them in a written order.
type simulatorDialog struct {
	cursor    cursor
	known     bool
	away      error // why the server has no simulator
	scenarios []airra.Scenario
	drills    []airra.Drill
	runs      []airra.SimulationRun // that run or are to begin
}

// openSimulator lays the dialog over what is there.
func (m *Model) openSimulator() tea.Cmd {
	d := &simulatorDialog{}
	return tea.Batch(m.open(d), d.load(m))
}

// simulatorState is everything that the dialog shows.
type simulatorState struct {
	scenarios []airra.Scenario
	drills    []airra.Drill
	runs      []airra.SimulationRun
}

// load asks for what can be simulated. A server without the demo refuses, and its reason
// is what the dialog says.
func (d *simulatorDialog) load(m *Model) tea.Cmd {
	return func() tea.Msg {
		all, err := readSimulator(m.ctx, m.opts.Backend)
		if refused(err) {
			return loaded{set: func(*Model) tea.Cmd { d.known, d.away = true, err; return nil }}
		}
		return loaded{err: err, set: func(m *Model) tea.Cmd {
			d.known, d.away = true, nil
			d.scenarios, d.drills, d.runs = all.scenarios, all.drills, unfinished(all.runs, m.opts.Now())
			return nil
		}}
	}
}

func readSimulator(ctx context.Context, b airra.Simulator) (all simulatorState, err error) {
	if all.scenarios, err = b.FindScenarios(ctx, airra.ScenarioFilter{}); err != nil {
		return all, err
	}
	if all.drills, err = b.Drills(ctx); err != nil {
		return all, err
	}
	all.runs, err = b.FindSimulations(ctx, true)
	return all, err
}

// unfinished are the simulations that run or are to begin, those that end first first.
func unfinished(all []airra.SimulationRun, now time.Time) []airra.SimulationRun {
	left := slices.DeleteFunc(slices.Clone(all), func(r airra.SimulationRun) bool { return r.StoppedAt != nil || !r.EndsAt.After(now) })
	slices.SortStableFunc(left, func(a, b airra.SimulationRun) int { return a.EndsAt.Compare(b.EndsAt) })
	return left
}

// simulatorRow is one line of the dialog, with what enter asks.
type simulatorRow struct {
	id, head string // the head stands above the first row of its kind
	text     string
	ask      func(m *Model) tea.Cmd
}

// rows are all lines. A simulation that has ended since it was read is not there.
func (d *simulatorDialog) rows(m *Model) []simulatorRow {
	var rows []simulatorRow
	now := m.opts.Now()
	for _, r := range unfinished(d.runs, now) {
		rows = append(rows, simulatorRow{r.ID, "NOW", runText(r, now), func(m *Model) tea.Cmd { return m.askStop(r) }})
	}
	for _, s := range d.scenarios {
		rows = append(rows, simulatorRow{s.ID, "SCENARIOS", scenarioText(s), func(m *Model) tea.Cmd { return m.askScenario(s) }})
	}
	for _, one := range d.drills {
		rows = append(rows, simulatorRow{one.ID, "DRILLS", ruler.Fit(look.Line(one.Name), 28) + "  " + plural(len(one.Steps), "scenario"), func(m *Model) tea.Cmd { return m.askDrill(one) }})
	}
	return rows
}

// runText says what is disturbed, for how long still, and what was found.
func runText(r airra.SimulationRun, now time.Time) string {
	state := "▶ " + look.Span(r.EndsAt.Sub(now)) + " left"
	if r.StartsAt.After(now) {
		state = "◌ begins in " + look.Span(r.StartsAt.Sub(now))
	}
	text := ruler.Fit(state, 20) + "  " + ruler.Fit(look.Line(look.Words(r.ScenarioID)), 28) + "  " + look.Line(string(r.Service))
	if r.IncidentRef != "" {
		text += "  " + look.Line(r.IncidentRef)
	}
	return text
}

func scenarioText(s airra.Scenario) string {
	return ruler.Fit(look.Line(s.Name), 28) + "  " + ruler.Fit(look.Severity(s.Severity)+" "+look.Line(string(s.Severity)), 10) + "  " +
		ruler.Fit(look.Line(string(s.Service)), 17) + "  " + airra.Lasting(time.Duration(s.DurationSeconds)*time.Second)
}

func (d *simulatorDialog) draw(m *Model, width int) []string {
	rows := d.rows(m)
	if len(rows) == 0 {
		return m.box("Simulator", "esc back", width, d.none(m, width-4))
	}
	d.cursor.settle(len(rows), nameOf(rows))
	var lines []string
	from, to := d.cursor.window(len(rows), max(3, m.height-12))
	for n := from; n < to; n++ {
		if n == from || rows[n].head != rows[n-1].head {
			lines = append(lines, m.styles.Strong.Render(rows[n].head))
		}
		if n == d.cursor.index {
			lines = append(lines, m.chosen("▌ "+rows[n].text, width-4))
			continue
		}
		lines = append(lines, ruler.Fit("  "+rows[n].text, width-4))
	}
	note := "enter start, stop   j k choose   R load again   esc back"
	if m.opts.ReadOnly {
		note = "read only   esc back"
	}
	return m.box("Simulator", note, width, lines)
}

// none says why there is nothing to start.
func (d *simulatorDialog) none(m *Model, width int) []string {
	switch {
	case d.away != nil:
		return wrap(airra.ErrorMessage(d.away), width)
	case !d.known && m.data.lost != nil:
		return []string{"The server does not answer."}
	case !d.known:
		return []string{"Asking what can be simulated …"}
	default:
		return wrap("This server simulates nothing: scenarios move the gauges of the demo, which AIRRA_DEMO=true turns on.", width)
	}
}

func nameOf(rows []simulatorRow) func(n int) string {
	return func(n int) string { return rows[n].id }
}

func (d *simulatorDialog) key(m *Model, k tea.KeyPressMsg) tea.Cmd {
	rows := d.rows(m)
	d.cursor.settle(len(rows), nameOf(rows))
	switch {
	case k.String() == "esc" || k.String() == "q":
		m.closeDialog()
	case k.String() == "R":
		return d.load(m)
	case k.String() == "enter" && len(rows) > 0:
		return rows[d.cursor.index].ask(m)
	default:
		d.cursor.move(k, len(rows), 5, nameOf(rows))
	}
	return nil
}

// askScenario says what a scenario moves before it does.
func (m *Model) askScenario(s airra.Scenario) tea.Cmd {
	start := act{line: "airra sim start " + s.ID, said: s.Name + " has begun", do: func(ctx context.Context) error {
		_, err := m.opts.Backend.StartScenario(ctx, s.ID, airra.NewSimulation{})
		return err
	}}
	return m.askSimulation("Start "+look.Line(s.Name)+"?", []string{
		s.Description,
		"It moves gauges of the demo's " + string(s.Service) + " for " + airra.Lasting(time.Duration(s.DurationSeconds)*time.Second) + ". " + realEnough,
	}, choice{"y", "start it", func(m *Model) tea.Cmd { return m.perform(start) }})
}

// realEnough is what a simulation does besides moving numbers.
const realEnough = "What the monitor finds is an incident like any other, marked as simulated: whoever is on call is told."

func (m *Model) askDrill(d airra.Drill) tea.Cmd {
	start := act{line: "airra sim drill " + d.ID, said: d.Name + " has begun", do: func(ctx context.Context) error {
		_, err := m.opts.Backend.StartDrill(ctx, d.ID)
		return err
	}}
	texts := []string{d.Description}
	for _, step := range d.Steps {
		texts = append(texts, "after "+airra.Lasting(time.Duration(step.DelaySeconds)*time.Second)+": "+look.Words(step.ScenarioID)+" on "+string(step.Service))
	}
	return m.askSimulation("Start the drill "+look.Line(d.Name)+"?", append(texts, realEnough), choice{"y", "start " + strconv.Itoa(len(d.Steps)) + " scenarios", func(m *Model) tea.Cmd { return m.perform(start) }})
}

func (m *Model) askStop(r airra.SimulationRun) tea.Cmd {
	stop := act{line: "airra sim stop " + r.ID, said: look.Words(r.ScenarioID) + " is stopped", do: func(ctx context.Context) error {
		_, err := m.opts.Backend.StopSimulation(ctx, r.ID)
		return err
	}}
	texts := []string{look.Words(r.ScenarioID) + " on " + string(r.Service) + ", started by " + r.StartedBy + ".", "Its gauges go back to what is normal. What was found stays an incident until somebody resolves it."}
	return m.askSimulation("Stop this simulation?", texts, choice{"y", "stop it", func(m *Model) tea.Cmd { return m.perform(stop) }})
}

func (m *Model) askSimulation(title string, texts []string, c choice) tea.Cmd {
	if m.opts.ReadOnly {
		return m.perform(act{}) // It says that nothing is changed from here.
	}
	return m.ask(&question{title: title, choices: []choice{c}, lines: func(_ *Model, width int) []string {
		var lines []string
		for _, text := range texts {
			if strings.TrimSpace(text) != "" {
				lines = append(lines, wrap(text, width)...)
			}
		}
		return lines
	}})
}
