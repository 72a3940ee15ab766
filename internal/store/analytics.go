package store

import (
	"context"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/measure"
)

// sumColumns are the counts that stored sums and changes have in common.
const sumColumns = "incidents, still_open, analysed, resolved, acknowledged, resolved_millis, acknowledged_millis"

// addedUp adds counts up in the database, which is cheaper than to read all rows.
const addedUp = `word, sort, sum(critical) AS critical, sum(incidents) AS incidents, sum(still_open) AS still_open, sum(analysed) AS analysed,
	sum(resolved) AS resolved, sum(acknowledged) AS acknowledged,
	CAST(sum(resolved_millis) AS bigint) AS resolved_millis, CAST(sum(acknowledged_millis) AS bigint) AS acknowledged_millis`

// SpanSums reads sums and the changes since in one statement: in two, a fold between
// them would be seen twice or not at all.
func (r reader) SpanSums(ctx context.Context, q airra.SpanQuery) ([]airra.SpanSum, error) {
	var rows []spanRow
	query := r.db.NewSelect().TableExpr("(?) AS parts", r.parts(q)).ColumnExpr(addedUp).GroupExpr("word, sort")
	if q.Histograms {
		query = r.db.NewSelect().TableExpr("(?) AS parts", r.parts(q)).ColumnExpr("*")
	}
	if err := query.Scan(ctx, &rows); err != nil {
		return nil, fault("read sums", err)
	}
	sums := make([]airra.SpanSum, len(rows))
	for i := range rows {
		row := &rows[i]
		sums[i] = airra.SpanSum{
			Start: row.StartOn, Value: row.Word, Sort: airra.Sort(row.Sort), IncidentSum: row.counts(), Taken: row.Taken,
			Resolution: row.Resolution, Acknowledgement: row.Acknowledgement,
		}
	}
	return sums, nil
}

// takenColumns are sumColumns of what is taken away.
var takenColumns = "-" + strings.ReplaceAll(sumColumns, ", ", ", -")

// parts are the stored sums of a query and the changes since. The counts of days that
// are taken away are negative; their histograms cannot be, as long as they are texts.
func (r reader) parts(q airra.SpanQuery) *bun.RawQuery {
	texts := ""
	if q.Histograms {
		texts = ", resolution, acknowledgement"
	}
	stored := func(columns string, spans airra.Spans) *bun.SelectQuery {
		query := r.db.NewSelect().Table("analytics_spans").ColumnExpr("start_on, word, sort, "+columns+texts).
			Where("dimension = ?", string(q.Dimension)).
			WhereGroup(" AND ", func(in *bun.SelectQuery) *bun.SelectQuery { return whereSpans(in, spans) })
		if q.Value != "" {
			query = query.Where("word = ?", q.Value)
		}
		return whereAny(query, "sort", q.Sorts)
	}
	changes := r.db.NewSelect().Table("analytics_deltas").
		ColumnExpr("day, ? AS word, sort, false, CASE WHEN severity = 'critical' THEN incidents ELSE 0 END, "+sumColumns+texts, wordOf(q.Dimension)).
		WhereGroup(" AND ", func(in *bun.SelectQuery) *bun.SelectQuery { return whereChanged(in, q.Spans) })
	changes = whereAny(whereKept(changes, q.Spans), "sort", q.Sorts)
	if q.Value != "" {
		changes = changes.Where("? = ?", wordOf(q.Dimension), q.Value)
	}
	added := r.db.NewRaw("? UNION ALL ?", stored("false AS taken, critical, "+sumColumns, q.Spans), changes)
	if len(q.Spans.Less) == 0 {
		return added
	}
	return r.db.NewRaw("? UNION ALL ?", added, stored("true, -critical, "+takenColumns, airra.Spans{Days: q.Spans.Less}))
}

// CountByDay counts by day and severity, from the same rows.
func (r reader) CountByDay(ctx context.Context, days [2]string, sorts []airra.Sort) ([]airra.DayCount, error) {
	var rows []airra.DayCount
	spans := airra.Spans{Days: [][2]string{days}}
	query := r.db.NewSelect().TableExpr("(?) AS parts", r.parts(airra.SpanQuery{Spans: spans, Dimension: airra.BySeverity})).
		ColumnExpr("start_on AS day, word AS severity, sum(incidents) AS incidents").GroupExpr("start_on, word")
	if err := whereAny(query, "sort", sorts).Scan(ctx, &rows); err != nil {
		return nil, fault("count incidents by day", err)
	}
	return rows, nil
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

// whereKept leaves out changes of the days that are taken away.
func whereKept(query *bun.SelectQuery, spans airra.Spans) *bun.SelectQuery {
	for _, days := range spans.Less {
		query = query.Where("NOT (day >= ? AND day < ?)", days[0], days[1])
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
func (r reader) CountOpenBetween(ctx context.Context, from, to time.Time, sorts []airra.Sort, limit int) (int, error) {
	count := 0
	open := r.db.NewSelect().Table("incidents").ColumnExpr("1").Where("status <> 'resolved'").
		Where("detected_at >= ? AND detected_at < ?", from, to).
		WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery { return whereSorts(q, sorts) })
	err := r.db.NewSelect().ColumnExpr("count(*)").TableExpr("(?) AS open", atMost(open, limit)).Scan(ctx, &count)
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
