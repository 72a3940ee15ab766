package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"gopkg.in/yaml.v3"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
	"github.com/airra/airra/internal/look"
)

func newReviewViewCmd(a *App) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "view REVIEW...",
		Aliases: []string{"show"},
		Short:   "Read a review: what the engineer found, and what was decided",
		Long: `Read a review: who looks at what, what was found, and what was decided. A "-"
reads the ids from standard input.`,
		Example: `  airra review view 0198f000-0000-7abc
  airra review view 0198f000-0000-7abc -q .suggested_approach`,
		Args:              takes(1, -1, "at least one review, by its id"),
		ValidArgsFunction: completeReviews(a),
		RunE:              func(cmd *cobra.Command, args []string) error { return viewReviews(cmd.Context(), a, args) },
	}
	offers(cmd, fieldsOf[airra.ReviewDetail]())
	return cmd
}

func viewReviews(ctx context.Context, a *App, args []string) error {
	c, err := a.client()
	if err != nil {
		return err
	}
	out, err := each(ctx, a, c, args, func(c *client.Client, key string) (airra.ReviewDetail, error) {
		return valueOf(c.FindReview(ctx, key))
	})
	if err != nil {
		return err
	}
	if out.many || len(out.values) == 0 {
		return show(ctx, a, out, reviewDetailColumns(a), func(d airra.ReviewDetail) string { return string(d.ID) },
			func(s *screen, d airra.ReviewDetail) { s.blank(); drawReview(s, d) })
	}
	d := out.values[0]
	return a.emit(ctx, result{
		raw: out.raws[0], names: []string{string(d.ID)}, grid: properties(reviewProperties(d)),
		human: func(s *screen) { drawReview(s, d) },
	})
}

// reviewDetailColumns are the columns of reviews for views of several.
func reviewDetailColumns(a *App) []column[airra.ReviewDetail] {
	var columns []column[airra.ReviewDetail]
	for _, c := range reviewColumns(a, reviewNames{}) {
		columns = append(columns, column[airra.ReviewDetail]{name: c.name, wide: c.wide, right: c.right, shrink: c.shrink, cell: func(d airra.ReviewDetail) cell {
			return c.cell(d.Review)
		}})
	}
	return columns
}

func reviewProperties(d airra.ReviewDetail) []property {
	return []property{
		{"id", string(d.ID)},
		{"status", string(d.Status)},
		{"incident", d.Incident.Ref},
		{"engineer", d.Engineer.Email},
		{"priority", string(d.Priority)},
		{"assigned_at", stamp(d.AssignedAt)},
		{"started_at", stampOf(d.StartedAt)},
		{"submitted_at", stampOf(d.SubmittedAt)},
		{"review_time_minutes", numberOf(d.ReviewTimeMinutes)},
		{"ai_confidence_assessment", textOf(d.AIConfidenceAssessment)},
		{"ai_hypotheses_reviewed", string(d.AIHypothesesReviewed)},
		{"alternative_hypotheses", string(d.AlternativeHypotheses)},
		{"suggested_approach", string(d.SuggestedApproach)},
		{"engineer_confidence_score", numberOf(d.EngineerConfidenceScore)},
		{"notes", d.Notes},
		{"tags", strings.Join(d.Tags, ",")},
		{"decision", decisionText(d.Decision)},
		{"decision_rationale", textOf(d.DecisionRationale)},
	}
}

// drawReview makes the screen of a review.
func drawReview(s *screen, d airra.ReviewDetail) {
	s.flow("", "  ", s.paint(strong, shortID(d.ID))+"  "+paintCell(s, reviewStatusCell(d.Status))+"  "+s.paint(strong, oneLine(d.Engineer.Name))+"  "+
		glyphed(look.Priority, d.Priority)+"  "+s.paint(faint, "assigned "+s.ago(d.AssignedAt)+" ago"))
	s.flow("", "  ", s.paint(accent, oneLine(d.Incident.Ref))+"  "+paintCell(s, severityCell(d.Incident.Severity))+"  "+
		oneLine(string(d.Incident.AffectedService))+"  "+oneLine(d.Incident.Title))
	drawFindings(s, d.Review)
	if d.DecisionMadeAt != nil {
		s.section("DECISION")
		s.wrapped("  ", decisionText(d.Decision)+" at "+s.clock(*d.DecisionMadeAt)+": "+textOf(d.DecisionRationale))
	}
	if next := nextOfReview(d); next != "" {
		s.section("NEXT")
		s.line("  " + s.paint(accent, oneLine(next)))
	}
}

// drawFindings shows what was written so far.
func drawFindings(s *screen, r airra.Review) {
	if r.SubmittedAt == nil {
		if r.Notes != "" {
			s.section("NOTES")
			s.wrapped("  ", r.Notes)
		}
		return
	}
	title := "FINDINGS"
	if r.ReviewTimeMinutes != nil {
		title += " (after " + span(time.Duration(*r.ReviewTimeMinutes*float64(time.Minute))) + ")"
	}
	s.section(title)
	if r.EngineerConfidenceScore != nil {
		s.linef("  confidence  %.2f %s", *r.EngineerConfidenceScore, s.paint(accent, bar(*r.EngineerConfidenceScore, 20)))
	}
	drawNamed(s, "of the AI", textOf(r.AIConfidenceAssessment))
	drawNamed(s, "its hypotheses", yamlText(r.AIHypothesesReviewed))
	drawNamed(s, "alternatives", yamlText(r.AlternativeHypotheses))
	drawNamed(s, "suggested approach", yamlText(r.SuggestedApproach))
	drawNamed(s, "notes", r.Notes)
	drawNamed(s, "tags", strings.Join(r.Tags, ", "))
}

// drawNamed is a text under its name. An empty one is left out.
func drawNamed(s *screen, name, text string) {
	if text == "" {
		return
	}
	s.line("  " + s.paint(faint, name))
	s.wrapped("    ", text)
}

// yamlText is a member of any shape as YAML, which people read more easily. Empty
// ones are nothing.
func yamlText(raw json.RawMessage) string {
	switch strings.TrimSpace(string(raw)) {
	case "", "null", "{}", "[]":
		return ""
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	node, err := yamlNode(decoder)
	if err != nil {
		return string(raw)
	}
	var b bytes.Buffer
	encoder := yaml.NewEncoder(&b)
	encoder.SetIndent(2)
	if err := errors.Join(encoder.Encode(node), encoder.Close()); err != nil {
		return string(raw)
	}
	return b.String()
}

// nextOfReview is the command that moves a review on.
func nextOfReview(d airra.ReviewDetail) string {
	switch d.Status {
	case airra.ReviewAssigned:
		return "airra review start " + shortID(d.ID)
	case airra.ReviewInProgress:
		return "airra review submit " + shortID(d.ID) + " -F review.yaml"
	case airra.ReviewSubmitted:
		return "airra review compare " + d.Incident.Ref
	default:
		return ""
	}
}

// completeReviews completes the reviews that are under way.
func completeReviews(a *App) completer {
	return completing(a, func(ctx context.Context, c *client.Client) ([]string, error) {
		page, err := c.FindReviews(ctx, airra.ReviewFilter{Statuses: []airra.ReviewStatus{airra.ReviewAssigned, airra.ReviewInProgress}})
		values := make([]string, len(page.Items))
		for i, r := range page.Items {
			values[i] = described(string(r.ID), words(r.Status))
		}
		return values, err
	})
}
