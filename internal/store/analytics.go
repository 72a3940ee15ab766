package store

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"github.com/airra/airra/internal/airra"
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
	rows, columns := r.db.NewSelect().TableExpr("(?) AS parts", r.parts(q)), packedSum
	if q.Histograms {
		columns = slices.Concat(packedSum, []string{"start_on", "CAST(taken AS text)", "resolution", "acknowledgement"})
	} else {
		added := r.db.NewSelect().TableExpr("(?) AS parts", r.parts(q)).ColumnExpr(addedUp).GroupExpr("word, sort")
		rows = r.db.NewSelect().TableExpr("(?) AS added", added)
	}
	var sums []airra.SpanSum
	err := r.packed(ctx, "read sums", rows, columns, func(fields []string) error {
		counts, err := unpackedNumbers(fields[2:10])
		sum := airra.SpanSum{Value: fields[0], Sort: airra.Sort(fields[1]), IncidentSum: airra.IncidentSum{
			Critical: counts[0], Incidents: counts[1], Open: counts[2], Analysed: counts[3], Resolved: counts[4], Acknowledged: counts[5],
			ResolvedMillis: counts[6], AcknowledgedMillis: counts[7],
		}}
		if q.Histograms {
			sum.Start, sum.Taken, sum.Resolution, sum.Acknowledgement = fields[10], unpackedBool(fields[11]), fields[12], fields[13]
		}
		sums = append(sums, sum)
		return err
	})
	return sums, err
}

// packedSum are the columns of a sum.
var packedSum = []string{
	"word", "sort", "CAST(critical AS text)", "CAST(incidents AS text)", "CAST(still_open AS text)", "CAST(analysed AS text)", "CAST(resolved AS text)", "CAST(acknowledged AS text)",
	"CAST(resolved_millis AS text)", "CAST(acknowledged_millis AS text)",
}

// takenColumns are sumColumns of what is taken away.
var takenColumns = "-" + strings.ReplaceAll(sumColumns, ", ", ", -")

// parts are the stored sums of a query and the changes since. The counts of spans that
// are taken away are negative; their histograms cannot be, as long as they are texts.
func (r reader) parts(q airra.SpanQuery) *bun.SelectQuery {
	texts := ""
	if q.Histograms {
		texts = ", resolution, acknowledgement"
	}
	changes := r.db.NewSelect().Table("analytics_deltas").
		ColumnExpr("day AS start_on, ? AS word, sort, false AS taken", wordOf(q.Dimension)).
		ColumnExpr("CASE WHEN severity = 'critical' THEN incidents ELSE 0 END AS critical, "+sumColumns+texts).
		WhereGroup(" AND ", func(in *bun.SelectQuery) *bun.SelectQuery { return whereChanged(in, q.Spans) })
	changes = whereAny(whereKept(changes, q.Spans), "sort", q.Sorts)
	if q.Value != "" {
		changes = changes.Where("? = ?", wordOf(q.Dimension), q.Value)
	}
	for _, part := range r.stored(q, q.Spans.Add, "false, critical, "+sumColumns+texts) {
		changes = changes.UnionAll(part)
	}
	for _, part := range r.stored(q, q.Spans.Less, "true, -critical, "+takenColumns+texts) {
		changes = changes.UnionAll(part)
	}
	return changes
}

// stored reads each range by itself. Where one question has several ranges, a database may
// look at all of a dimension instead.
func (r reader) stored(q airra.SpanQuery, ranges []airra.SpanRange, columns string) (parts []*bun.SelectQuery) {
	for _, spans := range ranges {
		part := r.db.NewSelect().Table("analytics_sums").ColumnExpr("start_on, word, sort, "+columns).Where("dimension = ?", string(q.Dimension)).
			Where("span = ?", string(spans.Span)).Where("start_on >= ? AND start_on < ?", spans.From, spans.To)
		if q.Value != "" {
			part = part.Where("word = ?", q.Value)
		}
		parts = append(parts, whereAny(part, "sort", q.Sorts))
	}
	return parts
}

// CountByDay counts by day and severity, from the same rows.
func (r reader) CountByDay(ctx context.Context, days [2]string, sorts []airra.Sort) ([]airra.DayCount, error) {
	parts := r.parts(airra.SpanQuery{Spans: airra.Days(days[0], days[1]), Dimension: airra.BySeverity, Sorts: sorts})
	counts := map[airra.DayCount]int64{}
	err := r.packed(ctx, "count incidents by day", r.db.NewSelect().TableExpr("(?) AS parts", parts), []string{"start_on", "word", "CAST(incidents AS text)"}, func(fields []string) error {
		n, err := unpackedNumbers(fields[2:])
		counts[airra.DayCount{Day: fields[0], Severity: airra.Severity(fields[1])}] += n[0]
		return err
	})
	rows := make([]airra.DayCount, 0, len(counts))
	for row, n := range counts {
		row.Incidents = n
		rows = append(rows, row)
	}
	return rows, err
}

// wordOf is the column of the changes that a dimension looks at.
func wordOf(d airra.Dimension) any {
	if d == airra.ByNothing {
		return bun.Safe("''")
	}
	return bun.Ident(d)
}

// whereChanged narrows changes to the same time.
func whereChanged(query *bun.SelectQuery, spans airra.Spans) *bun.SelectQuery {
	for _, added := range spans.Add {
		query = query.WhereOr("day >= ? AND day < ?", added.From, added.To)
	}
	return query
}

// whereKept leaves out changes of what is taken away.
func whereKept(query *bun.SelectQuery, spans airra.Spans) *bun.SelectQuery {
	for _, taken := range spans.Less {
		query = query.Where("NOT (day >= ? AND day < ?)", taken.From, taken.To)
	}
	return query
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
