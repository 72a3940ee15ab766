package cli

import (
	"context"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
)

func newStatsOpenCmd(a *App) *cobra.Command {
	return newMeasureCmd(a, &cobra.Command{
		Use:   "open",
		Short: "How long the open incidents have been open",
		Long: `Count the incidents that are open now by how long they have been so, whenever
they began: --days and --since change nothing here.`,
		Example: `  airra stats open
  airra stats open -q '.open_by_age[] | select(.age == "over 7 d") | .incidents'`,
	}, insightFields, statsOpen)
}

func statsOpen(ctx context.Context, o *statsOptions) error {
	t, raw, err := insights(ctx, o)
	if err != nil {
		return err
	}
	all, ages := 0, []string{}
	for _, a := range t.OpenByAge {
		all, ages = all+a.Incidents, append(ages, a.Age)
	}
	columns := []column[airra.AgeCount]{
		{name: "OPEN FOR", cell: func(a airra.AgeCount) cell { return cell{data: a.Age} }},
		{name: "INCIDENTS", right: true, cell: func(a airra.AgeCount) cell { return cell{data: strconv.Itoa(a.Incidents)} }},
	}
	return o.app.emitMeasure(ctx, result{
		raw: raw, names: ages, grid: func(wide bool) grid { return gridOf(columns, t.OpenByAge, wide) },
		human: func(s *screen) {
			s.linef("%s open", plural(all, "incident"))
			s.blank()
			bars := append(columns[:2:2], column[airra.AgeCount]{name: "", drop: true, cell: func(a airra.AgeCount) cell {
				return cell{text: bar(shareOf(a.Incidents, all), 12), look: accent}
			}})
			gridOf(bars, t.OpenByAge, false).human(s, true, s.width)
		},
	}, caveats(t.Excluded))
}
