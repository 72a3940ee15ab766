package store

import (
	"context"
	"encoding/json"
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

// SentPages reads the newest pages that were meant for somebody.
func (r reader) SentPages(ctx context.Context, from, to time.Time, limit int) ([]airra.SentPage, error) {
	var rows []struct {
		EngineerID   string
		EngineerName string
		CreatedAt    time.Time
		Simulated    bool // also when it was acknowledged since: only what was sent can meet a target or miss it
	}
	query := r.db.NewSelect().Table("notifications").Column("engineer_id", "engineer_name", "created_at").
		ColumnExpr("status = ? OR acknowledged_at IS NOT NULL AND sla_met IS NULL AS simulated", string(airra.NotificationSimulated)).
		Where("created_at >= ? AND created_at < ?", from, to).Where("kind = ?", string(airra.NotifyPage)).
		Where("engineer_id IS NOT NULL").OrderExpr("created_at DESC")
	if err := atMost(query, limit).Scan(ctx, &rows); err != nil {
		return nil, fault("read pages", err)
	}
	pages := make([]airra.SentPage, len(rows))
	for i, row := range rows {
		pages[i] = airra.SentPage{
			EngineerID: row.EngineerID, Name: row.EngineerName, At: row.CreatedAt.UTC(), Simulated: row.Simulated,
		}
	}
	return pages, nil
}

// judged reads verdicts that were given in a span.
func (r reader) judged(from, to time.Time, subject airra.VerdictSubject, origins []airra.Origin) *bun.SelectQuery {
	return whereAny(r.db.NewSelect().Table("judgements").Where("subject = ?", string(subject)).
		Where("judged_at >= ? AND judged_at < ?", from, to), "origin", origins)
}

// binOf sorts confidences into tenths. It is written out because the two databases
// round in different ways.
const binOf = `CASE WHEN confidence < 0.1 THEN 0 WHEN confidence < 0.2 THEN 1 WHEN confidence < 0.3 THEN 2 WHEN confidence < 0.4 THEN 3
	WHEN confidence < 0.5 THEN 4 WHEN confidence < 0.6 THEN 5 WHEN confidence < 0.7 THEN 6 WHEN confidence < 0.8 THEN 7
	WHEN confidence < 0.9 THEN 8 ELSE 9 END AS bin`

// JudgedHypotheses counts judged hypotheses by confidence.
func (r reader) JudgedHypotheses(ctx context.Context, from, to time.Time, origins []airra.Origin) ([]airra.JudgedBin, error) {
	var bins []airra.JudgedBin
	err := r.judged(from, to, airra.AboutHypothesis, origins).
		ColumnExpr(binOf).ColumnExpr("count(*) AS judged, sum(confidence) AS confidence").
		ColumnExpr("sum(CASE WHEN verdict = 'confirmed' THEN 1 ELSE 0 END) AS confirmed").
		GroupExpr("bin").OrderExpr("bin").Scan(ctx, &bins)
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
