package workflow

import (
	"context"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/measure"
)

// MTTR says how fast incidents were acknowledged and resolved.
func (w *Workflow) MTTR(ctx context.Context, query airra.AnalyticsQuery) (*airra.MTTRReport, error) {
	q, err := w.surveyed(query)
	if err != nil {
		return nil, err
	}
	report, _, err := w.mttr(ctx, q)
	return report, err
}

// mttr measures incidents one by one where there are few, and else from the stored
// sums. It gives the sum of all too, which tells more than a report does.
func (w *Workflow) mttr(ctx context.Context, q survey) (*airra.MTTRReport, *sums, error) {
	all, err := w.adding(ctx, q, airra.SpanQuery{Spans: q.Spans()}, byValue)
	if err != nil {
		return nil, nil, err
	}
	most := int64(w.MostExact)
	if most == 0 {
		most = airra.MostExact
	}
	measured := w.exactly
	if all.total() > most {
		measured = w.roughly
	}
	report, err := measured(ctx, q)
	if err != nil {
		return nil, nil, err
	}
	report.PeriodDays, report.From, report.To, report.Included = q.AnalyticsQuery.Days, q.From, q.To, q.included()
	report.Excluded = measure.Excluded(all.bySort, q.Counts)
	measure.MostFirst(report.ByService)
	measure.MostFirst(report.BySource)
	measure.WorstFirst(report.BySeverity)
	measure.OldestFirst(report.ByWeek)
	report.ByService = report.ByService[:min(mostParts, len(report.ByService))]
	report.BySource = report.BySource[:min(mostParts, len(report.BySource))]
	return report, all, nil
}

// exactly measures each incident.
func (w *Workflow) exactly(ctx context.Context, q survey) (*airra.MTTRReport, error) {
	prints, err := w.Store.Footprints(ctx, q.From, q.To)
	if err != nil {
		return nil, err
	}
	counted := prints[:0]
	for _, p := range prints {
		if q.Counts(p.Sort) {
			counted = append(counted, p)
		}
	}
	exact := measure.ExactOf(counted)
	return &airra.MTTRReport{
		Total:      exact.Together(),
		ByService:  exact.By(func(p *airra.Footprint) string { return string(p.Service) }),
		BySeverity: exact.By(func(p *airra.Footprint) string { return string(p.Severity) }),
		BySource:   exact.By(func(p *airra.Footprint) string { return p.Source }),
		ByWeek:     exact.By(byWeek()),
	}, nil
}

// byWeek gives the key of weeks. It remembers the Monday of the last day, because
// incidents come in the order of their days and to write a date takes long.
func byWeek() func(p *airra.Footprint) string {
	day, monday := int64(-1), ""
	return func(p *airra.Footprint) string {
		if on := p.DetectedAt.Unix() / 86400; on != day {
			day, monday = on, measure.Monday(measure.Day(p.DetectedAt))
		}
		return monday
	}
}

// roughly measures by the histograms of the stored sums.
func (w *Workflow) roughly(ctx context.Context, q survey) (*airra.MTTRReport, error) {
	report := &airra.MTTRReport{Approximate: true}
	parts := []func(ctx context.Context) error{func(ctx context.Context) error {
		weeks, err := w.adding(ctx, q, airra.SpanQuery{Spans: q.ByWeek(), Sorts: q.Sorts(), Histograms: true}, func(row airra.SpanSum) string { return measure.Monday(row.Start) })
		if err == nil {
			report.Total, report.ByWeek = weeks.all.Breakdown(""), weeks.parts()
		}
		return err
	}}
	for dimension, into := range map[airra.Dimension]*[]airra.Breakdown{
		airra.ByService: &report.ByService, airra.BySeverity: &report.BySeverity, airra.BySource: &report.BySource,
	} {
		parts = append(parts, func(ctx context.Context) error {
			found, err := w.adding(ctx, q, airra.SpanQuery{Spans: q.Spans(), Dimension: dimension, Sorts: q.Sorts(), Histograms: true}, byValue)
			if err == nil {
				*into = found.parts()
			}
			return err
		})
	}
	return report, atOnce(ctx, parts...)
}
