package store

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"github.com/airra/airra/internal/airra"
)

// AnsweredInTime looks at the newest notifications of a span. What has no answer and
// whose target has passed is missed, written down or not.
func (r reader) AnsweredInTime(ctx context.Context, from, to, now time.Time, limit int) (by []airra.Answered, seen int, err error) {
	newest := atMost(r.db.NewSelect().Table("notifications").Column("sla_met", "sla_deadline", "acknowledged_at", "service").
		Where("created_at >= ? AND created_at < ?", from, to).OrderExpr("created_at DESC"), limit)
	var rows []struct {
		Service            string
		Every, Met, Missed int
	}
	err = r.db.NewSelect().TableExpr("(?) AS newest", newest).ColumnExpr("service, count(*) AS every").
		ColumnExpr("coalesce(sum(CASE WHEN sla_met THEN 1 ELSE 0 END), 0) AS met").
		ColumnExpr(missedAt, now).GroupExpr("service").OrderExpr("service").Scan(ctx, &rows)
	if err != nil {
		return nil, 0, fault("count answers", err)
	}
	for _, row := range rows {
		seen += row.Every
		by = append(by, airra.Answered{Service: airra.ServiceName(row.Service), Met: row.Met, Known: row.Met + row.Missed})
	}
	return by, seen, nil
}

// SentPages reads the newest pages that were meant for somebody, the newest first.
func (r reader) SentPages(ctx context.Context, from, to time.Time, limit int) ([]airra.SentPage, error) {
	rows := r.db.NewSelect().Table("notifications").Column("engineer_id", "engineer_name", "created_at").
		// Simulated it stays when it was acknowledged since: only what was sent can meet a target or miss it.
		ColumnExpr("status = ? OR acknowledged_at IS NOT NULL AND sla_met IS NULL AS simulated", string(airra.NotificationSimulated)).
		Where("created_at >= ? AND created_at < ?", from, to).Where("kind = ?", string(airra.NotifyPage)).
		Where("engineer_id IS NOT NULL").OrderExpr("created_at DESC")
	newest := r.db.NewSelect().TableExpr("(?) AS newest", atMost(rows, limit))
	columns := []string{"engineer_id", "engineer_name", "CAST(created_at AS text)", "CAST(simulated AS text)"}
	var pages []airra.SentPage
	err := r.packed(ctx, "read pages", newest, columns, func(fields []string) error {
		at, err := unpackedTime(fields[2])
		if err == nil {
			pages = append(pages, airra.SentPage{EngineerID: fields[0], Name: fields[1], At: *at, Simulated: unpackedBool(fields[3])})
		}
		return err
	})
	slices.SortFunc(pages, func(a, b airra.SentPage) int { return b.At.Compare(a.At) })
	return pages, err
}

// judged reads verdicts that were given in a span.
func (r reader) judged(from, to time.Time, subject airra.VerdictSubject, origins []airra.Origin) *bun.SelectQuery {
	return whereAny(r.db.NewSelect().Table("judgements").Where("subject = ?", string(subject)).
		Where("judged_at >= ? AND judged_at < ?", from, to), "origin", origins)
}

// JudgedHypotheses counts judged hypotheses by tenths of their confidence, each from its
// range of an index.
func (r reader) JudgedHypotheses(ctx context.Context, from, to time.Time, origins []airra.Origin) ([]airra.JudgedBin, error) {
	var bins []airra.JudgedBin
	var all *bun.SelectQuery
	for bin := range 10 {
		one := r.judged(from, to, airra.AboutHypothesis, origins).
			ColumnExpr("? AS bin", bin).ColumnExpr("count(*) AS judged, sum(confidence) AS confidence").
			ColumnExpr("sum(CASE WHEN verdict = 'confirmed' THEN 1 ELSE 0 END) AS confirmed").Having("count(*) > 0")
		if bin > 0 {
			one = one.Where("confidence >= ?", float64(bin)/10)
		}
		if bin < 9 {
			one = one.Where("confidence < ?", float64(bin+1)/10)
		}
		if all == nil {
			all = one
		} else {
			all = all.UnionAll(one)
		}
	}
	err := r.db.NewSelect().TableExpr("(?) AS bins", all).OrderExpr("bin").Scan(ctx, &bins)
	return bins, fault("count judged hypotheses", err)
}

// JudgedAlarms counts judged alarms by source and signals.
func (r reader) JudgedAlarms(ctx context.Context, from, to time.Time, origins []airra.Origin) ([]airra.JudgedAlarms, error) {
	var rows []struct {
		Source, Signals string
		Judged, Wrong   int
	}
	err := r.judged(from, to, airra.AboutAlarm, origins).
		ColumnExpr("source, signals, count(*) AS judged, sum(CASE WHEN verdict = 'rejected' THEN 1 ELSE 0 END) AS wrong").
		GroupExpr("source, signals").OrderExpr("source, signals").Scan(ctx, &rows)
	if err != nil {
		return nil, fault("count judged alarms", err)
	}
	alarms := make([]airra.JudgedAlarms, len(rows))
	for i, row := range rows {
		alarms[i] = airra.JudgedAlarms{Source: row.Source, Judged: row.Judged, False: row.Wrong}
		if err := json.Unmarshal([]byte(row.Signals), &alarms[i].Signals); err != nil {
			return nil, fault("read the signals of a verdict", err)
		}
	}
	return alarms, nil
}

// JudgedIncidents counts the incidents of which a hypothesis was judged.
func (r reader) JudgedIncidents(ctx context.Context, from, to time.Time, sorts []airra.Sort) (int, error) {
	count := 0
	query := r.db.NewSelect().Table("judgements").ColumnExpr("count(DISTINCT incident_id)").
		Where("subject = ?", string(airra.AboutHypothesis)).Where("detected_at >= ? AND detected_at < ?", from, to)
	err := whereAny(query, "sort", sorts).Scan(ctx, &count)
	return count, fault("count judged incidents", err)
}
