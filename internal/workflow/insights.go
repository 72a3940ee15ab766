package workflow

import (
	"context"
	"math"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/measure"
)

// AnalyticsInsights gives the wide view.
func (w *Workflow) AnalyticsInsights(ctx context.Context, query airra.AnalyticsQuery) (*airra.AnalyticsInsights, error) {
	q, err := w.surveyed(query)
	if err != nil {
		return nil, err
	}
	insights := &airra.AnalyticsInsights{}
	var all *sums
	judged := 0
	if err := atOnce(ctx,
		func(ctx context.Context) error {
			report, sums, err := w.mttr(ctx, q)
			if err == nil {
				insights.MTTRReport, all = *report, sums
			}
			return err
		},
		func(ctx context.Context) error { return w.ages(ctx, q, insights) },
		func(ctx context.Context) error { return w.wakings(ctx, q, insights) },
		func(ctx context.Context) (err error) {
			judged, err = w.verdicts(ctx, q, insights)
			return err
		},
	); err != nil {
		return nil, err
	}
	insights.ResolutionRate = measure.Share(int64(insights.Total.Resolved), int64(insights.Total.Incidents))
	insights.Unjudged = max(0, int(all.all.Analysed)-judged)
	return insights, nil
}

// atOnce asks the parts of a question side by side, since none needs another's answer
// and somebody waits for all of them. Each part writes to fields of its own.
func atOnce(ctx context.Context, parts ...func(ctx context.Context) error) error {
	group, ctx := errgroup.WithContext(ctx)
	for _, part := range parts {
		group.Go(func() error { return part(ctx) })
	}
	return group.Wait()
}

// ages counts the open incidents by how long they have been so, whenever they began.
func (w *Workflow) ages(ctx context.Context, q survey, insights *airra.AnalyticsInsights) error {
	ever, err := w.adding(ctx, q, airra.SpanQuery{Spans: airra.Spans{Add: []airra.SpanRange{{Span: airra.SpanYear, From: "0000", To: "9999"}}}}, byValue)
	if err != nil {
		return err
	}
	const oldest = 7 * 24 * time.Hour
	now, younger := w.now(), int64(0)
	// The rows of days, which only a question for histograms tells apart, are a week's at most.
	days, err := w.adding(ctx, q, airra.SpanQuery{Spans: airra.Days(measure.Day(now.Add(-oldest)), "9999"), Histograms: true}, func(row airra.SpanSum) string { return row.Start })
	if err != nil {
		return err
	}
	for _, age := range []struct {
		name string
		most time.Duration
	}{{"under 1 h", time.Hour}, {"1 h to 1 d", 24 * time.Hour}, {"1 d to 7 d", oldest}} {
		count, err := w.openSince(ctx, q, now.Add(-age.most), days)
		if err != nil {
			return err
		}
		insights.OpenByAge = append(insights.OpenByAge, airra.AgeCount{Age: age.name, Incidents: int(max(0, count-younger))})
		younger = max(younger, count)
	}
	insights.OpenByAge = append(insights.OpenByAge, airra.AgeCount{Age: "over 7 d", Incidents: int(max(0, ever.all.Open-younger))})
	return nil
}

// openSince counts the open incidents that were detected after a moment: those of its
// own day one by one, those of later days by the stored sums.
func (w *Workflow) openSince(ctx context.Context, q survey, at time.Time, days *sums) (int64, error) {
	count, err := w.openThatDay(ctx, q, at, days)
	for day, sum := range days.by {
		if day > measure.Day(at) {
			count += sum.Open
		}
	}
	return count, err
}

// fewOpen is how many open incidents are counted one by one without thinking.
const fewOpen = 2000

func (w *Workflow) few() int {
	if w.FewOpen != 0 {
		return w.FewOpen
	}
	return fewOpen
}

// openThatDay counts those of the rest of a day. In a storm there are very many; then
// those of the same day before it are counted, which are few if the storm is all there
// was, and taken away from the day's sum.
func (w *Workflow) openThatDay(ctx context.Context, q survey, at time.Time, days *sums) (int64, error) {
	today, from := measure.WindowOf(1, at), at.Add(time.Microsecond)
	few, err := w.Store.CountOpenBetween(ctx, from, today.To, q.Sorts(), w.few()+1)
	if err != nil || few <= w.few() {
		return int64(few), err
	}
	before, err := w.Store.CountOpenBetween(ctx, today.From, from, q.Sorts(), math.MaxInt32)
	day := days.by[measure.Day(today.From)]
	if err != nil || day == nil {
		return 0, err
	}
	return day.Open - int64(before), nil
}

// wakings counts pages by person. Every page counts, one about a drill too: it rang.
func (w *Workflow) wakings(ctx context.Context, q survey, insights *airra.AnalyticsInsights) error {
	pages, err := w.Store.SentPages(ctx, q.From, q.To, airra.MostPeople+1)
	if err != nil {
		return err
	}
	insights.PagesSince = q.From
	if len(pages) > airra.MostPeople {
		pages = pages[:airra.MostPeople]
		insights.PagesSince = pages[len(pages)-1].At
	}
	homes, err := w.Store.TimeZones(ctx)
	if err != nil {
		return err
	}
	insights.Pages = measure.Pages(pages, zonesOf(homes))
	return nil
}

// zonesOf finds the zones in which people live by their names. Only those that are asked for
// are opened; who has left, or lives where no list of zones knows, is taken to live in UTC.
func zonesOf(homes map[string]string) func(id string) *time.Location {
	zones := map[string]*time.Location{}
	return func(id string) *time.Location {
		if zone := zones[id]; zone != nil {
			return zone
		}
		zone, err := time.LoadLocation(homes[id])
		if err != nil {
			zone = time.UTC
		}
		zones[id] = zone
		return zone
	}
}

// verdicts adds what people judged, and counts the incidents of which they did. What
// nobody judged counts neither way.
func (w *Workflow) verdicts(ctx context.Context, q survey, insights *airra.AnalyticsInsights) (incidents int, err error) {
	bins, err := w.Store.JudgedHypotheses(ctx, q.Spans(), q.Origins())
	if err != nil {
		return 0, err
	}
	alarms, err := w.Store.JudgedAlarms(ctx, q.Spans(), q.Origins())
	if err != nil {
		return 0, err
	}
	insights.Calibration, insights.Detectors = measure.Calibration(bins), measure.Detectors(alarms)
	for _, bin := range bins {
		insights.Judged += bin.Judged
	}
	return w.Store.JudgedIncidents(ctx, q.From, q.To, q.Sorts())
}
