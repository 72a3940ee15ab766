package store

import (
	"context"
	"slices"
	"time"

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
	pages := make([]airra.SentPage, 0, limit)
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

// TimeZones reads nothing else of the engineers.
func (r reader) TimeZones(ctx context.Context) (map[string]string, error) {
	var rows []struct{ ID, TimeZone string }
	err := r.db.NewSelect().Table("engineers").Column("id", "time_zone").Scan(ctx, &rows)
	zones := make(map[string]string, len(rows))
	for _, row := range rows {
		zones[row.ID] = row.TimeZone
	}
	return zones, fault("read time zones", err)
}

// JudgedIncidents counts the incidents of which a hypothesis was judged.
func (r reader) JudgedIncidents(ctx context.Context, from, to time.Time, sorts []airra.Sort) (int, error) {
	count := 0
	query := r.db.NewSelect().Table("judgements").ColumnExpr("count(DISTINCT incident_id)").
		Where("subject = ?", string(airra.AboutHypothesis)).Where("detected_at >= ? AND detected_at < ?", from, to)
	err := whereAny(query, "sort", sorts).Scan(ctx, &count)
	return count, fault("count judged incidents", err)
}
