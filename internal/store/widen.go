package store

import (
	"context"
	"slices"

	"github.com/uptrace/bun"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/measure"
)

// widenSums writes the sums of years and weeks that are missing since the sums of before
// there were any, once. On PostgreSQL it waits until nobody folds, and nobody begins to.
func widenSums(ctx context.Context, handle *Handle) error {
	return handle.write.RunInTx(ctx, nil, func(ctx context.Context, begun bun.Tx) error {
		var since []string
		if err := begun.NewSelect().Table("analytics_narrow").Column("since").Scan(ctx, &since); err != nil || len(since) == 0 {
			return err
		}
		if handle.kind == KindPostgreSQL {
			if _, err := begun.NewRaw("LOCK TABLE analytics_sums IN ACCESS EXCLUSIVE MODE").Exec(ctx); err != nil {
				return err
			}
		}
		return widen(ctx, begun)
	})
}

// widen does so unless somebody else has done it meanwhile.
func widen(ctx context.Context, begun bun.Tx) error {
	done, err := begun.NewDelete().Table("analytics_narrow").Where("1 = 1").Exec(ctx)
	if err != nil {
		return err
	}
	if narrow, err := done.RowsAffected(); err != nil || narrow == 0 {
		return err
	}
	if _, err := begun.NewDelete().Table("analytics_sums").Where("span IN ('week', 'year')").Exec(ctx); err != nil {
		return err
	}
	wide := map[spanKey]*measure.Sum{}
	for narrow, start := range map[airra.Span]func(key spanKey) (wide airra.Span, start string){
		airra.SpanMonth: func(key spanKey) (airra.Span, string) { return airra.SpanYear, measure.Year(key.start) },
		airra.SpanDay:   func(key spanKey) (airra.Span, string) { return airra.SpanWeek, measure.Monday(key.start) },
	} {
		query := begun.NewSelect().Where("span = ?", string(narrow))
		if narrow == airra.SpanDay {
			query = query.Where("dimension = ''")
		}
		if err := addWider(ctx, query, wide, start); err != nil {
			return err
		}
	}
	rows := make([]spanRow, 0, len(wide))
	for key, sum := range wide {
		rows = append(rows, rowOfSpan(key, sum))
	}
	for some := range slices.Chunk(rows, spansAtOnce) {
		if _, err := begun.NewInsert().Model(&some).Returning("NULL").Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}

// addWider adds stored sums to those of the wider spans that they are part of.
func addWider(ctx context.Context, query *bun.SelectQuery, wide map[spanKey]*measure.Sum, start func(key spanKey) (airra.Span, string)) error {
	var rows []spanRow
	if err := query.Model(&rows).Scan(ctx); err != nil {
		return err
	}
	for i := range rows {
		key := rows[i].key()
		span, begins := start(key)
		key.span, key.start = string(span), begins
		if wide[key] == nil {
			wide[key] = new(measure.Sum)
		}
		wide[key].MergeCounts(rows[i].counts())
		if err := mergeTexts(wide[key], rows[i].Resolution, rows[i].Acknowledgement); err != nil {
			return err
		}
	}
	return nil
}
