package web

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/airra/airra/internal/airra"
)

// analytics is what many incidents add up to.
type analytics struct {
	visit    *visit
	Days     int
	Insights *airra.AnalyticsInsights
	Patterns *airra.Patterns
}

// windows are the spans that the page offers, in days.
var windows = []int{7, 30, 90, 365}

func (w *Web) registerAnalytics() { w.mux.HandleFunc("GET /analytics", w.page(w.analytics)) }

func (w *Web) analytics(v *visit) (view, error) {
	a := analytics{visit: v, Days: 30}
	if text := v.query("days"); text != "" {
		days, err := strconv.Atoi(text)
		if err != nil {
			return view{}, airra.Invalid("days", "must be a whole number")
		}
		a.Days = days
	}
	query := airra.AnalyticsQuery{Days: a.Days}
	if a.Days == 0 {
		return view{}, airra.Invalid("days", "must be between 1 and 365")
	}
	if v.query("include") == "all" {
		query.Include = airra.Includable
	}
	group, ctx := errgroup.WithContext(v.r.Context())
	ask(ctx, group, &a.Patterns, func(ctx context.Context) (*airra.Patterns, error) {
		return w.opts.Backend.LearnedPatterns(ctx, query.Include)
	})
	ask(ctx, group, &a.Insights, func(ctx context.Context) (*airra.AnalyticsInsights, error) {
		return w.opts.Backend.AnalyticsInsights(ctx, query)
	})
	if err := group.Wait(); err != nil {
		return view{}, err
	}
	return view{Title: "Analytics", Place: placeAnalytics, Body: analyticsPage(a)}, nil
}

// trend is the median time to resolution by week, for the chart.
func (a analytics) trend() string {
	c := chart{Unit: " min", At: []int64{}, Value: []float64{}, Marks: []int64{}}
	for _, week := range a.Insights.ByWeek {
		at, err := time.Parse(time.DateOnly, week.Key)
		if err != nil || week.MTTR.Median == nil {
			continue
		}
		c.At, c.Value = append(c.At, at.Unix()), append(c.Value, *week.MTTR.Median/60)
	}
	text, err := json.Marshal(c)
	if err != nil || len(c.At) < 2 {
		return ""
	}
	return string(text)
}

// medians are the same as plain numbers.
func (a analytics) medians() []float64 {
	var all []float64
	for _, week := range a.Insights.ByWeek {
		if week.MTTR.Median != nil {
			all = append(all, *week.MTTR.Median/60)
		}
	}
	return all
}

// left says what is not counted.
func (a analytics) left() string {
	var sorts []string
	for _, sort := range []struct {
		count int
		words string
	}{{a.Insights.Excluded.DryRun, "resolved by a dry run"}, {a.Insights.Excluded.Simulated, "simulated"}, {a.Insights.Excluded.Generated, "generated"}} {
		if sort.count > 0 {
			sorts = append(sorts, strconv.Itoa(sort.count)+" "+sort.words)
		}
	}
	if len(sorts) == 0 {
		return ""
	}
	return "Not counted: " + strings.Join(sorts, ", ") + "."
}

// included says whether everything is counted.
func (a analytics) included() bool { return len(a.Insights.Included) > 0 }

// address is that of the same figures over another span, or of other sorts.
func (a analytics) address(days int, all bool) string {
	address := "/analytics?days=" + strconv.Itoa(days)
	if all {
		address += "&include=all"
	}
	return address
}

// resolvedShare is how many of a part are resolved.
func resolvedShare(b airra.Breakdown) float64 {
	return float64(b.Resolved) / float64(max(1, b.Incidents))
}

// judgedBins are the parts of the calibration in which somebody judged.
func (a analytics) judgedBins() []airra.CalibrationBin {
	return slices.DeleteFunc(slices.Clone(a.Insights.Calibration), func(b airra.CalibrationBin) bool { return b.Judged == 0 })
}

// between names a bin.
func between(b airra.CalibrationBin) string {
	return fmt.Sprintf("%.0f to %.0f %%", b.From*100, b.To*100)
}
