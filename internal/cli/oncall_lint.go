package cli

import (
	"context"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
)

type lintOptions struct {
	app   *App
	weeks int
}

// lintWeeks is how far ahead is looked when nobody says: a quarter of a year.
const lintWeeks = 12

func newLintCmd(a *App) *cobra.Command {
	o := &lintOptions{app: a}
	cmd := &cobra.Command{
		Use:   "lint",
		Short: "Find what is wrong with the plan, before somebody is missing",
		Long: `Look through the weeks that come for times without a primary, people on call whose
contacts were never proven or who are away, shifts that overlap, handoffs that a
change of the clocks moves, and rules that mean nobody.

It ends with 10 when anything is found, so that it can stand in a cron table or in
the checks of a repository.`,
		Example: `  airra oncall lint --weeks 12
  airra oncall lint -q '.findings[] | select(.kind == "gap") | .message'`,
		Args: takesNone,
		RunE: func(cmd *cobra.Command, _ []string) error { return o.run(cmd.Context()) },
	}
	cmd.Flags().IntVar(&o.weeks, "weeks", lintWeeks, "so many weeks ahead")
	offers(cmd, fieldsOf[airra.LintReport]())
	return cmd
}

func (o *lintOptions) run(ctx context.Context) error {
	if o.weeks < 1 {
		return usagef("", "--weeks has to be at least 1")
	}
	c, err := o.app.client()
	if err != nil {
		return err
	}
	keeping := c.Keeping()
	report, err := keeping.LintOnCall(ctx, o.weeks)
	if err != nil {
		return err
	}
	var people roll
	if o.app.global.output == "wide" {
		people = o.app.rollCall(ctx, c)
	}
	r := tableResult(lintColumns(o.app, people), report.Findings, func(f airra.LintResult) string { return string(f.Kind) }, "")
	r.raw = keeping.Kept()
	r.human = func(s *screen) { drawLint(s, *report) }
	if err := o.app.emit(ctx, r); err != nil {
		return err
	}
	if len(report.Findings) > 0 {
		return errReported{ExitCondition}
	}
	return nil
}

// lintCell is the kind of a finding. A time without anybody and a person who cannot
// be reached are what a page gets lost in.
func lintCell(kind airra.LintKind) cell {
	switch kind {
	case airra.LintGap:
		return cell{data: string(kind), text: "✗ GAP", look: alarm}
	case airra.LintUnpageable, airra.LintEmpty, airra.LintZone:
		return cell{data: string(kind), text: "✗ " + oneLine(words(kind)), look: alarm}
	default:
		return cell{data: string(kind), text: "◐ " + oneLine(words(kind)), look: amber}
	}
}

func lintColumns(a *App, people roll) []column[airra.LintResult] {
	s := a.screen()
	return []column[airra.LintResult]{
		{name: "KIND", cell: func(f airra.LintResult) cell { return lintCell(f.Kind) }},
		{name: "START", cell: func(f airra.LintResult) cell { return perhapsCell(s, f.Start) }},
		{name: "END", cell: func(f airra.LintResult) cell { return perhapsCell(s, f.End) }},
		{name: "SERVICE", drop: true, cell: func(f airra.LintResult) cell { return cell{data: string(f.Service)} }},
		{name: "LEVEL", drop: true, cell: func(f airra.LintResult) cell { return cell{data: string(f.Level)} }},
		{name: "SCHEDULE", drop: true, cell: func(f airra.LintResult) cell { return cell{data: f.Schedule} }},
		{name: "ENGINEER", drop: true, cell: func(f airra.LintResult) cell {
			if f.EngineerID == "" {
				return cell{}
			}
			return people.cell(f.EngineerID)
		}},
		{name: "MESSAGE", shrink: true, keep: 40, cell: func(f airra.LintResult) cell { return cell{data: f.Message} }},
	}
}

// perhapsCell is a moment that a finding need not have.
func perhapsCell(s *screen, t *time.Time) cell {
	if t == nil {
		return cell{text: "–", look: faint}
	}
	return momentCell(s, *t)
}

// drawLint lists the findings. The message says everything, so it is wrapped and never
// cut; the other columns of the data would only repeat it.
func drawLint(s *screen, report airra.LintReport) {
	if len(report.Findings) == 0 {
		s.line(s.paint(good, "✓ nothing to complain about") + " until " + s.date(report.To))
		return
	}
	width := 0
	for _, f := range report.Findings {
		width = max(width, ansi.StringWidth(lintCell(f.Kind).text))
	}
	indent := strings.Repeat(" ", width+gap)
	for _, f := range report.Findings {
		s.flow(s.pad(lintCell(f.Kind), width, false, false)+strings.Repeat(" ", gap), indent, oneLine(f.Message)+lintSpan(s, f))
	}
	s.blank()
	s.linef("%s until %s", plural(len(report.Findings), "finding"), s.date(report.To))
}

// lintSpan is when a finding is true, in the zone of the person: the message says it
// in UTC, which is not said twice.
func lintSpan(s *screen, f airra.LintResult) string {
	_, offset := s.now.Zone()
	switch {
	case f.Start == nil || offset == 0:
		return ""
	case f.End == nil:
		return s.paint(faint, "  (from "+s.dated(f.Start.In(s.now.Location()))+")")
	default:
		return s.paint(faint, "  ("+s.dates(*f.Start, *f.End)+")")
	}
}
