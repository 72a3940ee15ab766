package cli

import (
	"context"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
)

func newLearnInsightsCmd(a *App) *cobra.Command {
	return newMeasureCmd(a, &cobra.Command{
		Use:   "insights",
		Short: "Show how often the product was right",
		Long: `Show how often the product was right in the last days. A share is of what people
have judged, and a dash where nobody has. Rehearsals, simulations and invented
incidents are not counted; how many there were stands at the end, and --include
counts them too.`,
		Example: `  airra learn insights
  airra learn insights --include simulated
  airra learn insights --days 90 -q .hypothesis_accuracy`,
	}, fieldsOf[airra.LearningInsights](), showInsights)
}

func showInsights(ctx context.Context, o *statsOptions) error {
	in, raw, err := measuring(ctx, o, func(c *client.Client, q airra.AnalyticsQuery) (*airra.LearningInsights, error) {
		return c.LearningInsights(ctx, q)
	})
	if err != nil {
		return err
	}
	return o.app.emitMeasure(ctx, result{
		raw: raw, names: []string{"learning"}, grid: properties(insightProperties(*in)),
		human: func(s *screen) { drawInsights(s, *in) },
	}, caveats(in.Excluded))
}

func insightProperties(in airra.LearningInsights) []property {
	seconds := ""
	if in.AvgResolutionSeconds != nil {
		seconds = strconv.FormatInt(*in.AvgResolutionSeconds, 10)
	}
	return []property{
		{"period_days", strconv.Itoa(in.PeriodDays)},
		{"total_incidents", strconv.Itoa(in.TotalIncidents)},
		{"resolved_incidents", strconv.Itoa(in.ResolvedIncidents)},
		{"resolution_rate", numberOf(in.ResolutionRate)},
		{"avg_resolution_time_seconds", seconds},
		{"hypothesis_accuracy", numberOf(in.HypothesisAccuracy)},
		{"total_hypotheses", strconv.Itoa(in.TotalHypotheses)},
		{"correct_hypotheses", strconv.Itoa(in.CorrectHypotheses)},
		{"top1_accuracy", numberOf(in.Top1Accuracy)},
		{"top1_accuracy_sample_size", strconv.Itoa(in.Top1SampleSize)},
		{"similarity_reuse_count", strconv.Itoa(in.SimilarityReuseCount)},
		{"successful_actions", strconv.Itoa(in.SuccessfulActions)},
		{"patterns_learned", strconv.Itoa(in.PatternsLearned)},
		{"seed_patterns_available", strconv.Itoa(in.SeedPatternsAvailable)},
		{"excluded_dry_run", strconv.Itoa(in.Excluded.DryRun)},
		{"excluded_simulated", strconv.Itoa(in.Excluded.Simulated)},
		{"excluded_generated", strconv.Itoa(in.Excluded.Generated)},
	}
}

func drawInsights(s *screen, in airra.LearningInsights) {
	s.linef("%-18s%6d  in %d days", "incidents", in.TotalIncidents, in.PeriodDays)
	drawRate(s, "resolved", in.ResolutionRate)
	after := "–"
	if in.AvgResolutionSeconds != nil {
		after = span(time.Duration(*in.AvgResolutionSeconds) * time.Second)
	}
	s.linef("%-18s%6s  on average", "resolved after", after)
	s.blank()
	drawRate(s, "causes right", in.HypothesisAccuracy)
	drawRate(s, "first one right", in.Top1Accuracy)
	s.linef("%-18s%6d  of them %d ranked first", "causes judged", in.TotalHypotheses, in.Top1SampleSize)
	s.linef("%-18s%6d", "actions that helped", in.SuccessfulActions)
	s.linef("%-18s%6d  beside %d seeds", "patterns", in.PatternsLearned, in.SeedPatternsAvailable)
	s.linef("%-18s%6d  without a model", "answered by memory", in.SimilarityReuseCount)
}
