package cli

import (
	"context"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
)

func newLearnPatternsCmd(a *App) *cobra.Command {
	include := ""
	cmd := &cobra.Command{
		Use:   "patterns",
		Short: "Show what the verdicts add up to, by service and cause",
		Long: `Show what the verdicts on real incidents add up to, by service and cause, the most
judged first: how often the cause was right, and how much that adds to its
confidence now. Every verdict draws the adjustment a little from its seed towards
what people found, at most 0.10 up or down.

Below them stand the priors: what a cause adds on a service where nobody has judged
it. They are written down, not learned, and no verdict stands behind them.

A verdict counts although a rehearsal resolved its incident. --include counts those
on simulated or invented incidents in this table; no analysis learns from it.`,
		Example: `  airra learn patterns
  airra learn patterns --include simulated
  airra learn patterns -q '.patterns[] | select(.occurrence_count > 3)'`,
		Args: takesNone,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return showPatterns(cmd.Context(), a, sortsIn(include))
		},
	}
	includeFlag(cmd, &include)
	offers(cmd, fieldsOf[airra.Patterns]())
	return cmd
}

func showPatterns(ctx context.Context, a *App, include []string) error {
	c, err := a.client()
	if err != nil {
		return err
	}
	keeping := c.Keeping()
	patterns, err := keeping.LearnedPatterns(ctx, include)
	if err != nil {
		return err
	}
	rows := patternRows(patterns)
	r := tableResult(patternColumns(a), rows, func(p patternRow) string { return p.ID }, "")
	r.raw = keeping.Kept()
	r.human = func(s *screen) { gridOf(patternColumns(a), rows, false).human(s, true, s.width) }
	return a.emitMeasure(ctx, r, verdictCaveats(patterns))
}

// verdictCaveats say what stands behind the table, and what does not.
func verdictCaveats(patterns *airra.Patterns) (said []string) {
	if len(patterns.Patterns) == 0 {
		said = append(said, "Nothing was learned yet: airra hypothesis verdict INC-1 1 confirmed.")
	}
	if sorts := leftOut(patterns.Excluded); sorts != "" {
		said = append(said, "Verdicts not counted: "+sorts+" (--include counts them).")
	}
	return said
}

// patternRow is a learned pattern or a prior.
type patternRow struct {
	airra.Pattern
	prior bool
}

// patternRows puts the priors below what was learned.
func patternRows(patterns *airra.Patterns) []patternRow {
	rows := []patternRow{}
	for _, p := range patterns.Patterns {
		rows = append(rows, patternRow{Pattern: p})
	}
	for _, p := range patterns.Priors {
		rows = append(rows, patternRow{prior: true, Pattern: airra.Pattern{
			ID: "*:" + p.Category, Service: "*", Category: p.Category, Occurrences: p.Occurrences, Adjustment: p.Adjustment, Prior: p.Adjustment,
		}})
	}
	return rows
}

func patternColumns(a *App) []column[patternRow] {
	s := a.screen()
	return []column[patternRow]{
		{name: "SERVICE", cell: func(p patternRow) cell {
			if p.prior {
				return cell{data: "*", text: "any: a prior", look: faint}
			}
			return cell{data: string(p.Service), look: accent}
		}},
		{name: "CATEGORY", cell: func(p patternRow) cell { return cell{data: p.Category, text: words(p.Category)} }},
		{name: "VERDICTS", right: true, cell: func(p patternRow) cell { return cell{data: strconv.Itoa(p.Occurrences)} }},
		{name: "RIGHT", right: true, cell: func(p patternRow) cell {
			if p.prior {
				return cell{text: "–"}
			}
			return shareCell(p.SuccessRate)
		}},
		{name: "ADJUSTS", right: true, cell: func(p patternRow) cell {
			return cell{data: jsonText(p.Adjustment), text: fmt.Sprintf("%+.3f", p.Adjustment)}
		}},
		{name: "SEED", right: true, drop: true, cell: func(p patternRow) cell {
			return cell{data: jsonText(p.Prior), text: fmt.Sprintf("%+.3f", p.Prior)}
		}},
		{name: "LAST", short: "AGE", right: true, cell: func(p patternRow) cell {
			if p.prior {
				return cell{text: "–"}
			}
			return cell{data: stamp(p.LastSeen), text: s.ago(p.LastSeen)}
		}},
	}
}
