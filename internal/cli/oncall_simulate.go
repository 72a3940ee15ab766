package cli

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
)

type simulateOptions struct {
	app    *App
	labels []string
	at     string
	expect string
}

func newSimulateCmd(a *App) *cobra.Command {
	o := &simulateOptions{app: a}
	cmd := &cobra.Command{
		Use:   "simulate -l service=NAME",
		Short: "Who would be paged, how and when, if it happened",
		Long: `Say who would be paged for an incident of a service, in which order, how and when,
until everybody was paged and nobody has answered. Nothing is sent: it is worked out
by the rules of a real incident, over the schedule as it is now.

With --expect the command ends with 10 when the first page would go to somebody
else, or to nobody; so a plan can be tested like a program. The person is named by
e-mail address, by name, or by a part of either that fits nobody else.

` + momentsHelp,
		Example: `  airra oncall simulate -l service=payment-service,severity=critical
  airra oncall simulate -l service=payment-service --at "2026-12-24 20:00" --expect user=alice@example.com
  airra oncall simulate -l service=payment-service -q '.steps[].pages[].engineer.name'`,
		Args: takesNone,
		RunE: func(cmd *cobra.Command, _ []string) error { return o.run(cmd.Context()) },
	}
	f := cmd.Flags()
	f.StringSliceVarP(&o.labels, "label", "l", nil, "what the incident is like: service=`NAME` (required), severity=high")
	f.StringVar(&o.at, "at", "", "if it happened at this `TIME` (default: now)")
	f.StringVar(&o.expect, "expect", "", "end with 10 unless the first page goes to `user=NAME`")
	offers(cmd, fieldsOf[airra.Simulation]())
	return cmd
}

func (o *simulateOptions) run(ctx context.Context) error {
	q, err := o.query()
	if err != nil {
		return err
	}
	expected, err := expectedUser(o.expect)
	if err != nil {
		return err
	}
	c, err := o.app.client()
	if err != nil {
		return err
	}
	keeping := c.Keeping()
	m, err := keeping.SimulatePaging(ctx, q)
	if err != nil {
		return err
	}
	var names []string
	for _, row := range simulatedRows(*m) {
		if row.page != nil {
			names = append(names, row.page.Engineer.Email)
		}
	}
	if err := o.app.emit(ctx, result{
		raw: keeping.Kept(), names: names,
		grid:  func(wide bool) grid { return gridOf(simulatedColumns(), simulatedRows(*m), wide) },
		human: func(s *screen) { drawSimulation(s, *m) },
	}); err != nil {
		return err
	}
	return mismatch(*m, expected)
}

func (o *simulateOptions) query() (airra.SimulationQuery, error) {
	const hint = "Like: -l service=payment-service,severity=critical"
	var q airra.SimulationQuery
	for _, label := range o.labels {
		name, value, ok := strings.Cut(strings.TrimSpace(label), "=")
		switch {
		case !ok || value == "":
			return q, usagef(hint, "--label takes NAME=VALUE, not %q", label)
		case name == "service":
			q.Service = airra.ServiceName(value)
		case name == "severity":
			severity, err := known("severity", []string{value}, airra.Severities)
			if err != nil {
				return q, err
			}
			q.Severity = severity[0]
		default:
			return q, usagef(hint, "paging depends on service and severity, and not on %q", name)
		}
	}
	if q.Service == "" {
		return q, usagef(hint, "--label service=NAME is missing")
	}
	var err error
	q.At, err = momentOr("--at", o.at, o.app.Now(), time.Time{})
	return q, err
}

// simulatedRow is one page, or a target of a step that means nobody.
type simulatedRow struct {
	step   airra.SimulatedStep
	page   *airra.SimulatedPage
	nobody string
}

func simulatedRows(m airra.Simulation) []simulatedRow {
	var rows []simulatedRow
	for _, step := range m.Steps {
		for i := range step.Pages {
			rows = append(rows, simulatedRow{step: step, page: &step.Pages[i]})
		}
		for _, why := range step.Nobody {
			rows = append(rows, simulatedRow{step: step, nobody: why})
		}
	}
	return rows
}

func simulatedColumns() []column[simulatedRow] {
	of := func(name string, wide bool, get func(p airra.SimulatedPage) string) column[simulatedRow] {
		return column[simulatedRow]{name: name, wide: wide, cell: func(r simulatedRow) cell {
			if r.page == nil {
				return cell{}
			}
			return cell{data: get(*r.page)}
		}}
	}
	return []column[simulatedRow]{
		{name: "STEP", right: true, cell: func(r simulatedRow) cell { return cell{data: strconv.Itoa(r.step.Number)} }},
		{name: "ROUND", right: true, cell: func(r simulatedRow) cell { return cell{data: strconv.Itoa(r.step.Round)} }},
		{name: "AFTER_SECONDS", right: true, cell: func(r simulatedRow) cell { return cell{data: strconv.FormatInt(r.step.AfterSeconds, 10)} }},
		{name: "AT", cell: func(r simulatedRow) cell { return cell{data: stamp(r.step.At)} }},
		of("ENGINEER", false, func(p airra.SimulatedPage) string { return p.Engineer.Name }),
		of("CHANNEL", false, func(p airra.SimulatedPage) string { return p.Channel }),
		of("ADDRESS", false, func(p airra.SimulatedPage) string { return p.Address }),
		{name: "WHY", cell: func(r simulatedRow) cell {
			if r.page == nil {
				return cell{data: "nobody: " + r.nobody}
			}
			return cell{data: r.page.Why.Sentence}
		}},
		of("EMAIL", true, func(p airra.SimulatedPage) string { return p.Engineer.Email }),
		of("SCHEDULE", true, func(p airra.SimulatedPage) string { return p.Why.Schedule }),
		of("CONTACT", true, func(p airra.SimulatedPage) string { return p.Contact }),
	}
}

// drawSimulation draws the ladder: each step with its time, below it everybody who
// is told then and why.
func drawSimulation(s *screen, m airra.Simulation) {
	s.flow("", "  ", s.paint(strong, oneLine(string(m.Service)))+"  "+paintCell(s, severityCell(m.Severity))+"  "+s.date(m.At)+"  "+
		s.paint(faint, "policy "+oneLine(m.Policy)))
	round := 0
	for _, step := range m.Steps {
		if step.Round != round && step.Round > 1 {
			s.line(s.paint(faint, fmt.Sprintf("round %d", step.Round)))
		}
		round = step.Round
		drawSimulatedStep(s, step)
	}
	s.blank()
	s.linef("Nobody is left to page after %s, at %s.", exact(m.ExhaustedAt.Sub(m.At).Round(time.Second)), s.date(m.ExhaustedAt))
	for _, note := range m.Notes {
		s.wrappedIn(amber, "  ", note)
	}
}

// Where the parts of a step stand on its line.
const (
	stepIndent = "               "
	stepHead   = len(stepIndent) - 1
)

func drawSimulatedStep(s *screen, step airra.SimulatedStep) {
	after := "at once"
	if step.AfterSeconds > 0 {
		after = "+" + exact(time.Duration(step.AfterSeconds)*time.Second)
	}
	head := fmt.Sprintf("%3d  %-*s ", step.Number, stepHead-len("  1  "), after)
	why := ""
	for i, p := range step.Pages {
		s.flow(head, stepIndent, s.paint(accent, oneLine(p.Engineer.Name))+" by "+oneLine(p.Channel)+"  "+oneLine(p.Address))
		head = stepIndent
		if i+1 == len(step.Pages) || step.Pages[i+1].Engineer.ID != p.Engineer.ID {
			why = p.Why.Sentence
			s.wrappedIn(faint, stepIndent, why)
		}
	}
	for _, nobody := range step.Nobody {
		s.flow(head, stepIndent, s.paint(amber, "nobody: "+oneLine(nobody)))
		head = stepIndent
	}
}
