package cli

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
	"github.com/airra/airra/internal/postmortem"
)

func newPostmortemViewCmd(a *App) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "view INCIDENT...",
		Aliases: []string{"show"},
		Short:   "Read a postmortem",
		Long:    `Read postmortems, each named by its incident. A "-" reads the names from standard input.`,
		Example: `  airra postmortem view INC-142
  airra postmortem view INC-142 -q .lessons_learned`,
		Args:              takes(1, -1, "at least one incident with a postmortem"),
		ValidArgsFunction: completePostmortems(a),
		RunE:              func(cmd *cobra.Command, args []string) error { return viewPostmortems(cmd.Context(), a, args) },
	}
	offers(cmd, postmortemFields)
	return cmd
}

func viewPostmortems(ctx context.Context, a *App, args []string) error {
	c, err := a.client()
	if err != nil {
		return err
	}
	out, err := each(ctx, a, c, args, func(c *client.Client, key string) (airra.Postmortem, error) {
		return valueOf(c.FindPostmortem(ctx, key))
	})
	if err != nil {
		return err
	}
	if out.many || len(out.values) == 0 {
		return show(ctx, a, out, postmortemColumns(a), postmortemName, func(s *screen, p airra.Postmortem) { s.blank(); drawPostmortem(s, p) })
	}
	p := out.values[0]
	return a.emit(ctx, result{
		raw: out.raws[0], names: []string{p.IncidentRef}, grid: properties(postmortemProperties(p)),
		human: func(s *screen) { drawPostmortem(s, p) },
	})
}

func postmortemProperties(p airra.Postmortem) []property {
	lines := func(list []string) string { return strings.Join(list, "\n") }
	right := ""
	if p.AIHypothesisCorrect != nil {
		right = strconv.FormatBool(*p.AIHypothesisCorrect)
	}
	var items []string
	for _, i := range p.ActionItems {
		items = append(items, fmt.Sprintf("%d %s %s: %s", i.Number, i.Status, i.Owner, i.Description))
	}
	return []property{
		{"id", p.ID},
		{"incident", p.IncidentRef},
		{"state", publishedCell(p).data},
		{"published_at", stampOf(p.PublishedAt)},
		{"author", p.Author},
		{"actual_root_cause", p.ActualRootCause},
		{"contributing_factors", lines(p.ContributingFactors)},
		{"detection_delay_reason", textOf(p.DetectionDelayReason)},
		{"duration_minutes", strconv.FormatInt(p.DurationMinutes, 10)},
		{"users_affected", intOf(p.UsersAffected)},
		{"revenue_impact_usd", numberOf(p.RevenueImpactUSD)},
		{"what_went_well", lines(p.WhatWentWell)},
		{"what_went_wrong", lines(p.WhatWentWrong)},
		{"lessons_learned", lines(p.LessonsLearned)},
		{"action_items", lines(items)},
		{"prevention_measures", lines(p.PreventionMeasures)},
		{"detection_improvements", lines(p.DetectionImprovements)},
		{"response_improvements", lines(p.ResponseImprovements)},
		{"ai_hypothesis_correct", right},
		{"ai_evaluation_notes", textOf(p.AIEvaluationNotes)},
		{"additional_notes", textOf(p.AdditionalNotes)},
	}
}

// drawPostmortem makes the screen of a postmortem. Sections without anything in them
// are left out.
func drawPostmortem(s *screen, p airra.Postmortem) {
	s.flow("", "  ", s.paint(accent, oneLine(p.IncidentRef))+"  "+paintCell(s, publishedCell(p))+"  "+
		s.paint(faint, oneLine(p.Author)+", "+s.ago(p.CreatedAt)+" ago"))
	section := func(title string, list ...string) {
		begun := false
		for _, text := range list {
			if text == "" {
				continue
			}
			if !begun {
				s.section(title)
				begun = true
			}
			s.wrapped("  ", text)
		}
	}
	section("ROOT CAUSE", p.ActualRootCause)
	section("CONTRIBUTING FACTORS", dashed(p.ContributingFactors)...)
	section("DETECTION", textOf(p.DetectionDelayReason))
	section("IMPACT", impactOf(p)...)
	section("WHAT WENT WELL", dashed(p.WhatWentWell)...)
	section("WHAT WENT WRONG", dashed(p.WhatWentWrong)...)
	section("LESSONS", dashed(p.LessonsLearned)...)
	if len(p.ActionItems) > 0 {
		s.section("ACTION ITEMS")
		gridOf(itemColumns(s, false), itemsOfPostmortem(p, s.now), false).human(s, false, s.width)
	}
	section("PREVENTION", dashed(p.PreventionMeasures)...)
	section("BETTER DETECTION", dashed(p.DetectionImprovements)...)
	section("BETTER RESPONSE", dashed(p.ResponseImprovements)...)
	section("WAS THE ANALYSIS RIGHT", rightOf(p.AIHypothesisCorrect), textOf(p.AIEvaluationNotes))
	section("NOTES", textOf(p.AdditionalNotes))
	if !p.Published {
		s.section("NEXT")
		s.line("  " + s.paint(accent, "airra postmortem publish "+oneLine(p.IncidentRef)))
	}
}

func dashed(list []string) []string {
	lines := make([]string, len(list))
	for n, text := range list {
		lines[n] = "- " + text
	}
	return lines
}

func impactOf(p airra.Postmortem) []string {
	lines := []string{"lasted " + plural(int(p.DurationMinutes), "minute")}
	if p.UsersAffected != nil {
		lines = append(lines, plural(int(*p.UsersAffected), "user")+" affected")
	}
	if p.RevenueImpactUSD != nil {
		lines = append(lines, "USD "+numberOf(p.RevenueImpactUSD)+" of revenue")
	}
	return lines
}

func rightOf(right *bool) string {
	switch {
	case right == nil:
		return ""
	case *right:
		return "The first hypothesis was right."
	default:
		return "The first hypothesis was wrong."
	}
}

// documentOf reads what a document tells beside the text: the incident and its
// timeline.
func documentOf(ctx context.Context, c *client.Client, p airra.Postmortem) (postmortem.Document, error) {
	d, err := documentAbout(ctx, c, string(p.IncidentID), p.Text())
	d.Author = p.Author
	return d, err
}

func documentAbout(ctx context.Context, c *client.Client, incident string, text airra.PostmortemText) (postmortem.Document, error) {
	d := postmortem.Document{PostmortemText: text}
	detail, err := c.FindIncident(ctx, incident)
	if err != nil {
		return d, err
	}
	timeline, err := c.Timeline(ctx, incident)
	if err != nil {
		return d, err
	}
	d.Incident, d.Events = detail.Incident, timeline.Events
	return d, nil
}

func newPostmortemExportCmd(a *App) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "export INCIDENT",
		Short: "Write a postmortem as Markdown or as one page of HTML",
		Long: `Write a postmortem as a document with the timeline of its incident: as Markdown,
which "airra postmortem import" takes back, or as one page of HTML that loads nothing
from anywhere.`,
		Example: `  airra postmortem export INC-142 > inc-142.md
  airra postmortem export INC-142 -o html > inc-142.html`,
		Args:              takes(1, 1, "one incident with a postmortem"),
		ValidArgsFunction: completePostmortems(a),
		RunE:              func(cmd *cobra.Command, args []string) error { return exportPostmortem(cmd.Context(), a, args[0]) },
	}
	offers(cmd, postmortemFields)
	draws(cmd, "md", "html")
	return cmd
}

func exportPostmortem(ctx context.Context, a *App, key string) error {
	c, err := a.client()
	if err != nil {
		return err
	}
	keeping := c.Keeping()
	p, err := keeping.FindPostmortem(ctx, key)
	if err != nil {
		return err
	}
	write, ok := map[string]func(postmortem.Document) string{"": postmortem.Markdown, "md": postmortem.Markdown, "html": postmortem.HTML}[a.global.output]
	if !ok || a.global.jq != "" || len(a.global.fields) > 0 {
		return a.emit(ctx, result{raw: keeping.Kept(), names: []string{p.IncidentRef}, grid: properties(postmortemProperties(*p))})
	}
	d, err := documentOf(ctx, c, *p)
	if err != nil {
		return err
	}
	return a.writeDocument(write(d))
}

// writeDocument leaves a pipe every byte and shows a terminal nothing that it would
// obey.
func (a *App) writeDocument(text string) error {
	if a.OutTTY {
		text = manyLines(text)
	}
	_, err := io.WriteString(a.Out, text)
	return err
}
