package store

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/measure"
)

// sumColumns are the counts that stored sums and changes have in common.
const sumColumns = "incidents, still_open, analysed, resolved, acknowledged, resolved_millis, acknowledged_millis"

// SpanSums reads sums and the changes since in one statement: in two, a fold between
// them would be seen twice or not at all.
func (r reader) SpanSums(ctx context.Context, q airra.SpanQuery) ([]airra.SpanSum, error) {
	var rows []spanRow
	texts := "'' AS resolution, '' AS acknowledgement"
	if q.Histograms {
		texts = "resolution, acknowledgement"
	}
	stored := r.db.NewSelect().Table("analytics_spans").
		ColumnExpr("start_on, word, sort, critical, "+sumColumns+", "+texts).
		Where("dimension = ?", string(q.Dimension)).
		WhereGroup(" AND ", func(in *bun.SelectQuery) *bun.SelectQuery { return whereSpans(in, q.Spans) })
	changes := r.db.NewSelect().Table("analytics_deltas").
		ColumnExpr("day, ? AS word, sort, CASE WHEN severity = 'critical' THEN incidents ELSE 0 END, "+sumColumns+", "+texts, wordOf(q.Dimension)).
		WhereGroup(" AND ", func(in *bun.SelectQuery) *bun.SelectQuery { return whereChanged(in, q.Spans) })
	if q.Value != "" {
		stored = stored.Where("word = ?", q.Value)
		changes = changes.Where("? = ?", wordOf(q.Dimension), q.Value)
	}
	if err := r.db.NewRaw("? UNION ALL ?", stored, changes).Scan(ctx, &rows); err != nil {
		return nil, fault("read sums", err)
	}
	sums := make([]airra.SpanSum, len(rows))
	for i := range rows {
		row := &rows[i]
		sums[i] = airra.SpanSum{
			Start: row.StartOn, Value: row.Word, Sort: airra.Sort(row.Sort), IncidentSum: row.counts(),
			Resolution: row.Resolution, Acknowledgement: row.Acknowledgement,
		}
	}
	return sums, nil
}

// wordOf is the column of the changes that a dimension looks at.
func wordOf(d airra.Dimension) any {
	if d == airra.ByNothing {
		return bun.Safe("''")
	}
	return bun.Ident(d)
}

// whereSpans narrows stored sums to the months and days of a query.
func whereSpans(query *bun.SelectQuery, spans airra.Spans) *bun.SelectQuery {
	if spans.Months[0] < spans.Months[1] {
		query = query.WhereOr("span = ? AND start_on >= ? AND start_on < ?", spanMonth, spans.Months[0], spans.Months[1])
	}
	for _, days := range spans.Days {
		query = query.WhereOr("span = ? AND start_on >= ? AND start_on < ?", spanDay, days[0], days[1])
	}
	return query
}

// whereChanged narrows changes to the same time. A month stands before each of its
// days in the order of texts, so its name bounds days too.
func whereChanged(query *bun.SelectQuery, spans airra.Spans) *bun.SelectQuery {
	for _, between := range append(spans.Days, spans.Months) {
		if between[0] < between[1] {
			query = query.WhereOr("day >= ? AND day < ?", between[0], between[1])
		}
	}
	return query
}

// Footprints reads incidents one by one.
func (r reader) Footprints(ctx context.Context, from, to time.Time) ([]airra.Footprint, error) {
	var rows []printRow
	err := r.db.NewSelect().Model(&rows).Where("detected_at >= ? AND detected_at < ?", from, to).Scan(ctx)
	if err != nil {
		return nil, fault("read incidents to measure", err)
	}
	prints := make([]airra.Footprint, len(rows))
	for i := range rows {
		incident := rows[i].incident()
		prints[i] = measure.PrintOf(&incident)
	}
	return prints, nil
}

// CountOpenBetween counts by the index of the open ones.
func (r reader) CountOpenBetween(ctx context.Context, from, to time.Time, sorts []airra.Sort) (int, error) {
	count := 0
	query := r.db.NewSelect().Table("incidents").ColumnExpr("count(*)").Where("status <> 'resolved'").
		Where("detected_at >= ? AND detected_at < ?", from, to).
		WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery { return whereSorts(q, sorts) })
	err := query.Scan(ctx, &count)
	return count, fault("count open incidents", err)
}

// whereSorts narrows incidents to sorts, as airra.SortOf tells them apart.
func whereSorts(query *bun.SelectQuery, sorts []airra.Sort) *bun.SelectQuery {
	for _, sort := range sorts {
		switch sort {
		case airra.SortReal:
			query = query.WhereOr("origin = 'real' AND NOT dry_run_resolution")
		case airra.SortDryRun:
			query = query.WhereOr("origin = 'real' AND dry_run_resolution")
		case airra.SortSimulated, airra.SortGenerated:
			query = query.WhereOr("origin = ?", string(sort))
		}
	}
	return query
}
