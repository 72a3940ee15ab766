package workflow

import (
	"context"
	"slices"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/measure"
)

const (
	usualDays = 30
	mostDays  = 365
	mostParts = 100 // rows of a breakdown by a word that callers choose
	topOf     = 10  // services in a summary
)

// survey is one question about many incidents.
type survey struct {
	airra.AnalyticsQuery
	measure.Window
}

// surveyed checks a question and fixes its window.
func (w *Workflow) surveyed(q airra.AnalyticsQuery) (survey, error) {
	if q.Days == 0 {
		q.Days = usualDays
	}
	if q.Days < 1 || q.Days > mostDays {
		return survey{}, airra.Invalid("days", "must be between 1 and %d", mostDays)
	}
	for _, word := range q.Include {
		if !slices.Contains(airra.Includable, word) {
			return survey{}, airra.Invalid("include", "%q is none of dry_run, simulated, generated", word)
		}
	}
	return survey{AnalyticsQuery: q, Window: measure.WindowOf(q.Days, w.now())}, nil
}

// included lists what counts beside real incidents, in a fixed order.
func (q survey) included() []string {
	return slices.DeleteFunc(slices.Clone(airra.Includable), func(word string) bool { return !slices.Contains(q.Include, word) })
}

// sums are what the stored sums of a dimension add up to, of the sorts that count, and
// beside it how many incidents there are of every sort.
type sums struct {
	by     map[string]*measure.Sum // by value
	all    measure.Sum
	bySort map[airra.Sort]int64
}

// adding reads sums and adds them up.
func (w *Workflow) adding(ctx context.Context, q survey, ask airra.SpanQuery, key func(row airra.SpanSum) string) (*sums, error) {
	rows, err := w.Store.SpanSums(ctx, ask)
	if err != nil {
		return nil, err
	}
	added := &sums{by: map[string]*measure.Sum{}, bySort: map[airra.Sort]int64{}}
	for _, row := range rows {
		added.bySort[row.Sort] += row.Incidents
		if !q.Counts(row.Sort) {
			continue
		}
		part := added.by[key(row)]
		if part == nil {
			part = new(measure.Sum)
			added.by[key(row)] = part
		}
		if err := part.MergeRow(row); err != nil {
			return nil, err
		}
	}
	for _, part := range added.by {
		added.all.Merge(*part)
	}
	return added, nil
}

func byValue(row airra.SpanSum) string { return row.Value }

// total is how many incidents there are of every sort together.
func (s *sums) total() (total int64) {
	for _, n := range s.bySort {
		total += n
	}
	return total
}

// parts describes the values, of which one that lost all its incidents is none.
func (s *sums) parts() []airra.Breakdown {
	parts := []airra.Breakdown{}
	for key, sum := range s.by {
		if sum.Incidents > 0 {
			parts = append(parts, sum.Breakdown(key))
		}
	}
	return parts
}

// AnalyticsSummary gives the contract's view of everything.
func (w *Workflow) AnalyticsSummary(ctx context.Context, query airra.AnalyticsQuery) (*airra.AnalyticsSummary, error) {
	q, err := w.surveyed(query)
	if err != nil {
		return nil, err
	}
	var total, services *sums
	var days []airra.DayCount
	var answers *answered
	if err := atOnce(ctx,
		func(ctx context.Context) (err error) {
			total, err = w.adding(ctx, q, airra.SpanQuery{Spans: q.Spans()}, byValue)
			return err
		},
		func(ctx context.Context) (err error) {
			days, err = w.Store.CountByDay(ctx, [2]string{measure.Day(q.From), measure.Day(q.To)}, q.Sorts())
			return err
		},
		func(ctx context.Context) (err error) {
			services, err = w.adding(ctx, q, airra.SpanQuery{Spans: q.Spans(), Dimension: airra.ByService, Sorts: q.Sorts()}, byValue)
			return err
		},
		func(ctx context.Context) (err error) {
			answers, err = w.answers(ctx, q)
			return err
		},
	); err != nil {
		return nil, err
	}
	all := total.all
	summary := &airra.AnalyticsSummary{
		TotalIncidents: int(all.Incidents), OpenIncidents: int(all.Open), ResolvedIncidents: int(all.Resolved),
		AvgResolutionMinutes: measure.Minutes(all), MTTRMinutes: measure.Minutes(all), SLACompliance: answers.compliance(""),
		TopServices: topServices(services, answers), Approximate: answers.sampled,
		Excluded: measure.Excluded(total.bySort, q.Counts),
		Trends:   measure.Trend(q.Window, days),
	}
	for _, day := range summary.Trends {
		summary.Critical, summary.High = summary.Critical+day.Critical, summary.High+day.High
		summary.Medium, summary.Low = summary.Medium+day.Medium, summary.Low+day.Low
	}
	return summary, nil
}

// topServices describes the services with the most incidents.
func topServices(services *sums, answers *answered) []airra.ServiceReliability {
	parts := services.parts()
	measure.MostFirst(parts)
	top := []airra.ServiceReliability{}
	for _, part := range parts[:min(topOf, len(parts))] {
		service := measure.Reliability(part.Key, *services.by[part.Key])
		service.SLACompliance, service.Approximate = answers.compliance(service.Service), answers.sampled
		top = append(top, service)
	}
	return top
}

// ServiceReliability gives the contract's view of one service. One without incidents,
// or that nobody knows, has nothing against it.
func (w *Workflow) ServiceReliability(ctx context.Context, service airra.ServiceName, query airra.AnalyticsQuery) (*airra.ServiceReliability, error) {
	q, err := w.surveyed(query)
	if err != nil {
		return nil, err
	}
	if service == "" {
		return nil, airra.Invalid("service", "must not be empty")
	}
	found, err := w.adding(ctx, q, airra.SpanQuery{Spans: q.Spans(), Dimension: airra.ByService, Value: string(service)}, byValue)
	if err != nil {
		return nil, err
	}
	answers, err := w.answers(ctx, q)
	if err != nil {
		return nil, err
	}
	reliability := measure.Reliability(string(service), found.all)
	reliability.SLACompliance, reliability.Approximate = answers.compliance(service), answers.sampled
	reliability.Excluded = measure.Excluded(found.bySort, q.Counts)
	return &reliability, nil
}

// answered is which notifications were answered in time.
type answered struct {
	by      []airra.Answered
	sampled bool // there were so many that only the newest were looked at
}

func (w *Workflow) answers(ctx context.Context, q survey) (*answered, error) {
	by, seen, err := w.Store.AnsweredInTime(ctx, q.From, q.To, w.now(), airra.MostPeople+1)
	return &answered{by: by, sampled: seen > airra.MostPeople}, err
}

// compliance is the share of a service, or with an empty name of all.
func (a *answered) compliance(service airra.ServiceName) *float64 {
	var met, known int64
	for _, one := range a.by {
		if service == "" || one.Service == service {
			met, known = met+int64(one.Met), known+int64(one.Known)
		}
	}
	return measure.Share(met, known)
}
