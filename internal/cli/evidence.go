package cli

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
)

func newEvidenceCmd(a *App) *cobra.Command {
	return newNounCmd("evidence", "Check what a hypothesis was built on",
		`Every hypothesis names its evidence, each piece with a number. What came from a
metric can be asked again.`,
		`  airra incident view INC-142
  airra evidence rerun INC-142 1`,
		[]string{"ev"},
		newEvidenceRerunCmd(a))
}

type evidenceRerunOptions struct {
	app    *App
	key    string
	number int
}

func newEvidenceRerunCmd(a *App) *cobra.Command {
	o := &evidenceRerunOptions{app: a}
	cmd := &cobra.Command{
		Use:   "rerun INCIDENT NUMBER",
		Short: "Ask the metrics source again for what a piece of evidence saw",
		Long: `Run the query of a piece of evidence again, and show what it gives now beside
what was stored. The number stands in "airra incident view".`,
		Example: `  airra evidence rerun INC-142 1
  airra evidence rerun INC-142 1 -q .query`,
		Args:              takes(2, 2, "an incident and the number of a piece of evidence"),
		ValidArgsFunction: completeIncidents(a),
		RunE: func(cmd *cobra.Command, args []string) error {
			number, err := strconv.Atoi(args[1])
			if err != nil || number < 1 {
				return usagef("The numbers stand in: airra incident view "+args[0], "%q is no number of evidence", args[1])
			}
			o.key, o.number = args[0], number
			return o.run(cmd.Context())
		},
	}
	offers(cmd, fieldsOf[airra.EvidenceRun]())
	return cmd
}

func (o *evidenceRerunOptions) run(ctx context.Context) error {
	c, err := o.app.client()
	if err != nil {
		return err
	}
	keeping := c.Keeping()
	run, err := keeping.RerunEvidence(ctx, o.key, o.number)
	if err != nil {
		return err
	}
	return o.app.emit(ctx, result{
		raw: keeping.Kept(), names: []string{strconv.Itoa(run.Evidence.Number)},
		grid:  func(wide bool) grid { return gridOf(sampleColumns(), samplesOf(*run), wide) },
		human: func(s *screen) { drawRun(s, *run) },
	})
}

// sample is one point of a rerun as a row of data.
type sample struct {
	when   string
	labels string
	point  airra.Point
}

func sampleColumns() []column[sample] {
	return []column[sample]{
		{name: "WHEN", cell: func(p sample) cell { return cell{data: p.when} }},
		{name: "SERIES", cell: func(p sample) cell { return cell{data: p.labels} }},
		{name: "TIME", cell: func(p sample) cell { return cell{data: stamp(p.point.At)} }},
		{name: "VALUE", cell: func(p sample) cell { return cell{data: strconv.FormatFloat(p.point.Value, 'g', -1, 64)} }},
	}
}

func samplesOf(run airra.EvidenceRun) []sample {
	var samples []sample
	for _, p := range run.Then {
		samples = append(samples, sample{"then", "", p})
	}
	for _, series := range run.Now {
		for _, p := range series.Points {
			samples = append(samples, sample{"now", labelText(series.Labels), p})
		}
	}
	return samples
}

func labelText(labels map[string]string) string {
	pairs := make([]string, 0, len(labels))
	for name, value := range labels {
		pairs = append(pairs, fmt.Sprintf("%s=%q", name, value))
	}
	slices.Sort(pairs)
	return "{" + strings.Join(pairs, ",") + "}"
}

func drawRun(s *screen, run airra.EvidenceRun) {
	s.wrapped("", fmt.Sprintf("%d  %s", run.Evidence.Number, run.Evidence.Observation))
	s.wrappedIn(faint, "", "query  "+run.Query)
	if len(run.Then) > 0 {
		drawSeries(s, "then", "", run.Then)
	}
	for _, series := range run.Now {
		drawSeries(s, "now", labelText(series.Labels), series.Points)
	}
	if len(run.Now) == 0 {
		s.line("now    the query gives nothing")
	}
	s.line(s.paint(faint, "asked "+oneLine(run.Source)+" at "+s.clock(run.At)))
}

func drawSeries(s *screen, when, labels string, points []airra.Point) {
	if len(points) == 0 {
		s.linef("%-5s  nothing  %s", when, s.paint(faint, oneLine(labels)))
		return
	}
	values := make([]float64, len(points))
	for i, p := range points {
		values[i] = p.Value
	}
	s.linef("%-5s  %s  %s … %s, last %s  %s", when, s.paint(accent, sparkline(values, 2*sparkWidth)),
		airra.Number(slices.Min(values)), airra.Number(slices.Max(values)), airra.Number(values[len(values)-1]), s.paint(faint, oneLine(labels)))
}
