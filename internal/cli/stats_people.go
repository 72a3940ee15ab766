package cli

import (
	"context"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
)

// insights asks for the wide view, of which each of these commands shows a part.
func insights(ctx context.Context, o *statsOptions) (*airra.AnalyticsInsights, []byte, error) {
	return measuring(ctx, o, func(c *client.Client, q airra.AnalyticsQuery) (*airra.AnalyticsInsights, error) {
		return c.AnalyticsInsights(ctx, q)
	})
}

var insightFields = fieldsOf[airra.AnalyticsInsights]()

func newStatsPagesCmd(a *App) *cobra.Command {
	cmd := newMeasureCmd(a, &cobra.Command{
		Use:   "pages",
		Short: "How often each person was paged, and in how many nights",
		Long: `How often each person was paged. A night is from 22:00 to 07:00 where the
person lives. Every page counts, one about a drill too: the telephone rang.
Simulated are pages to channels that are not set up, which reached nobody.`,
		Example: `  airra stats pages --since 90d
  airra stats pages -q '.pages[] | select(.nights > 3) | .name'`,
	}, insightFields, statsPages)
	cmd.Flags().Lookup("include").Hidden = true // It is refused.
	return cmd
}

func statsPages(ctx context.Context, o *statsOptions) error {
	if o.include != "" {
		return usagef("Leave it out: airra stats pages", "--include has nothing to add: every page counts, one about a drill too")
	}
	t, raw, err := insights(ctx, o)
	if err != nil {
		return err
	}
	most, names := 0, []string{}
	for _, p := range t.Pages {
		most, names = max(most, p.Pages), append(names, p.EngineerID)
	}
	count := func(name string, get func(p airra.PersonPages) int) column[airra.PersonPages] {
		return column[airra.PersonPages]{name: name, right: true, cell: func(p airra.PersonPages) cell { return cell{data: strconv.Itoa(get(p))} }}
	}
	columns := []column[airra.PersonPages]{
		{name: "NAME", shrink: true, keep: 12, cell: func(p airra.PersonPages) cell { return cell{data: p.Name, look: accent} }},
		count("PAGES", func(p airra.PersonPages) int { return p.Pages }),
		count("NIGHTS", func(p airra.PersonPages) int { return p.Nights }),
		count("NIGHT_PAGES", func(p airra.PersonPages) int { return p.NightPages }),
		count("SIMULATED", func(p airra.PersonPages) int { return p.Simulated }),
		{name: "ID", wide: true, cell: func(p airra.PersonPages) cell { return cell{data: p.EngineerID} }},
	}
	note := ""
	if t.PagesSince.After(t.From) {
		note = "Only the newest 5,000 pages are counted, those since " + stamp(t.PagesSince) + "."
	}
	return o.app.emitMeasure(ctx, result{
		raw: raw, names: names, grid: func(wide bool) grid { return gridOf(columns, t.Pages, wide) },
		human: func(s *screen) {
			s.linef("%s to %s in %s", plural(pagesOf(t.Pages), "page"), plural(len(t.Pages), "engineer"), plural(t.PeriodDays, "day"))
			if len(t.Pages) > 0 {
				s.blank()
				bars := append(columns[:5:5], column[airra.PersonPages]{name: "", drop: true, cell: func(p airra.PersonPages) cell {
					return cell{text: bar(shareOf(p.Pages, most), 12), look: accent}
				}})
				gridOf(bars, t.Pages, false).human(s, true, s.width)
			}
		},
	}, caveats(airra.Excluded{}, note)[1:])
}

func pagesOf(people []airra.PersonPages) (sum int) {
	for _, p := range people {
		sum += p.Pages
	}
	return sum
}

func newStatsDetectorsCmd(a *App) *cobra.Command {
	return newMeasureCmd(a, &cobra.Command{
		Use:   "detectors",
		Short: "Which detectors raise false alarms",
		Long: `How often each detector was wrong, by the verdicts of people on alarms. A
detector is a source and one of its signals. Alarms that nobody has judged count
neither way.`,
		Example: `  airra stats detectors --since 90d
  airra stats detectors -q '.detectors[] | select(.false_alarm_rate > 0.5)'`,
	}, insightFields, statsDetectors)
}

func statsDetectors(ctx context.Context, o *statsOptions) error {
	t, raw, err := insights(ctx, o)
	if err != nil {
		return err
	}
	columns := []column[airra.DetectorRate]{
		{name: "DETECTOR", shrink: true, keep: 16, cell: func(d airra.DetectorRate) cell { return cell{data: d.Detector, look: accent} }},
		{name: "JUDGED", right: true, cell: func(d airra.DetectorRate) cell { return cell{data: strconv.Itoa(d.Judged)} }},
		{name: "FALSE", right: true, cell: func(d airra.DetectorRate) cell { return cell{data: strconv.Itoa(d.FalseAlarms)} }},
		{name: "RATE", right: true, cell: func(d airra.DetectorRate) cell { return cell{data: numberOf(d.Rate), text: percent(d.Rate)} }},
	}
	var names []string
	for _, d := range t.Detectors {
		names = append(names, d.Detector)
	}
	return o.app.emitMeasure(ctx, result{
		raw: raw, names: names, grid: func(wide bool) grid { return gridOf(columns, t.Detectors, wide) },
		human: func(s *screen) {
			if len(t.Detectors) == 0 {
				s.linef("No alarm of the last %s was judged.", plural(t.PeriodDays, "day"))
				return
			}
			gridOf(columns, t.Detectors, false).human(s, true, s.width)
		},
	}, caveats(t.Excluded))
}

func newStatsAICmd(a *App) *cobra.Command {
	return newMeasureCmd(a, &cobra.Command{
		Use:   "ai",
		Short: "Whether the confidence of hypotheses can be trusted",
		Long: `Compare the confidence of hypotheses with what people found out: of those that
were said to be 80 to 90 % sure, about 85 % should be right. Hypotheses without a
verdict count neither way.`,
		Example: `  airra stats ai --since 365d
  airra stats ai --include simulated`,
	}, insightFields, statsAI)
}

func statsAI(ctx context.Context, o *statsOptions) error {
	t, raw, err := insights(ctx, o)
	if err != nil {
		return err
	}
	columns := []column[airra.CalibrationBin]{
		{name: "CONFIDENCE", cell: func(b airra.CalibrationBin) cell {
			return cell{data: numberOf(&b.From), text: fmt.Sprintf("%3.0f – %3.0f %%", b.From*100, b.To*100)}
		}},
		{name: "JUDGED", right: true, cell: func(b airra.CalibrationBin) cell { return cell{data: strconv.Itoa(b.Judged)} }},
		{name: "CONFIRMED", right: true, cell: func(b airra.CalibrationBin) cell { return cell{data: strconv.Itoa(b.Confirmed)} }},
		{name: "PREDICTED", right: true, cell: func(b airra.CalibrationBin) cell {
			return cell{data: numberOf(b.Predicted), text: percent(b.Predicted)}
		}},
		{name: "FOUND", right: true, cell: func(b airra.CalibrationBin) cell { return cell{data: numberOf(b.Observed), text: percent(b.Observed)} }},
	}
	eye := append(columns[:5:5], column[airra.CalibrationBin]{name: "", drop: true, cell: func(b airra.CalibrationBin) cell {
		if b.Observed == nil {
			return cell{}
		}
		return cell{text: bar(*b.Observed, 12), look: accent}
	}})
	return o.app.emitMeasure(ctx, result{
		raw: raw, grid: func(wide bool) grid { return gridOf(columns, t.Calibration, wide) },
		human: func(s *screen) {
			s.linef("%s judged in %s", plural(t.Judged, "hypothesis"), plural(t.PeriodDays, "day"))
			if t.Judged > 0 {
				s.blank()
				gridOf(eye, t.Calibration, false).human(s, true, s.width)
			}
		},
	}, caveats(t.Excluded, plural(t.Unjudged, "analysed incident")+" without a verdict on a hypothesis."))
}
