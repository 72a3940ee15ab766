package cli

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
)

func newStatsCmd(a *App) *cobra.Command {
	return newNounCmd("stats", "See how incidents are going, over days and weeks",
		`Measures of many incidents: how many there were, how fast they were
acknowledged and resolved, who was paged at night, which detectors cry wolf, and
whether the confidence of hypotheses can be trusted.

Of incidents only real ones count; pages count whatever they were about. Those
incidents that a rehearsal resolved, a simulation caused or the generator invented
are told apart, and how many of each were left out is said. --include counts them
too.`,
		`  airra stats summary
  airra stats mttr --since 90d
  airra stats pages -o csv`,
		nil,
		newStatsSummaryCmd(a), newStatsMTTACmd(a), newStatsMTTRCmd(a), newStatsOpenCmd(a), newStatsPagesCmd(a), newStatsDetectorsCmd(a), newStatsAICmd(a))
}

// statsOptions are the flags of every measure.
type statsOptions struct {
	app       *App
	days      int
	daysGiven bool // so that 0 can be refused, which otherwise stands for the usual window
	since     string
	include   string
}

// newMeasureCmd makes a command that shows a measure.
func newMeasureCmd(a *App, cmd *cobra.Command, fields []string, run func(ctx context.Context, o *statsOptions) error) *cobra.Command {
	o := &statsOptions{app: a}
	cmd.Args = takesNone
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		o.daysGiven = cmd.Flags().Changed("days")
		return run(cmd.Context(), o)
	}
	f := cmd.Flags()
	f.IntVar(&o.days, "days", 0, "look at the last `N` whole UTC days, today among them, at most 365 (default: 30)")
	f.StringVar(&o.since, "since", "", "look at the days from this `TIME` on: 30d, or a date")
	includeFlag(cmd, &o.include)
	offers(cmd, fields)
	return cmd
}

// includeFlag adds the flag that every command has which leaves out what is not real.
func includeFlag(cmd *cobra.Command, include *string) {
	cmd.Flags().StringVar(include, "include", "", "count `SORTS` too, with commas: dry_run, simulated, generated")
}

// mostStatsDays is how far measures reach back.
const mostStatsDays = 365

// query reads the flags.
func (o *statsOptions) query() (airra.AnalyticsQuery, error) {
	q := airra.AnalyticsQuery{Days: o.days, Include: sortsIn(o.include)}
	if o.since != "" {
		if o.daysGiven {
			return q, usagef("", "--days and --since say the same thing: give one of them")
		}
		days, err := daysSince(o.since, o.app.Now())
		if err != nil {
			return q, err
		}
		q.Days = days
	}
	if given := o.since != "" || o.daysGiven; given && q.Days < 1 || q.Days > mostStatsDays {
		return q, usagef("", "measures reach over 1 to %d days, not %d", mostStatsDays, q.Days)
	}
	return q, nil
}

// sortsIn reads what --include says. The server knows which sorts there are.
func sortsIn(text string) (sorts []string) {
	for word := range strings.SplitSeq(text, ",") {
		if word = strings.ReplaceAll(strings.TrimSpace(word), "-", "_"); word != "" {
			sorts = append(sorts, word)
		}
	}
	return sorts
}

// daysSince counts days: "30d" is thirty of them with today, and a moment stands for
// its own day and all after it.
func daysSince(text string, now time.Time) (int, error) {
	if days, err := strconv.Atoi(strings.TrimSuffix(text, "d")); err == nil && strings.HasSuffix(text, "d") {
		return days, nil
	}
	at, err := whenFlag("--since", text, now)
	if err != nil {
		return 0, err
	}
	day := 24 * time.Hour
	return int(now.UTC().Truncate(day).Sub(at.UTC().Truncate(day))/day) + 1, nil
}

// measuring asks for a measure, and keeps the bytes of the answer.
func measuring[T any](ctx context.Context, o *statsOptions, ask func(c *client.Client, q airra.AnalyticsQuery) (*T, error)) (*T, []byte, error) {
	q, err := o.query()
	if err != nil {
		return nil, nil, err
	}
	c, err := o.app.client()
	if err != nil {
		return nil, nil, err
	}
	keeping := c.Keeping()
	answer, err := ask(keeping, q)
	return answer, keeping.Kept(), err
}

// leftOut names what is not counted, or nothing.
func leftOut(left airra.Excluded) string {
	var sorts []string
	for _, sort := range []struct {
		count int
		words string
	}{{left.DryRun, "resolved by a dry run"}, {left.Simulated, "simulated"}, {left.Generated, "generated"}} {
		if sort.count > 0 {
			sorts = append(sorts, strconv.Itoa(sort.count)+" "+sort.words)
		}
	}
	return strings.Join(sorts, ", ")
}

// caveats say what an answer does not count, and how sure it is.
func caveats(left airra.Excluded, notes ...string) []string {
	said := []string{"Not counted: no incident was left out."}
	if sorts := leftOut(left); sorts != "" {
		said[0] = "Not counted: " + sorts + " (--include counts them)."
	}
	for _, note := range notes {
		if note != "" {
			said = append(said, note)
		}
	}
	return said
}

const (
	roughTimes   = "Approximate: there are many incidents, so medians and 90th percentiles are up to 2 % off. Counts and means are exact."
	roughAnswers = "Approximate: the share answered in time is that of the newest 5,000 messages. All else is exact."
)

func when(is bool, note string) string {
	if is {
		return note
	}
	return ""
}

// emitMeasure shows a measure. The caveats are part of what a person reads; to a
// program they are in the JSON, and beside rows they go to standard error.
func (a *App) emitMeasure(ctx context.Context, r result, said []string) error {
	draw := r.human
	r.human = func(s *screen) {
		draw(s)
		s.blank()
		for _, line := range said {
			s.wrappedIn(faint, "", line)
		}
	}
	if err := a.emit(ctx, r); err != nil {
		return err
	}
	rows := a.global.jq == "" && len(a.global.fields) == 0 && (a.global.output == "csv" || a.global.output == "wide" || a.global.output == "" && !a.OutTTY)
	if rows {
		a.say("%s", strings.Join(said, "\n"))
	}
	return nil
}

// lasting is how long something took, in the two largest units.
func lasting(seconds *float64) string {
	if seconds == nil {
		return "–"
	}
	d := time.Duration(*seconds * float64(time.Second)).Round(time.Second)
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%d s", d/time.Second)
	case d < time.Hour:
		return fmt.Sprintf("%d min %02d s", d/time.Minute, d%time.Minute/time.Second)
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h %02d min", d/time.Hour, d%time.Hour/time.Minute)
	default:
		return fmt.Sprintf("%d d %02d h", d/(24*time.Hour), d%(24*time.Hour)/time.Hour)
	}
}

// percent is a share, and a dash where nobody knows it.
func percent(share *float64) string {
	if share == nil {
		return "–"
	}
	return fmt.Sprintf("%.0f %%", *share*100)
}
