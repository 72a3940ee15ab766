package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
)

func newReviewCompareCmd(a *App) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "compare INCIDENT",
		Short: "Put what was concluded beside what the engineer found",
		Long: `Put what was concluded of an incident beside what the engineer found in the
submitted review, with what differs. The choice is made with "airra review
choose".`,
		Example: `  airra review compare INC-142
  airra review compare INC-142 -q '.differences[]'`,
		Args:              takes(1, 1, "an incident, like INC-142"),
		ValidArgsFunction: completeIncidents(a),
		RunE:              func(cmd *cobra.Command, args []string) error { return compareReview(cmd.Context(), a, args[0]) },
	}
	offers(cmd, fieldsOf[airra.ReviewComparison]())
	return cmd
}

func compareReview(ctx context.Context, a *App, incident string) error {
	c, err := a.client()
	if err != nil {
		return err
	}
	keeping := c.Keeping()
	comparison, err := keeping.CompareReview(ctx, incident)
	if err != nil {
		return err
	}
	return a.emit(ctx, result{
		raw: keeping.Kept(), names: []string{incident}, grid: properties(comparisonProperties(*comparison)),
		human: func(s *screen) { drawComparison(s, incident, *comparison) },
	})
}

func comparisonProperties(c airra.ReviewComparison) []property {
	list := []property{{"incident_id", string(c.IncidentID)}, {"ai_confidence", jsonText(c.AIConfidence)}, {"engineer_confidence", jsonText(c.EngineerConfidence)}}
	for _, h := range c.AIApproach.Hypotheses {
		list = append(list, property{fmt.Sprintf("ai_hypothesis_%d", h.Rank), fmt.Sprintf("%s %.2f %s", h.Category, h.ConfidenceScore, h.Description)})
	}
	list = append(list, property{"engineer_assessment", c.EngineerApproach.Assessment},
		property{"engineer_alternatives", string(c.EngineerApproach.AlternativeHypotheses)},
		property{"engineer_approach", string(c.EngineerApproach.SuggestedApproach)})
	for i, text := range c.Differences {
		list = append(list, property{fmt.Sprintf("difference_%d", i+1), text})
	}
	for i, text := range c.Recommendations {
		list = append(list, property{fmt.Sprintf("recommendation_%d", i+1), text})
	}
	return list
}

// drawComparison puts the two halves below each other, because beside each other
// neither would fit.
func drawComparison(s *screen, incident string, c airra.ReviewComparison) {
	s.line(s.paint(strong, oneLine(incident)))
	s.linef("  AI        %.2f %s", c.AIConfidence, s.paint(accent, bar(c.AIConfidence, 20)))
	s.linef("  engineer  %.2f %s", c.EngineerConfidence, s.paint(accent, bar(c.EngineerConfidence, 20)))
	s.section("AI")
	for _, h := range c.AIApproach.Hypotheses {
		s.linef("  %d  %-20s %.2f", h.Rank, oneLine(words(h.Category)), h.ConfidenceScore)
		s.wrapped("     ", h.Description)
	}
	if len(c.AIApproach.Hypotheses) == 0 {
		s.line("  no hypothesis")
	}
	s.section("ENGINEER")
	drawNamed(s, "of the AI", c.EngineerApproach.Assessment)
	drawNamed(s, "alternatives", yamlText(c.EngineerApproach.AlternativeHypotheses))
	drawNamed(s, "suggested approach", yamlText(c.EngineerApproach.SuggestedApproach))
	drawPoints(s, "DIFFERENCES", c.Differences)
	drawPoints(s, "RECOMMENDATIONS", c.Recommendations)
	s.section("NEXT")
	s.line("  " + s.paint(accent, "airra review choose "+oneLine(incident)+` ai|engineer|hybrid --rationale "..."`))
}

func drawPoints(s *screen, title string, points []string) {
	if len(points) == 0 {
		return
	}
	s.section(title)
	for _, point := range points {
		s.flow("  · ", "    ", oneLine(point))
	}
}

type reviewChooseOptions struct {
	app       *App
	rationale string
}

// choices are the decisions in the words of the command line.
var choices = []string{decisionText(airra.DecisionAI), decisionText(airra.DecisionEngineer), decisionText(airra.DecisionHybrid)}

func newReviewChooseCmd(a *App) *cobra.Command {
	o := &reviewChooseOptions{app: a}
	cmd := &cobra.Command{
		Use:   "choose INCIDENT ai|engineer|hybrid --rationale TEXT",
		Short: "Choose between the two approaches",
		Long: `Choose the approach of the AI, that of the engineer, or something of both. The
engineer's, whole or in part, accepts the review; the AI's rejects it. It ends
with 3 when no review of the incident waits for a choice.`,
		Example: `  airra review choose INC-142 engineer --rationale "the pool is the likelier cause"
  airra review choose INC-142 hybrid --rationale "set the pool back, then roll back if need be"`,
		Args: takes(2, 2, "an incident and one of "+strings.Join(choices, ", ")),
		RunE: func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), args[0], args[1]) },
	}
	incidents, words := completeIncidents(a), fixed(choices)
	cmd.ValidArgsFunction = func(cmd *cobra.Command, args []string, toComplete string) ([]string, cobra.ShellCompDirective) {
		if len(args) == 0 {
			return incidents(cmd, args, toComplete)
		}
		return words(cmd, args, toComplete)
	}
	cmd.Flags().StringVar(&o.rationale, "rationale", "", "why (required)")
	offers(cmd, reviewFields)
	return cmd
}

func (o *reviewChooseOptions) run(ctx context.Context, incident, choice string) error {
	chosen, err := known("the choice", []string{strings.TrimSuffix(choice, "_approach")}, choices)
	if err != nil {
		return err
	}
	if strings.TrimSpace(o.rationale) == "" {
		return usagef(`Like: --rationale "the pool is the likelier cause"`, "--rationale is missing")
	}
	ctx, c, err := o.app.acting(ctx)
	if err != nil {
		return err
	}
	keeping := c.Keeping()
	review, err := keeping.ChooseApproach(ctx, incident, airra.ReviewChoice{
		Decision: airra.ReviewDecision(chosen[0] + "_approach"), Rationale: o.rationale,
	})
	if err != nil {
		return err
	}
	return showReview(ctx, o.app, *review, keeping.Kept())
}
